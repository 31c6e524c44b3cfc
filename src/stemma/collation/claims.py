"""Claims: statements of several reports that say the same thing, and what stands behind them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stemma.collation.comparison import Side
from stemma.collation.facts import Facts, Item
from stemma.collation.matching import Weights
from stemma.collation.slots import comparable, mean_same
from stemma.collation.wording import PLAIN_NEGATION, STOP, stem
from stemma.model import NARRATOR, Claim, Corroboration, Interval, Reading, Statement, Stemma, content_id
from stemma.text.spans import Span
from stemma.text.words import find_words

# How much a match rests on meaning (vectors of the sentences, relative to the story's mean) and how much on
# shared rare words; the average score two groups of statements need to become one claim; what a passage that
# lineage aligned adds. The shares and the average: best of a small grid on three kin stories (k01, k02, k06),
# the average at the grid's lower edge. What an alignment adds is a guess: with true edges it had no effect.
MEANING, WORDS = 0.5, 0.5
LEAST_AVERAGE = 0.18
ALIGNED = 0.15
# Scores below this are taken for 0.
LEAST_SCORE = 0.1
# Each statement looks at so many nearest others.
NEAREST = 40
# Rows of the table of statements that are compared at once: bounds the memory.
BLOCK = 1_000
# The text of a claim is its clearest reading: one of about this many characters.
CLEAR_LENGTH = 140
# A dispute needs two readings this alike in words: nearly the same sentence with another number in it.
LEAST_DISPUTE = 0.35

_NEGATED = PLAIN_NEGATION


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of one report, ready to be joined."""

    report: str
    """Id of the report."""
    statement: Statement
    """The statement."""
    row: int
    """Of its sentence in the table of vectors."""
    stems: frozenset[str]
    """Stems of its words."""
    items: tuple[Item, ...]
    """Its filled slots."""
    negated: bool
    """Whether it holds a word of negation."""


@dataclass(slots=True)
class _Table:
    """The statements of a story and the known scores between them."""

    lines: list[Line]
    scores: dict[int, dict[int, float]] = field(default_factory=dict)


def find_claims(sides: Mapping[str, Side], stemma: Stemma, weights: Weights) -> tuple[Claim, ...]:
    """The claims of a story, the best corroborated first."""
    lines, vectors = _lines(sides)
    if not lines:
        return ()
    table = _Table(lines, _scores(lines, vectors, weights))
    _add_alignments(table, stemma)
    claims = [_claim([lines[k] for k in group], sides, stemma) for group in _join(table)]
    return tuple(sorted(claims, key=rank_claim))


def rank_claim(claim: Claim) -> tuple[int, int, int, int, str]:
    """What claims are sorted by: the best corroborated first."""
    c = claim.corroboration
    return (-c.origins.high, -c.reports, -c.texts, -len(c.voices), claim.id)


def _lines(sides: Mapping[str, Side]) -> tuple[list[Line], NDArray[np.float64]]:
    lines: list[Line] = []
    vectors: list[NDArray[np.float32]] = []
    start = 0
    for name in sorted(sides):
        side = sides[name]
        known = {f.span: f for f in side.facts}
        for statement in side.analysis.statements:
            sentence = side.analysis.sentences[statement.sentence].span
            facts = known.get(sentence)
            if facts is None:
                continue
            line = _line(side, facts, statement, start + statement.sentence)
            if line.stems:
                lines.append(line)
        vectors.append(side.analysis.vectors)
        start += len(side.analysis.sentences)
    table = np.concatenate(vectors).astype(np.float64) if vectors else np.zeros((0, 1))
    if len(table):
        table -= table.mean(axis=0)
    norm = np.linalg.norm(table, axis=1, keepdims=True)
    return lines, np.divide(table, norm, out=np.zeros_like(table), where=norm > 0)


def _line(side: Side, facts: Facts, statement: Statement, row: int) -> Line:
    words = find_words(side.text, statement.span)
    return Line(
        report=side.id,
        statement=statement,
        row=row,
        stems=frozenset(stem(w.plain) for w in words if w.plain not in STOP),
        items=tuple(i for i in facts.items if statement.span.contains(i.span)),
        negated=bool(_NEGATED.search(statement.span.of(side.text))),
    )


def _scores(lines: Sequence[Line], vectors: NDArray[np.float64], weights: Weights) -> dict[int, dict[int, float]]:
    """The scores of every statement with its nearest ones, symmetric."""
    meaning = vectors[[line.row for line in lines]]
    words = _words(lines, weights)
    known: dict[int, dict[int, float]] = defaultdict(dict)
    for start in range(0, len(lines), BLOCK):
        rows = slice(start, min(start + BLOCK, len(lines)))
        block = MEANING * (meaning[rows] @ meaning.T) + WORDS * (words[rows] @ words.T).toarray()
        for n in range(block.shape[0]):
            i = start + n
            block[n, i] = -1.0
            for j in np.argsort(-block[n], kind="stable")[:NEAREST]:
                score = float(block[n, j])
                if score < LEAST_SCORE:
                    break
                known[i][int(j)] = score
                known[int(j)][i] = score
    return known


def _words(lines: Sequence[Line], weights: Weights) -> sparse.csr_array[np.float64]:
    column = {s: k for k, s in enumerate(sorted({s for line in lines for s in line.stems}))}
    data: list[float] = []
    indices: list[int] = []
    indptr = [0]
    for line in lines:
        stems = sorted(line.stems)
        values = np.array([weights.of(s) for s in stems])
        data.extend(values / (float(np.linalg.norm(values)) or 1.0))
        indices.extend(column[s] for s in stems)
        indptr.append(len(indices))
    return sparse.csr_array((data, indices, indptr), shape=(len(lines), max(1, len(column))))


def _add_alignments(table: _Table, stemma: Stemma) -> None:
    """Passages that lineage aligned speak for their statements being the same."""
    by_report: dict[str, list[int]] = defaultdict(list)
    for k, line in enumerate(table.lines):
        by_report[line.report].append(k)

    def inside(report: str, span: Span) -> list[int]:
        return [k for k in by_report[report] if table.lines[k].statement.span.overlap(span)]

    for edge in stemma.edges:
        for pair in edge.passages:
            for i in inside(edge.child, pair.child):
                for j in inside(edge.parent, pair.parent):
                    if j in table.scores.get(i, {}):
                        table.scores[i][j] += ALIGNED
                        table.scores[j][i] += ALIGNED


def _join(table: _Table) -> list[list[int]]:
    """Groups of statements by average linkage, greedily from the best pair down.

    An average over all pairs of two groups, unknown ones counting 0, keeps chains from forming (UPGMA, Sokal &
    Michener 1958, over a sparse table).
    """
    lines = table.lines
    home = list(range(len(lines)))
    groups: dict[int, list[int]] = {k: [k] for k in home}
    pairs = sorted(
        ((-score, i, j) for i, near in table.scores.items() for j, score in near.items() if i < j),
    )
    for negative, i, j in pairs:
        if -negative < LEAST_AVERAGE:
            break
        a, b = sorted((home[i], home[j]))
        if a == b:
            continue
        one, other = groups[a], groups[b]
        if _average(table, one, other) < LEAST_AVERAGE:
            continue
        if len(one) == len(other) == 1 and lines[i].report == lines[j].report:
            continue
        for k in other:
            home[k] = a
        groups[a] = sorted(one + other)
        del groups[b]
    return [groups[k] for k in sorted(groups)]


def _average(table: _Table, one: Sequence[int], other: Sequence[int]) -> float:
    total = 0.0
    for i in one:
        near = table.scores.get(i, {})
        total += sum(near.get(j, 0.0) for j in other)
    return total / (len(one) * len(other))


def _claim(lines: Sequence[Line], sides: Mapping[str, Side], stemma: Stemma) -> Claim:
    readings = tuple(
        Reading(x.report, x.statement.span, x.statement.voice, x.statement.certainty)
        for x in sorted(lines, key=lambda x: (x.report, x.statement.span))
    )
    best = min(
        readings,
        key=lambda r: (abs(len(r.span) - CLEAR_LENGTH), r.report, r.span),
    )
    parts = [f"{r.report}:{r.span.start}:{r.span.end}" for r in readings]
    return Claim(
        id=content_id("c", *parts),
        text=re.sub(r"\s+", " ", best.span.of(sides[best.report].text)),
        readings=readings,
        corroboration=corroborate(readings, stemma),
        disputed=_is_disputed(lines, stemma),
    )


def corroborate(readings: Sequence[Reading], stemma: Stemma) -> Corroboration:
    """What stands behind the readings: reports, texts with verbatim copies folded, origins, voices."""
    reports = sorted({r.report for r in readings})
    texts = _texts(reports, stemma)
    # A blend descends from several origins; that its claim came by more than one of them is not known.
    origins = [stemma.origins_of(r) for r in reports]
    certain = {o[0] for o in origins if len(o) == 1}
    best = len(certain) + bool([o for o in origins if not certain & set(o)])
    reachable = len({o for each in origins for o in each})
    count = stemma.count
    low = best * count.origins.low // max(1, count.best)
    high = -(-best * count.origins.high // max(1, count.best))
    return Corroboration(
        reports=len(reports),
        texts=texts,
        origins=Interval(max(1, min(low, best, texts)), max(1, min(max(high, reachable), texts))),
        voices=tuple(sorted({r.voice for r in readings} - {NARRATOR})),
    )


def _texts(reports: Sequence[str], stemma: Stemma) -> int:
    """Reports with those folded that are verbatim copies of one another."""
    home = {r: r for r in stemma.reports}

    def root(r: str) -> str:
        while home[r] != r:
            r = home[r]
        return r

    for edge in stemma.edges:
        if edge.kind == "copy" and edge.parent in home:
            home[root(edge.child)] = root(edge.parent)
    return len({root(r) for r in reports})


def _is_disputed(lines: Sequence[Line], stemma: Stemma) -> bool:
    """Whether two readings of independent origins give other numbers, or one denies what the other says."""
    origins = {x.report: set(stemma.origins_of(x.report)) for x in lines}
    for n, one in enumerate(lines):
        for other in lines[n + 1 :]:
            if origins[one.report] & origins[other.report]:
                continue
            if _alike(one.stems, other.stems) < LEAST_DISPUTE:
                continue
            if one.negated != other.negated and not one.items and not other.items:
                return True
            if _contradict(one.items, other.items) or _contradict(other.items, one.items):
                return True
    return False


def _contradict(one: Sequence[Item], other: Sequence[Item]) -> bool:
    """Whether a number of the one is missing in the other, where another of the same unit and context stands."""
    for item in one:
        if item.slot != "number" or any(mean_same(item, o) for o in other):
            continue
        rivals = [o for o in other if comparable(item, o) and item.context & o.context]
        if any(not any(mean_same(r, i) for i in one) for r in rivals):
            return True
    return False


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
