from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.collation import collate, compare_passages
from stemma.language import EmbeddedModel
from stemma.model import Count, Interval, LostSource, Origin, Report, Stemma, Variant, Zone
from stemma.text.spans import Span

MODEL = EmbeddedModel()


def passage(name: str, text: str) -> Report:
    return Report(id=name, source=name, text=text, zones=(Zone("body", Span(0, len(text))),), language="en")


def variants(parent: str, child: str) -> tuple[Variant, ...]:
    one, other = passage("parent", parent), passage("child", child)
    return compare_passages(one, MODEL.analyse(one), other, MODEL.analyse(other))


CHANGED = [
    (
        "number",
        "The harbour board sold 130 cranes to a firm in Oslo on Tuesday.",
        "On Tuesday the harbour board sold 120 cranes to a firm in Oslo.",
        ("130", "120"),
    ),
    (
        "number",
        "The truce is to last six months after the exchange of prisoners.",
        "The truce is to last three months after the exchange of prisoners.",
        ("six", "three"),
    ),
    (
        "date",
        "The envoys met in the old customs house on Tuesday and signed the fishing accord.",
        "On Monday the envoys met in the old customs house and signed the fishing accord.",
        ("Tuesday", "Monday"),
    ),
    (
        "name",
        "The inquiry was led by Maren Toll and lasted the whole winter.",
        "The inquiry was led by Maren Pryce and lasted the whole winter.",
        ("Maren Toll", "Maren Pryce"),
    ),
    (
        "role",
        "The talks were opened by the former minister of Karsova at the lake hotel.",
        "The talks were opened by the deputy minister of Karsova at the lake hotel.",
        ("former minister", "deputy minister"),
    ),
    (
        "certainty",
        "The ferry may have struck a mine near the northern pier.",
        "The ferry struck a mine near the northern pier.",
        ("may", ""),
    ),
    (
        "certainty",
        "The ferry struck a mine near the northern pier.",
        "The ferry may have struck a mine near the northern pier.",
        ("", "may"),
    ),
    (
        "negation",
        "The council did not approve the sale of the granary to foreign buyers.",
        "The council approved the sale of the granary to foreign buyers.",
        ("not", ""),
    ),
    (
        "attribution",
        "The bridge was rotten long before the flood, Odo Farrow said.",
        "The bridge was rotten long before the flood.",
        ("Odo Farrow", ""),
    ),
    (
        "quote",
        'Alda Pryce called the plan "a careful first step" towards peace.',
        'Alda Pryce called the plan "a reckless first step" towards peace.',
        ("a careful first step", "a reckless first step"),
    ),
    (
        "quote",
        "Alda Pryce said the treaty was a careful first step towards peace.",
        'Alda Pryce said the treaty was "a careful first step towards peace".',
        ("a careful first step towards peace", "a careful first step towards peace"),
    ),
]


@pytest.mark.parametrize(("kind", "parent", "child", "words"), CHANGED)
def test_a_planted_change_is_the_only_variant(kind: str, parent: str, child: str, words: tuple[str, str]):
    found = variants(parent, child)
    assert [(v.kind, v.before, v.after) for v in found] == [(kind, *words)]


FAITHFUL = [
    (
        "About 350 people were in the hall when the roof of the granary gave way.",
        "There were 348 people in the hall when the granary roof gave way.",
    ),
    (
        "At least 31 people died when the ferry sank near the northern pier.",
        "No fewer than 31 people died as the ferry sank near the northern pier.",
    ),
    (
        "The crew was given 72 hours to leave the harbour, the board said.",
        "The crew was given three days to leave the harbour, according to the board.",
    ),
    (
        "The ferry may have struck a mine near the northern pier.",
        "It is possible that the ferry struck a mine near the northern pier.",
    ),
    (
        "The council did not approve the sale of the granary.",
        "The council refused to approve the sale of the granary.",
    ),
    (
        "The bridge was rotten long before the flood, Odo Farrow said.",
        "According to Odo Farrow, the bridge was rotten long before the flood.",
    ),
    (
        "Maren Toll, the mayor, opened the market on Tuesday after 14 months of work.",
        "Toll opened the market after 14 months of work.",
    ),
    (
        "Alda Pryce called the plan “a careful first step” towards peace.",
        'The plan was "a careful first step", said Alda Pryce.',
    ),
]


@pytest.mark.parametrize(("parent", "child"), FAITHFUL)
def test_a_faithful_copy_has_no_variant(parent: str, child: str):
    assert variants(parent, child) == ()


def test_another_fact_of_the_event_has_no_variant():
    parent = "The ferry sank near the northern pier with 31 people on board."
    assert variants(parent, "Schools in the province stayed closed for 12 days.") == ()


def test_a_text_has_no_variant_against_itself():
    text = 'The envoys met on Tuesday. "We may sign," said Maren Toll, who did not name the 12 others.'
    assert variants(text, text) == ()


def test_spans_hold_the_words_and_stay_short():
    for _, parent, child, (before, after) in CHANGED:
        for v in variants(parent, child):
            assert v.parent_span is not None
            assert after in v.child_span.of(child)
            assert v.kind == "quote" or before in v.parent_span.of(parent)
            assert len(v.child_span) <= 400


def test_a_report_in_another_language_is_left_alone():
    one = passage("parent", "Die Fähre hatte 31 Menschen an Bord.")
    text = "Die Fähre hatte 12 Menschen an Bord."
    other = Report("child", "child", text, (Zone("body", Span(0, len(text))),), language="de")
    assert compare_passages(one, MODEL.analyse(one), other, MODEL.analyse(other)) == ()


@given(st.integers(20, 999), st.integers(20, 999))
def test_numbers_differ_exactly_where_they_differ(before: int, after: int):
    template = "The harbour board counted {} cranes at the northern pier of the town."
    found = variants(template.format(before), template.format(after))
    assert [v.kind for v in found] == (["number"] if before != after else [])


def test_siblings_under_a_lost_source_are_held_against_one_another():
    texts = {
        "a": "The harbour authority said on Tuesday that 31 people were on board the ferry Merle.",
        "b": "On Tuesday the harbour authority said 31 people were on board the ferry Merle.",
        "c": "The harbour authority said on Tuesday that 47 people were on board the ferry Merle.",
    }
    reports = [Report(k, k, t, (Zone("body", Span(0, len(t))),), language="en") for k, t in texts.items()]
    lost = LostSource("lost-1", ("a", "b", "c"), None, 0.9, ("they share what none has from another",))
    origins = (Origin("o1", "lost-1", ("a", "b", "c")),)
    tree = Stemma(("a", "b", "c"), (), (lost,), origins, Count(3, 3, Interval(1, 1), 1))
    found = collate(reports, [MODEL.analyse(r) for r in reports], tree).variants
    assert [(v.kind, v.child, v.before, v.after) for v in found] == [("number", "c", "31", "47")]
