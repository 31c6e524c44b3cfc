"""Claims: statements of several reports that say the same thing, and what stands behind them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from stemma.collation.comparison import Side
from stemma.collation.disputes import find_disputes
from stemma.collation.facts import Facts
from stemma.collation.joining import join
from stemma.collation.matching import Weights
from stemma.collation.news import find_carried, weigh_news
from stemma.collation.passages import WordTable
from stemma.collation.propositions import find_propositions
from stemma.collation.sameness import Line, find_heights
from stemma.collation.wording import QUOTES, STOP, stem
from stemma.model import (
    NOBODYS,
    Claim,
    Corroboration,
    Reading,
    Statement,
    Stemma,
    Variant,
    content_id,
)
from stemma.text.spans import Places, Span
from stemma.text.words import find_words

# The text of a claim is a reading of at least this many characters, if one can be read alone (a guess).
SHORT = 40
# So many readings of a claim are held against one another to find its text: bounds the time of a large story.
COMPARED = 200

# How much of a statement's meaning is that of its own words, described where they stand, beside the static vector of
# its sentence. With it claims on kin, own trees, went from .784 to .792 under an
# earlier joining; half was no better, and more ruined them.
OWN_WORDS = 0.3

# What a reading lacks that is a clause without a sentence's beginning.
CLAUSE = 2
_ENDS = frozenset(".!?…")
# A clause that begins with one of these leans on another.
_JOINING = frozenset(
    [
        "who",
        "whom",
        "whose",
        "which",
        "that",
        "when",
        "where",
        "while",
        "as",
        "after",
        "before",
        "because",
        "since",
        "until",
        "if",
        "whether",
        "though",
        "although",
        "so",
        "than",
    ]
)


def find_claims(
    sides: Mapping[str, Side], stemma: Stemma, weights: Weights, variants: Sequence[Variant] = ()
) -> tuple[Claim, ...]:
    """The claims of a story, the best corroborated first.

    Args:
        sides: all reports.
        stemma: their family tree.
        weights: how much each stem says.
        variants: the apparatus: a reading that bends its source shows a claim only where all do.
    """
    bent: dict[str, list[tuple[Span, Variant]]] = defaultdict(list)
    for v in variants:
        bent[v.child].append((v.child_span, v))
    apparatus = {report: Places(found) for report, found in bent.items()}
    lines, vectors = statement_lines(sides)
    if not lines:
        return ()
    claims: list[Claim] = []
    carried = find_carried(sides, stemma)
    for group in join(lines, vectors, weights):
        together = [
            replace(_claim(part, sides, stemma, weights, apparatus), news=weigh_news(part, sides, stemma, carried))
            for part in group
        ]
        ids = sorted(c.id for c in together)
        claims += [replace(c, perhaps=tuple(i for i in ids if i != c.id)) for c in together]
    return tuple(sorted(claims, key=rank_claim))


def rank_claim(claim: Claim) -> tuple[int, int, int, int, str]:
    """What claims are sorted by: the best corroborated first."""
    c = claim.corroboration
    return (-c.origins.high, -c.reports, -c.texts, -len(c.voices), claim.id)


def statement_lines(sides: Mapping[str, Side]) -> tuple[list[Line], NDArray[np.float64]]:
    """The statements of all reports, and a unit vector for each: that of its sentence beside that of its own words."""
    lines: list[Line] = []
    sentences: list[NDArray[np.float32]] = []
    words: list[NDArray[np.float32]] = []
    for name in sorted(sides):
        side = sides[name]
        known = {f.span: f for f in side.facts}
        rows: list[int] = []
        for statement in _propositions(side):
            facts = known.get(side.analysis.sentences[statement.sentence].span)
            if facts is None:
                continue
            line = _line(side, facts, statement, len(lines))
            if line.stems and _tells(side, facts, statement.span):
                lines.append(line)
                rows.append(statement.sentence)
                if side.words is not None:
                    words.append(_meaning(side.words, statement.span))

        sentences.append(side.analysis.vectors[rows])
    if not lines:
        return [], np.zeros((0, 1))
    every = np.concatenate([s.analysis.vectors for s in sides.values()]).astype(np.float64)
    table = _unit(np.concatenate(sentences) - every.mean(axis=0))
    if len(words) < len(lines):  # the language model describes no words
        return lines, table
    own = np.stack(words).astype(np.float64)
    parts = (1.0 - OWN_WORDS) ** 0.5 * table, OWN_WORDS**0.5 * _unit(own - own.mean(axis=0))
    return lines, np.concatenate(parts, axis=1)


def _propositions(side: Side) -> Iterator[Statement]:
    """What a report says that can be held against others, in order."""
    for n, group in groupby(side.analysis.statements, key=lambda s: s.sentence):
        statements = list(group)
        if side.words is None:
            yield from statements
        else:
            sentence = side.analysis.sentences[n].span
            yield from find_propositions(side.text, side.words, sentence, statements)


def _tells(side: Side, facts: Facts, span: Span) -> bool:
    """Whether a sentence says anything: beside names, days and numbers it has two words, or one that has a subject.

    "Posted 16 July 2018 by the Corran Wire" tells nothing of the event. Parts of sentences may be short.
    """
    if side.words is None or facts.span.overlap(span) < len(facts.span):
        return True
    table = side.words
    whole, inside = table.whole, table.inside(span)
    bare = [
        k
        for k in inside
        if whole.plain[k].isalpha()
        and whole.plain[k] not in STOP
        and not (whole.names[k] or whole.dates[k] or not np.isnan(whole.values[k]))
    ]
    return len(bare) > 1 or (bool(bare) and any(table.relations[k].startswith("nsubj") for k in inside))


def _meaning(table: WordTable, span: Span) -> NDArray[np.float32]:
    """The mean of the vectors of a statement's words, each where it stands, small words left out."""
    inside = list(table.inside(span))
    places = [k for k in inside if table.whole.plain[k] not in STOP] or inside
    width = table.whole.vectors.shape[1]
    out: NDArray[np.float32] = table.whole.vectors[places].mean(axis=0) if places else np.zeros(width, np.float32)
    return out


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    norm = np.linalg.norm(rows, axis=1, keepdims=True)
    out: NDArray[np.float64] = np.divide(rows, norm, out=np.zeros_like(rows), where=norm > 0)
    return out


def _line(side: Side, facts: Facts, statement: Statement, row: int) -> Line:
    words = find_words(side.text, statement.span)
    return Line(
        report=side.id,
        statement=statement,
        row=row,
        words=tuple(w.plain for w in words),
        stems=frozenset(stem(w.plain) for w in words if w.plain not in STOP),
        items=tuple(i for i in facts.items if statement.span.contains(i.span)),
        quoted=any(mark in statement.span.of(side.text) for mark in QUOTES.strip()),
        height=find_heights(side.words, statement.span) if side.words else {},
    )


def _claim(
    lines: Sequence[Line],
    sides: Mapping[str, Side],
    stemma: Stemma,
    weights: Weights,
    bent: Mapping[str, Places[Variant]],
) -> Claim:
    lines = sorted(lines, key=lambda x: (x.report, x.statement.span))
    readings = tuple(Reading(x.report, x.statement.span, x.statement.voice, x.statement.certainty) for x in lines)
    parts = [f"{r.report}:{r.span.start}:{r.span.end}" for r in readings]
    best = readings[_clearest(lines, sides, weights, bent)]
    disputes = find_disputes(lines, sides, stemma)
    return Claim(
        id=content_id("c", *parts),
        text=re.sub(r"\s+", " ", best.span.of(sides[best.report].text)),
        readings=readings,
        corroboration=corroborate(readings, stemma),
        disputed=bool(disputes),
        disputes=disputes,
    )


def _clearest(
    lines: Sequence[Line], sides: Mapping[str, Side], weights: Weights, bent: Mapping[str, Places[Variant]]
) -> int:
    """Which reading shows what a claim says: the one most like all others, of those that are best read alone.

    That is the medoid of the readings by their rare words. One that bends its source comes after all others. Readings
    beyond the first `COMPARED` are not asked.
    """
    some = lines[:COMPARED]

    def rank(n: int) -> tuple[bool, bool, bool, int, float]:
        one = some[n]
        span = one.statement.span
        likeness = sum(weights.cosine(one.stems, other.stems) for other in some)
        bends = one.report in bent and bool(bent[one.report].touching(span))
        lacks = _lacks(sides[one.report], span)
        return bends, lacks > CLAUSE, len(span) < SHORT, lacks, -likeness

    return min(range(len(some)), key=rank)


def _lacks(side: Side, span: Span) -> int:
    """What a reading lacks to be read alone: 0 nothing, it is a sentence; `CLAUSE` or less: it has its subject; more: that too."""
    passage = span.of(side.text).strip(QUOTES)
    if passage[:1].isupper():
        return int(side.text[span.end - 1 : span.end + 1].strip(QUOTES)[-1:] not in _ENDS)
    return CLAUSE if _is_clause(side.words, span) else CLAUSE + 1


def _is_clause(words: WordTable | None, span: Span) -> bool:
    """Whether a passage is a verb with its subject and what else hangs on it, and hangs on nothing itself."""
    if words is None:
        return False
    inside = words.inside(span)
    heads = words.whole.heads
    tops = {k for k in inside if int(heads[k]) not in inside or int(heads[k]) == k}
    return (
        bool(inside)
        and words.whole.plain[inside[0]] not in _JOINING
        and any(words.relations[k].startswith("nsubj") and int(heads[k]) in tops for k in inside)
    )


def corroborate(readings: Sequence[Reading], stemma: Stemma) -> Corroboration:
    """What stands behind the readings: reports, texts with verbatim copies folded, origins, voices."""
    reports = sorted({r.report for r in readings})
    voices = {r.voice for r in readings} - NOBODYS
    told = {o for r in readings if r.voice in voices for o in stemma.origins_of(r.report)}
    return Corroboration(
        reports=len(reports),
        texts=stemma.texts_of(reports),
        origins=stemma.origins_behind(reports),
        voices=tuple(sorted(voices)),
        one_voice=len(voices) == 1 and all(told.issuperset(stemma.origins_of(r)) for r in reports),
    )
