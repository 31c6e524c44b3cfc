"""Which pairs of a story are worth measuring: all of a small one, each report's nearest of a large one.

Three cheap views propose: shared rare words, long verbatim runs (the buckets of a min-hash would find the same
pairs; with an inverted index of runs nothing is left to chance), and the meaning of the whole report. Their cost
is that of three sparse or dense products over the reports, never over the sentences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from stemma.lineage.witnesses import Witness
from stemma.text.matching import SentenceTable

if TYPE_CHECKING:
    from scipy import sparse

# Pairs are complete up to this many reports.
COMPLETE_UP_TO = 40
# Above it each report keeps its nearest by rare words, by verbatim runs and by meaning. On helsinki doubling them
# adds no edge that a reader would miss.
NEAREST_BY_WORDS, NEAREST_BY_RUNS, NEAREST_BY_MEANING = 14, 8, 4
# A run that more reports hold is a phrase of the story and proposes nobody: bounds the work of the index.
MOST_HOLDERS = 200
# Reports handled at a time: bounds the memory of the products.
BLOCK = 512


def find_candidates(
    witnesses: Sequence[Witness], rare: sparse.csr_array[np.float64], table: SentenceTable
) -> NDArray[np.bool_]:
    """Which pairs to measure, symmetric, shape (reports, reports); none with a report that has no sentences.

    Args:
        witnesses: the reports of the story.
        rare: one unit row per report, a column per word, weighed by rarity.
        table: all sentences of the story.
    """
    n = len(witnesses)
    told = np.array([bool(w.spans) for w in witnesses])
    if n <= COMPLETE_UP_TO:
        return np.asarray(~np.eye(n, dtype=bool) & told[:, None] & told)
    runs = _run_rows(witnesses)
    meaning = np.stack([_centre(table.vectors[w.rows]) for w in witnesses])
    chosen = np.zeros((n, n), dtype=bool)
    for start in range(0, n, BLOCK):
        rows = slice(start, min(n, start + BLOCK))
        for scores, most in (
            ((rare[rows] @ rare.T).toarray(), NEAREST_BY_WORDS),
            ((runs[rows] @ runs.T).toarray(), NEAREST_BY_RUNS),
            (meaning[rows] @ meaning.T, NEAREST_BY_MEANING),
        ):
            _choose(chosen, rows.start, scores, most)
    np.fill_diagonal(chosen, val=False)
    return np.asarray((chosen | chosen.T) & told[:, None] & told)


def _choose(chosen: NDArray[np.bool_], start: int, scores: NDArray[np.float64], most: int) -> None:
    """Mark the best of each row, ties by place; itself comes first and is taken off later."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, : most + 1]
    for k, columns in enumerate(best):
        chosen[start + k, columns[scores[k, columns] > 0]] = True


def _centre(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    mean: NDArray[np.float64] = vectors.sum(axis=0) / max(1, len(vectors))
    return mean / (float(np.linalg.norm(mean)) or 1.0)


def _run_rows(witnesses: Sequence[Witness]) -> sparse.csr_array[np.float64]:
    """One unit row per report over the runs that a few reports share."""
    from scipy import sparse  # noqa: PLC0415 - heavy

    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, w in enumerate(witnesses):
        for run in dict.fromkeys(w.runs):
            holders[run].append(i)
    shared = [h for _, h in sorted(holders.items()) if 1 < len(h) <= MOST_HOLDERS]
    rows = [i for h in shared for i in h]
    columns = [k for k, h in enumerate(shared) for _ in h]
    size = np.sqrt([max(1, len(w.runs)) for w in witnesses])
    return sparse.csr_array((1.0 / size[rows], (rows, columns)), shape=(len(witnesses), max(1, len(shared))))
