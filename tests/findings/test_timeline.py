"""When it was, apart from when it was reported."""

from __future__ import annotations

from dataclasses import replace

from stemma.findings.timeline import find_timeline
from stemma.text.spans import Span
from tests.findings.stories import Reports, make_material, told

# 8 March 2031 is a Saturday.
MEET = "The commission will meet in Quillmouth on Wednesday."
LATER = "The commission is to meet in Quillmouth on 12 March."
OTHER = "The commission is to meet in Quillmouth on 13 March."


def timeline(reports: Reports, **kw: object):
    material = make_material(reports, **kw)
    return find_timeline(material)


def test_one_entry_for_one_date_in_two_wordings():
    entries, _ = timeline(
        {"a": [told(MEET, certainty="planned")], "b": [told(LATER, certainty="planned")]},
        claims=[[("a", 0), ("b", 0)]],
    )
    (entry,) = entries
    assert (entry.when, entry.certainty, str(entry.origins)) == ("2031-03-12", "planned", "2")
    assert [m.report for m in entry.mentions] == ["a", "b"]
    assert entry.reported == ("2031-03-08",)


def test_readings_of_one_claim_are_one_entry_though_one_is_worded_like_something_else():
    entries, _ = timeline(
        {
            "a": [told("Maren Toll of the harbour board opened the northern pier on 12 March.")],
            "b": [told("A crowd came to Lesk on 12 March to see what the council had built.")],
            "c": [told("The northern pier at Lesk was opened on 12 March by the harbour board before a crowd.")],
        },
        claims=[[("b", 0), ("c", 0)]],
    )
    assert sorted(sorted(m.report for m in e.mentions) for e in entries) == [["a"], ["b", "c"]]


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


def test_a_conflict_names_a_few_outlets_and_counts_the_rest():
    others = "cdefgh"
    entries, _ = timeline(
        {"a": [told(LATER)], **{x: [told(OTHER)] for x in others}}, claims=[[("a", 0), *((x, 0) for x in others)]]
    )
    (conflict,) = next(e.conflicts for e in entries if e.when == "2031-03-12")
    assert conflict == "2031-03-13 according to C, D, E, F and 2 more reports"


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


def test_sentence_with_two_times_is_shown_clause_by_clause():
    """The statement of the test is the whole sentence; where clauses are told apart, each shows its own."""
    text = "The commission met on 2 March, and Odell is to visit Quillmouth on 12 March."
    material = make_material({"a": [told(text)]})
    analysis = material.analyses["a"]
    cut = text.index(", and")
    pieces = tuple(replace(analysis.statements[0], span=Span(a, b)) for a, b in ((0, cut), (cut + 6, len(text))))
    material.analyses["a"] = replace(analysis, statements=pieces)  # type: ignore[index]
    entries, _ = find_timeline(material)
    assert [(e.when, e.what) for e in entries] == [
        ("2031-03-02", text[:cut]),
        ("2031-03-12", "Odell is to visit Quillmouth on 12 March."),
    ]


def test_what_lies_before_all_that_was_published_is_planned_no_more():
    text = "Ordesia will release the trawler that it seized on 2 February 2031."
    reports = {"a": [told(text, certainty="planned")], "b": [told(OTHER)]}
    entries, _ = timeline(reports, claims=[[("a", 0)]], published={"a": None})
    assert [(e.when[-5:], e.certainty) for e in entries if e.mentions[0].report == "a"] == [("02-02", "asserted")]


def test_time_that_stands_outside_every_statement_dates_the_nearest():
    text = "On 12 March the commission is to meet in Quillmouth."
    material = make_material({"a": [told(text)]})
    analysis = material.analyses["a"]
    late = replace(analysis.statements[0], span=Span(12, len(text)))
    material.analyses["a"] = replace(analysis, statements=(late,))  # type: ignore[index]
    (entry,), _ = find_timeline(material)
    assert (entry.when, entry.what) == ("2031-03-12", text)
