"""Which sentences of two reports speak of the same thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum, log

import numpy as np
from numpy.typing import NDArray

from stemma.collation.facts import Facts

# How much a match rests on meaning (sentence vectors) and how much on shared rare words. First guess, not tuned.
MEANING, WORDS = 0.6, 0.4
# The least score at which two sentences are compared; a second sentence is taken in if it matches this share as
# well as the first (a child merges sentences). First guesses, not tuned.
LEAST_MATCH = 0.35
SECOND_SHARE = 0.75
# What is added to the score of the sentence that comes next in the source, where the copy's neighbour goes back to the
# one beside it.
GOES_ON = 0.05
# Parents with no more sentences than this are passages: all of their sentences are compared.
PASSAGE = 3


@dataclass(frozen=True, slots=True)
class Window:
    """The sentences of a parent that a child's sentence goes back to."""

    core: tuple[int, ...]
    """Sentences it is compared with, the best first."""
    around: tuple[int, ...]
    """Those and their neighbours, in order: what may support it."""
    score: float
    """How well the best one matches, about 0 to 1."""


class Weights:
    """How much each stem says: the rarer in the reports at hand the more."""

    def __init__(self, facts: Iterable[Facts]) -> None:
        """Count in how many sentences each stem stands."""
        bags = [f.bag() for f in facts]
        held = Counter(s for bag in bags for s in bag)
        total = len(bags) + 1
        self._weight = {s: log(1.0 + total / n) for s, n in held.items()}
        self._norms: dict[frozenset[str], float] = {}

    def of(self, stem: str) -> float:
        """The weight of a stem; 1 for one never seen."""
        return self._weight.get(stem, 1.0)

    def cosine(self, one: frozenset[str], other: frozenset[str]) -> float:
        """Cosine of two bags of stems, 0 to 1."""
        shared = fsum(self.of(s) ** 2 for s in one & other)
        if not shared:
            return 0.0
        return float(shared / (self._norm(one) * self._norm(other)) ** 0.5)

    def _norm(self, bag: frozenset[str]) -> float:
        """Sum of the squared weights of a bag. A set has no order, and only `fsum` does not depend on one."""
        if bag not in self._norms:
            self._norms[bag] = fsum(self.of(s) ** 2 for s in bag)
        return self._norms[bag]

    def share(self, part: frozenset[str], whole: frozenset[str]) -> float:
        """Share of the weight of `part` that `whole` holds, 0 to 1."""
        total = fsum(self.of(s) for s in part)
        return fsum(self.of(s) for s in part & whole) / total if total else 0.0


def match_table(
    child: Sequence[Facts],
    child_vectors: NDArray[np.floating],
    parent: Sequence[Facts],
    parent_vectors: NDArray[np.floating],
    weights: Weights,
) -> NDArray[np.float64]:
    """How well every sentence of the child matches every one of the parent, shape (child, parent)."""
    words = np.zeros((len(child), len(parent)))
    bags = [p.bag() for p in parent]
    for i, c in enumerate(child):
        mine = c.bag()
        for j, bag in enumerate(bags):
            words[i, j] = weights.cosine(mine, bag)
    return np.asarray(MEANING * (child_vectors @ parent_vectors.T) + WORDS * words, dtype=np.float64)


def in_order(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """The scores of a copy's sentences, those raised that keep the source's order: a copy goes on where it was."""
    out = np.asarray(scores, dtype=np.float64).copy()
    if out.size == 0 or out.shape[1] <= PASSAGE:
        return out
    best = out.argmax(axis=1)
    sure = out.max(axis=1) >= LEAST_MATCH
    for i in range(len(out)):
        near = {int(best[k]) + d for k, d in ((i - 1, 1), (i + 1, -1)) if 0 <= k < len(out) and sure[k]}
        for j in near:
            if 0 <= j < out.shape[1]:
                out[i, j] += GOES_ON
    return out


def find_window(scores: NDArray[np.floating], given: Iterable[int] = ()) -> Window | None:
    """The sentences of the parent that one sentence of the child goes back to, or None.

    Args:
        scores: of the child's sentence against every sentence of the parent.
        given: sentences that lineage already found it goes back to.
    """
    n = len(scores)
    if n == 0:
        return None
    boosted = scores.copy()
    for j in given:
        boosted[j] += 0.1
    order = [int(j) for j in np.argsort(-boosted, kind="stable")]
    best = float(boosted[order[0]])
    if best < LEAST_MATCH:
        return None
    core = (
        order
        if n <= PASSAGE
        else [order[0], *(j for j in order[1:2] if boosted[j] >= max(LEAST_MATCH, SECOND_SHARE * best))]
    )
    around = sorted({k for j in core for k in (j - 1, j, j + 1) if 0 <= k < n})
    return Window(tuple(core), tuple(around), min(1.0, best))
