"""Claims: statements of different reports that say the same thing, and what stands behind them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from stemma.model import (
    NARRATOR,
    Analysis,
    Claim,
    Corroboration,
    Interval,
    Reading,
    Report,
    Statement,
    Stemma,
    content_id,
)
from stemma.text.matching import tabulate
from stemma.text.quantities import Quantity, agree, parse_key
from stemma.text.words import find_words

# Two statements of different reports can say the same above the first score, if each is the other's best in its
# report; they join one claim if it stays this alike on average. Set on kin (development half).
LEAST_MATCH = 0.38
LEAST_AVERAGE = 0.3
# Readings that contradict each other must at least speak of the same.
SAME_MATTER = 0.5
# Statements of one report that are collated, and words that a statement needs: bounds the cost of one report.
MOST_STATEMENTS = 400
LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Member:
    """One statement of the story."""

    report: int
    """Index of its report."""
    statement: Statement
    """The statement."""
    words: tuple[str, ...]
    """Its words in plain form."""
    numbers: tuple[Quantity, ...]
    """The quantities it gives."""


def find_claims(reports: Sequence[Report], analyses: Sequence[Analysis], stemma: Stemma) -> tuple[Claim, ...]:
    """The claims of a story, the best corroborated first.

    Args:
        reports: sorted by id.
        analyses: one per report, in the same order.
        stemma: the family tree of the story.
    """
    members, vectors = _members(reports, analyses)
    if not members:
        return ()
    table = tabulate(vectors, [m.words for m in members])
    starts = [next((k for k, m in enumerate(members) if m.report == n), -1) for n in range(len(reports))]
    counts = [sum(m.report == n for m in members) for n in range(len(reports))]
    rows = [slice(s, s + c) if c else None for s, c in zip(starts, counts, strict=True)]
    links: list[tuple[float, int, int]] = []
    for a, b in combinations(range(len(reports)), 2):
        ra, rb = rows[a], rows[b]
        if ra is not None and rb is not None:
            links.extend(_mutual_best(table.match(ra, rb), ra.start, rb.start))
    clusters = _join(len(members), links)
    origins = {r.id: frozenset(stemma.origins_of(r.id)) for r in reports}
    claims = [_claim(c, members, reports, stemma, origins, links) for c in clusters]
    return tuple(
        sorted(claims, key=lambda c: (-c.corroboration.origins.low, -c.corroboration.reports, c.text, c.id))
    )


def _members(
    reports: Sequence[Report], analyses: Sequence[Analysis]
) -> tuple[list[Member], NDArray[np.float32]]:
    members: list[Member] = []
    vectors: list[NDArray[np.float32]] = []
    for n, (report, analysis) in enumerate(zip(reports, analyses, strict=True)):
        numbers = [e for e in analysis.entities if e.type == "NUM"]
        kept = 0
        for statement in analysis.statements:
            words = tuple(w.plain for w in find_words(report.text, statement.span))
            if analysis.sentences[statement.sentence].zone == "title" or len(words) < LEAST_WORDS:
                continue
            if kept >= MOST_STATEMENTS:
                break
            kept += 1
            mine = tuple(parse_key(e.key) for e in numbers if statement.span.contains(e.span))
            members.append(Member(n, statement, words, mine))
            vectors.append(analysis.vectors[statement.sentence])
    return members, np.array(vectors, dtype=np.float32).reshape(len(members), -1)


def _mutual_best(scores: NDArray[np.float32], row: int, column: int) -> list[tuple[float, int, int]]:
    """Pairs in which each is the other's best, by score; indices of the whole story."""
    first, second = scores.argmax(axis=1), scores.argmax(axis=0)
    return [
        (float(scores[i, j]), row + i, column + int(j))
        for i, j in enumerate(first)
        if second[j] == i and scores[i, j] >= LEAST_MATCH
    ]


def _join(n: int, links: Sequence[tuple[float, int, int]]) -> list[tuple[int, ...]]:
    """Clusters of statements: the strongest links first, as long as the clusters stay alike on average."""
    home = list(range(n))
    clusters: dict[int, list[int]] = {k: [k] for k in range(n)}
    known: dict[tuple[int, int], float] = {(a, b): s for s, a, b in links}
    for _, a, b in sorted(links, key=lambda x: (-x[0], x[1], x[2])):
        x, y = home[a], home[b]
        if x == y:
            continue
        pairs = [(min(p, q), max(p, q)) for p in clusters[x] for q in clusters[y]]
        if sum(known.get(p, 0.0) for p in pairs) / len(pairs) < LEAST_AVERAGE:
            continue
        for q in clusters[y]:
            home[q] = x
        clusters[x] += clusters.pop(y)
    return [tuple(sorted(c)) for c in clusters.values()]


def _claim(
    cluster: Sequence[int],
    members: Sequence[Member],
    reports: Sequence[Report],
    stemma: Stemma,
    origins: dict[str, frozenset[str]],
    links: Sequence[tuple[float, int, int]],
) -> Claim:
    mine = [members[k] for k in cluster]
    readings = tuple(
        sorted(
            (Reading(reports[m.report].id, m.statement.span, m.statement.voice, m.statement.certainty) for m in mine),
            key=lambda r: (r.report, r.span),
        )
    )
    central = _clearest(cluster, mine)
    texts = {r.id: r.text for r in reports}
    text = " ".join(central.statement.span.of(texts[reports[central.report].id]).split())
    return Claim(
        id=content_id("c", *(f"{r.report}:{r.span.start}-{r.span.end}" for r in readings)),
        text=text,
        readings=readings,
        corroboration=_corroborate(readings, stemma, origins),
        disputed=_is_disputed(cluster, members, reports, origins, links),
    )


def _clearest(cluster: Sequence[int], members: Sequence[Member]) -> Member:
    """The reading of middling length that a reader would quote: neither the barest nor the most wordy."""
    del cluster
    order = sorted(members, key=lambda m: (len(m.words), m.report, m.statement.span))
    return order[len(order) // 2]


def _corroborate(
    readings: Sequence[Reading], stemma: Stemma, origins: dict[str, frozenset[str]]
) -> Corroboration:
    carriers = {r.report for r in readings}
    folded = {e.child for e in stemma.edges if e.kind == "copy" and e.child in carriers and e.parent in carriers}
    texts = len(carriers - folded)
    behind = set().union(*(origins[c] for c in carriers))
    # A blend has its matter from one of its origins, not from all: count what the other carriers already show.
    sure = set().union(*(origins[c] for c in carriers if len(origins[c]) == 1))
    best = len(sure | (set() if sure else set(sorted(behind)[:1])))
    low = max(1, math.floor(best * stemma.count.origins.low / stemma.count.best))
    high = max(best, min(texts, math.ceil(best * stemma.count.origins.high / stemma.count.best)))
    voices = tuple(sorted({r.voice for r in readings} - {NARRATOR}))
    return Corroboration(len(carriers), texts, Interval(min(low, best), high), voices)


def _is_disputed(
    cluster: Sequence[int],
    members: Sequence[Member],
    reports: Sequence[Report],
    origins: dict[str, frozenset[str]],
    links: Sequence[tuple[float, int, int]],
) -> bool:
    inside = set(cluster)
    for score, a, b in links:
        if score < SAME_MATTER or a not in inside or b not in inside:
            continue
        one, other = members[a], members[b]
        if origins[reports[one.report].id] & origins[reports[other.report].id]:
            continue
        if _contradict(one.numbers, other.numbers):
            return True
    return False


def _contradict(some: Sequence[Quantity], others: Sequence[Quantity]) -> bool:
    """Whether each gives one number of a kind and the two cannot mean the same."""
    for unit in {q.unit for q in some} & {q.unit for q in others}:
        mine, theirs = [q for q in some if q.unit == unit], [q for q in others if q.unit == unit]
        if len(mine) == len(theirs) == 1 and not agree(mine[0], theirs[0]):
            return True
    return False
