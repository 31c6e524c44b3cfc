"""The family tree of a story, from its reports to the count of its origins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

import numpy as np

from stemma.errors import ContractError
from stemma.lineage.derivation import AGENCY_FIRST, OWN_CLOCK, Weights, load_weights, work_out_odds
from stemma.lineage.direction import lags
from stemma.lineage.doubts import find_doubts
from stemma.lineage.evidence import Evidence, gather_evidence
from stemma.lineage.lost import SAME, find_lost_sources
from stemma.lineage.reasons import (
    LEAST_NAMED,
    MOST_NAMED,
    dates_of,
    kind_of,
    reason_for_choice,
    reasons_for_edge,
)
from stemma.lineage.sampling import Draws, draw_trees, settle_flows
from stemma.lineage.sources import read_sources
from stemma.lineage.tree import Edge, Flow, Odds, orient, part, rule_out, spanning_forest
from stemma.model import (
    Analysis,
    Count,
    Derivation,
    LostSource,
    Origin,
    PassagePair,
    RejectedEdge,
    Report,
    Stemma,
    content_id,
)
from stemma.text.words import find_words


def infer_stemma(
    reports: Sequence[Report],
    analyses: Sequence[Analysis],
    weights: Weights | None = None,
    *,
    rejected: Sequence[RejectedEdge] = (),
) -> Stemma:
    """The family tree of one story.

    Args:
        reports: the reports of the story.
        analyses: one per report, in the same order.
        weights: of the models; those that come with the package if none are given.
        rejected: edges that a person has ruled out; those of other reports are passed over.

    Returns:
        The most probable tree without the rejected edges. Confidences, directions and the interval of the number of origins come from
        trees drawn in proportion to their odds. The order of the reports makes no difference.

    Raises:
        ContractError: there are no reports.
    """
    if not reports:
        raise ContractError("a story without reports has no family tree; give at least one report")
    order = sorted(range(len(reports)), key=lambda i: reports[i].id)
    reports = [reports[i] for i in order]
    analyses = [analyses[i] for i in order]
    ruled_out = {edge.pair for edge in rejected}
    twins = _fold_twins(reports, analyses, ruled_out)
    heads = sorted(set(twins))
    texts = [reports[i] for i in heads]
    read = [analyses[i] for i in heads]
    weights = weights or load_weights()
    evidence = gather_evidence(texts, read)
    odds = work_out_odds(weights, evidence, texts, read)
    odds, edges = _settle(odds, _pairs(ruled_out, [r.id for r in texts]))
    draws = draw_trees(odds)
    edges = settle_flows(edges, odds, draws)

    derivations = _derivations(evidence, texts, edges, draws)
    distinct = len(texts) - sum(d.kind == "copy" for d in derivations)
    sources = read_sources(reports, analyses)
    whose = {r.id: names for r, names in zip(reports, sources.printed, strict=True)}
    whose |= {r.id: names for r, names in zip(texts, evidence.prints.printed, strict=True)}
    repeats = [i for i, head in enumerate(twins) if i != head]
    siblings = {i for i in repeats if whose[reports[i].id] & whose[reports[twins[i]].id]}
    held = {
        heads.index(head): [reports[i] for i in sorted(siblings) if twins[i] == head]
        for head in sorted({twins[i] for i in siblings})
    }
    lost = find_lost_sources(evidence, texts, read, edges, draws, held, whose)
    under = {child for source in lost for child in source.children}
    outlets = {r.id: outlet for r, outlet in zip(reports, sources.outlets, strict=True)}
    above = {d.child: d for d in derivations if outlets[d.parent] in whose[d.child]}
    for i in repeats:
        head = reports[twins[i]].id
        parted = head in above and frozenset((reports[i].id, above[head].parent)) in ruled_out
        if i in siblings and head in above and not parted:  # both have the text from those whose text it is
            derivations.append(_sibling_edge(reports[i], reports[twins[i]], above[head]))
        elif reports[i].id not in under:
            own = outlets[reports[i].id] == outlets[head] != ""
            printed = outlets[head] in whose[reports[i].id]
            derivations.append(_twin_edge(reports[i], reports[twins[i]], weights, own=own, printed=printed))
    derivations.sort(key=lambda d: (d.child, d.parent))
    ids = tuple(r.id for r in reports)
    origins = _origins(ids, derivations, lost)
    best = len(origins)
    return Stemma(
        reports=ids,
        edges=tuple(derivations),
        lost_sources=tuple(lost),
        origins=origins,
        count=Count(
            reports=len(ids),
            texts=distinct,
            origins=draws.interval(best),
            best=best,
            doubts=find_doubts(draws, texts, odds, edges),
        ),
    )


def _pairs(ruled_out: Iterable[frozenset[str]], ids: Sequence[str]) -> frozenset[tuple[int, int]]:
    """The rejected edges between these reports, by their indices, the lower first."""
    at = {i: n for n, i in enumerate(ids)}
    found = (sorted(at[i] for i in pair if i in at) for pair in ruled_out)
    return frozenset((ends[0], ends[1]) for ends in found if len(ends) == 2)  # noqa: PLR2004  both ends are here


def _settle(odds: Odds, ruled_out: frozenset[tuple[int, int]]) -> tuple[Odds, tuple[Edge, ...]]:
    """The most probable tree without the pairs that were ruled out, and the odds it is drawn from."""
    if ruled_out:
        odds = rule_out(odds, ruled_out)
    edges = orient(spanning_forest(odds), odds)
    # Where even a lost source between them will not do, the two are parted. Each round parts at least one pair.
    while stubborn := [(e.a, e.b) for e in edges if (e.a, e.b) in ruled_out and e.flow is not Flow.LOST]:
        odds = part(odds, stubborn)
        edges = orient(spanning_forest(odds), odds)
    return odds, edges


def _fold_twins(
    reports: Sequence[Report], analyses: Sequence[Analysis], ruled_out: AbstractSet[frozenset[str]]
) -> list[int]:
    """For every report the index of the report it repeats word for word; its own where it repeats none.

    The earliest of a group stands for it; reports without a date come after those with one. Whose edge to it was
    ruled out stands for itself.
    """
    groups: dict[tuple[str, ...], list[int]] = {}
    for i, (report, analysis) in enumerate(zip(reports, analyses, strict=True)):
        words = tuple(
            w.plain for k in analysis.prose() for w in find_words(report.text, analysis.sentences[k].span)
        )
        groups.setdefault(words or (report.id,), []).append(i)
    heads = list(range(len(reports)))
    for group in groups.values():
        head = _earliest(reports, group)
        for i in group:
            if frozenset((reports[i].id, reports[head].id)) not in ruled_out:
                heads[i] = head
    return heads


def _earliest(reports: Sequence[Report], group: Sequence[int]) -> int:
    """The report of a group that was published first, as far as that is known; else the first."""
    dated = [i for i in group if reports[i].published]
    late = lags([reports[i] for i in dated])
    # Earlier than most: exact times and mere days do not always make one order.
    return min(dated, key=lambda i: (float(late[dated.index(i)].sum()), i), default=group[0])


def _sibling_edge(twin: Report, head: Report, edge: Derivation) -> Derivation:
    """The edge of a report that says word for word what another one says, which has this edge."""
    said = f"its prose is that of {head.name}, word for word, and both say whose text they print"
    return replace(edge, child=twin.id, reasons=(said,), passages=())


def _twin_edge(below: Report, above: Report, weights: Weights, *, own: bool, printed: bool) -> Derivation:
    """The edge of a report to the earliest of those that say the same.

    Args:
        below: the report.
        above: the earliest.
        weights: of the models.
        own: whether both are of one outlet.
        printed: whether the report says that it prints the other's outlet.
    """
    later = float(lags((below, above))[0, 1])
    reasons = ["its prose is the same, word for word"]
    if below.published and above.published and later > 0:
        after, before = dates_of(below.published, above.published)
        reasons.append(f"published later ({after} after {before})")
    if printed:
        reasons.append(f"it says that its text is that of {above.outlet}")
    odds = weights.direction[0] * later + OWN_CLOCK * (own and later > 0) + AGENCY_FIRST * printed
    way = 1.0 / (1.0 + np.exp(-odds))
    return Derivation(below.id, above.id, "copy", SAME, float(way), tuple(reasons))


def _derivations(
    evidence: Evidence,
    reports: Sequence[Report],
    edges: Sequence[Edge],
    draws: Draws,
) -> list[Derivation]:
    found: list[Derivation] = []
    for e in edges:
        if e.flow is Flow.LOST:
            continue
        child, parent = (e.b, e.a) if e.flow is Flow.DOWN else (e.a, e.b)
        # Shares of draws, smoothed so that nothing is ever certain.
        total = len(draws.origins)
        this_way, back = draws.parent[child, parent] * total, draws.parent[parent, child] * total
        confidence = (this_way + back + 1) / (total + 2)
        direction = (this_way + 1) / (this_way + back + 2)
        below, above = evidence.witnesses[child], evidence.witnesses[parent]
        ranked = [int(k) for k in np.argsort(-draws.parent[child], kind="stable") if k != parent]
        in_its_place = [reports[k] for k in ranked[:MOST_NAMED] if draws.parent[child, k] >= LEAST_NAMED]
        found.append(
            Derivation(
                child=reports[child].id,
                parent=reports[parent].id,
                kind=kind_of(evidence, child, parent),
                confidence=round(float(confidence), 3),
                direction=round(float(direction), 3),
                reasons=(
                    *reason_for_choice(float(confidence), float(draws.derived[child]), in_its_place),
                    *reasons_for_edge(evidence, reports, child, parent, float(direction)),
                ),
                passages=tuple(
                    PassagePair(below.spans[m.row], above.spans[m.column]) for m in evidence.chains[child, parent]
                ),
            )
        )
    return found


def _origins(
    ids: Sequence[str], derivations: Sequence[Derivation], lost: Sequence[LostSource]
) -> tuple[Origin, ...]:
    below: dict[str, set[str]] = {}
    derived: set[str] = set()
    for d in derivations:
        below.setdefault(d.parent, set()).add(d.child)
        derived.add(d.child)
    for source in lost:
        below.setdefault(source.id, set()).update(source.children)
        derived.update(source.children)
    roots = [*(i for i in ids if i not in derived), *(source.id for source in lost)]
    known = set(ids)

    def descendants(root: str) -> tuple[str, ...]:
        seen, frontier = {root}, [root]
        while frontier:
            for child in below.get(frontier.pop(), ()):
                if child not in seen:
                    seen.add(child)
                    frontier.append(child)
        return tuple(sorted(seen & known))

    return tuple(
        sorted((Origin(content_id("o", root), root, descendants(root)) for root in roots), key=lambda o: o.id)
    )
