"""The apparatus: every place where a child departs from its parents in meaning."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stemma.collation.acts import compare_acts
from stemma.collation.comparison import Change, Side, compare_sentence, plain_words, quoted_words
from stemma.collation.facts import read_facts
from stemma.collation.inventions import find_inventions
from stemma.collation.judge import Judge
from stemma.collation.judging import Case, sure, weigh
from stemma.collation.matching import PASSAGE, Weights, Window, find_window, in_order, match_table
from stemma.collation.offices import Held, compare_offices, held_offices
from stemma.collation.passages import tabulate
from stemma.collation.predicates import compare_predicates, merged
from stemma.collation.propositions import tells
from stemma.collation.qualifiers import compare_qualifiers
from stemma.collation.slots import letters
from stemma.collation.speakers import compare_speakers
from stemma.collation.wording import HEDGE, STOP, stem
from stemma.model import PROSE_ZONES, Analysis, Report, Stemma, Variant, VariantKind
from stemma.text.spans import Span, trimmed
from stemma.text.words import find_words

# With one, a change must be this probable: where somebody asks of one passage what became of it, and where a whole
# report is gone through, most of whose sentences are faithful.
LEAST_OF_PASSAGE = 0.5
LEAST_OF_STORY = 0.6
# A variant shows the clause it stands in, up to this many characters.
LONGEST_CLAUSE = 180
# Where at least so many quotations of a child differ from its parent's, and so large a share of those it has from
# there, it is a translation: none shows.
TRANSLATED_QUOTES, TRANSLATED_SHARE = 2, 0.5

# Of several parents the one that matches best is asked first; another that matches at least this well beside it may
# tell what the first does not, and what only the judge sees is asked of all.
AS_WELL = 0.8

# How well two siblings under a lost source must match in a sentence: neither was made from the other, and what they
# share may be but a quotation. Set by hand on a real day, where 2 of 19 variants between siblings were right without it.
LIKE_SIBLING = 0.6
# Siblings under a lost source that a report is held against: bounds the time of an agency's text that hundreds print.
MOST_SIBLINGS = 16

# How well the child's sentence must match that of the parent for such a change to be one, where the parent is more than a
# passage: two sentences on one subject have other names, figures and verbs. Set on kin, where 7 of 32 false alarms and 1
# of 94 right variants were below, and on 33 edges of real agency reports, where 13 of 31 false ones were. Whose word it
# is may have been told in wholly other words, but not that it was nobody's. What is joined by a person or an act needs
# none.
LEAST_LIKE: Mapping[VariantKind, float] = {
    "number": 0.55,
    "name": 0.55,
    "place": 0.55,
    "actor": 0.55,
    "quote": 0.55,
    "negation": 0.55,
    "certainty": 0.45,
    "role": 0.45,
    "date": 0.45,
}
LEAST_LIKE_LOST = 0.5

# Kinds of change in which one value stands for another; of names and places one may stand for the other.
VALUES = frozenset({"number", "date"})

_CLAUSE = re.compile(r"[,;:.!?—–]\s|\s[-—–]\s|\s(?=(?:and|but|that|which|who|while|because|after|before)\b)")


def compare_passages(
    parent: Report, parent_analysis: Analysis, child: Report, child_analysis: Analysis, judge: Judge | None = None
) -> tuple[Variant, ...]:
    """The variants of a child against a parent, sorted by place; neither needs to belong to a story.

    Args:
        parent: the source.
        parent_analysis: its analysis.
        child: the copy.
        child_analysis: its analysis.
        judge: weighs what is found; what slots alone show is reported without it.
    """
    sides = make_side(parent, parent_analysis), make_side(child, child_analysis)
    weights = Weights(f for s in sides for f in s.facts)
    return _compare(sides[1], [(sides[0], {})], weights, judge)


def find_variants(
    sides: Mapping[str, Side], stemma: Stemma, weights: Weights, judge: Judge | None = None
) -> tuple[Variant, ...]:
    """The variants along every edge and among the children of each lost source, sorted by child and place."""
    parents: dict[str, list[tuple[Side, dict[int, list[int]]]]] = defaultdict(list)
    for edge in stemma.edges:
        if edge.parent not in sides:
            continue
        given: dict[int, list[int]] = defaultdict(list)
        for pair in edge.passages:
            below = _sentences(sides[edge.child], pair.child)
            above = _sentences(sides[edge.parent], pair.parent)
            for i in below:
                given[i].extend(above)
        parents[edge.child].append((sides[edge.parent], given))
    found: list[Variant] = []
    for child in sorted(parents):
        near = {child, *(p.id for p, _ in parents[child])}
        others = [s for s in sides.values() if s.id not in near]
        found += _compare(sides[child], parents[child], weights, judge, others)
    for lost in stemma.lost_sources:
        siblings = [sides[c] for c in lost.children if c in sides]
        for sibling in siblings:
            nearest: list[tuple[Side, Mapping[int, list[int]]]] = [(s, {}) for s in _nearest(sibling, siblings)]
            departing = _compare(sibling, nearest, weights, judge, least_like=LIKE_SIBLING)
            found += [w for v in departing if (w := _of_sibling(v, siblings)) is not None]
    unique = {(v.child, v.child_span, v.kind): v for v in reversed(found)}
    return tuple(sorted(unique.values(), key=lambda v: (v.child, v.child_span, v.kind, v.parent or "")))


def _nearest(side: Side, siblings: Sequence[Side]) -> list[Side]:
    """The siblings that share the largest part of their words with a report, the nearest first."""

    def rank(other: Side) -> tuple[float, str]:
        return -len(side.stems & other.stems) / max(1, len(side.stems | other.stems)), other.id

    return sorted((s for s in siblings if s.id != side.id), key=rank)[:MOST_SIBLINGS]


def _of_sibling(variant: Variant, siblings: Sequence[Side]) -> Variant | None:
    """A departure from a sibling as one from their lost source, as far as the siblings show it.

    What a child says beside them may stand in the source. Where another sibling has what the first one has, and none
    what the child has, it is the child that departs. Else a doubt or a speaker that the sibling still has tells who
    does; of two values one must be wrong, and the variant, which stands at the first of the two reports, says that
    nobody knows which.
    """
    others = [s for s in siblings if s.id not in {variant.child, variant.parent}]
    if variant.kind == "invention" or any(_has(s, variant.after) for s in others):
        return None
    if variant.after and any(_has(s, variant.before) for s in others):
        return variant
    if variant.kind == "certainty":
        return variant if HEDGE.search(variant.before) and not HEDGE.search(variant.after) else None
    if variant.kind == "attribution" and not variant.after:
        return variant
    if variant.kind not in VALUES or variant.child > (variant.parent or ""):
        return None
    reason = (
        f"Two reports of one source differ: “{variant.before}”, “{variant.after}”; which of them departs is open."
    )
    return replace(variant, confidence=round(variant.confidence / 2, 3), reason=reason)


def _has(side: Side, words: str) -> bool:
    return bool(words) and f" {' '.join(w.plain for w in find_words(words))} " in side.plain


def make_side(report: Report, analysis: Analysis) -> Side:
    """A report as comparison sees it; only its prose is compared."""
    facts = read_facts(report, analysis)
    prose = [f for f, s in zip(facts, analysis.sentences, strict=True) if s.zone in PROSE_ZONES]
    stems = frozenset(s for f in prose for s, _ in f.stems)
    w = analysis.words
    words = None if w is None else tabulate(report.text, analysis, w)
    plain = " ".join(plain_words(report.text, f.span) for f in prose)
    quoted = " | ".join(quoted_words(report.text, q) for f in prose for q in f.quoted)
    return Side(report.id, report.text, tuple(prose), analysis, stems, f" {plain} ", f" {quoted} ", words)


def match(child: Side, parent: Side, weights: Weights) -> NDArray[np.float64]:
    """How well every sentence of the child matches every one of the parent, shape (child, parent)."""
    return match_table(child.facts, child.vectors, parent.facts, parent.vectors, weights)


def compare_sentences(
    child: Side,
    parent: Side,
    weights: Weights,
    given: Mapping[int, Sequence[int]] = {},
    table: NDArray[np.float64] | None = None,
) -> list[tuple[Window, tuple[Change, ...]] | None]:
    """For each sentence of the child, what it goes back to in the parent and what slots alone show, or None.

    Args:
        child: the copy.
        parent: its source.
        weights: how much each stem says.
        given: sentences of the parent that lineage found those of the child go back to.
        table: how well the sentences match, if that is known already.
    """
    if table is None:
        table = match(child, parent, weights)
    source = _Source.of(parent)
    windows = find_windows(child, table, given)
    return [None if w is None else (w, by_slots(child, i, source, w)) for i, w in enumerate(windows)]


def find_windows(
    child: Side, table: NDArray[np.float64], given: Mapping[int, Sequence[int]]
) -> list[Window | None]:
    """What each sentence of the child goes back to in the parent, or None; what tells nothing goes back to nothing.

    Args:
        child: the copy.
        table: how well every sentence of the child matches every one of the parent.
        given: sentences of the parent that lineage found those of the child go back to.
    """
    ordered, whole = in_order(table), table.shape[1] > PASSAGE
    return [
        None if whole and not _tells(child, f.span) else find_window(ordered[i], given.get(i, ()))
        for i, f in enumerate(child.facts)
    ]


def _tells(side: Side, span: Span) -> bool:
    return side.words is None or tells(side.text, side.words, span)


@dataclass(frozen=True, slots=True)
class _Source:
    """A parent with what all sentences of a child are held against."""

    side: Side
    held: tuple[Held, ...]
    """The offices that it gives to persons."""
    headings: frozenset[str]
    """The letters of its titles and other lines that are no prose."""

    @classmethod
    def of(cls, side: Side) -> _Source:
        headings = (s.span for s in side.analysis.sentences if s.zone not in PROSE_ZONES)
        return cls(side, held_offices(side), frozenset(_letters(side, h) for h in headings))


def by_slots(child: Side, i: int, source: _Source, window: Window) -> tuple[Change, ...]:
    """What slots alone show of the child's sentence `i` beside its passage."""
    mine, parent = _letters(child, child.facts[i].span), source.side
    if mine in source.headings:  # a copy whose title is its first line
        return ()
    said = [*compare_sentence(child, i, parent, window), *compare_speakers(child, i, parent, window)]
    if any(_letters(parent, parent.facts[j].span) == mine for j in window.core):
        # Word for word: only the marks of a quotation can have changed, and whether somebody says it.
        return tuple(merged([c for c in said if c.kind == "quote" or not c.after]))
    found = [
        *said,
        *compare_predicates(child, i, parent, window),
        *compare_acts(child, i, parent, window),
        *compare_qualifiers(child, i, parent, window),
        *compare_offices(child, i, parent, source.held),
    ]
    return tuple(merged(found))


@dataclass(frozen=True, slots=True)
class _Above:
    """A parent of a child, and what the child's sentences go back to in it."""

    source: _Source
    table: NDArray[np.float64]
    """How well the sentences match, shape (child, parent)."""
    windows: Sequence[Window | None]
    """Of each sentence of the child."""


def _letters(side: Side, span: Span) -> str:
    return letters(span.of(side.text))


def _compare(
    child: Side,
    parents: Sequence[tuple[Side, Mapping[int, Sequence[int]]]],
    weights: Weights,
    judge: Judge | None,
    others: Sequence[Side] | None = None,
    *,
    least_like: float = 0.0,
) -> tuple[Variant, ...]:
    """The variants of a child against all of its parents, whose sentences must match that well.

    What it adds, too, where the `others` of its story are given.
    """
    if not child.analysis.supported:
        return ()
    above = []
    for side, given in parents:
        if side.analysis.supported and side.facts:
            table = match(child, side, weights)
            above.append(_Above(_Source.of(side), table, find_windows(child, table, given)))
    found = [pair for i in range(len(child.facts)) for pair in _departures(child, i, above, judge, least_like)]
    out = _variants(child, _without_translations(child, found))
    if others is None:
        return out
    return (*out, *find_inventions(child, [(p.source.side, p.table) for p in above], others, weights))


def _departures(
    child: Side, i: int, above: Sequence[_Above], judge: Judge | None, least_like: float
) -> Iterator[tuple[Side, Change]]:
    """Where the child's sentence departs from whatever it may go back to.

    The parent that matches it best is asked first; of the others those that may tell otherwise, as long as a change
    is left that none has explained.
    """
    passages = all(len(p.source.side.facts) <= PASSAGE for p in above)
    least = LEAST_OF_PASSAGE if passages else LEAST_OF_STORY

    def look(parent: _Above, window: Window) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
        shown = by_slots(child, i, parent.source, window)
        if judge is None:
            return shown, sure(shown)
        return shown, weigh(judge, Case(child, i, parent.source.side, window, shown, passages), least)

    cells = [(p, w) for p in above if (w := p.windows[i]) is not None]
    cells.sort(key=lambda c: (-c[1].score, c[0].source.side.id))
    if not cells or cells[0][1].score < least_like:
        return
    (best, window), *rest = cells
    shown, left = look(best, window)
    if not passages:
        left = tuple(c for c in left if _is_near(c, best.source.side, best.table[i]))
    by_slot = {c for c in left if any(_same_place(c, s) for s in shown)}
    for other, beside in rest:
        asked = [c for c in left if c not in by_slot or _may_tell(c, child, window, other.source.side, beside)]
        if asked:
            told = look(other, beside)[1]
            left = tuple(c for c in left if c not in asked or any(_same_place(c, t) for t in told))
    yield from ((best.source.side, c) for c in left)


def _is_near(change: Change, side: Side, like: NDArray[np.float64]) -> bool:
    """Whether the sentence of the parent that a change is held against matches the child's well enough for its kind."""
    lost = change.kind == "attribution" and not change.after
    least = LEAST_LIKE_LOST if lost else LEAST_LIKE.get(change.kind, 0.0)
    home = next((j for j, f in enumerate(side.facts) if f.span.start <= change.parent.start < f.span.end), None)
    return change.anywhere or home is None or float(like[home]) >= least


def _may_tell(change: Change, child: Side, best: Window, side: Side, window: Window) -> bool:
    """Whether another parent may tell what the first does not: it matches nearly as well, or has the changed words."""
    if window.score >= AS_WELL * best.score:
        return True
    words = [stem(w.plain) for w in find_words(child.text, change.child) if w.plain not in STOP]
    above = [side.facts[j] for j in window.around]
    return bool(words) and all(any(f.holds(w) for f in above) for w in words)


def _same_place(one: Change, other: Change) -> bool:
    return one.kind == other.kind and one.child.overlap(other.child) > 0


def _without_translations(child: Side, found: list[tuple[Side, Change]]) -> list[tuple[Side, Change]]:
    """The changes without those of quotations, where so many of those that go back to a parent differ from it."""
    quoted = [quoted_words(child.text, q) for f in child.facts for q in f.quoted]
    translated = set()
    for parent in {side.id: side for side, _ in found}.values():
        changed = len({c.child for side, c in found if c.kind == "quote" and side is parent})
        kept = sum(f" {q} " in parent.quoted for q in quoted)
        if changed >= TRANSLATED_QUOTES and changed >= TRANSLATED_SHARE * (changed + kept):
            translated.add(parent.id)
    return [(side, c) for side, c in found if c.kind != "quote" or side.id not in translated]


def _variants(child: Side, found: Sequence[tuple[Side, Change]]) -> tuple[Variant, ...]:
    out: dict[tuple[str, Span], Variant] = {}
    for side, change in found:
        span = clause(child, change.child)
        key = (change.kind, span)
        if key in out:
            continue
        out[key] = Variant(
            kind=change.kind,
            child=child.id,
            child_span=span,
            parent=side.id,
            parent_span=clause(side, change.parent),
            before=change.before,
            after=change.after,
            confidence=round(change.confidence, 3),
            reason=change.reason,
        )
    return tuple(sorted(out.values(), key=lambda v: (v.child_span, v.kind)))


def clause(side: Side, span: Span) -> Span:
    """The clause that holds the span: between marks or conjunctions of its sentence, not too long."""
    home = next((f.span for f in side.facts if f.span.contains(span)), span)
    if len(span) >= LONGEST_CLAUSE:
        return span if len(span) <= 2 * LONGEST_CLAUSE else Span(span.start, span.start + 2 * LONGEST_CLAUSE)
    cuts = [home.start, *(home.start + m.end() for m in _CLAUSE.finditer(home.of(side.text))), home.end]
    start = max(c for c in cuts if c <= span.start)
    end = min(c for c in cuts if c >= span.end)
    spare = max(0, LONGEST_CLAUSE - len(span)) // 2
    start, end = max(start, span.start - spare), min(end, span.end + spare)
    while start > home.start and start < span.start and side.text[start - 1].isalnum():
        start += 1
    while end < home.end and end > span.end and side.text[end].isalnum():
        end -= 1
    return trimmed(side.text, Span(start, end))


def _sentences(side: Side, span: Span) -> list[int]:
    return [i for i, f in enumerate(side.facts) if f.span.overlap(span)]
