"""What can be measured of the lines of a page by their words: the ground on which `bodies` tells the report from the rest.

Of a line alone: how long it is, whether it ends as a sentence does, how much of it is numbers, capitals, words of
furniture. Of its surroundings: the same of its neighbours, how much prose stands near, whether it lies in the densest
stretch of prose and how far from its ends, and how many of its words the report has elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stemma.reading.furniture import SITE_WORDS
from stemma.reading.lines import Line
from stemma.reading.wording import word_class

Numbers = NDArray[np.float64]

# From so many words on a line with an end of its own is prose, and from so many it is so beyond doubt.
PROSE_WORDS, CLEAR_PROSE_WORDS = 10, 20
# What lines count towards the densest stretch of prose: prose its words up to this many, any other a fixed loss, so
# that a heading does not break a report and a list of links does.
MOST_COUNTED = 40
LOSS_OF_FRAGMENT = 6.0
# Lines this far off still say something about a line; clear prose farther off is far.
NEAR = 5
FAR = 30.0
# Shorter words are in everything.
TELLING_LETTERS = 4
# Scripts without blanks between words: so many of their letters count as one word.
LETTERS_A_WORD = 2
# The head of a line says enough about its capitals and its dates, and the cost stays bounded.
HEAD = 400

_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_SENTENCE_END = re.compile(r"[.!?…。！？]['\")\]]*(?:\s|$)")
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b|\bago\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_SEPARATORS = re.compile(r"[|›»·•>/]")
_ADDRESSED = word_class("you your we our us")
_STOPPED, _CAPITALS = 2, 9  # columns of what `_alone` measures


def size_in_words(line: Line) -> int:
    """How many words a line has; in scripts without blanks, as many as its letters would be worth."""
    if line.plain.isascii():
        return len(line.words)
    return max(len(line.words), len(_UNSPACED.findall(line.plain)) // LETTERS_A_WORD)


def prose_in(line: Line) -> int:
    """How many words of prose a line has: all, if it is long enough and ends as a sentence does; else 0."""
    return size if line.stopped and (size := size_in_words(line)) >= PROSE_WORDS else 0


def measure_lines(lines: Sequence[Line]) -> Numbers:
    """Measures of every line by its words and its surroundings, shape (lines, measures)."""
    own = np.array([_alone(line) for line in lines], dtype=float)
    return np.column_stack([own, *_surroundings(lines, own)])


def beside(values: Numbers, step: int) -> Numbers:
    """The value of the line so many places on; -1 beyond the ends."""
    moved = np.full(len(values), -1.0)
    if abs(step) < len(values):
        if step > 0:
            moved[:-step] = values[step:]
        else:
            moved[-step:] = values[:step]
    return moved


def distances(marks: NDArray[np.bool_], most: float) -> tuple[Numbers, Numbers]:
    """How far before and after each line the nearest marked one stands (itself: 0), at most `most`."""
    at = np.arange(len(marks))
    places = np.flatnonzero(marks)
    before, after = np.full(len(marks), most), np.full(len(marks), most)
    if len(places):
        left = np.searchsorted(places, at, side="right") - 1
        right = np.searchsorted(places, at, side="left")
        before = np.where(left >= 0, np.minimum(most, at - places[np.maximum(left, 0)]), most)
        after = np.where(
            right < len(places), np.minimum(most, places[np.minimum(right, len(places) - 1)] - at), most
        )
    return before, after


def spread(values: Numbers, weights: Numbers) -> Numbers:
    """Weighted sums over windows that are centred on each line; `weights` has an odd length."""
    half = len(weights) // 2
    return np.convolve(values, weights)[half : half + len(values)]


def _alone(line: Line) -> tuple[float, ...]:
    words, plain = line.words, line.plain
    n = size_in_words(line)
    many, size = max(1, n), max(1, len(plain))
    ends = len(_SENTENCE_END.findall(plain))
    head = plain[:HEAD]
    return (
        np.log1p(n),
        size / many,
        line.stopped,
        plain.endswith(":"),
        plain.endswith("?"),
        ends,
        n / max(1, ends),
        plain.count(",") / many,
        '"' in plain,
        sum(map(str.isupper, head)) / min(size, HEAD),
        sum(map(str.isdigit, words)) / many,
        plain[:1].isupper(),
        plain[:1].islower(),
        bool(_DATE.search(head)),
        len(_SEPARATORS.findall(head)),
        sum(w in SITE_WORDS for w in words) / many,
        len(_ADDRESSED.intersection(words)),
        len(set(words)) / many,
    )


def _surroundings(lines: Sequence[Line], own: Numbers) -> list[Numbers]:
    """What stands round each line, a column for each measure."""
    n = len(lines)
    counts = np.expm1(own[:, 0])
    prose = np.where((own[:, _STOPPED] > 0) & (counts >= PROSE_WORDS - 0.5), counts, 0.0)
    mass = max(1.0, prose.sum())
    capped = np.minimum(prose, MOST_COUNTED)
    first, last = _densest(np.where(prose > 0, capped, -LOSS_OF_FRAGMENT))
    at = np.arange(n)
    inside = (at >= first) & (at < last)
    before, after = distances(prose >= CLEAR_PROSE_WORDS - 0.5, FAR)
    times = Counter(line.key for line in lines)
    window = np.abs(np.arange(-NEAR, NEAR + 1))
    return [
        inside.astype(float),
        (at - first) / max(1, last - first),
        np.clip(at - first, -20, 20),
        np.clip(last - 1 - at, -20, 20),
        np.full(n, prose[first:last].sum() / mass),
        np.full(n, np.log1p(prose[first:last].sum())),
        (np.cumsum(prose) - prose) / mass,
        spread(capped, 1.0 / (1.0 + window)),
        spread((prose == 0).astype(float), np.ones(len(window))),
        before,
        after,
        np.array([min(5, times[line.key]) for line in lines], dtype=float),
        _shared(lines, inside & (prose > 0)),
        np.full(n, np.log1p(n)),
        np.full(n, mass / max(1.0, counts.sum())),
        *(
            beside(column, step)
            for step in (-2, -1, 1, 2)
            for column in (own[:, 0], own[:, _STOPPED], own[:, _CAPITALS])
        ),
    ]


def _shared(lines: Sequence[Line], story: NDArray[np.bool_]) -> Numbers:
    """Share of a line's words that other lines of the densest stretch have too, 0 to 1."""
    telling = [{w for w in line.words if len(w) >= TELLING_LETTERS} for line in lines]
    counts = Counter(w for words, is_story in zip(telling, story, strict=True) if is_story for w in words)
    return np.array(
        [
            sum(counts[w] > is_story for w in words) / len(words) if words else 0.0
            for words, is_story in zip(telling, story.tolist(), strict=True)
        ]
    )


def _densest(gain: Numbers) -> tuple[int, int]:
    """The stretch with the largest sum (Kadane's algorithm, in Bentley, Programming Pearls, 1984)."""
    best, best_first, best_last = 0.0, 0, 0
    total, first = 0.0, 0
    for i, value in enumerate(gain.tolist()):
        total += value
        if total <= 0:
            total, first = 0.0, i + 1
        elif total > best:
            best, best_first, best_last = total, first, i + 1
    return best_first, best_last
