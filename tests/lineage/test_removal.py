from __future__ import annotations

import random

import pytest

from stemma.language import EmbeddedModel
from stemma.lineage import infer_stemma
from stemma.model import Report, Stemma
from tests.conftest import make_family, plain_report


def neighbours(stemma: Stemma) -> set[frozenset[str]]:
    return {frozenset((e.child, e.parent)) for e in stemma.edges}


def under_lost_sources(stemma: Stemma) -> set[frozenset[str]]:
    return {frozenset(source.children) for source in stemma.lost_sources}


def mixed_story(seed: int) -> tuple[Report, ...]:
    """Three prints of an agency whose own report is not given, two originals, a copy of one, and a blend of both."""
    wire, one, other = (r.text.split(". ") for r in make_family(seed, originals=3, copies=0).reports)
    prints = [wire[:k] + wire[k + 1 :] for k in (2, 4, 6)]
    texts = {f"p{k}": "AUSTERHAM (Corran Wire) — " + ". ".join(p) for k, p in enumerate(prints)}
    texts |= {"one": ". ".join(one), "other": ". ".join(other), "copy": ". ".join(one[:-2])}
    texts["blend"] = ". ".join((*one[:5], *other[4:]))
    return tuple(plain_report(text, name, outlet=f"The {name} Post") for name, text in texts.items())


@pytest.mark.parametrize("seed", range(4))
def test_removing_a_report_without_copies_moves_only_its_own_edges(seed: int, model: EmbeddedModel):
    family = make_family(seed)
    analyses = {r.id: model.analyse(r) for r in family.reports}
    whole = neighbours(infer_stemma(family.reports, list(analyses.values())))
    sources = set().union(*family.parents.values())
    gone = min(i for i in family.parents if i not in sources)
    rest = tuple(r for r in family.reports if r.id != gone)
    part = neighbours(infer_stemma(rest, [analyses[r.id] for r in rest]))
    assert part == {edge for edge in whole if gone not in edge}


@pytest.mark.parametrize("seed", range(4))
def test_a_lost_source_and_a_blend_are_found(seed: int, model: EmbeddedModel):
    reports = mixed_story(seed)
    stemma = infer_stemma(reports, [model.analyse(r) for r in reports])
    assert under_lost_sources(stemma) == {frozenset({"p0", "p1", "p2"})}
    assert {e.parent for e in stemma.edges if e.child == "blend"} == {"copy", "other"}
    assert neighbours(stemma) - {frozenset({"copy", "one"})} == {
        frozenset({"blend", source}) for source in ("copy", "other")
    }


@pytest.mark.parametrize("gone", ["p1", "blend"])
@pytest.mark.parametrize("seed", range(4))
def test_removing_from_lost_sources_and_blends_moves_only_what_touches_it(
    seed: int, gone: str, model: EmbeddedModel
):
    reports = mixed_story(seed)
    whole = infer_stemma(reports, [model.analyse(r) for r in reports])
    rest = [r for r in reports if r.id != gone]
    part = infer_stemma(rest, [model.analyse(r) for r in rest])
    assert neighbours(part) == {edge for edge in neighbours(whole) if gone not in edge}
    assert under_lost_sources(part) == {family - {gone} for family in under_lost_sources(whole)}


@pytest.mark.parametrize("seed", range(4))
def test_without_the_copy_that_it_was_made_from_a_blend_hangs_on_the_original(seed: int, model: EmbeddedModel):
    rest = [r for r in mixed_story(seed) if r.id != "copy"]
    stemma = infer_stemma(rest, [model.analyse(r) for r in rest])
    assert {(e.child, e.parent) for e in stemma.edges} == {("blend", "one"), ("blend", "other")}


@pytest.mark.parametrize("seed", range(4))
def test_order_makes_no_difference_to_lost_sources_and_blends(seed: int, model: EmbeddedModel):
    reports = list(mixed_story(seed))
    first = infer_stemma(reports, [model.analyse(r) for r in reports])
    random.Random(seed).shuffle(reports)
    assert infer_stemma(reports, [model.analyse(r) for r in reports]) == first
