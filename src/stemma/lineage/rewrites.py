"""Families of rewrites: who rewrote whom, where likeness alone misleads.

In a chain of thorough rewrites a report is often less like its source than like its source's source: whoever
rewrites avoids the words in front of him and so falls back on those that his source avoided. What survives is the
arrangement, words that stand near each other, while the same single words and the same verbatim runs speak, given
the arrangement, against a direct descent. The model here weighs the one against the other, each seen four ways:
as it is, with the general likeness of both reports taken off (as neighbour joining does, Saitou & Nei 1987), and
by rank among the relatives of either.

The source of such a family shows by what textual criticism calls shared innovations: wordings that a few reports
share are the mark of a branch, and the source has none, only what many kept and what everybody lost.

The weights were fitted on chains written by language models. The model is used in families of thorough
rewrites only; see `find_rewritten`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations
from math import fsum

import numpy as np
from numpy.typing import NDArray

from stemma.lineage.evidence import Evidence
from stemma.model import Analysis, Report

VIEWS = ("", ", general likeness off", ", better rank", ", worse rank")
REWRITTEN_FEATURES = (
    *(f"{measure}{view}" for measure in ("words", "near pairs", "wide pairs", "four-word runs") for view in VIEWS),
    "sentence vectors",
    "best go-between",
)
EARLIER_FEATURES = ("runs of its own", "runs of a branch", "longer words", "capitals", "longer sentences")
GENERATION_FEATURES = (
    *EARLIER_FEATURES,
    *(
        f"{measure}, {of}"
        for measure in ("near pairs", "words", "sentence vectors")
        for of in ("source", "others")
    ),
)
# A family is looked at this way from so many reports on; below there is no rank to speak of. Up to so many: the
# cost grows with the square.
LEAST_REPORTS, MOST_REPORTS = 8, 100
# Reports that share this share of their three-word runs are of one family if this share of its pairs tell as much as
# that in common, of the longer one's and what is quoted left out: of a short report of an event any long one has much.
# The tenth part of the pairs that has least shares 0.038 to 0.24 in rephrased chains (telephone, broken telephone),
# 0.032 at most among reports of one event by several hands (kin, 55 stories of ecbplus, tens of helsinki).
CONNECTED, DENSE, SHARED = 0.1, 0.9, 0.035
# No more than half of the family may have this share of its runs from one other report: agency copies have more.
MOST_VERBATIM = 0.75
# A story whose reports tell the like at the like place, by so much more than the like at any, was composed once, even
# where no wording is left. Of the pairs that have less than CONNECTED in common, in standard deviations of the likeness
# of their sentences; the bound holds for what is surely so, three standard errors below what most reports show. Chains
# of texts merely inspired by the one before: 0.11 or more in all 18 (telephone). Reports of one event by many hands: at
# most 0.07 in 55 stories (ecbplus) and 250 random tens (helsinki) but one of 0.10, which tell an escape in its order.
COMPOSED, ERRORS = 0.105, 3.0
# Places are shares of the length of a report; so far apart the weight of a pair of sentences falls to 1/e. Chains are
# told from stories of several hands (telephone, kin) nearly as well with 0.08 or 0.2.
LIKE_PLACE = 0.12
# Sentences of a report whose places are compared: bounds the cost.
MOST_PLACES = 200
_TINY = 1e-9
# Words of a report that are looked at: bounds the cost.
MOST_WORDS = 2_000
# Near and wide pairs are words at most so many places apart.
NEAR, WIDE = 5, 12
# A run that more than one report and at most this share of the family holds is the mark of a branch.
BRANCH = 1 / 3
# The share of the family that is taken for the branch of a report, its nearest. Set on the telephone sets, families left
# out: with nothing left off the log loss of the direction of a step is .49, with this .48, with half .50.
OWN_BRANCH = 0.2


def find_rewritten(evidence: Evidence, analyses: Sequence[Analysis]) -> tuple[tuple[int, ...], ...]:
    """Families of thorough rewrites of one text: nearly every two reports tell something in the same words.

    A whole story is such a family, also where no wording is left, if its reports are composed alike.

    Args:
        evidence: of the story.
        analyses: one per report.

    Returns:
        Indices of the reports of each such family, sorted. Reports of one event by several hands are no such
        family, even where blends connect them: most pairs of them share only what is quoted.
    """
    shared = np.maximum(evidence.verbatim, evidence.verbatim.T)
    if LEAST_REPORTS <= len(analyses) <= MOST_REPORTS and _composed_once(shared, analyses):
        return (tuple(range(len(analyses))),)
    if len(analyses) < LEAST_REPORTS:
        return ()
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - heavy

    _, labels = connected_components(shared >= CONNECTED, directed=False)
    found: list[tuple[int, ...]] = []
    for k in range(int(labels.max()) + 1):
        family = np.flatnonzero(labels == k)
        if not LEAST_REPORTS <= len(family) <= MOST_REPORTS:
            continue
        few_copies = np.median(shared[np.ix_(family, family)].max(axis=1)) <= MOST_VERBATIM
        if few_copies and np.quantile(_told_by_both(evidence, family), 1.0 - DENSE) >= SHARED:
            found.append(tuple(int(i) for i in family))
    return tuple(found)


def _told_by_both(evidence: Evidence, family: Iterable[int]) -> list[float]:
    """For each two reports of a family the share of the longer one's three-word runs that both tell, not only quote."""
    told = [(len(w.runs), w.told_runs) for w in (evidence.witnesses[i] for i in family)]
    return [len(a & b) / max(1, n, m) for (n, a), (m, b) in combinations(told, 2)]


def _composed_once(shared: NDArray[np.float64], analyses: Sequence[Analysis]) -> bool:
    """Whether the reports of a story tell the like at the like place where they share little wording.

    Copies are left out of it: a story that holds some is not composed once for that.
    """
    n = len(analyses)
    apart = np.argwhere(np.triu(shared < CONNECTED, 1))
    if np.median(shared.max(axis=1)) > MOST_VERBATIM or len(apart) < n:
        return False
    vectors = [a.vectors[list(a.prose())[:MOST_PLACES]].astype(np.float64) for a in analyses]
    alike: list[list[float]] = [[] for _ in range(n)]
    for a, b in apart:
        value = _alike_in_place(vectors[a], vectors[b])
        alike[a].append(value)
        alike[b].append(value)
    shown = np.array([np.median(values) for values in alike if values])
    return bool(np.median(shown) - ERRORS * shown.std() / np.sqrt(len(shown)) >= COMPOSED)


def _alike_in_place(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """How much more alike the sentences of two reports are at like places than at any, in standard deviations."""
    if not len(one) or not len(other):
        return 0.0
    cosine = (
        one @ other.T / np.maximum(_TINY, np.outer(np.linalg.norm(one, axis=1), np.linalg.norm(other, axis=1)))
    )
    apart = np.subtract.outer((np.arange(len(one)) + 0.5) / len(one), (np.arange(len(other)) + 0.5) / len(other))
    weight = np.exp(-((apart / LIKE_PLACE) ** 2))
    return float(((weight * cosine).sum() / weight.sum() - cosine.mean()) / max(_TINY, cosine.std()))


def rewritten_features(
    evidence: Evidence, analyses: Sequence[Analysis], family: Sequence[int]
) -> NDArray[np.float64]:
    """Features of "these two are neighbours", shape (family, family, features), symmetric.

    Likenesses are in standard deviations over the family's pairs; ranks count from 0, the nearest.
    """
    words = [evidence.witnesses[i].words[:MOST_WORDS] for i in family]
    near = _likeness([_pairs(w, NEAR) for w in words], power=2)
    measures = (
        _likeness([set(w) for w in words], power=1),
        near,
        _likeness([_pairs(w, WIDE) for w in words], power=3),
        _likeness([set(zip(*(w[k:] for k in range(4)), strict=False)) for w in words], power=2),
    )
    columns: list[NDArray[np.float64]] = []
    for likeness in measures:
        rank = _ranks(likeness)
        columns += [
            _standard(likeness),
            _general_off(likeness),
            np.minimum(rank, rank.T),
            np.maximum(rank, rank.T),
        ]
    columns.append(_standard(_meaning([analyses[i].vectors for i in family])))
    columns.append(_go_between(_standard(near)))
    return np.stack(columns, axis=-1)


def earlier_features(evidence: Evidence, reports: Sequence[Report], family: Sequence[int]) -> NDArray[np.float64]:
    """What a source has less or more of than its rewrites, shape (family, features), in standard deviations."""
    words = [evidence.witnesses[i].words[:MOST_WORDS] for i in family]
    pairs = [_pairs(w, 1) for w in words]
    held = Counter(x for p in pairs for x in p)
    branch = max(2.0, BRANCH * len(family))
    rows = [
        (
            sum(held[x] == 1 for x in p) / max(1, len(p)),
            sum(1 < held[x] <= branch for x in p) / max(1, len(p)),
            sum(map(len, w)) / max(1, len(w)),
            sum(c.isupper() for c in reports[i].text) / max(1, len(reports[i].text)),
            len(w) / max(1, len(evidence.witnesses[i].spans)),
        )
        for i, w, p in zip(family, words, pairs, strict=True)
    ]
    table = np.array(rows)
    spread = table.std(axis=0)
    return np.asarray((table - table.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def likenesses(
    evidence: Evidence, analyses: Sequence[Analysis], family: Sequence[int]
) -> tuple[NDArray[np.float64], ...]:
    """How like each other the reports of a family are by near pairs of words, by words and by sentence vectors."""
    words = [evidence.witnesses[i].words[:MOST_WORDS] for i in family]
    return (
        _likeness([_pairs(w, NEAR) for w in words], power=2),
        _likeness([set(w) for w in words], power=1),
        _meaning([analyses[i].vectors for i in family]),
    )


def generation_features(
    like: Sequence[NDArray[np.float64]], earlier: NDArray[np.float64], source: int
) -> NDArray[np.float64]:
    """What the steps of rewriting wear off, shape (family, features), in standard deviations.

    Args:
        like: likenesses of the family.
        earlier: the features of a source.
        source: of the family; its likeness to itself is that of the report most like it.
    """
    columns = [*earlier.T]
    for measure in like:
        near = measure[source].copy()
        near[source] = -np.inf
        near[source] = near.max()
        columns += [_standardised(near), _standardised(_beyond_branch(measure))]
    return np.stack(columns, axis=-1)


def _beyond_branch(likeness: NDArray[np.float64]) -> NDArray[np.float64]:
    """How like each report is to the others but for the nearest, which are of its own branch.

    What a report shares with other branches it has from the source, whichever step of its own branch it is; what it
    shares with its own branch says no more than how long that is.
    """
    n = len(likeness)
    others = np.sort(likeness[_off_diagonal(n)].reshape(n, n - 1), axis=1)
    return np.asarray(others[:, : n - 1 - round(OWN_BRANCH * n)].mean(axis=1))


def _standardised(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((values - values.mean()) / (values.std() or 1.0))


def _pairs(words: Sequence[str], reach: int) -> set[tuple[str, ...]]:
    """Ordered pairs of words at most `reach` places apart."""
    return {pair for k in range(1, reach + 1) for pair in zip(words, words[k:], strict=False)}


def _likeness(held: Sequence[AbstractSet[Hashable]], power: int) -> NDArray[np.float64]:
    """Shared weight over the geometric mean of both weights; an item weighs log(1/frequency) to a power."""
    n = len(held)
    frequency = Counter(x for items in held for x in items)
    weight = {x: float(np.log((n + 1) / k)) ** power for x, k in frequency.items()}
    total = [fsum(weight[x] for x in items) for items in held]
    out = np.zeros((n, n))
    for i in range(n):
        for j in range(i):
            shared = fsum(weight[x] for x in held[i] & held[j])
            out[i, j] = out[j, i] = shared / (np.sqrt(total[i] * total[j]) or 1.0)
    return out


def _meaning(vectors: Sequence[NDArray[np.float32]]) -> NDArray[np.float64]:
    """Mean over the sentences of both reports of the likeness of the best match in the other."""
    n = len(vectors)
    out = np.zeros((n, n))
    for i in range(n):
        for j in range(i):
            cosine = vectors[i] @ vectors[j].T
            if cosine.size:
                out[i, j] = out[j, i] = (cosine.max(axis=1).mean() + cosine.max(axis=0).mean()) / 2
    return out


def _off_diagonal(n: int) -> NDArray[np.bool_]:
    return ~np.eye(n, dtype=bool)


def _standard(likeness: NDArray[np.float64]) -> NDArray[np.float64]:
    values = likeness[_off_diagonal(len(likeness))]
    return np.asarray((likeness - values.mean()) / (values.std() or 1.0))


def _general_off(likeness: NDArray[np.float64]) -> NDArray[np.float64]:
    off = _off_diagonal(len(likeness))
    mean = likeness.sum(axis=1, where=off) / (len(likeness) - 1)
    return np.asarray((likeness - mean[:, None] - mean[None, :] + mean.mean()) / (likeness[off].std() or 1.0))


def _ranks(likeness: NDArray[np.float64]) -> NDArray[np.float64]:
    """Place of the column among the relatives of the row, 0 for the nearest."""
    masked = np.where(np.eye(len(likeness), dtype=bool), -np.inf, likeness)
    rank = np.argsort(np.argsort(-masked, axis=1, kind="stable"), axis=1, kind="stable").astype(np.float64)
    np.fill_diagonal(rank, 0.0)
    return rank


def _go_between(likeness: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much likelier than the pair itself its best go-between is: a third report like both."""
    n = len(likeness)
    masked = np.where(np.eye(n, dtype=bool), -np.inf, likeness)
    out = np.zeros((n, n))
    for i in range(n):
        for j in range(i):
            out[i, j] = out[j, i] = np.minimum(masked[i], masked[j]).max() - likeness[i, j]
    return out
