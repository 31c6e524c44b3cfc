"""From evidence to odds: small logistic models that a person can read.

- *related*: do two reports share an origin?
- *adjacent*: are two reports neighbours in the tree (one derives from the other, or both from a source that is
  not among the reports)?
- *lost*: given that they are, do both hang on a lost source?
- *direction*: given that one derives from the other, which way? Antisymmetric features and no intercept, so that
  turning the pair round turns the answer round.
- *blend*: does a report draw on two others? *collider*: given that it is related to both, do two lines meet in it?
- *rewritten*, *earlier*, *generation*: neighbours, source and order of steps in families of thorough rewrites
  (`rewrites.py`).

The weights stand in `weights.json`, one per named feature, fitted by `training/train_lineage.py`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stemma.lineage.blends import BLEND_FEATURES, COLLIDER_FEATURES, blend_features
from stemma.lineage.dates import trust_dates
from stemma.lineage.direction import (
    DIRECTION_FEATURES,
    STATED,
    between_versions,
    direction_features,
    lags,
    own_updates,
)
from stemma.lineage.evidence import Evidence
from stemma.lineage.rewrites import (
    EARLIER_FEATURES,
    GENERATION_FEATURES,
    REWRITTEN_FEATURES,
    earlier_features,
    find_rewritten,
    generation_features,
    likenesses,
    rewritten_features,
)
from stemma.lineage.tree import Odds
from stemma.model import Analysis, Report

RELATED_FEATURES = (
    "shared rare words",
    "coverage, larger",
    "coverage, smaller",
)
ADJACENT_FEATURES = (
    "shared rare words",
    "wins, larger",
    "direct, larger",
    "direct, smaller",
    "names the other's outlet, larger",
    "between",
)
LOST_FEATURES = (
    "verbatim, larger",
    "verbatim, smaller",
    "coverage, larger",
    "coverage, smaller",
    "quotations",
    "wins, larger",
    "elsewhere, larger",
    "elsewhere, smaller",
)
# Log odds that two reports of one family of rewrites are related (they are, through others if not directly), and
# that its source comes before any other: it was found in all 51 families, left out of the fit.
SURELY = 3.0
# A pair is joined as related only above these log odds: a false relation hides an origin, which is worse than
# one too many. Set on kin, families left out in turn.
RELATED_MARGIN = 1.0
# By how much log odds of being neighbours may pass those of being related: the margin above, and one for what each
# model does not see. Set on kin by the least related true parent of a blend: with nothing for the second one edge of
# seventy is lost, with 0.5 or 1.0 none; the less, the fewer strangers are joined that have no other relatives.
NEIGHBOURS_ARE_RELATED = RELATED_MARGIN + 0.5
# What it weighs, in log odds of a lost source, that two reports name the same source that nobody gave us, while
# neither looks like the copy of the other (a copy repeats what its source names). Set by hand: the data hold too
# few cases to fit it; on kin it costs one edge of seventy.
NAMED_SOURCE = 5.0
# What it weighs, in log odds of the direction, that a report says whose text it prints: it has it from there and not
# from anybody else; and in log odds of being related, that two reports print the texts of two sources. By hand, as above.
AGENCY_FIRST = 5.0
# What it weighs, in log odds of the direction, that one report of an outlet is later than another by the outlet's own
# clock. Set by hand: the data hold no such pair.
OWN_CLOCK = 5.0
# What it weighs that one report has a date and the other none: next to nothing, but where nothing else tells, the dated
# one is taken for the source, as it is among reports that are the same word for word. Set by hand: on kin all originals
# are dated, which real ones are not.
DATED = 0.2
# Share of the pairs of reports that are related in the stories of the fit (kin), and the number of pairs that this is
# worth where a story is judged: as many as one such story has.
RELATED_SHARE, RELATED_PAIRS = 0.33, 36
# Rounds in which the share of a story is worked out: it changes little after a few.
SHARE_ROUNDS = 30
# No evidence is worth more than these log odds: the data behind the weights are small.
MOST_LOG_ODDS = 7.0


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted models."""

    related: tuple[float, ...]
    """One weight per feature of the model, then the intercept."""
    adjacent: tuple[float, ...]
    """One weight per feature of the model, then the intercept."""
    lost: tuple[float, ...]
    """One weight per feature of the model, then the intercept."""
    blend: tuple[float, ...]
    """One weight per feature of the model, then the intercept."""
    collider: tuple[float, ...]
    """One weight per feature of the model, then the intercept."""
    direction: tuple[float, ...]
    """One weight per direction feature."""
    rewritten: tuple[float, ...]
    """One weight per feature of the model, then the intercept."""
    earlier: tuple[float, ...]
    """One weight per feature of a source among its rewrites."""
    generation: tuple[float, ...]
    """One weight per feature of an earlier among later rewrites."""
    root: float
    """Log weight of a report without parents."""
    lost_blend: float
    """Log weight of a report that draws on another and on a lost source."""
    unseen: float
    """Log weight of a source that nobody gave us, added to the odds of the lost model."""


def load_weights() -> Weights:
    """The weights that come with the package."""
    return read_weights(json.loads((files("stemma.lineage") / "weights.json").read_text(encoding="utf-8")))


def read_weights(raw: Mapping[str, Any]) -> Weights:
    """The weights in a file's form: by model and feature, each model with its intercept."""

    def row(name: str, features: Sequence[str], *, intercept: bool) -> tuple[float, ...]:
        table: Mapping[str, float] = raw[name]
        return tuple(float(table[f]) for f in (*features, *(["intercept"] if intercept else [])))

    return Weights(
        row("related", RELATED_FEATURES, intercept=True),
        row("adjacent", ADJACENT_FEATURES, intercept=True),
        row("lost", LOST_FEATURES, intercept=True),
        row("blend", BLEND_FEATURES, intercept=True),
        row("collider", COLLIDER_FEATURES, intercept=True),
        row("direction", DIRECTION_FEATURES, intercept=False),
        row("rewritten", REWRITTEN_FEATURES, intercept=True),
        row("earlier", EARLIER_FEATURES, intercept=False),
        row("generation", GENERATION_FEATURES, intercept=False),
        float(raw["root"]),
        float(raw["lost_blend"]),
        float(raw["unseen"]),
    )


def pair_features(evidence: Evidence, names: Sequence[str]) -> NDArray[np.float64]:
    """The named features of every pair, shape (reports, reports, features), symmetric in the first two."""
    measures = {
        "shared rare words": evidence.rare,
        "coverage": evidence.coverage,
        "wins": evidence.wins,
        "verbatim": np.sqrt(evidence.verbatim),
        "quotations": evidence.quotations,
        "elsewhere": evidence.elsewhere,
        "direct": evidence.direct,
        "between": evidence.between,
        "names the other's outlet": evidence.named,
    }
    out = np.empty((*evidence.rare.shape, len(names)))
    for k, name in enumerate(names):
        measure, _, which = name.partition(", ")
        (np.minimum if which == "smaller" else np.maximum)(
            measures[measure], measures[measure].T, out=out[:, :, k]
        )
    return out


def pair_log_odds(
    weights: Sequence[float], features: NDArray[np.float64], most: float = MOST_LOG_ODDS
) -> NDArray[np.float64]:
    """Log odds of a pair model, at most so much either way; shape (reports, reports)."""
    return np.asarray(np.clip(features @ np.array(weights[:-1]) + weights[-1], -most, most))


def work_out_odds(
    weights: Weights, evidence: Evidence, reports: Sequence[Report], analyses: Sequence[Analysis]
) -> Odds:
    """The odds of all pairs of a story, as the tree needs them."""
    ways = direction_features(evidence, reports)
    sources, prints = evidence.sources, evidence.prints
    clock = OWN_CLOCK * np.where(own_updates(evidence), np.sign(lags(reports)), 0.0)
    from_it = evidence.prints.original.astype(float) - evidence.prints.other
    stated = np.where(from_it != from_it.T, AGENCY_FIRST * (from_it - from_it.T), clock)
    dated = DATED * np.array([r.published is not None for r in reports])
    kinship = pair_log_odds(weights.related, pair_features(evidence, RELATED_FEATURES), np.inf)
    adjacent = pair_log_odds(weights.adjacent, pair_features(evidence, ADJACENT_FEATURES))
    lost = pair_log_odds(weights.lost, pair_features(evidence, LOST_FEATURES))
    by_date, by_text = ways[..., 0] * weights.direction[0], ways[..., 1:] @ np.array(weights.direction[1:])
    near = np.where(evidence.candidates & ~prints.siblings, adjacent, -np.inf)
    made = np.exp(-np.logaddexp(0.0, -near) - np.logaddexp(0.0, lost))
    shown = trust_dates(by_date, by_text, made) + by_text + dated[None, :] - dated[:, None]
    towards = at_least(stated, np.clip(shown, -MOST_LOG_ODDS, MOST_LOG_ODDS))
    named = sources.absent(sources.named)
    undecided = 1.0 - np.abs(np.tanh(towards / 2.0))
    against = RELATED_MARGIN + AGENCY_FIRST * prints.strangers
    bounded = np.clip(kinship, -MOST_LOG_ODDS, MOST_LOG_ODDS) - against
    related = np.where(evidence.candidates, bounded, -np.inf)
    rarer = rarer_than_fitted(related)
    related += rarer
    # Of many that are surely related the bound must not make all equally near.
    kinship = np.where(prints.strangers, related, kinship - against + rarer)
    adjacent = np.where(evidence.candidates, adjacent, -np.inf)
    trios = blend_features(evidence, np.maximum(adjacent, related))
    blends = {trio: float(pair_log_odds(weights.blend, x)) for trio, x in trios.items()}
    # Where two lines meet, they do so only there: if their reports are related otherwise, none of both is met.
    colliders = {
        trio: float(pair_log_odds(weights.collider, x) - np.logaddexp(0.0, related[trio[1:]]))
        for trio, x in trios.items()
    }
    # Neighbours are related: no pair can be likelier to be neighbours than to be related at all.
    adjacent = np.minimum(_with_second_parents(adjacent, related, blends), kinship + NEIGHBOURS_ARE_RELATED)
    lost = lost + weights.unseen + weights.root + NAMED_SOURCE * named * undecided
    families = find_rewritten(evidence, analyses)
    for family in families:
        block = np.ix_(family, family)
        pairs = rewritten_features(evidence, analyses, family)
        measured = evidence.candidates[block]
        adjacent[block] = np.where(measured, pair_log_odds(weights.rewritten, pairs), -np.inf)
        related[block] = np.where(measured, np.maximum(related[block], SURELY), -np.inf)
        early = earlier_features(evidence, reports, family)
        first = int((early @ np.array(weights.earlier)).argmax())
        steps = generation_features(likenesses(evidence, analyses, family), early, first)
        source = steps @ np.array(weights.generation)
        source[first] = source.max() + SURELY
        said = ways[block][..., :STATED] @ np.array(weights.direction[:STATED])
        towards[block] = np.clip(source[None, :] - source[:, None] + said, -MOST_LOG_ODDS, MOST_LOG_ODDS)
        lost[block] = -MOST_LOG_ODDS
        members = set(family)
        colliders = {trio: odds for trio, odds in colliders.items() if not members.issuperset(trio)}
    lost = np.where(prints.siblings, MOST_LOG_ODDS, lost)
    passed_over = prints.cousins | between_versions(evidence, reports)
    adjacent = np.where(passed_over, np.minimum(adjacent, -MOST_LOG_ODDS), adjacent)
    return Odds(
        related=related,
        adjacent=adjacent,
        parent=-np.logaddexp(0.0, -towards),
        lost=lost,
        blends=colliders,
        root=weights.root,
        lost_blend=weights.lost_blend,
        dates=weights.direction[0] * ways[..., 0] + clock,
        families=families,
    )


def _with_second_parents(
    adjacent: NDArray[np.float64], related: NDArray[np.float64], blends: Mapping[tuple[int, int, int], float]
) -> NDArray[np.float64]:
    """The log odds of being neighbours, raised where a report draws on both and the nearer one hides the other.

    The nearer one must itself be likely: what is far from everything leaves much over whomever one tries. Of several
    reports of one line only that which explains most is raised: the others are neighbours of it, not of the blend.
    """
    raised, likely = adjacent.copy(), np.maximum(adjacent, related)
    chosen: defaultdict[int, set[int]] = defaultdict(set)

    def rank(trio: tuple[int, int, int]) -> tuple[float, float, tuple[int, int, int]]:
        child, one, other = trio
        return (-blends[trio], -float(likely[child, one] + likely[child, other]), trio)

    for child, one, other in sorted(blends, key=rank):
        if max(likely[child, one], likely[child, other]) <= 0:
            continue
        for parent in (one, other):
            if all(related[parent, known] <= 0 for known in chosen[child] - {parent}):
                chosen[child].add(parent)
                worth = max(raised[child, parent], blends[child, one, other])
                raised[child, parent] = raised[parent, child] = worth
    return raised


def at_least(stated: NDArray[np.float64], towards: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log odds of directions, no less than what is stated for either way; what the texts show may add to it."""
    return np.asarray(
        np.where(
            stated > 0, np.maximum(towards, stated), np.where(stated < 0, np.minimum(towards, stated), towards)
        )
    )


def rarer_than_fitted(related: NDArray[np.float64]) -> float:
    """What is added to the log odds of being related in a story where that is rarer than in those of the fit; at most 0.

    Among nine reports a third of the pairs are related, among six hundred hardly any, and the few that look it by
    chance are then most. The share is found by expectation maximisation (Saerens, Latinne & Decaestecker 2002). It
    is never raised: in a story full of copies a stranger is as much of a stranger.
    """
    n = len(related)
    pairs = related[np.triu_indices(n, 1)]
    pairs = pairs[np.isfinite(pairs)]
    fitted = share = float(np.log(RELATED_SHARE / (1.0 - RELATED_SHARE)))
    for _ in range(SHARE_ROUNDS):
        found = float((1.0 / (1.0 + np.exp(fitted - share - pairs))).sum())
        total = (found + RELATED_SHARE * RELATED_PAIRS) / (n * (n - 1) / 2 + RELATED_PAIRS)
        share = float(np.log(total / (1.0 - total)))
    return min(0.0, share - fitted)
