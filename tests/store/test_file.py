from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from stemma.errors import LibraryError
from stemma.export import load_story
from stemma.model import Result
from stemma.store import Library
from stemma.store.schema import VERSION, open_database


def test_what_is_kept_comes_back(library: Library, result: Result):
    (story, *_) = result.stories
    assert load_story(library.document(story.id)) == story
    kept = library.reports(story.id)
    assert [p[:2] for p in library.placed(story.id)] == [p[:2] for p in library.placed()]
    assert [(home, r) for home, r, _ in library.placed()] == [(story.id, k.report) for k in kept]
    assert [(o.sentences, o.entities) for *_, o in library.placed()] == [
        (k.analysis.sentences, k.analysis.entities) for k in kept
    ]
    assert [k.report for k in kept] == [result.report(i) for i in sorted(story.reports)]
    assert all(
        k.analysis.statements == a.statements for k, a in zip(library.reports(), result.analyses, strict=True)
    )


def test_the_list_says_what_the_story_counts(library: Library, result: Result):
    listed = library.story(result.stories[0].id)
    assert listed is not None
    count = result.stories[0].stemma.count
    assert (listed.reports, listed.texts) == (count.reports, count.texts)
    assert (listed.origins_low, listed.origins_high) == (count.origins.low, count.origins.high)


def test_a_story_is_found_by_the_beginning_of_its_id(library: Library, result: Result):
    identity = result.stories[0].id
    assert library.find_story(identity[:-1]).id == identity
    with pytest.raises(LibraryError, match="stemma stories"):
        library.find_story("zzz")


def test_a_new_revision_each_time_a_story_is_kept(library: Library, result: Result):
    identity = result.stories[0].id
    with library.writing():
        library.set_story(library.document(identity), result.run, "", [])
    again = library.story(identity)
    assert again is not None
    assert again.revision == 2


def test_a_failure_in_the_middle_keeps_nothing(library: Library, result: Result):
    before = library.count()

    def fail() -> None:
        with library.writing():
            library.add_correction(result.stories[0].id, {"kind": "split claim", "readings": []})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert library.corrections(result.stories[0].id) == ()
    assert library.count() == before


def test_a_killed_writer_leaves_the_library_whole(library: Library, result: Result):
    identity = result.stories[0].id
    script = (
        "import os, sys\nfrom stemma.store import Library\n"
        "with Library(sys.argv[1]) as kept, kept.writing():\n"
        "    kept.add_correction(sys.argv[2], {'kind': 'split claim'})\n    os._exit(9)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(library.file), identity], check=False)
    assert killed.returncode == 9
    with Library(library.file) as after:
        assert after.corrections(identity) == ()
        with after.writing():
            assert after.add_correction(identity, {"kind": "split claim"}) == 1


def test_readers_see_the_library_as_it_was_until_a_write_ends(library: Library, result: Result):
    identity = result.stories[0].id
    seen: list[int] = []

    def read() -> None:
        with Library(library.file) as other:
            seen.append(len(other.corrections(identity)))

    with library.writing():
        library.add_correction(identity, {"kind": "split claim"})
        reader = threading.Thread(target=read)
        reader.start()
        reader.join()
    read()
    assert seen == [0, 1]


def test_a_second_writer_is_told_to_wait(library: Library, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("stemma.store.schema.PATIENCE", 0.05)
    with (
        Library(library.file) as other,
        library.writing(),
        pytest.raises(LibraryError, match="another stemma"),
        other.writing(),
    ):
        pass


def test_an_undone_correction_keeps_its_place_in_the_log(library: Library, result: Result):
    identity = result.stories[0].id
    with library.writing():
        number = library.add_correction(identity, {"kind": "split claim"})
        library.undo_correction(number)
    (kept,) = library.corrections(identity)
    assert kept.number == number
    assert kept.undone is not None
    with library.writing():
        library.undo_correction(number)
    assert library.corrections(identity) == (kept,)


def test_a_missing_library_is_named_with_the_mend(tmp_path: Path):
    with pytest.raises(LibraryError, match="stemma add --library"):
        Library(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


def test_a_file_that_is_no_database_is_named(tmp_path: Path):
    (tmp_path / "letter.txt").write_text("Dear editor, " * 100, "utf-8")
    with pytest.raises(LibraryError, match="no library"):
        Library(tmp_path / "letter.txt", create=True)


def test_another_programs_database_is_left_alone(tmp_path: Path):
    file = tmp_path / "other.db"
    db = sqlite3.connect(file)
    db.execute("CREATE TABLE reports (id TEXT)")
    db.close()
    before = file.read_bytes()
    with pytest.raises(LibraryError, match="no library of Stemma"):
        Library(file, create=True)
    assert file.read_bytes() == before


def test_a_library_of_a_newer_stemma_is_not_touched(library: Library):
    db = sqlite3.connect(library.file)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    with pytest.raises(LibraryError, match="newer Stemma"):
        Library(library.file)


def test_what_is_read_together_is_of_one_moment(library: Library, result: Result):
    with Library(library.file) as other, library.reading():
        before = library.count()
        with other.writing():
            other.take_out(result.stories[0].reports[0])
        assert library.count() == before
        with library.reading():
            assert library.count() == before
    assert library.count() == before - 1


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(LibraryError, match="cannot be opened"):
        Library(tmp_path / "none" / "stemma.db", create=True)


def test_two_programs_may_make_one_library(tmp_path: Path):
    file = tmp_path / "stemma.db"
    with Library(file, create=True) as one, Library(file, create=True) as other:
        assert one.count() == other.count() == 0


def test_a_library_of_the_first_form_gains_what_is_new(tmp_path: Path):
    file = tmp_path / "stemma.db"
    with Library(file, create=True):
        pass
    old = sqlite3.connect(file)
    old.executescript("DROP TABLE moves; DROP TABLE taken_out; DROP TABLE shown; PRAGMA user_version = 1;")
    old.close()
    with Library(file) as library:
        assert library.moves() == ()
        assert library.shown("s1") is None
    again = sqlite3.connect(file)
    assert again.execute("PRAGMA user_version").fetchone() == (VERSION,)
    again.close()


def test_full_disk_is_not_held_against_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    connect = sqlite3.connect

    def full(path: Path, **_: object) -> sqlite3.Connection:
        connection = connect(path, isolation_level=None)
        connection.execute("PRAGMA max_page_count = 2")
        return connection

    monkeypatch.setattr(sqlite3, "connect", full)
    with pytest.raises(LibraryError, match=r"full.*check the disk"):
        open_database(tmp_path / "library.db", create=True)
