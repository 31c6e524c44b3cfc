"""Score what the findings rest on: dates, places, events, and the support of briefs, each beside what else there is.

    python bench/findings.py --data DATA [--only dates places events briefs] [--stories N] [--kept FOLDER]

DATA is the folder of the development data. Prints a table and writes `bench/results/findings.json` with the date and
the commit. Peers measured in the same run: dateparser for values of dates, the most populous place of a name for places.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from findings_briefs import score_briefs
from findings_dates import score_dates
from findings_events import score_classifier, score_extraction
from findings_places import score_places

RESULTS = Path(__file__).parent / "results"
PARTS = {
    "dates": score_dates,
    "places": score_places,
    "events": lambda data: {"plover, five folds": score_classifier(data), "petrarch": score_extraction(data)},
    "briefs": score_briefs,
}


def main() -> None:
    """Measure, print, write; parts that are not measured keep their last record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--stories", type=int, help="briefs of only so many stories, drawn by chance")
    parser.add_argument("--kept", type=Path, help="a folder that keeps what was read for the briefs between runs")
    options = parser.parse_args()
    if not (options.data / "places").is_dir():
        sys.exit(f"{options.data}: not the development data; name its folder with --data")
    path = RESULTS / "findings.json"
    record = json.loads(path.read_text("utf-8")) if path.exists() else {}
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    for part in options.only:
        scores = (
            score_briefs(options.data, drawn=options.stories, kept=options.kept)
            if part == "briefs"
            else PARTS[part](options.data)
        )
        record[part] = {
            "date": datetime.now(UTC).date().isoformat(),
            "commit": commit.stdout.strip(),
            "scores": scores,
        }
        print(f"\n{part}")
        show(scores, "  ")
    RESULTS.mkdir(exist_ok=True)
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def show(scores: object, indent: str) -> None:
    """Print nested scores, one a line."""
    if isinstance(scores, dict):
        for name, value in scores.items():
            if isinstance(value, dict):
                print(f"{indent}{name}")
                show(value, indent + "  ")
            else:
                print(f"{indent}{name:44}{value}")


if __name__ == "__main__":
    main()
