"""Stories of kinds that nothing was fitted to, with their truth: what must come out, and what may stay open."""

from __future__ import annotations

from pathlib import Path

import pytest

from stemma.language import EmbeddedModel
from stemma.lineage import infer_stemma
from stemma.model import Stemma
from stemma.reading import read_inputs

STORIES = Path(__file__).parent / "stories"


@pytest.fixture
def stemma(request: pytest.FixtureRequest, model: EmbeddedModel) -> Stemma:
    reports = read_inputs([str(STORIES / f"{request.param}.jsonl")]).reports
    return infer_stemma(reports, [model.analyse(r) for r in reports])


def edges(stemma: Stemma) -> set[tuple[str, str]]:
    return {(e.child, e.parent) for e in stemma.edges}


@pytest.mark.parametrize("stemma", ["quoted_twice"], indirect=True)
def test_the_same_official_quotation_makes_no_kin(stemma: Stemma):
    assert not stemma.edges
    assert stemma.count.best == 2


@pytest.mark.parametrize("stemma", ["five_prints"], indirect=True)
def test_prints_with_leads_of_their_own_hang_on_the_agency_they_name(stemma: Stemma):
    assert [(s.name, len(s.children)) for s in stemma.lost_sources] == [("Corran Wire", 5)]
    assert not stemma.edges
    assert str(stemma.count.origins) == "1"


@pytest.mark.parametrize("stemma", ["live_blog"], indirect=True)
def test_a_live_blog_may_draw_on_three_reports(stemma: Stemma):
    assert {frozenset(e) for e in edges(stemma)} == {frozenset(("BL", x)) for x in "XYZ"}
    assert len(stemma.parents()["BL"]) >= 2
    assert 3 in stemma.count.origins


@pytest.mark.parametrize("stemma", ["denial"], indirect=True)
def test_a_denial_that_quotes_a_report_is_an_origin_of_its_own(stemma: Stemma):
    assert not stemma.edges
    assert 3 in stemma.count.origins


@pytest.mark.parametrize("stemma", ["french"], indirect=True)
def test_a_copy_in_another_language_is_found_beside_english_reports(stemma: Stemma):
    assert edges(stemma) == {("F2", "F1")}
    assert str(stemma.count.origins) == "3"


@pytest.mark.parametrize("stemma", ["two_events"], indirect=True)
def test_two_events_of_the_same_persons_stay_apart(stemma: Stemma):
    assert edges(stemma) == {("M1b", "M1"), ("M2b", "M2")}
    assert str(stemma.count.origins) == "2"


@pytest.mark.parametrize("stemma", ["press_release"], indirect=True)
def test_prints_of_an_unnamed_text_are_one_origin(stemma: Stemma):
    together = {frozenset(stemma.origins_of(report)) for report in "abc"}
    assert len(together) == 1
    assert stemma.origins_of("d")[0] not in next(iter(together))
    assert str(stemma.count.origins) == "2"
