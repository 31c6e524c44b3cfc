"""How likely two statements of two reports say the same thing: a few readable features, weighed by a logistic model."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

FEATURES = (
    "rare words shared, larger",
    "rare words shared, smaller",
    "a number or date shared",
    "length of the shorter",
    "lengths apart",
    "margin",
    "main words",
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
    main: str = ""
    """Stem of the word that the others hang on; empty where the language model gives no tree."""
    meaning: NDArray[np.float16] | None = None
    """What that word is where it stands."""


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


def main_word(table: WordTable, span: Span) -> tuple[str, NDArray[np.float16]] | None:
    """The word of a stretch that hangs on none inside it, the first if there are several; None where no word begins."""
    inside = table.inside(span)
    for k in inside:
        head = int(table.whole.heads[k])
        if head == k or head not in inside:
            return str(table.whole.stems[k]), table.whole.vectors[k].astype(np.float16)
    return None


def sameness_features(lines: Sequence[Line], margins: Mapping[tuple[int, int], float], weights: Weights) -> Floats:
    """The features of pairs of statements: shape (pairs, features), pairs in the order of `margins`.

    Args:
        lines: the statements.
        margins: of each pair `(i, j)`, how much more alike the two are than either is to the next best statement of
            the other's report, both ways together.
        weights: how much each stem says.
    """
    total = [fsum(weights.of(s) for s in line.stems) for line in lines]
    values = [frozenset(x.key for x in line.items if x.slot in ("number", "date")) for line in lines]
    main = _main_vectors(lines)
    out = np.zeros((len(margins), len(FEATURES)))
    for row, ((i, j), margin) in zip(out, margins.items(), strict=True):
        one, other = lines[i].stems, lines[j].stems
        shared = fsum(weights.of(s) for s in one & other)
        shares = shared / total[i], shared / total[j]
        short, long = sorted((len(one), len(other)))
        row[:] = (
            max(shares),
            min(shares),
            not values[i].isdisjoint(values[j]),
            log(short),
            log(long / short),
            margin,
            _main(lines[i], lines[j], main, i, j),
        )
    return out


def _main_vectors(lines: Sequence[Line]) -> Floats | None:
    """Unit vectors of the main words, relative to their mean; None where the language model describes no words."""
    given = [x.meaning for x in lines if x.meaning is not None]
    if len(given) < len(lines):
        return None
    table = np.stack(given).astype(np.float64)
    table -= table.mean(axis=0)
    norms = np.linalg.norm(table, axis=1, keepdims=True)
    return np.asarray(np.divide(table, norms, out=np.zeros_like(table), where=norms > 0), dtype=np.float64)


def _main(one: Line, other: Line, vectors: Floats | None, i: int, j: int) -> float:
    """How alike the main words are, 0 to 1."""
    if one.main and one.main == other.main:
        return 1.0
    return 0.0 if vectors is None else max(0.0, float(vectors[i] @ vectors[j]))
