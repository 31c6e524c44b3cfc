from __future__ import annotations

import math
import random
from collections.abc import Sequence

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from stemma.language import EmbeddedModel
from stemma.model import Analysis, Sentence
from stemma.stories import group_reports, one_group, place_reports
from stemma.stories.grouping import BACKGROUND_REPORTS, LEAST_LIKENESS, SHORT, TYPICAL_WORDS
from stemma.text.spans import Span
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


def grouped(model: EmbeddedModel, texts: dict[str, str]) -> set[tuple[str, ...]]:
    told = reports(texts)
    return {g.reports for g in group_reports(told, [model.analyse(r) for r in told], model.frequency)}


TEXTS = {
    "h1": HARBOUR.format("The talks lasted two days."),
    "h2": HARBOUR.format("Fishing crews waited outside the hall for news of the herring."),
    "v1": VOLCANO.format("Flights were sent to the coast."),
    "v2": VOLCANO.format("Villages below the volcano were emptied overnight."),
}


def test_reports_of_two_events_make_two_stories(model: EmbeddedModel):
    assert grouped(model, TEXTS) == {("h1", "h2"), ("v1", "v2")}


def test_order_makes_no_difference(model: EmbeddedModel):
    told = reports(TEXTS)
    first = group_reports(told, [model.analyse(r) for r in told], model.frequency)
    random.Random(4).shuffle(told)
    assert group_reports(told, [model.analyse(r) for r in told], model.frequency) == first


def test_one_story_takes_everything(model: EmbeddedModel):
    told = reports(TEXTS)
    (group,) = one_group(told, [model.analyse(r) for r in told], model.frequency)
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
    assert grouped(model, texts) == {("a1", "a2"), ("b1", "b2")}


def test_headlines_of_one_event_share_few_words(model: EmbeddedModel):
    texts = {
        "q1": "Herring quota agreed after night of talks",
        "q2": "Coastal ministers strike deal on herring",
        "q3": "Fishing quarrel ends with deal",
        "k1": "Kelda volcano closes four airports",
        "k2": "Flights grounded as ash from Kelda spreads",
        "k3": "Ash cloud: what travellers need to know",
    }
    assert grouped(model, texts) == {("q1", "q2", "q3"), ("k1", "k2", "k3")}


def test_a_title_comes_before_the_first_line_of_a_report_that_has_none(model: EmbeddedModel):
    told = [
        plain_report(HARBOUR.format("The talks lasted two days. Fishing crews waited outside for news."), "a"),
        plain_report(
            HARBOUR.format("The talks lasted two days."), "b", title="Ministers settle the herring quarrel"
        ),
        plain_report(HARBOUR.format("Fishing crews waited outside for news."), "c"),
    ]
    (group,) = one_group(told, [model.analyse(r) for r in told], model.frequency)
    assert group.title == "Ministers settle the herring quarrel"


# ── the slow and obvious way ─────────────────────────────────────────────────────────────────────────────────

WORDS = ("herring", "quota", "harbour", "ash", "volcano", "airport", "the", "said", "minister", "vineyard")


def likeness_of(one: Sequence[str], other: Sequence[str], texts: Sequence[Sequence[str]]) -> float:
    """Cosine of log-tf times smoothed idf, times what short texts lack, worked out from scratch."""

    def row(words: Sequence[str]) -> dict[str, float]:
        seen = {
            w: sum(w in t for t in texts) + BACKGROUND_REPORTS * (1 - (1 - frequency(w)) ** TYPICAL_WORDS)
            for w in words
        }
        rare = {w: max(0.0, math.log((len(texts) + BACKGROUND_REPORTS) / n)) for w, n in seen.items()}
        return {w: (1 + math.log(words.count(w))) * rare[w] for w in rare}

    a, b = row(list(one)), row(list(other))
    norm = math.sqrt(sum(v * v for v in a.values()) * sum(v * v for v in b.values()))
    cosine = sum(v * b.get(w, 0.0) for w, v in a.items()) / norm if norm else 0.0
    return cosine * (1 + SHORT / math.sqrt(len(set(one)) * len(set(other))))


def frequency(word: str) -> float:
    return 0.05 if word == "the" else 1e-5 * len(word)


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), min_size=3, max_size=9), st.data())
def test_new_reports_join_the_story_they_are_most_like_on_average(texts: list[list[str]], data: st.DataObject):
    made = [plain_report(" ".join(t), f"r{n}") for n, t in enumerate(texts)]
    found = [
        Analysis(r.id, True, (Sentence(Span(0, len(r.text)), "body"),), np.zeros((1, 0), np.float32)) for r in made
    ]
    homes: dict[str, list[str]] = {}
    for r in made[1:]:
        homes.setdefault(data.draw(st.sampled_from(["s1", "s2", "s3"])), []).append(r.id)
    (placement,) = place_reports(made, found, frequency, homes)
    mean = {
        s: sum(likeness_of(texts[0], texts[int(i[1:])], texts) for i in ids) / len(ids) for s, ids in homes.items()
    }
    best = max(mean.values())
    assume(abs(best - LEAST_LIKENESS) > 1e-9)
    assert (placement.story is not None) == (best > LEAST_LIKENESS)
    assert placement.story is None or math.isclose(mean[placement.story], best)
    assert placement.group.reports == tuple(sorted(["r0", *homes.get(placement.story or "", [])]))
