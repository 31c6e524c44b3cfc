"""Datelines: the place, the day and the agency that stand before the first sentence of a report."""

from __future__ import annotations

from collections.abc import Sequence

from stemma.model import PROSE_ZONES, Dateline, Zone
from stemma.reading.dates import find_day
from stemma.reading.lines import first_line
from stemma.text.datelines import DATELINE

# Datelines are looked for in so many characters at the head of the body.
LONGEST_DATELINE = 160


def find_dateline(text: str, zones: Sequence[Zone]) -> Dateline | None:
    """The dateline of a report: of the zone that was found to be one, or at the head of its first line of prose."""
    for zone in zones:
        passage = zone.span.of(text)[:LONGEST_DATELINE]
        if zone.kind == "dateline" and (found := read_dateline(passage)):
            return found
        if zone.kind in PROSE_ZONES:
            return read_dateline(first_line(passage))
    return None


def read_dateline(words: str) -> Dateline | None:
    """The dateline that the words begin with; None if they begin with none, or with one that names no place."""
    found = DATELINE.match(" ".join(words.split()))
    place = found and (found["capitals"] or found["named"])
    if not found or not place or any(c.isdigit() for c in place):
        return None
    return Dateline(place.strip(), find_day(found["day"] or ""), (found["agency"] or "").strip())
