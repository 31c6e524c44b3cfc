"""Which statements of a story say the same thing: average linkage over likeness and over what else was on offer."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stemma.collation.facts import Item
from stemma.collation.matching import Weights
from stemma.model import Statement, Stemma
from stemma.text.spans import Span

# How much a match rests on meaning (vectors of the sentences, relative to the story's mean) and how much on
# shared rare words: best of a small grid on kin.
MEANING, WORDS = 0.5, 0.5
# A report says a thing once: how much it counts, each way, that a statement is nearer than the next best of its
# report, and what two statements of one report pay for being joined. With them, claims on kin (true trees) went from
# .705 to .76; they and the least average are the best of a grid there.
MARGIN, SAME_REPORT = 0.2, 0.3
# The margin of pairs that are not among each other's nearest.
LOW_MARGIN = -0.25
# Statements less alike than this are not joined, whatever else was on offer.
LEAST_LIKENESS = 0.1
# The average score two groups of statements need to become one claim. With 0.06 pairs of labelled statements on kin
# come out a little better (F1 .811 for .807), but of all pairs with one labelled statement 50 in 100 are right for 54.
LEAST_AVERAGE = 0.08
# What a passage that lineage aligned adds (a guess).
ALIGNED = 0.15
# What two quotations pay that share no word that says something: a quotation is handed on, not reworded (a guess).
OTHER_QUOTATION = 0.3
# Each statement looks at so many nearest others.
NEAREST = 40
# Rows of the table of statements that are compared at once: bounds the memory.
BLOCK = 500

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of one report, ready to be joined."""

    report: str
    """Id of the report."""
    statement: Statement
    """The statement."""
    row: int
    """Its own in the table of vectors."""
    words: tuple[str, ...]
    """Its words in plain form."""
    stems: frozenset[str]
    """Stems of those that say something."""
    items: tuple[Item, ...]
    """Its filled slots."""
    quoted: bool
    """Whether it stands in quotation marks, wholly or in part."""


@dataclass(slots=True)
class _Group:
    """Statements that are taken to be one claim; those that are the same words count as one."""

    members: list[int]
    """Their numbers."""
    reports: Counter[str]
    """How many of them each report has."""
    meaning: Floats
    """Sum of their vectors."""
    words: dict[int, float]
    """Sum of their rare words."""
    near: dict[int, tuple[float, int]] = field(default_factory=dict)
    """Other groups: the sum of the known margins between their statements and how many are known."""


def join(lines: Sequence[Line], vectors: Floats, weights: Weights, stemma: Stemma) -> list[list[Line]]:
    """The statements of a story in groups, each a claim, in order of their first statement.

    Groups grow by average linkage from the best pair down (UPGMA, Sokal & Michener 1958), so that no chain of
    half-likenesses holds a group together. The likeness of two groups is exact, being a product of sums; margins
    are known of nearest neighbours only and low elsewhere.

    Args:
        lines: the statements, report by report.
        vectors: one unit vector a statement, relative to the story's mean.
        weights: how much each stem says.
        stemma: the family tree, with the passages that lineage aligned.
    """
    twins = _twins(lines)
    heads = [lines[t[0]] for t in twins]
    meaning, words = vectors[[x.row for x in heads]], _words(heads, weights)
    margins = _margins(heads, meaning, words)
    _add_alignments(margins, heads, stemma)
    for i, j in margins:
        if heads[i].quoted and heads[j].quoted and not heads[i].stems & heads[j].stems:
            margins[i, j] -= OTHER_QUOTATION
    groups = {k: _Group([k], Counter([x.report]), meaning[k], _row(words, k)) for k, x in enumerate(heads)}
    for (i, j), margin in margins.items():
        groups[i].near[j] = groups[j].near[i] = (margin, 1)
    found = [sorted(i for k in g.members for i in twins[k]) for g in _linked(groups)]
    return [[lines[i] for i in group] for group in sorted(found)]


def _twins(lines: Sequence[Line]) -> list[list[int]]:
    """Numbers of the statements, those of the very same words together, in order."""
    same: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, line in enumerate(lines):
        same[line.words].append(n)
    return sorted(same.values())


def _words(lines: Sequence[Line], weights: Weights) -> sparse.csr_array[np.float64]:
    """The rare words of each statement: unit rows, shape (statements, stems)."""
    column = {s: k for k, s in enumerate(sorted({s for line in lines for s in line.stems}))}
    data: list[float] = []
    indices: list[int] = []
    indptr = [0]
    for line in lines:
        stems = sorted(line.stems)
        values = np.array([weights.of(s) for s in stems])
        data.extend(values / (float(np.linalg.norm(values)) or 1.0))
        indices.extend(column[s] for s in stems)
        indptr.append(len(indices))
    return sparse.csr_array((data, indices, indptr), shape=(len(lines), max(1, len(column))))


def _row(words: sparse.csr_array[np.float64], k: int) -> dict[int, float]:
    part = slice(int(words.indptr[k]), int(words.indptr[k + 1]))
    return dict(zip(words.indices[part].tolist(), words.data[part].tolist(), strict=True))


def _margins(
    lines: Sequence[Line], meaning: Floats, words: sparse.csr_array[np.float64]
) -> dict[tuple[int, int], float]:
    """For pairs of near statements, the weighted sum of both ways' margins over the next best of the report."""
    nearest: list[NDArray[np.int64]] = []
    for likeness, margin in _blocks(lines, meaning, words):
        value = np.where(likeness < LEAST_LIKENESS, -1.0, likeness + 2 * MARGIN * margin)
        for row in value:
            at = np.argpartition(-row, min(NEAREST, len(row) - 1))[:NEAREST]
            nearest.append(at[row[at] > 0])
    wanted = {(min(i, int(j)), max(i, int(j))) for i, at in enumerate(nearest) for j in at if i != j}
    of_row: dict[int, list[int]] = defaultdict(list)
    for i, j in sorted(wanted):
        of_row[i].append(j)
        of_row[j].append(i)
    sums = dict.fromkeys(sorted(wanted), 0.0)
    first = 0
    for _, margin in _blocks(lines, meaning, words):
        for n, row in enumerate(margin, first):
            for j in of_row[n]:
                sums[min(n, j), max(n, j)] += MARGIN * float(row[j])
        first += len(margin)
    return sums


def _blocks(
    lines: Sequence[Line], meaning: Floats, words: sparse.csr_array[np.float64]
) -> Iterator[tuple[Floats, Floats]]:
    """Some rows of two tables at a time: how alike two statements are, and by how much more than the next best.

    The next best is that of the other statement's report; two statements of one report have what they pay taken off.
    """
    reports = [x.report for x in lines]
    starts = [i for i in range(len(lines)) if i == 0 or reports[i] != reports[i - 1]]
    of = np.searchsorted(starts, np.arange(len(lines)), side="right") - 1
    alone = np.diff([*starts, len(lines)]) == 1
    for first in range(0, len(lines), BLOCK):
        rows = np.arange(first, min(first + BLOCK, len(lines)))
        likeness = MEANING * (meaning[rows] @ meaning.T) + WORDS * (words[rows] @ words.T).toarray()
        best = np.maximum.reduceat(likeness, starts, axis=1)
        is_best = likeness == best[:, of]
        second = np.maximum.reduceat(np.where(is_best, -1.0, likeness), starts, axis=1)
        margin = likeness - np.where(is_best, second[:, of], best[:, of])
        margin[:, alone[of]] = 0.0  # there was nothing else to choose
        likeness[of[rows][:, None] == of[None]] -= SAME_REPORT
        yield likeness, margin


def _add_alignments(margins: dict[tuple[int, int], float], lines: Sequence[Line], stemma: Stemma) -> None:
    """Passages that lineage aligned speak for their statements being the same."""
    by_report: dict[str, list[int]] = defaultdict(list)
    for k, line in enumerate(lines):
        by_report[line.report].append(k)

    def inside(report: str, span: Span) -> Iterable[int]:
        return (k for k in by_report[report] if lines[k].statement.span.overlap(span))

    for edge in stemma.edges:
        for pair in edge.passages:
            below = list(inside(edge.parent, pair.parent))
            for i in inside(edge.child, pair.child):
                for j in below:
                    key = (min(i, j), max(i, j))
                    if key in margins:
                        margins[key] += ALIGNED


def _linked(groups: dict[int, _Group]) -> Iterator[_Group]:
    """The groups after all joins; the one with the higher score is joined first, the earlier one of equals."""
    scores = ((_score(groups, i, j), i, j) for i, g in groups.items() for j in g.near if i < j)
    heap = [(-score, i, j) for score, i, j in scores if score >= LEAST_AVERAGE]
    heapq.heapify(heap)
    fresh = len(groups)
    while heap:
        _, i, j = heapq.heappop(heap)
        if i not in groups or j not in groups:
            continue
        groups[fresh] = _joined(groups, i, j, fresh)
        for k in groups[fresh].near:
            score = _score(groups, k, fresh)
            if score >= LEAST_AVERAGE:  # what is less alike is never joined
                heapq.heappush(heap, (-score, k, fresh))
        fresh += 1
    yield from groups.values()


def _joined(groups: dict[int, _Group], i: int, j: int, fresh: int) -> _Group:
    one, other = groups.pop(i), groups.pop(j)
    if len(one.words) < len(other.words):
        one, other = other, one
    words = one.words
    for stem, value in other.words.items():
        words[stem] = words.get(stem, 0.0) + value
    near: dict[int, tuple[float, int]] = {}
    for k in sorted({*one.near, *other.near} - {i, j}):
        parts = [g.near[k] for g in (one, other) if k in g.near]
        near[k] = (sum(p[0] for p in parts), sum(p[1] for p in parts))
        held = groups[k].near
        held.pop(i, None)
        held.pop(j, None)
        held[fresh] = near[k]
    return _Group(
        sorted(one.members + other.members), one.reports + other.reports, one.meaning + other.meaning, words, near
    )


def _score(groups: dict[int, _Group], i: int, j: int) -> float:
    """The average, over all pairs of their statements, of likeness and margin less what one report's pay."""
    one, other = groups[i], groups[j]
    few, many = (one, other) if len(one.words) <= len(other.words) else (other, one)
    held = many.words.get
    likeness = MEANING * float(one.meaning @ other.meaning)
    likeness += WORDS * sum([v * w for s, v in few.words.items() if (w := held(s))])
    margin, known = one.near[j]
    pairs = len(one.members) * len(other.members)
    margin += 2 * MARGIN * LOW_MARGIN * (pairs - known)
    few, many = (one, other) if len(one.reports) <= len(other.reports) else (other, one)
    paid = SAME_REPORT * sum([n * many.reports[r] for r, n in few.reports.items() if r in many.reports])
    return (likeness + margin - paid) / pairs
