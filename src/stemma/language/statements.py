"""Statements: the propositions of a report, with voice and certainty, cut at the bounds of what is said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stemma.language.certainty import judge_certainty
from stemma.model import NARRATOR, PROSE_ZONES, Attribution, Sentence, Statement
from stemma.text.spans import Span, trimmed

_CUT = re.compile(
    r";\s+|,\s+(?=(?:and|but|while|although|though) (?:\w+[’']?\w* ){1,4}(?:has|have|had|is|are|was|were"
    r"|will|would|could|may|did|said|says)\b)|\s-\s|\s?—\s?"
)
# Shorter pieces say nothing on their own.
SHORTEST = 25


def find_statements(
    text: str, sentences: Sequence[Sentence], attributions: Sequence[Attribution]
) -> tuple[Statement, ...]:
    """Statements in order; each lies in one sentence, and none overlap."""
    found: list[Statement] = []
    at = 0
    for index, sentence in enumerate(sentences):
        if sentence.zone not in PROSE_ZONES and sentence.zone != "title":
            continue
        mine: list[tuple[Span, str]] = []
        while (
            at < len(attributions)
            and attributions[at].content
            and attributions[at].content[0].start < sentence.span.start
        ):
            at += 1
        here = [a for a in attributions[at : at + 3] if a.content and sentence.span.contains(a.content[0])]
        for a in here:
            mine.extend((s, a.voice) for s in a.content if sentence.span.contains(s))
        if not mine:
            mine = [(sentence.span, NARRATOR)]
        for span, voice in mine:
            for piece in _pieces(text, span):
                scope = sentence.span if voice == NARRATOR and len(mine) == 1 else piece
                found.append(Statement(piece, index, voice, judge_certainty(text, scope)))
    return tuple(sorted(found, key=lambda s: (s.span.start, s.span.end)))


def _pieces(text: str, span: Span) -> list[Span]:
    """The span, cut where a new proposition clearly begins and both sides are long enough."""
    cuts, start = [], span.start
    for m in _CUT.finditer(text, span.start, span.end):
        if m.start() - start >= SHORTEST and span.end - m.end() >= SHORTEST:
            cuts.append(trimmed(text, Span(start, m.start())))
            start = m.end()
    return [*cuts, trimmed(text, Span(start, span.end))]
