"""Sequence alignment: which items of one sequence go back to which of another, in order or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Match:
    """Item `row` of one sequence goes with item `column` of the other."""

    row: int
    """Index in the first sequence."""
    column: int
    """Index in the second sequence."""
    weight: float
    """What the match is worth; above 0."""


def align_in_order(scores: NDArray[np.floating]) -> tuple[Match, ...]:
    """The chain of matches with the largest total score in which both indices only rise.

    Args:
        scores: what each match is worth, shape (rows, columns); values of 0 or less are no match.

    Returns:
        The matches of the best chain, in order. Every row and every column is used at most once. (The global
        alignment of Needleman & Wunsch 1970 with free gaps.)
    """
    rows, columns = scores.shape
    best = np.zeros((rows + 1, columns + 1))
    for i in range(rows):
        taken = best[i, :-1] + np.maximum(scores[i], 0.0)
        best[i + 1, 1:] = np.maximum.accumulate(np.maximum(taken, best[i, 1:]))
    chain: list[Match] = []
    i, j = rows, columns
    while i and j:
        if best[i, j] == best[i - 1, j]:
            i -= 1
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            chain.append(Match(i, j, float(scores[i, j])))
    return tuple(reversed(chain))
