"""Words described for comparison: what the encoder, the tree, the names and the sayings know of each, in one vector.

Collation holds the words of a copy against those of its source. What a word is there depends on its context, so
the language room describes it, with the first layer of the judge that `training/train_collation.py` trains; the
rest of that judge works in collation and sees vectors alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stemma.errors import ModelError
from stemma.language.heads import CERTAINTIES, NAME_TYPES, Floats
from stemma.language.layers import Layers
from stemma.language.vectors import Vectors
from stemma.model import Analysis, Words
from stemma.text.quantities import find_quantities
from stemma.text.spans import Span

# Marks that open or close a quotation.
_MARKS = frozenset('"“”')
# What a word is by its names, sayings, marks and letters: the columns of `Described.features`.
_SOURCE = len(NAME_TYPES)
_CUE, _SAID, _QUOTED, _CAPITAL, _DIGIT, _MARK = range(_SOURCE + 1, _SOURCE + 7)
_CERTAINTY = _MARK + 1
_STATED = _CERTAINTY + len(CERTAINTIES)
_NUMBER = _STATED + len(CERTAINTIES)
FEATURES = _NUMBER + 1


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of each word of a report, before it is mixed into one vector."""

    contextual: Floats
    """What the encoder makes of it, as far as kept, shape (words, any)."""
    static: Floats
    """Its vector without context, a unit vector or zeros, shape (words, dimensions)."""
    features: Floats
    """Shape (words, `FEATURES`)."""
    tags: tuple[str, ...]
    """Penn Treebank tags."""
    relations: tuple[str, ...]
    """Universal Dependencies relations."""


def load_judge(folder: Path | None = None) -> Mapping[str, NDArray[np.generic]] | None:
    """The arrays of the judge of collation: those of the package, or of a folder; None if that has none.

    Raises:
        ModelError: the file is broken.
    """
    try:
        with as_file((folder or files("stemma.language") / "weights") / "judge.npz") as path:
            if not path.exists():
                return None
            with np.load(path, allow_pickle=False) as table:
                return dict(table)
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"the judge of copies cannot be read ({error}): install Stemma again") from error


class Describer:
    """The first layer of the judge: from what is known of a word to its vector."""

    def __init__(self, table: Mapping[str, NDArray[np.generic]]) -> None:
        """Take the arrays of `load_judge`."""
        self.contextual = np.asarray(table["in.contextual"], dtype=np.float32)
        """What the encoder's vectors are multiplied with, shape (encoder's width, width)."""
        self._static = np.asarray(table["in.static"], dtype=np.float32)
        self._features = np.asarray(table["in.features"], dtype=np.float32)
        self._bias = np.asarray(table["in.bias"], dtype=np.float32)
        self._tags = _rows(table, "tag")
        self._relations = _rows(table, "relation")
        self._scale = np.asarray(table["in.scale"], dtype=np.float32)
        self._shift = np.asarray(table["in.shift"], dtype=np.float32)

    def vectors(self, known: Described) -> NDArray[np.float16]:
        """The vectors of the words, shape (words, width)."""
        none = np.zeros_like(self._bias)
        x = known.contextual + known.static @ self._static + known.features @ self._features + self._bias
        if len(x):
            x += np.array([self._tags.get(t, none) for t in known.tags])
            x += np.array([self._relations.get(r, none) for r in known.relations])
        x -= x.mean(axis=1, keepdims=True)
        x /= np.sqrt((x * x).mean(axis=1, keepdims=True) + 1e-5)
        return np.asarray(x * self._scale + self._shift, dtype=np.float16)


def _rows(table: Mapping[str, NDArray[np.generic]], name: str) -> dict[str, Floats]:
    rows = np.asarray(table[f"in.{name}"], dtype=np.float32)
    return {str(n): row for n, row in zip(table[f"{name}_names"], rows, strict=True)}


def describe(text: str, layers: Layers, analysis: Analysis, vectors: Vectors) -> Described:
    """What is known of the words of a report.

    Args:
        text: the report's text.
        layers: what the encoder says of its words.
        analysis: what was made of that.
        vectors: gives words without context.
    """
    words = layers.tokens.words
    found = _letters(words)

    def mark(span: Span, column: int) -> None:
        first, last = layers.words_in(span)
        found[first:last, column] = 1.0

    for name in analysis.entities:
        mark(name.span, NAME_TYPES.index(name.type))
    for one in analysis.attributions:
        for span, column in ((one.source, _SOURCE), (one.cue, _CUE), *((c, _SAID) for c in one.content)):
            if span is not None:
                mark(span, column)
    for statement in analysis.statements:
        mark(statement.span, _STATED + CERTAINTIES.index(statement.certainty))
    for sentence in analysis.sentences:
        for quantity in find_quantities(text, sentence.span):
            mark(quantity.span, _NUMBER)
    if len(words):
        odds = np.exp(layers.certainty - layers.certainty.max(axis=1, keepdims=True))
        found[:, _CERTAINTY:_STATED] = odds / odds.sum(axis=1, keepdims=True)
    return Described(layers.compared, vectors.encode(words), found, layers.tags, layers.relations)


def _letters(words: Sequence[str]) -> Floats:
    """The table of features, with the columns filled that show in a word's letters and in the marks round it."""
    found = np.zeros((len(words), FEATURES), dtype=np.float32)
    found[:, _QUOTED] = _inside_marks(words)
    if words:
        found[:, [_CAPITAL, _DIGIT, _MARK]] = [_letters_of(w) for w in words]
    return found


@lru_cache(maxsize=65_536)
def _letters_of(word: str) -> tuple[bool, bool, bool]:
    """Whether a word begins with a capital, has a digit, and is a mark."""
    return word[:1].isupper(), any(c.isdigit() for c in word), not any(c.isalnum() for c in word)


def _inside_marks(words: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each word stands in quotation marks; an opening mark counts as inside, a closing one does not."""
    marks = np.array([w in _MARKS for w in words], dtype=np.int64)
    return np.asarray(np.cumsum(marks) % 2 == 1)


def words_of(layers: Layers, vectors: NDArray[np.float16]) -> Words:
    """The words with their vectors."""
    spans = layers.tokens.spans
    own = np.arange(len(spans))
    return Words(
        starts=np.array([s.start for s in spans], dtype=np.int32),
        ends=np.array([s.end for s in spans], dtype=np.int32),
        heads=np.where(layers.heads < 0, own, layers.heads).astype(np.int32),
        relations=layers.relations,
        vectors=vectors,
    )
