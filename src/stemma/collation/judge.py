"""The trained judge: reads a sentence of a copy and the passage it goes back to as one, and says which words changed what.

Every word looks for its counterparts in the other passage and is set beside them (attend and compare, after Parikh et
al. 2016, "A Decomposable Attention Model", arXiv:1606.01933). Then the words of both passages are read together by a
small transformer (Vaswani et al. 2017, arXiv:1706.03762, layer norms first) whose attention is biased by what is known
of two words: how far apart they stand, which hangs on which, whether they are the same word, number, day or name, and
whether the one is the other's counterpart. Trained by `training/train_collation.py`; numpy at run time.
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
# Heads of attention in each layer.
HEADS = 4
# Two words of one passage stand up to so many words apart, or further; before and after count apart.
FAR = (1, 2, 4)
# What biases attention within a passage: the head, what hangs on it, and the distances.
WITHIN = 2 + 2 * (len(FAR) + 1)
# Attention to counterparts is divided by about the root of the width of what it compares.
TEMPER = 7.0
# What every word of the source keeps of a chance to be a counterpart.
OF_ANY = 0.02


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
    whole: Floats
    """Probability that the sentence as a whole changed nothing, and each of `KINDS`, shape (12,)."""


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


def within(heads: NDArray[np.int64]) -> Floats:
    """What is known of each pair of words of one passage, 0 or 1: shape (words, words, `WITHIN`).

    The second is the first one's head, or hangs on it; it stands behind it at most 1, 2, 4 or more words away; or before
    it. A word has nothing to itself.
    """
    n = len(heads)
    own = np.arange(n)
    apart = own[None] - own[:, None]
    step = np.searchsorted(FAR, np.abs(apart))
    out = np.zeros((n, n, WITHIN), dtype=np.float32)
    hangs = heads != own
    out[own[hangs], heads[hangs], 0] = 1.0
    out[heads[hangs], own[hangs], 1] = 1.0
    steps = len(FAR) + 1
    for k in range(steps):
        out[:, :, 2 + k] = (step == k) & (apart > 0)
        out[:, :, 2 + steps + k] = (step == k) & (apart < 0)
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
        self._layers = sum(k.startswith("qkv.") and k.endswith(".bias") for k in self._w)

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
        c, p, n = child.vectors, parent.vectors, len(child.plain)
        scores = self._linear("ask1", c) @ self._linear("key1", p).T / TEMPER + known @ self._w["known1"]
        there, back = _softmax(scores), _softmax(scores.T)
        side = self._w["side.weight"]
        # The last column says that slots were not compared, which happens in training only.
        told = self._linear("slots", np.pad(slots, ((0, 0), (0, 1))))
        x = np.concatenate(
            [
                self._compare(c, p, there, scores, known) + told + side[0],
                self._compare(p, c, back, scores.T, known.transpose(1, 0, 2)) + side[1],
            ]
        )
        bias = self._bias(child, parent, known, there, back)
        for layer in range(self._layers):
            x = self._layer(layer, x, bias[layer * HEADS : (layer + 1) * HEADS])
        x = self._normed("lnf", x)
        c, p = x[:n], x[n:]
        again = self._linear("ask2", c) @ self._linear("key2", p).T / TEMPER + np.log(there + OF_ANY)
        whole = self._linear("whole", np.concatenate([c.mean(axis=0), c.max(axis=0)])[None])
        return Verdict(_softmax(self._linear("out", c)), _softmax(again), _softmax(whole)[0])

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

    def _bias(self, child: Passage, parent: Passage, known: Floats, there: Floats, back: Floats) -> Floats:
        """What is added to the attention of one word to another: shape (layers x heads, words, words)."""
        weight, n, m = self._w["bias"], len(child.plain), len(parent.plain)
        out = np.empty((n + m, n + m, weight.shape[1]), dtype=np.float32)
        out[:n, :n] = within(child.heads) @ weight[:WITHIN]
        out[n:, n:] = within(parent.heads) @ weight[:WITHIN]
        across = known @ weight[WITHIN:-1]
        out[:n, n:] = across + there[..., None] * weight[-1]
        out[n:, :n] = across.transpose(1, 0, 2) + back[..., None] * weight[-1]
        return out.transpose(2, 0, 1)

    def _layer(self, layer: int, x: Floats, bias: Floats) -> Floats:
        words, width = x.shape
        mixed = self._linear(f"qkv.{layer}", self._normed(f"ln1.{layer}", x))
        ask, key, value = mixed.reshape(words, 3, HEADS, width // HEADS).transpose(1, 2, 0, 3)
        weights = _softmax(ask @ key.transpose(0, 2, 1) / np.float32((width // HEADS) ** 0.5) + bias)
        met = (weights @ value).transpose(1, 0, 2).reshape(words, width)
        x = x + self._linear(f"o.{layer}", met)
        inner = np.maximum(self._linear(f"f1.{layer}", self._normed(f"ln2.{layer}", x)), 0)
        out: Floats = x + self._linear(f"f2.{layer}", inner)
        return out

    def _normed(self, name: str, x: Floats) -> Floats:
        x = x - x.mean(axis=-1, keepdims=True)
        x = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + np.float32(1e-5))
        out: Floats = x * self._w[f"{name}.weight"] + self._w[f"{name}.bias"]
        return out


def _softmax(x: Floats) -> Floats:
    """Over the last axis."""
    y = np.exp(x - x.max(axis=-1, keepdims=True))
    out: Floats = y / y.sum(axis=-1, keepdims=True)
    return out
