from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.language.parsing import ROOT, best_labels, best_tree, stretches

LABELS = ("O", "B-x", "I-x", "B-y", "I-y")


def hangs(heads: list[int], i: int) -> bool:
    seen = set()
    while heads[i] != ROOT:
        if i in seen:
            return False
        seen.add(i)
        i = heads[i]
    return True


@given(st.integers(1, 12), st.integers(0, 10_000))
def test_tree_has_one_root_and_no_cycle(n: int, seed: int):
    heads = best_tree(np.random.default_rng(seed).normal(size=(n, n + 1)).astype(np.float32)).tolist()
    assert heads.count(ROOT) == 1
    assert all(hangs(heads, i) for i in range(n))


def test_words_take_their_best_heads_where_they_make_a_tree():
    scores = np.zeros((3, 4), dtype=np.float32)
    scores[0, 2] = scores[1, 0] = scores[2, 2] = 5.0  # the second word is the root and heads both others
    assert best_tree(scores).tolist() == [1, ROOT, 1]


def test_cycle_is_broken_where_it_costs_least():
    scores = np.zeros((3, 4), dtype=np.float32)
    scores[0, 0] = 9.0  # the first word is the root
    scores[1, 3], scores[2, 2] = 5.0, 5.0  # the others head each other
    scores[1, 1], scores[2, 1] = 1.0, 4.0
    assert best_tree(scores).tolist() == [ROOT, 2, 0]


def legal(labels: tuple[int, ...]) -> bool:
    before = "O"
    for i in labels:
        label = LABELS[i]
        if label[0] == "I" and before[1:] != label[1:]:
            return False
        before = label
    return True


@given(st.integers(1, 4), st.integers(0, 10_000))
def test_labels_are_the_best_legal_ones(n: int, seed: int):
    scores = np.random.default_rng(seed).normal(size=(2, n, len(LABELS))).astype(np.float32)
    found = best_labels(scores, LABELS)
    for row, one in zip(found, scores, strict=True):
        best = max(
            (p for p in product(range(len(LABELS)), repeat=n) if legal(p)),
            key=lambda p: sum(float(one[i, x]) for i, x in enumerate(p)),
        )
        assert tuple(row.tolist()) == best


def searched_word_by_word(scores: np.ndarray, labels: tuple[str, ...]) -> float:
    """The score of the best legal sequence, every step taken over every pair of labels."""
    best = [s if not x.startswith("I-") else -np.inf for s, x in zip(scores[0], labels, strict=True)]
    for row in scores[1:]:
        best = [
            s
            + max(b for b, y in zip(best, labels, strict=True) if x[0] != "I" or (y[0] != "O" and y[2:] == x[2:]))
            for s, x in zip(row, labels, strict=True)
        ]
    return max(best)


@given(st.integers(1, 14), st.integers(0, 10_000), st.floats(0.0, 3.0))
def test_labels_score_as_those_of_a_whole_search(n: int, seed: int, inner: float):
    scores = np.random.default_rng(seed).normal(size=(3, n, len(LABELS))).astype(np.float32)
    scores[:, :, [2, 4]] += inner  # the more an inner label is wanted, the more is to be mended
    for row, one in zip(best_labels(scores, LABELS).tolist(), scores.astype(float), strict=True):
        assert legal(tuple(row))
        assert sum(one[i, x] for i, x in enumerate(row)) == pytest.approx(searched_word_by_word(one, LABELS))


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([], []),
        (["O", "B-x", "I-x", "O"], [("x", 1, 3)]),
        (["B-x", "B-x", "I-x"], [("x", 0, 1), ("x", 1, 3)]),
        (["I-x", "I-y"], [("x", 0, 1), ("y", 1, 2)]),
    ],
)
def test_stretches_are_read_in_order(labels: list[str], expected: list[tuple[str, int, int]]):
    assert stretches(labels) == expected
