"""Timeline, positions, events and brief as the story file has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stemma.model import BriefSentence, Cite, Interval, Position, StoryEvent, TimelineEntry


def timeline_row(entry: TimelineEntry) -> dict[str, Any]:
    """An entry of the timeline."""
    return {
        "when": entry.when,
        "precision": entry.precision,
        "what": entry.what,
        "certainty": entry.certainty,
        "mentions": cite_rows(entry.mentions),
        "origins": _interval(entry.origins),
        "voices": list(entry.voices),
        "reported": list(entry.reported),
        "conflicts": list(entry.conflicts),
        "claim": entry.claim,
    }


def position_row(position: Position) -> dict[str, Any]:
    """What an actor holds on an issue."""
    return {
        "actor": position.actor,
        "issue": position.issue,
        "stance": position.stance,
        "text": position.text,
        "origins": _interval(position.origins),
        "statements": cite_rows(position.statements),
    }


def event_row(event: StoryEvent) -> dict[str, Any]:
    """An event of a story."""
    return {
        "type": event.type,
        "mode": event.mode,
        "quad": event.quad,
        "source": event.source,
        "source_code": event.source_code,
        "target": event.target,
        "target_code": event.target_code,
        "certainty": event.certainty,
        "date": event.date or None,
        "place": event.place or None,
        "mentions": cite_rows(event.mentions),
        "origins": _interval(event.origins),
    }


def sentence_row(sentence: BriefSentence) -> dict[str, Any]:
    """A sentence of the brief."""
    return {
        "text": sentence.text,
        "issue": sentence.issue,
        "claims": list(sentence.claims),
        "cites": cite_rows(sentence.cites),
        "note": sentence.note or None,
    }


def cite_rows(cites: Iterable[Cite]) -> list[dict[str, Any]]:
    """Passages, each by its report and place."""
    return [{"report": c.report, "start": c.span.start, "end": c.span.end} for c in cites]


def _interval(interval: Interval) -> list[int]:
    return [interval.low, interval.high]
