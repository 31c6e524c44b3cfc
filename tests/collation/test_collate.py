from __future__ import annotations

from stemma.collation import Collation, collate
from stemma.language import EmbeddedModel
from stemma.model import Count, Derivation, Interval, Origin, PassagePair, Report, Stemma, Story, Zone
from stemma.text.spans import Span

MODEL = EmbeddedModel()
TEXTS = {
    "a": "The ferry sank near the northern pier on Tuesday with 31 people on board. "
    "Maren Toll, the harbour master, said the pumps had failed. The mayor opened a fund for the families.",
    "b": "On Tuesday the ferry sank near the northern pier with 13 people on board. "
    "The pumps had failed, harbour master Maren Toll said.",
    "c": "With 40 people on board the ferry sank near the northern pier on Tuesday. "
    "Schools in the province stayed closed while divers searched the wreck.",
}


def reports(texts: dict[str, str]) -> list[Report]:
    return [Report(k, k, t, (Zone("body", Span(0, len(t))),), language="en") for k, t in texts.items()]


def tree(kind: str = "rewrite") -> Stemma:
    edge = Derivation("b", "a", kind, 0.9, 0.9, ("same order",), (PassagePair(Span(0, 70), Span(0, 70)),))  # type: ignore[arg-type]
    origins = (Origin("o1", "a", ("a", "b")), Origin("o2", "c", ("c",)))
    return Stemma(("a", "b", "c"), (edge,), (), origins, Count(3, 3, Interval(2, 2), 2))


def run(order: str = "abc", kind: str = "rewrite") -> Collation:
    given = reports({k: TEXTS[k] for k in order})
    return collate(given, [MODEL.analyse(r) for r in given], tree(kind))


def test_statements_that_say_the_same_are_one_claim():
    first = run().claims[0]
    assert {r.report for r in first.readings} == {"a", "b", "c"}
    assert first.corroboration.origins == Interval(2, 2)
    assert first.corroboration.texts == 3


def test_a_statement_of_one_report_is_a_claim_of_its_own():
    alone = [c for c in run().claims if "Schools" in c.text]
    assert [c.corroboration.reports for c in alone] == [1]


def test_verbatim_copies_are_one_text():
    first = run(kind="copy").claims[0]
    assert (first.corroboration.reports, first.corroboration.texts) == (3, 2)


def test_a_claim_is_shown_by_a_reading_that_bends_nothing():
    source = "The ferry sank near the northern pier on Tuesday with 31 people on board."
    copy = "The ferry sank near the northern pier on Tuesday with 130 people on board."
    given = reports({"a": source, "b": copy, "c": copy + " The mayor opened a fund."})
    edges = tuple(Derivation(c, "a", "edit", 0.9, 0.9, ("same order",)) for c in "bc")
    count = Count(3, 3, Interval(1, 1), 1)
    stemma = Stemma(("a", "b", "c"), edges, (), (Origin("o1", "a", ("a", "b", "c")),), count)
    found = collate(given, [MODEL.analyse(r) for r in given], stemma)
    assert {v.child for v in found.variants} == {"b", "c"}
    assert found.claims[0].text == source


def test_a_claim_is_shown_by_a_reading_that_can_be_read_alone():
    texts = {
        "a": "The mayor was asleep in Quillmouth when the ferry sank near the northern pier with 31 people.",
        "b": "Maren Toll said the ferry sank near the northern pier with 31 people.",
        "c": "The minister was on his way to Corran when the ferry sank near the northern pier with 31 people.",
    }
    origins = tuple(Origin(f"o{r}", r, (r,)) for r in texts)
    apart = Stemma(tuple(texts), (), (), origins, Count(3, 3, Interval(3, 3), 3))
    given = reports(texts)
    found = collate(given, [MODEL.analyse(r) for r in given], apart)
    (joined,) = [c for c in found.claims if {"a", "b", "c"} == {r.report for r in c.readings}]
    assert joined.text == "the ferry sank near the northern pier with 31 people"


def test_a_copy_whose_first_line_is_the_title_of_its_source_bends_nothing():
    heading, text = "Nobody has walked through it yet\n\n", "“Nobody has walked through it yet,” Maren Toll said."
    source = Report("a", "a", heading + text, (
        Zone("title", Span(0, len(heading))), Zone("body", Span(len(heading), len(heading + text)))
    ), language="en")  # fmt: skip
    (copy,) = reports({"b": heading.strip() + ". " + text})
    edge = Derivation("b", "a", "copy", 0.9, 0.9, ("same order",))
    stemma = Stemma(("a", "b"), (edge,), (), (Origin("o1", "a", ("a", "b")),), Count(2, 2, Interval(1, 1), 1))
    given = [source, copy]
    assert collate(given, [MODEL.analyse(r) for r in given], stemma).variants == ()


def test_numbers_of_independent_origins_that_differ_are_a_dispute():
    disputed = [c for c in run().claims if c.disputed]
    assert [{r.report for r in c.readings} for c in disputed] == [{"a", "b", "c"}]
    (dispute,) = disputed[0].disputes
    assert dispute.kind == "number"
    assert {s.words: s.reports for s in dispute.stands} == {"31": ("a",), "13": ("b",), "40": ("c",)}


def test_days_and_denials_of_independent_origins_are_disputes_too():
    texts = {
        "a": "The ferry left the northern pier on Tuesday. The master of the harbour approved the voyage.",
        "b": "On Friday the ferry left the northern pier. The master of the harbour did not approve the voyage.",
    }
    origins = (Origin("o1", "a", ("a",)), Origin("o2", "b", ("b",)))
    apart = Stemma(("a", "b"), (), (), origins, Count(2, 2, Interval(2, 2), 2))
    given = reports(texts)
    found = collate(given, [MODEL.analyse(r) for r in given], apart)
    said = {d.kind: {s.words: s.reports for s in d.stands} for c in found.claims for d in c.disputes}
    assert said["date"] == {"on Tuesday": ("a",), "On Friday": ("b",)} or said["date"] == {
        "Tuesday": ("a",),
        "Friday": ("b",),
    }
    assert {r for who in said["negation"].values() for r in who} == {"a", "b"}


def test_what_one_origin_alone_carries_and_what_a_report_leaves_out():
    found = run()
    story = Story("s", "", ("a", "b", "c"), tree(), found.claims, found.variants)
    assert any("Schools" in c.text for c in story.only_here()["o2"])
    assert {r.report for c in story.only_here()["o2"] for r in c.readings} == {"c"}
    only = [c.text for c in story.only_here()["o1"]]
    assert any("fund" in t for t in only)
    assert any("pumps" in t for t in only)
    assert any("pumps" in c.text.lower() for c in story.left_out()["c"])
    assert "a" not in story.left_out()


def test_numbers_of_one_line_that_differ_are_a_variant_and_no_dispute():
    given = reports({k: TEXTS[k] for k in "ab"})
    one = Stemma(("a", "b"), tree().edges, (), (Origin("o1", "a", ("a", "b")),), Count(2, 2, Interval(1, 1), 1))
    found = collate(given, [MODEL.analyse(r) for r in given], one)
    assert [(v.kind, v.child, v.before, v.after) for v in found.variants] == [("number", "b", "31", "13")]
    assert not any(c.disputed for c in found.claims)


def test_a_variant_names_the_claim_it_touches():
    found = run()
    assert [v.claim for v in found.variants] == [found.claims[0].id]


def test_the_narrator_is_no_voice():
    assert all("narrator" not in c.corroboration.voices for c in run().claims)


def test_the_order_of_reports_makes_no_difference():
    assert run("abc") == run("cab") == run("bca")


def test_no_reports_give_nothing():
    assert collate([], [], Stemma((), (), (), (), Count(0, 0, Interval(0, 0), 0))) == Collation((), ())
