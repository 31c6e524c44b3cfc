"""Score how reports are grouped into stories.

    python bench/stories.py --data DATA

DATA is the folder of the development data. Reads `stories/ecbplus.jsonl` (topics of two stories each that are nearly
the same: the same kind of event with other people) and `stories/uci_headlines.jsonl` (headlines alone, with stories
that a machine put together). Prints a table and writes `bench/results/stories.json`. All scores are B³ (Bagga and
Baldwin 1998); where several samples are drawn, their mean. The peer of the same run is average linkage over TF-IDF
(scikit-learn), with the cut that suits it best on each set, which Stemma does not get.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist
from sklearn.feature_extraction.text import TfidfVectorizer

from stemma.language import LanguageModel, load_model
from stemma.model import Analysis, Report
from stemma.reading import read_inputs
from stemma.stories import group_reports, place_reports

RESULTS = Path(__file__).parent / "results"
# How many samples of so many stories are drawn.
DRAWN = {1: 71, 3: 30, 10: 10}
# Headlines that are added at a time, as if they came in.
BATCH = 100
CUTS = np.arange(0.3, 1.0, 0.02)

Scores = dict[str, float]
Material = Sequence[tuple[Report, Analysis]]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    folder: Path = parser.parse_args().data / "stories"
    if not folder.is_dir():
        sys.exit(f"{folder.parent}: not the development data; name its folder with --data")
    model = load_model(None)
    scores = {**score_articles(folder / "ecbplus.jsonl", model), **score_headlines(folder, model)}
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    record = {"date": datetime.now(UTC).date().isoformat(), "commit": commit.stdout.strip(), "B3": scores}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "stories.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    for name, row in scores.items():
        print(f"{name:45}", "  ".join(f"{k} {v:.3f}" for k, v in row.items()))


def score_articles(path: Path, model: LanguageModel) -> dict[str, Scores]:
    """Grouping of articles: all of them, samples of stories, and each pair of near stories by itself."""
    gold = {row["id"]: row["story"] for row in rows_of(path)}
    material = analysed(path, model)
    stories = sorted({gold[r.id] for r, _ in material})  # of some all texts are empty
    near = [{s, f"{s}plus"} for s in stories if f"{s}plus" in stories]

    def of(chosen: Iterable[str]) -> Material:
        wanted = set(chosen)
        return [m for m in material if gold[m[0].id] in wanted]

    out = {
        "articles, all stories": b_cubed(gold, grouped(material, model)),
        "articles, all stories, peer": peer([(r.id, f"{r.title} {r.text}") for r, _ in material], gold),
    }
    for size, times in DRAWN.items():
        chance = random.Random(size)  # noqa: S311  a sample, no secret
        draws = [{s} for s in stories] if size == 1 else [chance.sample(stories, size) for _ in range(times)]
        out[f"articles, {size} of the stories"] = mean(b_cubed(gold, grouped(of(d), model)) for d in draws)
    out["articles, two stories nearly the same"] = mean(b_cubed(gold, grouped(of(d), model)) for d in near)
    return out


def score_headlines(folder: Path, model: LanguageModel) -> dict[str, Scores]:
    """Grouping of headlines: all at once, and a hundred at a time in the order of their times."""
    rows = sorted(rows_of(folder / "uci_headlines.jsonl"), key=lambda r: (r["time"], r["id"]))
    gold = {row["id"]: row["story"] for row in rows}
    texts = "\n".join(json.dumps({"id": r["id"], "text": r["title"]}) for r in rows)
    by_id = {m[0].id: m for m in analysed_text(texts, model)}
    material = [by_id[r["id"]] for r in rows]
    homes: dict[str, list[str]] = {}
    for start in range(0, len(material), BATCH):
        seen = material[: start + BATCH]
        for placed in place_reports([r for r, _ in seen], [a for _, a in seen], model.frequency, homes):
            homes[placed.story or f"new {start} {placed.group.reports[0]}"] = list(placed.group.reports)
    return {
        "headlines, at once": b_cubed(gold, grouped(material, model)),
        "headlines, a hundred at a time": b_cubed(gold, {i: s for s, ids in homes.items() for i in ids}),
        "headlines, at once, peer": peer([(r["id"], r["title"]) for r in rows], gold),
    }


def grouped(material: Material, model: LanguageModel) -> dict[str, str]:
    """The group that each report is put in, by the report's id."""
    groups = group_reports([r for r, _ in material], [a for _, a in material], model.frequency)
    return {i: g.reports[0] for g in groups for i in g.reports}


def peer(texts: Sequence[tuple[str, str]], gold: Mapping[str, str]) -> Scores:
    """Average linkage over TF-IDF at its best cut."""
    table = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform([t for _, t in texts])
    tree = linkage(np.nan_to_num(pdist(table.toarray(), "cosine"), nan=1.0), method="average")
    cuts = (fcluster(tree, cut, criterion="distance") for cut in CUTS)
    tried = [b_cubed(gold, {i: str(k) for (i, _), k in zip(texts, c, strict=True)}) for c in cuts]
    return max(tried, key=lambda s: s["F1"])


def b_cubed(gold: Mapping[str, str], found: Mapping[str, str]) -> Scores:
    """Precision, recall and F1 over the reports that were grouped."""
    truth, groups = defaultdict(set), defaultdict(set)
    for i, group in found.items():
        truth[gold[i]].add(i)
        groups[group].add(i)
    shared = {i: len(truth[gold[i]] & groups[found[i]]) for i in found}
    precision = sum(n / len(groups[found[i]]) for i, n in shared.items()) / len(found)
    recall = sum(n / len(truth[gold[i]]) for i, n in shared.items()) / len(found)
    return {
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "F1": round(2 * precision * recall / (precision + recall), 3),
    }


def mean(scores: Iterable[Scores]) -> Scores:
    """The mean of each score."""
    rows = list(scores)
    return {k: round(sum(r[k] for r in rows) / len(rows), 3) for k in rows[0]}


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def analysed(path: Path, model: LanguageModel) -> Material:
    """The reports of a file with their analyses."""
    return [(r, model.analyse(r)) for r in read_inputs([str(path)]).reports]


def analysed_text(lines: str, model: LanguageModel) -> Material:
    """The same of JSON lines in memory."""
    return [
        (r, model.analyse(r)) for r in read_inputs(["-"], format="jsonl", stdin=BytesIO(lines.encode())).reports
    ]


if __name__ == "__main__":
    main()
