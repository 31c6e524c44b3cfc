"""Rows of JSON lines: what `clean` and `annotate` say of one report."""

from __future__ import annotations

from typing import Any

from stemma.export.story_file import metadata_row, source_map_rows, zone_rows
from stemma.model import Actor, Analysis, Attribution, Event, Report
from stemma.text.spans import Span


def clean_row(report: Report) -> dict[str, Any]:
    """Metadata and zones of a report; the text stays out, its zones point into it."""
    row = {**metadata_row(report), "zones": zone_rows(report)}
    if report.source_map:
        row["source_map"] = source_map_rows(report)
    return row


def annotate_row(report: Report, analysis: Analysis) -> dict[str, Any]:
    """What the language room found in a report; every span is in code points of its text."""
    return {
        "id": report.id,
        "supported": analysis.supported,
        "sentences": [_span(s.span) for s in analysis.sentences],
        "entities": [{"type": e.type, **_place(e.span), "key": e.key} for e in analysis.entities],
        "attributions": [_attribution(a) for a in analysis.attributions],
        "statements": [
            {**_place(s.span), "voice": s.voice, "certainty": s.certainty} for s in analysis.statements
        ],
        "dates": [{**_place(d.span), "value": d.value, "precision": d.precision} for d in analysis.dates],
        "credits": [{**_place(c.span), "name": c.name} for c in analysis.credits],
        "places": [
            {
                **_place(p.span),
                "name": p.name,
                "kind": p.kind,
                "country": p.country or None,
                "region": p.region or None,
                "latitude": round(p.latitude, 2),
                "longitude": round(p.longitude, 2),
            }
            for p in analysis.places
        ],
        "events": [_event(e) for e in analysis.events],
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        **_place(event.span),
        "type": event.type,
        "mode": event.mode,
        "quad": event.quad,
        "source": _actor(event.source),
        "target": _actor(event.target),
        "certainty": event.certainty,
        "date": event.date or None,
        "place": event.place or None,
        "confidence": round(event.confidence, 4),
    }


def _actor(actor: Actor) -> dict[str, Any]:
    return {**_place(actor.span), "name": actor.name, "code": actor.code}


def _attribution(attribution: Attribution) -> dict[str, Any]:
    return {
        "source": None if attribution.source is None else _span(attribution.source),
        "cue": None if attribution.cue is None else _span(attribution.cue),
        "content": [_span(s) for s in attribution.content],
        "type": attribution.type,
        "voice": attribution.voice,
        "anonymous": attribution.anonymous,
        "nested_in": attribution.nested_in,
    }


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _place(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}
