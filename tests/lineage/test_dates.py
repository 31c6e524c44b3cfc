from __future__ import annotations

import random
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.language import EmbeddedModel
from stemma.lineage import infer_stemma
from stemma.lineage.dates import trust_dates
from stemma.model import Publication, Report
from tests.conftest import plain_report


def star(of_the_hub: float, by_text: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Four copies of report 0: the log odds that they derive from it by its date, and by the texts."""
    date, text, near = np.zeros((3, 5, 5))
    date[1:, 0], date[0, 1:] = of_the_hub, -of_the_hub
    text[1:, 0], text[0, 1:] = by_text, -by_text
    near[1:, 0] = near[0, 1:] = 1.0
    return date, text, near


def test_a_date_that_the_texts_bear_out_keeps_its_weight():
    assert trust_dates(*star(2.5, 3.0))[1, 0] == pytest.approx(2.5)


def test_a_date_that_all_neighbours_contradict_loses_nearly_all():
    assert 0 > trust_dates(*star(-2.5, 2.0))[1, 0] > -0.5


def test_a_date_that_one_neighbour_contradicts_loses_little_of_its_weight_at_the_others():
    date, text, near = star(2.5, 3.0)
    text[4, 0], text[0, 4] = -3.0, 3.0
    trusted = trust_dates(date, text, near)
    assert trusted[1, 0] > 2.3
    assert trusted[4, 0] < 2.0


def test_texts_of_reports_that_are_no_neighbours_say_nothing_of_a_date():
    date, text, near = star(-2.5, 2.0)
    assert trust_dates(date, text, 0.0 * near) == pytest.approx(date)


@given(st.integers(0, 2**32 - 1))
def test_what_is_left_of_dates_is_antisymmetric_and_no_more_than_they_were(seed: int):
    rng = np.random.default_rng(seed)
    date, text, near = rng.normal(0, 3, (3, 6, 6))
    date, text, near = date - date.T, text - text.T, 1 / (1 + np.exp(-near - near.T))
    date[:, 2] = date[2] = 0.0
    trusted = trust_dates(date, text, near)
    assert np.allclose(trusted, -trusted.T)
    assert (np.abs(trusted) <= np.abs(date) + 1e-9).all()
    assert (trusted * date >= 0).all()


def family(seed: int) -> tuple[list[list[str]], list[int]]:
    """An original and six reports made from it or from each other, each cut, with a sentence of its own; their parents."""
    rng = random.Random(seed)
    made = ["".join(rng.choices("abdegiklmnoprstuv", k=rng.randint(4, 9))) for _ in range(900)]

    def sentence() -> str:
        return " ".join(rng.choices(made, k=rng.randint(10, 20))).capitalize() + "."

    told, parents = [[sentence() for _ in range(16)]], [-1]
    for k in range(1, 7):
        parents.append(rng.choice([0, 0, *range(k)]))
        text = list(told[parents[k]])
        for _ in range(rng.randint(1, 3)):
            del text[rng.randrange(len(text))]
        text[rng.randrange(len(text))] = sentence()
        told.append(text)
    return told, parents


def test_a_source_dated_after_its_copies_is_still_their_source(model: EmbeddedModel):
    right = total = 0
    for seed in range(3):
        told, parents = family(seed)
        days = [9, *range(2, 8)]  # the copies in order, their source after them all
        reports: list[Report] = [
            plain_report(
                " ".join(t),
                f"d{k}",
                published=Publication(datetime(2031, 5, 1) + timedelta(days=d), "day", "given"),
            )
            for k, (t, d) in enumerate(zip(told, days, strict=True))
        ]
        edges = {(e.child, e.parent): e for e in infer_stemma(reports, [model.analyse(r) for r in reports]).edges}
        for k, parent in enumerate(parents):
            if parent == 0:
                total += 1
                edge = edges.get((f"d{k}", "d0"))
                right += edge is not None
                assert edge is None or any("one date may be wrong" in reason for reason in edge.reasons)
    assert right >= 0.9 * total
