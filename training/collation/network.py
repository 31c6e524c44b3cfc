"""The judge of copies as it is trained; `stemma.collation.judge.Judge` and `stemma.language.comparing` run it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from stemma.collation.judge import KINDS, OF_ANY, OF_HEAD, REACH, RELATIONS, TEMPER, Passage
from stemma.language.comparing import FEATURES

WIDTH = 96
ASKED = 48
DROP = 0.3
# Static vectors have unit length; the encoder's are about this much longer a component.
STATIC_SCALE = 6.0
# Two words that are the same, or of one stem, one number, one date or one name, begin as likely counterparts.
FIRST_TRUST = (4.0, 3.0, 3.0, 0.0, 3.0, 2.0)
# Score of what is padding.
NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Side:
    """One passage: its words described, and their keys."""

    passage: Passage
    """With keys and heads; its vectors are not used."""
    known: np.ndarray
    """Contextual, static and other features of each word, half floats, shape (words, all)."""
    tags: tuple[str, ...]
    """Penn Treebank tags."""
    relations: tuple[str, ...]
    """Universal Dependencies relations."""
    slots: np.ndarray
    """How sure the comparison of slots is of a change, by kind; zeros for a source; shape (words, kinds)."""


@dataclass(slots=True)
class Sides:
    """Passages of one side of a batch, padded."""

    slots: Tensor
    """What the comparison of slots found, shape (passages, words, kinds)."""
    known: Tensor
    """Contextual, static and other features, shape (passages, words, all)."""
    tags: Tensor
    relations: Tensor
    heads: Tensor
    mask: Tensor


class Network(nn.Module):
    """Attend, compare, attend again, look round: see `stemma.collation.judge`."""

    def __init__(self, contextual: int, static: int, tags: Sequence[str], relation_names: Sequence[str]) -> None:
        super().__init__()
        self.sizes = (contextual, static, FEATURES)
        self.tag_names, self.relation_names = list(tags), list(relation_names)
        w = WIDTH
        self.enter = nn.Linear(sum(self.sizes), w)
        self.tag, self.relation = nn.Embedding(len(tags), w), nn.Embedding(len(relation_names), w)
        for table in (self.tag, self.relation):
            nn.init.normal_(table.weight, std=0.1)
        self.norm = nn.LayerNorm(w)
        self.ask1, self.key1 = nn.Linear(w, ASKED), nn.Linear(w, ASKED)
        self.ask2, self.key2 = nn.Linear(w, ASKED), nn.Linear(w, ASKED)
        self.known1 = nn.Parameter(torch.tensor(FIRST_TRUST))
        self.known2 = nn.Parameter(torch.zeros(RELATIONS))
        self.compare = nn.Linear(4 * w + 2 * RELATIONS + 2, w)
        self.mix = nn.Linear(4 * w, w)
        self.near = nn.Conv1d(2 * w + len(KINDS), w, 2 * REACH + 1, padding=REACH)
        self.wide = nn.Conv1d(w, w, 2 * REACH + 1, padding=REACH)
        self.out = nn.Linear(w, len(KINDS) + 1)
        self.drop, self.blur = nn.Dropout(DROP), nn.Dropout(0.2)

    def describe(self, side: Sides) -> Tensor:
        """The vectors of the words."""
        entered = self.drop(self.enter(self.blur(side.known)))
        out: Tensor = self.norm(entered + self.tag(side.tags) + self.relation(side.relations))
        return out

    def forward(self, child: Sides, parent: Sides, known: Tensor) -> Tensor:
        """Scores of no change and of each kind, shape (passages, words of the child, 12)."""
        c, p = self.describe(child), self.describe(parent)
        nowhere, nobody = ~parent.mask[:, None], ~child.mask[:, None]
        scores = self.ask1(c) @ self.key1(p).transpose(1, 2) / TEMPER + known @ self.known1
        there_scores = scores.masked_fill(nowhere, NEVER)
        back_scores = scores.transpose(1, 2).masked_fill(nobody, NEVER)
        there, back = there_scores.softmax(2), back_scores.softmax(2)
        mine = self._compare(c, p, there, there_scores, known)
        theirs = self._compare(p, c, back, back_scores, known.transpose(1, 2))
        alive = child.mask[..., None]
        met = _pooled(there * alive) / _pooled((alive & parent.mask[:, None]).float()).clamp(min=1e-6)
        near = met + OF_HEAD * _at(there, child.heads) + OF_ANY
        again = self.ask2(mine) @ self.key2(theirs).transpose(1, 2) / TEMPER + known @ self.known2 + near.log()
        other = again.masked_fill(nowhere, NEVER).softmax(2) @ theirs
        mixed = self.drop(torch.relu(self.mix(torch.cat([mine, other, mine * other, _at(mine, child.heads)], 2))))
        alive = child.mask[:, None]
        x = torch.cat([mine, mixed, child.slots], 2).transpose(1, 2) * alive
        x = torch.relu(self.near(self.drop(x))) * alive
        x = x + torch.relu(self.wide(self.drop(x)))
        out: Tensor = self.out(x.transpose(1, 2))
        return out

    def _compare(self, one: Tensor, other: Tensor, weights: Tensor, scores: Tensor, known: Tensor) -> Tensor:
        met = weights @ other
        signs = torch.cat(
            [
                (weights.unsqueeze(-1) * known).sum(2),
                known.amax(2),
                scores.amax(2, keepdim=True).clamp(min=-20) / 5,
                weights.amax(2, keepdim=True),
            ],
            2,
        )
        out: Tensor = self.drop(torch.relu(self.compare(torch.cat([one, met, one - met, one * met, signs], 2))))
        return out

    def write(self, path: Path) -> None:
        """Write the arrays that run, as half floats."""
        state = {k: v.detach().numpy() for k, v in self.state_dict().items()}
        enter = state.pop("enter.weight").T
        a, b = self.sizes[0], self.sizes[0] + self.sizes[1]
        table = {
            "in.contextual": enter[:a],
            "in.static": enter[a:b] * STATIC_SCALE,
            "in.features": enter[b:],
            "in.bias": state.pop("enter.bias"),
            "in.tag": state.pop("tag.weight"),
            "in.relation": state.pop("relation.weight"),
            "in.scale": state.pop("norm.weight"),
            "in.shift": state.pop("norm.bias"),
            **state,
        }
        arrays = {k: v.astype(np.float16) for k, v in table.items()}
        np.savez_compressed(
            path, **arrays, tag_names=np.array(self.tag_names), relation_names=np.array(self.relation_names)
        )


def _at(x: Tensor, places: Tensor) -> Tensor:
    return torch.gather(x, 1, places[..., None].expand(-1, -1, x.shape[2]))


def _pooled(x: Tensor) -> Tensor:
    size = 2 * REACH + 1
    return nn.functional.avg_pool2d(x[:, None], (size, size), 1, REACH)[:, 0]


def pack(network: Network, sides: Sequence[Side]) -> Sides:
    """Passages of one side, padded to the longest."""
    longest = max(len(s.passage.plain) for s in sides)
    known = torch.zeros(len(sides), longest, sum(network.sizes))
    slots = torch.zeros(len(sides), longest, len(KINDS))
    tags, rels, heads = (torch.zeros(len(sides), longest, dtype=torch.long) for _ in range(3))
    mask = torch.zeros(len(sides), longest, dtype=torch.bool)
    tag_of = {t: i for i, t in enumerate(network.tag_names)}
    relation_of = {r: i for i, r in enumerate(network.relation_names)}
    for i, side in enumerate(sides):
        n = len(side.passage.plain)
        slots[i, :n] = torch.from_numpy(side.slots)
        known[i, :n] = torch.from_numpy(side.known)
        tags[i, :n] = torch.tensor([tag_of.get(t, 0) for t in side.tags])
        rels[i, :n] = torch.tensor([relation_of.get(r, 0) for r in side.relations])
        heads[i, :n] = torch.from_numpy(side.passage.heads)
        mask[i, :n] = True
    return Sides(slots, known, tags, rels, heads, mask)


def pack_relations(pairs: Sequence[np.ndarray]) -> Tensor:
    """What is known of each pair of words, padded."""
    n, m = (max(known.shape[axis] for known in pairs) for axis in (0, 1))
    out = torch.zeros(len(pairs), n, m, RELATIONS)
    for i, known in enumerate(pairs):
        out[i, : known.shape[0], : known.shape[1]] = torch.from_numpy(known)
    return out
