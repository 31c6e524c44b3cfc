from __future__ import annotations

import random

import numpy as np

from stemma.language import EmbeddedModel
from stemma.lineage.evidence import gather_evidence
from stemma.lineage.rewrites import (
    GENERATION_FEATURES,
    earlier_features,
    find_rewritten,
    generation_features,
    likenesses,
    rewritten_features,
)
from stemma.model import Report
from tests.conftest import make_family, unread_report


def chain(seed: int, length: int = 10) -> tuple[Report, ...]:
    """A text of invented words, of which every generation replaces a fifth."""
    rng = random.Random(seed)
    words = [f"w{rng.randrange(400)}" for _ in range(120)]
    reports = []
    for k in range(length):
        reports.append(unread_report(" ".join(words) + ".", f"g{k}"))
        for at in rng.sample(range(len(words)), 24):
            words[at] = f"n{k}x{rng.randrange(400)}"
    return tuple(reports)


def measure(reports: tuple[Report, ...], model: EmbeddedModel):
    analyses = [model.analyse(r) for r in reports]
    return gather_evidence(reports, analyses), analyses


def test_a_chain_of_thorough_rewrites_is_a_family(model: EmbeddedModel):
    evidence, analyses = measure(chain(1, length=8), model)
    assert find_rewritten(evidence, analyses) == (tuple(range(8)),)


def test_near_copies_are_no_such_family(model: EmbeddedModel):
    text = chain(1, length=1)[0].text
    copies = tuple(unread_report(f"{text[:-1]} extra{k} word{k}.", f"c{k}") for k in range(9))
    evidence, analyses = measure(copies, model)
    assert find_rewritten(evidence, analyses) == ()


def test_reports_by_several_hands_are_no_such_family(model: EmbeddedModel):
    evidence, analyses = measure(make_family(2, originals=5, copies=5).reports, model)
    assert find_rewritten(evidence, analyses) == ()


def test_features_are_symmetric_and_follow_the_reports(model: EmbeddedModel):
    reports = chain(2)
    evidence, analyses = measure(reports, model)
    features = rewritten_features(evidence, analyses, range(10))
    assert np.allclose(features, features.transpose(1, 0, 2))
    assert np.isfinite(features).all()
    some = [7, 2, 5, 0, 9, 1, 3, 4, 6, 8]
    assert np.allclose(
        rewritten_features(evidence, analyses, some)[:, :, 0], features[np.ix_(some, some)][:, :, 0]
    )


def test_a_branch_shares_runs_and_the_source_does_not(model: EmbeddedModel):
    base = " ".join(f"b{k}" for k in range(60))
    new = " ".join(f"n{k}" for k in range(30))
    texts = {"source": base + " " + " ".join(f"h{k}" for k in range(30))}
    texts |= {f"child{k}": base + " " + new for k in range(2)}
    texts |= {f"other{k}": base + " " + " ".join(f"o{k}x{m}" for m in range(30)) for k in range(6)}
    reports = tuple(unread_report(t + ".", i) for i, t in sorted(texts.items()))
    evidence, _ = measure(reports, model)
    branch = earlier_features(evidence, reports, range(len(reports)))[:, 1]
    ids = [r.id for r in reports]
    assert branch[ids.index("child0")] > branch[ids.index("source")]


# What each paragraph of a text is about; every report says it in its own words, or the same matters in its own order.
MATTERS = (
    ("harbour", "ship", "dock", "sailor"),
    ("bread", "flour", "oven", "baker"),
    ("judge", "court", "verdict", "lawyer"),
    ("rain", "storm", "cloud", "wind"),
    ("school", "pupil", "lesson", "teacher"),
    ("engine", "wheel", "brake", "driver"),
)


def told(matters: list[tuple[str, ...]], rng: random.Random) -> str:
    """A paragraph of each matter, its words in any order, so that no two reports share a run of them."""
    return "\n\n".join(f"{' '.join(rng.sample(m, 4)).capitalize()}." for m in matters)


def test_reports_composed_alike_are_a_family_without_shared_wording(model: EmbeddedModel):
    rng = random.Random(4)
    reports = tuple(unread_report(told(list(MATTERS), rng), f"r{k}") for k in range(9))
    evidence, analyses = measure(reports, model)
    assert find_rewritten(evidence, analyses) == (tuple(range(9)),)


def test_of_a_story_composed_as_a_whole_the_part_with_shared_wording_is_not_split_off(model: EmbeddedModel):
    rng = random.Random(4)
    shared = told([(f"word{k}", f"more{k}", f"next{k}", f"last{k}") for k in range(3)], rng)
    reports = tuple(
        unread_report(told(list(MATTERS), rng) + (f"\n\n{shared}" if k < 9 else ""), f"r{k:02}") for k in range(11)
    )
    evidence, analyses = measure(reports, model)
    assert evidence.verbatim[0, 1] > 0.1 > evidence.verbatim[0, 10]
    assert find_rewritten(evidence, analyses) == (tuple(range(11)),)


def test_the_same_matters_in_any_order_are_no_family(model: EmbeddedModel):
    rng = random.Random(4)
    reports = tuple(unread_report(told(rng.sample(MATTERS, len(MATTERS)), rng), f"r{k}") for k in range(9))
    evidence, analyses = measure(reports, model)
    assert find_rewritten(evidence, analyses) == ()


def test_copies_in_the_order_of_their_source_do_not_make_a_story_one_composition(model: EmbeddedModel):
    rng = random.Random(4)
    text = told(list(MATTERS), rng)
    copies = [text.replace("dock", f"w{k}").replace("wind", f"v{k}") for k in range(4)]
    others = [told(rng.sample(MATTERS, len(MATTERS)), rng) for _ in range(5)]
    reports = tuple(unread_report(t, f"r{k}") for k, t in enumerate([*copies, *others]))
    evidence, analyses = measure(reports, model)
    assert find_rewritten(evidence, analyses) == ()


def test_the_length_of_a_branch_makes_nobody_earlier():
    """Two branches of a source: the likeness within a branch leaves the order of its reports as it was."""
    like = np.full((10, 10), 0.2)
    like[1, 2:], like[2:, 1] = 0.3, 0.3
    branch = like.copy()
    branch[3, 4] = branch[4, 3] = 0.9
    place = GENERATION_FEATURES.index("near pairs, others")
    plain, drawn_in = (
        generation_features((m, m, m), np.zeros((10, 5)), source=0)[:, place] for m in (like, branch)
    )
    assert plain[1] == plain.max()
    assert np.allclose(plain, drawn_in)


def test_what_is_likest_the_source_came_before(model: EmbeddedModel):
    reports = chain(3)
    evidence, analyses = measure(reports, model)
    family = range(len(reports))
    early = earlier_features(evidence, reports, family)
    features = generation_features(likenesses(evidence, analyses, family), early, source=0)
    assert features.shape == (10, len(GENERATION_FEATURES))
    near = features[:, GENERATION_FEATURES.index("near pairs, source")]
    assert np.corrcoef(near[1:], np.arange(1, 10))[0, 1] < -0.7  # each generation has less of the source
    assert near[0] == near.max()
