"""Days and times in words."""

import pytest

from stemma.export.page.days import say_day, say_time


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2031-03-04", "4 Mar 2031"),
        ("2031-03", "Mar 2031"),
        ("2031", "2031"),
        ("2031-13-04", "2031-13-04"),
        ("", ""),
    ],
)
def test_days_are_said(value: str, said: str):
    assert say_day(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2025-05-13TEV", "13 May 2025, evening"),
        ("2025-05-13T21:40", "13 May 2025, 21:40"),
        ("2025-W17", "week 17 of 2025"),
        ("2025-W07-WE", "weekend of week 7 of 2025"),
        ("2025-SP", "spring 2025"),
        ("2025-Q3", "quarter 3 of 2025"),
        ("199", "1990s"),
        ("2025-05-13", "13 May 2025"),
        ("XXXX-XX-13", "XXXX-XX-13"),
    ],
)
def test_times_are_said(value: str, said: str):
    assert say_time(value) == said
