from __future__ import annotations

import os
from pathlib import Path

import pytest

from stemma.reading import FolderWatch, watching


def names(paths: tuple[str, ...]) -> list[str]:
    return [Path(p).name for p in paths]


def test_a_file_is_given_once_it_stands_still(tmp_path: Path):
    watch = FolderWatch([str(tmp_path)])
    file = tmp_path / "a.txt"
    file.write_text("half", "utf-8")
    assert watch.look().ready == ()
    file.write_text("half and more", "utf-8")
    assert watch.look().ready == ()
    assert names(watch.look().ready) == ["a.txt"]
    assert watch.look().ready == ()


def test_a_file_that_changes_is_given_again(tmp_path: Path):
    watch = FolderWatch([str(tmp_path)])
    file = tmp_path / "a.txt"
    file.write_text("one", "utf-8")
    watch.look()
    assert names(watch.look().ready) == ["a.txt"]
    os.utime(file, ns=(1, 1))
    assert watch.look().ready == ()
    assert names(watch.look().ready) == ["a.txt"]
    watch.again([str(file)])
    assert names(watch.look().ready) == ["a.txt"]


def test_hidden_and_unfinished_files_are_left_alone(tmp_path: Path):
    (tmp_path / ".git").mkdir()
    for name in (".hidden", "b.crdownload", "c.part", "d.txt~", ".git/e.txt", "below/f.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", "utf-8")
    (tmp_path / "nowhere").symlink_to(tmp_path / "missing")
    os.mkfifo(tmp_path / "pipe")
    watch = FolderWatch([str(tmp_path)])
    watch.look()
    assert names(watch.look().ready) == ["f.txt"]


def test_a_look_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(watching, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(watching, "MOST_FILES", 5)
    for n in range(7):
        (tmp_path / f"{n}.txt").write_text("x", "utf-8")
    watch = FolderWatch([str(tmp_path)])
    assert watch.look().full
    looks = [watch.look() for _ in range(3)]
    assert [names(look.ready) for look in looks] == [["0.txt", "1.txt"], ["2.txt", "3.txt"], ["4.txt"]]
    assert [look.waiting for look in looks] == [3, 1, 0]


def test_a_folder_that_is_gone_is_named_and_taken_up_again(tmp_path: Path):
    folder = tmp_path / "later"
    watch = FolderWatch([str(folder)])
    assert watch.look().gone == (str(folder),)
    folder.mkdir()
    (folder / "a.txt").write_text("x", "utf-8")
    watch.look()
    look = watch.look()
    assert (names(look.ready), look.gone) == (["a.txt"], ())
