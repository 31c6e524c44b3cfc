from __future__ import annotations

import numpy as np

from stemma.lineage.prints import find_prints
from stemma.lineage.sources import Sources


def prints_of(outlets: tuple[str, ...], printed: tuple[set[str], ...], alike: list[list[float]]):
    names = tuple(frozenset(p) for p in printed)
    return find_prints(Sources(outlets, names, names), np.array(alike), np.array(alike))


ALL_ALIKE = [[0.0 if i == k else 0.9 for k in range(3)] for i in range(3)]


def pairs(matrix: np.ndarray) -> set[tuple[int, int]]:
    return {(int(i), int(k)) for i, k in np.argwhere(matrix)}


def test_prints_of_a_text_nobody_gave_are_siblings():
    found = prints_of(("a", "b", "c"), ({"wire"}, {"wire"}, set()), [[0, 0.9, 0], [0.9, 0, 0], [0, 0, 0]])
    assert pairs(found.siblings) == {(0, 1), (1, 0)}
    assert not found.cousins.any()


def test_the_original_lies_between_its_prints():
    found = prints_of(("a", "b", "wire"), ({"wire"}, {"wire"}, set()), ALL_ALIKE)
    assert pairs(found.cousins) == {(0, 1), (1, 0)}
    assert not found.siblings.any()
    assert pairs(found.original) == {(0, 2), (1, 2)}


def test_another_report_of_the_source_is_not_the_original():
    alike = [[0, 0.9, 0.2], [0.9, 0, 0.2], [0.2, 0.2, 0]]
    found = prints_of(("a", "b", "wire"), ({"wire"}, {"wire"}, set()), alike)
    assert pairs(found.siblings) == {(0, 1), (1, 0)}


def test_the_same_text_without_the_credit_is_one_more_print():
    assert prints_of(("a", "b"), ({"wire"}, set()), [[0, 0.9], [0.9, 0]]).printed[1] == {"wire"}


def test_a_survey_of_several_sources_tells_not_whose_a_text_is():
    assert prints_of(("a", "b"), ({"wire", "press"}, set()), [[0, 0.9], [0.9, 0]]).printed[1] == set()


def test_a_print_within_a_longer_report_was_not_taken_from_there():
    found = prints_of(("a", "b"), ({"wire"}, set()), [[0, 0.9], [0.2, 0]])
    assert found.printed[1] == set()
    assert pairs(found.other) == {(0, 1)}


def test_a_print_hangs_on_the_version_of_its_original_that_it_is_most_like():
    alike = [[0, 0.6, 0.9], [0.9, 0, 0.9], [0.9, 0.6, 0]]
    found = prints_of(("a", "wire", "wire"), ({"wire"}, set(), set()), alike)
    assert pairs(found.cousins) == {(0, 1), (1, 0)}


def test_a_credit_says_nothing_of_a_report_in_other_words():
    assert not prints_of(("a", "b"), ({"wire"}, set()), [[0, 0.3], [0.3, 0]]).other.any()


def test_prints_of_two_agencies_are_strangers_however_alike():
    found = prints_of(("a", "b"), ({"wire"}, {"press"}), [[0, 0.9], [0.9, 0]])
    assert pairs(found.strangers) == {(0, 1), (1, 0)}
    assert not found.siblings.any()
