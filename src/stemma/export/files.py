"""All forms a result can be written in, as files by name: what `stemma export` writes into its folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Literal, get_args

from stemma.export.documents import brief_to_docx, brief_to_markdown, reports_to_bibtex
from stemma.export.event_data import to_event_data
from stemma.export.graphs import actors_to_graphml, tree_to_graphml
from stemma.export.linked import to_claim_reviews, to_provenance
from stemma.export.page import render_picture
from stemma.export.story_file import dump_story_file
from stemma.export.tables import to_csv, to_parquet, to_tables
from stemma.model import Result

ExportForm = Literal[
    "csv", "parquet", "graphml", "events", "prov", "claimreview", "markdown", "docx", "bibtex", "json", "picture"
]
FORMS: tuple[ExportForm, ...] = get_args(ExportForm)
NEEDS_EXTRA: frozenset[ExportForm] = frozenset({"parquet", "docx"})


def to_files(result: Result, forms: Iterable[ExportForm]) -> dict[str, bytes]:
    """The files of the forms asked for, each by its name.

    Raises:
        MissingExtraError: a form needs a package that is not installed.
    """
    files: dict[str, bytes] = {}
    for form in forms:
        files.update(_form(result, form))
    return files


def _form(result: Result, form: ExportForm) -> dict[str, bytes]:
    if form == "picture":
        alone = len(result.stories) == 1
        return {
            f"tree{'' if alone else f'-{n}'}.svg": _bytes(render_picture(result, s))
            for n, s in enumerate(result.stories, 1)
        }
    if form == "docx":
        return {"brief.docx": brief_to_docx(result)}
    if form in {"csv", "parquet"}:
        tables = {name: rows for name, rows in to_tables(result).items() if rows}
        if form == "parquet":
            return {f"{name}.parquet": to_parquet(rows) for name, rows in tables.items()}
        return {f"{name}.csv": _bytes(to_csv(rows)) for name, rows in tables.items()}
    return {name: _bytes(write(result)) for name, write in _TEXTS[form].items()}


_TEXTS: dict[ExportForm, dict[str, Callable[[Result], str]]] = {
    "graphml": {"tree.graphml": tree_to_graphml, "actors.graphml": actors_to_graphml},
    "events": {"events.tsv": to_event_data},
    "prov": {"provenance.jsonld": lambda result: _json(to_provenance(result))},
    "claimreview": {"claims.jsonld": lambda result: _json(to_claim_reviews(result))},
    "markdown": {"brief.md": brief_to_markdown},
    "bibtex": {"reports.bib": reports_to_bibtex},
    "json": {"story.json": dump_story_file},
}


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
