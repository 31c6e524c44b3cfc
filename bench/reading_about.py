"""What is read about a page (day, title, authors, outlet), beside what trafilatura and htmldate say of it.

The set says of a page its text and its address, nothing else. So the address is the witness: the day that stands in it,
and the words of the title, which many sites put into it. To see what is read of the page itself, every day is taken out of
all addresses of its markup first. For authors and outlets there is no witness: the other tool's agreement is all there is.
"""

from __future__ import annotations

import re
import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import htmldate
import trafilatura

from stemma.reading import read_inputs
from stemma.reading.dates import date_in_address

_DAYS = re.compile(r"(?<=[/-])20\d\d[/-]?(?:\d\d|[a-z]{3})[/-]?\d\d(?=[/.-])", re.IGNORECASE)
# An address with so many words is made from the title.
FEWEST_WORDS, LEAST_LETTERS = 5, 3


@dataclass(frozen=True)
class About:
    """What a tool says of a page; empty where it says nothing."""

    day: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    outlet: str = ""


def by_stemma(page: str) -> About:
    """As Stemma reads the file of a page."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(page, "utf-8")
        (report,) = read_inputs([str(path)], format="html").reports
    day = report.published.iso()[:10] if report.published else ""
    return About(day, report.title or "", report.authors, report.outlet or "")


def by_trafilatura(page: str) -> About:
    """The metadata that trafilatura finds."""
    found = trafilatura.extract_metadata(page)
    if found is None:
        return About()
    authors = tuple((found.author or "").split("; ")) if found.author else ()
    return About(found.date or "", found.title or "", authors, found.sitename or "")


def by_htmldate(page: str) -> About:
    """The day of publication that htmldate finds."""
    return About(htmldate.find_date(page, original_date=True) or "")


TOOLS: dict[str, Callable[[str], About]] = {
    "stemma": by_stemma,
    "trafilatura": by_trafilatura,
    "htmldate": by_htmldate,
}


def score_about(pages: Sequence[tuple[str, str]]) -> dict[str, dict[str, float | int]]:
    """Of every tool: days right to within one (sites count them in their own zone), titles, and how often it says anything.

    Args:
        pages: the address and the markup of each.
    """
    dated = [(d.day, page) for address, page in pages if (d := date_in_address(address))]
    slugs = [(words, page) for address, page in pages if len(words := _slug(address)) >= FEWEST_WORDS]
    found = {name: [tool(page) for _, page in pages] for name, tool in TOOLS.items()}
    at = {page: n for n, (_, page) in enumerate(pages)}
    table: dict[str, dict[str, float | int]] = {}
    for name, tool in TOOLS.items():
        blind = [(true, tool(_DAYS.sub("x", page)).day) for true, page in dated]
        row: dict[str, float | int] = {
            "pages": len(pages),
            "with a day": sum(bool(a.day) for a in found[name]),
            "day in the address": len(dated),
            "day right": sum(_near(true, found[name][at[page]].day) for true, page in dated),
            "day right, address hidden": sum(_near(true, day) for true, day in blind),
            "day wrong, address hidden": sum(bool(day) and not _near(true, day) for true, day in blind),
        }
        if name != "htmldate":
            titles = [(words, set(_words(found[name][at[page]].title))) for words, page in slugs]
            row |= {
                "title in the address": len(slugs),
                "its words in the title": round(statistics.mean(len(w & t) / len(w) for w, t in titles), 3),
                "with authors": sum(bool(a.authors) for a in found[name]),
                "with an outlet": sum(bool(a.outlet) for a in found[name]),
            }
        table[name] = row
    both = [(a, b) for a, b in zip(found["stemma"], found["trafilatura"], strict=True) if a.authors and b.authors]
    table["stemma"]["authors, both name some"] = len(both)
    table["stemma"]["authors, of them one at least the same"] = sum(
        bool({_plain(x) for x in a.authors} & {_plain(x) for x in b.authors}) for a, b in both
    )
    return table


def _near(true: date, found: str) -> bool:
    return bool(found) and abs((date.fromisoformat(found[:10]) - true).days) <= 1


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _words(text: str) -> list[str]:
    return [
        w
        for w in re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))
        if len(w) >= LEAST_LETTERS
    ]


def _slug(address: str) -> set[str]:
    """The words of the last part of an address, without numbers."""
    last = max(urlsplit(address).path.split("/"), key=lambda part: part.count("-"))
    return {w for w in _words(last.rsplit(".", 1)[0]) if not w.isdecimal()}
