"""Sentences of a report.

The ends are found by Punkt (Kiss & Strunk 2006) as kept in `nupunkt`, zone by zone and paragraph by
paragraph, so that no sentence runs from a caption into the body.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from stemma.model import Report, Sentence, ZoneKind
from stemma.text.spans import Span, trimmed

# A line break inside a hard-wrapped paragraph is no end of anything: such lines are of about a terminal's
# width and stop in mid-sentence.
WRAPPED_LINE = range(45, 101)
# Nobody writes a sentence of this length; what looks like one is a list or junk, and is cut at blanks so that
# the cost of what follows stays bounded.
LONGEST_SENTENCE = 1_500

_LINE_BREAK = re.compile(r"[^\S\n]*\r?\n\s*")
_STOPPED = re.compile(r"[.!?:;…][\"'”’»)\]]*$")


def find_sentences(report: Report, kinds: Collection[ZoneKind] | None = None) -> tuple[Sentence, ...]:
    """The sentences of a report in order, each with the kind of zone it stands in; blanks stay outside.

    With `kinds`, those of zones of these kinds alone.
    """
    found: list[Sentence] = []
    for zone in report.zones:
        if kinds is not None and zone.kind not in kinds:
            continue
        for paragraph in _paragraphs(report.text, zone.span):
            found.extend(Sentence(s, zone.kind) for s in _split(report.text, paragraph))
    return tuple(found)


def _paragraphs(text: str, within: Span) -> Iterator[Span]:
    """Stretches between line breaks, hard-wrapped lines joined."""
    start = line_start = within.start
    for gap in _LINE_BREAK.finditer(text, within.start, within.end):
        line = text[line_start : gap.start()]
        line_start = gap.end()
        soft = gap.group().count("\n") == 1 and len(line) in WRAPPED_LINE and not _STOPPED.search(line)
        if soft and gap.end() < within.end and not text[gap.end()].isupper():
            continue
        yield Span(start, gap.start())
        start = gap.end()
    yield Span(start, within.end)


def line_ends_sentence(text: str, end: int, after: int) -> bool:
    """Whether the line break between two words ends a sentence: its line is too short or too long for wrapped prose.

    So ends a heading that has no full stop and no blank line below it.

    Args:
        text: the report's text.
        end: where the word before the line break ends.
        after: where the word behind it begins.
    """
    start = text.rfind("\n", 0, end) + 1
    return end - start not in WRAPPED_LINE and not text[after].islower()


def _split(text: str, paragraph: Span) -> Iterator[Span]:
    import nupunkt  # noqa: PLC0415  its model loads on import

    for start, end in nupunkt.sent_spans(paragraph.of(text)):
        sentence = trimmed(text, Span(start, end).shifted(paragraph.start))
        yield from bounded_sentence(text, sentence)


def bounded_sentence(text: str, sentence: Span) -> Iterator[Span]:
    """The sentence, or pieces of it no longer than the longest sentence."""
    while len(sentence) > LONGEST_SENTENCE:
        at = text.rfind(" ", sentence.start + 1, sentence.start + LONGEST_SENTENCE)
        cut = at if at > 0 else sentence.start + LONGEST_SENTENCE
        piece = trimmed(text, Span(sentence.start, cut))
        if len(piece):
            yield piece
        sentence = trimmed(text, Span(cut, sentence.end))
    if len(sentence):
        yield sentence
