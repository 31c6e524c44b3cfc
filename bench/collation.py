"""Score collation: distortions and claims on kin, pairs of passages, chunks, exaggeration, and what a story costs.

    pip install scikit-learn
    python bench/collation.py --data DATA [--parts kin,pairs,judged,ists,exaggeration,cost] [--step N] [--cache FILE] [--large]

DATA is the folder of the development data. Prints a table and writes `bench/results/collation.json` with the date and
the commit, part by part. On kin every score is given over the tool's own family trees and over the true ones. On the
pairs a score says little on its own, so that two baselines stand beside it, split by group as everything learnt is:
word overlap, and the words of the copy alone. The package's own row there is the comparison of slots: the judge was
trained on four fifths of these pairs. What both say of the groups that it never saw is the part `judged`. `--step` reads
only every so many groups of pairs, `--cache` keeps
analyses of passages between runs (remove the file when the language model changes), `--large` adds generated stories
of 1,000 and 2,000 reports to the cost.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench_reader import Reader
from collation_claims import bench_exaggeration
from collation_kin import bench_kin, true_stemma
from collation_pairs import bench_judged, bench_pairs
from scripts import training

from stemma.collation import collate
from stemma.collation.chunks import ChunkedSentence
from stemma.language import LanguageModel, link_speakers, load_model
from stemma.language.vectors import Vectors
from stemma.lineage import infer_stemma
from stemma.model import Analysis, Report, Stemma, Zone
from stemma.pipeline.compare import judge_of
from stemma.reading import read_inputs
from stemma.text.spans import Span

HERE = Path(__file__).parent
RESULTS = HERE / "results"
SIZES, LARGE = (30, 100, 300), (1_000, 2_000)
# So many articles of one summit are the real story.
REAL = 300
# A generated story: reports to one line of reporting, sentences of a report, and places where a copy changes.
LINE, SENTENCES, CHANGED = 10, 20, 2

_WHO = "The minister|The harbour board|A spokesman for the army|Maren Toll|The governor|Prosecutors|The union|Elin Castor"
_DID = (
    "rejected|approved|may delay|did not sign|postponed|praised|will close|reopened|has sold|threatened to leave"
)
_WHAT = "the fishing accord|the bridge at Lesk|the northern pier|the budget|the customs post|the mine|the railway|the camp"
_TAIL = "on Tuesday|in March|after {} people had left|for {} million crowns|near Norrby|at the request of Calder|within {} days"


def bench_ists(folder: Path) -> dict[str, object]:
    """The official scores of the aligner, by five folds, and of the aligner on chunks that it cut itself."""
    train, vectors = training("train_chunks"), Vectors.load()
    sets = {name: train.read_pairs(folder, name) for name in train.SETS}
    out: dict[str, object] = {}
    for name, found in train.cross_validate(sets, vectors).items():
        out[name] = {
            "pairs": len(found),
            "aligned": round(train.score(sets[name], found, typed=False), 3),
            "typed": round(train.score(sets[name], found, typed=True), 3),
            "typed and scored": round(train.score(sets[name], found, typed=True, scored=True), 3),
            "all EQUI on the true alignment, typed": round(
                train.score(sets[name], train.all_equal(sets[name]), typed=True), 3
            ),
            "chunks cut alike": round(
                sum(ChunkedSentence.cut(p.one.text).chunks == p.one.chunks for p in sets[name]) / len(found), 3
            ),
        }
    return out


def make_story(size: int, seed: int = 0) -> tuple[list[Report], dict[str, list[str]]]:
    """A story of so many reports: lines of copies of copies, each of which changes a few of its sentences."""
    rng = random.Random(seed)  # noqa: S311  a story, no secret

    def sentence() -> str:
        parts = (rng.choice(p.split("|")) for p in (_WHO, _DID, _WHAT, _TAIL))
        return " ".join(parts).format(rng.randrange(2, 900)) + "."

    texts: dict[str, list[str]] = {}
    parents: dict[str, list[str]] = {}
    for n in range(size):
        name, line = f"r{n:05d}", n // LINE * LINE
        above = f"r{rng.randrange(line, n):05d}" if n > line else None
        kept = list(texts[above]) if above else [sentence() for _ in range(SENTENCES)]
        for _ in range(CHANGED):
            kept[rng.randrange(len(kept))] = sentence()
        texts[name], parents[name] = kept, [above] if above else []
    bodies = {name: " ".join(kept) for name, kept in texts.items()}
    reports = [Report(k, k, t, (Zone("body", Span(0, len(t))),), language="en") for k, t in bodies.items()]
    return reports, parents


def bench_cost(articles: Path, language: LanguageModel, sizes: tuple[int, ...]) -> dict[str, object]:
    """Time and memory of collating stories once they are read and their tree is known: generated ones, and real articles."""
    out: dict[str, object] = {}
    for size in sizes:
        reports, parents = make_story(size)
        analyses = [language.analyse(r) for r in reports]
        out[str(size)] = _cost(language, reports, analyses, true_stemma(reports, parents))
        print(size, out[str(size)], flush=True)
    read = read_inputs([str(articles)]).reports[:REAL]
    analyses = link_speakers([language.analyse(r) for r in read])
    words = sum(len(r.text.split()) for r in read)
    out[f"{REAL} real"] = {"words": words} | _cost(language, read, analyses, infer_stemma(read, analyses))
    return out


def _cost(
    language: LanguageModel, reports: Sequence[Report], analyses: Sequence[Analysis], stemma: Stemma
) -> dict[str, float]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, spent = time.perf_counter(), time.process_time()
    found = collate(reports, analyses, stemma, judge=judge_of(language))
    return {
        "seconds": round(time.perf_counter() - start, 1),
        "processor seconds": round(time.process_time() - spent, 1),
        "claims": len(found.claims),
        "variants": len(found.variants),
        "peak MiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "peak MiB before": round(before / 1024),
    }


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--parts", default="kin,pairs,judged,ists,exaggeration,cost", help="which, separated by commas"
    )
    parser.add_argument("--step", type=int, default=1, help="read every so many groups of pairs")
    parser.add_argument("--cache", type=Path, help="a file that keeps analyses of passages")
    parser.add_argument("--large", action="store_true", help="also stories of 1,000 and 2,000 reports")
    options = parser.parse_args()
    data: Path = options.data
    if not (data / "pairs").is_dir():
        sys.exit(f"{data}: no such folder; name the folder of the development data with --data")
    language = load_model()
    reader = Reader(language, options.cache)
    benches: dict[str, Callable[[], dict[str, object]]] = {
        "kin": lambda: bench_kin(data / "lineage" / "kin", language),
        "pairs": lambda: bench_pairs(data / "pairs", reader, step=options.step),
        "judged": lambda: bench_judged(data / "pairs", reader, judge_of(language)),
        "ists": lambda: bench_ists(data / "alignment" / "ists" / "train"),
        "exaggeration": lambda: bench_exaggeration(data / "alignment" / "exaggeration", reader),
        "cost": lambda: bench_cost(
            data / "stories" / "helsinki.jsonl", language, SIZES + (LARGE if options.large else ())
        ),
    }
    RESULTS.mkdir(exist_ok=True)
    target = RESULTS / "collation.json"
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    stamp = {"date": datetime.now(UTC).date().isoformat(), "commit": commit.stdout.strip()}
    for name in options.parts.split(","):
        scores = stamp | benches[name]()
        print(name, json.dumps(scores, indent=1), flush=True)
        # Read only now: another part may have been written meanwhile.
        record = (json.loads(target.read_text("utf-8")) if target.exists() else {}) | {name: scores}
        target.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
