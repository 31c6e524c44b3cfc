"""The story file: all results of a run as JSON, for other programs. Its form is fixed by a schema beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from stemma.export.findings_rows import cite_rows, event_row, position_row, sentence_row, timeline_row
from stemma.model import (
    Claim,
    Correction,
    Corroboration,
    Derivation,
    GivenDate,
    Interval,
    LostSource,
    MergedClaims,
    RejectedEdge,
    Report,
    Result,
    Run,
    Stemma,
    Story,
    Variant,
)
from stemma.text.spans import Span

VERSION = 1
"""Of the form of the story file; a field renamed or dropped makes a new one."""

# Floating-point sums depend on the order of the summands in their last digits; four decimals are more than any
# score here is worth, and keep the file the same in whatever order the reports came.
DECIMALS = 4
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def to_story_file(result: Result) -> dict[str, Any]:
    """The result as the plain values of a story file, keys in the order of the contract."""
    return {
        "stemma": VERSION,
        "run": run_row(result.run),
        "reports": [report_row(r) for r in result.reports],
        "stories": [story_row(s) for s in result.stories],
        "problems": [{"source": p.source, "reason": p.reason} for p in result.problems],
    }


def dump_story_file(result: Result) -> str:
    """The story file as JSON text, ending in a line break; UTF-8 can hold it whatever the reports hold."""
    return to_json_text(to_story_file(result))


def to_json_text(value: object, indent: int | None = 1) -> str:
    """Any values of a story file as JSON text, ending in a line break."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    # A lone half of a surrogate pair cannot be written as UTF-8; JSON can name it.
    return _LONE_SURROGATE.sub(lambda m: f"\\u{ord(m.group()):04x}", text) + "\n"


def variant_row(variant: Variant) -> dict[str, Any]:
    """A variant as the story file has it."""
    return {
        "kind": variant.kind,
        "child": variant.child,
        "child_span": _span(variant.child_span),
        "parent": variant.parent,
        "parent_span": None if variant.parent_span is None else _span(variant.parent_span),
        "from": variant.before,
        "to": variant.after,
        "confidence": _score(variant.confidence),
        "reason": variant.reason,
        "claim": variant.claim,
    }


def metadata_row(report: Report) -> dict[str, Any]:
    """Who published a report, when and where it was read from."""
    published = report.published
    return {
        "id": report.id,
        "source": report.source,
        "title": report.title,
        "outlet": report.outlet,
        "url": report.url,
        "published": None if published is None else published.iso(),
        "published_evidence": None if published is None else published.evidence,
        "language": report.language,
        "authors": list(report.authors),
        "updated": None if report.updated is None else report.updated.iso(),
        "dateline": None
        if report.dateline is None
        else {
            "place": report.dateline.place,
            "date": report.dateline.date or None,
            "agency": report.dateline.agency or None,
        },
    }


def zone_rows(report: Report) -> list[dict[str, Any]]:
    """The zones of a report, in order; a reason where there is one."""
    return [
        {"kind": z.kind, "start": z.span.start, "end": z.span.end} | ({"reason": z.reason} if z.reason else {})
        for z in report.zones
    ]


def source_map_rows(report: Report) -> list[list[int]]:
    """Where the text stands in the bytes that were given: `[text_start, text_end, byte_start, byte_end]`."""
    return [[*_span(s.text), *_span(s.bytes)] for s in report.source_map]


@cache
def load_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the story file."""
    schema: dict[str, Any] = json.loads(
        files("stemma.export").joinpath("story_file.schema.json").read_text("utf-8")
    )
    return schema


def run_row(run: Run) -> dict[str, Any]:
    """The record of a run."""
    return {
        "version": run.version,
        "model": run.model,
        "created": run.created.isoformat(),
        "settings": {s.name: s.value for s in sorted(run.settings, key=lambda s: s.name)},
    }


def report_row(report: Report) -> dict[str, Any]:
    """A report with its text and zones, and the way back to its bytes."""
    row = {**metadata_row(report), "text": report.text, "zones": zone_rows(report)}
    if report.source_map:
        row["source_map"] = source_map_rows(report)
    return row


def story_row(story: Story) -> dict[str, Any]:
    """Everything worked out about a story; `corrections` only where persons made some."""
    by_id = {c.id: c for c in story.claims}
    row: dict[str, Any] = {
        "id": story.id,
        "title": story.title,
        "reports": list(story.reports),
        "stemma": _stemma(story.stemma),
        "claims": [_claim(c, [by_id[i] for i in c.perhaps]) for c in story.claims],
        "omissions": [{"report": r, "claims": [c.id for c in missing]} for r, missing in story.left_out().items()],
        "only_here": [{"origin": o, "claims": [c.id for c in alone]} for o, alone in story.only_here().items()],
        "variants": [variant_row(v) for v in story.variants],
        "timeline": [timeline_row(e) for e in story.findings.timeline],
        "positions": [position_row(p) for p in story.findings.positions],
        "events": [event_row(e) for e in story.findings.events],
        "brief": [sentence_row(b) for b in story.findings.brief],
        "left_out": list(story.findings.left_out),
    }
    if story.corrections:
        row["corrections"] = [correction_row(c) for c in story.corrections.every]
    return row


def correction_row(correction: Correction) -> dict[str, Any]:
    """What a person said against the machine; `kind` says which sort it is."""
    if isinstance(correction, RejectedEdge):
        return {"kind": "rejected edge", "child": correction.child, "parent": correction.parent}
    if isinstance(correction, GivenDate):
        return {"kind": "given date", "report": correction.report, "published": correction.published.iso()}
    kind = "merged claims" if isinstance(correction, MergedClaims) else "split claim"
    return {"kind": kind, "readings": cite_rows(correction.readings)}


def _stemma(stemma: Stemma) -> dict[str, Any]:
    count = stemma.count
    return {
        "edges": [_edge(e) for e in stemma.edges],
        "lost_sources": [_lost(x) for x in stemma.lost_sources],
        "origins": [{"id": o.id, "root": o.root, "reports": list(o.reports)} for o in stemma.origins],
        "count": {
            "reports": count.reports,
            "texts": count.texts,
            "origins": _interval(count.origins),
            "best": count.best,
            "doubts": list(count.doubts),
        },
    }


def _edge(edge: Derivation) -> dict[str, Any]:
    return {
        "child": edge.child,
        "parent": edge.parent,
        "kind": edge.kind,
        "confidence": _score(edge.confidence),
        "direction": _score(edge.direction),
        "undecided": edge.undecided,
        "reasons": list(edge.reasons),
        "passages": [{"child": _span(p.child), "parent": _span(p.parent)} for p in edge.passages],
    }


def _lost(lost: LostSource) -> dict[str, Any]:
    return {
        "id": lost.id,
        "children": list(lost.children),
        "name": lost.name,
        "confidence": _score(lost.confidence),
        "reasons": list(lost.reasons),
    }


def _claim(claim: Claim, perhaps: Sequence[Claim]) -> dict[str, Any]:
    """A claim, after its own readings those of the claims that are perhaps the same."""
    return {
        "id": claim.id,
        "text": claim.text,
        "readings": [
            {
                "report": r.report,
                "start": r.span.start,
                "end": r.span.end,
                "voice": r.voice,
                "certainty": r.certainty,
                "sure": c is claim,
            }
            for c in (claim, *perhaps)
            for r in c.readings
        ],
        "perhaps": list(claim.perhaps),
        "corroboration": _corroboration(claim.corroboration),
        "news": claim.news,
        "disputed": claim.disputed,
        "disputes": [
            {"kind": d.kind, "stands": [{"words": s.words, "reports": list(s.reports)} for s in d.stands]}
            for d in claim.disputes
        ],
    }


def _corroboration(behind: Corroboration) -> dict[str, Any]:
    return {
        "reports": behind.reports,
        "texts": behind.texts,
        "origins": _interval(behind.origins),
        "voices": list(behind.voices),
        "one_voice": behind.one_voice,
    }


def _interval(interval: Interval) -> list[int]:
    return [interval.low, interval.high]


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _score(value: float) -> float:
    return round(float(value), DECIMALS)
