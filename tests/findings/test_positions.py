"""Who holds what, in their own voice; copies count once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stemma.findings.issues import OTHER, assign, find_issues, parse_issues
from stemma.findings.material import lay_out
from stemma.findings.positions import find_positions
from stemma.model import Certainty
from stemma.text.spans import Span
from tests.findings.stories import Reports, make_material, told

ISSUES = parse_issues("ferry\nfishing rights: licence, fishing ground\n")


def positions(reports: Reports, **kw: object):
    material = make_material(reports, **kw)
    return find_positions(material, ISSUES)


def test_one_position_however_many_copies():
    text = "Marek Odell said the ferry would be no burden on the town."
    (found,) = positions({"a": [told(text, "Marek Odell")], "b": [told(text, "Marek Odell")]}, parents={"b": "a"})
    assert (found.actor, found.issue, str(found.origins), len(found.statements)) == (
        "Marek Odell",
        "ferry",
        "1",
        2,
    )


def test_independent_reports_are_two_origins():
    text = "Marek Odell said the ferry would be no burden on the town."
    (found,) = positions({"a": [told(text, "Marek Odell")], "b": [told(text, "Marek Odell")]})
    assert str(found.origins) == "2"


def test_narrator_holds_no_position():
    assert positions({"a": [told("The ferry was a burden on the whole town.")]}) == ()


def test_one_actor_is_shown_in_one_way_of_writing():
    said = positions(
        {
            "a": [told("U.S. officials said the ferry would be no burden.", "U.S. officials")],
            "b": [told("US officials said the ferry would be no burden.", "US officials")],
        }
    )
    assert [(p.actor, str(p.origins)) for p in said] == [("US officials", "2")]


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("These talks show that the ferry is no burden on the town.", "These talks"),
        ("If the ministry says the ferry is no burden, the town must pay.", "the ministry"),
    ],
)
def test_what_nobody_said_is_no_position(text: str, voice: str):
    assert positions({"a": [told(text, voice)]}) == ()


def test_an_accusation_by_nobody_named_is_no_position():
    material = make_material(
        {"a": [told("Companies have been accused of running the ferry badly.", "the official")]}
    )
    analysis = material.analyses["a"]
    (said,) = analysis.attributions
    accused = replace(analysis, attributions=(replace(said, source=None, cue=Span(15, 27)),))
    laid_out = lay_out([material.reports["a"]], [accused], material.stemma, (), ())
    assert find_positions(laid_out, ISSUES) == ()


@pytest.mark.parametrize(
    ("text", "certainty", "stance"),
    [
        ("Odell said the town must pay for the ferry itself.", "asserted", "asks"),
        ("Odell said he would not pay for the ferry at all.", "denied", "refuses"),
        ("Odell said the ferry will sail before the winter.", "planned", "plans"),
        ("Odell said it was unclear whether the ferry sails.", "hedged", "doubts"),
        ("Odell said the ferry might sail before the winter.", "hedged", "holds"),
        ("Odell said the ferry was the pride of the town.", "asserted", "holds"),
        ("Odell said the crew should be back within a week.", "hedged", "holds"),
        ("Odell said the crew should be released within a week.", "asserted", "asks"),
    ],
)
def test_stance_follows_the_words(text: str, certainty: Certainty, stance: str):
    (found,) = positions({"a": [told(text, "Odell", certainty)]})
    assert found.stance == stance


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Odell called on the town to pay for the ferry itself.", "asks"),
        ("Odell called the ferry a gift to the whole town.", "holds"),
    ],
)
def test_who_calls_something_by_a_name_asks_for_nothing(text: str, stance: str):
    material = make_material({"a": [told(text, "Odell")]})
    (said,) = material.analyses["a"].attributions
    at = text.index("called")
    called = replace(material.analyses["a"], attributions=(replace(said, cue=Span(at, at + 6)),))
    (found,) = find_positions(lay_out([material.reports["a"]], [called], material.stemma, (), ()), ISSUES)
    assert found.stance == stance


def test_users_issues_gather_by_their_phrases():
    assert assign("A licence costs more.", ISSUES) == "fishing rights"
    assert assign("The fishing grounds are rich.", ISSUES) == "fishing rights"
    assert assign("Nothing of the sort.", ISSUES) == OTHER


def test_issues_of_a_file_skip_comments_and_blank_lines():
    assert [i.name for i in parse_issues("# a note\n\nferry # more\n two words : one, two \n")] == [
        "ferry",
        "two words",
    ]


def test_issues_are_nouns_that_several_statements_share():
    texts = [
        "The ferry was closed by the council in spring.",
        "Nobody knows when the ferry sails again.",
        "Odell spoke about the ferry at length.",
        "The price of herring rose again.",
        "Herring is scarce this year.",
        "They want more herring from the strait.",
        "A museum opened.",
        "Rain fell all day.",
    ]
    assert {i.name for i in find_issues(texts, ["Odell"])} == {"ferry", "herring"}


@pytest.mark.parametrize(
    ("text", "piece", "shown"),
    [
        (
            "The town tried, Odell said, to sell the ferry at once while it could.",
            "to sell the ferry at once",
            None,
        ),
        ("At a hard time for the whole town, Odell is to speak.", "At a hard time for the whole town", None),
        ("Odell said the town must sell the ferry at once.", "the town must sell the ferry at once", None),
        (
            "Odell said that Quay Street must be closed to cars.",
            "Quay Street must be closed to cars",
            "Quay Street must be closed to cars",
        ),
        (
            "“Nobody wants the old ferry back,” Odell said.",
            "Nobody wants the old ferry back",
            "Nobody wants the old ferry back",
        ),
    ],
)
def test_piece_of_a_sentence_is_shown_only_if_it_can_be_read_alone(text: str, piece: str, shown: str | None):
    material = make_material({"a": [told(text, "Odell")]})
    at = text.index(piece)
    assert material.readable("a", Span(at, at + len(piece))).of(text) == (shown or text)


def test_joined_nouns_are_one_issue_and_parts_of_names_none():
    texts = [
        "Support for herring fell in the Weekly Standard.",
        "The support for herring is small, the Weekly Standard wrote.",
        "Nobody wants support for herring at all.",
        "The Weekly Standard closed.",
    ]
    assert [i.name for i in find_issues(texts, [])] == ["support for herring"]
