"""What is read off the encoder's word vectors: the labels, and the small layers that give them.

The layers are linear or bilinear, or narrow convolutions over the words near by, so that numpy does at run time what
the trainer did; their weights stand in `weights/heads.npz` as half floats. Distances and shapes here are part of what
was trained: they cannot change without new weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from stemma.model import Certainty, EntityType

Floats = NDArray[np.float32]

NAME_TYPES: tuple[EntityType, ...] = ("PER", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "DATE", "NUM")
NAME_LABELS: tuple[str, ...] = ("O", *(f"{b}-{t}" for t in NAME_TYPES for b in "BI"))
"""Outside, first word, later word of a name of each type."""
ROLE_LABELS: tuple[str, ...] = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
"""What a word is to one attribution."""
CERTAINTIES: tuple[Certainty, ...] = ("asserted", "hedged", "planned", "denied", "asked")
GUIDELINES = ("marked", "polnear", "discourse")
"""Whose guideline the attributions follow; the first is ours."""
ANCHORS = 3
"""What a word is to attributions: nothing, the head of a cue, the head of what is said without a cue."""
NEAR = 10
"""Distances up to this many words are told apart one by one, beyond it by powers of two."""
FARTHEST = 512
"""Distances in any window: so many places the encoder knows."""
DISTANCES = 2 * (NEAR + 6) + 1
"""Number of distance buckets."""
SLOPE = 0.1
"""Slope of the leaky rectifier below zero."""
SURER = 0.5
"""By so much the score of a name must be above that of none: as trained, more were found than there were. WikiGold, the
training part of CrossNER and the development part of GUM gain up to 1.0, marked passages up to half of it."""


def distance_bucket(distance: int) -> int:
    """The bucket of a signed distance in words, 0 to `DISTANCES` - 1."""
    size = abs(distance)
    if size > NEAR:
        size = min(NEAR + 6, NEAR + 1 + int(np.log2(size / NEAR)))
    return NEAR + 6 + (size if distance >= 0 else -size)


@cache
def _buckets(farthest: int) -> NDArray[np.int64]:
    """Buckets of the distances -farthest to farthest."""
    return np.array([distance_bucket(d) for d in range(-farthest, farthest + 1)])


class Heads:
    """The layers, over word vectors of shape (words, width)."""

    def __init__(self, weights: dict[str, Floats], tags: Sequence[str], relations: Sequence[str]) -> None:
        """Keep the weights, by the names the trainer gave them."""
        self._w = weights
        self.tag_names = tuple(tags)
        self.relation_names = tuple(relations)
        relation = weights["relation"]
        # One matrix product for all labels: (child, label and head).
        self._relation = np.ascontiguousarray(relation.transpose(1, 0, 2).reshape(relation.shape[1], -1))
        # One for all places of a convolution: (place and input, output).
        self._near = {
            reader: [
                (
                    np.ascontiguousarray(w.transpose(2, 1, 0).reshape(-1, w.shape[0])),
                    weights[f"{reader}.layers.{i}.bias"],
                )
                for i, w in enumerate(_layers(weights, reader))
            ]
            for reader in ("name_near", "role_near")
        }

    @classmethod
    def read(cls, table: dict[str, NDArray[np.generic]]) -> Self:
        """Layers from the arrays of a weights file.

        Raises:
            KeyError: an array is missing.
        """
        tags = [str(t) for t in table["tag_names"]]
        relations = [str(r) for r in table["relation_names"]]
        weights = {k: np.asarray(v, dtype=np.float32) for k, v in table.items() if not k.endswith("_names")}
        return cls(weights, tags, relations)

    @property
    def width(self) -> int:
        """Length of the vectors of the words."""
        return int(self._w["root"].shape[0])

    def _linear(self, name: str, x: Floats) -> Floats:
        return _product(x, self._w[f"{name}.weight"].T) + self._w[f"{name}.bias"]

    def ends(self, x: Floats) -> Floats:
        """Log odds that a word is the last of its sentence, shape (words,)."""
        return self._linear("end", x)[:, 0]

    def tags(self, x: Floats) -> NDArray[np.int64]:
        """Index of each word's tag in `tag_names`."""
        out: NDArray[np.int64] = self._linear("tag", x).argmax(1)
        return out

    def names(self, x: Floats) -> Floats:
        """Scores of `NAME_LABELS` for each word, shape (words, labels)."""
        out = self._linear("name", x)
        out += self._linear("name_near.up", self._nearby("name_near", x[None])[0])
        out[:, NAME_LABELS.index("O")] += SURER
        return out

    def certainty(self, x: Floats) -> Floats:
        """Scores of `CERTAINTIES` for each word; a clause has the mean of its words' scores."""
        return self._linear("certainty", x)

    def anonymous(self, x: Floats) -> Floats:
        """Log odds that a speaker's identity is withheld; a source has the mean of its words', shape (words,)."""
        return self._linear("anonymous", x)[:, 0]

    def arcs(self, x: Floats) -> Floats:
        """How well each word (column; the first is the root) heads each (row), of the same sentence."""
        over = np.concatenate([self._w["root"][None], x])
        child = _with_one(_bent(self._linear("arc_child", x)))
        return _product(child, self._w["arc"] @ _bent(self._linear("arc_head", over)).T)

    def relations(self, x: Floats, heads: NDArray[np.int64]) -> NDArray[np.int64]:
        """Index of the relation of each word to its head (index of a word; -1 for the root)."""
        child = _with_one(_bent(self._linear("rel_child", x)))
        over = np.concatenate([x, self._w["root"][None]])
        head = _with_one(_bent(self._linear("rel_head", over)))[heads]
        mixed = (child @ self._relation).reshape(len(x), len(self.relation_names), -1)
        out: NDArray[np.int64] = np.einsum("noj,nj->no", mixed, head, optimize=True).argmax(1)
        return out

    def anchors(self, x: Floats, guideline: int = 0) -> Floats:
        """Scores of the three things a word can be to an attribution, shape (words, 3)."""
        return self._linear("anchor", x)[:, guideline * ANCHORS : (guideline + 1) * ANCHORS]

    def roles(self, x: Floats, anchors: Sequence[int], guideline: int = 0) -> Floats:
        """Scores of `ROLE_LABELS` for each word as seen from each anchor, shape (anchors, words, labels)."""
        n, at = len(x), np.asarray(anchors, dtype=np.int64)
        farthest = max(n, FARTHEST)
        distance = _buckets(farthest)[np.arange(n)[None, :] - at[:, None] + farthest]
        mixed = self._linear("role_anchor", x[at])[:, None] + self._linear("role_word", x)[None]
        mixed += self._w["role_distance.weight"][distance]
        mixed += self._linear("role_left", x[at])[:, None] * self._linear("role_right", x)[None]
        np.maximum(mixed, 0.0, out=mixed)
        labels = slice(guideline * len(ROLE_LABELS), (guideline + 1) * len(ROLE_LABELS))
        out = _product(mixed, self._w["role.weight"][labels].T) + self._w["role.bias"][labels]
        near = self._nearby("role_near", mixed)
        out += _product(near, self._w["role_near.up.weight"][labels].T) + self._w["role_near.up.bias"][labels]
        return out

    def _nearby(self, reader: str, x: Floats) -> Floats:
        """Vectors narrowed and mixed with those of the words near by, shape (rows, words, inner width).

        Each layer reaches twice as far as the one before; beyond the ends of a row there is nothing.
        """
        h = self._linear(f"{reader}.down", x)
        np.maximum(h, 0.0, out=h)
        words, inner = h.shape[1:]
        for i, (weight, bias) in enumerate(self._near[reader]):
            reach, step = len(weight) // inner, 2**i
            edge = reach // 2 * step
            padded = np.pad(h, ((0, 0), (edge, edge), (0, 0)))
            beside = [padded[:, at * step : at * step + words] for at in range(reach)]
            more = _product(np.concatenate(beside, axis=2), weight) + bias
            h += np.maximum(more, 0.0, out=more)
        return h


def _layers(weights: dict[str, Floats], reader: str) -> list[Floats]:
    """The convolutions of a reader, shape (outputs, inputs, places), in order."""
    return [
        weights[f"{reader}.layers.{i}.weight"]
        for i in range(sum(k.startswith(f"{reader}.layers.") for k in weights) // 2)
    ]


def _product(a: Floats, b: Floats) -> Floats:
    out: Floats = np.matmul(a, b)
    return out


def _bent(x: Floats) -> Floats:
    return np.where(x > 0, x, np.float32(SLOPE) * x)


def _with_one(x: Floats) -> Floats:
    return np.concatenate([x, np.ones((len(x), 1), dtype=np.float32)], axis=1)
