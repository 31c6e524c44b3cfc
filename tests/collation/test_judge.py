from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stemma.collation import compare_passages
from stemma.collation.comparison import Change
from stemma.collation.judge import HEADS, KINDS, RELATIONS, WITHIN, Judge, Passage, Verdict, relations, within
from stemma.collation.judging import probability, slots_of
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


def weights(seed: int = 0, layers: int = 2) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    w, kinds = WIDTH, len(KINDS) + 1
    shapes = {"out": (kinds, w), "whole": (kinds, 2 * w), "slots": (w, kinds), "lnf": (w,)}
    shapes |= {"compare": (w, 4 * w + 2 * RELATIONS + 2)}
    shapes |= {f"{name}{k}": (ASKED, w) for name in ("ask", "key") for k in "12"}
    for k in range(layers):
        shapes |= {f"qkv.{k}": (3 * w, w), f"o.{k}": (w, w), f"f1.{k}": (2 * w, w), f"f2.{k}": (w, 2 * w)}
        shapes |= {f"ln1.{k}": (w,), f"ln2.{k}": (w,)}
    table = {f"{k}.weight": rng.standard_normal(v) for k, v in shapes.items()}
    table |= {f"{k}.bias": rng.standard_normal(v[0]) for k, v in shapes.items()}
    table["side.weight"] = rng.standard_normal((2, w))
    table["bias"] = rng.standard_normal((WITHIN + RELATIONS + 1, layers * HEADS))
    return table | {"known1": rng.standard_normal(RELATIONS)}


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
    assert np.isclose(verdict.whole.sum(), 1, atol=1e-4)
    assert np.allclose(verdict.kinds.sum(1), 1, atol=1e-4)
    assert np.allclose(verdict.counterparts.sum(1), 1, atol=1e-4)


def test_attention_is_that_of_the_textbook():
    """One layer without biases between words, against the sums written out."""
    table = weights(3, layers=1)
    table["bias"][:] = 0
    judge = Judge(table)
    x = np.random.default_rng(1).standard_normal((5, WIDTH)).astype(np.float32)
    got = judge._layer(0, x, np.zeros((HEADS, 5, 5), dtype=np.float32))

    def norm(v: np.ndarray, name: str) -> np.ndarray:
        return (v - v.mean()) / np.sqrt(v.var() + 1e-5) * table[f"{name}.weight"] + table[f"{name}.bias"]

    mixed = [table["qkv.0.weight"] @ norm(v, "ln1.0") + table["qkv.0.bias"] for v in x]
    size = WIDTH // HEADS
    slow = []
    for i in range(5):
        met = []
        for h in range(HEADS):
            ask, key, value = (slice(part * WIDTH + h * size, part * WIDTH + (h + 1) * size) for part in range(3))
            odds = np.exp([mixed[i][ask] @ mixed[j][key] / size**0.5 for j in range(5)])
            met.append(sum(o * mixed[j][value] for j, o in enumerate(odds / odds.sum())))
        y = x[i] + table["o.0.weight"] @ np.concatenate(met) + table["o.0.bias"]
        inner = np.maximum(table["f1.0.weight"] @ norm(y, "ln2.0") + table["f1.0.bias"], 0)
        slow.append(y + table["f2.0.weight"] @ inner + table["f2.0.bias"])
    assert np.allclose(got, slow, atol=1e-3)


def test_words_of_one_passage_are_related_by_the_tree_and_by_distance():
    got = within(np.array([1, 1, 1, 2, 3, 4]))
    assert got[0, 1].tolist() == [1, 0, 1, 0, 0, 0, 0, 0, 0, 0]  # its head, one word on
    assert got[1, 0].tolist() == [0, 1, 0, 0, 0, 0, 1, 0, 0, 0]  # hangs on it, one word back
    assert got[0, 2].tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    assert got[0, 4].tolist() == [0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    assert got[5, 0].tolist() == [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert not got[range(6), range(6)].any()  # to itself no word is anything, a root neither


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_the_surer_judge_and_slots_are_the_likelier_is_a_change(one: float, other: float, slot: float):
    def verdict(changed: float) -> Verdict:
        whole = np.array([1 - changed, changed, *[0] * (len(KINDS) - 1)], dtype=np.float32)
        return Verdict(np.zeros((1, 12), dtype=np.float32), np.ones((1, 1), dtype=np.float32), whole)

    change = Change("number", Span(0, 1), Span(0, 1), "2", "3", slot, "")
    low, high = sorted((one, other))
    assert 0 < probability(verdict(low), []) <= probability(verdict(high), []) < 1
    assert probability(verdict(low), []) <= probability(verdict(low), [change])


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
