from __future__ import annotations

import pytest

from stemma.language.names import find_names
from stemma.model import Sentence
from stemma.text.spans import Span


def names(*sentences: str) -> list[tuple[str, str, str]]:
    text, spans, at = " ".join(sentences), [], 0
    for s in sentences:
        spans.append(Sentence(Span(at, at + len(s)), "body"))
        at += len(s) + 1
    return [(e.type, e.span.of(text), e.key) for e in find_names(text, spans)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We met Secretary of State Orla Venn.", ("PER", "Orla Venn", "orla venn")),
        ("They flew to Bralt.", ("GPE", "Bralt", "bralt")),
        ("Troops left Kyiv.", ("GPE", "Kyiv", "ukraine")),
        ("We saw French ships.", ("NORP", "French", "france")),
        ("He joined the Harbour Workers Union.", ("ORG", "Harbour Workers Union", "harbour workers union")),
        ("They sailed the Pellan Sea.", ("LOC", "Pellan Sea", "pellan sea")),
        ("She met Öznur Çelik, who laughed.", ("PER", "Öznur Çelik", "oznur celik")),
    ],
)
def test_names_have_type_span_and_key(text: str, expected: tuple[str, str, str]):
    assert names(text) == [expected]


def test_last_name_has_the_key_of_the_full_name():
    assert [n[2] for n in names("We met Orla Venn.", "Then Venn left.")] == ["orla venn", "orla venn"]


def test_words_that_only_open_a_sentence_are_no_names():
    assert names("Officials waited.", "The road was open.", "Monday came.") == []


def test_nationality_before_a_title_is_its_own_name():
    assert [(t, s) for t, s, _ in names("It was German Chancellor Orla Venn.")] == [
        ("NORP", "German"),
        ("PER", "Orla Venn"),
    ]
