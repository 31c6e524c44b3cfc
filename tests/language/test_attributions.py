from __future__ import annotations

import re
from itertools import pairwise

import pytest

from stemma.language.attributions import find_attributions
from stemma.language.keys import key_names
from stemma.model import Attribution, EntityType, Sentence
from stemma.text.spans import Span


def cut(text: str) -> tuple[Sentence, ...]:
    """Sentences where a stop and a blank stand before a capital or a mark; enough for these texts."""
    ends = [m.end() for m in re.finditer(r"(?<=[.!?][\"”’])\s(?=[A-Z“\"])|(?<=[a-z0-9][.!?])\s(?=[A-Z“\"])", text)]
    bounds = [0, *ends, len(text)]
    return tuple(Sentence(Span(a, a + len(text[a:b].rstrip())), "body") for a, b in pairwise(bounds))


NAMES: dict[str, EntityType] = {"Orla Venn": "PER", "Venn": "PER", "Paris": "GPE"}


def read(text: str) -> tuple[Attribution, ...]:
    found = [(NAMES[m.group()], Span(*m.span())) for m in re.finditer("Orla Venn|Venn|Paris", text)]
    return find_attributions(text, cut(text), key_names(text, found))


def words(text: str, one: Attribution) -> tuple[str | None, str | None, list[str]]:
    return (
        one.source.of(text) if one.source else None,
        one.cue.of(text) if one.cue else None,
        [c.of(text) for c in one.content],
    )


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("The coast guard said the crew was safe.", "The coast guard", "said", ["the crew was safe"]),
        (
            "Orla Venn, the Pellan mediator, told reporters that talks had failed.",
            "Orla Venn, the Pellan mediator,",
            "told reporters",
            ["talks had failed"],
        ),
        (
            "“The money does not exist,” wrote the tax inspector.",
            "the tax inspector",
            "wrote",
            ["“The money does not exist,”"],
        ),
        (
            "Two bridges were closed overnight, the ministry said on Monday.",
            "the ministry",
            "said",
            ["Two bridges were closed overnight"],
        ),
        (
            "Two bridges were closed overnight, according to a senior official.",
            "a senior official",
            "according to",
            ["Two bridges were closed overnight"],
        ),
        (
            "The union accused the port of hiring drivers.",
            "The union",
            "accused",
            ["the port of hiring drivers"],
        ),
        ("It was noon. “Nobody came.”", None, None, ["“Nobody came.”"]),
    ],
)
def test_source_cue_and_content_are_found(text: str, source: str | None, cue: str | None, content: list[str]):
    (one,) = read(text)
    found = words(text, one)
    assert (found[0].rstrip(",") if found[0] else None, found[1], found[2]) == (
        source.rstrip(",") if source else None,
        cue,
        content,
    )


@pytest.mark.parametrize(
    "text",
    [
        "The committee will ask for more money.",
        "The claims were read out in court.",
        "He walked home to tell nobody.",
        "The calls of the gulls were loud.",
    ],
)
def test_other_uses_of_words_of_saying_are_none(text: str):
    assert read(text) == ()


def test_quotation_broken_by_its_speaker_is_one_attribution():
    text = "“We did move,” Orla Venn answered. “From Bralt.”"
    (one,) = read(text)
    assert words(text, one)[2] == ["“We did move,”", "“From Bralt.”"]
    assert one.type == "direct"


def test_pronoun_and_last_name_mean_the_person_named_before():
    text = "Prime Minister Orla Venn said the road was open. Venn said it was safe. “Go,” she said."
    assert [a.voice for a in read(text)] == ["Orla Venn"] * 3


def test_described_speaker_is_taken_up_by_the_description():
    text = "Foreign Minister Orla Venn said the road was open. The minister said it was safe."
    assert [a.voice for a in read(text)] == ["Orla Venn", "Orla Venn"]


def test_capital_speaks_for_its_government():
    assert [a.voice for a in read("Paris said the road was open.")] == ["French government"]


@pytest.mark.parametrize(
    ("source", "withheld"),
    [
        ("A senior official", True),
        ("Two people familiar with the talks", True),
        ("The ministry", False),
        ("President Orla Venn", False),
    ],
)
def test_withheld_identity_is_flagged(source: str, *, withheld: bool):
    (one,) = read(f"{source} said the road was open.")
    assert one.anonymous is withheld


def test_saying_inside_a_saying_is_nested():
    text = "Orla Venn said that the army had confirmed the loss of a ship."
    outer, inner = read(text)
    assert inner.nested_in == 0
    assert outer.nested_in is None
    assert words(text, inner)[2] == ["the loss of a ship"]


def test_furniture_has_no_attributions():
    text = "Orla Venn said the road was open."
    sentence = Sentence(Span(0, len(text)), "caption")
    assert find_attributions(text, (sentence,), ()) == ()
