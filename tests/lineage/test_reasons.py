from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from stemma.lineage.reasons import dates_of, reason_for_choice
from stemma.model import Publication
from tests.conftest import plain_report

OTHER = replace(plain_report("The ferry sails again.", "r2"), outlet="The Strait Brief")


def test_a_doubt_only_between_near_copies_is_said_to_be_that():
    (said,) = reason_for_choice(0.45, 0.97, [OTHER])
    assert said == (
        "in 97 of 100 trees it was made from one of the reports given; which of them is open: it may be The Strait Brief"
    )


@pytest.mark.parametrize(
    ("confidence", "derived"),
    [
        (0.95, 0.97),  # the edge itself is sure
        (0.4, 0.5),  # that it was made from any report is not
    ],
)
def test_nothing_is_said_of_a_choice_where_none_is_open(confidence: float, derived: float):
    assert reason_for_choice(confidence, derived, [OTHER]) == ()
    assert reason_for_choice(0.45, 0.97, []) == ()


def moment(hour: int, zone: timezone) -> Publication:
    return Publication(datetime(2031, 5, 13, hour, tzinfo=zone), "second", "given")


def test_dates_are_days_unless_only_the_time_tells_them_apart():
    day = Publication(datetime(2031, 5, 12), "day", "given")
    east = timezone(timedelta(hours=2))
    assert dates_of(moment(18, east), day) == ("2031-05-13", "2031-05-12")
    assert dates_of(moment(18, east), moment(9, UTC)) == ("2031-05-13 18:00 +02:00", "2031-05-13 09:00 +00:00")
