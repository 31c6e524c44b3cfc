"""How far the date of each report is to be trusted, by what the texts of its neighbours say of who came first.

Dates are often wrong: a page shows the day of its last change, a copy the day on which somebody's clock stood. One
that is wrong contradicts the texts at all neighbours of its report; a text that misleads does so at one. So each
report's date is right or wrong as a whole, and is judged by all its neighbours together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Share of the dates that are wrong. On kin in three of thirty-seven edges with two dates the child is dated before its parent.
WRONG = 0.1
# Rounds in which what is thought of one date bears on the others: it changes little after a few.
ROUNDS = 10


def trust_dates(
    by_date: NDArray[np.float64], by_text: NDArray[np.float64], neighbours: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The log odds of directions by date, less where the texts speak against one of the two dates; antisymmetric.

    Each date is right with some probability, found by mean field: under a right date the direction that the texts show
    agrees with it as often as dates do over all, under a wrong one as often as not. A neighbour says as much of a date as
    its own date is trusted.

    Args:
        by_date: log odds that row derives from column by their dates alone; 0 where one has none.
        by_text: the same by all else.
        neighbours: probability that one of the two was made from the other; symmetric.

    Returns:
        No more than `by_date` either way; all of it where the texts do not speak against it.
    """
    agree = np.exp(-np.logaddexp(0.0, -np.abs(by_date)))
    text = np.sign(by_date) * by_text / 2.0
    # Of what the texts show, how much likelier it is if both dates are right than if one of them is wrong.
    right = np.logaddexp(np.log(agree) + text, np.log1p(-agree) - text)
    ratio = neighbours * (right - np.logaddexp(text, -text) + np.log(2.0)) * (by_date != 0)
    prior = np.log((1.0 - WRONG) / WRONG)
    trust = np.full(len(by_date), 1.0 - WRONG)
    for _ in range(ROUNDS):
        trust = np.exp(-np.logaddexp(0.0, -prior - ratio @ trust))
    both = np.minimum(1.0, np.outer(trust, trust) / (1.0 - WRONG) ** 2)
    share = 0.5 + (agree - 0.5) * both
    return np.asarray(np.sign(by_date) * np.log(share / (1.0 - share)))
