from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_commands import REPORT, run


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("library")
    (folder / "one.txt").write_text(REPORT, "utf-8")
    (folder / "two.txt").write_text(REPORT.replace("Monday", "Thursday"), "utf-8")
    file = str(folder / "stemma.db")
    assert run("add", str(folder / "one.txt"), str(folder / "two.txt"), "--library", file).exit_code == 0
    return file


def story(library: str) -> str:
    (row,) = json.loads(run("stories", "--library", library, "--json", "-").stdout)
    return str(row["id"])


def test_add_says_what_it_added_and_what_was_there(library: str, tmp_path: Path):
    (tmp_path / "one.txt").write_text(REPORT, "utf-8")
    outcome = run("add", str(tmp_path / "one.txt"), "--library", library)
    assert outcome.exit_code == 0
    assert "0 reports added, 1 there already" in outcome.output


def test_titles_cannot_move_or_colour_the_terminal(tmp_path: Path):
    row = json.dumps({"text": REPORT, "title": "\x1b[31mFerry\x1b]0;x\x07 sails"})
    (tmp_path / "rows.jsonl").write_text(row, "utf-8")
    said = run("add", str(tmp_path / "rows.jsonl"), "--library", str(tmp_path / "stemma.db")).output
    assert "Ferry" in said
    assert all(line.isprintable() for line in said.splitlines())


def test_add_exits_1_when_some_and_3_when_nothing_could_be_read(library: str, tmp_path: Path):
    (tmp_path / "one.txt").write_text(REPORT, "utf-8")
    missing = str(tmp_path / "missing.txt")
    assert run("add", str(tmp_path / "one.txt"), missing, "--library", library).exit_code == 1
    outcome = run("add", missing, "--library", library)
    assert outcome.exit_code == 3
    assert "missing.txt" in outcome.stderr


def test_stories_lists_them(library: str):
    outcome = run("stories", "--library", library)
    assert story(library) in outcome.output


def test_show_prints_the_summary_and_writes_the_story_file(library: str, tmp_path: Path):
    identity = story(library)
    assert "2 reports → " in run("show", identity[:5], "--library", library).output
    page = tmp_path / "story.html"
    assert run("show", identity, "--library", library, "--html", str(page)).exit_code == 0
    assert page.read_text("utf-8").startswith("<!doctype html>")
    document = json.loads(run("show", identity, "--library", library, "--json", "-").stdout)
    assert [s["id"] for s in document["stories"]] == [identity]


def test_search_finds_words_and_exits_2_without_any(library: str):
    outcome = run("search", "ferry", "date:2999", "--library", library)
    assert (outcome.exit_code, "no report" in outcome.output) == (0, True)
    outcome = run("search", "ferry", "voice:nobody[red]", "--library", library)
    assert "only what nobody[red] is quoted with was searched" in outcome.output
    document = json.loads(run("search", "ferry", "--library", library, "--json", "-").stdout)
    assert document["total"] == 2
    assert run("search", "after:soon", "--library", library).exit_code == 2


def test_export_takes_stories_out_of_the_library(library: str, tmp_path: Path):
    outcome = run("export", "--library", library, "--to", str(tmp_path / "out"), "--as", "json,csv")
    assert outcome.exit_code == 0
    assert json.loads((tmp_path / "out" / "story.json").read_text("utf-8"))["stories"][0]["id"] == story(library)
    assert run("export", "--to", str(tmp_path / "out")).exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["stories"],
        ["show", "s1"],
        ["search", "ferry"],
        ["export", "--to", "out"],
        ["remove", "r1"],
        ["move", "r1"],
        ["merge", "s1", "s2"],
        ["undo"],
    ],
)
def test_a_missing_library_exits_2_with_the_mend(words: list[str], tmp_path: Path):
    outcome = run(*words, "--library", str(tmp_path / "none.db"))
    assert outcome.exit_code == 2
    assert "stemma add" in outcome.stderr


def test_an_unknown_story_exits_2_with_the_mend(library: str):
    outcome = run("show", "nothing", "--library", library)
    assert (outcome.exit_code, "stemma stories" in outcome.stderr) == (2, True)


def test_reports_are_removed_moved_merged_and_brought_back(library: str, tmp_path: Path):
    copy = tmp_path / "stemma.db"
    copy.write_bytes(Path(library).read_bytes())
    at = ("--library", str(copy))
    source = str(Path(library).parent / "two.txt")
    outcome = run("remove", source, *at)
    assert (outcome.exit_code, outcome.output) == (
        0,
        "two.txt taken out of the library\ntake it back with: stemma undo 1\n",
    )
    assert run("undo", *at).output == "undone: two.txt taken out of the library\n"
    assert run("undo", *at).exit_code == 2
    assert "two.txt moved to story s" in run("move", source, *at).output
    one, other = (s["id"] for s in json.loads(run("stories", *at, "--json", "-").stdout))
    assert f"moved to story {other}" in run("merge", one[:6], other, *at).output
    assert [line[0] for line in run("undo", "--list", *at).output.splitlines()] == ["1", "2", "3"]
    assert run("move", source, "--to", other, *at).output == "nothing to do: all of them stand there already\n"
    outcome = run("remove", "nothing", *at)
    assert (outcome.exit_code, "stemma search" in outcome.stderr) == (2, True)


def test_reports_are_erased_for_good_only_when_it_is_said(library: str, tmp_path: Path):
    copy = tmp_path / "stemma.db"
    copy.write_bytes(Path(library).read_bytes())
    at = ("--library", str(copy))
    source = str(Path(library).parent / "two.txt")
    assert (run("erase", *at).exit_code, "say which reports" in run("erase", *at).stderr) == (2, True)
    refused = run("erase", source, *at)
    assert (refused.exit_code, "say --yes" in refused.stderr) == (2, True)
    assert b"two.txt" in copy.read_bytes()
    run("remove", source, *at)
    outcome = run("erase", "--taken-out", "--yes", *at)
    assert (outcome.exit_code, outcome.output.splitlines()[-1]) == (0, "1 report erased for good")
    assert "two.txt" in outcome.output
    assert b"two.txt" not in copy.read_bytes()
    assert run("erase", "--story", story(str(copy)), "--yes", "--quiet", *at).output == ""
    assert json.loads(run("stories", *at, "--json", "-").stdout) == []


def test_watch_adds_what_is_there_and_stops_cleanly(tmp_path: Path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.txt").write_text(REPORT, "utf-8")
    command = [sys.executable, "-m", "stemma", "watch", str(tmp_path / "in"), "--every", "1"]
    command += ["--library", str(tmp_path / "stemma.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as watch:
        assert watch.stdout is not None
        assert "1 report added" in watch.stdout.readline()
        watch.send_signal(signal.SIGTERM)  # as Ctrl-C, which programs in the background may ignore
        _, said = watch.communicate(timeout=600)
    assert watch.returncode == 0
    assert said.endswith("Stopped; 1 report added.\n")


def test_watch_wants_a_folder(tmp_path: Path):
    outcome = run("watch", str(tmp_path / "none"), "--library", str(tmp_path / "stemma.db"))
    assert (outcome.exit_code, "is no folder" in outcome.stderr) == (2, True)
