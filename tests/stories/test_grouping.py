from __future__ import annotations

import random

from stemma.language import EmbeddedModel
from stemma.stories import group_reports, one_group
from tests.conftest import plain_report

HARBOUR = (
    "Ministers of the two coasts met at Sarnholm to settle the quarrel over the herring quota. {} "
    "The harbour council had warned that boats would stay in port if the quota fell again."
)
VOLCANO = (
    "Ash from the Kelda volcano closed four airports on Friday and covered the vineyards of the valley. {} "
    "Geologists said the eruption was the strongest since the observatory was founded."
)


def reports(texts: dict[str, str]):
    return [plain_report(t, i) for i, t in texts.items()]


TEXTS = {
    "h1": HARBOUR.format("The talks lasted two days."),
    "h2": HARBOUR.format("Fishing crews waited outside the hall for news of the herring."),
    "v1": VOLCANO.format("Flights were sent to the coast."),
    "v2": VOLCANO.format("Villages below the volcano were emptied overnight."),
}


def test_reports_of_two_events_make_two_stories(model: EmbeddedModel):
    given = reports(TEXTS)
    groups = group_reports(given, [model.analyse(r) for r in given], model.frequency)
    assert {g.reports for g in groups} == {("h1", "h2"), ("v1", "v2")}


def test_order_makes_no_difference(model: EmbeddedModel):
    given = reports(TEXTS)
    first = group_reports(given, [model.analyse(r) for r in given], model.frequency)
    random.Random(4).shuffle(given)
    assert group_reports(given, [model.analyse(r) for r in given], model.frequency) == first


def test_one_story_takes_everything(model: EmbeddedModel):
    given = reports(TEXTS)
    (group,) = one_group(given, [model.analyse(r) for r in given], model.frequency)
    assert group.reports == ("h1", "h2", "v1", "v2")


def test_no_reports_make_no_story(model: EmbeddedModel):
    assert group_reports([], [], model.frequency) == one_group([], [], model.frequency) == ()


def test_what_stands_over_many_pages_of_a_site_is_no_title(model: EmbeddedModel):
    # The most central report has a title of its site; the next one a title of the story.
    texts = {
        "a": HARBOUR.format("The talks lasted two days. Fishing crews waited outside the hall for news."),
        "b": HARBOUR.format("The talks lasted two days."),
        "c": HARBOUR.format("Fishing crews waited outside the hall for news."),
    }
    titles = {"a": "Obituaries Front", "b": "Ministers settle the herring quarrel", "c": "Weather"}
    found = [plain_report(t, i, title=titles[i]) for i, t in texts.items()]
    (group,) = one_group(found, [model.analyse(r) for r in found], model.frequency)
    assert group.title == "Ministers settle the herring quarrel"
    strangers = [plain_report(t, i, title=f"Obituaries {i}") for i, t in texts.items()]
    (group,) = one_group(strangers, [model.analyse(r) for r in strangers], model.frequency)
    assert group.title.startswith("Obituaries")


def test_two_events_of_one_kind_are_told_apart_by_their_names(model: EmbeddedModel):
    texts = {
        "a1": "Ossian Varley, who founded the Bank of Corran, was found guilty of fraud on Monday.",
        "a2": "A Corran jury convicted Varley of defrauding savers; the Bank of Corran closed last year.",
        "b1": "Petra Lunde, the mayor of Halvona, was found guilty of fraud on Friday.",
        "b2": "A Halvona jury convicted Lunde over contracts; Halvona votes for a new mayor in May.",
    }
    given = reports(texts)
    groups = group_reports(given, [model.analyse(r) for r in given], model.frequency)
    assert {g.reports for g in groups} == {("a1", "a2"), ("b1", "b2")}


def test_headlines_of_one_event_share_few_words(model: EmbeddedModel):
    texts = {
        "q1": "Herring quota agreed after night of talks",
        "q2": "Coastal ministers strike deal on herring",
        "q3": "Fishing quarrel ends with deal",
        "k1": "Kelda volcano closes four airports",
        "k2": "Flights grounded as ash from Kelda spreads",
        "k3": "Ash cloud: what travellers need to know",
    }
    given = reports(texts)
    groups = group_reports(given, [model.analyse(r) for r in given], model.frequency)
    assert {g.reports for g in groups} == {("q1", "q2", "q3"), ("k1", "k2", "k3")}
