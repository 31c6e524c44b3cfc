"""Words of a text with their places, and the plain form in which texts are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from stemma.text.spans import Span

# Quotation marks and dashes differ from outlet to outlet and say nothing about descent.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u2007\u202f\u2009\u200a\u2002\u2003", " "),
        "\u2026": ".",
    }
)

# A word: letters and digits, with inner apostrophes, hyphens, points between digits ("U.S." is one word).
_WORD = re.compile(
    r"(?:[A-Za-z]\.){2,}"  # U.S., p.m.
    r"|\d+(?:[.,:]\d+)*"  # 1,200  3.5  10:30
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*"  # don't
    r"|\w+"
)
OPENING = 3
"""Letters of an opening."""
_OPENING = re.compile(rf"\b\w{{1,{OPENING}}}")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text."""

    span: Span
    """Where it stands."""
    plain: str
    """Its plain form: lower case, no accents, straight apostrophes, no final points."""


def plain_characters(text: str) -> str:
    """The text with plain quotation marks, dashes and blanks; same length, so that spans stay true."""
    return text.translate(_PLAIN)


@lru_cache(maxsize=65_536)
def plain_word(word: str) -> str:
    """The form in which a word is compared: case folded, accents taken off, no points."""
    decomposed = unicodedata.normalize("NFKD", word.translate(_PLAIN).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace(".", "")


def opening(word: str) -> str:
    """The opening of a word or phrase; empty where it begins with no letter or digit."""
    return next((o for _, o in openings(word[:OPENING])), "")


def openings(text: str, within: Span | None = None) -> Iterator[tuple[int, str]]:
    """Where each run of letters and digits begins, with its first letters (`OPENING` at most) in small ones.

    What a pattern can match is told from that: one that begins with "withdr" needs a word that opens with "wit".
    """
    start, end = (within.start, within.end) if within else (0, len(text))
    return ((m.start(), m.group().lower()) for m in _OPENING.finditer(text, start, end))


def find_words(text: str, within: Span | None = None) -> tuple[Word, ...]:
    """The words of a text in order, or of the part of it that `within` names; spans refer to the text."""
    start, end = (within.start, within.end) if within else (0, len(text))
    return tuple(Word(Span(m.start(), m.end()), plain_word(m.group())) for m in _WORD.finditer(text, start, end))


def plain_words(text: str, within: Span | None = None) -> list[str]:
    """The words of a text in plain form, as `find_words` finds them, where nobody asks for their places."""
    start, end = (within.start, within.end) if within else (0, len(text))
    return [plain_word(word) for word in _WORD.findall(text, start, end)]
