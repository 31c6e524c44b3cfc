"""What the commands write: whole or not at all, and never over what they read."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from stemma.cli import app, common

REPORT = "The envoy of Halvona arrived in the harbour on Monday. He said the ferry could sail again before winter."


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, "utf-8")
    return path


@pytest.mark.parametrize("option", ["--json", "--html"])
@pytest.mark.parametrize("by", ["file", "folder", "link"])
def test_read_does_not_write_over_a_report(report: Path, option: str, by: str):
    target = report
    if by == "link":
        target = report.with_name("link")
        target.symlink_to(report)
    outcome = run("read", str(report.parent if by == "folder" else report), option, str(target))
    assert (outcome.exit_code, report.read_text("utf-8")) == (2, REPORT)
    assert "is one of the reports" in outcome.stderr


def test_rows_and_what_could_not_be_read_are_not_written_over_either(report: Path):
    rows = report.with_name("rows.jsonl")
    rows.write_text('{"text": "The quay is open again, the council said on Monday."}\n', "utf-8")
    empty = report.with_name("empty.txt")
    empty.touch()
    assert run("read", str(rows), "--json", str(rows)).exit_code == 2
    assert run("read", str(report), str(empty), "--json", str(empty)).exit_code == 2
    assert (rows.stat().st_size > 50, empty.stat().st_size) == (True, 0)


def test_compare_does_not_write_over_a_report(report: Path):
    assert run("compare", str(report), str(report), "--json", str(report)).exit_code == 2
    assert report.read_text("utf-8") == REPORT


def test_export_does_not_write_over_a_report(tmp_path: Path):
    notes = tmp_path / "brief.md"
    notes.write_text(REPORT, "utf-8")
    assert run("export", str(tmp_path), "--to", str(tmp_path)).exit_code == 2
    assert [f.name for f in tmp_path.iterdir()] == ["brief.md"]
    assert notes.read_text("utf-8") == REPORT


def test_export_leaves_what_stood_there_if_the_disk_is_full(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "out"
    assert run("export", str(report), "--to", str(folder), "--as", "bibtex").exit_code == 0
    (kept,) = folder.iterdir()
    before, write_bytes = kept.read_bytes(), Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        write_bytes(path, content[: len(content) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    outcome = run("export", str(report), "--to", str(folder), "--as", "bibtex")
    assert (outcome.exit_code, kept.read_bytes(), list(folder.iterdir())) == (2, before, [kept])
    assert "No space left" in outcome.stderr


def test_page_and_story_file_need_files_of_their_own(report: Path, tmp_path: Path):
    target = str(tmp_path / "out")
    outcome = run("read", str(report), "--json", target, "--html", target)
    assert outcome.exit_code == 2
    assert "give each a file of its own" in outcome.stderr


def test_file_keeps_what_it_held_until_all_is_written(tmp_path: Path):
    target = tmp_path / "out.json"
    target.write_text("kept", "utf-8")
    target.chmod(0o640)

    def interrupted() -> None:
        with common.output(str(target)) as out:
            out.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (target.read_text("utf-8"), [f.name for f in tmp_path.iterdir()]) == ("kept", ["out.json"])
    common.write(str(target), "whole")
    assert (target.read_text("utf-8"), target.stat().st_mode & 0o777) == ("whole", 0o640)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_full_disk_behind_standard_output_is_said_in_a_line(report: Path):
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "stemma", "clean", str(report)],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )
    assert ended.returncode == 2
    assert (
        ended.stderr.decode()
        == "stemma: standard output: cannot be written (No space left on device); make room, or write elsewhere\n"
    )


def test_a_pipe_is_written_to(report: Path):
    ended = subprocess.run(
        [sys.executable, "-m", "stemma", "read", str(report), "--quiet", "--json", "/dev/stdout"],
        capture_output=True,
        check=False,
    )
    assert ended.stdout.startswith(b'{\n "stemma": 1')
