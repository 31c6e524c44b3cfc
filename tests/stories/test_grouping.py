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
