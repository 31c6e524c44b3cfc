from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stemma.collation.joining import join
from stemma.collation.matching import Weights
from stemma.collation.sameness import Line
from stemma.model import Statement
from stemma.text.spans import Span


def line(report: str, row: int, words: str, *, quoted: bool = False) -> Line:
    parts = tuple(words.split())
    return Line(report, Statement(Span(0, 9), 0, "narrator", "asserted"), row, parts, frozenset(parts), (), quoted)


def grouped(lines: list[Line], vectors: np.ndarray) -> set[frozenset[int]]:
    found = join(lines, vectors, Weights(()))
    return {frozenset(x.row for x in claim) for group in found for claim in group}


def unit(*rows: list[float]) -> np.ndarray:
    table = np.array(rows, dtype=np.float64)
    return table / np.linalg.norm(table, axis=1, keepdims=True)


def test_what_three_reports_say_in_other_words_is_one_claim_each():
    lines = [
        line(r, n + k, w)
        for n, r in ((0, "a"), (2, "b"), (4, "c"))
        for k, w in ((0, "ferry sank"), (1, "mayor fund"))
    ]
    vectors = unit(*[[1, 0.1 * k, 0] if k % 2 == 0 else [0, 0.1 * k, 1] for k in range(6)])
    assert grouped(lines, vectors) == {frozenset({0, 2, 4}), frozenset({1, 3, 5})}


def test_of_two_likely_sentences_of_a_report_the_nearer_one_is_taken():
    lines = [line("a", 0, "crane old"), line("b", 1, "crane new"), line("b", 2, "crane red")]
    vectors = unit([1, 0, 0], [1, 0.2, 0], [1, 2.5, 0])
    assert frozenset({0, 1}) in grouped(lines, vectors)


def test_the_same_words_are_one_claim_whatever_the_vectors():
    lines = [line("a", 0, "the same words"), line("b", 1, "the same words")]
    assert grouped(lines, unit([1, 0], [-1, 0])) == {frozenset({0, 1})}


@given(st.integers(2, 9), st.integers(0, 999))
def test_every_statement_is_in_one_claim(n: int, seed: int):
    rng = np.random.default_rng(seed)
    lines = [line("abc"[k * 3 // n], k, f"w{rng.integers(4)} v{rng.integers(4)}") for k in range(n)]
    found = join(lines, unit(*rng.standard_normal((n, 4)).tolist()), Weights(()))
    assert sorted(x.row for group in found for claim in group for x in claim) == list(range(n))


def test_likely_is_one_claim_and_less_likely_is_perhaps_one():
    lines = [
        line("a", 0, "harbour crane inspected slowly delay noon"),
        line("b", 1, "harbour crane inspected slowly closure"),
        line("c", 2, "delay noon strike wages"),
        line("d", 3, "orchestra programme autumn season"),
    ]
    vectors = unit([1, 0.4, 0, 0], [1, -0.5, 0, 0], [0.2, 1, 0, 0], [0, 0, 0, 1])
    together = [[sorted(x.row for x in claim) for claim in group] for group in join(lines, vectors, Weights(()))]
    assert together == [[[0, 1], [2]], [[3]]]


def test_two_statements_of_one_report_are_never_one_claim_by_themselves():
    lines = [line("a", 0, "crane inspected"), line("a", 1, "crane inspected again"), line("b", 2, "orchestra")]
    assert grouped(lines, unit([1, 0], [1, 0], [0, 1])) == {frozenset({0}), frozenset({1}), frozenset({2})}


def test_two_that_are_only_each_others_nearest_are_perhaps_one_until_a_third_bears_them_out():
    lines = [
        line("a", 0, "harbour crane inspected delay monday"),
        line("b", 1, "harbour crane closed noon repairs"),
        line("c", 2, "orchestra programme autumn season tickets"),
    ]
    vectors = unit([1, 0.3, 0], [1, -0.3, 0], [0, 0, 1])
    together = [[sorted(x.row for x in claim) for claim in group] for group in join(lines, vectors, Weights(()))]
    assert together == [[[0], [1]], [[2]]]
    third = line("d", 3, "harbour crane inspected delay noon repairs monday closed")
    found = grouped([*lines, third], unit([1, 0.3, 0], [1, -0.3, 0], [0, 0, 1], [1, 0, 0]))
    assert frozenset({0, 1, 3}) in found


def test_the_more_reports_the_more_alike_two_must_be():
    def story(others: int) -> set[frozenset[int]]:
        lines = [line("a", 0, "harbour crane inspected delay"), line("b", 1, "harbour crane inspected closure")]
        lines += [line(f"r{k}", k, f"x{k} y{k} z{k} w{k}") for k in range(2, 2 + others)]
        table = np.zeros((len(lines), len(lines)))
        table[:2, 0], table[0, 1], table[1, 1] = 1, 0.3, -0.3
        for k in range(2, len(lines)):
            table[k, k] = 1
        return grouped(lines, unit(*table.tolist()))

    assert frozenset({0, 1}) in story(3)
    assert frozenset({0, 1}) not in story(300)
