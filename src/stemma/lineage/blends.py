"""Blends: does a report draw on two others, each for what the other does not explain?

A blend's second source is hard to see by likeness alone, because the first explains most of it. What tells is
what is left over: the words and the prose of the child that the one parent lacks and the other has, in both
directions. Two parents that resemble each other explain the same, and leave nothing over.
"""

from __future__ import annotations

from itertools import combinations
from math import fsum

import numpy as np
from numpy.typing import NDArray

from stemma.lineage.evidence import Evidence
from stemma.lineage.neighbourhoods import LEAST_MATCH

BLEND_FEATURES = ("words left over", "prose left over", "parents share rare words")
COLLIDER_FEATURES = BLEND_FEATURES
# Parents that are tried together: each report's nearest. Bounds the work at a report with many relatives.
NEAREST = 6


def blend_features(
    evidence: Evidence, near: NDArray[np.float64]
) -> dict[tuple[int, int, int], NDArray[np.float64]]:
    """Features of "this report draws on these two", by (report, one, other) with one < other.

    Args:
        evidence: of the story.
        near: how near two reports are (higher is nearer), -inf where they are no candidates; its best columns in
            each row are tried as parents.

    Returns:
        For each trio one value per name of `BLEND_FEATURES`: of the words (by rarity) and of the prose, the
        smaller of the two shares that only one parent explains, 0 to 1; and what the parents share.
    """
    words = [set(w.words) for w in evidence.witnesses]
    found: dict[tuple[int, int, int], NDArray[np.float64]] = {}
    for child, mine in enumerate(words):
        nearest = [int(j) for j in np.argsort(-near[child], kind="stable")[:NEAREST] if near[child, j] > -np.inf]
        total = fsum(evidence.rarity[w] for w in mine) or 1.0
        shared = {j: mine & words[j] for j in nearest}
        prose = {j: np.maximum(evidence.neighbourhoods[child].column(j), LEAST_MATCH) for j in nearest}
        weights = evidence.neighbourhoods[child].weights
        for one, other in combinations(sorted(nearest), 2):
            left = (
                fsum(evidence.rarity[w] for w in shared[one] - shared[other]),
                fsum(evidence.rarity[w] for w in shared[other] - shared[one]),
            )
            gain = prose[one] - prose[other]
            told = (float(weights @ np.maximum(gain, 0.0)), float(weights @ np.maximum(-gain, 0.0)))
            found[child, one, other] = np.array([min(left) / total, min(told), evidence.rare[one, other]])
    return found
