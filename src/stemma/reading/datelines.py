"""Datelines: the place, the day and the agency that stand before the first sentence of a report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stemma.model import PROSE_ZONES, Dateline, Zone
from stemma.reading.dates import find_day
from stemma.reading.lines import first_line

# Datelines are looked for in so many characters at the head of the body.
LONGEST_DATELINE = 160

# Blanks between names are insisted on: without that, long runs of capitals match in exponentially many ways.
_END = r" ?(?:--|[-–—]) ?(?=[\"'“‘(]?[A-ZÀ-Þ\d])"
DATELINE = re.compile(
    r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?:,? [A-ZÀ-Þ][A-ZÀ-Þ.'’-]+){0,4}(?:, ?[A-Z][\w. ]{2,20})?"
    r"(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?"
    rf"(?: \([^()\n]{{2,30}}\)| (?=[-–—])){_END}"
    rf"|[A-ZÀ-Þ][\w.'’-]+(?:,? [A-ZÀ-Þ\d][\w.'’-]*){{0,4}} \([A-Z][\w .&/-]{{1,30}}\){_END}"
)
"""Place in capitals, or any place with an agency behind it, and a dash."""
_AGENCY = re.compile(r"\(([^()]*)\)\W*$")
_DAY = re.compile(r",? (?:[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?|\d{1,2} [A-Z][a-z]{2,8}\.?(?: \d{4})?)$")


def find_dateline(text: str, zones: Sequence[Zone]) -> Dateline | None:
    """The dateline of a report: of the zone that was found to be one, or at the head of its first line of prose."""
    for zone in zones:
        passage = zone.span.of(text)[:LONGEST_DATELINE]
        if zone.kind == "dateline" and (found := read_dateline(passage)):
            return found
        if zone.kind in PROSE_ZONES:
            head = first_line(passage)
            match = DATELINE.match(head)
            return read_dateline(match.group()) if match else None
    return None


def read_dateline(stamp: str) -> Dateline | None:
    """What a dateline says; None for a stamp that names no place."""
    words = " ".join(stamp.split()).rstrip(" -–—")
    agency = _AGENCY.search(words)
    rest = words[: agency.start()].rstrip(" ,") if agency else words
    day = _DAY.search(rest)
    value = find_day(day.group()) if day else ""
    place = rest[: day.start()].rstrip(" ,") if day and value else rest
    if not place or not place[0].isupper() or any(c.isdigit() for c in place) or ":" in place:
        return None
    return Dateline(place, value, agency[1].strip() if agency else "")
