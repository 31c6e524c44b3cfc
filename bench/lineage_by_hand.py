"""Draw edges of the family trees of real stories to be read by a person, and record what was found.

    python bench/lineage_by_hand.py draw --data DATA --seed 1 > edges.jsonl
    python bench/lineage_by_hand.py record edges.jsonl --when "after ..."

DATA is the folder of the development data; of it `stories/helsinki.jsonl` is read, one story of 612 reports, or with
`--set ecbplus` the stories of `stories/ecbplus.jsonl`, most of ten short reports without outlet or date. `draw` writes
one edge a line, as many of each kind as there are up to a fifth of the sample, the rest from the kinds that have more,
with `verdict` left empty and, as `read before`, what an earlier sample says of the pair; with `--fresh` only pairs
that no earlier sample holds. A person opens both reports of each edge and fills in the verdict:

    right                the child was made from the parent, or the parent is nearest to what it was made from
    direction left open  the two are neighbours, and nothing tells which came first
    wrong way            the parent was made from the child
    both from a third    neither was made from the other: both have it from a source of their own
    strangers            they share no more than the event, or what anybody may quote

`record` adds the sample to `bench/results/lineage_read_by_hand.json`, counted by kind and by confidence.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from stemma.language import load_model
from stemma.lineage import infer_stemma
from stemma.model import Report
from stemma.reading import read_inputs

RESULTS = Path(__file__).parent / "results" / "lineage_read_by_hand.json"
KINDS = ("copy", "edit", "rewrite", "summary", "excerpt")
VERDICTS = ("right", "direction left open", "wrong way", "both from a third", "strangers")
SIZE = 40


def band(confidence: float) -> str:
    """The band of confidence in which an edge is counted."""
    return "0.9 and more" if confidence >= 0.9 else "0.7 to 0.9" if confidence >= 0.7 else "below 0.7"  # noqa: PLR2004


def stories_of(path: Path) -> list[list[Report]]:
    """The reports of a file by the story that their rows name, all together where they name none."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    story = {row["id"]: row.get("story") for row in rows}
    found: defaultdict[str | None, list[Report]] = defaultdict(list)
    for report in read_inputs([str(path)]).reports:
        found[story[report.id]].append(report)
    return list(found.values())


def draw(path: Path, seed: int, *, fresh: bool) -> list[dict[str, Any]]:
    """The drawn edges; `fresh`: only those that were never read."""
    language = load_model()
    trees = [infer_stemma(story, [language.analyse(r) for r in story]) for story in stories_of(path)]
    known = {
        frozenset((e["child"], e["parent"])): e["verdict"]
        for sample in json.loads(RESULTS.read_text("utf-8"))["samples"]
        for e in sample["edges"]
    }
    rng = random.Random(seed)  # noqa: S311  nothing secret is drawn
    by_kind: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for e in (e for stemma in trees for e in stemma.edges):
        if fresh and frozenset((e.child, e.parent)) in known:
            continue
        row = {"child": e.child, "parent": e.parent, "kind": e.kind}
        by_kind[e.kind].append(row | {"confidence": e.confidence, "direction": round(e.direction, 3)})
    for rows in by_kind.values():
        rng.shuffle(rows)
    chosen = [row for rows in by_kind.values() for row in rows[: SIZE // len(KINDS)]]
    rest = [row for rows in by_kind.values() for row in rows[SIZE // len(KINDS) :]]
    chosen += rng.sample(rest, min(len(rest), SIZE - len(chosen)))
    return [
        row | {"verdict": "", "read before": known.get(frozenset((row["child"], row["parent"])))} for row in chosen
    ]


def record(edges: list[dict[str, Any]], when: str) -> None:
    """Add a sample that was read to the results."""
    unread = [e for e in edges if e["verdict"] not in VERDICTS]
    if unread:
        sys.exit(f"{len(unread)} edges have no verdict, or none of {', '.join(VERDICTS)}")
    by_kind: defaultdict[str, Counter[str]] = defaultdict(Counter)
    by_confidence: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for e in edges:
        by_kind[e["kind"]][e["verdict"]] += 1
        by_confidence[band(e["confidence"])][e["verdict"]] += 1
    results = json.loads(RESULTS.read_text("utf-8"))
    results["samples"].append(
        {
            "when": when,
            "read": len(edges),
            "verdicts": Counter(e["verdict"] for e in edges),
            "verdicts of those never read before": Counter(e["verdict"] for e in edges if not e["read before"]),
            "by kind": by_kind,
            "by confidence": by_confidence,
            "edges": edges,
        }
    )
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def main() -> None:
    """Draw, or record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser("draw")
    drawing.add_argument("--data", type=Path, required=True)
    drawing.add_argument("--set", choices=("helsinki", "ecbplus"), default="helsinki")
    drawing.add_argument("--seed", type=int, required=True)
    drawing.add_argument("--fresh", action="store_true", help="only pairs that no earlier sample holds")
    recording = commands.add_parser("record")
    recording.add_argument("edges", type=Path)
    recording.add_argument("--when", required=True, help="what the sample was drawn from")
    options = parser.parse_args()
    if options.command == "draw":
        for row in draw(options.data / "stories" / f"{options.set}.jsonl", options.seed, fresh=options.fresh):
            print(json.dumps(row))
    else:
        record([json.loads(line) for line in options.edges.read_text("utf-8").splitlines()], options.when)


if __name__ == "__main__":
    main()
