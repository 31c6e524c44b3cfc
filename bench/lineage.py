"""Score the family tree on stories with a known tree, beside a near-duplicate baseline in the same run.

    python bench/lineage.py --data DATA

DATA is the folder of the development data; of it `lineage/kin` is used. Prints a table and writes
`bench/results/lineage.json` with the date and the commit. The baseline joins each report to the one it shares most
three-word runs with, where they resemble each other at all (Broder's resemblance), the later or else the shorter one
being the copy: what a near-duplicate tool could say.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import stemma
from stemma.model import Report
from stemma.text.shingles import resemblance, shingles
from stemma.text.words import find_words

RESULTS = Path(__file__).parent / "results"
LEAST_RESEMBLANCE = 0.05

Edges = set[tuple[str, str]]


def baseline(reports: tuple[Report, ...]) -> Edges:
    """(child, parent) pairs of the near-duplicate baseline."""
    runs = {r.id: shingles([w.plain for w in find_words(r.text)], 3) for r in reports}
    rank = {r.id: (r.published.iso() if r.published else "9999", -len(r.text)) for r in reports}
    found: Edges = set()
    for child, mine in runs.items():
        earlier = [p for p in runs if rank[p] < rank[child]]
        best = max(earlier, key=lambda p: resemblance(mine, runs[p]), default=None)
        if best is not None and resemblance(mine, runs[best]) >= LEAST_RESEMBLANCE:
            found.add((child, best))
    return found


def tally(found: Edges, truth: Edges, origins: tuple[int, int, int], total: Counter[str], who: str) -> None:
    """Add one story's edges and its count (low, high, true) to the totals."""
    low, high, true = origins
    total[f"{who} right"] += len(found & truth)
    total[f"{who} found"] += len(found)
    total[f"{who} inside"] += low <= true <= high
    total[f"{who} width"] += high - low


def summary(total: Counter[str], who: str) -> dict[str, float]:
    """Precision, recall, F1 of the edges; share of the stories with the true count inside, mean width."""
    right, found, true, stories = (total[k] for k in (f"{who} right", f"{who} found", "true", "stories"))
    return {
        "precision": round(right / max(1, found), 3),
        "recall": round(right / max(1, true), 3),
        "f1": round(2 * right / max(1, found + true), 3),
        "count_inside": round(total[f"{who} inside"] / stories, 3),
        "width": round(total[f"{who} width"] / stories, 2),
    }


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data / "lineage" / "kin"
    if not folder.is_dir():
        sys.exit(f"{folder}: no such folder; name the folder of the development data with --data")
    total: Counter[str] = Counter()
    for path in sorted(p for p in folder.iterdir() if (p / "labels.json").exists()):
        parents = {d["id"]: d["parents"] for d in json.loads((path / "labels.json").read_text("utf-8"))["docs"]}
        result = stemma.read(path / "reports.jsonl", one_story=True)
        tree = result.stories[0].stemma
        truth = {(r, p) for r in tree.reports for p in parents[r] if p in tree.reports}
        roots = {r for r in parents if not parents[r]}
        total["true"] += len(truth)
        total["stories"] += 1
        count = tree.count.origins
        tally(
            {(e.child, e.parent) for e in tree.edges}, truth, (count.low, count.high, len(roots)), total, "stemma"
        )
        near = baseline(result.reports)
        alone = len(tree.reports) - len({c for c, _ in near})
        tally(near, truth, (alone, alone, len(roots)), total, "baseline")
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    record = {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit.stdout.strip(),
        "set": f"kin, development half, {total['stories']} stories (the weights were fitted on the same stories)",
        "stemma": summary(total, "stemma"),
        "three-word runs": summary(total, "baseline"),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "lineage.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(f"{'':18}{'P':>7}{'R':>7}{'F1':>7}{'true count inside':>20}{'width':>7}")
    for who in ("stemma", "three-word runs"):
        row = summary(total, "stemma" if who == "stemma" else "baseline")
        print(
            f"{who:18}{row['precision']:7}{row['recall']:7}{row['f1']:7}{row['count_inside']:20}{row['width']:7}"
        )


if __name__ == "__main__":
    main()
