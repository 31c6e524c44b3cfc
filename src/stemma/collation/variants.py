"""Variants: where a copy departs from its source in meaning. Align, then compare slot by slot.

A slot of the copy counts as changed only where nothing in the source supports it and the matched passage has
another value in its place, so that a faithful paraphrase, an omission or another order gives no variant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stemma.collation.slots import Passage, read_passages, word_set
from stemma.model import Analysis, Entity, Report, Stemma, Variant, VariantKind
from stemma.text.matching import tabulate
from stemma.text.quantities import agree, parse_key
from stemma.text.spans import Span
from stemma.text.words import find_words, plain_characters

# Sentences below the first score are not compared; slots that rest on the whole sentence saying the same (doubt,
# denial, who says it) need the second. Set on kin and pairs (development halves).
LEAST_MATCH, SAME_SENTENCE = 0.3, 0.5
# A second sentence of the source counts as part of the passage if it scores this close to the first.
NEXT_BEST = 0.1
LONGEST_SPAN = 380
# How sure each kind is, as its precision on pairs (development half) came out; honest, not tuned.
CONFIDENCE: dict[VariantKind, float] = {
    "number": 0.8, "date": 0.75, "place": 0.65, "name": 0.6, "role": 0.55, "actor": 0.5, "negation": 0.5,
    "certainty": 0.5, "attribution": 0.45, "quote": 0.6, "invention": 0.4,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A report that another may have copied."""

    report: Report
    """The report."""
    passages: tuple[Passage, ...]
    """Its sentences with their slots."""
    scores: NDArray[np.float32]
    """How well the copy's sentences match them, shape (sentences of the copy, passages)."""


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """A sentence of the copy beside the passage it goes back to."""

    child: Report
    passage: Passage
    source: Source
    matched: tuple[Passage, ...]
    score: float
    known: frozenset[str]
    keys: frozenset[tuple[str, str]]
    numbers: tuple[str, ...]


def compare_passages(
    parent: Report, parent_analysis: Analysis, child: Report, child_analysis: Analysis
) -> tuple[Variant, ...]:
    """The variants of one report against another that it is known to copy, in order of the copy."""
    return _compare(child, child_analysis, [(parent, parent_analysis)])


def find_variants(reports: Sequence[Report], analyses: Sequence[Analysis], stemma: Stemma) -> tuple[Variant, ...]:
    """The variants along every edge of the tree, sorted by child and place."""
    at = {r.id: n for n, r in enumerate(reports)}
    found: list[Variant] = []
    for n, report in enumerate(reports):
        parents = sorted(e.parent for e in stemma.edges if e.child == report.id and e.kind != "copy")
        if parents:
            above = [(reports[at[p]], analyses[at[p]]) for p in parents]
            found.extend(_compare(report, analyses[n], above))
    return tuple(sorted(found, key=lambda v: (v.child, v.child_span, v.kind, v.after)))


def _compare(
    child: Report, analysis: Analysis, parents: Sequence[tuple[Report, Analysis]]
) -> tuple[Variant, ...]:
    if not analysis.supported or not all(a.supported for _, a in parents):
        return ()
    passages = read_passages(child, analysis)
    sources = _sources(passages, analysis, parents)
    if not passages or not any(s.passages for s in sources):
        return ()
    known = frozenset().union(*(word_set(s.passages) for s in sources))
    entities = [e for s in sources for p in s.passages for e in p.entities]
    keys = frozenset((e.type, e.key) for e in entities)
    numbers = tuple(e.key for e in entities if e.type == "NUM")
    found: list[Variant] = []
    for n, passage in enumerate(passages):
        source = max((s for s in sources if s.passages), key=lambda s: float(s.scores[n].max()))
        order = np.argsort(-source.scores[n], kind="stable")
        score = float(source.scores[n, order[0]])
        if score < LEAST_MATCH:
            continue
        near = [k for k in order[:3] if source.scores[n, k] >= score - NEXT_BEST]
        matched = tuple(source.passages[k] for k in near)
        case = _Case(child, passage, source, matched, score, known, keys, numbers)
        found.extend(_apparatus(case, analysis))
    return tuple(sorted(found, key=lambda v: (v.child_span, v.kind, v.after)))


def _sources(
    passages: Sequence[Passage], analysis: Analysis, parents: Sequence[tuple[Report, Analysis]]
) -> list[Source]:
    """The parents with the scores of the child's sentences, all measured in one table."""
    read = [(r, a, read_passages(r, a)) for r, a in parents]
    places: dict[Span, int] = {s.span: k for k, s in enumerate(analysis.sentences)}
    vectors = [analysis.vectors[[places[p.span] for p in passages]]]
    words = [tuple(w.plain for w in p.words) for p in passages]
    for _, a, theirs in read:
        spots = {s.span: k for k, s in enumerate(a.sentences)}
        vectors.append(a.vectors[[spots[p.span] for p in theirs]])
        words.extend(tuple(w.plain for w in p.words) for p in theirs)
    table = np.concatenate([v.reshape(-1, analysis.vectors.shape[1]) for v in vectors])
    few = len(table) <= 2 * len(read) + 2  # two single passages have no mean to stand out from
    scored = tabulate(np.concatenate([table, np.zeros_like(table)]) if few else table, [*words, *([()] * len(words) if few else [])])
    out: list[Source] = []
    at = len(passages)
    for report, _, theirs in read:
        out.append(Source(report, theirs, scored.match(slice(0, len(passages)), slice(at, at + len(theirs)))))
        at += len(theirs)
    return out


def _apparatus(case: _Case, analysis: Analysis) -> Iterator[Variant]:
    """All variants of one sentence; one per changed word."""
    for kind, after, before in (*_named(case), *_numbers(case), *_roles(case), *_manner(case), *_quotes(case)):
        yield _variant(case, analysis, kind, after, before)


_Change = tuple[VariantKind, Span, Span | None]


def _counterpart(case: _Case, kinds: set[str], mine: Entity) -> Entity | None:
    """The entity of the source that stands where the copy has another: of the same kind and not in the copy."""
    have = {e.key for e in case.passage.entities if e.type in kinds}
    plain = {w.plain for w in case.passage.words}
    for passage in case.matched:
        for e in passage.entities:
            last = [w.plain for w in find_words(case.source.report.text, e.span)][-1:]
            if e.type in kinds and e.key not in have and e.key != mine.key and not set(last) <= plain:
                return e
    return None


def _named(case: _Case) -> Iterator[_Change]:
    for e in case.passage.entities:
        if e.type == "NUM" or (e.type, e.key) in case.keys:
            continue
        words = [w.plain for w in find_words(case.child.text, e.span)]
        if e.type != "DATE" and words and words[-1] in case.known:
            continue
        if e.type in {"GPE", "NORP"} and any(k == e.key for t, k in case.keys if t in {"GPE", "NORP"}):
            continue
        kind: VariantKind = "name"
        kinds = {"PER"} if e.type == "PER" else {"ORG", "FAC", "EVENT"}
        if e.type == "DATE":
            kind, kinds = "date", {"DATE"}
        elif e.type in {"GPE", "LOC"}:
            kind, kinds = "place", {"GPE", "LOC"}
        elif e.type == "NORP":
            kind, kinds = "actor", {"NORP"}
        other = _counterpart(case, kinds, e)
        if other is not None and (kind != "date" or _same_grain(e.key, other.key)):
            yield kind, e.span, other.span


def _same_grain(one: str, other: str) -> bool:
    """Whether two dates are of one precision: a weekday is no rival of a year."""
    return ("W" in one) == ("W" in other) and one.count("-") == other.count("-")


def _numbers(case: _Case) -> Iterator[_Change]:
    theirs = [(parse_key(e.key), e) for p in case.matched for e in p.entities if e.type == "NUM"]
    anywhere = [parse_key(k) for k in case.numbers]
    mine = [(parse_key(e.key), e) for e in case.passage.entities if e.type == "NUM"]
    for q, e in mine:
        if any(agree(q, other) for other in anywhere):
            continue
        rivals = [(r, x) for r, x in theirs if r.unit == q.unit and not any(agree(r, m) for m, _ in mine)]
        if rivals:
            nearest = min(rivals, key=lambda rx: abs(np.log1p(rx[0].value) - np.log1p(q.value)))
            yield "number", e.span, nearest[1].span
        elif case.score >= SAME_SENTENCE:
            yield "invention", e.span, None


def _roles(case: _Case) -> Iterator[_Change]:
    mine, theirs = dict(case.passage.roles), {r: s for p in case.matched for r, s in p.roles}
    new = [(r, s) for r, s in case.passage.roles if r not in theirs and r not in case.known]
    gone = [s for r, s in theirs.items() if r not in mine]
    if new and gone:
        yield "role", new[0][1], gone[0]
        return
    former = [s for p in case.matched for s in p.former]
    shared = [s for r, s in case.passage.roles if r in theirs]
    if bool(former) != bool(case.passage.former) and shared and case.score >= SAME_SENTENCE:
        yield "role", (case.passage.former or shared)[0], (former or list(theirs.values()))[0]


def _manner(case: _Case) -> Iterator[_Change]:
    """What rests on the whole sentence: doubt, denial, and whose word it is."""
    if case.score < SAME_SENTENCE:
        return
    first = case.matched[0]
    whole = case.passage.span
    if first.hedges and not case.passage.hedges and not any(p.hedges == () for p in case.matched[1:]):
        yield "certainty", whole, first.hedges[0]
    denied = sum(len(p.negations) for p in case.matched[:1]) % 2
    if denied != len(case.passage.negations) % 2 and not (case.passage.hedges and first.hedges):
        yield "negation", (case.passage.negations or (whole,))[0], (first.negations or (first.span,))[0]
    if first.attributed and not case.passage.attributed and not case.passage.quoted:
        yield "attribution", whole, first.span


def _quotes(case: _Case) -> Iterator[_Change]:
    plain = plain_characters(case.source.report.text)
    said = " ".join(w.plain for w in find_words(plain))
    quoted = " | ".join(
        " ".join(w.plain for w in find_words(case.source.report.text, q)) for p in case.source.passages for q in p.quoted
    )
    for q in case.passage.quoted:
        words = [w.plain for w in find_words(case.child.text, q)]
        mine = " ".join(words)
        if len(words) < 3 or mine in quoted:  # noqa: PLR2004  two words in quotation marks are a label
            continue
        outside = mine in said and not any(p.quoted for p in case.matched)
        changed = mine not in said and any(p.quoted for p in case.matched)
        fresh = mine not in said and not changed
        if outside or changed or fresh:
            yield "quote", q, (case.matched[0].quoted or (case.matched[0].span,))[0]


_SENTENCES: dict[VariantKind, str] = {
    "number": "The source gives {before}; the copy gives {after}.",
    "date": "The source says {before}; the copy says {after}.",
    "place": "The source places it in {before}; the copy in {after}.",
    "name": "The source names {before}; the copy names {after}.",
    "role": "The source says {before}; the copy says {after}.",
    "actor": "The source speaks of {before}; the copy of {after}.",
    "negation": "One of the two denies what the other asserts ({before} against {after}).",
    "certainty": "The source leaves it open ({before}); the copy states it as settled.",
    "attribution": "The source puts it in somebody's mouth; the copy states it as fact.",
    "quote": "The copy puts words in quotation marks that the source does not quote so.",
    "invention": "The copy gives {after}; nothing in its sources does.",
}


def _variant(case: _Case, analysis: Analysis, kind: VariantKind, after: Span, before: Span | None) -> Variant:
    span = _clause(case, analysis, after)
    new = _short(after.of(case.child.text))
    old = _short(before.of(case.source.report.text)) if before is not None else ""
    confidence = min(0.95, CONFIDENCE[kind] * (0.7 + 0.5 * min(case.score, 0.8)))
    parent = next((p.span for p in case.matched if before is not None and p.span.contains(before)), case.matched[0].span)
    invented = kind == "invention"
    return Variant(
        kind=kind,
        child=case.child.id,
        child_span=span,
        parent=None if invented else case.source.report.id,
        parent_span=None if invented else parent,
        before=old,
        after=new,
        confidence=round(confidence, 3),
        reason=_SENTENCES[kind].format(before=f"“{old}”", after=f"“{new}”"),
    )


def _clause(case: _Case, analysis: Analysis, changed: Span) -> Span:
    """The statement that holds the change; else the sentence; else, where that is too long, the words round it."""
    holders = [s.span for s in analysis.statements if s.span.contains(changed)]
    span = min(holders, key=len) if holders else case.passage.span
    if len(span) > LONGEST_SPAN:
        start = max(span.start, changed.start - LONGEST_SPAN // 2)
        span = Span(start, min(span.end, start + LONGEST_SPAN))
    return span


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 160 else flat[:157].rsplit(" ", 1)[0] + " …"  # noqa: PLR2004  fits a line or two
