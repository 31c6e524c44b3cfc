"""Statements: the propositions of a report, with voice and certainty, cut at the bounds of what is said."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from stemma.language.certainty import judge_certainty
from stemma.language.cues import Force, force_of
from stemma.model import NARRATOR, PROSE_ZONES, Attribution, Certainty, Sentence, Statement
from stemma.text.spans import Span, trimmed

# Shorter pieces say nothing on their own, shorter contents of a saying are its object ("called it absurd").
SHORTEST = 25
SHORTEST_SAID = 3
# What is left of a sentence beside what somebody says in it, if it is as long as a clause.
SHORTEST_REST = 40
# So much of what stands behind a word of saying shows which it is: "called on".
NEXT = 20

_CUT = re.compile(
    r";\s+|,\s+(?=(?:and|but|while|although|though) (?:[\w’'-]+ ){1,5}?(?:has|have|had|is|are|was|were"
    r"|will|would|could|may|did|does|said|says|must|should)\b)|\s[-–]\s|\s?—\s?"
    # Several sentences in one quotation; a title or an initial before a name ("Mr.", "Capt.", "T.") ends none.
    r"|(?<=[a-z]{3}[.!?])(?<!\bProf\.)(?<!\bCapt\.)(?<!\bReps\.)(?<!\bSens\.)\s+(?=[A-Z])"
)
_LEAD = re.compile(r"(?:[,;.:)]\s*)*(?:(?:and|but|or)\s+)?")
_TAIL = re.compile(r"[,;:]?\s+(?:and|but|or|where|which|who|while|as)$|[,;:]$")

Judge = Callable[[str, Span, Force | None], Certainty]
"""Says how sure a clause of a text is, given what the words of saying do to it."""


def find_statements(  # noqa: C901  three passes over what is said
    text: str,
    sentences: Sequence[Sentence],
    attributions: Sequence[Attribution],
    judge: Judge = judge_certainty,
    clauses: Sequence[int] = (),
) -> tuple[Statement, ...]:
    """Statements in order; each lies in one sentence, and none overlap.

    Args:
        text: the report's text.
        sentences: its sentences.
        attributions: its acts of saying.
        judge: what says how sure a clause is.
        clauses: code points at which a parser sees a new clause begin, in order.
    """
    starts = [s.span.start for s in sentences]
    said: list[list[tuple[Span, int]]] = [[] for _ in sentences]
    frames: list[list[Span]] = [[] for _ in sentences]
    speakers = {one.source for one in attributions}
    # Why a source will not be named says nothing of the event.
    withheld = {one.source for one in attributions if one.anonymous}
    for index, one in enumerate(attributions):
        for span in one.content:
            for i in _touched(sentences, starts, span):
                said[i].append((_common(span, sentences[i].span), index))
        for frame in filter(None, (one.source, one.cue)):
            for i in _touched(sentences, starts, frame):
                frames[i].append(_common(frame, sentences[i].span))
    found: list[Statement] = []

    def note(span: Span, sentence: int, voice: str, force: Force | None, least: int) -> None:
        pieces = (p for p in _pieces(text, span, clauses) if len(p) >= min(least, SHORTEST))
        found.extend(Statement(p, sentence, voice, judge(text, p, force)) for p in pieces)

    for i, sentence in enumerate(sentences):
        if sentence.zone not in PROSE_ZONES and sentence.zone != "title":
            continue
        first = len(found)
        for span, index in _flat(said[i], frames[i]):
            one = attributions[index]
            force = force_of(one.cue.of(text), text[one.cue.end : one.cue.end + NEXT]) if one.cue else "say"
            note(span, i, one.voice, force, SHORTEST_SAID)
        for frame in sorted(frames[i]):
            if (
                frame not in withheld
                and _tells(text, frame)
                and not any(frame.overlap(s.span) for s in found[first:])
            ):
                found.append(Statement(frame, i, NARRATOR, judge(text, frame, None)))
        least = SHORTEST_REST if said[i] else 1
        for rest in _without(sentence.span, [*(s for s, _ in said[i]), *frames[i]]):
            if len(trimmed(text, rest)) >= least:
                subject = next((f for f in frames[i] if f in speakers and f.end == rest.start), rest)
                taken = any(subject.overlap(s.span) for s in found[first:])
                note(rest if taken else Span(subject.start, rest.end), i, NARRATOR, None, least)
    return tuple(sorted(found, key=lambda s: (s.span.start, s.span.end)))


def _tells(text: str, frame: Span) -> bool:
    """Whether the words that name a speaker tell something of him besides: who he is, what he did."""
    return len(frame.of(text).partition(", ")[2]) >= SHORTEST


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


def _pieces(text: str, span: Span, clauses: Sequence[int]) -> list[Span]:
    """The span, cut where a new proposition begins and both sides are long enough."""
    cuts = {(m.start(), m.end()) for m in _CUT.finditer(text, span.start, span.end)}
    inside = clauses[bisect_left(clauses, span.start + 1) : bisect_left(clauses, span.end)]
    cuts |= {(at, at) for at in inside if not any(a <= at <= b for a, b in cuts)}
    pieces, start = [], span.start
    for before, after in sorted(cuts):
        if before - start >= SHORTEST and span.end - after >= SHORTEST:
            pieces.append(_bare(text, Span(start, before)))
            start = after
    return [p for p in (*pieces, _bare(text, Span(start, span.end))) if len(p)]


def _bare(text: str, span: Span) -> Span:
    """The span without blanks and stops at its ends, and without what joins it to its neighbours."""
    s = trimmed(text, span)
    lead, tail = _LEAD.match(s.of(text)), _TAIL.search(s.of(text))
    start, end = s.start + (lead.end() if lead else 0), s.start + tail.start() if tail else s.end
    return Span(start, max(start, end))
