from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stemma.language import EmbeddedModel
from stemma.lineage import infer_stemma
from stemma.lineage.stemma import _settle
from stemma.lineage.tree import Flow
from stemma.model import RejectedEdge, Report, Stemma
from tests.conftest import make_family, plain_report
from tests.lineage.test_tree import odds_of


def tree(reports: list[Report], model: EmbeddedModel, *rejected: RejectedEdge) -> Stemma:
    return infer_stemma(reports, [model.analyse(r) for r in reports], rejected=rejected)


def edges(stemma: Stemma) -> set[frozenset[str]]:
    return {frozenset((e.child, e.parent)) for e in stemma.edges}


def test_a_rejected_edge_is_in_no_tree(model: EmbeddedModel):
    reports = list(make_family(3).reports)
    before = tree(reports, model)
    wrong = before.edges[0]
    after = tree(reports, model, RejectedEdge(wrong.child, wrong.parent))
    assert frozenset((wrong.child, wrong.parent)) not in edges(after)
    assert after.reports == before.reports


def test_no_rejected_edge_leaves_the_tree_as_it_was(model: EmbeddedModel):
    reports = list(make_family(3).reports)
    assert tree(reports, model) == tree(reports, model, RejectedEdge("not", "here"))


def test_verbatim_twins_whose_edge_is_rejected_share_a_lost_source(model: EmbeddedModel):
    text = (
        "The ferry of Bralt sank near the northern pier on Tuesday. Maren Toll said the pumps had failed at noon."
    )
    reports = [plain_report(text, "a"), plain_report(text, "b")]
    assert [e.kind for e in tree(reports, model).edges] == ["copy"]
    after = tree(reports, model, RejectedEdge("b", "a"))
    assert after.edges == ()
    assert [x.children for x in after.lost_sources] == [("a", "b")]


@given(st.integers(2, 6), st.integers(0, 10_000), st.data())
def test_whatever_is_rejected_is_never_chosen(n: int, seed: int, data: st.DataObject):
    odds = odds_of(n, np.random.default_rng(seed))
    every = [(a, b) for a in range(n) for b in range(a + 1, n)]
    ruled_out = frozenset(data.draw(st.lists(st.sampled_from(every), unique=True)))
    _, chosen = _settle(odds, ruled_out)
    assert not {(e.a, e.b) for e in chosen if e.flow is not Flow.LOST} & ruled_out
