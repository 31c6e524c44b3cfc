"""What an outlet puts under many of its reports."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.reading import read_inputs
from stemma.reading.repeats import mark_repeated
from tests.conftest import plain_report

SLOGAN = "Nobody tells the coast like we do, tide after tide."


def body(n: int) -> str:
    return "\n\n".join(f"Sentence {k} of report {n} says what harbour {n * 7 + k} did." for k in range(5))


def read(folder: Path, texts: list[str], outlet: str | None = "Quayside Press") -> list[tuple[str, str]]:
    rows = [json.dumps({"id": f"r{n:02}", "text": t, "outlet": outlet}) for n, t in enumerate(texts)]
    path = folder / "rows.jsonl"
    path.write_text("\n".join(rows), "utf-8")
    return [(z.kind, z.span.of(r.text).strip()) for r in read_inputs([str(path)]).reports for z in r.zones]


def test_line_under_many_reports_of_an_outlet_is_furniture(tmp_path: Path):
    found = read(
        tmp_path, [f"{body(n)}\n\n{SLOGAN}\n\nIt rained." if n % 2 else f"{SLOGAN}\n\n{body(n)}" for n in range(6)]
    )
    assert [k for k, t in found if SLOGAN in t] == ["boilerplate"] * 6
    assert all(SLOGAN not in t for k, t in found if k == "body")


def test_line_of_several_outlets_is_none(tmp_path: Path):
    assert all(k == "body" for k, _ in read(tmp_path, [f"{body(n)}\n\n{SLOGAN}" for n in range(6)], outlet=None))


def test_versions_of_one_report_are_one(tmp_path: Path):
    found = read(tmp_path, [f"{body(1)}\n\nVersion {n} adds this line about the ferry." for n in range(6)])
    assert all(k == "body" for k, _ in found)


def test_line_of_few_among_many_reports_is_their_own(tmp_path: Path):
    found = read(
        tmp_path, [body(n) + ("\n\nThe ministry declined to comment." if n < 3 else "") for n in range(20)]
    )
    assert all(k == "body" for k, _ in found)


def test_broken_address_says_nothing_of_the_outlet():
    reports = [plain_report(f"{body(n)}\n\n{SLOGAN}", f"r{n}", url="http://[the-quay") for n in range(4)]
    assert mark_repeated(reports) == tuple(reports)


@settings(max_examples=30)
@given(
    st.lists(
        st.lists(st.sampled_from([SLOGAN, "", " ", "One. Two.", "A b c d e f g"]), max_size=5),
        min_size=4,
        max_size=6,
    )
)
def test_zones_partition_the_text_whatever_repeats(lines: list[list[str]]):
    texts = ["\n".join(x) + f"\n{n} is its own." for n, x in enumerate(lines)]
    for report in mark_repeated([plain_report(t, f"r{n}", outlet="Q") for n, t in enumerate(texts)]):
        assert "".join(z.span.of(report.text) for z in report.zones) == report.text
