from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from stemma.errors import LibraryError
from stemma.pipeline import Watched, watch
from stemma.store import Library
from tests.pipeline.conftest import COPY, HARBOUR, MUSEUM


class Ticks:
    """Does something between two looks, and stops the watch when there is nothing left to do."""

    def __init__(self, *steps: object) -> None:
        self.steps = list(steps)
        self.said: list[Watched] = []

    def sleep(self, seconds: float) -> None:
        del seconds
        if not self.steps:
            raise KeyboardInterrupt
        step = self.steps.pop(0)
        if callable(step):
            step()

    def run(self, folder: Path, **more: str) -> list[Watched]:
        with pytest.raises(KeyboardInterrupt):
            watch(folder / "stemma.db", [str(folder / "in")], self.said.append, sleep=self.sleep, **more)
        return self.said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "harbour.txt").write_text(HARBOUR, "utf-8")
    return tmp_path


def test_what_is_there_and_what_comes_is_added(folder: Path):
    def comes() -> None:
        (folder / "in" / "copy.txt").write_text(COPY, "utf-8")
        (folder / "in" / "empty.txt").write_text("", "utf-8")

    said = Ticks(None, comes, None, None).run(folder)
    assert [(len(w.added.new), len(w.added.problems)) for w in said if w.added] == [(1, 0), (1, 1)]
    with Library(folder / "stemma.db") as library:
        assert [s.reports for s in library.stories()] == [2]


def test_a_file_that_goes_leaves_its_report_and_a_second_watch_adds_nothing(folder: Path):
    Ticks(None, None).run(folder)
    (folder / "in" / "harbour.txt").rename(folder / "in" / "renamed.txt")
    said = Ticks(None, None).run(folder)
    assert [(len(w.added.new), len(w.added.known)) for w in said if w.added] == [(0, 1)]


def test_a_busy_library_is_said_once_and_tried_again(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("stemma.store.schema.PATIENCE", 0.01)
    with Library(folder / "stemma.db", create=True):
        pass
    other = sqlite3.connect(folder / "stemma.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    said = Ticks(None, None, None, lambda: other.execute("ROLLBACK"), None).run(folder)
    other.close()
    assert [len(w.problems) for w in said] == [1, 0]
    assert "is another stemma adding to it?" in said[0].problems[0].reason
    assert said[1].added is not None
    assert len(said[1].added.new) == 1


def test_all_that_comes_may_belong_to_one_story(folder: Path):
    Ticks(None, None).run(folder)
    with Library(folder / "stemma.db") as library:
        (story,) = library.stories()
    (folder / "in" / "museum.txt").write_text(MUSEUM, "utf-8")
    Ticks(None, None).run(folder, story=story.id)
    with Library(folder / "stemma.db") as library:
        assert [s.reports for s in library.stories()] == [2]
    with pytest.raises(LibraryError, match="has no story s404"):
        watch(folder / "stemma.db", [str(folder / "in")], print, story="s404")
