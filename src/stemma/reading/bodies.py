"""Which lines of a page are the report.

Two steps of boosted trees (Friedman 2001): the first judges every line by its measures; the second sees the same
measures and what the first thinks of the neighbours, of the lines in the same element, and of lines that look the
same. There is a pair for pages with markup and a pair for their bare text. `training/train_bodies.py` makes the trees.

Which lines are taken then is decided for the page as a whole: those above the threshold at which the expected F1 of
words is highest (Lewis 1995, "Evaluating and optimizing autonomous text classification systems", section 4). What
that F1 is says how far the page is understood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from stemma.reading.declared import Declared
from stemma.reading.extraction import ask_extractor
from stemma.reading.lines import Line
from stemma.reading.markup import looks, measure_markup
from stemma.reading.measures import (
    FAR,
    PROSE_WORDS,
    Numbers,
    beside,
    distances,
    measure_lines,
    size_in_words,
    spread,
)
from stemma.reading.visible import Block

Kind = Literal["page", "text"]

# A page with less expected F1 is not understood; then trafilatura is asked, and moves log odds by so much. On sites
# left out of training this is worth a point of F1 and asks about one page in eighteen; asking more often adds nothing.
UNDERSTOOD_FROM = 0.92
OPINION = 2.5

# No line counts for more words than this where lines speak for one another.
MOST_WORDS = 60
# Half widths of the windows over which the second step sees its surroundings, and how far it sees single lines.
WINDOWS = (2, 5, 12)
SINGLE = 4


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Boosted trees, each filled up to the same depth."""

    features: NDArray[np.int64]
    """Column that each inner node looks at, shape (trees, inner nodes), nodes in breadth-first order."""
    thresholds: Numbers
    """Up to this value a row goes left, same shape."""
    leaves: Numbers
    """Log odds of each leaf, shape (trees, leaves)."""

    def probabilities(self, measures: Numbers) -> Numbers:
        """The probability for each row."""
        trees = np.arange(len(self.features))
        node = np.zeros((len(measures), len(trees)), dtype=np.int64)
        rows = np.arange(len(measures))[:, None]
        inner = self.features.shape[1]
        for _ in range(int(np.log2(inner + 1))):
            right = measures[rows, self.features[trees, node]] > self.thresholds[trees, node]
            node = 2 * node + 1 + right
        return np.asarray(1.0 / (1.0 + np.exp(-self.leaves[trees, node - inner].sum(axis=1))))


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """What is known of the lines of a page."""

    probabilities: Numbers
    """That each line belongs to the report."""
    words: Numbers
    """How many words each line has, at least 1."""

    def chosen(self) -> tuple[NDArray[np.bool_], float]:
        """The lines that are the report, and the F1 that this choice can be expected to have."""
        p, words = self.probabilities, self.words
        order = np.argsort(-p, kind="stable")
        hits = np.cumsum((p * words)[order])
        expected = 2 * hits / (np.cumsum(words[order]) + (p * words).sum())
        best = int(np.argmax(expected))
        return p >= p[order][best], float(expected[best])

    def with_opinion(self, kept: Numbers) -> Body:
        """The same with an outside opinion on each line, from 0 (not the report) to 1."""
        p = np.clip(self.probabilities, 0.005, 0.995)
        odds = np.log(p / (1 - p)) + OPINION * (2 * kept - 1)
        return Body(1.0 / (1.0 + np.exp(-odds)), self.words)


def judge_page(page: str, blocks: Sequence[Block], lines: Sequence[Line], declared: Declared) -> Body:
    """How probable it is that each block of a page belongs to its report."""
    measures = np.hstack([measure_lines(lines), measure_markup(blocks, lines, declared)])
    return supported(_judged(measures, lines, group_blocks(blocks), "page"), page, lines)


def supported(body: Body, page: str, lines: Sequence[Line]) -> Body:
    """The same, with a second opinion if the page is not understood."""
    if body.chosen()[1] >= UNDERSTOOD_FROM:
        return body
    kept = ask_extractor(page, lines)
    return body if kept is None else body.with_opinion(kept)


def judge_text(lines: Sequence[Line]) -> Body:
    """The same of the lines of a page whose markup is gone."""
    return _judged(measure_lines(lines), lines, (), "text")


def _judged(measures: Numbers, lines: Sequence[Line], groups: Sequence[NDArray[np.int64]], kind: Kind) -> Body:
    words = np.array([max(1, size_in_words(line)) for line in lines], dtype=float)
    first = load_trees(kind, 1).probabilities(measures)
    second = load_trees(kind, 2).probabilities(np.hstack([measures, measure_support(first, words, groups)]))
    return Body(second, words)


def group_blocks(blocks: Sequence[Block]) -> tuple[NDArray[np.int64], ...]:
    """Numbers of the groups that each block is in: same element, its parent, the next one up, same looks."""
    keys: list[list[object]] = [[], [], [], []]
    for block in blocks:
        parent = block.inside.parent
        keys[0].append(block.inside)
        keys[1].append(parent)
        keys[2].append(parent.parent if parent else None)
        keys[3].append(looks(block.inside))
    groups = []
    for group in keys:
        numbers: dict[object, int] = {}
        groups.append(np.array([numbers.setdefault(key, len(numbers)) for key in group], dtype=np.int64))
    return tuple(groups)


def measure_support(first: Numbers, words: Numbers, groups: Sequence[NDArray[np.int64]]) -> Numbers:
    """What the first step thinks of the lines round each line, shape (lines, measures)."""
    weight = np.minimum(words, MOST_WORDS)
    mass = weight * first
    total = max(1e-9, float(mass.sum()))
    columns = [first, *(beside(first, step) for step in range(-SINGLE, SINGLE + 1) if step)]
    for half in WINDOWS:
        window = np.ones(2 * half + 1)
        columns.append((spread(mass, window) - mass) / np.maximum(spread(weight, window) - weight, 1.0))
    columns += [
        (np.cumsum(mass) - mass) / total,
        1 - np.cumsum(mass) / total,
        np.full(len(first), first.max()),
        np.full(len(first), total / weight.sum()),
        np.full(len(first), np.log1p(total)),
        *distances((first > 0.5) & (words >= PROSE_WORDS), FAR),  # noqa: PLR2004 - more probable than not
    ]
    for group in groups:
        held, size = np.bincount(group, mass), np.bincount(group, weight)
        others = size[group] - weight
        columns.append(np.where(others > 0, (held[group] - mass) / np.maximum(others, 1e-9), -1.0))
        columns.append(held[group] / total)
    return np.column_stack(columns)


@lru_cache(maxsize=4)
def load_trees(kind: Kind, step: Literal[1, 2]) -> Trees:
    """The trees of one step."""
    with files("stemma.reading").joinpath("bodies.npz").open("rb") as file, np.load(file) as table:
        name = f"{kind}{step}"
        return Trees(
            table[f"{name}_features"].astype(np.int64),
            table[f"{name}_thresholds"].astype(np.float64),
            table[f"{name}_leaves"].astype(np.float64),
        )
