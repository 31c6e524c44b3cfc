"""When it was, apart from when it was reported."""

from __future__ import annotations

from stemma.findings.timeline import find_timeline
from stemma.findings.voices import link_voices
from tests.findings.stories import Reports, make_material, told

# 8 March 2031 is a Saturday.
MEET = "The commission will meet in Quillmouth on Wednesday."
LATER = "The commission is to meet in Quillmouth on 12 March."
OTHER = "The commission is to meet in Quillmouth on 13 March."


def timeline(reports: Reports, **kw: object):
    material = make_material(reports, **kw)
    return find_timeline(material, link_voices(s.voice for _, s in material.statements()))


def test_one_entry_for_one_date_in_two_wordings():
    entries, _ = timeline(
        {"a": [told(MEET, certainty="planned")], "b": [told(LATER, certainty="planned")]},
        claims=[[("a", 0), ("b", 0)]],
    )
    (entry,) = entries
    assert (entry.when, entry.certainty, str(entry.origins)) == ("2031-03-12", "planned", "2")
    assert [m.report for m in entry.mentions] == ["a", "b"]
    assert entry.reported == ("2031-03-08",)


def test_copies_are_one_origin():
    entries, _ = timeline(
        {"a": [told(LATER)], "b": [told(LATER)]}, claims=[[("a", 0), ("b", 0)]], parents={"b": "a"}
    )
    assert [str(e.origins) for e in entries] == ["1"]


def test_conflict_names_the_other_day_and_who_gives_it():
    entries, _ = timeline({"a": [told(LATER)], "b": [told(OTHER)]}, claims=[[("a", 0), ("b", 0)]])
    assert [(e.when, e.conflicts) for e in entries] == [
        ("2031-03-12", ("2031-03-13 according to B",)),
        ("2031-03-13", ("2031-03-12 according to A",)),
    ]


def test_undated_report_takes_the_day_that_the_dated_readings_agree_on():
    entries, left = timeline(
        {"a": [told(MEET)], "b": [told("On Wednesday the commission will meet in Quillmouth.")]},
        claims=[[("a", 0), ("b", 0)]],
        published={"b": None},
    )
    assert [(e.when, len(e.mentions)) for e in entries] == [("2031-03-12", 2)]
    assert left == ()


def test_what_cannot_be_dated_is_left_out_and_said():
    entries, left = timeline({"a": [told(MEET)]}, published={"a": None})
    assert entries == ()
    assert "not dated" in left[0]


def test_entries_stand_in_order_of_time():
    entries, _ = timeline({"a": [told(OTHER), told("The old bridge was closed on 2 March.")]})
    assert [e.when for e in entries] == ["2031-03-02", "2031-03-13"]
