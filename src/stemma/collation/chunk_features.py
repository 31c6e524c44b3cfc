"""What can be seen of two chunks, each in light of the other: the input of the classifier in `chunks`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from stemma.collation.wording import SMALL_VERBS, same_stem, stem
from stemma.text.words import plain_word

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Gives unit vectors of texts, shape (texts, dimensions)."""
Floats = NDArray[np.float64]

# Two words whose vectors have at least this cosine count as near (a guess; the classifier sees the cosines too).
NEAR = 0.5
# What stands in for a neighbour, or for a rival, that does not exist.
NOTHING = 0.0

PREPOSITIONS = frozenset(
    [
        "in",
        "on",
        "at",
        "of",
        "from",
        "to",
        "with",
        "for",
        "by",
        "about",
        "after",
        "before",
        "into",
        "onto",
        "over",
        "under",
        "near",
        "behind",
        "between",
        "through",
        "during",
        "against",
        "without",
        "within",
        "across",
        "along",
        "around",
        "beside",
        "above",
        "below",
        "outside",
        "inside",
        "off",
        "out",
        "up",
        "down",
        "toward",
        "towards",
        "as",
        "than",
        "amid",
        "among",
        "per",
        "via",
    ]
)
_ARTICLES = frozenset(
    [
        "a",
        "an",
        "the",
        "his",
        "her",
        "their",
        "its",
        "my",
        "our",
        "your",
        "this",
        "that",
        "these",
        "those",
        "some",
        "another",
        "any",
        "every",
        "each",
    ]
)
AUXILIARIES = SMALL_VERBS | {"must"}
"""Small verbs that stand before others."""
_FUNCTION = PREPOSITIONS | _ARTICLES | AUXILIARIES | frozenset(["and", "or", "but", "not", "n't", "'s"])
_NEGATIONS = frozenset(
    ["no", "not", "n't", "never", "without", "cannot", "none", "nobody", "neither", "nor", "nothing"]
)
_NUMBERS = {
    w: float(n)
    for n, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_OPPOSITES = [
    (frozenset(a.split()), frozenset(b.split()))
    for a, b in (
        ("rise rises rose up higher gain gains increase increases climb climbs jump jumps grow grows",
         "fall falls fell down lower drop drops decline declines decrease decreases slip slips lose loses"),
        ("win wins won victory", "lose loses lost defeat"),
        ("north northern", "south southern"),
        ("east eastern", "west western"),
        ("open opens opened", "close closes closed shut shuts"),
        ("accept accepts approve approves back backs support supports agree agrees",
         "reject rejects refuse refuses oppose opposes deny denies"),
        ("positive", "negative"),
        ("man men boy boys male he his", "woman women girl girls female she her"),
        ("same", "different"),
        ("connected", "disconnected separated"),
        ("start starts begin begins", "end ends stop stops"),
        ("first", "last final"),
        ("left", "right"),
        ("big large", "small little"),
        ("black", "white"),
        ("in inside", "out outside"),
        ("before", "after"),
        ("more", "less fewer"),
        ("arrive arrives enter enters", "leave leaves"),
        ("free frees release releases", "arrest arrests jail jails detain detains"),
        ("live lives alive", "die dies dead"),
        ("full", "empty"),
        ("high", "low"),
        ("early", "late"),
        ("over above", "under below"),
        ("old", "young new"),
    )
]  # fmt: skip
_RIVALS = [
    frozenset(line.split())
    for line in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "january february march april may june july august september october november december",
        "black white red blue green yellow brown gray grey orange purple pink silver gold tan dark",
        "man woman boy girl men women boys girls lady guy guys person people child children couple baby kid kids",
        "north south east west northern southern eastern western northwest northeast southwest southeast",
        "first second third fourth fifth final last",
        "sitting standing walking running lying sleeping playing riding jumping looking posing resting",
    )
]


@dataclass(frozen=True)
class Chunk:
    """A few words of a sentence that belong together."""

    words: tuple[str, ...]
    """As they stand in the text."""

    @cached_property
    def low(self) -> tuple[str, ...]:
        """The words in lower case."""
        return tuple(w.lower() for w in self.words)

    @cached_property
    def text(self) -> str:
        """The words in lower case, with blanks between."""
        return " ".join(self.low)

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The words that carry meaning; all of them where none does. Marks are none."""
        worded = tuple(w for w in self.low if re.search(r"\w", w))
        return tuple(w for w in worded if w not in _FUNCTION) or worded

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Stems of the content, in order."""
        return tuple(stem(plain_word(w)) for w in self.content)

    @cached_property
    def head(self) -> int:
        """Index in the content of the word that the others qualify; -1 where there is none.

        English puts it last, but before a later preposition: "camp guard", "guard of the camp".
        """
        for k, w in enumerate(self.low):
            before = [x for x in self.low[:k] if x in self.content]
            if w in PREPOSITIONS and before:
                return len(before) - 1
        return len(self.content) - 1

    @cached_property
    def preposition(self) -> str:
        """The preposition it begins with; empty if it begins with none."""
        return self.low[0] if self.low and self.low[0] in PREPOSITIONS else ""

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The numbers in it, in figures or small ones in words."""
        found = []
        for w in self.low:
            if w in _NUMBERS:
                found.append(_NUMBERS[w])
            elif re.fullmatch(r"\d{1,15}(?:,\d{3})*(?:\.\d{1,6})?", w):
                found.append(float(w.replace(",", "")))
        return tuple(found)


def compare_chunks(
    one: Sequence[Chunk], other: Sequence[Chunk], encode: Encode, axes: Floats
) -> tuple[Floats, Floats]:
    """The features of every pair of chunks of two sentences, and the same with the sentences exchanged.

    Both have the shape (chunks of one, chunks of other, features); the second is what the first would be, with its
    axes exchanged, if `other` came first.

    Args:
        one: chunks of the first sentence, at least one.
        other: chunks of the second, at least one.
        encode: gives the vectors of words.
        axes: directions in which the vectors of heads are compared, shape (dimensions, axes): along some a thing
            and its kind differ ("a woman", "a person").
    """
    table = _Table([*one, *other], encode)
    likeness = np.array([[table.likeness(a, b) for b in other] for a in one])
    shared = np.array([[table.shared(a, b) for b in other] for a in one])
    left = np.array([[table.side(a, b, other) for b in other] for a in one])
    right = np.array([[table.side(b, a, one) for b in other] for a in one])
    heads, other_heads = table.heads(one, axes)[:, None], table.heads(other, axes)[None]
    apart, along = heads - other_heads, heads * other_heads
    around = _around(likeness)
    rows, columns = _standing(likeness), _standing(likeness.T).transpose(1, 0, 2)
    first = np.concatenate([shared, around, along, apart, left, rows, right, columns], axis=2)
    turned = around[..., AROUND_TURNED]
    second = np.concatenate([shared, turned, along, -apart, right, columns, left, rows], axis=2)
    return first, second


# Where each column of `_around` goes when the sentences are exchanged: neighbours by row become neighbours by column.
AROUND_TURNED = [0, 1, 2, 5, 6, 3, 4, 7]


class _Table:
    """The vectors of all words and chunks at hand, made in one go."""

    def __init__(self, chunks: Sequence[Chunk], encode: Encode) -> None:
        texts = sorted({t for c in chunks for t in (c.text, " ".join(c.content), c.preposition, *c.content)})
        self._vectors = dict(zip(texts, encode(texts).astype(np.float64), strict=True))

    def cosine(self, one: str, other: str) -> float:
        return float(self._vectors[one] @ self._vectors[other])

    def heads(self, chunks: Sequence[Chunk], axes: Floats) -> Floats:
        """The heads of the chunks along the axes, shape (chunks, axes)."""
        return np.array([self._vectors[c.content[c.head] if c.content else c.text] for c in chunks]) @ axes

    def likeness(self, a: Chunk, b: Chunk) -> float:
        """How alike two chunks are, about 0 to 1: what tells rivals and neighbours apart."""
        there, back = self._nearest(a, b)
        words = (there.mean() + back.mean()) / 2 if len(there) and len(back) else NOTHING
        return float(0.5 * words + 0.25 * self.cosine(" ".join(a.content), " ".join(b.content))) + 0.25 * (
            a.text == b.text
        )

    def _nearest(self, a: Chunk, b: Chunk) -> tuple[Floats, Floats]:
        """For every content word of each chunk how near the nearest word of the other is; 1 for one word's forms."""
        if not a.content or not b.content:
            return np.zeros(len(a.content)), np.zeros(len(b.content))
        near = np.array([self._vectors[w] for w in a.content]) @ np.array([self._vectors[w] for w in b.content]).T
        for i, x in enumerate(a.stems):
            for j, y in enumerate(b.stems):
                if same_stem(x, y):
                    near[i, j] = 1.0
        return near.max(axis=1), near.max(axis=0)

    def shared(self, a: Chunk, b: Chunk) -> list[float]:
        """What is the same in whichever order the chunks are given."""
        x, y = set(a.stems), set(b.stems)
        rest = [w for w, s in zip(a.content, a.stems, strict=True) if s not in y]
        other_rest = [w for w, s in zip(b.content, b.stems, strict=True) if s not in x]
        crossing = [self.cosine(v, w) for v in rest for w in other_rest]
        heads = bool(a.content and b.content)
        head, other_head = (a.content[a.head], b.content[b.head]) if heads else ("", "")
        prepositions = bool(a.preposition and b.preposition)
        numbers = bool(a.numbers and b.numbers)
        grams, other_grams = _grams(a.text), _grams(b.text)
        return [
            a.text == b.text,
            a.content == b.content,
            x == y,
            len(x & y) / max(1, len(x | y)),
            not x & y,
            self.cosine(a.text, b.text),
            self.cosine(" ".join(a.content), " ".join(b.content)),
            heads and a.stems[a.head] == b.stems[b.head],
            heads and head == other_head,
            self.cosine(head, other_head) if heads else NOTHING,
            bool(rest and other_rest),
            max(crossing, default=NOTHING),
            min(crossing, default=NOTHING),
            prepositions,
            prepositions and a.preposition == b.preposition,
            self.cosine(a.preposition, b.preposition) if prepositions else NOTHING,
            numbers and set(a.numbers) == set(b.numbers),
            numbers and set(a.numbers) != set(b.numbers),
            _ratio(a.numbers[0], b.numbers[0]) if numbers else NOTHING,
            any(_opposed(v, w) for v in a.low for w in b.low if v != w),
            heads and _opposed(head, other_head),
            any(v in r and w in r for r in _RIVALS for v in rest for w in other_rest),
            heads and head != other_head and any(head in r and other_head in r for r in _RIVALS),
            len(grams & other_grams) / max(1, min(len(grams), len(other_grams))),
            len(grams & other_grams) / max(1, len(grams | other_grams)),
            _initials(a, b) or _initials(b, a),
            abs(len(a.content) - len(b.content)),
        ]

    def side(self, a: Chunk, b: Chunk, beside: Sequence[Chunk]) -> list[float]:
        """The chunk `a` in light of `b`, which stands among the chunks `beside`."""
        theirs = set(b.stems)
        near, _ = self._nearest(a, b)
        lost = [k for k, s in enumerate(a.stems) if s not in theirs]
        far = [k for k in range(len(near)) if near[k] < NEAR]
        elsewhere = {s for c in beside if c is not b for s in c.stems}
        capital = {w.lower() for w in a.words if w[:1].isupper()}
        last = a.low[-1] if a.low else ""
        head = a.content[a.head] if a.content else ""
        return [
            len(a.content),
            len(a.low),
            1.0 - len(lost) / max(1, len(a.stems)),
            not lost,
            len(lost),
            not far,
            len(far),
            float(near.mean()) if len(near) else NOTHING,
            float(near.min()) if len(near) else NOTHING,
            sum(k < a.head for k in lost),
            sum(k > a.head for k in lost),
            a.head in lost,
            a.head in far,
            sum(a.stems[k] in elsewhere for k in lost),
            any(a.content[k] in capital for k in lost),
            any(a.content[k] in r for k in lost for r in _RIVALS),
            bool(a.numbers) and not b.numbers,
            bool(set(a.low) & _NEGATIONS) and not set(b.low) & _NEGATIONS,
            bool(a.preposition),
            bool(set(a.low) & _ARTICLES),
            bool(set(a.low) & AUXILIARIES),
            a.low[:1] == ("to",),
            len(capital) / max(1, len(a.low)),
            head.endswith("s") and head[:-1] == (b.content[b.head] if b.content else ""),
            last.endswith("ing"),
            last.endswith("ed"),
            last.endswith("s"),
            not any(re.search(r"\w", w) for w in a.low),
        ]


def _standing(likeness: Floats) -> Floats:
    """How a pair stands among the other pairs of its row, shape (rows, columns, features)."""
    rows, columns = likeness.shape
    out = np.zeros((rows, columns, 6))
    for j in range(columns):
        rest = np.delete(likeness, j, axis=1)
        best = rest.max(axis=1) if columns > 1 else np.full(rows, NOTHING)
        out[:, j, 0] = likeness[:, j] - best
        out[:, j, 1] = best
    out[:, :, 2] = likeness.max(axis=1).mean()
    out[:, :, 3] = rows
    out[0, :, 4] = 1.0
    out[-1, :, 5] = 1.0
    return out


def _around(likeness: Floats) -> Floats:
    """The likeness of a pair, of the pairs before and after it, and how far apart its chunks stand."""
    rows, columns = likeness.shape
    padded = np.full((rows + 2, columns + 2), NOTHING)
    padded[1:-1, 1:-1] = likeness
    places = np.abs(
        ((np.arange(rows) + 0.5) / max(1, rows))[:, None] - ((np.arange(columns) + 0.5) / max(1, columns))[None]
    )
    parts = [likeness, padded[:-2, :-2], padded[2:, 2:], padded[:-2, 1:-1], padded[2:, 1:-1]]
    parts += [padded[1:-1, :-2], padded[1:-1, 2:], places]
    return np.stack(parts, axis=2)


def _grams(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


def _ratio(one: float, other: float) -> float:
    """The smaller of two numbers over the larger, 0 to 1."""
    low, high = sorted((one, other))
    return low / high if high else 1.0


def _opposed(one: str, other: str) -> bool:
    return any((one in a and other in b) or (one in b and other in a) for a, b in _OPPOSITES)


def _initials(short: Chunk, long: Chunk) -> bool:
    """Whether a word of the one is made of the first letters of the other."""
    letters = "".join(w[0] for w in long.content)
    return len(letters) > 1 and any(w.replace(".", "") == letters for w in short.low)
