"""Rows: JSON lines, or one JSON array, one report a row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from stemma.model import Problem, Publication, SourceSlice, parse_published
from stemma.reading.decoding import Decoded
from stemma.reading.drafts import Draft, Drafts
from stemma.reading.offsets import ByteOffsets
from stemma.text.spans import Span

# A page of errors helps nobody: beyond these, the bad rows of a file are only counted.
MOST_NAMED_ROWS = 20
# Rows at the head of a file that may be broken before it is no longer taken for JSON lines.
_SNIFFED_LINES = 20

_TEXT_FIELD = re.compile(r'"text"\s*:\s*"')
_SURROGATES_AND_NULS = re.compile("[\x00\ud800-\udfff]")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_].*)?")
_REPLACEMENT = "\ufffd"
# What may stand between the values of an array (RFC 8259, section 2).
_BETWEEN = re.compile(r"[ \t\n\r,]*")


@dataclass(frozen=True, slots=True)
class _Row:
    """One value of the input."""

    number: int
    """Of its line, or of its place in the array; from 1."""
    value: object
    """As JSON gives it."""
    start: int
    """Code point where it starts in the file."""
    raw: str
    """As it stands in the file."""


def looks_like_rows(text: str) -> bool:
    """Whether a text is JSON lines, one JSON object, or an array of objects."""
    head = text.lstrip()[:1]
    if head == "{":
        lines = [line for line in text.lstrip()[:4_000_000].split("\n", _SNIFFED_LINES) if line.strip()]
        return any(isinstance(_parsed(line), dict) for line in lines[:_SNIFFED_LINES]) or isinstance(
            _parsed(text), dict
        )
    if head == "[":
        value = _parsed(text)
        return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)
    return False


def read_rows(source: str, decoded: Decoded) -> Drafts:
    """The reports of a file of rows; every row that is none is named, and the rest goes on."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    offsets = ByteOffsets(decoded)
    for row in _rows(decoded.text):
        where = f"{source}:{row.number}"
        problem = problem_of_row(row.value)
        if problem:
            problems.append(Problem(where, problem))
            continue
        assert isinstance(row.value, dict)  # noqa: S101 - problem_of_row saw to it
        draft, more = draft_of_row(where, row.value, _located(row, offsets))
        drafts.append(draft)
        problems.extend(more)
    if not drafts and not problems:
        problems.append(Problem(source, "holds no rows; give one JSON object with a text a line"))
    return Drafts(tuple(drafts), shortened(source, problems))


def shortened(source: str, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The first problems of a file, and how many more there are."""
    left = len(problems) - MOST_NAMED_ROWS
    if left <= 0:
        return tuple(problems)
    return (*problems[:MOST_NAMED_ROWS], Problem(source, f"{left} more problems like these in other parts of it"))


class _Broken:
    """Stands for a value that is not JSON."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError:
        return _Broken("is nested too deeply")
    except ValueError as e:
        what = e.msg.removesuffix(" at") if isinstance(e, json.JSONDecodeError) else str(e)
        at = f" at character {e.colno}" if isinstance(e, json.JSONDecodeError) else ""
        return _Broken(f"is not valid JSON ({what}{at})")


def _rows(text: str) -> Iterator[_Row]:
    stripped = text.strip()
    if stripped.startswith("[") or (stripped.startswith("{") and "\n" in stripped):
        whole = _parsed(text)  # an array, or one object written over several lines
        if not isinstance(whole, _Broken):
            yield from _elements(text) if isinstance(whole, list) else (_Row(1, whole, 0, text),)
            return
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _Row(number, _parsed(line), start, line)
        start += len(line) + 1


def _elements(text: str) -> Iterator[_Row]:
    """The values of a JSON array that is known to be sound, each with its own place."""
    decoder = json.JSONDecoder()
    end = text.index("[") + 1
    for number in count(1):
        between = _BETWEEN.match(text, end)
        at = between.end() if between else end
        if text[at] == "]":
            return
        value, end = decoder.raw_decode(text, at)
        yield _Row(number, value, at, text[at:end])


def problem_of_row(value: object) -> str:
    """Why a value is no row; "" if it is one."""
    if isinstance(value, _Broken):
        return f"{value.reason}; give one JSON object a line"
    if not isinstance(value, dict):
        return 'is not a JSON object; give rows like {"text": "…"}'
    if "text" not in value:
        return 'has no "text"; every row needs one'
    if not isinstance(value["text"], str):
        return 'has a "text" that is not a string; put the text in quotation marks'
    if not value["text"].strip():
        return 'has an empty "text"; nothing to read'
    return ""


def draft_of_row(
    where: str, row: Mapping[str, object], slices: tuple[SourceSlice, ...]
) -> tuple[Draft, list[Problem]]:
    """The report that a row holds, and what had to be said about it."""
    problems: list[Problem] = []
    text = str(row["text"])
    if _SURROGATES_AND_NULS.search(text):
        problems.append(
            Problem(where, "has characters that no text can hold (NUL or half a pair); each is read as \ufffd")
        )
        text = _clean(text)
    published: Publication | None = None
    date = row.get("published")
    if date is not None and date != "":
        published = parse_published(date, "given") if isinstance(date, str) else None
        if published is None:
            shown = _clean(str(date))[:40]
            problems.append(
                Problem(
                    where,
                    f'"published" is no ISO 8601 date of a report: {shown}; write it like 2024-04-20. Read without a date',
                )
            )
    language = _optional(row, "language")
    draft = Draft(
        where,
        text,
        given_id=_given_id(row.get("id")),
        title=_optional(row, "title"),
        outlet=_optional(row, "outlet"),
        url=_optional(row, "url"),
        published=published,
        language=language[: 3 if language[2:3].isalpha() else 2].lower()
        if language and _LANGUAGE.fullmatch(language)
        else None,
        source_map=slices,
    )
    return draft, problems


def _given_id(value: object) -> str | None:
    if isinstance(value, str) and value.strip():
        return _clean(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def _optional(row: Mapping[str, object], name: str) -> str | None:
    value = row.get(name)
    return _clean(value).strip() or None if isinstance(value, str) else None


def _clean(text: str) -> str:
    return _SURROGATES_AND_NULS.sub(_REPLACEMENT, text)


# ── where the text stands ────────────────────────────────────────────────────────────────────────────────


def _located(row: _Row, offsets: ByteOffsets) -> tuple[SourceSlice, ...]:
    """The bytes between the quotation marks of the row's text; the whole row where they cannot be told."""
    assert isinstance(row.value, dict)  # noqa: S101 - the caller saw to it
    text = row.value["text"]
    literals = []
    for match in _TEXT_FIELD.finditer(row.raw):
        try:
            value, end = json.JSONDecoder().raw_decode(row.raw, match.end() - 1)
        except ValueError:
            continue
        if value == text:
            literals.append((match.end(), end - 1))
    start, end = literals[0] if len(literals) == 1 else (0, len(row.raw))
    first = offsets.at(row.start + start)
    return (SourceSlice(Span(0, len(text)), Span(first, offsets.at(row.start + end))),)
