"""What every language model must hold to: the embedded one and a spaCy pipeline built here."""

from __future__ import annotations

import pytest
import spacy

from stemma.errors import ModelError
from stemma.language import EmbeddedModel, LanguageModel
from stemma.language.pipelines import PipelineModel
from stemma.model import NARRATOR, Report, Zone
from stemma.text.spans import Span

TEXT = (
    "Bralt reopens its bridge\n\n"
    "The bridge at Bralt closed on Monday after 12 cars were lost. “We did warn them,” Orla Venn told reporters.\n\n"
    "The river council said the bridge may reopen in May."
)


def pipeline() -> PipelineModel:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [
            {"label": "PERSON", "pattern": "Orla Venn"},
            {"label": "GPE", "pattern": "Bralt"},
            {"label": "WORK_OF_ART", "pattern": "May"},
        ]
    )
    return PipelineModel(nlp, "built-here")


@pytest.fixture(scope="module", params=["embedded", "spacy"])
def any_model(request: pytest.FixtureRequest) -> LanguageModel:
    return EmbeddedModel() if request.param == "embedded" else pipeline()


def report(text: str = TEXT, language: str | None = "en") -> Report:
    cut = text.find("\n\n") + 2 if "\n\n" in text else 0
    zones = (
        (Zone("title", Span(0, cut)), Zone("body", Span(cut, len(text))))
        if cut
        else (Zone("body", Span(0, len(text))),)
    )
    return Report("r1", "r1.txt", text, zones, language=language)


def test_spans_lie_in_the_text_and_in_order(any_model: LanguageModel):
    analysis = any_model.analyse(report())
    assert [s.zone for s in analysis.sentences] == ["title", "body", "body", "body"]
    starts = [e.span for e in analysis.entities]
    assert starts == sorted(starts)
    for one in analysis.attributions:
        for span in (one.source, one.cue, *one.content):
            assert span is None or span.of(TEXT).strip()


def test_names_have_our_types(any_model: LanguageModel):
    found = {(e.type, e.span.of(TEXT)) for e in any_model.analyse(report()).entities}
    assert ("PER", "Orla Venn") in found
    assert {t for t, _ in found} <= {"PER", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "DATE", "NUM"}


def test_speakers_are_named(any_model: LanguageModel):
    analysis = any_model.analyse(report())
    assert "Orla Venn" in [a.voice for a in analysis.attributions]
    said = [s for s in analysis.statements if "warn" in s.span.of(TEXT)]
    assert [s.voice for s in said] == ["Orla Venn"]


def test_statements_have_voice_and_certainty(any_model: LanguageModel):
    analysis = any_model.analyse(report())
    reopen = next(s for s in analysis.statements if "may reopen" in s.span.of(TEXT))
    assert (reopen.certainty, "council" in reopen.voice) == ("hedged", True)
    closed = next(s for s in analysis.statements if "closed" in s.span.of(TEXT))
    assert (closed.certainty, closed.voice) == ("asserted", NARRATOR)


def test_other_languages_are_kept_and_not_read(any_model: LanguageModel):
    analysis = any_model.analyse(report("Die Brücke ist zu. Der Rat schweigt.", "de"))
    assert (analysis.supported, analysis.statements, analysis.entities) == (False, (), ())
    assert len(analysis.sentences) == len(analysis.vectors) == 2


@pytest.mark.parametrize("text", ["", " \n ", "?", "\x00", "a\u202eb"])
def test_next_to_nothing_is_read(any_model: LanguageModel, text: str):
    whole = Report("r", "r", text, (Zone("body", Span(0, len(text))),) if text else (), language="en")
    assert any_model.analyse(whole).supported


def test_reading_twice_gives_the_same(any_model: LanguageModel):
    one, other = any_model.analyse(report()), any_model.analyse(report())
    assert (one.entities, one.attributions, one.statements) == (
        other.entities,
        other.attributions,
        other.statements,
    )


def test_pipeline_without_sentences_is_refused():
    with pytest.raises(ModelError, match="sentencizer"):
        PipelineModel(spacy.blank("en"), "bare")


def test_missing_pipeline_is_named_with_the_mend():
    with pytest.raises(ModelError, match="leave --model out"):
        PipelineModel.load("no_such_pipeline")


def test_furniture_keeps_its_sentences_and_is_not_read():
    furniture = "Subscribe now. Orla Venn said it is cheap."
    text = f"{TEXT}\n\n{furniture}"
    at = text.index(furniture)
    title, body = report().zones
    zones = (title, Zone("body", Span(body.span.start, at)), Zone("boilerplate", Span(at, len(text))))
    analysis = EmbeddedModel().analyse(Report("r1", "r1.txt", text, zones, language="en"))
    alone = EmbeddedModel().analyse(report())
    assert [s.span.of(text) for s in analysis.sentences if s.zone == "boilerplate"] == [
        "Subscribe now.",
        "Orla Venn said it is cheap.",
    ]
    assert analysis.entities == alone.entities
    assert analysis.attributions == alone.attributions
