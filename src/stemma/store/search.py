"""Search over all reports of a library: full text, and by outlet, voice and date."""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stemma.store.query import SearchQuery
from stemma.text.spans import Span

AROUND = 110
"""Characters shown on either side of a match."""
MOST_PASSAGES = 3
"""Passages shown of one report."""

_FILTERS = """
    (:outlet = '' OR instr(fold(r.outlet), :outlet) > 0)
    AND (:after = '' OR (r.published <> '' AND substr(r.published, 1, length(:after)) >= :after))
    AND (:before = '' OR (r.published <> '' AND substr(r.published, 1, length(:before)) <= :before))
"""
_REPORTS_WITH_WORDS = f"""
    SELECT r.number, highlight(report_words, 1, :open, :close) AS text
    FROM report_words JOIN reports r ON r.number = report_words.rowid
    WHERE report_words MATCH :match AND {_FILTERS}
    ORDER BY bm25(report_words, 4.0, 1.0), r.id
"""  # noqa: S608  only our own text is put together; what was typed is bound
_REPORTS = f"""
    SELECT r.number, w.text FROM reports r JOIN report_words w ON w.rowid = r.number
    WHERE {_FILTERS} ORDER BY r.published DESC, r.id
"""  # noqa: S608
_STATEMENTS_WITH_WORDS = f"""
    SELECT r.number, s.first, s.voice, highlight(statement_words, 0, :open, :close) AS text
    FROM statement_words JOIN statements s ON s.number = statement_words.rowid JOIN reports r ON r.number = s.report
    WHERE statement_words MATCH :match AND instr(fold(s.voice), :voice) > 0 AND {_FILTERS}
    ORDER BY bm25(statement_words), r.id, s.first
"""  # noqa: S608
_STATEMENTS = f"""
    SELECT r.number, s.first, s.voice, w.text
    FROM statements s JOIN statement_words w ON w.rowid = s.number JOIN reports r ON r.number = s.report
    WHERE instr(fold(s.voice), :voice) > 0 AND {_FILTERS}
    ORDER BY r.published DESC, r.id, s.first
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that answers a query."""

    span: Span
    """Where it stands in the text of its report."""
    text: str
    """The passage."""
    marks: tuple[Span, ...]
    """The words that were looked for, in code points of `text`."""
    voice: str = ""
    """Who says it; empty where no voice was asked for."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A report that answers a query."""

    report: str
    """Its id."""
    title: str
    """Its title; may be empty."""
    outlet: str
    """Its outlet, or the name of its file."""
    published: str
    """ISO 8601, as exact as is known; may be empty."""
    story: str
    """Id of its story."""
    story_title: str
    """Title of its story."""
    passages: tuple[Passage, ...]
    """Passages that answer, at most `MOST_PASSAGES`; none where only outlet and date were asked for."""


def find_hits(
    connection: sqlite3.Connection, query: SearchQuery, *, start: int, most: int
) -> tuple[int, tuple[Hit, ...]]:
    """How many reports answer the query, and some of them, the best first."""
    mark = secrets.token_hex(8)  # no text holds it but by a chance of 2⁻⁶⁴
    values = {
        "match": query.match(),
        "outlet": query.outlet.casefold(),
        "voice": query.voice.casefold(),
        "after": query.after,
        "before": query.before,
        "open": f"<{mark}",
        "close": f"{mark}>",
    }
    if query.voice:
        rows = connection.execute(_STATEMENTS_WITH_WORDS if query.words else _STATEMENTS, values)
        found: dict[int, list[Passage]] = {}
        for number, first, voice, text in rows:
            passages = found.setdefault(number, [])
            if len(passages) < MOST_PASSAGES:
                plain, marks = _unmarked(text, mark)
                passages.append(Passage(Span(first, first + len(plain)), plain, marks, voice))
        chosen = list(found.items())[start : start + most]
        return len(found), tuple(_hit(connection, number, passages) for number, passages in chosen)
    count = f"SELECT count(*) FROM ({_REPORTS_WITH_WORDS if query.words else _REPORTS})"  # noqa: S608  our own text
    total = int(
        connection.execute(count.replace("highlight(report_words, 1, :open, :close)", "0"), values).fetchone()[0]
    )
    page = f"{_REPORTS_WITH_WORDS if query.words else _REPORTS} LIMIT {int(most)} OFFSET {int(start)}"
    hits = [
        _hit(connection, number, list(_excerpts(*_unmarked(text, mark))) if query.words else [])
        for number, text in connection.execute(page, values).fetchall()
    ]
    return total, tuple(hits)


def _hit(connection: sqlite3.Connection, number: int, passages: Sequence[Passage]) -> Hit:
    report, title, outlet, published, story, story_title = connection.execute(
        "SELECT r.id, r.title, r.outlet, r.published, s.id, s.title FROM reports r JOIN stories s ON s.id = r.story "
        "WHERE r.number = ?",
        (number,),
    ).fetchone()
    in_order = tuple(sorted(passages, key=lambda p: p.span))
    return Hit(report, title, outlet, published, story, story_title, in_order)


def _unmarked(text: str, mark: str) -> tuple[str, tuple[Span, ...]]:
    """A text without the marks that the index put round its matches, and where the matches are."""
    parts: list[str] = []
    spans: list[Span] = []
    at = 0
    opened = 0
    for part in re.split(f"(<{mark}|{mark}>)", text):
        if part == f"<{mark}":
            opened = at
        elif part == f"{mark}>":
            spans.append(Span(opened, at))
        else:
            parts.append(part)
            at += len(part)
    return "".join(parts), tuple(spans)


def _excerpts(text: str, marks: Sequence[Span]) -> Iterator[Passage]:
    """The first matches with what stands round them; matches that stand close together share a passage."""
    shown = 0
    n = 0
    while n < len(marks) and shown < MOST_PASSAGES:
        start = _to_blank(text, max(0, marks[n].start - AROUND), forward=True, until=marks[n].start)
        last = n
        while last + 1 < len(marks) and marks[last + 1].end <= marks[n].end + AROUND:
            last += 1
        end = _to_blank(text, min(len(text), marks[last].end + AROUND), forward=False, until=marks[last].end)
        inner = tuple(Span(m.start - start, m.end - start) for m in marks[n : last + 1])
        yield Passage(Span(start, end), text[start:end], inner)
        shown += 1
        n = last + 1


def _to_blank(text: str, at: int, *, forward: bool, until: int) -> int:
    """The nearest place between words, towards the match; the end of the text is one."""
    if forward:
        while 0 < at < until and not text[at - 1].isspace():
            at += 1
        return at
    while until < at < len(text) and not text[at].isspace():
        at -= 1
    return at
