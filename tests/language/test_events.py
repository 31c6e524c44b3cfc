"""Who does what to whom."""

from __future__ import annotations

import numpy as np
import pytest

from stemma.language import EmbeddedModel
from stemma.language.events_actors import find_actors
from stemma.language.events_classifier import cut_passage, load_classifier
from stemma.language.events_lexicon import ROOTS, find_triggers
from stemma.language.vectors import Vectors
from stemma.text.spans import Span
from tests.conftest import plain_report


def events(text: str, model: EmbeddedModel):
    return [(e.source.code, e.type, e.target.code, e.certainty) for e in model.analyse(plain_report(text)).events]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("France accused Russia of spying.", ("FRA", "ACCUSE", "RUS", "asserted")),
        ("Russia was accused of spying by France.", ("FRA", "ACCUSE", "RUS", "asserted")),
        (
            "The French foreign minister met the Russian president in Geneva.",
            ("FRA GOV", "CONSULT", "RUS GOV", "asserted"),
        ),
        ("France will send aid to Haiti.", ("FRA", "AID", "HTI", "planned")),
        ("The United States imposed sanctions on Iran.", ("USA", "COERCE", "IRN", "asserted")),
        ("Turkish police arrested German journalists.", ("TUR COP", "COERCE", "DEU MED", "asserted")),
    ],
)
def test_finds_source_type_target_and_status(text: str, event: tuple[str, ...], model: EmbeddedModel):
    assert event in events(text, model)


def test_event_of_an_undated_report_has_no_half_of_a_date(model: EmbeddedModel):
    (event,) = model.analyse(plain_report("France condemned Russia on Wednesday.")).events
    assert event.date == ""


def test_what_is_promised_is_planned(model: EmbeddedModel):
    assert ("FRA", "YIELD", "IRN", "planned") in events("France has agreed to lift the sanctions on Iran.", model)


def test_one_who_says_it_will_act_is_the_actor(model: EmbeddedModel):
    assert ("FRA", "AID", "HTI", "planned") in events("France said it will send aid to Haiti.", model)


def test_actors_that_are_joined_both_act(model: EmbeddedModel):
    got = events("France and Germany condemned Russia for the raid.", model)
    assert {(s, t) for s, _, t, _ in got} == {("FRA", "RUS"), ("DEU", "RUS")}


def test_country_that_something_happens_in_does_not_do_it(model: EmbeddedModel):
    assert all(s != "CHE" for s, _, _, _ in events("In Geneva, France accused Russia of spying.", model))


def test_a_country_does_nothing_to_itself(model: EmbeddedModel):
    assert events("The French government praised France.", model) == []


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("The Canadian government waited.", [("Canadian government", "CAN GOV")]),
        ("Iraq's army left.", [("Iraq's army", "IRQ MIL")]),
        ("A court in Guyana sat.", [("court in Guyana", "GUY JUD")]),
        ("NATO and the EU waited.", [("NATO", "IGO NAT"), ("EU", "IGO EUR")]),
        ("They ate turkey with china plates.", []),
        ("Government-held towns waited.", []),
    ],
)
def test_actors_have_country_and_role(text: str, actors: list[tuple[str, str]]):
    assert [(a.name, a.code) for a in find_actors(text, Span(0, len(text)), ())] == actors


def test_phrases_may_have_words_between():
    assert next((t.event, t.mode) for t in find_triggers("imposed wide and lasting sanctions")) == ("COERCE", "")
    assert ("YIELD", "release") in {(t.event, t.mode) for t in find_triggers("released the prisoners")}
    assert find_triggers("ate a sandwich") == ()


def test_classifier_gives_probabilities_with_any_encoder_of_its_length():
    passages = [cut_passage("<s> condemned <t>"), cut_passage("yesterday <t> was bombed by <s> again")]
    shares = load_classifier().probabilities(
        passages, lambda texts: np.zeros((len(texts), Vectors.load().dimensions), dtype=np.float32)
    )
    assert shares.shape == (2, len(ROOTS))
    assert np.allclose(shares.sum(axis=1), 1)


def test_classifier_reads_each_passage_as_it_would_alone():
    passages = [cut_passage(f"<s> {verb} <t> on friday") for verb in ("attacked", "praised", "met", "sued")]
    encode = Vectors.load().encode
    together = load_classifier().probabilities(passages, encode)
    alone = np.concatenate([load_classifier().probabilities([p], encode) for p in passages])
    assert np.allclose(together, alone, atol=1e-5)
