"""Sentence vectors from static token vectors: a mean of rows of a table that comes with the package.

The table is distilled from the all-MiniLM-L6-v2 encoder by `training/distil_vectors.py` (Model2Vec); its rows
already carry the weight of their token, so that a plain mean is the sentence's vector. No network, no torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import as_file, files
from itertools import chain
from typing import Self

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from stemma.errors import ModelError

# The vocabulary stands in order of frequency from its first common word on; by Zipf's law a word's share of all
# words is about this constant over its rank. A word that is none of its entries is rarer than all of them.
ZIPF = 0.1
COMMONEST_WORD = "the"
# Sentences at a time: bounds the memory of one call, whatever the report.
BATCH = 2_048


class Vectors:
    """The table of token vectors and its tokenizer."""

    def __init__(self, tokenizer: Tokenizer, rows: NDArray[np.int8], scale: NDArray[np.float32]) -> None:
        """Keep the table: `rows * scale` are the vectors, shape (tokens, dimensions)."""
        self._tokenizer = tokenizer
        self._rows = rows
        self._scale = scale
        self._first = tokenizer.token_to_id(COMMONEST_WORD) or 0

    @classmethod
    def load(cls) -> Self:
        """The table that comes with the package.

        Raises:
            ModelError: the files are missing or broken.
        """
        weights = files("stemma.language") / "weights"
        try:
            with as_file(weights / "vectors.npz") as path, np.load(path, allow_pickle=False) as table:
                rows, scale = table["rows"], table["scale"].astype(np.float32)
            tokenizer = Tokenizer.from_str((weights / "tokenizer.json").read_text(encoding="utf-8"))
        except (OSError, KeyError, ValueError) as error:
            raise ModelError(f"token vectors cannot be read ({error}): install Stemma again") from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return cls(tokenizer, rows, scale)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._rows.shape[1])

    def frequency(self, word: str) -> float:
        """About how often a word in plain form occurs in English, as a share of all words (0 to 0.1)."""
        place = self._tokenizer.token_to_id(word)
        return ZIPF / (2 * len(self._rows) if place is None else max(1, place - self._first + 1))

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of the texts, shape (texts, dimensions); a zero row where no token is known."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        different = {text: n for n, text in enumerate(dict.fromkeys(texts))}
        once = list(different)
        parts = np.concatenate([self._encode_batch(once[i : i + BATCH]) for i in range(0, len(once), BATCH)])
        return parts if len(once) == len(texts) else parts[[different[t] for t in texts]]

    def _encode_batch(self, texts: Sequence[str]) -> NDArray[np.float32]:
        clean = [t.encode("utf-8", "replace").decode("utf-8") for t in texts]
        ids = [e.ids for e in self._tokenizer.encode_batch_fast(clean, add_special_tokens=False)]
        sizes = np.fromiter(map(len, ids), dtype=np.int64, count=len(ids))
        flat = np.fromiter(chain.from_iterable(ids), dtype=np.int64, count=int(sizes.sum()))
        tokens = self._rows[flat].astype(np.float32) * self._scale[flat, None]
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        known = np.flatnonzero(sizes)
        if len(known):
            starts = (np.cumsum(sizes) - sizes)[known]
            out[known] = np.add.reduceat(tokens, starts, axis=0) / sizes[known, None].astype(np.float32)
        norm = np.linalg.norm(out, axis=1, keepdims=True)
        np.divide(out, norm, out=out, where=norm > 0)
        return out
