"""What speaks for descent between the reports of a story, measured pair by pair.

The measures rest on one table: how well each sentence of each report is matched by the best sentence of every
other report. A match counts only above what any report of the same event would give: sentence vectors are
taken relative to the story's mean, words weigh by how rare they are in the story, and what many reports share
lifts nobody. Order is a strong sign: independent reports of one event tell the same facts in another order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from math import fsum
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from stemma.lineage.candidates import find_candidates
from stemma.lineage.neighbourhoods import LEAST_MATCH, Neighbourhood, between_measure, direct_shares
from stemma.lineage.prints import Prints, find_prints
from stemma.lineage.sources import Sources, read_sources
from stemma.lineage.witnesses import Witness, read_witnesses
from stemma.model import Analysis, Report
from stemma.text.alignment import Match, align_in_order

if TYPE_CHECKING:
    from scipy import sparse

# A match of this score is as good as the same sentence.
FULL_MATCH = 1.0
# What words that are quoted lose of their weight where it is asked whether reports are related: what was said in public,
# any report may repeat. Tried on kin, stories left out of the fit: 0, 0.5 and 0.8; the more, the better strangers are
# told from kin. Which relative is nearest, quotations tell as well as any words: there they lose nothing.
QUOTED = 0.8
# So many words more are imagined in each report that no other has: of two reports of one sentence each, the names of the
# story alone make half the words. About two sentences; set by hand, since kin has no report so short.
IMAGINED = 25
# The same in weights of sentences, which are the roots of their lengths.
IMAGINED_SENTENCES = 7.0

Item = TypeVar("Item", str, tuple[str, str])


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The measures of a story. All matrices have shape (reports, reports), row = the supposed child.

    Cells of pairs that are no candidates, and the diagonal, hold 0.
    """

    witnesses: tuple[Witness, ...]
    """Sorted by id."""
    candidates: NDArray[np.bool_]
    """Which pairs were measured; symmetric."""
    coverage: NDArray[np.float64]
    """Share of the child's prose that the parent has in the same order, 0 to about 1."""
    order: NDArray[np.float64]
    """Share of the matched prose that stays when matches must keep their order, 0 to 1."""
    wins: NDArray[np.float64]
    """Share of the child's prose that no report of the story matches better than the parent, 0 to 1."""
    direct: NDArray[np.float64]
    """Share of the child's prose that the parent matches while no third report lies between, 0 to 1."""
    between: NDArray[np.float64]
    """How much better one third report would stand between the two than either of them between the others: the log
    of what is left unexplained, 0 or more; symmetric."""
    rare: NDArray[np.float64]
    """Cosine of the words two reports hold, each weighed by how few reports of the story hold it; symmetric, and of all
    pairs: two sources of a blend are no candidates of each other in a large story."""
    verbatim: NDArray[np.float64]
    """Share of the child's three-word runs that the parent has, 0 to 1."""
    elsewhere: NDArray[np.float64]
    """Share of the child's two-word runs, weighed by rarity, that the parent lacks and a third report has: what
    the child cannot have from this parent, 0 to 1."""
    quotations: NDArray[np.float64]
    """Share of the child's quotations that the parent has word for word, 0 to 1."""
    named: NDArray[np.float64]
    """1 where the child credits the outlet of the parent, which is not its own, else 0."""
    foreign: NDArray[np.float64]
    """Share of the sources the child names that the parent neither names nor is, 0 to 1."""
    sources: Sources
    """Whom the reports name as their sources."""
    prints: Prints
    """Whose text they print."""
    chains: dict[tuple[int, int], tuple[Match, ...]]
    """The ordered matches of each candidate pair (child, parent), by sentence index."""
    neighbourhoods: tuple[Neighbourhood, ...]
    """One per report."""
    rarity: dict[str, float]
    """What each word of the story weighs: the log of how few reports hold it, 0 or more."""


def gather_evidence(reports: Sequence[Report], analyses: Sequence[Analysis]) -> Evidence:
    """The measures of all candidate pairs of a story.

    Args:
        reports: the reports of the story, sorted by id.
        analyses: one per report, in the same order.
    """
    witnesses, table = read_witnesses(reports, analyses)
    sources = read_sources(reports, analyses)
    n = len(witnesses)
    words = [set(w.words) for w in witnesses]
    rarity = _rarity(words)
    rare_table = _unit_rows(witnesses, rarity)
    candidates = find_candidates(witnesses, rare_table, table)
    length = np.sqrt(np.maximum(1.0, np.diff(table.terms.indptr)))
    telling = length * (1.0 - QUOTED * np.concatenate([w.quoted for w in witnesses]))

    coverage, order, wins = np.zeros((n, n)), np.zeros((n, n)), np.zeros((n, n))
    chains: dict[tuple[int, int], tuple[Match, ...]] = {}
    neighbourhoods: list[Neighbourhood] = []
    for i, child in enumerate(witnesses):
        others = np.flatnonzero(candidates[i])
        blocks = [witnesses[j].rows for j in others]
        scores = table.match(child.rows, np.r_[*blocks] if blocks else np.zeros(0, dtype=np.intp))
        weight = telling[child.rows]
        full = (FULL_MATCH - LEAST_MATCH) * (length[child.rows].sum() + IMAGINED_SENTENCES)
        best = np.zeros((len(weight), len(others)), dtype=np.float32)
        where = np.zeros(best.shape, dtype=np.intp)
        at = 0
        for k, (j, rows) in enumerate(zip(others, blocks, strict=True)):
            match = scores[:, at : at + rows.stop - rows.start]
            at += rows.stop - rows.start
            where[:, k] = match.argmax(axis=1)
            best[:, k] = match.max(axis=1)
            worth = np.maximum(match - LEAST_MATCH, 0.0) * weight[:, None]
            chain = align_in_order(worth)
            kept, free = sum(m.weight for m in chain), float(worth.max(axis=1).sum())
            coverage[i, j] = kept / full
            order[i, j] = kept / free if free > 0 else 0.0
            chains[i, int(j)] = chain
        near = Neighbourhood(others, best, where, length[child.rows] / length[child.rows].sum())
        wins[i, others] = near.wins()
        neighbourhoods.append(near)
    verbatim, telling_runs, elsewhere = _shared_runs(witnesses, candidates)
    return Evidence(
        witnesses=witnesses,
        candidates=candidates,
        coverage=coverage,
        order=order,
        wins=wins,
        direct=direct_shares(neighbourhoods),
        between=between_measure(neighbourhoods, [len(w.words) for w in witnesses]),
        rare=(rare_table @ rare_table.T).toarray(),
        verbatim=verbatim,
        elsewhere=elsewhere,
        quotations=_shared_quotations(witnesses, candidates),
        named=sources.given(sources.named),
        foreign=sources.foreign(),
        sources=sources,
        prints=find_prints(sources, verbatim, telling_runs),
        chains=chains,
        neighbourhoods=tuple(neighbourhoods),
        rarity=rarity,
    )


def _rarity(held: Sequence[AbstractSet[Item]]) -> dict[Item, float]:
    """How much each item says of descent: the log of how few reports hold it.

    The frequency is smoothed by one imagined report that holds nothing, so that the measure means the same in a
    story of two reports as in one of thirty.
    """
    frequency = Counter(x for items in held for x in items)
    return {x: float(np.log((len(held) + 1) / k)) for x, k in frequency.items()}


def _unit_rows(witnesses: Sequence[Witness], rarity: Mapping[str, float]) -> sparse.csr_array[np.float64]:
    """One row per report, a column per word, weighed by rarity; of length 1 but for what is quoted and imagined."""
    from scipy import sparse  # noqa: PLC0415 - heavy

    column = {x: k for k, x in enumerate(sorted(rarity))}
    data: list[float] = []
    indices: list[int] = []
    indptr = [0]
    held = [sorted(set(w.words)) for w in witnesses]
    imagined = IMAGINED * fsum(rarity[x] for row in held for x in row) / max(1, sum(map(len, held)))
    for row, witness in zip(held, witnesses, strict=True):
        weights = np.array([rarity[x] for x in row])
        telling = weights * [1.0 if x in witness.told else 1.0 - QUOTED for x in row]
        data.extend(np.sqrt(telling / ((weights.sum() + imagined) or 1.0)))
        indices.extend(column[x] for x in row)
        indptr.append(len(indices))
    return sparse.csr_array((data, indices, indptr), shape=(len(held), max(1, len(column))))


def _shared_runs(
    witnesses: Sequence[Witness], candidates: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The measures `verbatim`, the same without what is quoted and with what is imagined, and `elsewhere`, of all pairs."""
    n = len(witnesses)
    verbatim, telling, elsewhere = np.zeros((3, n, n))
    runs = [set(w.runs) for w in witnesses]
    pairs = [set(pairwise(w.words)) for w in witnesses]
    rarity = _rarity(pairs)
    alone = float(np.log(n + 1))  # the weight of what one report alone has
    total = [fsum(rarity[x] for x in held) for held in pairs]
    common = [{x for x in held if rarity[x] < alone} for held in pairs]
    for i, j in zip(*np.nonzero(candidates), strict=True):
        verbatim[i, j] = len(runs[i] & runs[j]) / max(1, len(runs[i]))
        told = witnesses[i].told_runs & witnesses[j].told_runs
        telling[i, j] = len(told) / (len(runs[i]) + IMAGINED)
        elsewhere[i, j] = fsum(rarity[x] for x in common[i] - pairs[j]) / (total[i] or 1.0)
    return verbatim, telling, elsewhere


def _shared_quotations(witnesses: Sequence[Witness], candidates: NDArray[np.bool_]) -> NDArray[np.float64]:
    held = np.zeros(candidates.shape)
    texts = [" " + " ".join(w.words) + " " for w in witnesses]
    for i, child in enumerate(witnesses):
        for j in np.flatnonzero(candidates[i]) if child.quotations else ():
            found = sum(f" {' '.join(q)} " in texts[j] for q in child.quotations)
            held[i, j] = found / len(child.quotations)
    return held
