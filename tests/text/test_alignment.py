from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.text.alignment import align_in_order


def best_chain_by_trying_all(scores: np.ndarray) -> float:
    """The slow reference: every increasing choice of rows against every increasing choice of columns."""
    rows, columns = scores.shape
    best = 0.0
    for k in range(1, min(rows, columns) + 1):
        for r in combinations(range(rows), k):
            for c in combinations(range(columns), k):
                picked = [scores[i, j] for i, j in zip(r, c, strict=True)]
                if all(v > 0 for v in picked):
                    best = max(best, sum(picked))
    return best


tables = st.integers(1, 5).flatmap(
    lambda r: st.integers(1, 5).flatmap(
        lambda c: st.lists(st.lists(st.integers(-3, 5), min_size=c, max_size=c), min_size=r, max_size=r)
    )
)


@given(tables)
@settings(max_examples=150, deadline=None)
def test_chain_is_as_good_as_the_best_of_all_chains(table: list[list[int]]):
    scores = np.array(table, dtype=float)
    chain = align_in_order(scores)
    assert sum(m.weight for m in chain) == best_chain_by_trying_all(scores)


@given(tables)
@settings(max_examples=100, deadline=None)
def test_chain_only_rises(table: list[list[int]]):
    chain = align_in_order(np.array(table, dtype=float))
    assert all(a.row < b.row and a.column < b.column for a, b in zip(chain, chain[1:], strict=False))
    assert all(m.weight > 0 for m in chain)


def test_no_match_gives_no_chain():
    assert align_in_order(np.full((3, 2), -1.0)) == ()
