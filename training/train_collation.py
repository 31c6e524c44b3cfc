"""Train the judge of copies: which words of a copy say something else than its source.

    python training/train_collation.py DATA [--check] [--folds N] [--model FOLDER] [--out FILE] [--figures FILE]
        [--batches N]

in the environment of `make model` (torch). Written pairs first, then what follows from them (faithful copies in the
place of their source, source and copy in each other's place) and mechanical edits; the encoder stands still, so this
takes minutes. The judge is trained on four fifths of the groups and written to `src/stemma/language/weights/judge.npz`;
what the product says of the last fifth (slots and judge together) is counted and written to `bench/results/judge.json`.
With --check no weights are written, and several fifths are left out in turn. With --batches the whole way is tried
on the first groups, for so many batches: what comes out is good for nothing. Seeded.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from collation.counting import THRESHOLDS, count
from collation.examples import Example, Shelf, batches, draw, length, packed
from collation.network import Network, Scores, pack
from torch import Tensor, nn

from collation.pairs import FOLDS, SEED, know_all, read_pairs, with_edits
from stemma.collation.judge import Verdict
from stemma.language.embedded import EmbeddedModel

HERE = Path(__file__).parent
OUT = HERE.parent / "src/stemma/language/weights/judge.npz"
FIGURES = HERE.parent / "bench/results/judge.json"
# The fifth of the groups that the weights in the package never saw: on it the judge is weighed against slots, and its
# figures are those of these very weights.
LEFT_OUT = 0
# Steps and the rate they begin with: the rate falls to nothing, rises once more and falls again (Loshchilov and Hutter
# 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts", arXiv:1608.03983).
LEGS = ((1_100, 1.5e-3), (1_450, 1e-3))
WARM_UP = 100
# The rate falls from here on, in equal steps.
CRUISE = 0.2
# Share of the sentences that are read without what slots show.
UNTOLD = 0.25
# What an example of each sort weighs beside a written one, and what one that tells something else does. Edits bend
# far more often than writers do: at full weight the judge saw changes everywhere (faithful copies 0.34 instead of 0.18
# at even odds).
WEIGHT = {"written": 1.0, "among": 0.5, "turned": 0.4, "made": 0.3}
OTHER = 0.3
# What the whole sentence weighs beside its words: by its strongest words, and by all. What the words of the source
# weigh, where the changed words look, and the order of a bent and a faithful copy of one group.
STRONGEST, WHOLE, LOST, LOOKED, ORDER = 0.2, 0.3, 0.2, 0.05, 0.1


def scores_of(
    network: Network, part: Sequence[Example], rng: random.Random | None = None
) -> tuple[Scores, Tensor]:
    """Scores of the words of a batch, and which of those of the copies are words."""
    slots = [None if rng and rng.random() < UNTOLD else e.slots for e in part]
    batch = pack([e.child for e in part], [e.parent for e in part], [e.across for e in part], slots)
    scores: Scores = network(batch)
    return scores, batch.mask[:, : batch.mine.shape[1]]


def fit(
    shelf: Shelf,
    given: Sequence[Example],
    names: tuple[Sequence[str], Sequence[str]],
    legs: Sequence[tuple[int, float]],
) -> Network:
    """A network trained on the examples, in legs of so many steps at such a rate."""
    torch.manual_seed(SEED)
    random.seed(SEED)
    rng = random.Random(SEED)
    network = Network(shelf.projection, *names)
    begun, losses = time.monotonic(), []
    network.train()
    for steps, rate in legs:
        optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.02)
        step = 0
        while step < steps:
            for batch in batches(draw(given, rng), rng)[: steps - step]:
                for group in optimiser.param_groups:
                    falling = min(1.0, (1 - step / steps) / (1 - CRUISE))
                    group["lr"] = rate * min(1.0, (step + 1) / WARM_UP) * max(0.01, falling)
                loss = _loss(network, batch, rng)
                optimiser.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                optimiser.step()
                step += 1
                losses.append(loss.item())
                if step % 100 == 0:
                    spent = time.monotonic() - begun
                    print(f"step {step}/{steps}  {spent:.0f} s  {np.mean(losses[-100:]):.4f}", flush=True)
    return network.eval()


def _padded(values: Sequence[np.ndarray], width: int) -> Tensor:
    out = torch.full((len(values), width), -100)
    for i, v in enumerate(values):
        out[i, : len(v)] = torch.from_numpy(v)
    return out


def _loss(network: Network, batch: Sequence[Example], rng: random.Random) -> Tensor:
    """Of the words, of the sentences, of where changed words look, and of the order within a group."""
    scores, mask = scores_of(network, batch, rng)
    truth = _padded([e.labels for e in batch], scores.child.shape[1])
    # Of the source's words it is known which were changed only where source and copy are what they seem.
    theirs = [e.lost if e.row.sort == "written" and not e.row.other else np.full(len(e.lost), -100) for e in batch]
    lost = _padded(theirs, scores.parent.shape[1])
    weight = torch.tensor([WEIGHT[e.row.sort] * (OTHER if e.row.other else 1.0) for e in batch])
    changed = (truth > 0).any(1).float()
    strongest, odds = _strongest(scores.child, mask), _odds(scores.whole)
    total = (
        _word_loss(scores.child, truth, mask.sum(1))
        + LOST * _word_loss(scores.parent, lost, torch.tensor([len(e.lost) for e in batch]))
        + STRONGEST * nn.functional.binary_cross_entropy_with_logits(strongest, changed, reduction="none")
        + WHOLE * nn.functional.cross_entropy(scores.whole, truth.amax(1).clamp(min=0), reduction="none")
    )
    places = _padded([e.lost for e in batch], scores.parent.shape[1]) > 0
    looking = (truth > 0) & places.any(1, keepdim=True)
    seen = (scores.counterparts.exp() * places[:, None]).sum(2).clamp(min=1e-6).log()
    total = total - LOOKED * (seen * looking).sum(1) / looking.sum(1).clamp(min=1)
    loss = (weight * total).sum() / len(batch)
    group = {g: n for n, g in enumerate(dict.fromkeys(e.row.group for e in batch))}
    of = torch.tensor([group[e.row.group] for e in batch])
    ours = torch.tensor([not e.row.other for e in batch])
    pairs = (of[:, None] == of) & (changed[:, None] > changed) & ours[:, None] & ours
    if pairs.any():
        beside = weight[:, None] * weight * pairs
        for z in (strongest, odds):
            loss = loss + ORDER * (nn.functional.softplus(z - z[:, None]) * beside).sum() / beside.sum().clamp(
                min=1
            )
    return loss


def _word_loss(scores: Tensor, truth: Tensor, words: Tensor) -> Tensor:
    of_words = nn.functional.cross_entropy(scores.transpose(1, 2), truth, ignore_index=-100, reduction="none")
    return of_words.sum(1) / words.float()


def _strongest(scores: Tensor, mask: Tensor) -> Tensor:
    """Log odds that a sentence changed anywhere: the strongest words against its length."""
    return _odds(scores).masked_fill(~mask, -30.0).logsumexp(1) - 0.5 * mask.sum(1).float().log()


def _odds(scores: Tensor) -> Tensor:
    """Log odds of any change."""
    return scores[..., 1:].logsumexp(-1) - scores[..., 0]


def read(network: Network, given: Sequence[Example]) -> list[Verdict]:
    """What the network says of each example."""
    out: dict[int, Verdict] = {}
    with torch.no_grad():
        for part in packed(sorted(given, key=length), 6_000):
            scores, _ = scores_of(network, part)
            kinds, places = scores.child.softmax(2).numpy(), scores.counterparts.exp().numpy()
            for e, k, p, w in zip(part, kinds, places, scores.whole.softmax(1).numpy(), strict=True):
                n, m = len(e.child.at), len(e.parent.at)
                out[id(e)] = Verdict(k[:n], p[:n, :m], w)
    return [out[id(e)] for e in given]


def main() -> None:
    """Train, or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder of development data")
    parser.add_argument("--check", action="store_true", help="leave out several fifths in turn, write no weights")
    parser.add_argument("--folds", type=int, default=FOLDS, help="how many fifths to leave out with --check")
    parser.add_argument("--model", type=Path, help="folder of other encoder weights")
    parser.add_argument("--out", type=Path, default=OUT, help="where the weights go")
    parser.add_argument("--figures", type=Path, default=FIGURES, help="where the figures go")
    parser.add_argument("--batches", type=int, help="a trial: so many batches, of so many groups")
    options = parser.parse_args()
    if options.batches is not None and options.out == OUT:
        parser.error("--batches makes no weights that could ship: say where they go with --out")
    model = EmbeddedModel(options.model)
    rows = read_pairs(options.data / "pairs")
    if options.batches is not None:
        tried = frozenset(list(dict.fromkeys(r.group for r in rows))[: options.batches])
        rows = [r for r in rows if r.group in tried]
    legs = LEGS if options.batches is None else [(options.batches, LEGS[0][1])]
    known = know_all(model, (t for r in rows for t in (r.source, r.copy)), print)
    made = with_edits(rows, known)
    known |= know_all(model, {r.copy for r in made} - known.keys(), print)
    tags = sorted({t for k in known.values() for t in k.described.tags})
    relation_names = sorted({r for k in known.values() for r in k.described.relations})
    shelf = Shelf(known, tags, relation_names)
    given = [e for r in (*rows, *made) for e in shelf.examples(r)]
    print(f"{len(rows)} rows of written copies, {len(made)} of made ones, {len(given)} sentences")
    held: list[Example] = []
    verdicts: list[Verdict] = []
    folds = range(options.folds) if options.check else [LEFT_OUT]
    for fold in folds:
        network = fit(shelf, [e for e in given if e.row.fold != fold], (tags, relation_names), legs)
        left_out = [e for e in given if e.row.fold == fold and e.row.sort == "written"]
        held += left_out
        verdicts += read(network, left_out)
        if not options.check:
            network.write(options.out)
    written = [r for r in rows if r.sort == "written" and r.fold in folds]
    table = {
        "date": datetime.now(UTC).date().isoformat(),
        "groups left out": f"{len(folds)} of {FOLDS} folds by group",
        "copies": len(written),
        "by threshold": {str(t): count(shelf, written, held, verdicts, t) for t in THRESHOLDS},
    }
    options.figures.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(table["by threshold"], indent=1))


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
