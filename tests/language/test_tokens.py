from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.language.tokens import FORMS, find_tokens, forms_of
from stemma.text.spans import Span


def words(text: str) -> list[str]:
    return list(find_tokens(text, Span(0, len(text))).words)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He can't go.", ["He", "ca", "n't", "go", "."]),
        ("Venn’s plan", ["Venn", "’s", "plan"]),
        ("the U.S. and Mr. O’Hara", ["the", "U.S.", "and", "Mr.", "O’Hara"]),
        ("3.5% of $1,200", ["3.5", "%", "of", "$", "1,200"]),
        ("the pro-Pellan G7", ["the", "pro", "-", "Pellan", "G7"]),
        ("on the 3rd", ["on", "the", "3rd"]),
        ("see https://a.example/b?c=d now", ["see", "https://a.example/b?c=d", "now"]),
    ],
)
def test_cuts_as_the_treebanks_do(text: str, expected: list[str]):
    assert words(text) == expected


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_every_character_but_blanks_stands_in_one_word(text: str):
    tokens = find_tokens(text, Span(0, len(text)))
    held = [i for s in tokens.spans for i in range(s.start, s.end)]
    assert held == sorted(set(held))
    assert {i for i, c in enumerate(text) if not c.isspace()} <= set(held)
    assert [s.of(text) for s in tokens.spans] == list(tokens.words)


@given(st.text(max_size=100))
def test_forms_stay_in_their_table(text: str):
    tokens = find_tokens(text, Span(0, len(text)))
    forms = forms_of(tokens.words, tokens.gaps)
    assert len(forms) == len(tokens.words)
    assert all(0 < f < FORMS for f in forms)


def test_gaps_tell_blanks_from_line_breaks():
    text = "One, two\nthree\n\nfour"
    assert find_tokens(text, Span(0, len(text))).gaps == (0, 0, 1, 2, 3)


def test_capitals_and_numbers_have_their_own_forms():
    forms = forms_of(["venn", "Venn", "VENN", "1995", "G7", "."], [1] * 6)
    assert len(set(forms.tolist())) == 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Orla M. Venn", ["Orla", "M.", "Venn"]),
        ("It was plan B.", ["It", "was", "plan", "B", "."]),
        ("So?! *** ==", ["So", "?!", "***", "=="]),
    ],
)
def test_initials_and_rules_are_one_word(text: str, expected: list[str]):
    assert words(text) == expected
