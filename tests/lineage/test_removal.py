from __future__ import annotations

import pytest

from stemma.language import EmbeddedModel
from stemma.lineage import infer_stemma
from stemma.model import Stemma
from tests.conftest import make_family


def neighbours(stemma: Stemma) -> set[frozenset[str]]:
    return {frozenset((e.child, e.parent)) for e in stemma.edges}


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
