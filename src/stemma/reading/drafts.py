"""What a format's reader hands on: a report to be, still without an id of its own."""

from __future__ import annotations

from dataclasses import dataclass

from stemma.model import Problem, Publication, SourceSlice, Zone

FORMATS: tuple[str, ...] = (
    "text",
    "html",
    "jsonl",
    "csv",
    "parquet",
    "feed",
    "mail",
    "pdf",
    "docx",
    "warc",
    "zip",
    "tar",
    "gzip",
)
"""Names of the formats that can be read."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as its format gives it."""

    source: str
    """Where it was read from."""
    text: str
    """The text."""
    given_id: str | None = None
    """The id that came with it."""
    title: str | None = None
    """Its headline, if one came with it."""
    outlet: str | None = None
    """Who published it, if that came with it."""
    url: str | None = None
    """Its address, if that came with it."""
    published: Publication | None = None
    """When it was published, if that came with it."""
    language: str | None = None
    """ISO 639 code, if that came with it."""
    authors: tuple[str, ...] = ()
    """Who wrote it, if that came with it."""
    updated: Publication | None = None
    """When it was last changed, if that came with it."""
    zones: tuple[Zone, ...] | None = None
    """A partition of the text; None if it is still to be found from the lines."""
    source_map: tuple[SourceSlice, ...] = ()
    """Where the text stands in the bytes that were given."""


@dataclass(frozen=True, slots=True)
class Drafts:
    """What one input gave."""

    drafts: tuple[Draft, ...] = ()
    """In the order of the input."""
    problems: tuple[Problem, ...] = ()
    """What could not be read of it."""
    addresses: tuple[str, ...] = ()
    """Of a sitemap, or a feed without texts: where its reports are."""
