"""The same event in many reports is one event."""

from __future__ import annotations

from dataclasses import replace

from stemma.findings.happenings import find_happenings
from stemma.model import Actor, Certainty, Event, EventType
from stemma.text.spans import Span
from tests.findings.stories import make_material, told

TEXT = "Halvona accused Ordesia of poaching in the strait."


def event(kind: EventType = "ACCUSE", certainty: Certainty = "asserted", date: str = "") -> Event:
    span = Span(0, len(TEXT))
    source, target = Actor(Span(0, 7), "Halvona", "HAL GOV"), Actor(Span(16, 23), "Ordesia", "ORD GOV")
    return Event(span, 0, kind, "", source, target, certainty, date, "", 0.9)


def happenings(a: Event, b: Event, **kw: object):
    return find_happenings(
        make_material({"a": [told(TEXT)], "b": [told(TEXT)]}, events={"a": [a], "b": [b]}, **kw)
    )


def test_two_independent_reports_are_two_origins_of_one_event():
    (found,) = happenings(event(), event(date="2031-03-07"))
    assert (str(found.origins), len(found.mentions), found.date) == ("2", 2, "2031-03-07")


def test_copies_are_one_origin():
    (found,) = happenings(event(), event(), parents={"b": "a"})
    assert str(found.origins) == "1"


def test_planned_happened_and_denied_stay_apart():
    assert len(happenings(event(), event(certainty="planned"))) == 2
    assert len(happenings(event(), event(certainty="denied"))) == 2


def test_other_days_other_types_and_other_actors_are_other_events():
    assert len(happenings(event(date="2031-03-06"), event(date="2031-03-07"))) == 2
    assert len(happenings(event(), event(kind="REQUEST"))) == 2
    turned = event()
    assert len(happenings(turned, replace(turned, source=turned.target, target=turned.source))) == 2


def test_a_hedge_of_the_source_is_kept():
    (found,) = happenings(event(certainty="hedged"), event(), parents={"b": "a"})
    assert found.certainty == "hedged"


def test_one_claim_is_one_event_whatever_its_readings_call_the_two():
    other = event()
    other = replace(other, source=Actor(Span(0, 7), "the ministry", "HAL"))
    assert len(happenings(event(), other)) == 2
    assert len(happenings(event(), other, claims=[[("a", 0), ("b", 0)]])) == 1


def test_who_did_it_to_whom_is_not_turned_round_by_a_claim():
    first = event()
    turned = replace(first, source=first.target, target=first.source)
    assert len(happenings(first, turned, claims=[[("a", 0), ("b", 0)]])) == 2


def test_what_is_planned_has_no_date_in_the_past():
    (found,) = happenings(event(certainty="planned", date="2029"), event(certainty="planned", date="2031-03-12"))
    assert found.date == "2031-03-12"
