"""Statements: the propositions of a report, with voice and certainty, cut at the bounds of what is said."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from stemma.language.certainty import judge_certainty
from stemma.language.cues import Force, force_of
from stemma.model import NARRATOR, PROSE_ZONES, Attribution, Sentence, Statement
from stemma.text.spans import Span, trimmed

# Shorter pieces say nothing on their own, shorter contents of a saying are its object ("called it absurd").
SHORTEST = 25
SHORTEST_SAID = 3
# What is left of a sentence beside what somebody says in it, if it is as long as a clause.
SHORTEST_REST = 40

_CUT = re.compile(
    r";\s+|,\s+(?=(?:and|but|while|although|though) (?:[\w’'-]+ ){1,5}?(?:has|have|had|is|are|was|were"
    r"|will|would|could|may|did|does|said|says|must|should)\b)|\s[-–]\s|\s?—\s?|(?<=[.!?])\s+(?=[A-Z])"
)


def find_statements(  # noqa: C901  three passes over what is said
    text: str, sentences: Sequence[Sentence], attributions: Sequence[Attribution]
) -> tuple[Statement, ...]:
    """Statements in order; each lies in one sentence, and none overlap."""
    starts = [s.span.start for s in sentences]
    said: list[list[tuple[Span, int]]] = [[] for _ in sentences]
    frames: list[list[Span]] = [[] for _ in sentences]
    for index, one in enumerate(attributions):
        for span in one.content:
            for i in _touched(sentences, starts, span):
                said[i].append((_common(span, sentences[i].span), index))
        for frame in filter(None, (one.source, one.cue)):
            for i in _touched(sentences, starts, frame):
                frames[i].append(_common(frame, sentences[i].span))
    found: list[Statement] = []
    for i, sentence in enumerate(sentences):
        if sentence.zone not in PROSE_ZONES and sentence.zone != "title":
            continue
        for span, index in _flat(said[i], frames[i]):
            one = attributions[index]
            force = force_of(one.cue.of(text)) if one.cue else "say"
            found.extend(_judged(text, span, i, one.voice, force, least=SHORTEST_SAID))
        least = SHORTEST_REST if said[i] else 1
        for rest in _without(sentence.span, [*(s for s, _ in said[i]), *frames[i]]):
            if len(trimmed(text, rest)) >= least:
                found.extend(_judged(text, rest, i, NARRATOR, None, least=least))
    return tuple(sorted(found, key=lambda s: (s.span.start, s.span.end)))


def _judged(
    text: str, span: Span, sentence: int, voice: str, force: Force | None, *, least: int
) -> list[Statement]:
    pieces = (p for p in _pieces(text, span) if len(p) >= min(least, SHORTEST))
    return [Statement(p, sentence, voice, judge_certainty(text, p, force)) for p in pieces]


def _touched(sentences: Sequence[Sentence], starts: Sequence[int], span: Span) -> Iterable[int]:
    """Indices of the sentences that a span shares characters with."""
    i = max(0, bisect_left(starts, span.start + 1) - 1)
    while i < len(sentences) and starts[i] < span.end:
        if sentences[i].span.overlap(span):
            yield i
        i += 1


def _common(one: Span, other: Span) -> Span:
    return Span(max(one.start, other.start), min(one.end, other.end))


def _flat(said: Sequence[tuple[Span, int]], frames: Sequence[Span]) -> list[tuple[Span, int]]:
    """What is said, without overlap: where one saying stands inside another, the inner one keeps its part."""
    out: list[tuple[Span, int]] = []
    for span, index in sorted(said, key=lambda x: (len(x[0]), x[0].start, x[1])):
        taken = [s for s, _ in out]
        inner = [f for f in frames if span.contains(f)] if any(span.overlap(t) for t in taken) else []
        least = SHORTEST if inner else SHORTEST_SAID
        out.extend((piece, index) for piece in _without(span, [*taken, *inner]) if len(piece) >= least)
    return sorted(out, key=lambda x: x[0].start)


def _without(span: Span, holes: Iterable[Span]) -> list[Span]:
    """What is left of a span outside the holes."""
    out, at = [], span.start
    for hole in sorted(holes, key=lambda h: h.start):
        if hole.end <= at or hole.start >= span.end:
            continue
        if hole.start > at:
            out.append(Span(at, hole.start))
        at = max(at, hole.end)
    if at < span.end:
        out.append(Span(at, span.end))
    return out


def _pieces(text: str, span: Span) -> list[Span]:
    """The span, cut where a new proposition clearly begins and both sides are long enough."""
    cuts, start = [], span.start
    for m in _CUT.finditer(text, span.start, span.end):
        if m.start() - start >= SHORTEST and span.end - m.end() >= SHORTEST:
            cuts.append(_bare(text, Span(start, m.start())))
            start = m.end()
    return [p for p in (*cuts, _bare(text, Span(start, span.end))) if len(p)]


def _bare(text: str, span: Span) -> Span:
    """The span without blanks at its ends and commas and conjunctions at its head."""
    s = trimmed(text, span)
    lead = re.match(r"(?:[,;.:)]\s*)+", s.of(text))
    return Span(s.start + lead.end(), s.end) if lead else s
