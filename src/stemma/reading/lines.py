"""The lines of a report as units that have one function each, and what can be seen of a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stemma.text.spans import Span
from stemma.text.words import plain_characters

# Hard-wrapped prose: lines of about a terminal's width. A paragraph of at least this many of them is one unit.
WRAPPED_WIDTH = range(45, 101)
FEWEST_WRAPPED_LINES = 3
# A full stop and the marks that close after it are looked for in so many characters at the end.
LONGEST_END = 20

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_STOPPED = re.compile(r"[.!?…][\"')\]]*$")
_QUOTED = re.compile(r"\"[^\"]*\"?")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Line:
    """One unit: a line, or a hard-wrapped paragraph, without the blanks round it."""

    span: Span
    """Where it stands."""
    plain: str
    """Its text with plain quotation marks and dashes, trimmed."""
    words: tuple[str, ...]
    """Its words in lower case, those inside quotation marks too."""
    unquoted: tuple[str, ...]
    """Its words in lower case without those inside double quotation marks."""
    stopped: bool
    """Whether it ends like a sentence."""

    @property
    def key(self) -> str:
        """What two lines share that say the same."""
        return " ".join(self.words)


def find_lines(text: str) -> tuple[Line, ...]:
    """The units of a text in order; blank lines lie between them."""
    spans: list[Span] = []
    paragraph: list[Span] = []
    for match in _LINE.finditer(text):
        line = match.group()
        if not line:
            continue
        stripped = line.strip()
        if not stripped:
            spans.extend(_unwrapped(text, paragraph))
            paragraph = []
            continue
        start = match.start() + line.index(stripped[0])
        paragraph.append(Span(start, start + len(stripped)))
    spans.extend(_unwrapped(text, paragraph))
    return tuple(describe_line(text, s) for s in spans)


def first_line(text: str) -> str:
    """The first line that is not blank, trimmed."""
    return text.strip().splitlines()[0].rstrip() if text.strip() else ""


def _unwrapped(text: str, paragraph: Sequence[Span]) -> list[Span]:
    """One span for a hard-wrapped paragraph, else its lines."""
    inner = paragraph[:-1]
    wrapped = (
        len(paragraph) >= FEWEST_WRAPPED_LINES
        and all(len(s) in WRAPPED_WIDTH for s in inner)
        and len(paragraph[-1]) < WRAPPED_WIDTH.stop
        and sum(bool(_STOPPED.search(plain_characters(s.of(text)))) for s in inner) <= len(inner) / 2
    )
    return [Span(paragraph[0].start, paragraph[-1].end)] if wrapped else list(paragraph)


def describe_line(text: str, span: Span) -> Line:
    """What can be seen of the line that stands there."""
    plain = plain_characters(span.of(text))
    words = _words(plain)
    unquoted = _words(_QUOTED.sub(" ", plain)) if '"' in plain else words
    return Line(span, plain, words, unquoted, bool(_STOPPED.search(plain[-LONGEST_END:])))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, as those of a line."""
    return _words(plain_characters(text))


def _words(plain: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(plain.lower()))
