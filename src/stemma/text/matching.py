"""How well sentences of one story match: by meaning and by the rare words they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy import sparse

# How much a match rests on meaning (sentence vectors) and how much on shared rare words. Set on kin (development
# half): mixing beats either alone, and the exact shares hardly matter.
MEANING, WORDS = 0.6, 0.4
# Words this much commoner than the rarest weigh nothing: they are the grammar of the story.
COMMON = np.log(4.0)


@dataclass(frozen=True, slots=True, eq=False)
class SentenceTable:
    """All sentences of a story, ready to be matched; one row each."""

    vectors: NDArray[np.float64]
    """Unit vectors relative to the story's mean."""
    terms: sparse.csr_array[np.float64]
    """Unit rows of words, weighted by how rare they are in the story."""

    def match(self, rows: slice, columns: slice | NDArray[np.intp]) -> NDArray[np.float32]:
        """Scores of some sentences against others, about -0.6 to 1, shape (rows, columns)."""
        meaning = self.vectors[rows] @ self.vectors[columns].T
        words = (self.terms[rows] @ self.terms[columns].T).toarray()
        return np.asarray(MEANING * meaning + WORDS * words, dtype=np.float32)


def tabulate(vectors: NDArray[np.float32], words: Sequence[Sequence[str]]) -> SentenceTable:
    """The table of all sentences of a story.

    Args:
        vectors: one per sentence, shape (sentences, dimensions).
        words: the words of each sentence in plain form.
    """
    table = vectors.astype(np.float64)
    if len(table):
        table = table - table.mean(axis=0)
    norm = np.linalg.norm(table, axis=1, keepdims=True)
    unit = np.divide(table, norm, out=np.zeros_like(table), where=norm > 0)
    return SentenceTable(unit, _rare_words(words))


def _rare_words(sentences: Sequence[Sequence[str]]) -> sparse.csr_array[np.float64]:
    from scipy import sparse  # noqa: PLC0415 - heavy

    flat = [sorted(set(words)) for words in sentences]
    frequency = Counter(w for words in flat for w in words)
    column = {w: k for k, w in enumerate(sorted(frequency))}
    data: list[float] = []
    indices: list[int] = []
    indptr = [0]
    for words in flat:
        values = np.log(1.0 + len(flat) / np.array([frequency[w] for w in words], dtype=float))
        values = np.maximum(values - (COMMON if len(flat) > 8 else 0.0), 0.0)  # noqa: PLR2004  too few to judge by
        norm = float(np.linalg.norm(values)) or 1.0
        data.extend(values / norm)
        indices.extend(column[w] for w in words)
        indptr.append(len(indices))
    return sparse.csr_array((data, indices, indptr), shape=(len(flat), max(1, len(column))))
