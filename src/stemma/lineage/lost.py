"""Lost sources: ancestors that nobody gave us, who hangs on them, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stemma.lineage.agencies import find_agencies, find_sources, plain_name, shown_name
from stemma.lineage.evidence import Evidence
from stemma.lineage.reasons import reasons_for_lost
from stemma.lineage.sampling import Draws, lost_families
from stemma.lineage.tree import Edge, Flow
from stemma.model import Analysis, LostSource, Report, content_id

# Confidence that two reports which print the same agency word for word have it from there; never certain.
SAME = 0.99


def find_lost_sources(  # noqa: PLR0917  the story, the tree, the reports folded away
    evidence: Evidence,
    reports: Sequence[Report],
    analyses: Sequence[Analysis],
    edges: Sequence[Edge],
    draws: Draws,
    twins: Mapping[int, Sequence[Report]],
) -> list[LostSource]:
    """The lost sources of a tree, sorted by id.

    Args:
        evidence: of the story.
        reports: the texts of the tree.
        analyses: one per text.
        edges: of the tree.
        draws: of trees, for the confidence.
        twins: reports that repeat a text word for word and have it from the same agency, by the index of the text.
            They become its siblings, unless it derives from another report.
    """
    families = lost_families(len(reports), edges)
    placed = {x for family in families for x in family}
    placed |= {e.b if e.flow is Flow.DOWN else e.a for e in edges if e.flow is not Flow.LOST}
    found: list[LostSource] = []
    for family in (*families, *((x,) for x in sorted(twins) if x not in placed)):
        everyone = [*(reports[x] for x in family), *(r for x in family for r in twins.get(x, ()))]
        agency = _agency_of(reports, everyone)
        shares = [draws.lost[e.a, e.b] for e in edges if e.flow is Flow.LOST and e.a in family]
        name = agency or _source_of(reports, analyses, family)
        children = tuple(sorted(r.id for r in everyone))
        found.append(
            LostSource(
                id=content_id("lost-", *children),
                children=children,
                name=name,
                confidence=round(float(max(shares, default=SAME)), 3),
                reasons=reasons_for_lost(evidence, reports, everyone, name, printed=agency is not None),
            )
        )
    return sorted(found, key=lambda x: x.id)


def _agency_of(reports: Sequence[Report], family: Sequence[Report]) -> str | None:
    """The agency whose text all reports of a family print, as it is shown; None where there is none."""
    shared = frozenset.intersection(*(find_agencies(r) for r in family)) - {plain_name(r.outlet) for r in reports}
    return shown_name(min(shared)) if shared else None


def _source_of(reports: Sequence[Report], analyses: Sequence[Analysis], family: Sequence[int]) -> str | None:
    """The source that all reports of a family name and the fewest others do, as the first of them writes it."""
    sources = [find_sources(r, a) for r, a in zip(reports, analyses, strict=True)]
    named = frozenset.intersection(*(sources[x] for x in family)) - {plain_name(r.outlet) for r in reports}
    key = min(named, key=lambda k: (sum(k in s for s in sources), k), default=None)
    if key is None:
        return None
    first = family[0]
    written = [c.span.of(reports[first].text) for c in analyses[first].credits if plain_name(c.name) == key]
    return shown_name(key) or (written[0].removeprefix("the ").removeprefix("The ") if written else key)
