"""What Stemma wrote about reports is not read as a report of the same story."""

import io
import json
from pathlib import Path

import pytest

from stemma.export import FORMS, NEEDS_EXTRA, to_files
from stemma.export.terminal import print_summary
from stemma.pipeline import ReadResult, read
from stemma.reading import read_inputs

BODY = (
    "The harbour council voted on Monday to reopen the northern quay after eleven months of repairs.\n"
    "The work could cost 4.2 million crowns, council leader Dana Pruitt said.\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    (folder / "a.txt").write_text(BODY, encoding="utf-8")
    (folder / "b.txt").write_text(BODY + "Nobody had asked for the vote.\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def result(folder: Path) -> ReadResult:
    return read([str(folder)])


def test_page_and_story_file_beside_the_reports_change_nothing(folder: Path, result: ReadResult, tmp_path: Path):
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "report.html").write_text(result.to_html(), encoding="utf-8")
    (tmp_path / "story.json").write_text(result.to_json(), encoding="utf-8")
    again = read([str(tmp_path)])
    assert [s.stemma for s in again.stories] == [s.stemma for s in result.stories]
    assert [Path(p.source).name for p in again.problems] == ["report.html", "story.json"]
    assert all("that Stemma wrote" in p.reason for p in again.problems)


@pytest.mark.parametrize("form", FORMS)
def test_no_file_of_an_export_is_read_as_a_report(result: ReadResult, tmp_path: Path, form: str):
    if form in NEEDS_EXTRA:
        pytest.importorskip({"parquet": "pyarrow", "docx": "docx"}[form])
    for name, data in to_files(result, [f for f in FORMS if f == form]).items():
        (tmp_path / name).write_bytes(data)
    outcome = read_inputs([str(tmp_path)])
    assert outcome.reports == ()
    assert {Path(p.source.split(":")[0]).name for p in outcome.problems} == {f.name for f in tmp_path.iterdir()}


def test_summary_that_was_kept_is_not_read_as_a_report(result: ReadResult, tmp_path: Path):
    from rich.console import Console  # noqa: PLC0415

    kept = io.StringIO()
    print_summary(result, Console(file=kept, width=80))
    (tmp_path / "summary.txt").write_text(kept.getvalue(), encoding="utf-8")
    assert read_inputs([str(tmp_path)]).reports == ()


def test_report_about_stemma_is_read(tmp_path: Path):
    (tmp_path / "a.txt").write_text(BODY + "Stemma counted 3 reports → 2 texts → 1 independent origin, it said.\n")
    rows = [{"text": BODY, "title": "stemma", "id": "story"}]
    (tmp_path / "b.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    (tmp_path / "c.csv").write_text('story,text\n1,"The quay is open."\n', encoding="utf-8")
    outcome = read_inputs([str(tmp_path)])
    assert (len(outcome.reports), outcome.problems) == (3, ())
