"""Measure the server on a large story: time and size of every view, first and again.

    python bench/serve.py --data DATA [--reports N] [--library FILE]

DATA is the folder of the development data; the first 300 reports of `stories/helsinki.jsonl` are added to a library as
one story (this takes minutes; a library that is there already is taken as it is). Every view is then asked for from a
server in a process of its own that has shown nothing yet ("first": the story is read from the library and checked),
and from the same one again. Times are of the whole request inside the process, without a network, by the clock and by the processor (what a machine
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
"""Processes that look at each view."""
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


def look(file: Path, story: str, view: str) -> dict[str, float]:
    """Times of one view in this process, which has shown nothing yet, and its sizes."""
    with TestClient(create_app(file, names=frozenset({"testserver"}), make_executor=NoWorker)) as client:
        client.get("/jobs")  # a server that is up has answered something
        first, first_work, page = ask(client, f"/stories/{story}/{view}")
        again = [ask(client, f"/stories/{story}/{view}")[:2] for _ in range(2)]
        assets = sum(len(client.get(a).content) for a in set(re.findall(r'"(/static/[^"]+)"', page)))
    size = len(page.encode())
    return {
        "first ms": first,
        "first ms of processor": first_work,
        "again ms": min(a[0] for a in again),
        "again ms of processor": min(a[1] for a in again),
        "page bytes": size,
        "with assets": size + assets,
    }


def measure(file: Path, view: str) -> dict[str, float]:
    """Medians of one view over several processes."""
    command = [sys.executable, __file__, "--data", ".", "--library", str(file), "--look", view]
    found = [json.loads(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(TIMES)]
    return {name: round(statistics.median(f[name] for f in found), 1) for name in found[0]}


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--reports", type=int, default=REPORTS, help="how many reports; writes nothing unless 300")
    parser.add_argument(
        "--library", dest="file", type=Path, help="a library to keep; else one that is thrown away"
    )
    parser.add_argument("--look", choices=VIEWS, help="only look at one view, and print its times as JSON")
    options = parser.parse_args()
    if options.look:
        with Library(options.file) as library:
            largest = max(library.stories(), key=lambda s: s.reports).id
        print(json.dumps(look(options.file, largest, options.look)))
        return
    source = options.data / "stories" / "helsinki.jsonl"
    if not source.is_file():
        sys.exit(f"{source}: no such file; name the folder of the development data with --data")
    with tempfile.TemporaryDirectory() as folder:
        file = options.file or Path(folder) / "stemma.db"
        seconds = None if file.exists() else fill(file, source, options.reports)
        with Library(file) as library:
            story = max(library.stories(), key=lambda s: s.reports)
        views = {view: measure(file, view) for view in VIEWS}
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
