"""Measure the server on a large story: time and size of every view, first and again.

    python bench/serve.py --data DATA [--reports N] [--library FILE]

DATA is the folder of the development data; the first 300 reports of `stories/helsinki.jsonl` are added to a library as
one story (this takes minutes; a library that is there already is taken as it is). Every view is then asked for from a
server that has read nothing yet ("first": the story is read from the library and checked) and from one that has
("again"). Times are of the whole request inside the process, without a network, by the clock and by the processor (what a machine
with nothing else to do would take); sizes are of the page, and of the page
with the style and scripts it names. Prints a table and writes `bench/results/serve.json` with the date and the commit.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Executor, Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from stemma.export.page import VIEWS
from stemma.pipeline import add
from stemma.serve.app import create_app
from stemma.store import Library

RESULTS = Path(__file__).parent / "results"
REPORTS = 300
TIMES = 5
BAR_MS, BAR_BYTES = 300, 1_500_000


def fill(file: Path, source: Path, reports: int) -> float:
    """Add the first reports of a file of rows to a new library; seconds that the processor worked on it."""
    with tempfile.TemporaryDirectory() as folder, Library(file, create=True) as library:
        rows = source.read_text("utf-8").splitlines()[:reports]
        (Path(folder) / "rows.jsonl").write_text("\n".join(rows) + "\n", "utf-8")
        started = time.process_time()
        add(library, [Path(folder) / "rows.jsonl"], one_story=True)
        return time.process_time() - started


class NoWorker(Executor):
    """Nothing is added here, and a worker that gets ready would be measured too."""

    def submit(self, *_: object, **__: object) -> Future[Any]:  # type: ignore[override]
        """Never done."""
        return Future()


def ask(client: TestClient, path: str) -> tuple[float, float, str]:
    """Milliseconds of a request, those that the processor worked on it, and the page."""
    started, worked = time.perf_counter(), time.process_time()
    answer = client.get(path)
    taken, worked = 1_000 * (time.perf_counter() - started), 1_000 * (time.process_time() - worked)
    if answer.status_code != 200:  # noqa: PLR2004
        sys.exit(f"{path}: {answer.status_code}")
    return taken, worked, answer.text


def measure(file: Path, story: str, view: str) -> dict[str, float]:
    """Median times of one view, and its sizes."""
    first: list[float] = []
    work: list[float] = []
    again: list[float] = []
    again_work: list[float] = []
    assets = 0
    page = ""
    for _ in range(TIMES):
        with TestClient(create_app(file, names=frozenset({"testserver"}), make_executor=NoWorker)) as client:
            client.get("/jobs")  # the templates of the server are compiled when it starts to be used
            taken, worked, page = ask(client, f"/stories/{story}/{view}")
            first.append(taken)
            work.append(worked)
            for _ in range(2):
                taken, worked, _ = ask(client, f"/stories/{story}/{view}")
                again.append(taken)
                again_work.append(worked)
            assets = sum(len(client.get(a).content) for a in set(re.findall(r'"(/static/[^"]+)"', page)))
    size = len(page.encode())
    return {
        "first ms": round(statistics.median(first), 1),
        "first ms of processor": round(statistics.median(work), 1),
        "again ms": round(statistics.median(again), 1),
        "again ms of processor": round(statistics.median(again_work), 1),
        "page bytes": size,
        "with assets": size + assets,
    }


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--reports", type=int, default=REPORTS, help="how many reports; writes nothing unless 300")
    parser.add_argument(
        "--library", dest="file", type=Path, help="a library to keep; else one that is thrown away"
    )
    options = parser.parse_args()
    source = options.data / "stories" / "helsinki.jsonl"
    if not source.is_file():
        sys.exit(f"{source}: no such file; name the folder of the development data with --data")
    with tempfile.TemporaryDirectory() as folder:
        file = options.file or Path(folder) / "stemma.db"
        seconds = None if file.exists() else fill(file, source, options.reports)
        with Library(file) as library:
            story = max(library.stories(), key=lambda s: s.reports)
        views = {view: measure(file, story.id, view) for view in VIEWS}
    print(f"one story of {story.reports} reports; load of the machine {os.getloadavg()[0]:.1f}")
    if seconds is not None:
        print(f"added in {seconds:.0f} s of processor")
    print(
        f"{'view':12}{'first ms':>10}{'processor':>10}{'again ms':>10}{'processor':>10}{'page kB':>10}{'all kB':>10}"
    )
    for view, row in views.items():
        sizes = f"{row['page bytes'] / 1000:>10.0f}{row['with assets'] / 1000:>10.0f}"
        above = "" if row["first ms"] <= BAR_MS and row["with assets"] <= BAR_BYTES else "  above the bar"
        if above and row["first ms of processor"] <= BAR_MS and row["with assets"] <= BAR_BYTES:
            above += " by the clock alone: the machine was busy"
        print(
            f"{view:12}{row['first ms']:>10.0f}{row['first ms of processor']:>10.0f}{row['again ms']:>10.0f}{row['again ms of processor']:>10.0f}{sizes}{above}"
        )
    if options.reports != REPORTS or story.reports != REPORTS:
        return
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    record = {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit.stdout.strip(),
        "set": f"stories/helsinki, first {story.reports} reports as one story",
        "bar": f"first view in at most {BAR_MS} ms and {BAR_BYTES} bytes with its assets",
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "processor seconds to add": None if seconds is None else round(seconds),
        "views": views,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "serve.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
