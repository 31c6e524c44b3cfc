"""On generated stories, end to end: whatever is found is supported and does not hang on the order of the reports."""

from __future__ import annotations

import random

import pytest

from stemma.collation import collate
from stemma.findings import find_findings
from stemma.findings.material import lay_out
from stemma.findings.support import hedges_in, unsupported
from stemma.language import EmbeddedModel
from stemma.lineage import infer_stemma
from tests.conftest import make_family


@pytest.mark.parametrize("seed", range(4))
def test_every_sentence_of_a_brief_is_supported_and_keeps_its_hedges(seed: int, model: EmbeddedModel):
    reports = make_family(seed).reports
    analyses = [model.analyse(r) for r in reports]
    stemma = infer_stemma(reports, analyses)
    collation = collate(reports, analyses, stemma)
    found = find_findings(reports, analyses, stemma, collation.claims, collation.variants, words=300)
    material = lay_out(reports, analyses, stemma, collation.claims, collation.variants)
    assert found.brief
    for sentence in found.brief:
        assert unsupported(sentence, material) == ""
        first = sentence.cites[0]
        assert hedges_in(sentence.text) == hedges_in(first.span.of(material.reports[first.report].text))
    order = list(range(len(reports)))
    random.Random(seed).shuffle(order)
    again = find_findings(
        [reports[i] for i in order],
        [analyses[i] for i in order],
        stemma,
        collation.claims,
        collation.variants,
        words=300,
    )
    assert again == found


def test_longer_briefs_say_more(model: EmbeddedModel):
    reports = make_family(7).reports
    analyses = [model.analyse(r) for r in reports]
    stemma = infer_stemma(reports, analyses)
    collation = collate(reports, analyses, stemma)
    lengths = [
        len(find_findings(reports, analyses, stemma, collation.claims, collation.variants, words=w).brief)
        for w in (1, 60, 400)
    ]
    # At least one sentence, or two where it is disputed.
    assert 1 <= lengths[0] < lengths[1] < lengths[2]


def test_one_report_has_findings_too(model: EmbeddedModel):
    reports = make_family(1).reports[:1]
    analyses = [model.analyse(reports[0])]
    stemma = infer_stemma(reports, analyses)
    collation = collate(reports, analyses, stemma)
    assert find_findings(reports, analyses, stemma, collation.claims, collation.variants).brief
