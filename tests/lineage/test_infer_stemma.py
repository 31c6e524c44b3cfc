from __future__ import annotations

import random
from datetime import datetime

import pytest

from stemma.errors import ContractError
from stemma.language import EmbeddedModel
from stemma.lineage import infer_stemma
from stemma.model import Publication, Report, Stemma
from tests.conftest import make_family, plain_report, unread_report


def infer(reports: tuple[Report, ...], model: EmbeddedModel) -> Stemma:
    return infer_stemma(reports, [model.analyse(r) for r in reports])


def roots(report: str, parents: dict[str, set[str]]) -> set[str]:
    return set().union(*(roots(p, parents) for p in parents[report])) if parents[report] else {report}


@pytest.mark.parametrize("seed", range(6))
def test_copies_stand_with_their_original(seed: int, model: EmbeddedModel):
    family = make_family(seed)
    stemma = infer(family.reports, model)
    for child, parents in family.parents.items():
        for parent in parents:
            assert set(stemma.origins_of(child)) & set(stemma.origins_of(parent))


@pytest.mark.parametrize("seed", range(6))
def test_independent_reports_are_never_joined_for_sure(seed: int, model: EmbeddedModel):
    family = make_family(seed)
    for edge in infer(family.reports, model).edges:
        akin = roots(edge.child, family.parents) & roots(edge.parent, family.parents)
        assert akin or edge.confidence < 0.75


@pytest.mark.parametrize("seed", range(4))
def test_true_number_of_origins_lies_in_the_interval(seed: int, model: EmbeddedModel):
    family = make_family(seed)
    assert sum(not p for p in family.parents.values()) in infer(family.reports, model).count.origins


@pytest.mark.parametrize("seed", range(4))
def test_order_of_the_reports_makes_no_difference(seed: int, model: EmbeddedModel):
    reports = list(make_family(seed).reports)
    first = infer(tuple(reports), model)
    random.Random(seed).shuffle(reports)
    assert infer(tuple(reports), model) == first


def test_verbatim_twins_are_folded_under_the_earliest(model: EmbeddedModel):
    original = make_family(1, originals=1, copies=0).reports[0]
    early = Publication(datetime(2031, 5, 2), "day", "given")
    late = Publication(datetime(2031, 5, 4), "day", "given")
    twins = (
        plain_report(original.text, "a", published=late),
        plain_report(original.text, "b", published=early),
        plain_report(original.text, "c"),
    )
    stemma = infer(twins, model)
    assert {(e.child, e.parent, e.kind) for e in stemma.edges} == {("a", "b", "copy"), ("c", "b", "copy")}
    assert (stemma.count.texts, stemma.count.best) == (1, 1)


def test_later_date_makes_the_child(model: EmbeddedModel):
    family = make_family(3, originals=2, copies=1)
    child = next(i for i, p in family.parents.items() if p)
    days = {i: 1 + (i == child) for i in family.parents}
    dated = tuple(
        plain_report(r.text, r.id, published=Publication(datetime(2031, 5, days[r.id]), "day", "given"))
        for r in family.reports
    )
    edge = infer(dated, model).edges[0]
    assert edge.child == child
    assert any("published later" in reason for reason in edge.reasons)


def test_one_report_is_one_origin(model: EmbeddedModel):
    stemma = infer((plain_report("A minister spoke on Monday about the harbour."),), model)
    assert (str(stemma.count.origins), stemma.edges) == ("1", ())


def test_reports_without_words_are_kept(model: EmbeddedModel):
    stemma = infer((plain_report("!!!", "a"), plain_report("A minister spoke about the old harbour.", "b")), model)
    assert stemma.reports == ("a", "b")


def test_reports_without_any_text_are_origins_of_their_own(model: EmbeddedModel):
    texts = ("", "", "word", "word", "word two", "!!!", "A minister spoke about the old harbour.")
    stemma = infer(tuple(plain_report(text, f"r{k}") for k, text in enumerate(texts)), model)
    assert {(e.child, e.parent) for e in stemma.edges} == {("r3", "r2")}
    assert stemma.count.best == 6


def test_a_story_without_reports_has_no_tree():
    with pytest.raises(ContractError, match="give at least one report"):
        infer_stemma([], [])


def test_hundreds_of_the_same_line_are_one_text(model: EmbeddedModel):
    line = "A minister spoke on Monday about the old harbour."
    stemma = infer(tuple(unread_report(line, f"r{k:03}") for k in range(500)), model)
    assert (stemma.count.texts, stemma.count.best) == (1, 1)


def test_every_passage_of_an_edge_lies_in_its_text(model: EmbeddedModel):
    family = make_family(2)
    texts = {r.id: r.text for r in family.reports}
    for edge in infer(family.reports, model).edges:
        assert edge.passages
        for pair in edge.passages:
            assert pair.child.of(texts[edge.child])
            assert pair.parent.of(texts[edge.parent])
