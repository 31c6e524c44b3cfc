from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.errors import ContractError
from stemma.text.shingles import shingles
from stemma.text.spans import Span, hull, trimmed
from stemma.text.words import find_words, plain_characters, plain_words


def test_span_refuses_to_run_backwards():
    with pytest.raises(ContractError):
        Span(3, 2)


def test_span_refuses_to_leave_its_text():
    with pytest.raises(ContractError, match="outside"):
        Span(0, 9).of("short")


def test_trimmed_drops_blanks_at_both_ends_only():
    assert trimmed("  a b \n", Span(0, 7)) == Span(2, 5)
    assert len(trimmed("   ", Span(0, 3))) == 0


def test_hull_holds_all_spans():
    assert hull([Span(5, 7), Span(1, 2)]) == Span(1, 7)


@given(st.text())
def test_words_lie_where_they_say(text: str):
    words = find_words(text)
    assert plain_words(text) == [w.plain for w in words]
    half = Span(len(text) // 3, len(text) // 3 * 2)
    assert plain_words(text, half) == [w.plain for w in find_words(text, half)]
    assert all(w.span.of(text) for w in words)
    assert all(a.span.end <= b.span.start for a, b in zip(words, words[1:], strict=False))


@given(st.text())
def test_plain_characters_keep_every_place(text: str):
    assert len(plain_characters(text)) == len(text)


def test_outlet_typography_makes_no_difference_to_words():
    one = [w.plain for w in find_words("“Don’t,” Peña said — U.S. aid")]
    other = [w.plain for w in find_words('"Don\'t," Pena said - US aid')]
    assert one == other


def test_shingles_by_hand():
    assert shingles(["a", "b", "c", "d"], 2) == (("a", "b"), ("b", "c"), ("c", "d"))
    assert shingles(["a"], 2) == ()
