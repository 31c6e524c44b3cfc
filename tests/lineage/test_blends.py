from __future__ import annotations

import numpy as np

from stemma.language import EmbeddedModel
from stemma.lineage.blends import blend_features
from stemma.lineage.derivation import load_weights, pair_log_odds
from stemma.lineage.evidence import gather_evidence
from tests.conftest import make_family, plain_report


def test_a_report_of_two_lines_is_told_from_a_copy_of_one(model: EmbeddedModel):
    one, other, third = (r.text for r in make_family(4, originals=3, copies=0).reports)
    halves = one[: len(one) // 2].rsplit(".", 1)[0] + ". " + other[: len(other) // 2].rsplit(".", 1)[0] + "."
    reports = [
        plain_report(t, i) for i, t in (("a", one), ("b", other), ("c", third), ("d", halves), ("e", one[:-120]))
    ]
    evidence = gather_evidence(reports, [model.analyse(r) for r in reports])
    odds = {
        trio: float(pair_log_odds(load_weights().collider, features))
        for trio, features in blend_features(evidence, np.where(evidence.candidates, 0.0, -np.inf)).items()
    }
    assert odds[3, 0, 1] > 0  # the blend, from both its lines
    assert odds[4, 0, 1] < odds[3, 0, 1]  # the copy, from its line and a foreign one


def test_what_only_one_parent_explains_is_left_over(model: EmbeddedModel):
    texts = {
        "child": "Ivo Brandt sold the granary. Petra Lund closed the quarry.",
        "left": "Ivo Brandt sold the granary. Snow fell all week.",
        "right": "Petra Lund closed the quarry. Snow fell all week.",
    }
    reports = [plain_report(t, i) for i, t in sorted(texts.items())]
    evidence = gather_evidence(reports, [model.analyse(r) for r in reports])
    features = blend_features(evidence, np.where(evidence.candidates, 0.0, -np.inf))
    words, prose, shared = features[0, 1, 2]
    assert words > 0.3  # nearly half of the child's words come from either side
    assert prose > 0.2
    assert 0 < shared < 1
