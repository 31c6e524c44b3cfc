"""Sentences of copies beside their sources, as the judge is trained on them, and how they come in batches."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stemma.collation.comparison import Change
from stemma.collation.comparison import Side as Facts
from stemma.collation.judge import KINDS, relations
from stemma.collation.judging import slots_of
from stemma.collation.matching import Weights, Window
from stemma.collation.variants import compare_sentences, make_side
from stemma.text.spans import Span

from .network import Projection, Side
from .pairs import Known, Row

# Words of the sentences and sources of a batch, padding included.
BATCH = 3_000
# Groups sorted by length at a time, so that those of a batch are alike in length.
POOL = 120
# Share of the examples of a sort that an epoch sees: what is written is seen whole.
DRAWN = {"written": 1.0, "among": 0.35, "turned": 0.3, "made": 0.5}


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One sentence of a copy against its source."""

    row: Row
    i: int
    """Index of the sentence in the copy."""
    window: Window
    """Sentences of the source that it is compared with."""
    found: tuple[Change, ...] | None
    """What slots show; None where they were not asked."""
    child: Side
    parent: Side
    across: np.ndarray
    """`relations` of the words."""
    slots: np.ndarray | None
    """What slots show, word by word."""
    labels: np.ndarray
    """What each word of the copy changed: 0 nothing, else the place of the kind and one."""
    lost: np.ndarray
    """The same for the words of the source that were changed, as far as they are known."""


class Shelf:
    """Passages as the network wants them, each made once."""

    def __init__(self, known: Mapping[str, Known], tags: Sequence[str], relation_names: Sequence[str]) -> None:
        self.known = known
        tag_of, relation_of = ({t: i for i, t in enumerate(names)} for names in (tags, relation_names))
        contextual = np.concatenate([k.described.contextual for k in known.values()]).astype(np.float32)
        static = np.concatenate([k.described.static for k in known.values()]).astype(np.float32)
        self.projection = Projection.of(contextual, static)
        self._words = {
            text: (
                self.projection(
                    k.described.contextual.astype(np.float32), k.described.static, k.described.features
                ),
                np.array([tag_of[t] for t in k.described.tags]),
                np.array([relation_of[r] for r in k.described.relations]),
            )
            for text, k in known.items()
        }
        self._facts: dict[str, Facts] = {}

    def facts(self, text: str) -> Facts:
        """A passage as the comparison of slots sees it."""
        if text not in self._facts:
            self._facts[text] = make_side(self.known[text].report, self.known[text].analysis)
        return self._facts[text]

    def examples(self, row: Row) -> Iterator[Example]:
        """Every sentence of a copy against its source; slots are asked where source and copy are what they seem."""
        above, below = self.facts(row.source), self.facts(row.copy)
        whole = tuple(range(len(above.facts)))
        if row.sort in {"written", "made"}:
            cells = compare_sentences(below, above, Weights(f for s in (above, below) for f in s.facts))
        else:
            cells = [(Window(whole, whole, 1.0), ())] * len(below.facts)
        for i, cell in enumerate(cells):
            if cell is None:  # so little alike that they are not compared
                continue
            window, found = cell
            child, at = self.known[row.copy].table.cut([below.facts[i].span])
            parent, there = self.known[row.source].table.cut([above.facts[j].span for j in window.around])
            if not len(at) or not len(there):
                continue
            labels = self._labels(row, row.copy, at, row.span)
            asked = row.sort in {"written", "made"}
            yield Example(
                row,
                i,
                window,
                found if asked else None,
                Side(*self._words[row.copy], at, child.heads),
                Side(*self._words[row.source], there, parent.heads),
                relations(child, parent).astype(np.uint8),
                slots_of(found, self.known[row.copy].table, at) if asked else None,
                labels,
                self._labels(row, row.source, there, row.lost if labels.any() else None),
            )

    def _labels(self, row: Row, text: str, at: np.ndarray, span: Span | None) -> np.ndarray:
        labels = np.zeros(len(at), dtype=np.int64)
        if row.kind is not None and span is not None:
            table = self.known[text].table
            labels[(table.starts[at] < span.end) & (table.ends[at] > span.start)] = KINDS.index(row.kind) + 1
        return labels


def draw(given: Iterable[Example], rng: random.Random) -> list[Example]:
    """The examples of an epoch."""
    return [e for e in given if rng.random() < DRAWN[e.row.sort]]


def batches(given: Sequence[Example], rng: random.Random) -> list[list[Example]]:
    """The examples in batches of like length, whole groups together as far as they go, in random order."""
    groups: dict[str, list[Example]] = {}
    for e in given:
        groups.setdefault(e.row.group, []).append(e)
    shuffled = list(groups.values())
    rng.shuffle(shuffled)
    out: list[list[Example]] = []
    for start in range(0, len(shuffled), POOL):
        pool = sorted(shuffled[start : start + POOL], key=lambda group: max(map(length, group)))
        out += packed([e for group in pool for e in group], BATCH)
    rng.shuffle(out)
    return out


def packed(given: Sequence[Example], size: int) -> list[list[Example]]:
    """The examples in order, in batches of at most so many words, padding included."""
    out: list[list[Example]] = []
    batch: list[Example] = []
    longest = 0
    for e in given:
        longest = max(longest, length(e))
        if batch and (len(batch) + 1) * longest > size:
            out.append(batch)
            batch, longest = [], length(e)
        batch.append(e)
    return [*out, batch] if batch else out


def length(example: Example) -> int:
    """Words of a sentence and its source."""
    return len(example.child.at) + len(example.parent.at)
