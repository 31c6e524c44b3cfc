"""Expressions of time with their values; 20 April 2024 is a Saturday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.language.dates import find_dates, resolve_date
from stemma.model import Sentence
from stemma.text.spans import Span

SATURDAY = date(2024, 4, 20)


def found(text: str, published: date | None = SATURDAY) -> list[tuple[str, str]]:
    mentions = find_dates(text, [Sentence(Span(0, len(text)), "body")], published)
    return [(m.span.of(text), m.value) for m in mentions]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("The envoy will visit Bralt on Wednesday.", "Wednesday", "2024-04-24"),
        ("The envoy visited Bralt on Wednesday.", "Wednesday", "2024-04-17"),
        ("The envoy said on Saturday that he was ill.", "Saturday", "2024-04-20"),
        ("The envoy left last Monday.", "last Monday", "2024-04-15"),
        ("The envoy arrives next Saturday.", "next Saturday", "2024-04-27"),
        ("They met on Tuesday last week.", "Tuesday last week", "2024-04-09"),
        ("He spoke on Friday morning.", "Friday morning", "2024-04-19TMO"),
        ("They met last November.", "last November", "2023-11"),
        ("They met in November.", "November", "2023-11"),
        ("They will meet in November.", "November", "2024-11"),
        ("Earlier this month they spoke.", "Earlier this month", "2024-04"),
        ("They will meet next month.", "next month", "2024-05"),
        ("They spoke last week.", "last week", "2024-W15"),
        ("It opens this weekend.", "this weekend", "2024-W16-WE"),
        ("It was built two years ago.", "two years ago", "2022"),
        ("It was shut three days ago.", "three days ago", "2024-04-17"),
        ("They met on April 2.", "April 2", "2024-04-02"),
        ("They met on 11 April 2023.", "11 April 2023", "2023-04-11"),
        ("They met on Friday, 5 January 2024.", "Friday, 5 January 2024", "2024-01-05"),
        ("It was agreed on December 20.", "December 20", "2023-12-20"),
        ("It will open on December 20.", "December 20", "2024-12-20"),
        ("It was founded in 1998.", "1998", "1998"),
        ("It was founded in early 1998.", "early 1998", "1998"),
        ("It happened in the summer of 2021.", "the summer of 2021", "2021-SU"),
        ("Sales fell in the third quarter of 2023.", "the third quarter of 2023", "2023-Q3"),
        ("Songs of the 1980s.", "the 1980s", "198"),
        ("They spoke yesterday.", "yesterday", "2024-04-19"),
        ("It takes six months.", "six months", "P6M"),
        ("It lasted two and a half hours.", "two and a half hours", "PT2.5H"),
        ("It marks the 78th anniversary.", "the 78th anniversary", "P78Y"),
        ("Over the next four years it will grow.", "the next four years", "P4Y"),
        ("It ended on 7/8/23.", "7/8/23", "2023-08-07"),
        ("The session begins at 8:30 UTC.", "8:30 UTC", "2024-04-20T08:30Z"),
        ("The annual fair.", "annual", "P1Y"),
        # The participle belongs to what is to come; another verb has a time of its own.
        ("The ship, seized in February, will be freed on Monday.", "Monday", "2024-04-22"),
        ("A boat taken by the guard in February is to be set free.", "February", "2024-02"),
        ("The plan agreed in December will be put to the house in June.", "December", "2023-12"),
        ("The plan agreed in December will be put to the house in June.", "June", "2024-06"),
        ("An interview to be aired on Sunday.", "Sunday", "2024-04-21"),
        ("The session opens on Monday.", "Monday", "2024-04-22"),
        ("She could arrive on Monday.", "Monday", "2024-04-22"),
        ("She may have arrived on Monday.", "Monday", "2024-04-15"),
        ("The candidate spoke on Wednesday of what should be.", "Wednesday", "2024-04-17"),
        ("Ahead of a summit on Tuesday, he praised the plan.", "Tuesday", "2024-04-23"),
        ("Speaking on Friday ahead of a summit, he praised it.", "Friday", "2024-04-19"),
        ("He was to travel to Bralt on Monday.", "Monday", "2024-04-22"),
        ("Monday's summit has been praised.", "Monday", "2024-04-22"),
        ("Thursday’s summit will be remembered.", "Thursday", "2024-04-18"),
        ("Before the two leaders meet on Monday, a report has been leaked.", "Monday", "2024-04-22"),
        ("They met in June last year.", "June last year", "2023-06"),
        ("They will meet in May next year.", "May next year", "2025-05"),
        ("At the beginning of the month they met.", "the beginning of the month", "2024-04"),
        ("They met over the weekend.", "the weekend", "2024-W16-WE"),
        ("It was signed the 24 of August of 2009.", "the 24 of August of 2009", "2009-08-24"),
    ],
)
def test_reads_an_expression(text: str, words: str, value: str):
    assert (words, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "The march through the town may be long.",
        "A two-year-old boy.",
        "They counted 1,500 years of boats.",
        "It cost $2007.",
        "Give me a second chance.",
        "Room 1999a is closed.",
        "It may have been this may be it.",
        "The ratio was 30/02/99 there.",
    ],
)
def test_leaves_alone_what_is_no_time(text: str):
    assert found(text) == []


def test_that_day_counts_from_the_day_spoken_of():
    assert ("the following day", "2024-03-06") in found("They met on 5 March. On the following day they left.")


def test_without_a_date_of_the_report_the_gap_stays():
    assert found("On Wednesday and on April 11.", None) == [
        ("Wednesday", "XXXX-WXX-3"),
        ("April 11", "XXXX-04-11"),
    ]


def test_the_weekend_is_the_last_one_until_friday():
    assert found("They met over the weekend.", date(2024, 4, 22)) == [("the weekend", "2024-W16-WE")]


def test_key_does_not_lean_on_the_date_of_the_report():
    text = "On Wednesday, yesterday and on 3 June 2024."
    mentions = find_dates(text, [Sentence(Span(0, len(text)), "body")], SATURDAY)
    assert [m.key for m in mentions] == ["XXXX-WXX-3", "", "2024-06-03"]


def test_slashed_date_is_read_as_the_day_nearer_to_the_report():
    assert found("It ended on 3/4/24.")[0][1] == "2024-04-03"


def test_given_span_is_read_alone():
    text = "begun two years ago"
    got = resolve_date(text, Span(6, 15), Span(0, len(text)), SATURDAY)
    assert got is not None
    assert got.value == "P2Y"


_PIECES = st.sampled_from(
    [
        "on",
        "in",
        "the",
        "last",
        "next",
        "this",
        "2024",
        "31",
        "30",
        "February",
        "April",
        "Monday",
        "12:61",
        "99/99/99",
        "two",
        "several",
        "years",
        "ago",
        "weeks",
        "century",
        "p.m.",
        "of",
        "early",
        "mid-2011",
        "Q3",
        "FY2020",
        "tomorrow",
        "morning",
        "the",
        "400th",
        "anniversary",
        "—",
        "(",
        ")",
        "0",
        "year",
        "decade",
        "quarter",
    ]
)


_ENDS = st.sampled_from([date.min, date.min + timedelta(3), date.max - timedelta(3), date.max])


@given(st.lists(_PIECES, max_size=14), _ENDS)
def test_the_ends_of_the_calendar_hold(words: list[str], published: date):
    text = " ".join(words)
    find_dates(text, [Sentence(Span(0, len(text)), "body")], published)


@pytest.mark.parametrize(
    "words", ["on Monday", "last Friday", "next Tuesday", "tomorrow", "yesterday evening", "Sunday of next week"]
)
@pytest.mark.parametrize("published", [date.min, date.max])
def test_days_beyond_the_calendar_are_its_last(words: str, published: date):
    assert all(
        m.value[:4] in {"0001", "9999"}
        for m in find_dates(words, [Sentence(Span(0, len(words)), "body")], published)
    )


@given(st.lists(_PIECES, max_size=14), st.none() | st.dates())
def test_any_row_of_words_is_read_without_failing(words: list[str], published: date | None):
    text = " ".join(words)
    for m in find_dates(text, [Sentence(Span(0, len(text)), "body")], published):
        assert m.span.of(text).strip()
        if m.precision == "day" and m.value[:1].isdigit():
            date.fromisoformat(m.value[:10])


@given(st.text(max_size=300))
def test_spans_lie_in_the_text_and_do_not_overlap(text: str):
    mentions = find_dates(text, [Sentence(Span(0, len(text)), "body")], SATURDAY)
    for one, other in zip(mentions, mentions[1:], strict=False):
        assert one.span.end <= other.span.start
