"""What speaks for descent between the reports of a story, measured pair by pair.

The measures rest on one table: how well each sentence of each report is matched by the best sentence of every
other report. A match counts only above what any report of the same event would give: sentence vectors are
taken relative to the story's mean, words weigh by how rare they are in the story, and what many reports share
lifts nobody (see `Evidence.contrast`). Order is the strongest sign: independent reports of one event tell the
same facts in another order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stemma.model import Analysis, Report
from stemma.text.alignment import Match, align_in_order
from stemma.text.matching import SentenceTable, tabulate
from stemma.text.shingles import containment, resemblance, shingles
from stemma.text.spans import Span
from stemma.text.words import find_words, plain_characters

# The least score that counts as a match at all. Set on kin (development half): 0.2 to 0.4 differ little.
LEAST_MATCH = 0.25
# A match of this score is as good as the same sentence.
FULL_MATCH = 1.0
# Sentences shorter than this (in words) are headings and scraps.
LEAST_WORDS = 4
# Pairs are complete up to this many reports; above it each report keeps its nearest candidates.
COMPLETE_UP_TO = 40
CANDIDATES = 16
# Sentences of one report that are looked at: bounds the cost of any single report.
MOST_SENTENCES = 1_200
RUN = 3
"""Words in a shingle of the verbatim measure."""

_QUOTATION = re.compile(r'"([^"\n]{12,600})"')


@dataclass(frozen=True, slots=True)
class Witness:
    """One report as lineage sees it."""

    id: str
    """Of the report."""
    spans: tuple[Span, ...]
    """Its prose sentences, in order."""
    rows: slice
    """Their rows in the table of all sentences of the story."""
    words: tuple[str, ...]
    """Its words in plain form."""
    runs: tuple[tuple[str, ...], ...]
    """Its shingles."""
    quotations: tuple[tuple[str, ...], ...]
    """Its quotations, each as plain words."""


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
    """Share of the child's prose whose best match in the whole story lies in the parent, 0 to 1."""
    rare: NDArray[np.float64]
    """Cosine of the words two reports hold, each weighed by how few reports of the story hold it; symmetric."""
    verbatim: NDArray[np.float64]
    """Share of the child's three-word runs that the parent has, 0 to 1."""
    resemblance: NDArray[np.float64]
    """Jaccard coefficient of the three-word runs, 0 to 1; symmetric."""
    quotations: NDArray[np.float64]
    """Share of the child's quotations that the parent has word for word, 0 to 1."""
    chains: dict[tuple[int, int], tuple[Match, ...]]
    """The ordered matches of each candidate pair (child, parent), by sentence index."""

    def contrast(self) -> NDArray[np.float64]:
        """Coverage above the child's median over all other reports: shared knowledge taken off."""
        n = len(self.witnesses)
        if n <= 2:  # noqa: PLR2004  with two reports nothing shows what is common knowledge
            return self.coverage.copy()
        off = ~np.eye(n, dtype=bool)
        base = np.array([np.median(self.coverage[i][off[i] & self.candidates[i]]) for i in range(n)])
        return np.where(self.candidates, self.coverage - base[:, None], 0.0)


def gather_evidence(reports: Sequence[Report], analyses: Sequence[Analysis]) -> Evidence:
    """The measures of all candidate pairs of a story.

    Args:
        reports: the reports of the story, sorted by id.
        analyses: one per report, in the same order.
    """
    witnesses, table = _witnesses(reports, analyses)
    n = len(witnesses)
    starts = np.array([w.rows.start for w in witnesses])
    weights = np.sqrt(np.maximum(1.0, np.diff(table.terms.indptr)))

    best = np.zeros((len(table.vectors), n), dtype=np.float32)
    scores: list[NDArray[np.float32]] = []
    keep = n <= COMPLETE_UP_TO
    for w in witnesses:
        block = table.match(w.rows, slice(0, len(best)))
        best[w.rows] = np.maximum.reduceat(block, starts, axis=1)
        if keep:
            scores.append(block)
    wins = _wins(witnesses, best, weights)
    candidates = _candidates(witnesses, best, weights, wins)

    zeros = np.zeros((n, n))
    coverage, order, verbatim = zeros.copy(), zeros.copy(), zeros.copy()
    alike, quotations = zeros.copy(), zeros.copy()
    chains: dict[tuple[int, int], tuple[Match, ...]] = {}
    for i, j in zip(*np.nonzero(candidates), strict=True):
        child, parent = witnesses[i], witnesses[j]
        match = scores[i][:, parent.rows] if keep else table.match(child.rows, parent.rows)
        weight = weights[child.rows]
        worth = np.maximum(match - LEAST_MATCH, 0.0) * weight[:, None]
        chain = align_in_order(worth)
        full = (FULL_MATCH - LEAST_MATCH) * weight.sum()
        kept = sum(m.weight for m in chain)
        free = float(worth.max(axis=1).sum())
        coverage[i, j] = kept / full
        order[i, j] = kept / free if free > 0 else 0.0
        verbatim[i, j] = containment(child.runs, parent.runs)
        quotations[i, j] = _shared_quotations(child, parent)
        alike[i, j] = resemblance(child.runs, parent.runs) if i < j else alike[j, i]
        chains[int(i), int(j)] = chain
    return Evidence(
        witnesses=witnesses,
        candidates=candidates,
        coverage=coverage,
        order=order,
        wins=np.where(candidates, wins, 0.0),
        rare=np.where(candidates, _shared_rare_words(witnesses), 0.0),
        verbatim=verbatim,
        resemblance=alike,
        quotations=quotations,
        chains=chains,
    )


def _witnesses(
    reports: Sequence[Report], analyses: Sequence[Analysis]
) -> tuple[tuple[Witness, ...], SentenceTable]:
    """The reports as lineage sees them, and the table of their sentences."""
    witnesses: list[Witness] = []
    vectors: list[NDArray[np.float32]] = []
    words_of_all: list[tuple[str, ...]] = []
    at = 0
    for report, analysis in zip(reports, analyses, strict=True):
        indices = _telling_sentences(report, analysis)
        spans = tuple(analysis.sentences[i].span for i in indices)
        by_sentence = [tuple(w.plain for w in find_words(report.text, s)) for s in spans]
        words_of_all.extend(by_sentence)
        words = tuple(w for sentence in by_sentence for w in sentence)
        prose = plain_characters("\n".join(s.of(report.text) for s in spans))
        quotations = tuple(tuple(w.plain for w in find_words(q)) for q in _QUOTATION.findall(prose))
        rows = slice(at, at + len(indices))
        witnesses.append(Witness(report.id, spans, rows, words, shingles(words, RUN), quotations))
        vectors.append(analysis.vectors[list(indices)])
        at += len(indices)
    return tuple(witnesses), tabulate(np.concatenate(vectors), words_of_all)


def _telling_sentences(report: Report, analysis: Analysis) -> tuple[int, ...]:
    """Prose sentences long enough to tell something; failing that whatever the report has."""
    every = tuple(range(len(analysis.sentences)))
    for choice in (analysis.prose(), every):
        long = tuple(i for i in choice if len(find_words(report.text, analysis.sentences[i].span)) >= LEAST_WORDS)
        if long:
            return long[:MOST_SENTENCES]
    return every[:1]


def _wins(
    witnesses: Sequence[Witness], best: NDArray[np.float32], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    n = len(witnesses)
    wins = np.zeros((n, n))
    for i, w in enumerate(witnesses):
        table = best[w.rows].copy()
        table[:, i] = -1.0
        first = table.argmax(axis=1)
        share = weights[w.rows] / weights[w.rows].sum()
        matched = table[np.arange(len(table)), first] > LEAST_MATCH
        np.add.at(wins[i], first[matched], share[matched])
    return wins


def _shared_rare_words(witnesses: Sequence[Witness]) -> NDArray[np.float64]:
    """Cosine of the sets of words, each word weighed by the inverse of its document frequency in the story.

    The frequency is smoothed by one imagined report that holds nothing, so that the measure means the same in a
    story of two reports as in one of thirty.
    """
    n = len(witnesses)
    held = Counter(w for witness in witnesses for w in set(witness.words))
    column = {w: k for k, w in enumerate(sorted(held))}
    data: list[float] = []
    indices: list[int] = []
    indptr = [0]
    for witness in witnesses:
        words = sorted(set(witness.words))
        values = np.sqrt(np.log((n + 1) / np.array([held[w] for w in words], dtype=float)))
        norm = float(np.linalg.norm(values)) or 1.0
        data.extend(values / norm)
        indices.extend(column[w] for w in words)
        indptr.append(len(indices))
    table = sparse.csr_array((data, indices, indptr), shape=(n, max(1, len(column))))
    return np.asarray((table @ table.T).toarray(), dtype=np.float64)


def _candidates(
    witnesses: Sequence[Witness],
    best: NDArray[np.float32],
    weights: NDArray[np.float64],
    wins: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """All pairs of a small story; of a large one, each report's nearest by matched prose and by wins."""
    n = len(witnesses)
    if n <= COMPLETE_UP_TO:
        return ~np.eye(n, dtype=bool)
    chosen = np.zeros((n, n), dtype=bool)
    for i, w in enumerate(witnesses):
        near = (np.maximum(best[w.rows] - LEAST_MATCH, 0.0) * weights[w.rows, None]).sum(axis=0)
        near[i] = -1.0
        chosen[i, np.argsort(-near, kind="stable")[:CANDIDATES]] = True
        chosen[i, np.argsort(-wins[i], kind="stable")[: CANDIDATES // 2]] = True
        chosen[i, i] = False
    return chosen | chosen.T


def _shared_quotations(child: Witness, parent: Witness) -> float:
    if not child.quotations:
        return 0.0
    text = " " + " ".join(parent.words) + " "
    held = sum(f" {' '.join(q)} " in text for q in child.quotations)
    return held / len(child.quotations)
