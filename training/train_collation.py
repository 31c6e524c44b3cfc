"""Train the judge of copies: which words of a copy say something else than its source.

    python training/train_collation.py DATA [--check] [--model FOLDER] [--out FILE]

in the environment of `make model` (torch). Written pairs first, mechanical edits of them besides; the encoder stands
still, so this takes minutes. Without --check the judge is trained on all groups and written to
`src/stemma/language/weights/judge.npz`; with it, on four fifths of the groups at a time, and its figures on the
groups left out are written to `bench/results/judge.json`. Seeded.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from collation.network import Network, Side, pack, pack_relations
from torch import Tensor, nn

from collation.pairs import FOLDS, SEED, Known, Row, know_all, read_pairs, with_edits
from stemma.collation.judge import KINDS, relations
from stemma.collation.matching import Weights
from stemma.collation.variants import compare_sentences, make_side
from stemma.language.embedded import EmbeddedModel

HERE = Path(__file__).parent
OUT = HERE.parent / "src/stemma/language/weights/judge.npz"
FIGURES = HERE.parent / "bench/results/judge.json"
EPOCHS = 8
RATE = 2e-3
WARM_UP = 100
# Words of the copies of a batch, padding included.
BATCH = 1_200
# Copies sorted by length at a time, so that those of a batch are alike in length.
POOL = 400
# What a copy that tells something else and one made by an edit weigh beside a written copy, and what the whole
# sentence weighs beside its words. Edits bend far more often than writers do: at full weight the judge saw changes
# everywhere (faithful copies 0.34 instead of 0.18 at even odds).
OTHER, MADE, WHOLE = 0.3, 0.3, 0.3
# Probabilities of change at which the figures are given.
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


class Example:
    """One sentence of a copy against its source."""

    __slots__ = ("child", "known", "labels", "parent", "row", "weight")

    def __init__(self, row: Row, child: Side, parent: Side, labels: np.ndarray) -> None:
        self.row, self.child, self.parent, self.labels = row, child, parent, labels
        self.known = relations(child.passage, parent.passage).astype(np.uint8)
        self.weight = OTHER if row.other else MADE if row.made else 1.0


def examples(rows: Sequence[Row], known: dict[str, Known]) -> list[Example]:
    """Every sentence of every copy against its whole source, as collation compares passages."""
    out = []
    parents: dict[tuple[str, tuple[int, ...]], Side] = {}
    for row in rows:
        source, copy = known[row.source], known[row.copy]
        above, below = (make_side(k.report, k.analysis) for k in (source, copy))
        weights = Weights(f for s in (above, below) for f in s.facts)
        for facts, cell in zip(below.facts, compare_sentences(below, above, weights), strict=True):
            if cell is None:  # so little alike that they are not compared
                continue
            window, found = cell
            key = (row.source, window.around)
            if key not in parents:
                parents[key] = source.side([above.facts[j].span for j in window.around])[0]
            child, at = copy.side([facts.span], found)
            labels = np.zeros(len(at), dtype=np.int64)
            if row.kind is not None and row.span is not None:
                inside = (copy.table.starts[at] < row.span.end) & (copy.table.ends[at] > row.span.start)
                labels[inside] = KINDS.index(row.kind) + 1
            if len(at):
                out.append(Example(row, child, parents[key], labels))
    return out


def batches(given: Sequence[Example], rng: random.Random) -> list[list[Example]]:
    """The examples in batches of like length, in random order."""
    shuffled = list(given)
    rng.shuffle(shuffled)
    out: list[list[Example]] = []
    for start in range(0, len(shuffled), POOL):
        batch: list[Example] = []
        for e in sorted(shuffled[start : start + POOL], key=lambda e: len(e.labels)):
            if batch and (len(batch) + 1) * len(e.labels) > BATCH:
                out.append(batch)
                batch = []
            batch.append(e)
        if batch:
            out.append(batch)
    rng.shuffle(out)
    return out


def scores_of(network: Network, batch: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """Scores of the words of a batch, and which of them are words."""
    child, parent = pack(network, [e.child for e in batch]), pack(network, [e.parent for e in batch])
    scores: Tensor = network(child, parent, pack_relations([e.known for e in batch]))
    return scores, child.mask


def fit(
    given: Sequence[Example], sizes: tuple[int, int], tags: Sequence[str], relation_names: Sequence[str]
) -> Network:
    """A network trained on the examples."""
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    network = Network(*sizes, tags, relation_names)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.02)
    total, step, begun = EPOCHS * len(batches(given, random.Random(SEED))), 0, time.monotonic()
    for epoch in range(EPOCHS):
        network.train()
        losses = []
        for batch in batches(given, rng):
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / total)
            loss = _loss(network, batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step += 1
            losses.append(loss.item())
        print(f"epoch {epoch + 1}/{EPOCHS}  {time.monotonic() - begun:.0f} s  {np.mean(losses):.4f}", flush=True)
    return network.eval()


def _loss(network: Network, batch: Sequence[Example]) -> Tensor:
    """Of the words, and of whether the sentence changed anywhere: the strongest words against its length."""
    scores, mask = scores_of(network, batch)
    truth = torch.full(mask.shape, -100)
    for i, e in enumerate(batch):
        truth[i, : len(e.labels)] = torch.from_numpy(e.labels)
    words = mask.sum(1)
    of_words = nn.functional.cross_entropy(scores.transpose(1, 2), truth, ignore_index=-100, reduction="none")
    logs = scores.log_softmax(2)
    odds = logs[..., 1:].logsumexp(2) - logs[..., 0]
    anywhere = odds.masked_fill(~mask, -30.0).logsumexp(1) - 0.5 * words.float().log()
    changed = torch.tensor([float((e.labels > 0).any()) for e in batch])
    of_whole = nn.functional.binary_cross_entropy_with_logits(anywhere, changed, reduction="none")
    weight = torch.tensor([e.weight for e in batch])
    return (weight * (of_words.sum(1) / words + WHOLE * of_whole)).mean()


def read(network: Network, given: Sequence[Example]) -> list[np.ndarray]:
    """Probabilities of each kind for the words of each example, shape (words, 12)."""
    out: list[np.ndarray] = []
    with torch.no_grad():
        for start in range(0, len(given), 32):
            part = given[start : start + 32]
            scores, _ = scores_of(network, part)
            rows = scores.softmax(2).numpy()
            out += [r[: len(e.labels)] for r, e in zip(rows, part, strict=True)]
    return out


def figures(
    written: Sequence[Row], given: Sequence[Example], read_off: Sequence[np.ndarray]
) -> dict[str, dict[str, float]]:
    """By threshold: balanced accuracy, recall, alarms on faithful copies and on other facts, share typed right."""
    rows = {(r.source, r.copy): r for r in written}
    most = dict.fromkeys(rows, 0.0)
    typed: dict[tuple[str, str], dict[float, bool]] = {}
    for e, p in zip(given, read_off, strict=True):
        key = (e.row.source, e.row.copy)
        change = 1 - p[:, 0]
        most[key] = max(most[key], float(change.max()))
        if e.row.kind is not None:
            best = KINDS[int(p[change.argmax(), 1:].argmax())]
            held = typed.setdefault(key, {})
            for t in THRESHOLDS:
                held[t] = held.get(t, False) or (change.max() >= t and best == e.row.kind)
    out = {}
    for t in THRESHOLDS:
        fired = {k: m >= t for k, m in most.items()}
        bent = [k for k, r in rows.items() if r.kind is not None]
        same = [k for k, r in rows.items() if r.kind is None and not r.other]
        other = [k for k, r in rows.items() if r.other]
        share = [sum(fired[k] for k in part) / max(1, len(part)) for part in (bent, same, other)]
        out[str(t)] = {
            "balanced": round((share[0] + 1 - share[1]) / 2, 3),
            "found": round(share[0], 3),
            "alarms": round(share[1], 3),
            "other": round(share[2], 3),
            "typed": round(sum(typed.get(k, {}).get(t, False) for k in bent) / max(1, len(bent)), 3),
        }
        for kind in KINDS:
            of = [k for k in bent if rows[k].kind == kind]
            out[str(t)][kind] = round(sum(fired[k] for k in of) / max(1, len(of)), 3)
    return out


def main() -> None:
    """Train, or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder of development data")
    parser.add_argument(
        "--check", action="store_true", help="measure on groups left out instead of writing weights"
    )
    parser.add_argument("--folds", type=int, default=FOLDS, help="how many of the folds to check")
    parser.add_argument("--model", type=Path, help="folder of other encoder weights")
    parser.add_argument("--out", type=Path, default=OUT, help="where the weights go")
    options = parser.parse_args()
    model = EmbeddedModel(options.model)
    written = read_pairs(options.data / "pairs")
    known = know_all(model, (t for r in written for t in (r.source, r.copy)), print)
    made = with_edits(written, known)
    known |= know_all(model, {r.copy for r in made} - known.keys(), print)
    tags = sorted({t for k in known.values() for t in k.described.tags})
    relation_names = sorted({r for k in known.values() for r in k.described.relations})
    first = next(iter(known.values())).described
    labels = (first.contextual.shape[1], first.static.shape[1]), tags, relation_names
    all_examples = examples([*written, *made], known)
    print(f"{len(written)} written copies, {len(made)} made ones, {len(all_examples)} sentences")
    if not options.check:
        fit(all_examples, *labels).write(options.out)
        return
    held: list[Example] = []
    found: list[np.ndarray] = []
    for fold in range(options.folds):
        network = fit([e for e in all_examples if e.row.fold != fold], *labels)
        left_out = [e for e in all_examples if e.row.fold == fold and not e.row.made]
        held += left_out
        found += read(network, left_out)
    table = {
        "date": datetime.now(UTC).date().isoformat(),
        "groups left out": f"{options.folds} of {FOLDS} folds by group",
        "copies": len(written),
        "by threshold": figures([r for r in written if r.fold < options.folds], held, found),
    }
    FIGURES.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(table["by threshold"], indent=1))


if __name__ == "__main__":
    torch.set_num_threads(max(1, math.ceil(torch.get_num_threads() / 2)))
    main()
