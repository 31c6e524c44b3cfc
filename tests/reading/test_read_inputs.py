import io
import json
import os
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.reading import MAX_BYTES, MAX_CHARACTERS, read_inputs

TEXT = (
    "Council votes to reopen the quay\r\n\r\n"
    "The council voted on Monday to reopen the northern quay after repairs.\r\n"
)
OTHER = "The council did not vote on Monday, the harbour master said, and the northern quay stays shut until June."


def write(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def reason(*inputs: str, format: str | None = None, stdin: BinaryIO | None = None) -> str:  # noqa: A002 - as the option
    outcome = read_inputs(inputs, format=format, stdin=stdin)
    assert outcome.reports == ()
    (problem,) = outcome.problems
    return problem.reason


def test_plain_text_is_kept_unchanged(tmp_path: Path):
    (report,) = read_inputs([write(tmp_path, "a.txt", TEXT)]).reports
    assert report.text == TEXT
    assert report.title == "Council votes to reopen the quay"
    assert report.language == "en"
    assert report.source_map == ()
    assert report.id.startswith("r")


def test_folder_is_read_to_the_bottom_without_hidden_files(tmp_path: Path):
    write(tmp_path, "b/c/a.txt", TEXT)
    write(tmp_path, "b.md", OTHER)
    write(tmp_path, ".hidden.txt", "Hidden text that nobody asked for.")
    write(tmp_path, ".git/x.txt", "Hidden text that nobody asked for.")
    outcome = read_inputs([str(tmp_path)])
    assert {Path(r.source).name for r in outcome.reports} == {"a.txt", "b.md"}
    assert outcome.problems == ()


def test_glob_and_standard_input_are_read(tmp_path: Path):
    write(tmp_path, "a.txt", TEXT)
    write(tmp_path, "b.csv", OTHER)
    outcome = read_inputs([str(tmp_path / "*.txt"), "-"], stdin=io.BytesIO(OTHER.encode()))
    assert sorted(Path(r.source).name for r in outcome.reports) == ["a.txt", "standard input"]


def test_file_named_twice_is_read_once(tmp_path: Path):
    path = write(tmp_path, "a.txt", TEXT)
    assert len(read_inputs([path, str(tmp_path), path]).reports) == 1


def test_format_is_told_by_content_and_can_be_overridden(tmp_path: Path):
    path = write(tmp_path, "rows.txt", json.dumps({"id": "x", "text": OTHER}))
    assert read_inputs([path]).reports[0].id == "x"
    assert read_inputs([path], format="text").reports[0].text.startswith("{")
    assert "unknown" in reason(path, format="wordstar")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "is empty"),
        (" \r\n\t ", "only blanks"),
        (b"\x00\x01\x02" * 100, "binary"),
        ("<html><body><script>x()</script></body></html>", "without visible text"),
    ],
)
def test_bad_file_is_a_problem_with_its_reason(tmp_path: Path, content: str | bytes, why: str):
    assert why in reason(write(tmp_path, "a.txt", content))


def test_bad_input_is_a_problem_with_its_mend(tmp_path: Path):
    assert "check the path" in reason(str(tmp_path / "none.txt"))
    assert "check the pattern" in reason(str(tmp_path / "*.txt"))
    assert "holds no files" in reason(str(tmp_path))
    assert "--fetch" in reason("https://quayside.example/1")
    assert "give a file" in reason("-")
    assert "cannot be" in reason("a\x00b")


def test_unreadable_file_is_named_and_the_rest_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write(tmp_path, "a.txt", TEXT)
    locked = write(tmp_path, "b.txt", OTHER)
    real = os.stat

    def refuse(path: str, **options: bool) -> os.stat_result:
        if path == locked:
            raise PermissionError(13, "Permission denied", path)
        return real(path, **options)

    monkeypatch.setattr("stemma.reading.inputs.os.stat", refuse)
    outcome = read_inputs([locked, str(tmp_path / "a.txt")])
    assert len(outcome.reports) == 1
    assert [(p.source, "permissions" in p.reason) for p in outcome.problems] == [(locked, True)]


def test_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path):
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)  # a hole: takes no room
    assert "over the limit" in reason(str(path))


def test_standard_input_is_read_within_the_limit():
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"a" * size

    endless = Endless()
    assert "over the limit" in reason("-", stdin=endless)
    assert endless.given <= MAX_BYTES + (1 << 21)


def test_report_over_the_limit_is_refused(tmp_path: Path):
    assert "over the limit" in reason(write(tmp_path, "a.txt", "a " * (MAX_CHARACTERS // 2 + 1)))


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Port Ellan, 3 March 2031", "2031-03-03"),
        ("By Mara Quill, 3 March 2031", "2031-03-03"),
        ("By Mara Quill", None),
        ("03/04/2031", None),  # of March or of April
    ],
)
def test_day_of_publication_is_read_from_its_line_or_the_byline(tmp_path: Path, line: str, day: str | None):
    (tmp_path / "a.txt").write_text(f"Harbour council votes for the quay\n{line}\n{TEXT}\n", encoding="utf-8")
    (report,) = read_inputs([str(tmp_path / "a.txt")]).reports
    assert (report.published and report.published.iso()) == day


def test_published_option_is_given_to_reports_without_a_date(tmp_path: Path):
    path = write(
        tmp_path,
        "a.jsonl",
        json.dumps({"id": "x", "text": OTHER, "published": "2031-01-01"})
        + "\n"
        + json.dumps({"id": "y", "text": TEXT}),
    )
    dates = {
        r.id: r.published and (r.published.iso(), r.published.evidence)
        for r in read_inputs([path], published="2031-05-06").reports
    }
    assert dates == {"x": ("2031-01-01", "given"), "y": ("2031-05-06", "option")}
    assert "--published" in [p.source for p in read_inputs([path], published="soon").problems]


def test_same_text_from_two_files_is_two_reports(tmp_path: Path):
    inputs = [write(tmp_path, "a.txt", TEXT), write(tmp_path, "b.txt", TEXT)]
    ids = {r.source: r.id for r in read_inputs(inputs).reports}
    assert len(set(ids.values())) == 2
    assert ids == {r.source: r.id for r in read_inputs(inputs[::-1]).reports}


def test_same_row_twice_is_read_once_and_said(tmp_path: Path):
    row = json.dumps({"text": OTHER, "outlet": "Quayside Press"})
    outcome = read_inputs([write(tmp_path, "a.jsonl", f"{row}\n{row}")])
    assert len(outcome.reports) == 1
    assert outcome.problems[0].source.endswith("a.jsonl:2")


def test_one_id_for_two_texts_gives_one_of_them_another_and_says_so(tmp_path: Path):
    rows = [json.dumps({"id": "x", "text": t}) for t in (TEXT, OTHER)]
    outcome = read_inputs([write(tmp_path, "a.jsonl", "\n".join(rows))])
    assert len({r.id for r in outcome.reports}) == 2
    assert "x" in {r.id for r in outcome.reports}
    assert "id of its own" in outcome.problems[0].reason


def test_id_comes_from_the_content(tmp_path: Path):
    one = read_inputs([write(tmp_path, "a.txt", TEXT)]).reports[0].id
    again = read_inputs([write(tmp_path, "sub/b.txt", TEXT)]).reports[0].id
    assert one == again


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(6)))
def test_order_of_the_inputs_changes_nothing(tmp_path_factory: pytest.TempPathFactory, order: list[int]):
    folder = tmp_path_factory.getbasetemp() / "order"
    rows = [{"id": "x", "text": TEXT}, {"id": "x", "text": OTHER}, {"text": OTHER}]
    inputs = [
        write(folder, "a.txt", TEXT),
        write(folder, "b.txt", TEXT),
        write(folder, "c.jsonl", "\n".join(map(json.dumps, rows))),
        write(folder, "d.jsonl", "\n".join(map(json.dumps, rows[::-1])) + "\n{"),
        str(folder / "none.txt"),
        write(folder, "e.txt", " "),
    ]
    assert read_inputs([inputs[i] for i in order]) == read_inputs(inputs)


def test_table_without_a_column_of_text_is_named_once(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("id,title\na,b\nc,d\n")
    (problem,) = read_inputs([str(path)]).problems
    assert 'no column "text"' in problem.reason
    assert "id, title" in problem.reason


def test_heading_of_markdown_is_a_title_without_its_mark(tmp_path: Path):
    path = tmp_path / "a.md"
    path.write_text(f"# Quay reopens after vote\n\n{OTHER}")
    (report,) = read_inputs([str(path)]).reports
    assert report.title == "Quay reopens after vote"
