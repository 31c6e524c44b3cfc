"""The trained judge: holds the words of a copy against those of its source, and says which of them changed what.

Every word of the copy looks for its counterparts in the source and the other way round (attend and compare, after
Parikh et al. 2016, "A Decomposable Attention Model", arXiv:1606.01933), twice: the second time each side knows what
the first left without a counterpart, and looks near where its neighbours went. What came of it is read over five
words to either side by two convolutions. Trained word by word by `training/train_collation.py`; numpy at run time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stemma.model import VARIANT_KINDS

Floats = NDArray[np.float32]

KINDS = VARIANT_KINDS
"""What a word may have changed; its probabilities stand in this order behind that of no change."""
RELATIONS = 6
"""Ways in which two words can be known to be the same or not; see `relations`."""
# Words on either side that a word's counterparts are smoothed over, and that a convolution reads.
REACH = 2
# How much the counterparts of a word's head count beside those of its neighbours, and what every word keeps.
OF_HEAD, OF_ANY = 0.5, 0.02
# Attention is divided by the root of the width of what it compares.
TEMPER = 7.0


@dataclass(frozen=True, slots=True)
class Passage:
    """The words of a passage, ready for the judge."""

    vectors: Floats
    """Shape (words, width)."""
    heads: NDArray[np.int64]
    """Index of each word's head in the passage; its own for a root."""
    plain: NDArray[np.object_]
    """The words in lower case."""
    stems: NDArray[np.object_]
    """Their stems."""
    values: Floats
    """The number a word belongs to; NaN where it belongs to none."""
    dates: NDArray[np.object_]
    """Key of the date a word belongs to; empty where it belongs to none."""
    names: NDArray[np.object_]
    """Type and key of the name a word belongs to; empty where it belongs to none."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge says of the words of a copy."""

    kinds: Floats
    """Probability of no change and of each of `KINDS`, shape (words, 12)."""
    counterparts: Floats
    """Where each word looked in the source, shape (words of the copy, words of the source); rows sum to 1."""


def relations(child: Passage, parent: Passage) -> Floats:
    """What is known of each pair of words: shape (child, parent, `RELATIONS`).

    Same word, same stem, same number, different numbers, same date, same name.
    """
    out = np.zeros((len(child.plain), len(parent.plain), RELATIONS), dtype=np.float32)
    out[:, :, 0] = child.plain[:, None] == parent.plain[None]
    out[:, :, 1] = child.stems[:, None] == parent.stems[None]
    numbers = ~np.isnan(child.values)[:, None] & ~np.isnan(parent.values)[None]
    equal = child.values[:, None] == parent.values[None]
    out[:, :, 2] = numbers & equal
    out[:, :, 3] = numbers & ~equal
    for layer, one, other in ((4, child.dates, parent.dates), (5, child.names, parent.names)):
        out[:, :, layer] = (one[:, None] == other[None]) & (one != "")[:, None]
    return out


class Judge:
    """The trained layers."""

    def __init__(self, table: Mapping[str, NDArray[np.generic]]) -> None:
        """Take the arrays of `stemma.language.load_judge`."""
        self._w = {
            k: np.asarray(v, dtype=np.float32)
            for k, v in table.items()
            if not k.startswith("in.") and not k.endswith("_names")
        }

    def _linear(self, name: str, x: Floats) -> Floats:
        out: Floats = x @ self._w[f"{name}.weight"].T + self._w[f"{name}.bias"]
        return out

    def read(self, child: Passage, parent: Passage, slots: Floats) -> Verdict:
        """What of the child is no longer what the parent says; neither may be without words.

        Args:
            child: a sentence of the copy.
            parent: the passage it goes back to.
            slots: how sure the comparison of slots is that a word of the child changed something, 0 to 1, one
                column a kind, shape (words of the child, 11).
        """
        known = relations(child, parent)
        c, p = child.vectors, parent.vectors
        scores = self._attend("1", c, p) + known @ self._w["known1"]
        there, back = _softmax(scores), _softmax(scores.T)
        mine = self._compare(c, p, there, scores, known)
        theirs = self._compare(p, c, back, scores.T, known.transpose(1, 0, 2))
        near = _smoothed(there) + OF_HEAD * there[child.heads] + OF_ANY
        again = _softmax(self._attend("2", mine, theirs) + known @ self._w["known2"] + np.log(near))
        other = again @ theirs
        mixed = self._linear("mix", np.concatenate([mine, other, mine * other, mine[child.heads]], axis=1))
        x = np.concatenate([mine, np.maximum(mixed, 0), slots], axis=1)
        x = np.maximum(self._convolve("near", x), 0)
        x = x + np.maximum(self._convolve("wide", x), 0)
        return Verdict(_softmax(self._linear("out", x)), again)

    def _attend(self, which: str, one: Floats, other: Floats) -> Floats:
        out: Floats = self._linear(f"ask{which}", one) @ self._linear(f"key{which}", other).T / TEMPER
        return out

    def _compare(self, one: Floats, other: Floats, weights: Floats, scores: Floats, known: Floats) -> Floats:
        """Each word beside the mean of its counterparts, with what is known of them."""
        met = weights @ other
        signs = np.concatenate(
            [
                np.einsum("nm,nmk->nk", weights, known),
                known.max(axis=1),
                np.maximum(scores.max(axis=1, keepdims=True), -20) / 5,
                weights.max(axis=1, keepdims=True),
            ],
            axis=1,
        )
        out: Floats = np.maximum(
            self._linear("compare", np.concatenate([one, met, one - met, one * met, signs], 1)), 0
        )
        return out

    def _convolve(self, name: str, x: Floats) -> Floats:
        """Every word with its neighbours, shape (words, width)."""
        weight = self._w[f"{name}.weight"]  # (out, in, 2 REACH + 1)
        padded = np.pad(x, ((REACH, REACH), (0, 0)))
        out = np.tile(self._w[f"{name}.bias"], (len(x), 1))
        for k in range(weight.shape[2]):
            out += padded[k : k + len(x)] @ weight[:, :, k].T
        return out


def _softmax(x: Floats) -> Floats:
    y = np.exp(x - x.max(axis=1, keepdims=True))
    out: Floats = y / y.sum(axis=1, keepdims=True)
    return out


def _smoothed(x: Floats) -> Floats:
    """The mean of each cell and its neighbours up to `REACH` away that lie in the table (a summed-area table)."""
    n, m = x.shape
    sums = np.pad(x.astype(np.float64).cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    top, bottom = np.maximum(np.arange(n) - REACH, 0), np.minimum(np.arange(n) + REACH + 1, n)
    left, right = np.maximum(np.arange(m) - REACH, 0), np.minimum(np.arange(m) + REACH + 1, m)
    area = (bottom - top)[:, None] * (right - left)[None]
    total = sums[bottom][:, right] - sums[top][:, right] - sums[bottom][:, left] + sums[top][:, left]
    return np.asarray(total / area, dtype=np.float32)
