"""How well each sentence of a report is matched by the others, and what lies between two reports.

Near copies of a report match its sentences as well as its source does, or better. So that they do not hide the
source, two reports are not asked whether they are each other's nearest, but whether a third lies between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# The least score that counts as a match at all. Set on kin (development half): 0.2 to 0.4 differ little.
LEAST_MATCH = 0.25
# Scores that differ by less are the same: sums of the same numbers in another order.
AS_GOOD = 1e-3
# Words by which what two reports share may differ for no reason: wordings vary. Set on kin: 10 to 30 differ little.
SLACK = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhood:
    """How well each sentence of one report is matched by each report it was compared with."""

    reports: NDArray[np.intp]
    """Indices of the reports it was compared with, sorted."""
    best: NDArray[np.float32]
    """Score of the best match of each sentence in each of them, shape (sentences, reports compared with)."""
    where: NDArray[np.intp]
    """The sentence that matches best, by its place in that report; same shape."""
    weights: NDArray[np.float64]
    """What each sentence weighs, by its length; sums to 1."""

    def column(self, report: int) -> NDArray[np.float32]:
        """The best scores in one report; 0 where the two were not compared."""
        at = int(np.searchsorted(self.reports, report))
        if at == len(self.reports) or self.reports[at] != report:
            return np.zeros(len(self.best), dtype=np.float32)
        return self.best[:, at]

    def wins(self) -> NDArray[np.float64]:
        """Share of the prose that each of the reports compared with matches as well as any, 0 to 1."""
        if not len(self.reports):
            return np.zeros(0)
        best = self.best.max(axis=1, keepdims=True)
        won: NDArray[np.float64] = self.weights @ ((self.best > LEAST_MATCH) & (self.best >= best - AS_GOOD))
        return won


def direct_shares(near: Sequence[Neighbourhood]) -> NDArray[np.float64]:
    """Share of the prose of the row that the column matches while no third report lies between, 0 to 1.

    A third report lies between two sentences if it has one that is nearer to both than they are to each other (the
    relative neighbourhood graph, Toussaint 1980, which holds every spanning tree of the nearest).
    """
    place = _places(near)
    direct = np.zeros(place.shape)
    for i, mine in enumerate(near):
        for k, j in enumerate(mine.reports):
            score = mine.best[:, k]
            free = score > LEAST_MATCH
            third = mine.reports[place[j, mine.reports] >= 0]
            if len(third):
                theirs = near[j].best[mine.where[:, k]][:, place[j, third]]
                between = np.minimum(mine.best[:, place[i, third]], theirs).max(axis=1)
                free &= between <= score + AS_GOOD
            direct[i, j] = mine.weights[free].sum()
    return direct


def between_measure(near: Sequence[Neighbourhood], words: Sequence[int]) -> NDArray[np.float64]:
    """How much better one third report would stand between two than either of them between the others.

    Of three reports in a row the middle one has what the outer two share (the four-point condition of trees, seen
    from one side). So of each three the one that lacks least of what the others share is their middle. The
    measure is the log of what the better of the two outer ones would leave unexplained as a middle over what the
    third leaves, in words of prose, for the best third; 0 or more, symmetric.

    Args:
        near: of all reports.
        words: length of each report.
    """
    place = _places(near)
    lacking = [_lacking(mine, size) for mine, size in zip(near, words, strict=True)]
    between = np.zeros(place.shape)
    for middle, mine in enumerate(near):
        around = mine.reports
        known = place[np.ix_(around, around)]
        # shared[a, b]: what a shares with b and the middle lacks. beyond[a, b]: what it shares with the middle and b lacks.
        shared, beyond = np.zeros(known.shape), np.zeros(known.shape)
        for a, report in enumerate(around):
            own = place[report, middle]
            shared[a] = lacking[report][known[a], own]
            beyond[a] = lacking[report][own, known[a]]
        left = (shared + shared.T) / 2
        outer = (beyond + lacking[middle]) / 2
        worth = np.log((np.minimum(outer, outer.T) + SLACK) / (left + SLACK))
        block = np.ix_(around, around)
        between[block] = np.maximum(between[block], np.where((known >= 0) & (known.T >= 0), worth, 0.0))
    return between


def _lacking(mine: Neighbourhood, words: int) -> NDArray[np.float64]:
    """Words of the report's prose that the row matches better than the column, by places of the neighbourhood."""
    best = np.maximum(mine.best, LEAST_MATCH)
    weights = mine.weights * words
    rows = [weights @ np.maximum(best[:, [k]] - best, 0.0) for k in range(best.shape[1])]
    return np.array(rows).reshape(best.shape[1], best.shape[1])


def _places(near: Sequence[Neighbourhood]) -> NDArray[np.intp]:
    """The place of the column in the neighbourhood of the row; -1 where the two were not compared."""
    place = np.full((len(near), len(near)), -1)
    for i, mine in enumerate(near):
        place[i, mine.reports] = np.arange(len(mine.reports))
    return place
