"""Words for people, and text made safe to show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.export.wording import cut, headline, in_words, make_visible, one_line, sureness
from stemma.model import Count, Interval


@given(st.text())
def test_visible_text_has_the_same_length_and_no_controls(text: str):
    shown = make_visible(text)
    assert len(shown) == len(text)
    assert not [c for c in shown if (ord(c) < 0x20 and c not in "\t\n\r") or 0x7F <= ord(c) < 0xA0]
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(shown)


@given(st.text())
def test_one_line_is_one_line(text: str):
    assert one_line(text).isprintable()


def test_one_line_takes_out_escape_sequences():
    assert one_line("a\x1b[31mred\x07 \u202eb\r\nc") == "a[31mred b c"


def test_headline_counts_in_the_singular():
    assert headline(Count(1, 1, Interval(1, 1), 1)) == "1 report → 1 text → 1 independent origin"
    assert headline(Count(9, 8, Interval(2, 3), 3)) == "9 reports → 8 texts → 2–3 independent origins"


def test_sureness_falls_with_the_probability():
    assert [sureness(p) for p in (1.0, 0.8, 0.6, 0.4, 0.0)] == [
        "almost certain",
        "likely",
        "rather likely",
        "uncertain",
        "doubtful",
    ]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2024-W27", "week of 2024-07-01"),
        ("2024-W27-WE", "weekend of 2024-07-06"),
        ("2020-W53", "week of 2020-12-28"),
        ("2021-W53", "2021-W53"),
        ("2025-05-13TEV", "2025-05-13 evening"),
        ("2025-05", "2025-05"),
    ],
)
def test_a_time_is_put_in_words(when: str, said: str):
    assert in_words(when) == said


def test_cut_says_that_it_cut():
    assert cut("ferry talks", 7) == "ferry…"
    assert cut("ferry", 7) == "ferry"
