"""Lost sources: ancestors that nobody gave us, who hangs on them, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stemma.lineage.agencies import plain_name, shown_name
from stemma.lineage.evidence import Evidence
from stemma.lineage.reasons import reasons_for_lost
from stemma.lineage.sampling import Draws, lost_families
from stemma.lineage.sources import Sources
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
    printed: Mapping[str, frozenset[str]],
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
        printed: whose text each report of the story prints, by its id.
    """
    families = lost_families(len(reports), edges)
    placed = {x for family in families for x in family}
    placed |= {e.b if e.flow is Flow.DOWN else e.a for e in edges if e.flow is not Flow.LOST}
    found: list[LostSource] = []
    for family in (*families, *((x,) for x in sorted(twins) if x not in placed)):
        everyone = [*(reports[x] for x in family), *(r for x in family for r in twins.get(x, ()))]
        shares = [draws.lost[e.a, e.b] for e in edges if e.flow is Flow.LOST and e.a in family]
        shared = frozenset.intersection(*(printed[r.id] for r in everyone))
        name = _name_source(evidence.sources, reports, analyses, family, shared)
        children = tuple(sorted(r.id for r in everyone))
        found.append(
            LostSource(
                id=content_id("lost-", *children),
                children=children,
                name=name,
                confidence=round(float(max(shares, default=SAME)), 3),
                reasons=reasons_for_lost(evidence, reports, everyone, name, printed=bool(shared)),
            )
        )
    return sorted(found, key=lambda x: x.id)


def _name_source(
    sources: Sources,
    reports: Sequence[Report],
    analyses: Sequence[Analysis],
    family: Sequence[int],
    printed: frozenset[str],
) -> str | None:
    """The source whose text all reports of a family print, or else that all name and the fewest others do.

    It is shown as it is known, or as the first of them writes it; None where there is none.
    """
    named = printed or frozenset.intersection(*(sources.named[x] for x in family)) - set(sources.outlets)
    key = min(named, key=lambda k: (sum(k in s for s in sources.named), k), default=None)
    if key is None:
        return None
    written = [
        c.span.of(reports[x].text) for x in family for c in analyses[x].credits if plain_name(c.name) == key
    ]
    return shown_name(key) or (written[0].removeprefix("the ").removeprefix("The ") if written else key)
