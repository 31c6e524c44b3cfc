from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.language.attributions import find_attributions
from stemma.language.certainty import judge_certainty
from stemma.language.cues import Force, force_of
from stemma.language.statements import find_statements
from stemma.model import Attribution, Sentence, Statement
from stemma.text.spans import Span


def read(text: str) -> tuple[Statement, ...]:
    sentences = (Sentence(Span(0, len(text)), "body"),)
    return find_statements(text, sentences, find_attributions(text, sentences, ()))


@pytest.mark.parametrize(
    ("text", "force", "expected"),
    [
        ("the road was open", "say", "asserted"),
        ("the road may be open", "say", "hedged"),
        ("the road will be open", "say", "planned"),
        ("The two ministers are due to meet in Bralt", None, "planned"),
        ("the army did not shell the town", "say", "denied"),
        ("the army had shelled the town", "deny", "denied"),
        ("the army had shelled the town", "doubt", "hedged"),
        ("whether the road was open", "ask", "asked"),
        ("Is the road open?", None, "asked"),
        ("The ministry denied any part in it", None, "denied"),
        ("It could not be independently verified", None, "hedged"),
        ("The plan has no roof", None, "asserted"),
    ],
)
def test_certainty_follows_the_words_of_the_clause(text: str, force: Force | None, expected: str):
    assert judge_certainty(text, Span(0, len(text)), force) == expected


@pytest.mark.parametrize(
    ("cue", "behind", "force"),
    [
        ("has denied", " it", "deny"),
        ("asked", "", "ask"),
        ("said", " the", "say"),
        ("vows", " to", "promise"),
        ("called", " it absurd", "say"),
        ("called", " on Bralt to", "ask"),
        ("has called on", " Bralt", "ask"),
        ("calling", " for a halt", "ask"),
        ("said", " calls for a halt", "say"),
        ("plans", " to close", "promise"),
    ],
)
def test_words_of_saying_have_a_force(cue: str, behind: str, force: Force):
    assert force_of(cue, behind) == force


def test_content_has_the_voice_of_its_speaker_and_the_frame_is_no_statement():
    text = "The ministry said the road was open to all traffic."
    (one,) = read(text)
    assert one.span.of(text) == "the road was open to all traffic"
    assert one.voice == "the ministry"


def test_coordinated_clauses_are_two_statements_of_the_report():
    text = "The road to the harbour was open, and the old bridge was closed to lorries."
    assert [s.span.of(text) for s in read(text)] == [
        "The road to the harbour was open",
        "the old bridge was closed to lorries.",
    ]
    assert {s.voice for s in read(text)} == {"narrator"}


@pytest.mark.parametrize(
    "text",
    [
        "The committee will send its letter to Dario T. Venn at once.",
        "It was unclear whether the letter would ask for the logbooks or Mr. Venn as a witness.",
        "The letter names the owner of the ship, Rep. K. Dario Venn of the Quillmouth bench.",
    ],
)
def test_title_or_initial_before_a_name_ends_no_statement(text: str):
    assert [s.span.of(text) for s in read(text)] == [text]


def test_sentences_in_one_quotation_are_statements_of_their_own():
    text = "“The bridge is closed to every lorry. The harbour road is open to all,” the ministry said."
    assert [s.span.of(text).strip("“”") for s in read(text)] == [
        "The bridge is closed to every lorry.",
        "The harbour road is open to all,",
    ]


def test_reason_for_withholding_a_name_is_no_statement():
    text = "An official, who asked not to be named because the talks go on, said the ferry was to sail."
    saying = Attribution(
        source=Span(0, text.index(" said")),
        cue=Span(text.index("said"), text.index(" the ferry")),
        content=(Span(text.index("the ferry"), len(text) - 1),),
        type="indirect",
        voice="an official",
        anonymous=True,
    )
    sentences = (Sentence(Span(0, len(text)), "body"),)
    named = replace(saying, anonymous=False)
    assert [s.voice for s in find_statements(text, sentences, [saying])] == ["an official"]
    assert [s.voice for s in find_statements(text, sentences, [named])] == ["narrator", "an official"]


def said(text: str, source: str, cue: str, content: str) -> tuple[Statement, ...]:
    spans = [Span(text.index(x), text.index(x) + len(x)) for x in (source, cue, content)]
    one = Attribution(source=spans[0], cue=spans[1], content=(spans[2],), type="indirect", voice=source)
    return find_statements(text, (Sentence(Span(0, len(text)), "body"),), [one])


def test_a_speaker_is_the_subject_of_what_else_the_sentence_tells_of_him():
    text = (
        "The Bralt group, which also holds the ferries, issued a paper on Friday urging that the port be closed."
    )
    narrated, urged = said(text, "The Bralt group", "urging", "that the port be closed")
    assert narrated.span.of(text) == "The Bralt group, which also holds the ferries, issued a paper on Friday"
    assert (narrated.voice, urged.voice) == ("narrator", "The Bralt group")


def test_a_speaker_who_only_speaks_is_no_statement():
    text = "The Bralt group, on Friday, urged that the port be closed."
    assert [s.voice for s in said(text, "The Bralt group", "urged", "that the port be closed")] == [
        "The Bralt group"
    ]


def test_a_statement_ends_before_what_joins_it_to_the_next():
    text = "Odo Farrow closed the northern quay at once for repairs and said that the ferries would sail again."
    narrated, _ = said(text, "Odo Farrow", "said", "that the ferries would sail again")
    assert narrated.span.of(text) == "Odo Farrow closed the northern quay at once for repairs"


def test_quotation_over_two_sentences_gives_a_statement_in_each():
    text = "“The road is open. The bridge is closed,” the ministry said."
    sentences = (Sentence(Span(0, 18), "body"), Sentence(Span(19, len(text)), "body"))
    found = find_statements(text, sentences, find_attributions(text, sentences, ()))
    assert [(s.sentence, s.voice) for s in found] == [(0, "the ministry"), (1, "the ministry")]


@given(
    st.lists(
        st.sampled_from(["he said", "the army", "“no", "yes”", "told", ", and", "it was", "Bralt", "; "]),
        max_size=30,
    )
)
def test_statements_lie_in_their_sentence_and_do_not_overlap(parts: list[str]):
    text = " ".join(["A", *parts])
    found = read(text)
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))
    assert all(len(s.span) and s.span.end <= len(text) for s in found)
