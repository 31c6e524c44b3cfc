from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.lineage.sampling import SMOOTHING, count_roots, draw_trees, settle_flows
from stemma.lineage.tree import Edge, Flow, Odds, orient, spanning_forest


def odds_of(n: int, rng: np.random.Generator) -> Odds:
    def symmetric(low: float, high: float) -> np.ndarray:
        m = np.triu(rng.uniform(low, high, (n, n)), 1)
        return m + m.T

    way = np.triu(rng.uniform(-3, 3, (n, n)), 1)
    way = way - way.T
    return Odds(
        related=symmetric(-3, 3),
        adjacent=symmetric(-3, 3),
        parent=-np.logaddexp(0.0, -way),
        lost=symmetric(-4, 1),
        blends={(v, a, b): float(rng.uniform(-2, 2)) for v in range(n) for a in range(n) for b in range(a + 1, n)},
        root=-0.7,
        lost_blend=-0.4,
        dates=np.zeros((n, n)),
    )


def worth(n: int, edges: list[Edge], odds: Odds) -> float:
    """The slow reference: the worth of a whole orientation, report by report."""
    total = 0.0
    parents: dict[int, list[int]] = {v: [] for v in range(n)}
    lost: set[int] = set()
    touched: set[int] = set()
    for e in edges:
        touched |= {e.a, e.b}
        on = odds.lost[e.a, e.b]
        if e.flow is Flow.LOST:
            total += on - np.logaddexp(0, on)
            lost |= {e.a, e.b}
            continue
        child, parent = (e.b, e.a) if e.flow is Flow.DOWN else (e.a, e.b)
        total += -np.logaddexp(0, on) + odds.parent[child, parent]
        parents[child].append(parent)
    for v in sorted(touched):
        count = len(parents[v]) + (v in lost)
        if count == 0:
            total += odds.root
        elif count == 2:
            total += odds.lost_blend if v in lost else odds.blends[v, min(parents[v]), max(parents[v])]
        elif count > 2:
            return -np.inf
    return total


@given(st.integers(2, 5), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_orientation_is_the_best_of_all_orientations(n: int, seed: int):
    rng = np.random.default_rng(seed)
    odds = odds_of(n, rng)
    pairs = [(int(rng.integers(0, b)), b) for b in range(1, n)]
    found = worth(n, list(orient(pairs, odds)), odds)
    best = max(
        worth(n, [Edge(a, b, f) for (a, b), f in zip(pairs, flows, strict=True)], odds)
        for flows in itertools.product(Flow, repeat=len(pairs))
    )
    assert found == pytest.approx(best)


def test_forest_joins_only_what_is_more_likely_than_not():
    adjacent = np.array([[0, 2.0, -1], [2.0, 0, -2], [-1, -2, 0]])
    odds = Odds(adjacent - 5, adjacent, adjacent * 0, adjacent * 0, {}, 0.0, 0.0, adjacent * 0)
    assert spanning_forest(odds) == ((0, 1),)


def test_forest_joins_the_surely_related_by_their_likeliest_neighbour():
    adjacent = np.array([[0, -0.5, -1.5], [-0.5, 0, 3.0], [-1.5, 3.0, 0]])
    related = np.full((3, 3), 2.0)
    odds = Odds(related, adjacent, adjacent * 0, adjacent * 0, {}, 0.0, 0.0, adjacent * 0)
    assert spanning_forest(odds) == ((0, 1), (1, 2))


def test_lost_families_count_as_one_origin():
    edges = [Edge(0, 1, Flow.LOST), Edge(1, 2, Flow.LOST), Edge(2, 3, Flow.DOWN)]
    assert count_roots(5, edges) == 2  # the lost source, and report 4 alone


def test_draws_agree_with_the_odds_of_a_single_pair():
    for log_odds in (-1.0, 0.0, 2.0):
        one = np.array([[0.0, log_odds], [log_odds, 0.0]])
        low = np.full((2, 2), -9.0)
        odds = Odds(low, one, np.full((2, 2), np.log(0.5)), low, {}, 0.0, 0.0, low * 0)
        share = np.mean([bool(tree) for tree in draw_trees(odds).trees])
        assert share == pytest.approx(1 / (1 + np.exp(-log_odds)), abs=0.11)


@given(st.integers(2, 6), st.integers(0, 10_000))
@settings(max_examples=8, deadline=None)
def test_shown_edges_run_as_most_drawn_trees_have_them(n: int, seed: int):
    odds = odds_of(n, np.random.default_rng(seed))
    likeliest = orient(spanning_forest(odds), odds)
    draws = draw_trees(odds)
    shown = settle_flows(likeliest, odds, draws)
    assert [(e.a, e.b) for e in shown] == [(e.a, e.b) for e in likeliest]

    def agreement(edges: tuple[Edge, ...]) -> float:
        """Log of the product of the numbers of draws that turn each edge as it is here, the likeliest tree among them."""
        total = 0.0
        for e, own in zip(edges, likeliest, strict=True):
            share = {
                Flow.DOWN: draws.parent[e.b, e.a],
                Flow.UP: draws.parent[e.a, e.b],
                Flow.LOST: draws.lost[e.a, e.b],
            }[e.flow]
            total += float(np.log(share * len(draws.origins) + (e.flow is own.flow) + SMOOTHING))
        return total

    assert agreement(shown) >= agreement(likeliest) - 1e-9
