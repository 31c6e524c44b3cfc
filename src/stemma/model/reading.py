"""Reports: what the reading room hands on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from stemma.errors import ContractError
from stemma.text.spans import Span

ZoneKind = Literal["title", "byline", "dateline", "body", "caption", "quote_block", "boilerplate", "note"]
Evidence = Literal["given", "option", "metadata", "text"]
Precision = Literal["second", "day", "month", "year"]
FIRST_YEAR, LAST_YEAR = 1605, 2999
"""Before the first newspaper (Strasbourg, 1605) nothing was published; what says so, or "9999-12-31", fills an empty field."""
PROSE_ZONES: frozenset[ZoneKind] = frozenset({"body", "quote_block"})
"""Zones whose text tells the story; the others are furniture round it."""
_SHORTER = re.compile(r"\d{4}(-\d{2})?", re.ASCII)
ZONE_KINDS: tuple[ZoneKind, ...] = get_args(ZoneKind)


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of a report with one function."""

    kind: ZoneKind
    """Its function."""
    span: Span
    """Where it lies."""
    reason: str = ""
    """What showed it, in words; empty for plain body."""


@dataclass(frozen=True, slots=True)
class SourceSlice:
    """A stretch of a report's text and the bytes of the input it was read from."""

    text: Span
    """In code points of the report's text."""
    bytes: Span
    """In bytes of the input."""


@dataclass(frozen=True, slots=True)
class Publication:
    """When a report was published, as far as is known."""

    when: datetime
    """The moment; midnight where only the day is known, naive where no zone is known."""
    precision: Precision
    """How exact `when` is."""
    evidence: Evidence
    """Where it comes from: given with the report, an option, page metadata, or the text itself."""

    def iso(self) -> str:
        """The moment as ISO 8601, no more precise than it is known."""
        if self.precision == "second":
            return self.when.isoformat()
        return self.when.date().isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]

    def words(self) -> str:
        """The moment as a person writes it, to the minute at most: "2024-04-20", "2024-04-20 18:05 +02:00"."""
        if self.precision != "second":
            return self.iso()
        zone = self.when.isoformat()[-6:]
        return f"{self.when:%Y-%m-%d %H:%M}" + (f" {zone}" if self.when.tzinfo and zone[0] in "+-" else "")

    @property
    def day(self) -> date:
        """The day of publication (the first of a month or year known only as such)."""
        return self.when.date()

    @property
    def known_day(self) -> date | None:
        """The day of publication; None where only the month or the year is known."""
        return self.when.date() if self.precision in {"second", "day"} else None


def parse_published(value: str, evidence: Evidence) -> Publication | None:
    """The moment that an ISO 8601 year, month, day or moment names, no more precise than it is written.

    None if it is none, or in no year in which anything can have been published.
    """
    value = value.strip()
    precision: Precision = "second" if ":" in value or "T" in value else "day"
    if shorter := _SHORTER.fullmatch(value):
        precision = "month" if shorter[1] else "year"
    try:
        when = datetime.fromisoformat(value + {"year": "-01-01", "month": "-01"}.get(precision, ""))
    except ValueError:
        return None
    return published_at(when, precision, evidence)


def published_at(when: datetime, precision: Precision, evidence: Evidence) -> Publication | None:
    """A publication at a moment; None if nothing can have been published in its year."""
    return Publication(when, precision, evidence) if FIRST_YEAR <= when.year <= LAST_YEAR else None


@dataclass(frozen=True, slots=True)
class Dateline:
    """What stands before the first sentence of a report: where and when it was written, and by which agency."""

    place: str
    """As it is written."""
    date: str = ""
    """TIMEX3-style value, `2024-04-20` or `XXXX-04-20` where the year is not said; empty where there is none."""
    agency: str = ""
    """As it is written; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Report:
    """One text as one outlet published it. The text is never changed; everything points into it.

    Invariant: the zones partition the text, in order: every character lies in exactly one.
    """

    id: str
    """As given, or made from the content."""
    source: str
    """Where it was read from: a path, a row of a file, standard input."""
    text: str
    """The text, unchanged."""
    zones: tuple[Zone, ...]
    """A partition of the text."""
    title: str | None = None
    """Its headline, if one was given or found."""
    outlet: str | None = None
    """Who published it, if known."""
    url: str | None = None
    """Its address, if known. Never fetched."""
    published: Publication | None = None
    """When it was published, if known."""
    language: str | None = None
    """ISO 639-1 code, or None where it cannot be told."""
    authors: tuple[str, ...] = ()
    """Who wrote it, as it or its page says."""
    updated: Publication | None = None
    """When it was last changed, if that came with it."""
    dateline: Dateline | None = None
    """Where it says it was written, if it begins with that."""
    source_map: tuple[SourceSlice, ...] = ()
    """Where the text stands in the bytes that were given; empty where the text is the whole input."""

    def __post_init__(self) -> None:
        """Check that the zones partition the text."""
        at = 0
        for zone in self.zones:
            if zone.span.start != at or len(zone.span) == 0:
                raise ContractError(f"report {self.id}: zones do not partition the text at {at}")
            at = zone.span.end
        if at != len(self.text):
            raise ContractError(f"report {self.id}: zones end at {at} of {len(self.text)}")
        if any(s.text.end > len(self.text) for s in self.source_map):
            raise ContractError(f"report {self.id}: the source map leaves the text")

    @property
    def name(self) -> str:
        """How a person calls it: its outlet, else the file it came from, else its id."""
        return self.outlet or self.source.replace("\\", "/").rsplit("/", 1)[-1] or self.id

    def zone_at(self, position: int) -> ZoneKind:
        """The kind of the zone that holds a code point."""
        for zone in self.zones:
            if zone.span.start <= position < zone.span.end:
                return zone.kind
        raise ContractError(f"report {self.id}: no zone at {position}")
