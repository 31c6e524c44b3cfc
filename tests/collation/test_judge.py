from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stemma.collation import compare_passages
from stemma.collation.comparison import Change
from stemma.collation.judge import KINDS, OF_ANY, REACH, RELATIONS, Judge, Passage, _smoothed, relations
from stemma.collation.judging import slots_of
from stemma.collation.passages import WordTable, longest_run, runs
from stemma.language import EmbeddedModel
from stemma.pipeline.compare import judge_of
from stemma.text.spans import Span
from tests.conftest import plain_report

WIDTH, ASKED = 8, 4


def passage(*words: str, number: float = np.nan, seed: int = 0) -> Passage:
    n = len(words)
    rng = np.random.default_rng(seed)
    plain = np.array(words, dtype=object)
    values = np.full(n, np.nan, dtype=np.float32)
    values[0] = number
    blank = np.array([""] * n, dtype=object)
    return Passage(
        rng.standard_normal((n, WIDTH)).astype(np.float32),
        np.zeros(n, dtype=np.int64),
        plain,
        np.array([w[:4] for w in words], dtype=object),
        values,
        blank,
        blank.copy(),
    )


def weights(seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    w = WIDTH
    shapes = {"mix": (w, 4 * w), "out": (len(KINDS) + 1, w), "compare": (w, 4 * w + 2 * RELATIONS + 2)}
    shapes |= {f"{name}{k}": (ASKED, w) for name in ("ask", "key") for k in "12"}
    table = {f"{k}.weight": rng.standard_normal(v) for k, v in shapes.items()}
    table |= {f"{k}.bias": rng.standard_normal(v[0]) for k, v in shapes.items()}
    for name, inner in (("near", 2 * w + len(KINDS)), ("wide", w)):
        table[f"{name}.weight"] = rng.standard_normal((w, inner, 2 * REACH + 1))
        table[f"{name}.bias"] = rng.standard_normal(w)
    return table | {"known1": rng.standard_normal(RELATIONS), "known2": rng.standard_normal(RELATIONS)}


def test_words_are_related_by_letters_stems_and_numbers():
    one, other = passage("three", "dogs", number=3), passage("3", "dog", number=3)
    known = relations(one, other)
    assert known[0, 0].tolist() == [0, 0, 1, 0, 0, 0]
    assert known[1, 1].tolist() == [0, 0, 0, 0, 0, 0]  # "dogs" and "dog" have other first letters here
    assert relations(one, passage("four", number=4))[0, 0].tolist() == [0, 0, 0, 1, 0, 0]
    assert relations(one, one)[1, 1].tolist() == [1, 1, 0, 0, 0, 0]


@given(st.integers(1, 7), st.integers(1, 7), st.integers(0, 99))
def test_every_word_has_a_distribution_over_kinds_and_over_its_counterparts(n: int, m: int, seed: int):
    child = passage(*(f"w{i}" for i in range(n)), seed=seed)
    parent = passage(*(f"v{i}" for i in range(m)), seed=seed + 1)
    verdict = Judge(weights(seed)).read(child, parent, np.zeros((n, len(KINDS)), dtype=np.float32))
    assert verdict.kinds.shape == (n, len(KINDS) + 1)
    assert verdict.counterparts.shape == (n, m)
    assert np.allclose(verdict.kinds.sum(1), 1, atol=1e-4)
    assert np.allclose(verdict.counterparts.sum(1), 1, atol=1e-4)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 99))
def test_smoothing_is_the_mean_of_the_cells_around(n: int, m: int, seed: int):
    x = np.random.default_rng(seed).random((n, m)).astype(np.float32)
    slow = [
        [
            x[max(0, i - REACH) : i + REACH + 1, max(0, j - REACH) : j + REACH + 1].mean() + OF_ANY - OF_ANY
            for j in range(m)
        ]
        for i in range(n)
    ]
    assert np.allclose(_smoothed(x), slow, atol=1e-5)


def test_what_slots_found_stands_at_its_words():
    starts, ends = np.array([0, 4, 8], dtype=np.int32), np.array([3, 7, 11], dtype=np.int32)
    table = WordTable(starts, ends, passage("one", "two", "six"))
    change = Change("number", Span(4, 7), Span(0, 3), "2", "3", 0.8, "")
    found = slots_of([change], table, np.array([1, 2]))
    assert found[0, KINDS.index("number")] == np.float32(0.8)
    assert found.sum() == np.float32(0.8)


def test_a_passage_keeps_the_heads_that_lie_in_it():
    starts, ends = np.array([0, 4, 8], dtype=np.int32), np.array([3, 7, 11], dtype=np.int32)
    whole = passage("one", "two", "six")
    whole.heads[:] = [1, 1, 0]
    cut, at = WordTable(starts, ends, whole).cut([Span(4, 11)])
    assert at.tolist() == [1, 2]
    assert cut.heads.tolist() == [0, 1]  # "six" hangs on a word outside: it stands on its own


def test_a_run_goes_on_over_linked_words():
    chosen = np.array([False, True, False, False, True])
    linked = np.array([True, True, True, False, False])
    assert runs(chosen, linked) == [(1, 3), (4, 5)]


def test_the_longest_run_of_near_places():
    assert longest_run([1, 2, 9, 10, 11, 30], 3) == [9, 10, 11]
    assert longest_run([4], 3) == [4]


def test_a_report_without_described_words_is_compared_as_without_a_judge():
    source, copy = (
        plain_report("Thirty boats sank off Norrby on Tuesday."),
        plain_report("Forty boats sank off Norrby on Tuesday."),
    )
    model = EmbeddedModel()
    bare = [replace(model.analyse(r), words=None) for r in (source, copy)]
    judge = judge_of(model)
    assert judge is not None
    alone = compare_passages(source, bare[0], copy, bare[1])
    assert [v.kind for v in alone] == ["number"]
    assert compare_passages(source, bare[0], copy, bare[1], judge) == alone
