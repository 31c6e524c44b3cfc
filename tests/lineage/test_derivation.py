from __future__ import annotations

import numpy as np

from stemma.lineage.derivation import RELATED_SHARE, rarer_than_fitted


def related_odds(reports: int, families: int, stranger: float) -> np.ndarray:
    """Reports in families of equal size that are surely related, all others as unlikely as said."""
    family = np.arange(reports) % families
    return np.where(family[:, None] == family, 6.0, stranger)


def test_a_story_like_those_of_the_fit_is_judged_like_them():
    assert rarer_than_fitted(related_odds(9, 3, -6.0)) > -0.5


def test_strangers_must_look_more_alike_the_more_of_them_there_are():
    small, large = (rarer_than_fitted(related_odds(n, n // 2, -2.0)) for n in (20, 200))
    assert large < small < 0


def test_a_story_full_of_copies_makes_no_stranger_kin():
    assert rarer_than_fitted(related_odds(40, 1, 6.0)) == 0.0


def test_two_reports_are_judged_as_in_the_fit():
    open_pair = np.full((2, 2), np.log(RELATED_SHARE / (1 - RELATED_SHARE)))
    assert abs(rarer_than_fitted(open_pair)) < 0.1
