"""The apparatus: every place where a child departs from its parents in meaning."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from stemma.collation.comparison import Change, Side, compare_sentence, plain_words
from stemma.collation.facts import read_facts
from stemma.collation.judge import Judge
from stemma.collation.judging import Case, sure, weigh
from stemma.collation.matching import PASSAGE, Weights, Window, find_window, match_table
from stemma.collation.passages import tabulate
from stemma.collation.predicates import compare_predicates, merged
from stemma.collation.wording import HEDGE
from stemma.model import PROSE_ZONES, Analysis, Report, Stemma, Variant
from stemma.text.spans import Span, trimmed

# With one, a change must be this probable: where somebody asks of one passage what became of it, and where a whole
# report is gone through, most of whose sentences are faithful.
LEAST_OF_PASSAGE = 0.5
LEAST_OF_STORY = 0.6
# A variant shows the clause it stands in, up to this many characters.
LONGEST_CLAUSE = 180
# Where at least so many quotations of a child differ and so large a share of all, it is a translation: none shows.
TRANSLATED_QUOTES, TRANSLATED_SHARE = 3, 0.5

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
    found = [v for child in sorted(parents) for v in _compare(sides[child], parents[child], weights, judge)]
    for lost in stemma.lost_sources:
        siblings = [sides[c] for c in lost.children if c in sides]
        for child in siblings:
            others: list[tuple[Side, Mapping[int, Sequence[int]]]] = [
                (s, {}) for s in siblings if s.id != child.id
            ]
            found += [v for v in _compare(child, others, weights, judge) if _stands_alone(v, len(others))]
    unique = {(v.child, v.child_span, v.kind): v for v in reversed(found)}
    return tuple(sorted(unique.values(), key=lambda v: (v.child, v.child_span, v.kind, v.parent or "")))


def _stands_alone(variant: Variant, siblings: int) -> bool:
    """Whether a child departs from its lost source, for all that its siblings show.

    What it says beside them may stand in the source. Where several siblings agree against it, it is the one that
    departs; against a single one, only a doubt or a speaker that the sibling still has tells who does.
    """
    if variant.kind == "invention":
        return False
    if siblings > 1:
        return True
    if variant.kind == "certainty":
        return bool(HEDGE.search(variant.before)) and not HEDGE.search(variant.after)
    return variant.kind == "attribution" and not variant.after


def make_side(report: Report, analysis: Analysis) -> Side:
    """A report as comparison sees it; only its prose is compared."""
    facts = read_facts(report, analysis)
    prose = [f for f, s in zip(facts, analysis.sentences, strict=True) if s.zone in PROSE_ZONES]
    stems = frozenset(s for f in prose for s, _ in f.stems)
    w = analysis.words
    words = None if w is None else tabulate(report.text, analysis, w)
    plain = " ".join(plain_words(report.text, f.span) for f in prose)
    quoted = " | ".join(plain_words(report.text, q) for f in prose for q in f.quoted)
    return Side(report.id, report.text, tuple(prose), analysis, stems, f" {plain} ", f" {quoted} ", words)


def vectors_of(side: Side) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """The vectors of the sentences that are compared, in order."""
    rows = list(side.analysis.prose())
    return np.asarray(side.analysis.vectors[rows], dtype=np.float32)


def compare_sentences(
    child: Side, parent: Side, weights: Weights, given: Mapping[int, Sequence[int]] = {}
) -> list[tuple[Window, tuple[Change, ...]] | None]:
    """For each sentence of the child, what it goes back to in the parent and what slots alone show, or None.

    Args:
        child: the copy.
        parent: its source.
        weights: how much each stem says.
        given: sentences of the parent that lineage found those of the child go back to.
    """
    table = match_table(child.facts, vectors_of(child), parent.facts, vectors_of(parent), weights)
    out: list[tuple[Window, tuple[Change, ...]] | None] = []
    for i in range(len(child.facts)):
        window = find_window(table[i], given.get(i, ()))
        if window is None:
            out.append(None)
            continue
        found = [
            *compare_sentence(child, i, parent, window, weights),
            *compare_predicates(child, i, parent, window),
        ]
        out.append((window, tuple(merged(found))))
    return out


def _compare(
    child: Side,
    parents: Sequence[tuple[Side, Mapping[int, Sequence[int]]]],
    weights: Weights,
    judge: Judge | None,
) -> tuple[Variant, ...]:
    if not child.analysis.supported:
        return ()
    sides = [(p, given) for p, given in parents if p.analysis.supported and p.facts]
    columns = [compare_sentences(child, p, weights, given) for p, given in sides]
    passages = all(len(p.facts) <= PASSAGE for p, _ in sides)
    least = LEAST_OF_PASSAGE if passages else LEAST_OF_STORY
    found: list[tuple[Side, Change]] = []
    for i in range(len(child.facts)):
        cells = [(side, *cell) for (side, _), column in zip(sides, columns, strict=True) if (cell := column[i])]
        cells.sort(key=lambda c: (-c[1].score, c[0].id))
        changes = [
            sure(by_slots)
            if judge is None
            else weigh(judge, Case(child, i, side, window, by_slots, passages), least)
            for side, window, by_slots in cells
        ]
        # What another parent supports is no departure.
        found.extend(
            (cells[0][0], change)
            for change in (changes[0] if changes else ())
            if all(any(_same_place(change, c) for c in others) for others in changes[1:])
        )
    return _variants(child, _without_translations(child, found))


def _same_place(one: Change, other: Change) -> bool:
    return one.kind == other.kind and one.child.overlap(other.child) > 0


def _without_translations(child: Side, found: list[tuple[Side, Change]]) -> list[tuple[Side, Change]]:
    quotes = sum(c.kind == "quote" for _, c in found)
    total = sum(len(f.quoted) for f in child.facts)
    if quotes >= TRANSLATED_QUOTES and quotes >= TRANSLATED_SHARE * total:
        return [(side, c) for side, c in found if c.kind != "quote"]
    return found


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
