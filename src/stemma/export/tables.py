"""A result as flat tables: one row per report, edge, claim, reading, variant, event, position, time, sentence."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from stemma.errors import MissingExtraError
from stemma.export.findings_rows import cite_rows
from stemma.export.story_file import metadata_row
from stemma.model import Cite, Result, Story

Row = Mapping[str, Any]
# A cell of a spreadsheet that begins so is run as a formula; an apostrophe before it makes it text (OWASP, "CSV
# Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_tables(result: Result) -> dict[str, list[Row]]:
    """All tables by name. Lists inside a cell are JSON; passages stand beside the places they are cited by."""
    texts = {r.id: r.text for r in result.reports}

    def passages(cites: Sequence[Cite]) -> dict[str, Any]:
        first = cites[0]
        passage = first.span.of(texts[first.report])
        return {
            "report": first.report,
            "start": first.span.start,
            "end": first.span.end,
            "passage": passage,
            "mentions": len(cites),
            "cites": json.dumps(cite_rows(cites)),
        }

    tables: dict[str, list[Row]] = {"reports": [_report(r, result) for r in metadata(result)]}
    for name, rows in _PER_STORY.items():
        tables[name] = [{"story": s.id, **row} for s in result.stories for row in rows(s, texts)]
    tables["events"] = [
        {
            "story": s.id, "type": e.type, "mode": e.mode, "quad": e.quad, "source": e.source, "source_code": e.source_code,
            "target": e.target, "target_code": e.target_code, "certainty": e.certainty, "date": e.date, "place": e.place,
            "origins_low": e.origins.low, "origins_high": e.origins.high, **passages(e.mentions),
        }
        for s in result.stories for e in s.findings.events
    ]  # fmt: skip
    tables["positions"] = [
        {
            "story": s.id, "actor": p.actor, "issue": p.issue, "stance": p.stance,
            "origins_low": p.origins.low, "origins_high": p.origins.high, **passages(p.statements),
        }
        for s in result.stories for p in s.findings.positions
    ]  # fmt: skip
    tables["timeline"] = [
        {
            "story": s.id, "when": t.when, "precision": t.precision, "certainty": t.certainty, "what": t.what,
            "voices": json.dumps(list(t.voices), ensure_ascii=False), "reported": json.dumps(list(t.reported)),
            "conflicts": json.dumps(list(t.conflicts), ensure_ascii=False), "claim": t.claim or "",
            "origins_low": t.origins.low, "origins_high": t.origins.high, **passages(t.mentions),
        }
        for s in result.stories for t in s.findings.timeline
    ]  # fmt: skip
    tables["brief"] = [
        {
            "story": s.id, "number": n, "issue": b.issue, "text": b.text, "note": b.note,
            "claims": json.dumps(list(b.claims)), **passages(b.cites),
        }
        for s in result.stories for n, b in enumerate(s.findings.brief, 1)
    ]  # fmt: skip
    return tables


def to_csv(rows: Sequence[Row]) -> str:
    """A table as CSV with a line of names (RFC 4180); cells that a spreadsheet would run are made text."""
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({k: _tame(v) for k, v in row.items()} for row in rows)
    return out.getvalue().encode("utf-8", "replace").decode("utf-8")


def to_parquet(rows: Sequence[Row]) -> bytes:
    """A table as a Parquet file.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415  an extra
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("writing Parquet", "parquet") from error
    sink = io.BytesIO()
    clean = [
        {k: v.encode("utf-8", "replace").decode() if isinstance(v, str) else v for k, v in r.items()} for r in rows
    ]
    pq.write_table(pa.Table.from_pylist(clean), sink)
    return sink.getvalue()


def metadata(result: Result) -> list[dict[str, Any]]:
    """Who published each report, when and where it was read from."""
    return [metadata_row(r) for r in result.reports]


def _report(row: dict[str, Any], result: Result) -> Row:
    story = next(s for s in result.stories if row["id"] in s.reports)
    parents = sorted(e.parent for e in story.stemma.edges if e.child == row["id"])
    return {
        **row,
        "authors": json.dumps(row["authors"], ensure_ascii=False),
        "dateline": json.dumps(row["dateline"], ensure_ascii=False) if row["dateline"] else None,
        "story": story.id,
        "parents": json.dumps(parents),
        "origins": json.dumps(story.stemma.origins_of(row["id"])),
    }


def _edges(story: Story, texts: Mapping[str, str]) -> list[Row]:
    del texts
    edges = [
        {"child": e.child, "parent": e.parent, "kind": e.kind, "confidence": round(e.confidence, 4),
         "direction": round(e.direction, 4), "undecided": e.undecided, "reasons": json.dumps(list(e.reasons), ensure_ascii=False)}
        for e in story.stemma.edges
    ]  # fmt: skip
    lost = [
        {"child": child, "parent": x.id, "kind": "lost source", "confidence": round(x.confidence, 4), "direction": 1.0,
         "undecided": False, "reasons": json.dumps(list(x.reasons), ensure_ascii=False)}
        for x in story.stemma.lost_sources for child in x.children
    ]  # fmt: skip
    return [*edges, *lost]


def _claims(story: Story, texts: Mapping[str, str]) -> list[Row]:
    del texts
    return [
        {"claim": c.id, "text": c.text, "reports": c.corroboration.reports, "texts": c.corroboration.texts,
         "origins_low": c.corroboration.origins.low, "origins_high": c.corroboration.origins.high,
         "voices": json.dumps(list(c.corroboration.voices), ensure_ascii=False), "disputed": c.disputed}
        for c in story.claims
    ]  # fmt: skip


def _readings(story: Story, texts: Mapping[str, str]) -> list[Row]:
    return [
        {"claim": c.id, "report": r.report, "start": r.span.start, "end": r.span.end, "voice": r.voice,
         "certainty": r.certainty, "passage": r.span.of(texts[r.report])}
        for c in story.claims for r in c.readings
    ]  # fmt: skip


def _variants(story: Story, texts: Mapping[str, str]) -> list[Row]:
    return [
        {"kind": v.kind, "child": v.child, "child_start": v.child_span.start, "child_end": v.child_span.end,
         "child_passage": v.child_span.of(texts[v.child]), "parent": v.parent or "",
         "parent_start": v.parent_span.start if v.parent_span else None,
         "parent_end": v.parent_span.end if v.parent_span else None,
         "parent_passage": v.parent_span.of(texts[v.parent]) if v.parent and v.parent_span else "",
         "from": v.before, "to": v.after, "confidence": round(v.confidence, 4), "reason": v.reason, "claim": v.claim or ""}
        for v in story.variants
    ]  # fmt: skip


_PER_STORY: Mapping[str, Callable[[Story, Mapping[str, str]], list[Row]]] = {
    "edges": _edges,
    "claims": _claims,
    "readings": _readings,
    "variants": _variants,
}


def _tame(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
