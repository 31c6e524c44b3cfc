"""The words of reports as the judge wants them: with their vectors, and with keys by which two can be the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stemma.collation.judge import Passage
from stemma.collation.wording import stem
from stemma.model import Analysis, Words
from stemma.text.quantities import find_quantities
from stemma.text.spans import Span

# Numbers beyond it are one: the table of the judge holds no larger.
LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True, slots=True)
class WordTable:
    """All words of a report."""

    starts: NDArray[np.int32]
    """Where each begins in the text, ascending."""
    ends: NDArray[np.int32]
    """Where each ends."""
    whole: Passage
    """The words; heads are indices into the whole table."""
    relations: tuple[str, ...] = ()
    """Relation of each to the word it hangs on."""
    below: tuple[tuple[int, ...], ...] = ()
    """Places of the words that hang on each."""

    def inside(self, span: Span) -> range:
        """Places of the words that begin in a stretch of the text."""
        return range(*(int(k) for k in np.searchsorted(self.starts, [span.start, span.end])))

    def deep(self, k: int) -> list[int]:
        """A word, the words that hang on it, and those that hang on these."""
        return [k, *self.below[k], *(d for b in self.below[k] for d in self.below[b])]

    def cut(self, spans: Iterable[Span]) -> tuple[Passage, NDArray[np.int64]]:
        """The words that begin in some stretches of the text, as one passage, and their places in the table."""
        chosen = [np.arange(*np.searchsorted(self.starts, [s.start, s.end])) for s in sorted(spans)]
        at = np.concatenate(chosen) if chosen else np.zeros(0, dtype=np.int64)
        place = np.full(len(self.starts), -1, dtype=np.int64)
        place[at] = np.arange(len(at))
        heads = place[self.whole.heads[at]]
        w = self.whole
        return (
            Passage(
                vectors=w.vectors[at],
                heads=np.where(heads < 0, np.arange(len(at)), heads),
                plain=w.plain[at],
                stems=w.stems[at],
                values=w.values[at],
                dates=w.dates[at],
                names=w.names[at],
            ),
            at,
        )


def tabulate(
    text: str,
    analysis: Analysis,
    words: Words,
) -> WordTable:
    """The words of a report with their keys.

    Args:
        text: the report's text.
        analysis: its analysis.
        words: its words.
    """
    starts, ends, heads = words.starts, words.ends, words.heads
    n = len(starts)
    plain = _objects([text[a:b].lower() for a, b in zip(starts, ends, strict=True)])
    values = np.full(n, np.nan, dtype=np.float32)
    dates, names = _objects([""] * n), _objects([""] * n)

    def at(span: Span) -> slice:
        return slice(int(np.searchsorted(ends, span.start, side="right")), int(np.searchsorted(starts, span.end)))

    for sentence in analysis.sentences:
        for q in find_quantities(text, sentence.span):
            values[at(q.span)] = min(q.value, LARGEST)
    for d in analysis.dates:
        dates[at(d.span)] = d.key or ""
    for e in analysis.entities:
        names[at(e.span)] = f"{e.type} {e.key}"
    whole = Passage(
        vectors=np.asarray(words.vectors, dtype=np.float32),
        heads=heads.astype(np.int64),
        plain=plain,
        stems=_objects([stem(w) for w in plain]),
        values=values,
        dates=dates,
        names=names,
    )
    below: list[list[int]] = [[] for _ in range(n)]
    for k, head in enumerate(heads.tolist()):
        if head != k:
            below[head].append(k)
    return WordTable(starts, ends, whole, words.relations, tuple(tuple(b) for b in below))


def _objects(values: Sequence[str]) -> NDArray[np.object_]:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def runs(chosen: NDArray[np.bool_], linked: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches `[first, last)` of words that are chosen, or linked and joined to a chosen one on their left."""
    out: list[tuple[int, int]] = []
    i = 0
    while i < len(chosen):
        if not chosen[i]:
            i += 1
            continue
        last = i + 1
        while last < len(chosen) and (chosen[last] or linked[last]):
            last += 1
        out.append((i, last))
        i = last
    return out


def hull_of(starts: NDArray[np.int32], ends: NDArray[np.int32], places: Sequence[int]) -> Span:
    """From the first to the last of some words."""
    return Span(int(starts[min(places)]), int(ends[max(places)]))


def longest_run(places: Sequence[int], gap: int) -> list[int]:
    """The longest stretch of ascending places in which none is more than `gap` after the one before; the first of equals."""
    best: list[int] = []
    current = list(places[:1])
    for a, b in pairwise(places):
        if b - a > gap:
            best = max(best, current, key=len)
            current = []
        current.append(b)
    return max(best, current, key=len)
