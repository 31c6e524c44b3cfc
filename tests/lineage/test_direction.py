from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from stemma.language import EmbeddedModel
from stemma.lineage import infer_stemma
from stemma.lineage.direction import direction_features, lags
from stemma.lineage.evidence import gather_evidence
from stemma.model import Publication, Report, Stemma
from tests.conftest import plain_report, unread_report


def infer(reports: list[Report], model: EmbeddedModel) -> Stemma:
    return infer_stemma(reports, [model.analyse(r) for r in reports])


def sentences(rng: random.Random, many: int) -> list[str]:
    """Sentences of invented words."""
    made = ["".join(rng.choices("abdegiklmnoprstuv", k=rng.randint(4, 9))) for _ in range(900)]
    return [" ".join(rng.choices(made, k=rng.randint(10, 20))).capitalize() + "." for _ in range(many)]


@pytest.mark.parametrize("seed", range(3))
def test_what_joins_two_strangers_is_made_from_them(seed: int, model: EmbeddedModel):
    rng = random.Random(seed)
    one, other, own = sentences(rng, 12), sentences(rng, 12), sentences(rng, 2)
    texts = {
        "one": one,
        "other": other,
        "copy": one[:4] + one[5:],
        "blend": [own[0], *one[2:8], own[1], *other[3:9]],
    }
    stemma = infer([unread_report(" ".join(t), i) for i, t in texts.items()], model)
    assert stemma.parents()["other"] == set()
    assert stemma.parents()["blend"] >= {"other"}
    assert stemma.parents()["blend"] & {"one", "copy"}


def near_copies(seed: int, many: int) -> tuple[list[Report], set[frozenset[str]]]:
    """One text copied and copied again, one sentence replaced each time; and who was made from whom."""
    rng = random.Random(seed)
    told = [sentences(rng, 18)]
    edges = set()
    for k in range(1, many):
        source = rng.randrange(k)
        copy = list(told[source])
        copy[rng.randrange(len(copy))] = sentences(rng, 1)[0]
        told.append(copy)
        edges.add(frozenset((f"n{k:02}", f"n{source:02}")))
    return [unread_report(" ".join(t), f"n{k:02}") for k, t in enumerate(told)], edges


@pytest.mark.parametrize("seed", range(2))
def test_near_copies_hang_on_what_they_were_copied_from(seed: int, model: EmbeddedModel):
    reports, edges = near_copies(seed, 20)
    stemma = infer(reports, model)
    found = {frozenset((e.child, e.parent)) for e in stemma.edges}
    # A copy that replaced what its source had put in is as near to the source of its source.
    assert len(found & edges) >= 0.8 * len(edges)


def test_directions_turn_with_the_pair(model: EmbeddedModel):
    reports, _ = near_copies(5, 8)
    ways = direction_features(gather_evidence(reports, [model.analyse(r) for r in reports]), reports)
    assert np.allclose(ways, -ways.transpose(1, 0, 2))


def at(when: datetime, precision: str = "second") -> Report:
    return plain_report("Snow fell.", str(when), published=Publication(when, precision, "given"))


def test_exact_times_say_more_the_further_they_are_apart_and_days_say_all():
    noon = datetime(2031, 5, 3, 12, tzinfo=UTC)
    east = datetime(2031, 5, 3, 15, tzinfo=timezone(timedelta(hours=3)))
    reports = [at(noon), at(noon + timedelta(hours=3)), at(noon + timedelta(hours=30)), at(east)]
    later = lags(reports)
    assert 0 < later[1, 0] < later[2, 0] == 1
    assert later[3, 0] == 0
    days = lags([at(datetime(2031, 5, 3), "day"), at(noon + timedelta(hours=12)), plain_report("Snow fell.", "x")])
    assert days.tolist() == [[0, -1, 0], [1, 0, 0], [0, 0, 0]]


FIRST = (
    "A fire broke out in the market hall of Orlemouth in the morning, and crews from four stations were fighting it. "
    "The roof over the fish stalls has fallen in. Nobody is believed to be inside, said the chief, Dana Krill."
)
SECOND = (
    "A fire destroyed the market hall of Orlemouth, and one trader was missing in the evening, said Dana Krill. "
    "The missing man is a baker of 58 who had come in early to light his ovens. "
    'His car was found in Salt Street. "We thought that nobody was inside," said Krill. "Then his daughter rang." '
    "The fire broke out in the morning, and crews from four stations fought it until five o'clock. "
    "The roof over the fish stalls fell in before midday. The mayor promised to rebuild the hall stone for stone."
)


@pytest.mark.parametrize("times", [(None, None), (9, 17)])
def test_an_outlet_that_tells_a_story_again_adds_to_it(times: tuple[int | None, int | None], model: EmbeddedModel):
    reports = [
        plain_report(
            text,
            name,
            outlet="Orlemouth Mail",
            published=hour and Publication(datetime(2031, 5, 3, hour, tzinfo=UTC), "second", "given"),
        )
        for name, text, hour in (("first", FIRST, times[0]), ("second", SECOND, times[1]))
    ]
    assert [(e.child, e.parent) for e in infer(reports, model).edges] == [("second", "first")]
