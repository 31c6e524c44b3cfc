"""Quotations: what stands between quotation marks, straight or curly, double or single; apostrophes are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stemma.text.spans import Span

# A single quotation mark with nothing to close it within so many characters is taken for an apostrophe.
LONGEST_SINGLE = 300

_PARAGRAPH = re.compile(r"[^\n]+")
# Where a quotation ends whose closing mark was forgotten: at its sentence, or before words of saying.
_FORGOTTEN = re.compile(r"[.!?](?=\s|$)|,(?= (?:said|says|he|she|the|[A-Z]))")
_OPENING = frozenset("“„«\"‘'")
_PAIRS = {"“": '”"', "„": '“”"', "«": "»", '"': '"”'}


def find_quotations(text: str, within: Span | None = None) -> tuple[Span, ...]:
    """Quotations in order, marks included, none inside another.

    A double mark that is not closed runs to the end of its paragraph where the next one opens with a mark
    again, as quotations of several paragraphs do; otherwise to the end of its sentence.
    """
    start, end = (within.start, within.end) if within else (0, len(text))
    return tuple(q for p in _PARAGRAPH.finditer(text, start, end) for q in _in_paragraph(text, p.start(), p.end()))


def _in_paragraph(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    while at < end:
        mark = text[at]
        close = -1
        if mark in _OPENING and _opens(text, at, end):
            close = _closing_single(text, at, end) if mark in "‘'" else _closing_double(text, at, end)
        if close > at:
            yield Span(at, close)
            at = close
        else:
            at += 1


def _opens(text: str, at: int, end: int) -> bool:
    """Whether a mark stands where an opening one can: before a word, and not inside or behind one."""
    before = text[at - 1] if at else " "
    return at + 1 < end and not text[at + 1].isspace() and not before.isalnum() and before not in ".,!?"


def _closing_double(text: str, at: int, end: int) -> int:
    ends = _PAIRS[text[at]]
    found = [i for c in ends if (i := text.find(c, at + 1, end)) > 0]
    if found:
        return min(found) + 1
    if text[end : end + 3].lstrip()[:1] in {"“", "„", '"'}:
        return end
    stop = _FORGOTTEN.search(text, at + 1, end)
    return stop.end() if stop else end


def _closing_single(text: str, at: int, end: int) -> int:
    """The end of a single-quoted passage; -1 where the mark is an apostrophe."""
    fallback = -1
    for i in range(at + 2, min(end, at + LONGEST_SINGLE)):
        if text[i] not in "’'" or text[i - 1].isspace() or (i + 1 < end and text[i + 1].isalnum()):
            continue
        if text[i - 1] != "s" or i + 1 == end or text[i + 1] in ",.;:!?)":
            return i + 1
        if fallback < 0:  # may be the apostrophe of a plural
            fallback = i + 1
    return fallback
