"""How likely two statements of two reports say the same thing: a few readable features, weighed by a logistic model."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import fsum, log
from typing import cast

import numpy as np
from numpy.typing import NDArray

from stemma.collation.facts import Item
from stemma.collation.matching import Weights
from stemma.collation.passages import WordTable
from stemma.model import Statement
from stemma.text.spans import Span

Floats = NDArray[np.float64]

# How much less a word says with every step down the tree. On kin, stories left out, .7 was better than 1 (.84 to .85 F1
# of pairs with what is perhaps the same; of the sure pairs 80 in 100 right, not 78) and than .5.
LOWER = 0.7
FEATURES = (
    "rare words shared, larger",
    "rare words shared, smaller",
    "a rare number of the same shared",
    "a rare date shared",
    "length of the shorter",
    "lengths apart",
    "margin",
    "both quoted",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of one report, ready to be joined."""

    report: str
    """Id of the report."""
    statement: Statement
    """The statement."""
    row: int
    """Its own in the table of vectors."""
    words: tuple[str, ...]
    """Its words in plain form."""
    stems: frozenset[str]
    """Stems of those that say something."""
    items: tuple[Item, ...]
    """Its filled slots."""
    quoted: bool
    """Whether it stands in quotation marks, wholly or in part."""
    height: Mapping[str, float] = field(default_factory=dict)
    """How near each stem stands to the top of the tree, 0 to 1; empty where the language model gives no tree."""


@dataclass(frozen=True, slots=True)
class Sameness:
    """The model: log odds that two statements say the same, a weighted sum of features."""

    weights: Floats
    """One a feature, in the order of `FEATURES`."""
    intercept: float
    """The log odds when all features are nothing."""

    def log_odds(self, features: Floats) -> Floats:
        """Of every pair; `features` has shape (pairs, features)."""
        return np.asarray(features @ self.weights + self.intercept, dtype=np.float64)


@cache
def load_sameness() -> Sameness:
    """The model as shipped: `sameness.json`, fitted by `training/train_sameness.py`."""
    stored = json.loads((files("stemma.collation") / "sameness.json").read_text(encoding="utf-8"))
    weights = cast("Mapping[str, float]", stored)
    return Sameness(np.array([weights[f] for f in FEATURES]), weights["intercept"])


def find_heights(table: WordTable, span: Span) -> dict[str, float]:
    """How near the stems of a stretch stand to the top of its tree: 1 there, `LOWER` of it with every step down.

    What a statement tells stands high; what it only mentions stands low: "after the summit in Ostrel last week" is
    shared by many that tell different things.
    """
    inside = table.inside(span)
    steps: dict[int, int] = {}
    for k in inside:
        path = [k]
        while path[-1] not in steps and (head := int(table.whole.heads[path[-1]])) in inside and head not in path:
            path.append(head)
        top = steps.get(path[-1], 0)
        steps.update({w: top + n for n, w in enumerate(reversed(path))})
    out: dict[str, float] = {}
    for k in inside:
        word = str(table.whole.stems[k])
        out[word] = max(out.get(word, 0.0), LOWER ** steps[k])
    return out


def sameness_features(lines: Sequence[Line], margins: Mapping[tuple[int, int], float], weights: Weights) -> Floats:
    """The features of pairs of statements: shape (pairs, features), pairs in the order of `margins`.

    Args:
        lines: the statements.
        margins: of each pair `(i, j)`, how much more alike the two are than either is to the next best statement of
            the other's report, both ways together.
        weights: how much each stem says.
    """
    told = [{s: weights.of(s) * line.height.get(s, 1.0) for s in line.stems} for line in lines]
    total = [fsum(t.values()) for t in told]
    numbers = [[x for x in line.items if x.slot == "number"] for line in lines]
    dates = [[x for x in line.items if x.slot == "date"] for line in lines]
    rare_numbers, rare_dates = _rarity(numbers), _rarity(dates)
    out = np.zeros((len(margins), len(FEATURES)))
    for row, ((i, j), margin) in zip(out, margins.items(), strict=True):
        shared = lines[i].stems & lines[j].stems
        shares = [fsum(told[k][s] for s in shared) / total[k] for k in (i, j)]
        short, long = sorted((len(told[i]), len(told[j])))
        row[:] = (
            max(shares),
            min(shares),
            _rarest(numbers[i], numbers[j], rare_numbers, of_the_same=True),
            _rarest(dates[i], dates[j], rare_dates, of_the_same=False),
            log(short),
            log(long / short),
            margin,
            float(lines[i].quoted and lines[j].quoted),
        )
    return out


def _rarity(items: Sequence[Sequence[Item]]) -> dict[str, float]:
    """How few statements have each value: 1 for one alone, 0 for what all have, by the logarithm of their number."""
    held = Counter(v for each in items for v in {x.key for x in each})
    return {v: 1.0 - log(n) / log(len(items)) if len(items) > 1 else 1.0 for v, n in held.items()}


def _rarest(
    one: Sequence[Item], other: Sequence[Item], rarity: Mapping[str, float], *, of_the_same: bool
) -> float:
    """How rare the rarest value is that both have, 0 if there is none; of the same: some word beside it is the same too."""
    return max(
        (
            rarity[x.key]
            for x in one
            for y in other
            if x.key == y.key and (not of_the_same or not x.context.isdisjoint(y.context))
        ),
        default=0.0,
    )
