"""What a library gives back: a story as a list shows it, a report with what was found in it, corrections and moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stemma.model import Analysis, Report


@dataclass(frozen=True, slots=True)
class StoredStory:
    """What a list of stories shows of one."""

    id: str
    """Its id: that of its first reports, kept when more are added."""
    title: str
    """Its title."""
    model: str
    """Of the language model that read it."""
    model_asked: str
    """The name or path the model was asked for by; empty for the embedded one."""
    version: str
    """Of the Stemma that worked it out."""
    created: str
    """When it was worked out, ISO 8601."""
    revision: int
    """Goes up whenever it is worked out anew."""
    reports: int
    """How many reports it has."""
    texts: int
    """How many distinct texts."""
    origins_low: int
    """At least so many origins."""
    origins_high: int
    """At most so many origins."""
    first_day: str | None
    """Day of its first report, ISO 8601; None where none has a date."""
    last_day: str | None
    """Day of its last report, ISO 8601; None where none has a date."""


@dataclass(frozen=True, slots=True)
class StoredCorrection:
    """A correction as it is kept."""

    number: int
    """Its number in the library; later ones have higher ones."""
    story: str
    """Id of its story."""
    made: str
    """When it was made, ISO 8601."""
    undone: str | None
    """When it was undone, ISO 8601; None while it holds."""
    document: dict[str, Any]
    """As the story file has it."""


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report with what the language room found in it."""

    report: Report
    """As it was read."""
    analysis: Analysis
    """What was found."""
    analysed_by: str
    """What it was found by; another reader, or another date of the report, may find something else."""


@dataclass(frozen=True, slots=True)
class MovedReport:
    """Where a move brought a report from, and where to."""

    report: str
    """Its id."""
    name: str
    """Its name, for a list of moves."""
    before: str
    """Id of the story it stood in."""
    after: str | None
    """Id of the story it stands in since; None where it was taken out of the library."""


@dataclass(frozen=True, slots=True)
class StoredMove:
    """Reports that a person took out or moved to another story, as it is kept."""

    number: int
    """Its number in the library; later ones have higher ones."""
    made: str
    """When it was made, ISO 8601."""
    undone: str | None
    """When it was undone, ISO 8601; None while it holds."""
    reports: tuple[MovedReport, ...]
    """What was moved."""
