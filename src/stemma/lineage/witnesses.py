"""A report as lineage sees it: its telling sentences, its words, its runs of words, its quotations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from stemma.lineage.agencies import plain_name
from stemma.lineage.quotations import QUOTATION, find_said, read_wording
from stemma.model import Analysis, Report
from stemma.text.matching import SentenceTable, tabulate
from stemma.text.shingles import shingles
from stemma.text.spans import Span
from stemma.text.words import find_words, plain_characters

# Sentences shorter than this (in words) are headings and scraps.
LEAST_WORDS = 4
# Sentences of one report that are looked at: bounds the cost of any single report.
MOST_SENTENCES = 1_200
# What an outlet has word for word in so many reports that have no more than this share of their sentences in common is
# a line of the house: "This is a content summary only." Versions of one report have more in common.
HOUSE_REPORTS, HOUSE_ALIKE = 3, 0.3
RUN = 3
"""Words in a shingle of the verbatim measure."""


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
    quoted: NDArray[np.float64]
    """Share of the words of each sentence that are quoted, here or in another report of the story, 0 to 1."""
    told: frozenset[str]
    """Its words that it does not only quote."""
    told_runs: frozenset[tuple[str, ...]]
    """Its shingles that are not quoted as a whole."""


def read_witnesses(
    reports: Sequence[Report], analyses: Sequence[Analysis]
) -> tuple[tuple[Witness, ...], SentenceTable]:
    """The reports as lineage sees them, and the table of their sentences."""
    witnesses: list[Witness] = []
    vectors: list[NDArray[np.float32]] = []
    words_of_all: list[tuple[str, ...]] = []
    chosen = [_telling_sentences(r, a) for r, a in zip(reports, analyses, strict=True)]
    wordings = [
        read_wording(r.text, [a.sentences[i].span for i in indices])
        for r, a, indices in zip(reports, analyses, chosen, strict=True)
    ]
    plain = [wording.sentences for wording in wordings]
    said = find_said(wordings)
    house = _house_lines([plain_name(r.outlet) for r in reports], plain)
    at = 0
    for k, (report, analysis) in enumerate(zip(reports, analyses, strict=True)):
        telling = [n for n, words in enumerate(plain[k]) if words not in house[k]] or list(range(len(plain[k])))
        indices = tuple(chosen[k][n] for n in telling)
        spans = tuple(analysis.sentences[i].span for i in indices)
        by_sentence = [plain[k][n] for n in telling]
        words_of_all.extend(by_sentence)
        words = tuple(w for sentence in by_sentence for w in sentence)
        prose = plain_characters("\n".join(s.of(report.text) for s in spans))
        quotations = tuple(tuple(w.plain for w in find_words(q)) for q in QUOTATION.findall(prose))
        masks = [said[k][n] for n in telling]
        quoted = np.array([mask.mean() if len(mask) else 0.0 for mask in masks])
        mask = np.concatenate([np.zeros(0, dtype=bool), *masks])
        told = frozenset(w for w, is_said in zip(words, mask, strict=True) if not is_said)
        runs = shingles(words, RUN)
        told_runs = frozenset(run for n, run in enumerate(runs) if not mask[n : n + RUN].all())
        rows = slice(at, at + len(indices))
        witnesses.append(Witness(report.id, spans, rows, words, runs, quotations, quoted, told, told_runs))
        vectors.append(analysis.vectors[list(indices)])
        at += len(indices)
    return tuple(witnesses), tabulate(np.concatenate(vectors), words_of_all)


def _house_lines(
    outlets: Sequence[str], sentences: Sequence[Sequence[tuple[str, ...]]]
) -> Sequence[AbstractSet[tuple[str, ...]]]:
    """For every report the sentences that its outlet has in reports of different content."""
    held = [frozenset(s) for s in sentences]
    holders: defaultdict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for k, outlet in enumerate(outlets):
        for sentence in held[k] if outlet else ():
            holders[outlet, sentence].append(k)
    found: list[set[tuple[str, ...]]] = [set() for _ in sentences]
    for (_, sentence), reports in holders.items():
        if len(reports) >= HOUSE_REPORTS:
            first = reports[:HOUSE_REPORTS]
            pairs = [(held[a], held[b]) for a, b in combinations(first, 2)]
            if max(len(one & other) / len(one | other) for one, other in pairs) <= HOUSE_ALIKE:
                for k in reports:
                    found[k].add(sentence)
    return found


def _telling_sentences(report: Report, analysis: Analysis) -> tuple[int, ...]:
    """Prose sentences long enough to tell something; failing that whatever the report has."""
    every = tuple(range(len(analysis.sentences)))
    for choice in (analysis.prose(), every):
        long = tuple(i for i in choice if len(find_words(report.text, analysis.sentences[i].span)) >= LEAST_WORDS)
        if long:
            return long[:MOST_SENTENCES]
    return every[:1]
