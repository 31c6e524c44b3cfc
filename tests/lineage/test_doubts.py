from __future__ import annotations

from datetime import datetime

import numpy as np

from stemma.lineage.doubts import _name, find_doubts
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
    assert "if the date of r1.txt (2031-05-09) is right, there are 2 origins; if not, 1" in doubts


def test_a_date_that_the_texts_bear_out_is_no_doubt():
    assert not any("date" in doubt for doubt in doubts_of(middle_dated_last(-4.5)))


def test_two_reports_of_one_outlet_are_told_apart():
    first, second = (
        plain_report("Snow fell.", i, outlet="Herald", title=t) for i, t in (("r1", "Snow"), ("r2", "Ice"))
    )
    assert _name(first, second) == "Herald (“Snow”)"
    assert _name(first, plain_report("Snow fell.", "r3", outlet="Post")) == "Herald"
    assert _name(first, plain_report("Snow fell.", "r3", outlet="Herald", title="Snow")) == "Herald (r1)"
