"""Train the trees that tell the report from the rest of a page; write `src/stemma/reading/bodies.npz`.

    python training/train_bodies.py --data DATA            train on all pages and write
    python training/train_bodies.py --data DATA --check    score on sites that were left out; write `bench/results/reading.json`

DATA is the folder of the development data; of it `extraction/zyte` is used: 181 pages with the text of their article.
A block is of the article if half of its runs of four words stand in that text. Sites are never split: all pages of
one are trained on, or none. The second step is trained on what first steps say of pages they were not trained on.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import lightgbm
import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "bench"))
from reading import Agreement, agreement, from_page, from_text, mean_scores
from stemma.reading import bodies
from stemma.reading.bodies import Trees, group_blocks, measure_support
from stemma.reading.declared import read_declared
from stemma.reading.decoding import decode
from stemma.reading.lines import describe_line
from stemma.reading.markup import measure_markup
from stemma.reading.measures import Numbers, measure_lines, size_in_words
from stemma.reading.visible import see_page

RECORD = Path(__file__).parent.parent / "bench" / "results" / "reading.json"
# So many pages are named that lose most.
WORST = 15
TARGET = Path(__file__).parent.parent / "src" / "stemma" / "reading" / "bodies.npz"
# Small trees and strong restraint: the sites are few. Set by scores on sites left out.
DEPTH, ROUNDS = 4, 64
SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.12,
    "max_depth": DEPTH,
    "num_leaves": 12,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 10,
    "seed": 3,
    "deterministic": True,
    "num_threads": 1,
    "verbose": -1,
}
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Page:
    """One page, measured and labelled."""

    site: str
    gold: str
    page: str
    text: str
    words: Numbers
    by_words: Numbers
    by_markup: Numbers
    groups: tuple[Any, ...]
    labels: Any
    weights: Numbers


def runs(words: Sequence[str], n: int) -> list[tuple[str, ...]]:
    """All runs of n words."""
    return [tuple(words[i : i + n]) for i in range(len(words) - n + 1)]


def label(blocks: Sequence[str], gold: str) -> list[int]:
    """1 for a block of the article, 0 for another, -1 for one without words; of repeats the one among its own."""
    words = _WORD.findall(gold)
    known = {n: set(runs(words, n)) for n in (2, 3, 4)}
    lines = {tuple(_WORD.findall(line)) for line in gold.split("\n")}
    labels: list[int] = []
    places: dict[tuple[str, ...], list[int]] = {}
    for i, block in enumerate(blocks):
        mine = tuple(_WORD.findall(block))
        if len(mine) >= 4:  # noqa: PLR2004 - runs of four
            of_four = runs(mine, 4)
            labels.append(int(sum(r in known[4] for r in of_four) >= 0.5 * len(of_four)))
        else:
            labels.append(int(mine in lines) if mine else -1)
        if labels[-1] == 1:
            places.setdefault(mine, []).append(i)
    for mine, found in places.items():
        times = max(1, Counter(runs(words, len(mine)))[mine]) if len(found) > 1 else 1
        if len(found) > times:
            near = {i: sum(x == 1 for x in labels[max(0, i - 4) : i + 5]) for i in found}
            for i in sorted(found, key=lambda i: -near[i])[times:]:
                labels[i] = 0
    return labels


def pages_of(folder: Path) -> Iterator[Page]:
    """The pages of the set."""
    for name, row in json.loads((folder / "ground-truth.json").read_text("utf-8")).items():
        decoded = decode(name, gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()))
        seen = see_page(decoded)
        lines = [describe_line(seen.text, b.span) for b in seen.blocks]
        blocks = [b.span.of(seen.text) for b in seen.blocks]
        labels = np.array(label(blocks, row["articleBody"]))
        words = np.array([max(1, size_in_words(x)) for x in lines], dtype=float)
        share = np.minimum(60, words + 1) / max(50.0, float(words[labels == 1].sum()))
        yield Page(
            urlsplit(row["url"]).netloc.removeprefix("www."),
            row["articleBody"],
            decoded.text,
            seen.text,
            words,
            measure_lines(lines),
            measure_markup(seen.blocks, lines, read_declared(decoded.text)),
            group_blocks(seen.blocks),
            labels,
            share * 300,
        )


def fit(rows: Sequence[Page], measures: Sequence[Numbers]) -> Trees:
    """Boosted trees for these pages."""
    table, labels = np.vstack(measures), np.concatenate([p.labels for p in rows])
    weights = np.concatenate([p.weights for p in rows])
    data = lightgbm.Dataset(table[labels >= 0], labels[labels >= 0], weight=weights[labels >= 0])
    model = lightgbm.train(SETTINGS, data, ROUNDS).dump_model()
    inner, leaves = 2**DEPTH - 1, 2**DEPTH
    trees = len(model["tree_info"])
    features = np.zeros((trees, inner), dtype=np.int64)
    thresholds, values = np.zeros((trees, inner)), np.zeros((trees, leaves))

    def fill(tree: int, node: int, part: dict[str, Any]) -> None:
        if node >= inner:
            values[tree, node - inner] = part["leaf_value"]
            return
        if "split_feature" in part:
            features[tree, node], thresholds[tree, node] = part["split_feature"], part["threshold"]
        fill(tree, 2 * node + 1, part.get("left_child", part))
        fill(tree, 2 * node + 2, part.get("right_child", part))

    for n, info in enumerate(model["tree_info"]):
        fill(n, 0, info["tree_structure"])
    return Trees(features, thresholds.astype(np.float32).astype(float), values.astype(np.float32).astype(float))


def parts(rows: Sequence[Page], n: int, seed: int) -> list[set[str]]:
    """The sites in n parts."""
    sites = sorted({p.site for p in rows})
    random.Random(seed).shuffle(sites)
    return [set(sites[i::n]) for i in range(n)]


def measures_of(page: Page, kind: str) -> Numbers:
    """The measures of one page."""
    return np.hstack([page.by_words, page.by_markup]) if kind == "page" else page.by_words


def second(page: Page, kind: str, first: Numbers) -> Numbers:
    """The measures of the second step."""
    support = measure_support(first, page.words, page.groups if kind == "page" else ())
    return np.hstack([measures_of(page, kind), support])


def train(rows: Sequence[Page], kind: str) -> tuple[Trees, Trees]:
    """Both steps for these pages."""
    unseen: dict[int, Numbers] = {}
    for left_out in parts(rows, 5, 1):
        rest = [p for p in rows if p.site not in left_out]
        trees = fit(rest, [measures_of(p, kind) for p in rest])
        unseen |= {id(p): trees.probabilities(measures_of(p, kind)) for p in rows if p.site in left_out}
    first = fit(rows, [measures_of(p, kind) for p in rows])
    return first, fit(rows, [second(p, kind, unseen[id(p)]) for p in rows])


def check(rows: Sequence[Page]) -> dict[str, Any]:
    """Scores on sites that were left out, read as Stemma reads pages, with the trees of the others; prints the worst pages."""
    scores: dict[str, list[tuple[Agreement, Page]]] = {"from the page": [], "from visible text": []}
    for left_out in parts(rows, 10, 0):
        rest = [p for p in rows if p.site not in left_out]
        trees = {kind: train(rest, kind) for kind in ("page", "text")}
        with mock.patch.object(bodies, "load_trees", lambda kind, step, trees=trees: trees[kind][step - 1]):
            for p in (p for p in rows if p.site in left_out):
                scores["from the page"].append((agreement(p.gold, from_page(p.page)), p))
                scores["from visible text"].append((agreement(p.gold, from_text(p.text)), p))
    for kind, found in scores.items():
        for score, page in sorted(found, key=lambda x: min(x[0].precision, x[0].recall))[:WORST]:
            print(f"{kind:20}{page.site:32}precision {score.precision:.3f} recall {score.recall:.3f}")
    return {kind: mean_scores([score for score, _ in found]) for kind, found in scores.items()}


def main() -> None:
    """Train and write, or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    rows = list(pages_of(options.data / "extraction" / "zyte"))
    if options.check:
        record = json.loads(RECORD.read_text("utf-8"))
        record["sites left out of training"] = check(rows)
        print(json.dumps(record["sites left out of training"], indent=2))
        RECORD.write_text(json.dumps(record, indent=2) + "\n", "utf-8")
        return
    table: dict[str, Any] = {}
    for kind in ("page", "text"):
        for step, trees in enumerate(train(rows, kind), 1):
            table[f"{kind}{step}_features"] = trees.features.astype(np.uint8)
            table[f"{kind}{step}_thresholds"] = trees.thresholds.astype(np.float32)
            table[f"{kind}{step}_leaves"] = trees.leaves.astype(np.float32)
    np.savez_compressed(TARGET, **table)


if __name__ == "__main__":
    main()
