"""A report without a date takes from its kin what its times mean; what they do not tell stays open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stemma.findings.material import Material
from stemma.findings.timeline import find_timeline
from stemma.model import PassagePair
from stemma.text.spans import Span
from tests.findings.stories import Told, make_material, told

# 8 March 2031, on which the dated report was published, is a Saturday.
MET = told("The commission met in Quillmouth on Wednesday.")
COPY = told("On Wednesday the commission met in Quillmouth.")


def copied(dated: Told, undated: Told, *, child: str = "b") -> Material:
    """A dated report and an undated one, whose only sentences go back to each other."""
    parent = "a" if child == "b" else "b"
    material = make_material(
        {"a": [dated], "b": [undated]}, parents={child: parent}, published={"a": "2031-03-08", "b": None}
    )
    spans = {r: Span(0, len(t[0])) for r, t in (("a", dated), ("b", undated))}
    edges = tuple(replace(e, passages=(PassagePair(spans[child], spans[parent]),)) for e in material.stemma.edges)
    return replace(material, stemma=replace(material.stemma, edges=edges))


@pytest.mark.parametrize("child", ["a", "b"])
def test_a_weekday_is_the_day_of_the_passage_it_goes_back_to_or_went_on_to(child: str):
    entries, left = find_timeline(copied(MET, COPY, child=child))
    assert ([e.when for e in entries], sorted({m.report for e in entries for m in e.mentions}), left) == (
        ["2031-03-05"],
        ["a", "b"],
        (),
    )


def test_another_weekday_stays_open():
    entries, left = find_timeline(copied(MET, told("On Thursday the commission met in Quillmouth.")))
    assert [e.when for e in entries] == ["2031-03-05"]
    assert "not dated" in left[0]


def test_the_same_weekday_of_another_matter_stays_open():
    entries, left = find_timeline(make_material({"a": [MET], "b": [COPY]}, published={"b": None}))
    assert [[m.report for m in e.mentions] for e in entries] == [["a"]]
    assert "not dated" in left[0]


def test_a_copy_of_a_copy_is_dated_through_it():
    material = make_material(
        {"a": [MET], "b": [COPY], "c": [COPY]}, parents={"b": "a", "c": "b"}, published={"b": None, "c": None}
    )
    edges = tuple(replace(e, passages=(PassagePair(Span(0, 46), Span(0, 46)),)) for e in material.stemma.edges)
    entries, left = find_timeline(replace(material, stemma=replace(material.stemma, edges=edges)))
    assert (sorted({m.report for e in entries for m in e.mentions}), left) == (["a", "b", "c"], ())


@pytest.mark.parametrize(
    ("undated", "when"),
    [
        # Of the days near the story all put it into one year.
        (told("They had met in Bralt last November."), "2030-11"),
        (told("They will meet in Bralt on 12 October.", certainty="planned"), "2031-10-12"),
        # It may be the coming June or the last one, whatever the verb seems to say.
        (told("They met in Bralt on 1 May."), None),
        (told("They met in Bralt on 31 February."), None),
    ],
)
def test_a_day_of_the_calendar_has_the_year_that_the_story_gives_it(undated: Told, when: str | None):
    material = make_material({"a": [MET], "b": [undated]}, published={"b": None})
    entries, _ = find_timeline(material)
    assert [e.when for e in entries if e.mentions[0].report == "b"] == ([when] if when else [])


def test_a_day_that_a_dated_report_gives_a_year_has_that_year():
    material = make_material(
        {"a": [told("The commission is to meet on 1 May.")], "b": [told("A new bridge opens on 1 May.")]},
        published={"b": None},
    )
    entries, _ = find_timeline(material)
    assert {e.when for e in entries} == {"2031-05-01"}
    assert {m.report for e in entries for m in e.mentions} == {"a", "b"}


def test_without_any_dated_report_nothing_is_dated():
    entries, left = find_timeline(make_material({"a": [MET], "b": [COPY]}, published={"a": None, "b": None}))
    assert entries == ()
    assert left[0].startswith("2 expressions")
