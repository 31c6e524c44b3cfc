from __future__ import annotations

import time
from dataclasses import replace

import pytest

from stemma.language import EmbeddedModel
from stemma.language.certainty import judge_certainty
from stemma.language.credits import find_credits
from stemma.language.dates import find_dates
from stemma.language.layers import NamedWords
from stemma.model import NARRATOR, Report, Sentence, parse_published
from stemma.text.spans import Span
from tests.conftest import plain_report


def said(model: EmbeddedModel, text: str) -> list[tuple[str | None, str, str]]:
    """(source, cue, first content) of every attribution."""
    report = plain_report(text)
    return [
        (a.source.of(text) if a.source else None, a.cue.of(text) if a.cue else "", a.content[0].of(text))
        for a in model.analyse(report).attributions
    ]


def test_indirect_speech_has_source_cue_and_content(model: EmbeddedModel):
    assert said(model, "Maren Toll said that the bridge would open in June.") == [
        ("Maren Toll", "said", "the bridge would open in June")
    ]


def test_quotation_before_its_speaker(model: EmbeddedModel):
    ((source, cue, content),) = said(model, '"We shall not sign," the envoy told reporters.')
    assert (source, cue) == ("the envoy", "told reporters")
    assert content == '"We shall not sign,"'


def test_according_to(model: EmbeddedModel):
    ((source, _, content),) = said(model, "The bridge is unsafe, according to the river council.")
    assert (source, content) == ("the river council", "The bridge is unsafe")


def test_pronoun_keeps_the_speaker(model: EmbeddedModel):
    report = plain_report("Orla Venn said the bridge would open. She said that nobody had paid for it.")
    assert {a.voice for a in model.analyse(report).attributions} == {"Orla Venn"}


def test_withheld_name_is_anonymous(model: EmbeddedModel):
    report = plain_report("A senior official, who spoke on condition of anonymity, said the talks had failed.")
    assert [a.anonymous for a in model.analyse(report).attributions] == [True]


def test_last_name_has_the_key_of_the_full_name(model: EmbeddedModel):
    report = plain_report("On Monday Foreign Minister Orla Venn left early. Later that day Venn came back.")
    keys = [e.key for e in model.analyse(report).entities if e.type == "PER"]
    assert keys == ["orla venn", "orla venn"]


def test_seat_of_government_has_the_key_of_its_country(model: EmbeddedModel):
    report = plain_report("The note went from Paris to the French embassy.")
    assert {e.key for e in model.analyse(report).entities if e.type in {"GPE", "NORP"}} == {"france"}


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("The two sides signed the treaty.", "asserted"),
        ("The two sides may sign the treaty.", "hedged"),
        ("The two sides will sign the treaty.", "planned"),
        ("The two sides did not sign the treaty.", "denied"),
        ("Did the two sides sign the treaty?", "asked"),
        ("The official could not confirm the meeting.", "hedged"),
    ],
)
def test_judges_certainty(text: str, certainty: str):
    assert judge_certainty(text, Span(0, len(text))) == certainty


def test_dates_keep_what_is_not_known():
    text = "On Wednesday, on April 11 and in November 2023"
    assert [d.value for d in find_dates(text, [Sentence(Span(0, len(text)), "body")], None)] == [
        "XXXX-WXX-3",
        "XXXX-04-11",
        "2023-11",
    ]


@pytest.mark.parametrize(
    ("published", "value"), [("2031-05-14", "2031-05-12"), ("2031-05", "XXXX-WXX-1"), ("2031", "XXXX-WXX-1")]
)
def test_monday_of_a_report_whose_day_is_not_known_stays_open(model: EmbeddedModel, published: str, value: str):
    report = plain_report("The bridge closed on Monday.", published=parse_published(published, "given"))
    assert [d.value for d in model.analyse(report).dates] == [value]


def test_named_medium_is_a_credit_and_a_person_is_none():
    text = "She told Radio Northreach that the pier had closed. He told Maren Toll the same."
    assert [c.name for c in find_credits(text)] == ["radio northreach"]


def test_statements_outside_what_is_said_are_the_narrators(model: EmbeddedModel):
    report = plain_report("The bridge closed on Monday after the flood.")
    assert [s.voice for s in model.analyse(report).statements] == [NARRATOR]


def test_other_language_is_kept_but_not_read(model: EmbeddedModel):
    report = Report(
        "r", "r", "Der Minister reiste ab.", plain_report("Der Minister reiste ab.").zones, language="de"
    )
    analysis = model.analyse(report)
    assert (analysis.supported, analysis.statements) == (False, ())
    assert len(analysis.vectors) == len(analysis.sentences) == 1


@pytest.mark.parametrize("text", ['a"' * 6_000, "(" * 12_000, "Aa " * 12_000, "said " * 12_000, "1," * 12_000])
def test_hostile_text_is_read_in_bounded_time(text: str, model: EmbeddedModel):
    start = time.process_time()
    model.analyse(plain_report(text))
    assert time.process_time() - start < 120  # it must end: a runaway pattern would take hours


def test_last_name_is_meant_wherever_a_proper_noun_says_so(model: EmbeddedModel):
    text = "Venn left. Venn"
    layers, parts = model.read_words(plain_report(text))
    found = replace(layers, names=(NamedWords("PER", 0, 1),), tags=("NNP", "VBD", ".", "NNP"))
    spans = [e.span for e in model.conclude(plain_report(text), found, parts).entities if e.type == "PER"]
    assert spans == [Span(0, 4), Span(11, 15)]
    both = replace(found, names=(NamedWords("PER", 0, 1), NamedWords("ORG", 3, 4)))
    assert [e.type for e in model.conclude(plain_report(text), both, parts).entities] == ["PER", "ORG"]


@pytest.mark.parametrize("small", ["only", "just", "merely"])
def test_not_only_denies_nothing(small: str):
    text = f"It is not {small} harmful to the port."
    assert judge_certainty(text, Span(0, len(text)), "say") == "asserted"
    assert judge_certainty(text, Span(0, len(text))) == "asserted"
