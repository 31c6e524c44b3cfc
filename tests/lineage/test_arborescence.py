from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.lineage.arborescence import best_arborescence


def hangs_on(root: int, parents: tuple[int, ...]) -> bool:
    """Whether every node leads to the root."""
    for start in range(len(parents)):
        v = start
        for _ in parents:
            v = parents[v]
        if v != root:
            return False
    return True


@given(st.integers(0, 10_000), st.integers(2, 5))
@settings(max_examples=60)
def test_no_tree_on_the_root_is_worth_more(seed: int, n: int):
    rng = np.random.default_rng(seed)
    worth, root = rng.normal(size=(n, n)), int(rng.integers(n))
    found = best_arborescence(worth, root)
    assert hangs_on(root, tuple(int(p) for p in found))

    def total(parents: tuple[int, ...]) -> float:
        return sum(float(worth[c, p]) for c, p in enumerate(parents) if c != root)

    every = itertools.product(*([root] if v == root else [p for p in range(n) if p != v] for v in range(n)))
    assert total(tuple(found)) == pytest.approx(max(total(p) for p in every if hangs_on(root, p)))


def test_what_cannot_be_is_avoided():
    worth = np.array([[0.0, 0.0, 0.0], [-np.inf, 0.0, 1.0], [0.0, 5.0, 0.0]])
    assert best_arborescence(worth, 0).tolist() == [0, 2, 0]
