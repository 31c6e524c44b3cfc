"""Readers of names and of attributions, trained on the encoder that ships, once it stands still.

The encoder is trained with a linear head for each task, and for about one round over PolNeAR. Here the heads of names
and attributions go on alone, over the vectors as the 8-bit encoder gives them: what they say of a word may depend on
what stands near it (`Near`), and the loss is that of the whole sequence of labels among all legal ones (a conditional
random field: Lafferty, McCallum & Pereira 2001). Rounds are cheap: the encoder reads every corpus once.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from stemma.language.encoder import Encoder
from stemma.language.heads import ANCHORS, DISTANCES, GUIDELINES, NAME_LABELS, ROLE_LABELS, distance_bucket
from stemma.language.tokens import Tokens
from stemma.text.spans import Span

from . import corpora
from .corpora import Passage, roles_of
from .network import ROLE, WIDTH
from .train import SEED, THREADS, Source

# Words of a batch at most, padding included; passages of like length stand together.
BATCH = 1_600
POOL = 400
RATE = 1e-3
WARM_UP = 50
REPORT_EVERY = 100
# So often are the names of the marked passages exchanged for others.
SWAPS = 4
# Set on the part of PolNeAR and the development parts of GUM that these readers did not see in trial runs.
NAME_NEAR, NAME_STEPS, NAME_REACH = 96, (1,), 3
ROLE_NEAR, ROLE_STEPS, ROLE_REACH = 64, (1, 2, 4), 5
# By so much is "no anchor" made less likely by PolNeAR's guideline: a word is one from a chance of two in five on.
SOONER = 0.4
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Stage:
    """How long a reader is trained, on what."""

    steps: int
    shares: dict[str, float]
    """How often a batch comes from each corpus."""

    def at_most(self, steps: int | None) -> Stage:
        """The stage, ended after so many steps if it is longer."""
        return self if steps is None else replace(self, steps=min(self.steps, steps))


NAMES = Stage(600, {"names": 0.45, "marked": 0.15, "swapped": 0.15, "dates": 0.05, "posts": 0.2})
SAYINGS = {
    "open": Stage(400, {"marked": 0.4, "swapped": 0.4, "discourse": 0.2}),
    "full": Stage(2400, {"polnear": 0.8, "marked": 0.08, "swapped": 0.08, "discourse": 0.04}),
}
"""By recipe, as for the encoder."""


@dataclass(frozen=True, slots=True)
class Described:
    """Passages with the vectors of their words."""

    passages: Sequence[Passage]
    vectors: Sequence[NDArray[np.float16]]


def describe(encoder: Encoder, passages: Sequence[Passage]) -> Described:
    """The passages as the encoder sees them; half floats, about 800 bytes a word."""
    passages = [p for p in passages if 0 < len(p.words) <= 2 * corpora.LONGEST]
    words = tuple(w for p in passages for w in p.words)
    gaps = tuple(g for p in passages for g in (0, *p.gaps[1:]))
    tokens = Tokens(words, tuple(Span(i, i + 1) for i in range(len(words))), gaps)
    ends = np.cumsum([len(p.words) for p in passages]).tolist()
    windows = list(zip([0, *ends[:-1]], ends, strict=True))
    found = {window: x.astype(np.float16) for window, x in encoder.encode(tokens, windows)}
    return Described(passages, [found[w] for w in windows])


# ── networks ─────────────────────────────────────────────────────────────────────────────────────────────


class Near(nn.Module):
    """What the words near a word add to the scores of its labels: narrow convolutions, each adding to the last."""

    def __init__(self, width: int, inner: int, reach: int, steps: Sequence[int], labels: int) -> None:
        super().__init__()
        self.down, self.up = nn.Linear(width, inner), nn.Linear(inner, labels)
        self.layers = nn.ModuleList(
            nn.Conv1d(inner, inner, reach, padding=s * (reach // 2), dilation=s) for s in steps
        )
        self.drop = nn.Dropout(0.2)
        for layer in self.layers:
            nn.init.normal_(layer.weight, std=0.02)
        nn.init.zeros_(self.up.weight)
        nn.init.zeros_(self.up.bias)

    def forward(self, x: Tensor, inside: Tensor) -> Tensor:
        """Scores (rows, words, labels) of vectors (rows, words, width); `inside` is 1 for words, 0 for padding."""
        h = torch.relu(self.down(x))
        for layer in self.layers:
            near = layer((h * inside[:, :, None]).transpose(1, 2)).transpose(1, 2)
            h = h + self.drop(torch.relu(near))
        out: Tensor = self.up(self.drop(h))
        return out


def ruled(labels: Sequence[str]) -> Tensor:
    """0 where a label may follow another (the last row: begin), else far below any score."""
    out = torch.zeros(len(labels) + 1, len(labels))
    for j, after in enumerate(labels):
        if after[0] == "I":
            for i, before in enumerate([*labels, "O"]):
                if before == "O" or before[2:] != after[2:]:
                    out[i, j] = _NEVER
    return out


def log_sum(scores: Tensor, inside: Tensor, rules: Tensor) -> Tensor:
    """Log of the sum over all legal sequences of labels of the exponent of their scores, shape (rows,)."""
    total = scores[:, 0] + rules[-1]
    for t in range(1, scores.shape[1]):
        further = torch.logsumexp(total[:, :, None] + rules[None, :-1], 1) + scores[:, t]
        total = torch.where(inside[:, t : t + 1] > 0, further, total)
    return torch.logsumexp(total, 1)


class Names(nn.Module):
    """Names: a score a label, by the word and by what stands near it."""

    def __init__(self, heads: Mapping[str, NDArray[np.generic]]) -> None:
        super().__init__()
        self.name = nn.Linear(WIDTH, len(NAME_LABELS))
        self.name_near = Near(WIDTH, NAME_NEAR, NAME_REACH, NAME_STEPS, len(NAME_LABELS))
        self.drop = nn.Dropout(0.3)
        self.rules = ruled(NAME_LABELS)
        _begin_with(self, heads)

    def loss(self, passages: Sequence[Passage], x: Tensor, inside: Tensor) -> Tensor:
        """Probability of all sequences of labels that a guideline leaves open, a word."""
        x = self.drop(x)
        scores = self.name(x) + self.name_near(x, inside)
        allowed = torch.full_like(scores, _NEVER)
        for row, passage in enumerate(passages):
            for i, labels in enumerate(passage.names or ()):
                allowed[row, i, list(labels)] = 0.0
        free, bound = (log_sum(s, inside, self.rules) for s in (scores, scores + allowed))
        return (free - bound).sum() / inside.sum()


class Sayings(nn.Module):
    """Attributions: anchors, and from each anchor a role a word, by the two and by what stands near the word."""

    def __init__(self, heads: Mapping[str, NDArray[np.generic]]) -> None:
        super().__init__()
        size = len(ROLE_LABELS) * len(GUIDELINES)
        self.anchor = nn.Linear(WIDTH, ANCHORS * len(GUIDELINES))
        self.role_anchor, self.role_word = nn.Linear(WIDTH, ROLE), nn.Linear(WIDTH, ROLE)
        self.role_left, self.role_right = nn.Linear(WIDTH, ROLE), nn.Linear(WIDTH, ROLE)
        self.role_distance = nn.Embedding(DISTANCES, ROLE)
        self.role = nn.Linear(ROLE, size)
        self.role_near = Near(ROLE, ROLE_NEAR, ROLE_REACH, ROLE_STEPS, size)
        self.drop = nn.Dropout(0.2)
        self.rules = ruled(ROLE_LABELS)
        _begin_with(self, heads)

    def loss(self, passages: Sequence[Passage], x: Tensor, inside: Tensor) -> Tensor:
        """Of passages of one guideline: cross entropy of anchors, and of the sequence of roles from each."""
        x, words = self.drop(x), x.shape[1]
        guideline = passages[0].guideline
        kinds = torch.zeros(len(passages), words, dtype=torch.long)
        rows, anchors, truth = [], [], []
        for row, passage in enumerate(passages):
            for quote in passage.quotes or ():
                kinds[row, quote.anchor] = 1 if quote.cue else 2
                rows.append(row)
                anchors.append(quote.anchor)
                truth.append(_legal(roles_of(passage, quote)) + [0] * (words - len(passage.words)))
        low = guideline * ANCHORS
        scores = self.anchor(x)[:, :, low : low + ANCHORS]
        out = nn.functional.cross_entropy(scores[inside > 0], kinds[inside > 0]) * 3
        if rows:
            within = inside[rows]
            roles = self._roles(x, within, rows, anchors, guideline)
            right = _score_of(roles, torch.tensor(truth), within)
            out = out + (log_sum(roles, within, self.rules) - right).mean() * 0.05
        return out

    def _roles(
        self, x: Tensor, within: Tensor, rows: Sequence[int], anchors: Sequence[int], guideline: int
    ) -> Tensor:
        at, n = x[rows, anchors], x.shape[1]
        buckets = torch.tensor([[distance_bucket(i - a) for i in range(n)] for a in anchors])
        mixed = self.role_anchor(at)[:, None] + self.role_word(x)[rows] + self.role_distance(buckets)
        mixed = torch.relu(mixed + self.role_left(at)[:, None] * self.role_right(x)[rows])
        low = guideline * len(ROLE_LABELS)
        both = self.role(self.drop(mixed)) + self.role_near(mixed, within)
        return both[:, :, low : low + len(ROLE_LABELS)]


def _score_of(scores: Tensor, labels: Tensor, inside: Tensor) -> Tensor:
    """Score of one sequence of labels a row, shape (rows,)."""
    return (scores.gather(2, labels[:, :, None])[:, :, 0] * inside).sum(1)


def _legal(roles: Sequence[int]) -> list[int]:
    """The roles with a first word for each stretch: what another role cuts in two begins again behind it."""
    out: list[int] = []
    for role, before in zip(roles, [0, *roles], strict=False):
        label = ROLE_LABELS[role]
        begins = label[0] == "I" and ROLE_LABELS[before][2:] != label[2:]
        out.append(ROLE_LABELS.index(f"B{label[1:]}") if begins else role)
    return out


def _begin_with(module: nn.Module, heads: Mapping[str, NDArray[np.generic]]) -> None:
    """Take over the weights that the encoder was trained with."""
    state = module.state_dict()
    known = {k: torch.from_numpy(heads[k].astype(np.float32)) for k in state if k in heads}
    module.load_state_dict(state | known)


# ── training ─────────────────────────────────────────────────────────────────────────────────────────────


def train_readers(
    folder: Path,
    recipe: str,
    given: Mapping[str, Source],
    say: Callable[[str], None],
    batches: int | None = None,
) -> None:
    """Train both readers over the encoder in a folder, each for so many batches at most; write them into `heads.npz`."""
    torch.set_num_threads(THREADS)
    torch.manual_seed(SEED)
    with np.load(folder / "heads.npz", allow_pickle=False) as table:
        heads: dict[str, NDArray[np.generic]] = dict(table)
    readers = ((Names(heads), NAMES), (Sayings(heads), SAYINGS[recipe]))
    for reader, _ in readers:  # the encoder is loaded with all its readers, trained or not
        heads |= _arrays(reader)
    np.savez_compressed(folder / "heads.npz", **heads)  # type: ignore[arg-type]
    encoder = Encoder.load(folder)
    wanted = dict.fromkeys([*NAMES.shares, *SAYINGS[recipe].shares])
    described = {
        name: describe(encoder, _rounds(given[name], SWAPS if name == "swapped" else 1)) for name in wanted
    }
    for reader, stage in readers:
        _train(reader, stage.at_most(batches), described, say)
        heads |= _arrays(reader)
    heads["anchor.bias"][GUIDELINES.index("polnear") * ANCHORS] -= np.float16(SOONER)
    np.savez_compressed(folder / "heads.npz", **heads)  # type: ignore[arg-type]


def _arrays(reader: nn.Module) -> dict[str, NDArray[np.generic]]:
    return {k: v.detach().numpy().astype(np.float16) for k, v in reader.state_dict().items()}


def _rounds(source: Source, times: int) -> list[Passage]:
    return [p for n in range(times) for p in source(random.Random(SEED + n))]


def _train(
    reader: Names | Sayings, stage: Stage, described: Mapping[str, Described], say: Callable[[str], None]
) -> None:
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    streams = {name: _batches(described[name], random.Random(SEED)) for name in stage.shares}
    optimiser = torch.optim.AdamW(reader.parameters(), lr=RATE, weight_decay=0.01)
    names, weights = list(stage.shares), list(stage.shares.values())
    total = 0.0
    reader.train()
    for step in range(stage.steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / WARM_UP) * (1.0 - step / stage.steps)
        loss = reader.loss(*next(streams[rng.choices(names, weights)[0]]))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        total += loss.item()
        if (step + 1) % REPORT_EVERY == 0:
            say(f"{type(reader).__name__.lower()} {step + 1}/{stage.steps}  {total / REPORT_EVERY:.4f}")
            total = 0.0
    reader.eval()


def _batches(given: Described, rng: random.Random) -> Iterator[tuple[list[Passage], Tensor, Tensor]]:
    """Batches without end, round after round: passages, their words' vectors, and what is no padding."""
    order = list(range(len(given.passages)))
    sizes = [len(p.words) for p in given.passages]
    while True:
        rng.shuffle(order)
        ready: list[list[int]] = []
        for start in range(0, len(order), POOL):
            batch: list[int] = []
            for i in sorted(order[start : start + POOL], key=lambda i: sizes[i]):
                if batch and (len(batch) + 1) * sizes[i] > BATCH:
                    ready.append(batch)
                    batch = []
                batch.append(i)
            ready.append(batch)
        rng.shuffle(ready)
        for batch in ready:
            longest = max(sizes[i] for i in batch)
            x = np.zeros((len(batch), longest, WIDTH), dtype=np.float32)
            inside = np.zeros((len(batch), longest), dtype=np.float32)
            for row, i in enumerate(batch):
                x[row, : sizes[i]], inside[row, : sizes[i]] = given.vectors[i], 1.0
            yield [given.passages[i] for i in batch], torch.from_numpy(x), torch.from_numpy(inside)
