"""Reports erased for good: no list knows them, and no byte of them is left in the file or beside it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

import stemma
from stemma.errors import LibraryError
from stemma.model import GivenDate, Publication, RejectedEdge
from stemma.pipeline import add, correct, erase, story_result, take_out, undo_move
from stemma.store import Library, StoredStory
from tests.pipeline.conftest import HARBOUR

# Each word stands once in all reports: in the text, in what a voice says, in the title, and in the name of the file.
SECRETS = ("Quorvath", "zimbelwort", "Yttrafell", "plomgarten")
PRIVATE = HARBOUR.replace("Ferry to sail again", "Yttrafell ferry to sail").replace(
    "before winter", "before the zimbelwort is cut, as Ada Quorvath had asked"
)


@pytest.fixture
def private(library: Library, tmp_path: Path) -> str:
    """Id of a report that was added beside the others."""
    file = tmp_path / "plomgarten.txt"
    file.write_text(PRIVATE, "utf-8")
    (identity,) = add(library, [file]).new
    return identity


def left_of(library: Library) -> set[str]:
    """The secrets that stand in the file or in what SQLite keeps beside it."""
    beside = (Path(f"{library.file}{end}") for end in ("", "-wal", "-journal"))
    held = b"".join(f.read_bytes() for f in beside if f.exists()).lower()
    return {s for s in SECRETS if s.lower().encode() in held}


def indexed(library: Library) -> set[str]:
    """Words of the full-text indexes that belong to no row: an index stores them in a way that bytes do not show."""
    with closing(sqlite3.connect(library.file)) as reader:
        for index in ("report_words", "statement_words"):
            reader.execute(f"CREATE VIRTUAL TABLE temp.of_{index} USING fts5vocab(main, {index}, 'row')")
        words = "SELECT term FROM of_report_words UNION SELECT term FROM of_statement_words"
        found = {str(term) for (term,) in reader.execute(words)}
    return {w for w in found if any(s.lower().startswith(w) and len(w) > 6 for s in SECRETS)}


def home(library: Library, report: str) -> StoredStory:
    story = library.story(library.story_of(report) or "")
    assert story is not None
    return story


def test_the_words_of_a_report_are_in_the_file_until_it_is_erased(library: Library, private: str):
    take_out(library, [private])
    assert left_of(library) == set(SECRETS)  # that is what undo lives on
    erase(library, [private])
    assert left_of(library) == indexed(library) == set()


def test_a_report_is_erased_where_it_stands_in_a_story(library: Library, private: str, filled: Path):
    assert left_of(library) == set(SECRETS)
    assert indexed(library) != set()
    story = home(library, private)
    (worked_out,) = erase(library, [private])
    assert worked_out == story.id
    assert left_of(library) == indexed(library) == set()
    assert library.report(private) is library.story_of(private) is None
    kept = story_result(library, story.id).stories[0]
    read = stemma.read([filled / "harbour.txt", filled / "copy.txt"]).stories[0]
    assert (kept.reports, kept.claims, kept.stemma, kept.findings) == (
        read.reports,
        read.claims,
        read.stemma,
        read.findings,
    )


def test_all_reports_of_a_story_are_erased_with_the_story(library: Library, private: str):
    story = home(library, private)
    erase(library, library.members(story.id))
    assert left_of(library) == set()
    assert [s.id for s in library.stories()] != []
    assert library.story(story.id) is None
    with closing(sqlite3.connect(library.file)) as reader:
        (document, title) = reader.execute(
            "SELECT document, title FROM stories WHERE id = ?", (story.id,)
        ).fetchone()
    assert (document, title) == ("{}", "")


def test_moves_and_corrections_that_speak_of_it_go_too_and_others_stay(library: Library, private: str):
    story = home(library, private)
    other, _ = (r for r in library.members(story.id) if r != private)
    rest = next(s.id for s in library.stories() if s.id != story.id)
    correct(library, story.id, RejectedEdge(private, other))
    kept = correct(library, story.id, GivenDate(other, Publication(datetime(2031, 5, 3), "day", "given")))
    number = take_out(library, [private, *library.members(rest)])
    take_out(library, [other])
    erase(library, [private])
    assert [c.number for c in library.corrections()] == [kept]
    assert [m.number for m in library.moves()] == [number, number + 1]
    assert all(m.report != private for move in library.moves() for m in move.reports)
    assert left_of(library) == set()
    undo_move(library, number)
    assert library.story(rest) is not None


def test_a_move_of_nothing_else_goes_and_what_was_erased_is_not_brought_back(library: Library, private: str):
    number = take_out(library, [private])
    erase(library, [private])
    assert library.moves() == ()
    with pytest.raises(LibraryError, match="has no move"):
        undo_move(library, number)
    with pytest.raises(LibraryError, match="has no report"):
        erase(library, [private])


def test_what_was_erased_can_be_added_again_as_new(library: Library, private: str, tmp_path: Path):
    before = json.loads(story_result(library).to_json())["stories"]
    erase(library, [private])
    assert add(library, [tmp_path / "plomgarten.txt"]).new == (private,)
    assert json.loads(story_result(library).to_json())["stories"] == before


def test_a_reader_in_between_is_named_and_the_file_can_be_written_anew_later(library: Library, private: str):
    library._db.execute("PRAGMA busy_timeout = 50")
    reader = sqlite3.connect(library.file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM reports").fetchone()
    with pytest.raises(LibraryError, match="another program is reading it"):
        erase(library, [private])
    assert library.report(private) is None
    reader.close()
    erase(library, [])
    assert left_of(library) == set()
