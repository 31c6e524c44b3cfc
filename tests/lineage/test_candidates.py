from __future__ import annotations

import random

from stemma.language import EmbeddedModel
from stemma.lineage import candidates
from stemma.lineage.evidence import gather_evidence
from tests.conftest import make_family, unread_report


def test_all_pairs_of_a_small_story_are_measured(model: EmbeddedModel):
    reports = make_family(0).reports
    evidence = gather_evidence(reports, [model.analyse(r) for r in reports])
    assert evidence.candidates.sum() == len(reports) * (len(reports) - 1)


def test_copies_are_candidates_in_a_large_story(model: EmbeddedModel):
    rng = random.Random(7)
    names = [f"word{k}" for k in range(900)]
    originals = [
        " ".join(
            f"The {rng.choice(names)} saw a {rng.choice(names)} and {rng.choice(names)} today." for _ in range(6)
        )
        for _ in range(60)
    ]
    texts = {f"o{k:02}": t for k, t in enumerate(originals)}
    texts |= {f"x{k:02}": t.rsplit(" The ", 1)[0] for k, t in enumerate(originals[:10])}
    reports = [unread_report(t, i) for i, t in sorted(texts.items())]
    evidence = gather_evidence(reports, [model.analyse(r) for r in reports])
    ids = [r.id for r in reports]
    measured = evidence.candidates
    assert (measured == measured.T).all()
    assert not measured.diagonal().any()
    most = candidates.NEAREST_BY_WORDS + candidates.NEAREST_BY_RUNS + candidates.NEAREST_BY_MEANING
    assert measured.sum() <= 2 * most * len(ids)  # no comparison of all with all
    for k in range(10):
        assert measured[ids.index(f"o{k:02}"), ids.index(f"x{k:02}")]
