from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.lineage.neighbourhoods import (
    AS_GOOD,
    LEAST_MATCH,
    SLACK,
    Neighbourhood,
    between_measure,
    direct_shares,
)


def neighbourhoods(scores: dict[tuple[int, int], np.ndarray], n: int) -> list[Neighbourhood]:
    """From a table of sentence scores for each pair that was compared, a row per sentence of the first."""
    found = []
    for i in range(n):
        others = [j for j in range(n) if (i, j) in scores]
        sentences = next(len(m) for (a, _), m in scores.items() if a == i)
        best = np.array([scores[i, j].max(axis=1) for j in others], dtype=np.float32).reshape(
            len(others), sentences
        )
        where = np.array([scores[i, j].argmax(axis=1) for j in others]).reshape(len(others), sentences)
        weights = np.arange(1.0, sentences + 1)
        found.append(Neighbourhood(np.array(others), best.T, where.T, weights / weights.sum()))
    return found


def story(seed: int, n: int) -> dict[tuple[int, int], np.ndarray]:
    """Scores between the sentences of n reports of two to four sentences; one pair in six is not compared."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 5, n)
    scores: dict[tuple[int, int], np.ndarray] = {}
    for i in range(n):
        for j in range(i):
            if j == i - 1 or rng.uniform() > 1 / 6:
                scores[i, j] = rng.uniform(-0.2, 1.0, (sizes[i], sizes[j])).astype(np.float32)
                scores[j, i] = scores[i, j].T
    return scores


@given(st.integers(0, 10_000), st.integers(2, 6))
@settings(max_examples=40)
def test_direct_shares_equal_sentence_by_sentence(seed: int, n: int):
    scores = story(seed, n)
    near = neighbourhoods(scores, n)
    found = direct_shares(near)
    for (i, j), table in scores.items():
        expected = 0.0
        for s, row in enumerate(table):
            other = int(row.argmax())
            thirds = [k for k in range(n) if k not in {i, j} and (i, k) in scores and (j, k) in scores]
            nearer = [min(scores[i, k][s].max(), scores[j, k][other].max()) for k in thirds]
            if row.max() > LEAST_MATCH and all(x <= row.max() + AS_GOOD for x in nearer):
                expected += near[i].weights[s]
        assert found[i, j] == pytest.approx(expected)


@given(st.integers(0, 10_000), st.integers(2, 6))
@settings(max_examples=40)
def test_between_equals_three_by_three(seed: int, n: int):
    scores = story(seed, n)
    near = neighbourhoods(scores, n)
    words = [40 + 10 * i for i in range(n)]

    def lacks(report: int, one: int, other: int) -> float:
        """Words of a report that one other matches better than the second does."""
        better = np.maximum(scores[report, one].max(axis=1), LEAST_MATCH)
        worse = np.maximum(scores[report, other].max(axis=1), LEAST_MATCH)
        return float(near[report].weights @ np.maximum(better - worse, 0.0)) * words[report]

    def unexplained(middle: int, one: int, other: int) -> float:
        return (lacks(one, other, middle) + lacks(other, one, middle)) / 2

    found = between_measure(near, words)
    for i in range(n):
        for j in range(n):
            best = 0.0
            for k in range(n):
                if len({i, j, k}) == 3 and {(i, j), (i, k), (j, k)} <= scores.keys():
                    rest = min(unexplained(i, j, k), unexplained(j, i, k))
                    best = max(best, float(np.log((rest + SLACK) / (unexplained(k, i, j) + SLACK))))
            assert found[i, j] == pytest.approx(best if (i, j) in scores else 0.0, rel=1e-4, abs=1e-4)


def test_copies_of_the_child_do_not_hide_its_source():
    # Reports 1 and 2 are the same, made from 0; their sentences match each other better than the source's.
    scores = {
        (0, 1): np.array([[0.8, 0.0], [0.0, 0.7]], dtype=np.float32),
        (1, 2): np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32),
    }
    scores[0, 2] = scores[0, 1]
    scores |= {(b, a): table.T for (a, b), table in scores.items()}
    near = neighbourhoods(scores, 3)
    assert near[1].wins().tolist() == [0.0, 1.0]
    assert direct_shares(near)[1, 0] == pytest.approx(1.0)


def test_the_middle_of_a_row_lies_between():
    # Sentences are handed down from 0 to 1 to 2, one lost each time; 1 has all that 0 and 2 share.
    def same(rows: tuple[int, ...], columns: tuple[int, ...]) -> np.ndarray:
        return np.array([[float(r == c) for c in columns] for r in rows], dtype=np.float32)

    held = ((0, 1, 2), (1, 2, 3), (2, 3, 4))
    scores = {(i, j): same(held[i], held[j]) for i in range(3) for j in range(3) if i != j}
    between = between_measure(neighbourhoods(scores, 3), [300, 300, 300])
    assert between[0, 2] > 0.5
    assert between[0, 1] == between[1, 2] == 0.0
