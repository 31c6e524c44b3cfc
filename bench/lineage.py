"""Score the family tree on families with a known tree, beside what near-duplicate tools could say, in one run.

    pip install datasketch scikit-learn
    python bench/lineage.py --data DATA [--parts kin,telephone,helsinki] [--large]

DATA is the folder of the development data. Prints a table and writes `bench/results/lineage.json` with the date and
the commit. Every figure of Stemma is given twice: with the weights that come with the package, which were fitted on
the same stories (`in sample`), and with the story, or all families of the same text, left out of the fit
(`left out`). The second is what new material may expect. Baselines: each report joined to the one it shares most
three-word runs with (Broder's resemblance, which MinHash estimates), the later or else the shorter one being the
copy; the spanning tree of that resemblance, exact and as MinHash estimates it; the spanning tree of TF-IDF
cosines; and, for origins, groups of near-duplicates by MinHash. `reliability` says, by band of the confidence of an
edge, how many edges have it and what share of them is true, either way round.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import numpy as np
from datasketch import MinHash
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scripts import training

from stemma.language import load_model
from stemma.lineage import infer_stemma
from stemma.lineage.derivation import Weights, read_weights
from stemma.model import Analysis, Report, Stemma, Zone
from stemma.reading import read_inputs
from stemma.text.shingles import shingles
from stemma.text.spans import Span
from stemma.text.words import find_words

HERE = Path(__file__).parent
RESULTS = HERE / "results"
LEAST_RESEMBLANCE, NEAR_DUPLICATE = 0.05, 0.5
FOLDS = 6
BANDS = (0.0, 0.3, 0.5, 0.7, 0.9, 1.0)

Truth = dict[str, list[str]]
Edges = set[tuple[str, str]]
Family = tuple[Sequence[Report], Sequence[Analysis], Truth]


class Once:
    """The language model, each report read once."""

    def __init__(self) -> None:
        self._model = load_model()
        self._read: dict[tuple[str, str], Analysis] = {}

    def analyse(self, report: Report) -> Analysis:
        """The analysis of the report, from before where it was read before."""
        key = (report.id, report.text)
        if key not in self._read:
            self._read[key] = self._model.analyse(report)
        return self._read[key]


def rank_of(report: Report) -> tuple[str, int]:
    """The order in which a baseline takes reports for sources: by date, else the longer first."""
    return (report.published.iso() if report.published else "9999", -len(report.text))


def runs_of(report: Report) -> frozenset[tuple[str, ...]]:
    """Three-word runs of a report, each once."""
    return frozenset(shingles([w.plain for w in find_words(report.text)], 3))


def resemblance(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Jaccard coefficient of two sets, 0 to 1 (Broder 1997)."""
    return len(one & other) / len(one | other) if one or other else 0.0


def nearest(reports: Sequence[Report]) -> Edges:
    """(child, parent) pairs of the near-duplicate baseline."""
    runs = {r.id: runs_of(r) for r in reports}
    rank = {r.id: rank_of(r) for r in reports}
    found: Edges = set()
    for child, mine in runs.items():
        earlier = [p for p in runs if rank[p] < rank[child]]
        best = max(earlier, key=lambda p: resemblance(mine, runs[p]), default=None)
        if best is not None and resemblance(mine, runs[best]) >= LEAST_RESEMBLANCE:
            found.add((child, best))
    return found


def spanning(ids: Sequence[str], likeness: np.ndarray) -> set[frozenset[str]]:
    """Edges of the spanning tree that joins the likest."""
    cost = likeness.max() + 1e-6 - likeness
    np.fill_diagonal(cost, 0.0)
    tree = minimum_spanning_tree(cost).tocoo()
    return {frozenset((ids[a], ids[b])) for a, b in zip(tree.row, tree.col, strict=True)}


def run_likeness(reports: Sequence[Report]) -> np.ndarray:
    """Resemblance of the three-word runs of every pair."""
    runs = [runs_of(r) for r in reports]
    return np.array([[resemblance(a, b) for b in runs] for a in runs])


def word_likeness(reports: Sequence[Report]) -> np.ndarray:
    """TF-IDF cosine of every pair."""
    counts = [Counter(w.plain for w in find_words(r.text)) for r in reports]
    held = Counter(w for c in counts for w in c)
    column = {w: k for k, w in enumerate(sorted(held))}
    table = np.zeros((len(counts), len(column)))
    for i, c in enumerate(counts):
        for w, k in c.items():
            table[i, column[w]] = k * (1.0 + math.log((1 + len(counts)) / (1 + held[w])))
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    return table @ table.T


def hashed_likeness(reports: Sequence[Report]) -> np.ndarray:
    """Resemblance of the three-word runs of every pair as MinHash estimates it (datasketch, 128 permutations)."""
    hashes = []
    for r in reports:
        one = MinHash(num_perm=128)
        one.update_batch([" ".join(run).encode() for run in shingles([w.plain for w in find_words(r.text)], 3)])
        hashes.append(one)
    return np.array([[a.jaccard(b) for b in hashes] for a in hashes])


def score_near_duplicates(families: Iterable[Family]) -> dict[str, float]:
    """What near-duplicate detection says of kin: groups joined by MinHash at a half, each group one origin."""
    total: Counter[str] = Counter()
    cubed: list[tuple[float, float]] = []
    for reports, _, truth in families:
        ids = [r.id for r in reports]
        _, labels = connected_components(hashed_likeness(reports) >= NEAR_DUPLICATE, directed=False)
        group = dict(zip(ids, (int(k) for k in labels), strict=True))
        first = {group[r.id]: r.id for r in sorted(reports, key=rank_of, reverse=True)}
        withheld = Counter(p for c in ids for p in truth[c] if p not in ids)
        for c in ids:
            is_child = any(p in ids or withheld[p] > 1 for p in truth[c])
            total[f"{is_child}"] += 1
            total[f"{is_child} right"] += (first[group[c]] != c) == is_child
        gold = {c: roots_of(truth, c) for c in ids}
        cubed.append(b_cubed(gold, group))
        total["inside"] += len(frozenset().union(*gold.values())) == len(set(group.values()))
        total["stories"] += 1
    return {
        "derived": round((total["True right"] / total["True"] + total["False right"] / total["False"]) / 2, 3),
        "b3_f1": round(f1(*np.mean(cubed, axis=0)), 3),
        "count_inside": round(total["inside"] / total["stories"], 3),
    }


def roots_of(truth: Truth, report: str) -> frozenset[str]:
    """The reports without parents from which a report descends."""
    parents = truth[report]
    return frozenset().union(*(roots_of(truth, p) for p in parents)) if parents else frozenset({report})


def b_cubed(gold: Mapping[str, frozenset[str]], found: Mapping[str, object]) -> tuple[float, float]:
    """B-cubed precision and recall of the reports by origin, those with two origins left out."""
    single = [r for r in gold if len(gold[r]) == 1]
    precision = recall = 0.0
    for i in single:
        g, f = {j for j in single if gold[j] == gold[i]}, {j for j in single if found[j] == found[i]}
        precision, recall = precision + len(g & f) / len(f), recall + len(g & f) / len(g)
    return precision / len(single), recall / len(single)


def f1(precision: float, recall: float) -> float:
    """Their harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def score_kin(stories: Iterable[tuple[Family, Stemma]]) -> dict[str, object]:
    """Edges, derived or not, origins, interval and reliability over the stories of kin."""
    total: Counter[str] = Counter()
    bands: defaultdict[float, list[bool]] = defaultdict(list)
    cubed: list[tuple[float, float]] = []
    widths: list[int] = []
    for (reports, _, truth), stemma in stories:
        ids = {r.id for r in reports}
        gold = {(c, p) for c in ids for p in truth[c] if p in ids}
        found = {(e.child, e.parent) for e in stemma.edges}
        total.update(right=len(gold & found), found=len(found), true=len(gold), stories=1)
        withheld = Counter(p for c in ids for p in truth[c] if p not in ids)
        derived = {e.child for e in stemma.edges} | {c for s in stemma.lost_sources for c in s.children}
        for c in ids:
            is_child = any(p in ids or withheld[p] > 1 for p in truth[c])
            total[f"{is_child}"] += 1
            total[f"{is_child} right"] += (c in derived) == is_child
        for e in stemma.edges:
            joined = (e.child, e.parent) in gold or (e.parent, e.child) in gold
            band = max(b for b in BANDS[:-1] if e.confidence >= b)
            bands[band].append(joined)
        origin = {r: stemma.origins_of(r)[0] for r in stemma.reports}
        cubed.append(b_cubed({r: roots_of(truth, r) for r in stemma.reports}, origin))
        count = stemma.count.origins
        total["inside"] += len(frozenset().union(*(roots_of(truth, c) for c in ids))) in count
        widths.append(count.high - count.low)
    precision, recall = total["right"] / total["found"], total["right"] / total["true"]
    return {
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(f1(precision, recall), 3),
        "derived": round((total["True right"] / total["True"] + total["False right"] / total["False"]) / 2, 3),
        "b3_f1": round(f1(*np.mean(cubed, axis=0)), 3),
        "count_inside": round(total["inside"] / total["stories"], 3),
        "width": round(float(np.mean(widths)), 2),
        "reliability": {
            f"{low:.1f}": {"edges": len(bands[low]), "true": round(float(np.mean(bands[low])), 3)}
            for low in sorted(bands)
        },
    }


def score_chains(stories: Sequence[tuple[Family, Stemma]]) -> dict[str, float]:
    """Edges either way round, direction of those found, and the root, of families of rewrites."""
    rows = []
    for (_, _, truth), stemma in stories:
        gold = {(c, p) for c in truth for p in truth[c]}
        found = {(e.child, e.parent) for e in stemma.edges}
        joined = {frozenset(e) for e in gold} & {frozenset(e) for e in found}
        root = next(c for c in truth if not truth[c])
        rows.append(
            (
                len(joined) / len(gold),
                len(gold & found) / max(1, len(joined)),
                [o.root for o in stemma.origins] == [root],
            )
        )
    names = ("undirected recall", "direction", "root")
    return {k: round(float(v), 3) for k, v in zip(names, np.mean(rows, axis=0), strict=True)}


def bench_kin(folder: Path, train: ModuleType, language: Once) -> dict[str, object]:
    """All scores on kin."""
    families: dict[str, Family] = {}
    for path in sorted(p for p in folder.iterdir() if (p / "labels.json").exists()):
        reports = read_inputs([str(path / "reports.jsonl")]).reports
        truth = {d["id"]: d["parents"] for d in json.loads((path / "labels.json").read_text("utf-8"))["docs"]}
        families[path.name] = (reports, [language.analyse(r) for r in reports], truth)
    samples, chains = train.load_samples(folder, language), train.load_chains(folder.parent, language)

    def without(story: str) -> Weights:
        return read_weights(train.weights_of([s for s in samples if s.story != story], chains))

    left_out = {s: without(s) for s in sorted({s.story for s in samples})}
    near = Counter[str]()
    for reports, _, truth in families.values():
        ids = {r.id for r in reports}
        gold = {(c, p) for c in ids for p in truth[c] if p in ids}
        found = nearest(reports)
        near.update(right=len(gold & found), found=len(found), true=len(gold))
    return {
        "stories": len(families),
        "near-duplicates, MinHash": score_near_duplicates(families.values()),
        "in sample": score_kin((f, infer_stemma(f[0], f[1])) for f in families.values()),
        "left out": score_kin(
            (f, infer_stemma(f[0], f[1], left_out[name.removesuffix("-lost")])) for name, f in families.items()
        ),
        "three-word runs": {
            "precision": round(near["right"] / near["found"], 3),
            "recall": round(near["right"] / near["true"], 3),
            "f1": round(2 * near["right"] / (near["found"] + near["true"]), 3),
        },
    }


def bench_chains(folder: Path, train: ModuleType, language: Once) -> dict[str, object]:
    """All scores on the telephone sets."""
    families: list[tuple[str, str, Family]] = []
    for name in ("telephone", "broken_telephone"):
        for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines():
            family = json.loads(line)
            reports = train.read_family(family)
            truth = {d["id"]: d["parents"] for d in family["docs"]}
            analyses = [language.analyse(r) for r in reports]
            families.append((family["set"], train.text_of(family["id"]), (reports, analyses, truth)))
    samples, chains = train.load_samples(folder / "kin", language), train.load_chains(folder, language)
    texts = sorted({text for _, text, _ in families})
    weights = {}
    for k in range(FOLDS):
        fold = set(texts[k::FOLDS])
        kept = read_weights(train.weights_of(samples, [c for c in chains if c.text not in fold]))
        weights |= dict.fromkeys(fold, kept)
    out: dict[str, object] = {}
    for name in sorted({s for s, _, _ in families}):
        mine = [(text, f) for s, text, f in families if s == name]
        out[name] = {
            "families": len(mine),
            "in sample": score_chains([(f, infer_stemma(f[0], f[1])) for _, f in mine]),
            "left out": score_chains([(f, infer_stemma(f[0], f[1], weights[t])) for t, f in mine]),
            "three-word runs, spanning tree": tree_recall([f for _, f in mine], run_likeness),
            "MinHash, spanning tree": tree_recall([f for _, f in mine], hashed_likeness),
            "TF-IDF, spanning tree": tree_recall([f for _, f in mine], word_likeness),
        }
    return out


def tree_recall(families: Sequence[Family], likeness: Callable[[Sequence[Report]], np.ndarray]) -> float:
    """Undirected edge recall of a spanning tree over a likeness."""
    shares = []
    for reports, _, truth in families:
        gold = {frozenset((c, p)) for c in truth for p in truth[c]}
        shares.append(len(spanning([r.id for r in reports], likeness(reports)) & gold) / len(gold))
    return round(float(np.mean(shares)), 3)


def bench_helsinki(path: Path) -> dict[str, object]:
    """Time and memory of one large real story."""
    language = load_model()
    start = time.perf_counter()
    reports = read_inputs([str(path)]).reports
    analyses = [language.analyse(r) for r in reports]
    middle, spent = time.perf_counter(), time.process_time()
    stemma = infer_stemma(reports, analyses)
    return {
        "reports": len(reports),
        "texts": stemma.count.texts,
        "edges": dict(Counter(e.kind for e in stemma.edges)),
        "lost sources": len(stemma.lost_sources),
        "origins": [stemma.count.origins.low, stemma.count.origins.high],
        "seconds reading and language": round(middle - start, 1),
        "seconds lineage": round(time.perf_counter() - middle, 1),
        "processor seconds lineage": round(time.process_time() - spent, 1),
        "peak MiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def generated_story(size: int, seed: int = 11) -> tuple[list[Report], Truth]:
    """Reports of invented words with their truth: one in ten an original, the others copies with losses."""
    rng = random.Random(seed)  # noqa: S311  nothing secret is drawn
    words = ["".join(rng.choices("abdegiklmnoprstuv", k=rng.randint(4, 9))) for _ in range(6_000)]
    sentences: list[list[str]] = []
    truth: Truth = {}
    for k in range(size):
        name = f"g{k:05}"
        if k % 10 == 0:
            told = [" ".join(rng.choices(words, k=rng.randint(10, 24))).capitalize() + "." for _ in range(18)]
            truth[name] = []
        else:
            parent = rng.randrange(k)
            told = list(sentences[parent])
            del told[rng.randrange(len(told))]
            told[rng.randrange(len(told))] = " ".join(rng.choices(words, k=14)).capitalize() + "."
            truth[name] = [f"g{parent:05}"]
            if len(told) < 6:  # noqa: PLR2004  enough of it must be left to be told from others
                told, truth[name] = [" ".join(rng.choices(words, k=16)).capitalize() + "." for _ in range(18)], []
        sentences.append(told)
    reports = []
    for name, told in zip(truth, sentences, strict=True):
        reports.append(invented(name, " ".join(told)))
    return reports, truth


def invented(name: str, text: str) -> Report:
    """A report in no language, of which sentences and vectors are found and nothing else: lineage needs no more."""
    return Report(name, name, text, (Zone("body", Span(0, len(text))),), language="art")


def bench_large() -> dict[str, object]:
    """Time and memory of one report of 200,000 words among ordinary ones, and of a story of 2,000 reports."""
    language = load_model()
    out: dict[str, object] = {}
    reports, _ = generated_story(20)
    rng = random.Random(5)  # noqa: S311
    long = [" ".join(rng.choices(reports[0].text.split(), k=20)).capitalize() + "." for _ in range(10_000)]
    for name, story in (
        ("report of 200,000 words", [*reports, invented("long", reports[0].text + " " + " ".join(long))]),
        ("story of 2,000 reports", generated_story(2_000)[0]),
    ):
        analyses = [language.analyse(r) for r in story]
        start, spent = time.perf_counter(), time.process_time()
        stemma = infer_stemma(story, analyses)
        out[name] = {
            "reports": len(story),
            "seconds": round(time.perf_counter() - start, 1),
            "processor seconds": round(time.process_time() - spent, 1),
            "peak MiB so far": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }
    gold = {(c, p) for c, parents in generated_story(2_000)[1].items() for p in parents}
    found = {(e.child, e.parent) for e in stemma.edges}
    either = {frozenset(e) for e in found} & {frozenset(e) for e in gold}
    out["edges of the 2,000, undirected recall"] = round(len(either) / len(gold), 3)
    return out


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--parts", default="helsinki,kin,telephone", help="which sets, separated by commas")
    parser.add_argument(
        "--large", action="store_true", help="also generated input at the bounds of time and memory"
    )
    options = parser.parse_args()
    folder = options.data / "lineage"
    if not folder.is_dir():
        sys.exit(f"{folder}: no such folder; name the folder of the development data with --data")
    train, language = training("train_lineage"), Once()
    benches: dict[str, Callable[[], dict[str, object]]] = {
        "helsinki": lambda: bench_helsinki(options.data / "stories" / "helsinki.jsonl"),
        "kin": lambda: bench_kin(folder / "kin", train, language),
        "telephone": lambda: bench_chains(folder, train, language),
        "large": bench_large,
    }
    RESULTS.mkdir(exist_ok=True)
    target = RESULTS / "lineage.json"
    record = json.loads(target.read_text("utf-8")) if target.exists() else {}
    record = {k: v for k, v in record.items() if k in benches}
    command = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, capture_output=True, text=True, check=False)
    stamp = {"date": datetime.now(UTC).date().isoformat(), "commit": commit.stdout.strip()}
    for name in [*filter(None, options.parts.split(",")), *(["large"] if options.large else [])]:
        record[name] = stamp | benches[name]()
        print(name, json.dumps(record[name], indent=1), flush=True)
        target.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
