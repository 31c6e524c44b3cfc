"""Which statements of a story say the same thing: average linkage over the odds that two of them do."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from stemma.collation.matching import Weights
from stemma.collation.sameness import Line, load_sameness, sameness_features

if TYPE_CHECKING:
    from scipy import sparse

# How much the likeness that finds candidates and margins rests on meaning (vectors of the sentences, relative to the
# story's mean) and how much on shared rare words: best of a small grid on kin, under an earlier joining.
MEANING, WORDS = 0.5, 0.5
# Log odds are taken to be no further from even than this, so that one pair cannot decide for a group; pairs that are
# not among each other's nearest, and pairs of one report, which says a thing once, are taken to be that unlikely.
# 4, 6 and 9 were tried on kin, stories left out: the further, the more a group needs all its pairs.
FURTHEST = 4.0
# The average log odds two groups of statements need to be one claim, and to be perhaps one. Both are below even: the
# model was fitted on the best pair of two reports and is asked of every pair. On kin, stories left out, of all pairs
# with a marked statement so many are right, and F1 of pairs of marked statements: at -3.5 .51 and .85, at -3.3 .55 and
# .84, at -2.5 .75 and .76, at -2 .80 and .72, at -1.5 .84 and .71.
LEAST_SURE, LEAST_PERHAPS = -2.25, -3.4
# What is joined must have a pair this likely. One statement may come to several that bear each other out; of fewer, and of
# two such groups, one claim is made for sure only if they have a pair as likely as even. On kin, stories left out, of 18
# pairs that were less likely and stood alone none was right; of groups it costs nothing (F1 .75, 77 in 100 right, not 76).
LEAST_LINK, LEAST_PAIR, FEW = -1.5, 0.0, 2
# In a story of more reports than those that the model was fitted on (kin) a statement has more strangers that it is like by
# chance: the odds are divided by how many times more. Of 60 real reports of two days, of the joined pairs that were less
# likely than that 10 in 100 were right by hand, and of the others 90.
REPORTS = 9
# Statements less alike than this are not held against each other, whatever else was on offer.
LEAST_LIKENESS = 0.1
# Each statement looks at so many nearest others.
NEAREST = 40
# Rows of the table of statements that are compared at once: bounds the memory.
BLOCK = 500

Floats = NDArray[np.float64]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Odds:
    """Log odds of the pairs of statements of two groups, as far as they are known."""

    total: float
    """Their sum."""
    known: int
    """How many they are."""
    best: float
    """The highest."""

    def __add__(self, other: _Odds) -> _Odds:
        """Those of both."""
        return _Odds(self.total + other.total, self.known + other.known, max(self.best, other.best))


@dataclass(slots=True)
class _Group:
    """Statements that are perhaps one claim; those that are the same words count as one."""

    claims: list[list[int]]
    """Their numbers, those of one claim together; several claims are perhaps one."""
    size: int
    """How many statements they are."""
    near: dict[int, _Odds] = field(default_factory=dict)
    """Other groups, with what is known of the pairs of their statements."""


def join(lines: Sequence[Line], vectors: Floats, weights: Weights) -> list[list[list[Line]]]:
    """The statements of a story in claims, and those claims together that are perhaps one; in order of first statements.

    Groups grow by average linkage from the best pair down (UPGMA, Sokal & Michener 1958), so that no chain of
    half-likenesses holds a group together.

    Args:
        lines: the statements, report by report.
        vectors: one unit vector a statement, relative to the story's mean.
        weights: how much each stem says.
    """
    twins = find_twins(lines)
    heads = [lines[t[0]] for t in twins]
    margins = find_margins(lines, vectors, weights)
    doubt = max(0.0, log(len({x.report for x in lines}) / REPORTS))
    odds = load_sameness().log_odds(sameness_features(heads, margins, weights)) - doubt
    odds = odds.clip(-FURTHEST, FURTHEST)
    groups = {k: _Group([[k]], 1) for k in range(len(heads))}
    for (i, j), value in zip(margins, odds.tolist(), strict=True):
        groups[i].near[j] = groups[j].near[i] = _Odds(value, 1, value)
    found = [sorted(sorted(i for k in claim for i in twins[k]) for claim in g.claims) for g in _linked(groups)]
    return [[[lines[i] for i in claim] for claim in group] for group in sorted(found)]


def find_twins(lines: Sequence[Line]) -> list[list[int]]:
    """Numbers of the statements, those of the very same words together, in order."""
    same: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, line in enumerate(lines):
        same[line.words].append(n)
    return sorted(same.values())


def find_margins(lines: Sequence[Line], vectors: Floats, weights: Weights) -> dict[Pair, float]:
    """Pairs of statements of different reports that are near, each with its margin both ways together.

    The margin of a statement to another is how much more like it that is than the next best of its report. Statements
    are numbered as they come, those of the very same words once.
    """
    twins = find_twins(lines)
    heads = [lines[t[0]] for t in twins]
    reports = [{lines[i].report for i in t} for t in twins]
    table = vectors[[x.row for x in heads]], _words(heads, weights)
    columns = _Columns(reports)
    wanted: set[Pair] = set()
    for first, likeness, _ in _blocks(table, columns):
        likeness[columns.shared(first, first + BLOCK)] = -1.0
        for i, row in enumerate(likeness, first):
            at = np.argpartition(-row, min(NEAREST, len(row) - 1))[:NEAREST]
            wanted.update(
                (min(i, j), max(i, j))
                for j in at[row[at] > LEAST_LIKENESS].tolist()
                if _may_be_one(heads[i], heads[j])
            )
    of_row: dict[int, list[int]] = defaultdict(list)
    for i, j in sorted(wanted):
        of_row[i].append(j)
        of_row[j].append(i)
    sums = dict.fromkeys(sorted(wanted), 0.0)
    for first, _, margin in _blocks(table, columns):
        for i, row in enumerate(margin, first):
            for j in of_row[i]:
                sums[min(i, j), max(i, j)] += float(row[j])
    return sums


def _may_be_one(one: Line, other: Line) -> bool:
    """Not where both are quotations without a word in common that says something: those are handed on, not reworded."""
    return not one.quoted or not other.quoted or not one.stems.isdisjoint(other.stems)


class _Columns:
    """Statements report by report, one that several reports have standing with each of them."""

    def __init__(self, reports: Sequence[Iterable[str]]) -> None:
        held: dict[str, list[int]] = defaultdict(list)
        for k, names in enumerate(reports):
            for name in names:
                held[name].append(k)
        order = sorted(held, key=lambda r: (held[r][0], r))
        self.of = np.array([k for r in order for k in held[r]])
        """Which statement stands in each column."""
        self.starts = np.cumsum([0, *(len(held[r]) for r in order[:-1])])
        """The first column of each report."""
        place = {r: n for n, r in enumerate(order)}
        self.home = np.array([min(place[r] for r in names) for names in reports])
        """The first report that has each statement."""
        self.alone = np.array([len(held[r]) == 1 for r in order])
        """Whether each report has one statement only."""
        from scipy import sparse  # noqa: PLC0415 - heavy

        where = np.repeat(np.arange(len(order)), [len(held[r]) for r in order])
        self._held = sparse.csr_array((np.ones(len(where)), (self.of, where)), shape=(len(reports), len(order)))

    def shared(self, first: int, last: int) -> NDArray[np.bool_]:
        """Which statements, of those from `first` up to `last` and of all, stand in one report."""
        return np.asarray((self._held[first:last] @ self._held.T).toarray() > 0.0)


def _words(lines: Sequence[Line], weights: Weights) -> sparse.csr_array[np.float64]:
    """The rare words of each statement: unit rows, shape (statements, stems)."""
    from scipy import sparse  # noqa: PLC0415 - heavy

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


def _blocks(
    table: tuple[Floats, sparse.csr_array[np.float64]], columns: _Columns
) -> Iterator[tuple[int, Floats, Floats]]:
    """Some rows at a time, the number of the first with: how alike two statements are, and their margins."""
    meaning, words = table
    for first in range(0, len(meaning), BLOCK):
        rows = slice(first, first + BLOCK)
        likeness = MEANING * (meaning[rows] @ meaning.T) + WORDS * (words[rows] @ words.T).toarray()
        each = likeness[:, columns.of]
        best = np.maximum.reduceat(each, columns.starts, axis=1)
        widths = np.diff([*columns.starts.tolist(), len(columns.of)])
        below = np.where(each == np.repeat(best, widths, axis=1), -1.0, each)
        second = np.maximum.reduceat(below, columns.starts, axis=1)[:, columns.home]
        best = best[:, columns.home]
        margin = likeness - np.where(likeness == best, second, best)
        margin[:, columns.alone[columns.home]] = 0.0  # there was nothing else to choose
        yield first, likeness, margin


def _linked(groups: dict[int, _Group]) -> Iterator[_Group]:
    """The groups after all joins; the one with the higher score is joined first, the earlier one of equals."""
    scores = ((_score(groups, i, j), i, j) for i, g in groups.items() for j in g.near if i < j)
    heap = [(-score, i, j) for score, i, j in scores if score >= LEAST_PERHAPS]
    heapq.heapify(heap)
    fresh = len(groups)
    while heap:
        negative, i, j = heapq.heappop(heap)
        if i not in groups or j not in groups:
            continue
        small, large = sorted((groups[i].size, groups[j].size))
        borne_out = (small == 1 and large > FEW) or groups[i].near[j].best >= LEAST_PAIR
        groups[fresh] = _joined(groups, (i, j), fresh, sure=-negative >= LEAST_SURE and borne_out)
        for k in groups[fresh].near:
            score = _score(groups, k, fresh)
            if score >= LEAST_PERHAPS:  # what is less likely is never joined
                heapq.heappush(heap, (-score, k, fresh))
        fresh += 1
    yield from groups.values()


def _joined(groups: dict[int, _Group], pair: Pair, fresh: int, *, sure: bool) -> _Group:
    i, j = pair
    one, other = groups.pop(i), groups.pop(j)
    near: dict[int, _Odds] = {}
    for k in sorted({*one.near, *other.near} - {i, j}):
        near[k] = (
            one.near[k] + other.near[k]
            if k in one.near and k in other.near
            else (one.near.get(k) or other.near[k])
        )
        held = groups[k].near
        held.pop(i, None)
        held.pop(j, None)
        held[fresh] = near[k]
    claims = one.claims + other.claims
    return _Group([[k for claim in claims for k in claim]] if sure else claims, one.size + other.size, near)


def _score(groups: Mapping[int, _Group], i: int, j: int) -> float:
    """The average log odds over all pairs of their statements."""
    one, other = groups[i], groups[j]
    odds, pairs = one.near[j], one.size * other.size
    if odds.best < LEAST_LINK:
        return -FURTHEST
    return (odds.total - FURTHEST * (pairs - odds.known)) / pairs
