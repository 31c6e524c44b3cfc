"""The judge of copies as it is trained; `stemma.collation.judge.Judge` and `stemma.language.comparing` run it."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from stemma.collation.judge import HEADS, KINDS, OF_ANY, RELATIONS, TEMPER, WITHIN, within
from stemma.language.comparing import FEATURES

WIDTH = 96
ASKED = 48
LAYERS = 2
DROP = 0.2
# Share of what is known of the words that a batch goes without.
BLUR = 0.1
# Principal components that are kept of the encoder's vectors and of those without context: 94% and 82% of their
# variance on the written pairs; half the cost of a step.
CONTEXTUAL, STATIC = 160, 96
# Vectors without context have unit length; the encoder's are about this much longer a component.
STATIC_SCALE = 6.0
# Two words that are the same, or of one stem, one number, one date or one name, begin as likely counterparts.
FIRST_TRUST = (4.0, 3.0, 3.0, 0.0, 3.0, 2.0)
# Score of what is padding.
NEVER = -1e4
# Random masks are drawn once, and taken from a random place: drawing them took an eighth of a step.
MASKS = 1 << 22


@dataclass(frozen=True, slots=True)
class Projection:
    """Principal components of what is known of the words: trained on instead of the whole vectors."""

    mean: np.ndarray
    """Of the encoder's and the scaled other vectors, shape (both widths,)."""
    contextual: np.ndarray
    """Shape (encoder's width, `CONTEXTUAL`)."""
    static: np.ndarray
    """Shape (width of the others, `STATIC`)."""
    spread: np.ndarray
    """Standard deviation along each component, shape (`CONTEXTUAL` + `STATIC`,)."""

    @classmethod
    def of(cls, contextual: np.ndarray, static: np.ndarray) -> Projection:
        """The components of the words of some passages, one word a row."""
        parts, spread = [], []
        for x, kept in ((contextual, CONTEXTUAL), (STATIC_SCALE * static, STATIC)):
            centred = x - x.mean(0)
            values, axes = np.linalg.eigh(centred.T @ centred / len(x))
            parts.append(axes[:, ::-1][:, :kept].copy())
            spread.append(np.sqrt(values[::-1][:kept]))
        mean = np.concatenate([contextual.mean(0), STATIC_SCALE * static.mean(0)])
        return cls(mean, *parts, np.concatenate(spread))

    def __call__(self, contextual: np.ndarray, static: np.ndarray, features: np.ndarray) -> np.ndarray:
        """What is trained on, half floats, one word a row."""
        width = len(self.contextual)
        out = [
            (contextual - self.mean[:width]) @ self.contextual,
            (STATIC_SCALE * static - self.mean[width:]) @ self.static,
            features,
        ]
        return np.concatenate(out, axis=1).astype(np.float16)


@dataclass(frozen=True, slots=True)
class Side:
    """Words of one passage."""

    known: np.ndarray
    """What `Projection` makes of all words of the text, shape (words of the text, any)."""
    tags: np.ndarray
    """Places of their Penn Treebank tags in the list of the network."""
    relations: np.ndarray
    """Places of their Universal Dependencies relations."""
    at: np.ndarray
    """Which words of the text are meant."""
    heads: np.ndarray
    """Heads of those, as places among them."""


@dataclass(slots=True)
class Batch:
    """Sentences of copies beside their sources, padded: the words of each copy, then those of its source."""

    known: Tensor
    """Shape (sentences, words, any)."""
    tags: Tensor
    relations: Tensor
    mask: Tensor
    """Which are words."""
    across: Tensor
    """`relations` of each pair, shape (sentences, words of the copy, words of the source, `RELATIONS`)."""
    mine: Tensor
    """`within` the copies."""
    theirs: Tensor
    """`within` the sources."""
    slots: Tensor
    """What the comparison of slots found, and whether it was not asked: shape (sentences, words of the copy, 12)."""


@dataclass(slots=True)
class Scores:
    """What the network says of a batch."""

    child: Tensor
    """Scores of no change and of each kind for the words of the copies."""
    parent: Tensor
    """The same for those of the sources: what was changed of them. Only trained with."""
    counterparts: Tensor
    """Logarithm of where each word of a copy looks in its source."""
    whole: Tensor
    """Scores of no change and of each kind for whole sentences."""


class Masks(nn.Module):
    """Dropout."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share
        self.drawn = (torch.rand(MASKS) >= share).float() / (1 - share)

    def forward(self, x: Tensor) -> Tensor:
        """The values, some of them dropped while training."""
        if not self.training:
            return x
        start = random.randrange(MASKS - x.numel())
        return x * self.drawn[start : start + x.numel()].view(x.shape)


class Network(nn.Module):
    """Attend, compare, read both passages together: see `stemma.collation.judge`."""

    def __init__(self, projection: Projection, tags: Sequence[str], relation_names: Sequence[str]) -> None:
        super().__init__()
        self.projection = projection
        self.tag_names, self.relation_names = list(tags), list(relation_names)
        w = WIDTH
        self.enter = nn.Linear(CONTEXTUAL + STATIC + FEATURES, w)
        self.tag, self.relation = nn.Embedding(len(tags), w), nn.Embedding(len(relation_names), w)
        self.side = nn.Embedding(2, w)
        for table in (self.tag, self.relation, self.side):
            nn.init.normal_(table.weight, std=0.1)
        self.norm = nn.LayerNorm(w)
        self.ask1, self.key1 = nn.Linear(w, ASKED), nn.Linear(w, ASKED)
        self.ask2, self.key2 = nn.Linear(w, ASKED), nn.Linear(w, ASKED)
        self.known1 = nn.Parameter(torch.tensor(FIRST_TRUST))
        self.compare = nn.Linear(4 * w + 2 * RELATIONS + 2, w)
        self.slots = nn.Linear(len(KINDS) + 1, w)
        self.ln1, self.ln2 = (nn.ModuleList(nn.LayerNorm(w) for _ in range(LAYERS)) for _ in range(2))
        self.qkv = nn.ModuleList(nn.Linear(w, 3 * w) for _ in range(LAYERS))
        self.o = nn.ModuleList(nn.Linear(w, w) for _ in range(LAYERS))
        self.f1 = nn.ModuleList(nn.Linear(w, 2 * w) for _ in range(LAYERS))
        self.f2 = nn.ModuleList(nn.Linear(2 * w, w) for _ in range(LAYERS))
        self.bias = nn.Parameter(torch.zeros(WITHIN + RELATIONS + 1, LAYERS * HEADS))
        self.lnf = nn.LayerNorm(w)
        self.out, self.lost = nn.Linear(w, len(KINDS) + 1), nn.Linear(w, len(KINDS) + 1)
        self.whole = nn.Linear(2 * w, len(KINDS) + 1)
        self.drop = Masks(DROP)
        self._begin()

    @torch.no_grad()
    def _begin(self) -> None:
        """Begin with attention to words of like vectors, and with heads that look at different things."""
        half = ASKED // 2
        leading = [*range(half), *range(CONTEXTUAL, CONTEXTUAL + half)]
        self.enter.weight[:ASKED] = 0
        for row, column in enumerate(leading):
            self.enter.weight[row, column] = 1 / float(self.projection.spread[column])
        self.enter.bias[:ASKED] = 0
        for layer in (self.ask1, self.key1):
            layer.weight.mul_(0.3)
            layer.weight[:ASKED, :ASKED] += torch.eye(ASKED)
            layer.bias.zero_()
        for head in range(0, LAYERS * HEADS, HEADS):
            self.bias[:2, head] = 2
            self.bias[2:WITHIN, head + 1] = torch.linspace(2, -1, (WITHIN - 2) // 2).repeat(2)
            self.bias[:WITHIN, head + 2] = -1
            self.bias[WITHIN:, head + 2] = 1
            self.bias[-1, head + 2] = 4

    def forward(self, batch: Batch) -> Scores:
        """Scores of the words of a batch."""
        n, known = batch.mine.shape[1], batch.known
        if self.training:
            known = known * ((torch.rand(known.shape[2]) > BLUR).float() / (1 - BLUR))
        x = self.norm(self.drop(self.enter(known)) + self.tag(batch.tags) + self.relation(batch.relations))
        c, p, here, nowhere = x[:, :n], x[:, n:], ~batch.mask[:, :n], ~batch.mask[:, n:]
        scores = self.ask1(c) @ self.key1(p).transpose(1, 2) / TEMPER + batch.across @ self.known1
        there_scores = scores.masked_fill(nowhere[:, None], NEVER)
        back_scores = scores.transpose(1, 2).masked_fill(here[:, None], NEVER)
        there, back = there_scores.softmax(2), back_scores.softmax(2)
        mine = self._compare(c, p, there, there_scores, batch.across) + self.slots(batch.slots)
        theirs = self._compare(p, c, back, back_scores, batch.across.transpose(1, 2))
        x = self.drop(torch.cat([mine + self.side.weight[0], theirs + self.side.weight[1]], 1))
        bias, nobody = self._bias(batch, there, back), ~batch.mask[:, None, None]
        for layer in range(LAYERS):
            x = x + self.drop(self._attend(layer, x, bias[:, layer * HEADS : (layer + 1) * HEADS], nobody))
            x = x + self.drop(self.f2[layer](torch.relu(self.f1[layer](self.ln2[layer](x)))))
        x = self.lnf(x)
        c, p = x[:, :n], x[:, n:]
        again = self.ask2(c) @ self.key2(p).transpose(1, 2) / TEMPER + (there + OF_ANY).log()
        words = batch.mask[:, :n, None]
        mean = (c * words).sum(1) / words.sum(1)
        highest = c.masked_fill(~words, NEVER).amax(1)
        return Scores(
            self.out(self.drop(c)),
            self.lost(self.drop(p)),
            again.masked_fill(nowhere[:, None], NEVER).log_softmax(2),
            self.whole(self.drop(torch.cat([mean, highest], 1))),
        )

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
        out: Tensor = torch.relu(self.compare(torch.cat([one, met, one - met, one * met, signs], 2)))
        return out

    def _bias(self, batch: Batch, there: Tensor, back: Tensor) -> Tensor:
        inside, between, met = self.bias[:WITHIN], self.bias[WITHIN:-1], self.bias[-1]
        across = batch.across @ between
        above = [batch.mine @ inside, across + there[..., None] * met]
        below = [across.transpose(1, 2) + back[..., None] * met, batch.theirs @ inside]
        return torch.cat([torch.cat(above, 2), torch.cat(below, 2)], 1).permute(0, 3, 1, 2)

    def _attend(self, layer: int, x: Tensor, bias: Tensor, nobody: Tensor) -> Tensor:
        size, words, width = x.shape
        parts = self.qkv[layer](self.ln1[layer](x)).view(size, words, 3, HEADS, width // HEADS)
        ask, key, value = parts.permute(2, 0, 3, 1, 4)
        scores = ask @ key.transpose(2, 3) / math.sqrt(width // HEADS) + bias
        met = scores.masked_fill(nobody, NEVER).softmax(3) @ value
        out: Tensor = self.o[layer](met.transpose(1, 2).reshape(size, words, width))
        return out

    def write(self, path: Path) -> None:
        """Write the arrays that run, as half floats."""
        state = {k: v.detach().numpy() for k, v in self.state_dict().items()}
        state = {k: v for k, v in state.items() if not k.startswith("lost.")}
        enter, p = state.pop("enter.weight").T, self.projection
        width, a, b = len(p.contextual), CONTEXTUAL, CONTEXTUAL + STATIC
        contextual, static = p.contextual @ enter[:a], p.static @ enter[a:b]
        table = {
            "in.contextual": contextual,
            "in.static": static * STATIC_SCALE,
            "in.features": enter[b:],
            "in.bias": state.pop("enter.bias") - p.mean[:width] @ contextual - p.mean[width:] @ static,
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


def pack(
    children: Sequence[Side],
    parents: Sequence[Side],
    across: Sequence[np.ndarray],
    slots: Sequence[np.ndarray | None],
) -> Batch:
    """Sentences beside their sources, padded to the longest; slots are None where they were not compared."""
    n, m = (max(len(s.at) for s in part) for part in (children, parents))
    size = len(children)
    known = np.zeros((size, n + m, children[0].known.shape[1]), dtype=np.float16)
    tags, names = np.zeros((size, n + m), dtype=np.int64), np.zeros((size, n + m), dtype=np.int64)
    mask = np.zeros((size, n + m), dtype=bool)
    tables = [np.zeros((size, *s), dtype=np.float32) for s in ((n, m, RELATIONS), (n, n, WITHIN), (m, m, WITHIN))]
    told = np.zeros((size, n, len(KINDS) + 1), dtype=np.float32)
    for i, (child, parent) in enumerate(zip(children, parents, strict=True)):
        a, b = len(child.at), len(parent.at)
        for side, where in ((child, slice(0, a)), (parent, slice(n, n + b))):
            known[i, where] = side.known[side.at]
            tags[i, where], names[i, where] = side.tags[side.at], side.relations[side.at]
            mask[i, where] = True
        tables[0][i, :a, :b] = across[i]
        tables[1][i, :a, :a], tables[2][i, :b, :b] = within(child.heads), within(parent.heads)
        if (found := slots[i]) is None:
            told[i, :a, -1] = 1
        else:
            told[i, :a, :-1] = found
    tensor = torch.from_numpy
    return Batch(
        tensor(known).float(), tensor(tags), tensor(names), tensor(mask), *map(tensor, tables), tensor(told)
    )
