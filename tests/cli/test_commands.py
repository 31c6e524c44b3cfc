from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from stemma.cli import app
from stemma.export import FORMS

EXAMPLE = Path(__file__).parents[2] / "examples" / "visit"
REPORT = "The envoy of Halvona arrived in the harbour on Monday. He said the ferry could sail again before winter."


def run(*words: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(app, list(words), input=given)


@pytest.fixture
def report(tmp_path: Path) -> str:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, "utf-8")
    return str(path)


def test_read_prints_the_count_and_exits_0(report: str):
    outcome = run("read", report)
    assert outcome.exit_code == 0
    assert "1 report → 1 text → 1" in outcome.output


def test_read_writes_story_file_and_page(report: str, tmp_path: Path):
    page, story = tmp_path / "out.html", tmp_path / "out.json"
    assert run("read", report, "--html", str(page), "--json", str(story), "--quiet").output == ""
    assert json.loads(story.read_text("utf-8"))["stemma"] == 1
    assert page.read_text("utf-8").startswith("<!doctype html>")


def test_read_writes_pure_json_to_standard_output(report: str):
    outcome = run("read", report, "--json", "-")
    assert json.loads(outcome.stdout)["reports"][0]["text"] == REPORT


def test_read_takes_standard_input():
    outcome = run("read", "-", "--json", "-", given=REPORT.encode())
    assert json.loads(outcome.stdout)["reports"][0]["text"] == REPORT


def test_read_exits_1_when_some_could_not_be_read(report: str, tmp_path: Path):
    outcome = run("read", report, str(tmp_path / "missing.txt"))
    assert outcome.exit_code == 1
    assert "missing.txt" in outcome.stderr


def test_read_exits_3_when_nothing_could_be_read(tmp_path: Path):
    assert run("read", str(tmp_path / "missing.txt")).exit_code == 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--published", "someday"], "ISO date"),
        (["--published", "0001-01-01"], "ISO date"),
        (["--format", "wordstar"], "not a format; use text"),
        (["--model", "nothing"], "no language model"),
        (["--bogus"], "No such option"),
    ],
)
def test_wrong_use_exits_2_with_the_mend(words: list[str], says: str, report: str):
    outcome = run("read", report, *words)
    assert outcome.exit_code == 2
    assert says in outcome.stderr


def test_clean_prints_a_row_per_report():
    rows = [json.loads(line) for line in run("clean", str(EXAMPLE)).stdout.splitlines()]
    assert len(rows) == 10
    assert all(row["zones"] for row in rows)


def test_annotate_prints_what_the_contract_says(report: str):
    (row,) = [json.loads(line) for line in run("annotate", report).stdout.splitlines()]
    assert {"id", "sentences", "entities", "attributions", "statements", "dates", "places", "events"} <= set(row)
    assert row["statements"]


def test_compare_shows_what_a_copy_changed(report: str, tmp_path: Path):
    copy = tmp_path / "copy.txt"
    copy.write_text(REPORT.replace("Monday", "Thursday"), "utf-8")
    outcome = run("compare", str(copy), report, "--json", "-")
    assert [v["kind"] for v in json.loads(outcome.stdout)["variants"]] == ["date"]


def test_compare_pairs_prints_a_row_per_pair(tmp_path: Path):
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text(json.dumps({"id": "p", "parent": REPORT, "child": REPORT}) + "\n", "utf-8")
    assert json.loads(run("compare", "--pairs", str(pairs)).stdout) == {"id": "p", "variants": []}


def test_compare_names_the_broken_row(tmp_path: Path):
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text('{"id": 1}\n', "utf-8")
    outcome = run("compare", "--pairs", str(pairs))
    assert (outcome.exit_code, "pairs.jsonl:1" in outcome.stderr) == (3, True)


@pytest.mark.parametrize(
    "row", ["nonsense", '{"id": 1, "parent": null, "child": "A boat."}', '{"id": 1, "child": "A boat."}']
)
def test_compare_writes_over_nothing_where_a_row_is_broken(row: str, tmp_path: Path):
    (tmp_path / "pairs.jsonl").write_text(row, "utf-8")
    (tmp_path / "out.jsonl").write_text("kept", "utf-8")
    outcome = run("compare", "--pairs", str(tmp_path / "pairs.jsonl"), "--json", str(tmp_path / "out.jsonl"))
    assert (outcome.exit_code, "pairs.jsonl:1" in outcome.stderr) == (3, True)
    assert (tmp_path / "out.jsonl").read_text("utf-8") == "kept"


def test_compare_goes_on_after_a_broken_row(tmp_path: Path):
    rows = ['{"id": 1}', '{"id": 2, "parent": "A boat came in.", "child": "A boat came in."}']
    (tmp_path / "pairs.jsonl").write_text("\n".join(rows), "utf-8")
    outcome = run("compare", "--pairs", str(tmp_path / "pairs.jsonl"))
    assert (outcome.exit_code, "pairs.jsonl:1" in outcome.stderr) == (1, True)
    assert json.loads(outcome.stdout) == {"id": "2", "variants": []}


def test_compare_without_reports_says_what_to_give():
    assert run("compare").exit_code == 2


def test_version_is_printed():
    assert run("--version").output.startswith("stemma ")


def test_export_writes_the_forms_asked_for(report: str, tmp_path: Path):
    outcome = run("export", report, "--to", str(tmp_path / "out"), "--as", "csv,bibtex")
    assert outcome.exit_code == 0
    assert (tmp_path / "out" / "reports.csv").exists()
    assert (tmp_path / "out" / "reports.bib").exists()
    assert not (tmp_path / "out" / "brief.md").exists()


def test_export_names_every_form_in_its_help():
    said = " ".join(run("export", "--help").output.split())
    assert [form for form in FORMS if form not in said] == []


def test_problems_cannot_move_or_colour_the_terminal(tmp_path: Path):
    row = json.dumps({"text": REPORT, "published": "\x1b[31mred\x9b0m\nstemma: all is well"})
    (tmp_path / "rows.jsonl").write_text(row, "utf-8")
    said = run("clean", str(tmp_path / "rows.jsonl")).stderr
    assert "is no ISO 8601 date" in said
    assert len(said.splitlines()) == 1
    assert said.rstrip("\n").isprintable()


def test_export_names_an_unknown_form(report: str, tmp_path: Path):
    outcome = run("export", report, "--to", str(tmp_path), "--as", "csv,odt")
    assert outcome.exit_code == 2
    assert "odt" in outcome.stderr
    assert "bibtex" in outcome.stderr


def test_read_sorts_by_the_users_issues(tmp_path: Path):
    issues = tmp_path / "issues.txt"
    issues.write_text("the ferry line: ferry\n", "utf-8")
    outcome = run("read", str(EXAMPLE), "--one-story", "--issues", str(issues), "--json", "-")
    (story,) = json.loads(outcome.stdout)["stories"]
    assert {p["issue"] for p in story["positions"]} == {"the ferry line", "other"}


def test_read_names_a_missing_issues_file(report: str):
    outcome = run("read", report, "--issues", "nowhere.txt")
    assert outcome.exit_code == 2
    assert "nowhere.txt" in outcome.stderr
