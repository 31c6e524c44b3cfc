import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.reading.decoding import Decoded
from stemma.reading.rows import MOST_NAMED_ROWS, looks_like_rows, read_rows


def rows(*lines: object) -> str:
    return "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)


def read(text: str):
    return read_rows("f.jsonl", Decoded(text, "utf-8", 0))


def test_fields_of_a_row_are_kept():
    row = {
        "id": "a1",
        "text": "The quay is open.",
        "title": "Quay",
        "outlet": "Quayside Press",
        "url": "https://quayside.example/1",
        "published": "2031-03-04",
        "language": "en-GB",
    }
    (draft,) = read(rows(row)).drafts
    assert (draft.given_id, draft.text, draft.title, draft.outlet) == ("a1", row["text"], "Quay", "Quayside Press")
    assert (draft.url, draft.language) == (row["url"], "en")
    assert draft.published is not None
    assert (draft.published.iso(), draft.published.evidence) == ("2031-03-04", "given")


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("{nonsense", "not valid JSON"),
        ('{"text": "cut', "is not valid JSON (Unterminated string starting at character 10)"),
        ("[1, 2]", "not a JSON object"),
        ('{"title": "Quay"}', 'no "text"'),
        ('{"text": 7}', "not a string"),
        ('{"text": "  "}', "empty"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_bad_row_is_named_by_its_line_and_the_rest_goes_on(bad: str, why: str):
    read_ = read(rows({"text": "The quay is open."}, bad, "", {"text": "The quay is shut."}))
    assert [d.source for d in read_.drafts] == ["f.jsonl:1", "f.jsonl:4"]
    (problem,) = read_.problems
    assert problem.source == "f.jsonl:2"
    assert why in problem.reason


def test_many_bad_rows_are_counted_not_listed():
    problems = read(rows({"text": "The quay is open."}, *["{"] * (MOST_NAMED_ROWS + 5))).problems
    assert len(problems) == MOST_NAMED_ROWS + 1
    assert problems[-1].reason.startswith("5 more")


def test_row_with_an_invalid_date_is_kept_without_it():
    read_ = read(rows({"text": "The quay is open.", "published": "last week"}))
    assert read_.drafts[0].published is None
    assert "last week" in read_.problems[0].reason


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2031", ("2031", "year")),
        ("2031-05", ("2031-05", "month")),
        ("2031-05-13", ("2031-05-13", "day")),
        ("2031-05-13 10:30", ("2031-05-13T10:30:00", "second")),
        ("1605-01-01", ("1605-01-01", "day")),
        ("0001-01-01", None),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31", None),
        ("2031-13", None),
        ("٢٠٣١", None),
    ],
)
def test_date_of_a_row_is_as_exact_as_it_is_written_and_none_that_fills_a_field(
    written: str, kept: tuple[str, str] | None
):
    outcome = read(rows({"text": "The quay is open.", "published": written}))
    published = outcome.drafts[0].published
    assert (published and (published.iso(), published.precision)) == kept
    assert len(outcome.problems) == (kept is None)


def test_characters_that_no_text_can_hold_are_replaced_and_named():
    read_ = read('{"id": "\\udc00", "text": "The quay\\ud800 is\\u0000 open."}')
    assert read_.drafts[0].text == "The quay\ufffd is\ufffd open."
    assert read_.drafts[0].given_id == "\ufffd"
    assert len(read_.problems) == 1


def test_array_and_single_object_over_several_lines_are_rows_too():
    values = [{"text": "The quay is open."}, {"text": "The quay is shut."}]
    assert [d.text for d in read(json.dumps(values, indent=1)).drafts] == [v["text"] for v in values]
    assert [d.text for d in read(json.dumps(values[0], indent=1)).drafts] == ["The quay is open."]


def test_every_value_of_an_array_leads_back_to_its_own_bytes():
    values = [{"text": "The quay is open."}, {"text": "The quay is open."}, {"title": "é", "text": 'It "is".'}, 7]
    data = json.dumps(values, indent=1, ensure_ascii=False)
    places = [d.source_map[0].bytes for d in read(data).drafts]
    assert [data.encode()[p.start : p.end] for p in places] == [
        b"The quay is open.",
        b"The quay is open.",
        b'It \\"is\\".',
    ]
    assert places[0] != places[1]


@pytest.mark.parametrize(
    "text", ["[Update] The quay is open.", "{so they say} The quay is open.", "Quay\n{}", "[1, 2]"]
)
def test_text_in_brackets_is_no_row(text: str):
    assert not looks_like_rows(text)


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1, max_size=4), st.booleans())
def test_source_map_leads_back_to_the_text(texts: list[str], ascii_only: bool):  # noqa: FBT001 - drawn by hypothesis
    data = "\n".join(json.dumps({"title": "é", "text": t}, ensure_ascii=ascii_only) for t in texts)
    decoded = Decoded(data, "utf-8", 3)
    raw = b"\xef\xbb\xbf" + data.encode("utf-8", "surrogatepass")
    if any(0xD800 <= ord(c) < 0xE000 for c in data):
        return
    for draft, text in zip(read_rows("f", decoded).drafts, texts, strict=True):
        (piece,) = draft.source_map
        assert json.loads(b'"' + raw[piece.bytes.start : piece.bytes.end] + b'"') == text
