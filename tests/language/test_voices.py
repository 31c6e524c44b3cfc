from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.language.antecedents import Asked, Referent, Said, candidates, choose, features, load_weights, nobody
from stemma.language.attributions import find_attributions
from stemma.language.keys import key_names
from stemma.language.mentions import Ground, Place, find_mentions
from stemma.language.parsing import ROOT
from stemma.language.sayings import Saying
from stemma.language.voices import find_voices
from stemma.model import UNKNOWN, Entity, EntityType, Sentence
from stemma.text.spans import Span
from tests.language.trees import parsed

NAMES: dict[str, EntityType] = {
    "Maria Venn": "PER",
    "Venn": "PER",
    "Peter Stroud": "PER",
    "Stroud": "PER",
    "Orla Arms": "ORG",
    "Quill Post": "ORG",
    "Post": "ORG",
    "France": "GPE",
    "Denmark": "GPE",
    "Paris": "GPE",
}


def sentences(text: str) -> tuple[Sentence, ...]:
    found = re.finditer(r"\S.*?[.!?][”\"]?(?=\s|$)", text)
    return tuple(Sentence(Span(*m.span()), "body") for m in found)


def named(text: str) -> tuple[Entity, ...]:
    pattern = "|".join(sorted(NAMES, key=len, reverse=True))
    return key_names(text, [(NAMES[m.group()], Span(*m.span())) for m in re.finditer(rf"\b(?:{pattern})\b", text)])


def voices(text: str) -> list[str]:
    return [a.voice for a in find_attributions(text, sentences(text), named(text))]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Maria Venn met Peter Stroud on Monday. She said the road was open.", "Maria Venn"),
        ("Maria Venn met Peter Stroud on Monday. He said the road was open.", "Peter Stroud"),
        ("Mr. Venn arrived with Ms. Stroud. She said the road was open.", "Stroud"),
        ("A spokeswoman, Toni Reck, met Peter Stroud. He said the road was open.", "Peter Stroud"),
    ],
)
def test_pronoun_means_somebody_of_its_gender(text: str, last: str):
    assert voices(text)[-1] == last


def test_speaker_who_goes_on_is_meant_before_others_named():
    text = "Peter Stroud said the road was open. He said Venn would come."
    assert voices(text) == ["Peter Stroud"] * 2


def test_who_is_named_in_what_is_said_does_not_say_it():
    text = "The road is open, a senior official said. Venn will come on Monday, he said."
    assert voices(text) == ["a senior official"] * 2


@pytest.mark.parametrize(
    ("source", "voice"),
    [
        ("The company, Orla Arms,", "Orla Arms"),
        ("One of them, Orla Arms,", "Orla Arms"),
        ("The envoy to France, Maria Venn,", "Maria Venn"),
        ("A lawyer for Maria Venn, Peter Stroud,", "Peter Stroud"),
        ("A lawyer for Maria Venn", "a lawyer for Maria Venn"),
        ("Maria Venn’s lawyer", "Maria Venn’s lawyer"),
        ("France, which drafted the text,", "French government"),
        ("France and Denmark", "French and Danish governments"),
        ("An official briefing reporters on Monday", "an official"),
    ],
)
def test_speaker_is_what_the_words_are_about(source: str, voice: str):
    assert voices(f"{source} said the road was open.") == [voice]


def test_description_means_who_was_called_so_last():
    text = (
        "A French official said the road was open. A Danish official said it was safe. The official said it was late. "
        "The French official added that it was early."
    )
    assert voices(text)[2:] == ["a Danish official", "a French official"]


def test_unnamed_speaker_is_called_as_where_he_speaks():
    text = "Maria Venn met her minister. The minister said the road was open."
    assert voices(text) == ["the minister"]


def test_what_somebody_utters_has_his_voice():
    assert voices("Peter Stroud left. His statement said the road was open.") == ["Peter Stroud"]
    assert voices("Peter Stroud’s letter said the road was open.") == ["Peter Stroud"]


def test_two_who_speak_together_are_both_the_voice():
    assert voices("Maria Venn and Peter Stroud said the road was open.") == ["Maria Venn and Peter Stroud"]


def test_owner_is_named_where_a_pronoun_stands():
    text = "Maria Venn arrived on Monday. Her lawyer said the road was open."
    assert voices(text) == ["Maria Venn’s lawyer"]


def test_some_of_several_are_called_after_them():
    text = "Two officials said the road was open. One of them said it was safe."
    assert voices(text) == ["two officials", "one of two officials"]


def test_short_name_of_a_body_is_the_body():
    text = "The Quill Post reported that the road was open. The Post said it was safe."
    assert voices(text) == ["the Quill Post"] * 2


def test_described_body_is_the_one_named_before():
    text = "Orla Arms opened a plant on Monday. The company said it was safe."
    assert voices(text) == ["Orla Arms"]


def test_president_of_another_country_is_not_meant():
    text = (
        "The French president, Peter Stroud, met the Danish president, Maria Venn. "
        "The French president said the road was open. The Danish president said it was safe."
    )
    assert voices(text) == ["Peter Stroud", "Maria Venn"]


ACTS = (
    "Maria Venn said the road was open.",
    "Peter Stroud arrived with the minister.",
    "He said it was safe.",
    "The minister said nobody came.",
    "They said the bridge was closed.",
    "Stroud told reporters that it was late.",
)
HIDDEN = (
    "A senior official said the road was closed.",
    "The official said it was late.",
    "Another diplomat said the bridge was open.",
    "The diplomat said nobody had called.",
    "Two sources said it was over.",
)


@given(st.lists(st.sampled_from([*ACTS, *HIDDEN]), min_size=1, max_size=12))
def test_description_of_the_unnamed_never_becomes_a_named_person(acts: list[str]):
    text = " ".join(acts)
    for one in find_attributions(text, sentences(text), named(text)):
        source = one.source.of(text) if one.source else ""
        if re.search("official|diplomat|sources", source):
            assert "Venn" not in one.voice
            assert "Stroud" not in one.voice


def test_bylines_name_nobody_who_is_meant():
    text = "By Peter Stroud. He said the road was open."
    byline, body = sentences(text)
    found = find_attributions(text, (Sentence(byline.span, "byline"), body), named(text))
    assert [a.voice for a in found] == [UNKNOWN]


def test_candidates_reach_back_twelve_sentences():
    one = Referent("Maria Venn", "person", times=1, last=Place(Span(0, 4), 0, -1, ""))
    near, far = (Asked("he", Place(Span(9, 11), n, -1, "")) for n in (12, 13))
    assert candidates(near, [one]) == [one]
    assert candidates(far, [one]) == []


def test_every_weight_is_of_a_feature():
    one = Referent("Maria Venn", "person", times=1, last=Place(Span(0, 4), 0, -1, ""))
    for kind, table in load_weights().items():
        asked = Asked(kind, Place(Span(9, 11), 1, -1, ""))
        assert set(table) <= set(nobody(asked)) | set(features(asked, one, Said(None), 0))


def test_first_of_equals_is_chosen():
    one, other = (Referent(n, "person", times=1, last=Place(Span(0, 4), 0, -1, "")) for n in ("Venn", "Stroud"))
    asked = Asked("he", Place(Span(9, 11), 1, -1, ""))
    assert choose(asked, [one, other], Said(None), {"he": {}}) is one


def test_role_is_read_off_the_tree_and_shared_by_names_beside():
    text = "The envoy, Maria Venn, met Stroud."
    rows = [
        (1, "det", "DT"),
        (6, "nsubj", "NN"),
        (1, "punct", ","),
        (1, "appos", "NNP"),
        (3, "flat", "NNP"),
        (1, "punct", ","),
        (ROOT, "root", "VBD"),
        (6, "obj", "NNP"),
        (6, "punct", "."),
    ]
    ground = Ground(text, sentences(text), parsed(text, rows))
    roles = {e.span.of(text): ground.place(e.span).role for e in named(text)}
    assert roles == {"Maria Venn": "subject", "Stroud": "object"}


def test_offices_beside_a_name_belong_to_it():
    text = "The head of the customs service, Maria Venn, met Peter Stroud, the minister."
    found = {m.name.span.of(text): m.heads for m in find_mentions(text, named(text)) if m.name}
    assert found == {"Maria Venn": {"head"}, "Peter Stroud": {"minister"}}


def said_by(text: str, *sayings: Saying) -> list[str]:
    return [voice for voice, _ in find_voices(Ground(text, sentences(text)), sayings, named(text))]


def at(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def test_who_is_quoted_by_somebody_does_not_go_on_speaking():
    text = '"The post, Stroud said, was late," said Maria Venn. "It is bad."'
    outer = Saying(
        at(text, "Maria Venn"), at(text, "said Maria"), (at(text, '"The post, Stroud said, was late,"'),)
    )
    inner = Saying(at(text, "Stroud"), at(text, "said,"), (at(text, "The post"),), parent=0)
    assert said_by(text, outer, inner, Saying(None, None, (at(text, '"It is bad."'),))) == [
        "Maria Venn",
        "Stroud",
        "Maria Venn",
    ]


def test_what_stands_in_a_quotation_is_said_by_its_speaker():
    text = 'Peter Stroud left. "It is bad. Very bad," said Maria Venn.'
    inner = Saying(None, None, (at(text, "Very bad,"),), parent=1)
    outer = Saying(at(text, "Maria Venn"), at(text, "said"), (at(text, '"It is bad. Very bad,"'),))
    assert said_by(text, inner, outer) == ["Maria Venn", "Maria Venn"]


@pytest.mark.parametrize(
    ("source", "voice"),
    [("The Venn administration", "the Venn administration"), ("Venn 's office", "Venn 's office")],
)
def test_what_is_called_after_somebody_is_not_he(source: str, voice: str):
    assert voices(f"{source} said the road was open.") == [voice]


def test_two_men_are_not_he():
    text = "Peter Stroud met the two men on Monday. He said the road was open."
    assert voices(text) == ["Peter Stroud"]
