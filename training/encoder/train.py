"""Training: which corpora, in which shares, for how long."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import torch
from torch import nn

from stemma.language.tokens import Pieces

from . import corpora, speech
from .corpora import Passage
from .network import Network, batch_of

SEED = 1
THREADS = 2
# Pieces of a batch, padding left out; passages of like length stand together.
BATCH = 1_000
POOL = 40
WARM_UP = 100
HEADS_RATE = 1.5e-3
REPORT_EVERY = 50
SAVE_EVERY = 300


@dataclass(frozen=True, slots=True)
class Stage:
    """One stretch of training."""

    name: str
    steps: int
    rate: float
    """Learning rate of the encoder at its height; it falls to nothing linearly."""
    shares: dict[str, float]
    """How often a batch comes from each corpus."""

    def at_most(self, steps: int | None) -> Stage:
        """The stage, ended after so many steps if it is longer."""
        return self if steps is None else replace(self, steps=min(self.steps, steps))


OPEN = Stage("open", 1800, 2e-4, {"trees": 0.52, "names": 0.22, "marked": 0.15, "discourse": 0.11})
"""Only sets whose licences allow to hand on what is trained on them."""
FULL = Stage(
    "full",
    2400,
    1.5e-4,
    {
        "polnear": 0.41,
        "trees": 0.32,
        "names": 0.08,
        "marked": 0.06,
        "swapped": 0.08,
        "dates": 0.03,
        "discourse": 0.02,
    },
)
"""On from `open`, with PolNeAR, which states no licence."""

Source = Callable[[random.Random | None], Sequence[Passage]]


def sources(data: Path, most: int | None = None) -> dict[str, Source]:
    """For each corpus, what gives its passages for one round; of each the first `most` at most."""
    trees = corpora.read_treebank(data / "language/ud/ewt-train.conllu") + corpora.read_treebank(
        data / "language/ud/gum-train.conllu"
    )
    gum = corpora.read_treebank(data / "language/ud/gum-train.conllu")
    ner = data / "language/ner"
    names = [
        p for n in ("wikigold", "crossner_other", "politics_train") for p in corpora.read_names(ner / f"{n}.jsonl")
    ]
    names += [p for p in corpora.read_names(ner / "gum_train.jsonl") if _has_name(p) or len(p.words) > 15]  # noqa: PLR2004
    names += [p for p in corpora.read_names(ner / "btc.jsonl") if _has_name(p) and len(p.words) > 8][:1_500]  # noqa: PLR2004
    posts = [p for n in ("btc", "wnut17") for p in corpora.read_names(ner / f"{n}.jsonl") if len(p.words) > 5]  # noqa: PLR2004
    marked = [
        p for n in "ab" for p in corpora.read_marked(data / f"marked/{n}.jsonl") if not corpora.kept_out(p.key)
    ]
    discourse = speech.read_discourse(data / "attribution/gum-rst/dependencies", gum)
    discourse = [p for p in discourse if p.quotes]
    dates = corpora.read_meantime(data / "dates/meantime")
    pool = corpora.name_pool([*names, *marked])
    polnear: list[Passage] = []

    def articles(_: random.Random | None) -> Sequence[Passage]:
        if not polnear:
            polnear.extend(speech.read_polnear(data / "attribution/polnear/train"))
        return polnear

    given: dict[str, Source] = {
        "trees": lambda rng: list(corpora.windows(trees, rng)),
        "names": lambda _: names,
        "posts": lambda _: posts,
        "marked": lambda _: marked,
        "swapped": lambda rng: [corpora.swapped(p, pool, rng or random.Random(SEED)) for p in marked],
        "dates": lambda _: dates,
        "discourse": lambda _: discourse,
        "polnear": articles,
    }
    return {name: partial(_first, source, most) for name, source in given.items()}


def _first(source: Source, most: int | None, rng: random.Random | None) -> Sequence[Passage]:
    return source(rng)[:most]


def _has_name(passage: Passage) -> bool:
    return any(0 not in labels for labels in passage.names or ())


def batches(source: Source, pieces: Pieces, rng: random.Random) -> Iterator[list[Passage]]:
    """Batches without end, round after round."""
    while True:
        passages = [p for p in source(rng) if 0 < len(p.words) <= 2 * corpora.LONGEST]
        rng.shuffle(passages)
        ready = []
        for start in range(0, len(passages), POOL * 4):
            pool = sorted(passages[start : start + POOL * 4], key=lambda p: len(p.words))
            batch: list[Passage] = []
            size = 0
            for p in pool:
                cost = sum(len(pieces.of(w)) for w in p.words) + 2
                if batch and size + cost > BATCH:
                    ready.append(batch)
                    batch, size = [], 0
                batch.append(p)
                size += cost
            if batch:
                ready.append(batch)
        rng.shuffle(ready)
        yield from ready


def train(  # noqa: PLR0917  called once a stage
    network: Network, stage: Stage, data: Path, pieces: Pieces, out: Path, say: Callable[[str], None]
) -> None:
    """Train through one stage; the network is left as it stands at the end, and saved."""
    torch.manual_seed(SEED)
    torch.set_num_threads(THREADS)
    rng = random.Random(SEED)
    given = sources(data)
    streams = {name: batches(given[name], pieces, random.Random(SEED)) for name in stage.shares}
    heads = network.heads()
    optimiser = torch.optim.AdamW(
        [
            {"params": heads, "peak": HEADS_RATE},
            {"params": list(network.encoder.parameters()), "peak": stage.rate},
        ],
        lr=0.0,
        weight_decay=0.01,
        fused=True,
    )
    names, weights = list(stage.shares), list(stage.shares.values())
    totals: dict[str, list[float]] = {}
    begun = time.monotonic()
    network.train()
    for step in range(stage.steps):
        factor = min(1.0, (step + 1) / WARM_UP) * (1.0 - step / stage.steps)
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * factor
        losses = network.loss(batch_of(next(streams[rng.choices(names, weights)[0]]), pieces))
        loss = torch.stack(list(losses.values())).sum()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        if not math.isfinite(loss.item()):
            raise RuntimeError(f"step {step}: the loss is no number")
        for name, value in losses.items():
            totals.setdefault(name, []).append(value.item())
        if (step + 1) % REPORT_EVERY == 0:
            means = "  ".join(f"{k} {sum(v) / len(v):.3f}" for k, v in sorted(totals.items()))
            say(f"{stage.name} {step + 1}/{stage.steps}  {time.monotonic() - begun:.0f} s  {means}")
            totals.clear()
        if (step + 1) % SAVE_EVERY == 0 or step + 1 == stage.steps:
            save(network, out)
    network.eval()


def save(network: Network, out: Path) -> None:
    """Write the network with its label sets."""
    torch.save({"state": network.state_dict(), "tags": network.tags, "relations": network.relations}, out)


def load(path: Path, folder: Path) -> Network:
    """Read a network back."""
    held = torch.load(path, weights_only=True)
    network = Network(folder, held["tags"], held["relations"])
    network.load_state_dict(held["state"])
    return network.eval()


def label_sets(data: Path) -> tuple[list[str], list[str]]:
    """Tags and relations of the treebanks, sorted."""
    trees = corpora.read_treebank(data / "language/ud/ewt-train.conllu") + corpora.read_treebank(
        data / "language/ud/gum-train.conllu"
    )
    return sorted({t for x in trees for t in x.tags}), sorted({r for x in trees for r in x.relations})
