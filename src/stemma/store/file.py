"""A library: reports, their analyses, their stories and the corrections, in one SQLite file.

Readers see the library as it was before a transaction until it ends (write-ahead log), so that pages can be read
while reports are added; and what ends in a crash never began.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from stemma.errors import LibraryError
from stemma.model import NARRATOR, Analysis, Report, Run, Story, content_id
from stemma.store.codec import (
    PackedAnalysis,
    pack_analysis,
    pack_report,
    unpack_analysis,
    unpack_document,
    unpack_named,
    unpack_outline,
    unpack_report,
)
from stemma.store.erasing import blank_stories, erase_rows, write_anew
from stemma.store.query import SearchQuery
from stemma.store.rows import MovedReport, StoredCorrection, StoredMove, StoredReport, StoredStory
from stemma.store.schema import open_database
from stemma.store.search import Hit, find_hits
from stemma.store.shown import ShownStory, form_of_shown, pack_shown, unpack_shown

_SURROGATE = re.compile("[\ud800-\udfff]")
_STORY_COLUMNS = "id, title, model, model_asked, version, created, revision, reports, texts, origins_low, origins_high, first_day, last_day"


class Library:
    """An open library. Use it in a `with` statement, or close it."""

    def __init__(self, file: str | Path, *, create: bool = False) -> None:
        """Open a library file.

        Args:
            file: its path.
            create: whether it is made if it does not exist.

        Raises:
            LibraryError: there is none, it is no library, or it was made by a newer Stemma.
        """
        self.file = Path(file)
        self._db = open_database(file, create=create)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Everything written inside is kept as one, or not at all. One program writes at a time.

        Raises:
            LibraryError: another program is writing, or the disk is full.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise LibraryError(
                f"{self.file}: cannot be written ({error}); is another stemma adding to it?"
            ) from error
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise LibraryError(f"{self.file}: cannot be written ({error})") from error
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Everything read inside is of one moment, whatever another program writes meanwhile."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("COMMIT")

    def _read(self, sql: str, values: tuple[object, ...] = ()) -> list[Any]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise LibraryError(
                f"{self.file}: cannot be read ({error}); restore it, or add the reports to a new one"
            ) from error

    def _one(self, sql: str, values: tuple[object, ...]) -> Any:  # noqa: ANN401  a row of whatever was asked for
        rows = self._read(sql, values)
        return rows[0] if rows else None

    # ── reports ──────────────────────────────────────────────────────────────────────────────────────────────

    def report(self, report_id: str) -> Report | None:
        """The report with this id; None if there is none."""
        row = self._one("SELECT document FROM reports WHERE id = ?", (report_id,))
        return unpack_report(row[0]) if row else None

    def with_text(self, text: str) -> tuple[Report, ...]:
        """The reports that have exactly this text, sorted by id."""
        rows = self._read("SELECT document FROM reports WHERE text_key = ? ORDER BY id", (content_id("t", text),))
        return tuple(unpack_report(row[0]) for row in rows)

    def story_of(self, report_id: str) -> str | None:
        """Id of the story in which a report stands; None if there is no such report."""
        row = self._one("SELECT story FROM reports WHERE id = ?", (report_id,))
        return str(row[0]) if row else None

    def count(self) -> int:
        """How many reports there are."""
        return int(self._read("SELECT count(*) FROM reports")[0][0])

    def reports(self, story: str | None = None) -> tuple[StoredReport, ...]:
        """The reports of a story, or all, with what was found in them; sorted by id."""
        rows = self._read(
            "SELECT document, analysis, vectors, analysed_by FROM reports WHERE ? IS NULL OR story = ? ORDER BY id",
            (story, story),
        )
        return tuple(
            StoredReport(unpack_report(text), unpack_analysis(PackedAnalysis(found, vectors)), by)
            for text, found, vectors, by in rows
        )

    def placed(self, story: str | None = None) -> tuple[tuple[str, Report, Analysis], ...]:
        """The reports of a story, or all, each after the id of its story; sorted by id.

        Of the analyses they have sentences and names alone: a library may hold many thousands.
        """
        rows = self._read(
            "SELECT story, document, analysis FROM reports WHERE ? IS NULL OR story = ? ORDER BY id",
            (story, story),
        )
        return tuple((str(home), unpack_report(text), unpack_named(found)) for home, text, found in rows)

    def texts(self, story: str) -> tuple[Report, ...]:
        """The reports of a story, sorted by id."""
        rows = self._read("SELECT document FROM reports WHERE story = ? ORDER BY id", (story,))
        return tuple(unpack_report(row[0]) for row in rows)

    def outlines(self, story: str) -> tuple[Analysis, ...]:
        """What was found in the reports of a story, sentences and statements alone, sorted by report."""
        rows = self._read("SELECT analysis FROM reports WHERE story = ? ORDER BY id", (story,))
        return tuple(unpack_outline(row[0]) for row in rows)

    def find_report(self, beginning: str, *, taken_out: bool = False) -> str:
        """Id of the report whose id is or begins with what a person gave, or that was read from the file of that name.

        Args:
            beginning: what was given.
            taken_out: whether those that were taken out are looked through too.

        Raises:
            LibraryError: there is none, or there are several.
        """
        rows = self._read("SELECT id, json_extract(document, '$.source') FROM reports ORDER BY id")
        if taken_out:
            rows += self._read("SELECT id, json_extract(document, '$.source') FROM taken_out ORDER BY id")
        exact = [i for i, source in rows if beginning in {i, source}]
        near = exact or [i for i, _ in rows if beginning and i.startswith(beginning)]
        if len(near) == 1:
            return str(near[0])
        if near:
            raise LibraryError(
                f"{beginning}: names {len(near)} reports; give the id of one: {', '.join(near[:5])}"
            )
        raise LibraryError(f"{self.file}: has no report {beginning}; see: stemma search")

    def add_report(self, story: str, report: Report) -> None:
        """Put a report into a story, until now without an analysis."""
        self._db.execute("DELETE FROM taken_out WHERE id = ?", (report.id,))
        self._db.execute(
            "INSERT INTO reports (id, story, outlet, title, published, text_key, document, analysed_by, analysis, vectors)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, '', '', x'')",
            (
                report.id,
                story,
                _plain(report.name),
                _plain(report.title or ""),
                "" if report.published is None else report.published.iso(),
                content_id("t", report.text),
                pack_report(report),
            ),
        )
        number = self._number(report.id)
        words = (number, _plain(report.title or ""), _plain(report.text))
        self._db.execute("INSERT INTO report_words (rowid, title, text) VALUES (?, ?, ?)", words)

    def set_analysis(self, report: Report, analysis: Analysis, by: str) -> None:
        """Keep what was found in a report, in the place of what was found before.

        Args:
            report: the report as it was analysed: a date that a person gave stands in it.
            analysis: what was found.
            by: what it was found by.
        """
        packed = pack_analysis(analysis)
        number = self._number(report.id)
        published = "" if report.published is None else report.published.iso()
        self._db.execute(
            "UPDATE reports SET analysis = ?, vectors = ?, analysed_by = ?, published = ? WHERE number = ?",
            (packed.text, packed.vectors, by, published, number),
        )
        self._forget_statements(number)
        for statement in analysis.statements:
            if statement.voice == NARRATOR:
                continue
            place = (number, statement.span.start, statement.span.end, _plain(statement.voice))
            row = self._db.execute(
                "INSERT INTO statements (report, first, last, voice) VALUES (?, ?, ?, ?)", place
            )
            words = (row.lastrowid, _plain(statement.span.of(report.text)))
            self._db.execute("INSERT INTO statement_words (rowid, text) VALUES (?, ?)", words)

    def _forget_statements(self, number: int) -> None:
        self._db.execute(
            "DELETE FROM statement_words WHERE rowid IN (SELECT number FROM statements WHERE report = ?)",
            (number,),
        )
        self._db.execute("DELETE FROM statements WHERE report = ?", (number,))

    def set_home(self, report_id: str, story: str) -> None:
        """Move a report to another story. Neither is worked out anew by that."""
        self._db.execute("UPDATE reports SET story = ? WHERE id = ?", (story, report_id))

    def take_out(self, report_id: str) -> None:
        """Take a report out of its story and out of the search. It is kept apart, so that it can be put back."""
        number = self._number(report_id)
        self._db.execute(
            "INSERT OR REPLACE INTO taken_out SELECT id, document, analysed_by, analysis, vectors FROM reports"
            " WHERE number = ?",
            (number,),
        )
        self._forget_statements(number)
        self._db.execute("DELETE FROM report_words WHERE rowid = ?", (number,))
        self._db.execute("DELETE FROM reports WHERE number = ?", (number,))

    def put_back(self, report_id: str, story: str) -> None:
        """Put a report that was taken out into a story.

        Raises:
            LibraryError: no such report was taken out.
        """
        row = self._one(
            "SELECT document, analysis, vectors, analysed_by FROM taken_out WHERE id = ?", (report_id,)
        )
        if row is None:
            raise LibraryError(f"{self.file}: no report {report_id} was taken out")
        document, found, vectors, by = row
        report = unpack_report(document)
        self.add_report(story, report)
        self.set_analysis(report, unpack_analysis(PackedAnalysis(found, vectors)), by)

    def taken_out(self) -> tuple[Report, ...]:
        """The reports that were taken out and are kept apart, sorted by id."""
        rows = self._read("SELECT document FROM taken_out ORDER BY id")
        return tuple(unpack_report(row[0]) for row in rows)

    def erase(self, reports: Collection[str], corrections: Iterable[int]) -> None:
        """Delete reports, in a story or taken out, and these corrections. Their bytes stay until `write_anew`."""
        erase_rows(self._db, reports, corrections)

    def write_anew(self) -> None:
        """Write the file anew without what was deleted; not inside `writing`.

        Raises:
            LibraryError: another program uses the library, or the disk is full.
        """
        write_anew(self._db, str(self.file))

    def _number(self, report_id: str) -> int:
        row = self._one("SELECT number FROM reports WHERE id = ?", (report_id,))
        if row is None:
            raise LibraryError(f"{self.file}: has no report {report_id}")
        return int(row[0])

    # ── stories ──────────────────────────────────────────────────────────────────────────────────────────────

    def stories(self) -> tuple[StoredStory, ...]:
        """All stories, the one with the latest report first."""
        rows = self._read(
            f"SELECT {_STORY_COLUMNS} FROM stories WHERE reports > 0 ORDER BY coalesce(last_day, '') DESC, reports DESC, id"  # noqa: S608
        )
        return tuple(StoredStory(*row) for row in rows)

    def story(self, story_id: str) -> StoredStory | None:
        """The story with this id; None if there is none."""
        row = self._one(f"SELECT {_STORY_COLUMNS} FROM stories WHERE id = ? AND reports > 0", (story_id,))  # noqa: S608
        return StoredStory(*row) if row else None

    def find_story(self, beginning: str) -> StoredStory:
        """The story whose id is or begins with what a person gave.

        Raises:
            LibraryError: there is none, or there are several.
        """
        found = self.story(beginning)
        if found is not None:
            return found
        near = [s for s in self.stories() if beginning and s.id.startswith(beginning)]
        if len(near) == 1:
            return near[0]
        if near:
            raise LibraryError(f"{beginning}: begins the ids of {len(near)} stories; write more of it")
        raise LibraryError(f"{self.file}: has no story {beginning}; see: stemma stories")

    def document(self, story_id: str) -> dict[str, Any]:
        """A story as the story file has it.

        Raises:
            LibraryError: there is no such story.
        """
        row = self._one("SELECT document FROM stories WHERE id = ?", (story_id,))
        if row is None:
            raise LibraryError(f"{self.file}: has no story {story_id}; see: stemma stories")
        return unpack_document(row[0])

    def shown(self, story_id: str) -> ShownStory | None:
        """What pages and exports need of a story, if it was kept with it in the form this Stemma reads."""
        row = self._one("SELECT content FROM shown WHERE story = ? AND form = ?", (story_id, form_of_shown()))
        return None if row is None else unpack_shown(row[0])

    def set_shown(self, document: dict[str, Any], story: Story, analyses: Sequence[Analysis]) -> None:
        """Keep what pages and exports need of a story that was kept with this document."""
        content = pack_shown(story, document.get("corrections", ()), analyses)
        if content is None:
            return
        self._db.execute(
            "INSERT OR REPLACE INTO shown (story, form, content) VALUES (?, ?, ?)",
            (story.id, form_of_shown(), content),
        )

    def set_story(self, document: dict[str, Any], run: Run, model_asked: str, days: Sequence[str]) -> None:
        """Keep a story, in the place of what was kept under its id; what was kept to be shown of it goes.

        Args:
            document: the story as the story file has it.
            run: how it came about.
            model_asked: the name or path its language model was asked for by; empty for the embedded one.
            days: when its reports were published, ISO 8601, those that are known.
        """
        count = document["stemma"]["count"]
        self._db.execute("DELETE FROM shown WHERE story = ?", (document["id"],))
        self._db.execute(
            f"INSERT INTO stories ({_STORY_COLUMNS}, document) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608
            "ON CONFLICT (id) DO UPDATE SET title = excluded.title, model = excluded.model, model_asked = excluded.model_asked, "
            "version = excluded.version, created = excluded.created, revision = revision + 1, "
            "reports = excluded.reports, texts = excluded.texts, origins_low = excluded.origins_low, "
            "origins_high = excluded.origins_high, first_day = excluded.first_day, last_day = excluded.last_day, "
            "document = excluded.document",
            (
                document["id"],
                _plain(document["title"]),
                run.model,
                model_asked,
                run.version,
                run.created.isoformat(),
                count["reports"],
                count["texts"],
                *count["origins"],
                min(days, default=None),
                max(days, default=None),
                json.dumps(document),
            ),
        )

    def empty_story(self, story_id: str) -> None:
        """Leave a story whose reports are gone out of all lists; its corrections wait for their return."""
        self._db.execute("UPDATE stories SET reports = 0, revision = revision + 1 WHERE id = ?", (story_id,))
        blank_stories(self._db)

    def members(self, story_id: str) -> tuple[str, ...]:
        """Ids of the reports that stand in a story, sorted."""
        rows = self._read("SELECT id FROM reports WHERE story = ? ORDER BY id", (story_id,))
        return tuple(str(row[0]) for row in rows)

    def model_asked(self, story_id: str) -> str:
        """What the language model of a story was asked for by; empty for the embedded one, or if there is no story."""
        row = self._one("SELECT model_asked FROM stories WHERE id = ?", (story_id,))
        return str(row[0]) if row else ""

    # ── moves ────────────────────────────────────────────────────────────────────────────────────────────────

    def moves(self) -> tuple[StoredMove, ...]:
        """All moves, undone ones too, in the order in which they were made."""
        rows = self._read("SELECT number, made, undone, document FROM moves ORDER BY number")
        return tuple(
            StoredMove(n, made, undone, tuple(MovedReport(**r) for r in json.loads(document)))
            for n, made, undone, document in rows
        )

    def add_move(self, reports: Sequence[MovedReport]) -> int:
        """Keep a move; its number."""
        document = json.dumps([asdict(r) for r in reports])
        row = self._db.execute("INSERT INTO moves (made, document) VALUES (?, ?)", (_now(), document))
        return int(row.lastrowid or 0)

    def undo_move(self, number: int) -> None:
        """Mark a move as undone."""
        self._db.execute("UPDATE moves SET undone = ? WHERE number = ?", (_now(), number))

    # ── corrections ──────────────────────────────────────────────────────────────────────────────────────────

    def corrections(self, story_id: str | None = None) -> tuple[StoredCorrection, ...]:
        """All corrections of a story, or of all stories; undone ones too, in the order in which they were made."""
        rows = self._read(
            "SELECT number, story, made, undone, document FROM corrections WHERE ? IS NULL OR story = ? ORDER BY number",
            (story_id, story_id),
        )
        return tuple(
            StoredCorrection(n, story, made, undone, json.loads(doc)) for n, story, made, undone, doc in rows
        )

    def add_correction(self, story_id: str, document: dict[str, Any]) -> int:
        """Keep a correction; its number."""
        row = self._db.execute(
            "INSERT INTO corrections (story, made, document) VALUES (?, ?, ?)",
            (story_id, _now(), json.dumps(document)),
        )
        return int(row.lastrowid or 0)

    def hand_over_correction(self, number: int, story_id: str) -> None:
        """Give a correction to another story: that where the reports it speaks of stand now."""
        self._db.execute("PRAGMA defer_foreign_keys = ON")  # a new story is kept only when it is worked out
        self._db.execute("UPDATE corrections SET story = ? WHERE number = ?", (story_id, number))

    def undo_correction(self, number: int) -> None:
        """Mark a correction as undone; one that is already keeps its day."""
        self._db.execute("UPDATE corrections SET undone = coalesce(undone, ?) WHERE number = ?", (_now(), number))

    # ── search ───────────────────────────────────────────────────────────────────────────────────────────────

    def outlets(self, most: int = 500) -> tuple[str, ...]:
        """Names of outlets, those with most reports first."""
        rows = self._read(
            "SELECT outlet FROM reports GROUP BY outlet ORDER BY count(*) DESC, outlet LIMIT ?", (most,)
        )
        return tuple(str(row[0]) for row in rows)

    def voices(self, most: int = 500) -> tuple[str, ...]:
        """Voices that reports quote, those with most statements first."""
        rows = self._read(
            "SELECT voice FROM statements GROUP BY voice ORDER BY count(*) DESC, voice LIMIT ?", (most,)
        )
        return tuple(str(row[0]) for row in rows)

    def search(self, query: SearchQuery, *, start: int = 0, most: int = 20) -> tuple[int, tuple[Hit, ...]]:
        """How many reports answer a query, and at most `most` of them from the place `start`, the best first."""
        if query.empty:
            return 0, ()
        try:
            return find_hits(self._db, query, start=start, most=most)
        except sqlite3.Error as error:
            raise LibraryError(f"{self.file}: cannot be searched ({error})") from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _plain(text: str) -> str:
    """The text with halves of surrogate pairs, which UTF-8 cannot hold, replaced one by one."""
    return _SURROGATE.sub("\ufffd", text)
