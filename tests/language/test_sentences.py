from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.language.sentences import LONGEST_SENTENCE, find_sentences
from stemma.model import Report, Zone
from stemma.text.spans import Span
from tests.conftest import plain_report


def texts(report: Report) -> list[str]:
    return [s.span.of(report.text) for s in find_sentences(report)]


def test_titles_and_initials_end_no_sentence():
    report = plain_report("Mr. Toll met Gen. A. Quist in the U.S. on Monday. They spoke for an hour.")
    assert texts(report) == [
        "Mr. Toll met Gen. A. Quist in the U.S. on Monday.",
        "They spoke for an hour.",
    ]


def test_hard_wrapped_lines_are_one_sentence():
    text = "The envoy arrived in the capital late on Thursday and was driven to\nthe old palace by the river. He left early."
    assert texts(plain_report(text))[0].endswith("by the river.")


def test_line_end_after_a_heading_ends_it():
    assert texts(plain_report("Envoy arrives\nThe envoy arrived on Thursday."))[0] == "Envoy arrives"


def test_no_sentence_runs_from_one_zone_into_the_next():
    text = "A caption without a stop The body begins."
    report = Report("r", "r", text, (Zone("caption", Span(0, 24)), Zone("body", Span(24, len(text)))))
    assert [s.zone for s in find_sentences(report)] == ["caption", "body"]


@given(st.text(alphabet="aB .!?\n\"'é", max_size=300))
@settings(max_examples=100, deadline=None)
def test_sentences_hold_every_character_but_blanks(text: str):
    report = plain_report(text)
    sentences = find_sentences(report)
    held = {k for s in sentences for k in range(s.span.start, s.span.end)}
    assert {k for k, c in enumerate(text) if not c.isspace()} <= held


def test_endless_sentence_is_cut():
    report = plain_report("word " * 20_000)
    assert max(len(s.span) for s in find_sentences(report)) <= LONGEST_SENTENCE
