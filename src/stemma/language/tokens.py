"""Words of a text as the encoder reads them: in the manner of the treebanks, with their shape and their gap.

The encoder knows no capitals and no line breaks. Both are given back to it by one number a word, its form,
which says how the word is written and what stands between it and the word before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from stemma.text.spans import Span

SHAPES = 10
"""Ways a word can be written: see `_shape`."""
GAPS = 4
"""What can stand before a word: nothing, a blank, a line break, a blank line."""
LINE_BREAK, BLANK_LINE = 2, 3
"""The last two of them."""
FORMS = SHAPES * GAPS + 1
"""Forms of a word; the first, 0, stands for what is no word."""
# Pieces of one word at most: a longer "word" is a string of characters, and its head says as much.
MOST_PIECES = 16
LONGEST_WORD = 200
UNKNOWN = "[UNK]"

_TOKEN = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”]+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:[^\W\d_]\.){2,}"  # U.S., p.m.
    r"|(?<![\w.])[A-Z]\.(?=\s[A-Z])"  # an initial
    r"|(?:Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep|Lt|Col|Gov|Sgt|Capt|Rev|Prof|Jr|Sr|Inc|Corp|Ltd|Co|No|vs"
    r"|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec)\.(?=\s|,|$)"
    r"|\d+(?:st|nd|rd|th|s)\b|\d+(?:[.,:/]\d+)*"
    r"|[^\W\d_]+\d\w*"  # G7
    r"|[^\W\d_]+(?=n[’']t\b)|n[’']t\b"
    r"|[’'](?:s|S|re|ve|ll|d|m)\b"
    r"|[^\W\d_]+(?:[’'](?!(?:s|S|re|ve|ll|d|m|t)\b)[^\W\d_]+)*"  # O'Brien
    r"|(?:\.{2,}|-{2,}|_+|[!?]{2,}|(?P<rule>[*=#~])(?P=rule)+)"
    r"|\w|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words of a stretch of text, ready for the encoder."""

    words: tuple[str, ...]
    """As written."""
    spans: tuple[Span, ...]
    """Where they stand in the text."""
    gaps: tuple[int, ...]
    """What stands before each: 0 nothing, 1 a blank, 2 a line break, 3 a blank line."""


def find_tokens(text: str, within: Span) -> Tokens:
    """The words of a stretch of text, punctuation marks and clitics (`'s`, `n't`) apart, hyphens too."""
    words, spans, gaps = [], [], []
    at = within.start
    for m in _TOKEN.finditer(text, within.start, within.end):
        start, end = m.span()
        words.append(m.group())
        spans.append(Span(start, end))
        gaps.append(0 if start == at else min(3, 1 + text.count("\n", at, start)))
        at = end
    if gaps:
        gaps[0] = 0
    return Tokens(tuple(words), tuple(spans), tuple(gaps))


def forms_of(words: Sequence[str], gaps: Sequence[int]) -> NDArray[np.int64]:
    """One form a word, 1 to `FORMS` - 1."""
    return np.fromiter(
        (1 + _shape(w) * GAPS + g for w, g in zip(words, gaps, strict=True)), dtype=np.int64, count=len(words)
    )


@lru_cache(maxsize=65_536)
def _shape(word: str) -> int:
    if word.isdigit():
        return 1
    if word.islower():
        return 0 if word.isalpha() else 2
    if word.isalpha():
        if word.isupper():
            return 3 if len(word) == 1 else 4
        return 5 if word[0].isupper() and word[1:].islower() else 6
    if any(c.isdigit() for c in word):
        return 7
    return 8 if any(c.isalpha() for c in word) else 9


class Pieces:
    """Cuts words into the pieces of the encoder's vocabulary; remembers the words it has seen."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        """Take the vocabulary, one piece an id: WordPiece without case (Devlin et al. 2019)."""
        ids = {piece: i for i, piece in enumerate(vocabulary)}
        self._tokenizer = Tokenizer(WordPiece(ids, unk_token=UNKNOWN))
        self._tokenizer.normalizer = BertNormalizer(lowercase=True)
        self._tokenizer.pre_tokenizer = BertPreTokenizer()
        self._unknown = ids[UNKNOWN]
        self._cut = lru_cache(maxsize=131_072)(self._encode)
        self.first = ids["[CLS]"]
        """The piece that opens a window."""
        self.last = ids["[SEP]"]
        """The piece that closes it."""

    def of(self, word: str) -> tuple[int, ...]:
        """Ids of the pieces of one word, at least one."""
        return self._cut(word)

    def _encode(self, word: str) -> tuple[int, ...]:
        clean = word[:LONGEST_WORD].encode("utf-8", "replace").decode("utf-8")
        return tuple(self._tokenizer.encode(clean, add_special_tokens=False).ids[:MOST_PIECES]) or (self._unknown,)
