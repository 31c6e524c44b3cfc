from __future__ import annotations

import re
from datetime import datetime

import numpy as np

from stemma.lineage.doubts import find_doubts
from stemma.lineage.sampling import draw_trees
from stemma.lineage.tree import Odds, orient, spanning_forest
from stemma.model import Publication
from tests.conftest import plain_report


def middle_dated_last(by_date: float) -> Odds:
    """Three reports in a row. The texts say that the middle one was the source of both, its date that it came last."""
    neighbours = np.array([[0, 6.0, -6.0], [6.0, 0, 6.0], [-6.0, 6.0, 0]])
    later = np.array([[0, -1.0, 0], [1.0, 0, 1.0], [0, -1.0, 0]])
    towards = (by_date - 1.5) * later
    return Odds(
        related=neighbours,
        adjacent=neighbours,
        parent=-np.logaddexp(0.0, -towards),
        lost=np.full((3, 3), -9.0),
        blends={(1, 0, 2): 0.0},
        root=-0.5,
        lost_blend=-1.0,
        dates=by_date * later,
    )


def doubts_of(odds: Odds) -> tuple[str, ...]:
    reports = [
        plain_report("Snow fell.", f"r{k}", published=Publication(datetime(2031, 5, day), "day", "given"))
        for k, day in enumerate((2, 9, 3))
    ]
    return find_doubts(draw_trees(odds), reports, odds, orient(spanning_forest(odds), odds))


def test_a_date_that_decides_the_count_is_named_with_what_follows_from_it():
    doubts = doubts_of(middle_dated_last(4.5))
    assert doubts == (
        "if the date of r1.txt (2031-05-09) is right (82 chances in 100), there are 2 origins; if not, 1",
    )


def open_pairs(reports: int, pairs: dict[tuple[int, int], float]) -> Odds:
    """Reports in which just these pairs may be related, at these log odds."""
    related = np.full((reports, reports), -40.0)
    for (a, b), odds in pairs.items():
        related[a, b] = related[b, a] = odds
    return Odds(
        related=related,
        adjacent=related,
        parent=np.full(related.shape, np.log(0.5)),
        lost=np.full(related.shape, -9.0),
        blends={},
        root=-0.5,
        lost_blend=-1.0,
        dates=np.zeros(related.shape),
    )


def doubts_about(odds: Odds, *outlets: str) -> tuple[str, ...]:
    reports = [plain_report("Snow fell.", f"r{k}", outlet=outlet) for k, outlet in enumerate(outlets)]
    return find_doubts(draw_trees(odds), reports, odds, orient(spanning_forest(odds), odds))


def test_nothing_is_asked_where_the_number_is_certain():
    assert doubts_about(open_pairs(3, {(0, 1): 9.0}), "Bralt", "Corran", "Pellan") == ()


def test_the_one_open_relation_is_asked_for_with_both_numbers():
    (doubt,) = doubts_about(open_pairs(3, {(0, 1): 0.0}), "Bralt", "Corran", "Pellan")
    assert re.fullmatch(
        r"if Bralt and Corran share an origin \((4|5)\d chances in 100\), there are 2 origins; if not, 3", doubt
    )


def test_the_second_question_is_another_one():
    odds = open_pairs(6, {(0, 1): 0.0, (1, 2): 9.0, (0, 2): 0.0, (3, 4): 0.0})
    first, second = doubts_about(odds, "Bralt", "Corran", "Corran Daily", "Pellan", "Quill", "Toll")
    asked = {frozenset(re.findall(r"Bralt|Corran|Pellan|Quill|Toll", doubt)) for doubt in (first, second)}
    assert asked == {frozenset({"Bralt", "Corran"}), frozenset({"Pellan", "Quill"})}


def test_where_no_single_answer_helps_that_is_said():
    odds = open_pairs(40, {(k, k + 1): 0.0 for k in range(0, 40, 2)})
    (doubt,) = doubts_about(odds, *(f"Outlet {k}" for k in range(40)))
    assert "no single question" in doubt


def test_reports_of_one_outlet_are_told_apart():
    (doubt,) = doubts_about(open_pairs(2, {(0, 1): 0.0}), "Bralt", "Bralt")
    assert doubt.startswith("if Bralt [r0] and Bralt [r1] share")


def test_a_date_that_the_texts_bear_out_is_no_doubt():
    assert not any("date" in doubt for doubt in doubts_of(middle_dated_last(-4.5)))
