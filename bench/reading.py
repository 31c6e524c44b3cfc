"""Score what is read of news pages against other tools, over the same pages in the same run.

    python bench/reading.py --data DATA [--only "from the page" ...] [--sample N]

DATA is the folder of the development data; of it `extraction/zyte` is used: 181 pages with the text of their article,
scored as that benchmark scores (runs of four words; precision and recall averaged over pages). Prints a table and
writes `bench/results/reading.json` with the date and the commit. The other tools come with the development packages, but for
readability-lxml; what is not installed is left out.

Parts: from the page; from its visible text alone, one line per block; the way back to the bytes, for every format; and
what is read about the page. The trees of `bodies` were trained on these pages; "sites left out of training" is what
`training/train_bodies.py --check` measures, and stands for pages not seen.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reading_about import score_about
from reading_maps import FORMS, score_maps

from stemma.model import PROSE_ZONES, Zone
from stemma.reading.decoding import Decoded, decode
from stemma.reading.pages import read_page
from stemma.reading.visible import see_page
from stemma.reading.zones import find_zones

RESULTS = Path(__file__).parent / "results"
RUN_OF_WORDS = 4
FEWEST_WORDS = 5
_WORD = re.compile(r"\w+")
_ENDS_AS_SENTENCE = re.compile(r"[.!?\"”]\s*$")

Extract = Callable[[str], str]


@dataclass(frozen=True)
class Agreement:
    """How a text agrees with the true one: shares of runs of words."""

    precision: float
    recall: float


def agreement(true: str, found: str) -> Agreement:
    """The score of one page, by the rules of the article extraction benchmark (Zyte, 2020)."""
    a, b = _runs(true), _runs(found)
    both = sum((a & b).values())
    if a == b:
        return Agreement(1.0, 1.0)
    return Agreement(both / max(1, sum(b.values())), both / max(1, sum(a.values())))


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    every = (tuple(words[i : i + RUN_OF_WORDS]) for i in range(max(1, len(words) - RUN_OF_WORDS + 1)))
    return Counter(run for run in every if run)


def mean_scores(pages: list[Agreement]) -> dict[str, float]:
    """Mean precision and recall over pages, and the F1 of the two means, as that benchmark takes it."""
    p, r = statistics.mean(x.precision for x in pages), statistics.mean(x.recall for x in pages)
    return {"precision": round(p, 4), "recall": round(r, 4), "f1": round(2 * p * r / max(1e-9, p + r), 4)}


def line_rules(text: str) -> str:
    """Lines that end as sentences and have five words, each once: the rules of C4 (Raffel et al. 2020)."""
    kept: dict[str, None] = {}
    for line in text.split("\n"):
        if (
            _ENDS_AS_SENTENCE.search(line)
            and len(line.split()) >= FEWEST_WORDS
            and "javascript" not in line.lower()
        ):
            kept.setdefault(line)
    return "\n".join(kept)


def prose(text: str, zones: tuple[Zone, ...]) -> str:
    """What the zones say is the story."""
    return "\n".join(z.span.of(text) for z in zones if z.kind in PROSE_ZONES)


def from_page(page: str) -> str:
    """What Stemma reads of a page."""
    draft = read_page("page", Decoded(page, "utf-8", 0))
    return prose(draft.text, draft.zones or ())


def from_text(text: str) -> str:
    """What Stemma reads of visible text."""
    return prose(text, find_zones(text))


def peers() -> dict[str, Extract]:
    """The other tools that are installed."""
    import trafilatura  # noqa: PLC0415 - tools are loaded one by one, those that are there

    def extractor(**settings: bool) -> Extract:
        return lambda page: trafilatura.extract(page, include_comments=False, **settings) or ""

    found: dict[str, Extract] = {
        "trafilatura fast": extractor(fast=True),
        "trafilatura": extractor(),
        "trafilatura precision": extractor(favor_precision=True),
        "trafilatura recall": extractor(favor_recall=True),
    }
    try:
        import justext  # noqa: PLC0415

        def paragraphs(page: str) -> str:
            stop = justext.get_stoplist("English")
            return "\n".join(p.text for p in justext.justext(page.encode(), stop) if not p.is_boilerplate)

        found["jusText"] = paragraphs
    except ImportError:
        print("jusText is not installed; left out", file=sys.stderr)
    try:
        import readability  # noqa: PLC0415
        from lxml.html import fromstring  # noqa: PLC0415

        def readable(page: str) -> str:
            return fromstring(readability.Document(page).summary()).text_content()

        found["readability-lxml"] = readable
    except ImportError:
        print("readability-lxml is not installed (pip install readability-lxml); left out", file=sys.stderr)
    return found


def measure(tools: dict[str, Extract], inputs: list[str], gold: list[str]) -> dict[str, dict[str, float]]:
    """Scores and pages per second of every tool; all tools read a page before the next page is read.

    Seconds are those of the processor, since other work on the machine would disturb those of the clock.
    """
    seconds: Counter[str] = Counter()
    results: dict[str, list[Agreement]] = {name: [] for name in tools}
    for name, tool in tools.items():
        quietly(tool, inputs[0], name)  # loads what it needs outside the clock
    for text, true in zip(inputs, gold, strict=True):
        for name, tool in tools.items():
            start = time.process_time()
            found = quietly(tool, text, name)
            seconds[name] += time.process_time() - start
            results[name].append(agreement(true, found))
    return {
        name: {**mean_scores(pages), "pages_per_second": round(len(pages) / seconds[name], 1)}
        for name, pages in results.items()
    }


def quietly(tool: Extract, text: str, name: str) -> str:
    """What the tool finds; nothing where it fails."""
    try:
        return tool(text)
    except Exception as error:  # noqa: BLE001 - a peer that fails on a page has found nothing on it
        print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
        return ""


def show(part: str, table: dict[str, dict[str, float]]) -> None:
    """One table, a row for each tool or format."""
    for name, row in table.items():
        print(f"\n{part}, {name}")
        for what, value in row.items():
            print(f"  {what:44}{value:>12,}")


@dataclass(frozen=True)
class Labelled:
    """One page of the set."""

    page: Decoded
    address: str
    gold: str

    @property
    def visible(self) -> str:
        """Its text, a line for each block."""
        return see_page(self.page).text


PARTS: dict[str, Callable[[list[Labelled]], dict[str, dict[str, float]]]] = {
    "from the page": lambda pages: measure(
        {"stemma": from_page, **peers()}, [p.page.text for p in pages], [p.gold for p in pages]
    ),
    "from visible text": lambda pages: measure(
        {"stemma": from_text, "line rules": line_rules, "all lines": str},
        [p.visible for p in pages],
        [p.gold for p in pages],
    ),
    "source maps": lambda pages: score_maps((p.page, p.visible) for p in pages),
    "about the page": lambda pages: score_about([(p.address, p.page.text) for p in pages]),
}


def main() -> None:
    """Measure, print, write; parts that are not measured keep their last record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument(
        "--forms", nargs="+", choices=FORMS, default=list(FORMS), help="source maps of these alone"
    )
    parser.add_argument("--sample", type=int, help="only the first N pages; writes nothing")
    options = parser.parse_args()
    folder = options.data / "extraction" / "zyte"
    if not folder.is_dir():
        sys.exit(f"{folder}: no such folder; name the folder of the development data with --data")
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    names = sorted(truth)[: options.sample]
    decoded = [decode(n, gzip.decompress((folder / "html" / f"{n}.html.gz").read_bytes())) for n in names]
    pages = [Labelled(d, truth[n]["url"], truth[n]["articleBody"]) for n, d in zip(names, decoded, strict=True)]
    path = RESULTS / "reading.json"
    record = json.loads(path.read_text("utf-8")) if path.exists() else {}
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    record["set"] = (
        f"extraction/zyte, development half, {len(names)} pages (the trees were trained on the same pages)"
    )
    every = len(FORMS)
    for form in FORMS.keys() - set(options.forms):
        del FORMS[form]
    for part in options.only:
        record[part] = {**record.get(part, {}), **PARTS[part](pages)}
        when = f"{datetime.now(UTC).date().isoformat()}, commit {commit.stdout.strip()}"
        if part == "source maps" and len(options.forms) < every:
            when = f"{record.get('measured', {}).get(part, '')}; of {', '.join(options.forms)}: {when}"
        record.setdefault("measured", {})[part] = when
        show(part, record[part])
        if not options.sample:  # part by part, so that a run that is cut short keeps what it measured
            RESULTS.mkdir(exist_ok=True)
            path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
