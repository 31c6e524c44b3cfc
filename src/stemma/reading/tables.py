"""Tables: CSV files and Parquet files, one report a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from stemma.errors import FormatError, MissingExtraError
from stemma.model import Problem, SourceSlice
from stemma.reading.archives import MAX_UNPACKED
from stemma.reading.decoding import Decoded
from stemma.reading.drafts import Draft, Drafts
from stemma.reading.offsets import ByteOffsets
from stemma.reading.parts import Part
from stemma.reading.results import refuse_result
from stemma.reading.rows import draft_of_row, problem_of_row, shortened
from stemma.text.spans import Span

COLUMNS = ("text", "id", "title", "outlet", "url", "published", "language")
# Longest field of a CSV file: that of the longest report, and some.
LONGEST_FIELD = 8_000_000
# A field with more quotation marks is no report; it leads back as a whole, so that its map stays small.
MOST_MARKS = 20_000
# Rows of a Parquet file that are unpacked at a time. What a file says of its own size is not believed: a dictionary
# holds a long text once for any number of rows, and so the characters that come out are counted.
ROWS_AT_A_TIME = 4
# Characters of a file's first line that a message shows.
LONGEST_SHOWN = 80
# What the columns of a row group may come to by what the file says, and what the rows of a file may come to.
LARGEST_TEXTS = MAX_UNPACKED


def looks_like_csv(text: str) -> bool:
    """Whether the first line names columns, `text` among them, and there is a second one."""
    head, newline, rest = text[:20_000].partition("\n")
    return bool(newline and rest.strip()) and _delimiter(head) is not None


def _delimiter(head: str) -> str | None:
    for delimiter in (",", ";", "\t"):
        names = [name.strip().strip('"').lower() for name in head.split(delimiter)]
        if len(names) > 1 and "text" in names and all(len(name) < 60 for name in names):  # noqa: PLR2004 - a name
            return delimiter
    return None


def read_csv(source: str, decoded: Decoded) -> Drafts:
    """The reports of a CSV file; every row that is none is named, and the rest goes on."""
    text = decoded.text
    lines = text.splitlines(keepends=True)
    delimiter = _delimiter(lines[0].rstrip("\r\n") if lines else "") or ","
    drafts: list[Draft] = []
    problems: list[Problem] = []
    offsets = ByteOffsets(decoded)
    csv.field_size_limit(LONGEST_FIELD)
    feed = io.StringIO(text, newline="")
    reader = csv.reader(feed, delimiter=delimiter)
    names: list[str] = []
    # The reader tells how many lines it has taken; a StringIO splits them at line feeds alone.
    passed = _Lines(text)
    number = 0
    while True:
        number += 1
        start = passed.upto(reader.line_num)
        try:
            fields = next(reader)
        except StopIteration:
            break
        except csv.Error as e:
            problems.append(Problem(f"{source}:{number}", f"is broken ({e}); the rows after it are not read"))
            break
        if not names:
            names = [name.strip().lower() for name in fields]
            if "text" not in names:
                shown = ", ".join(names)[:LONGEST_SHOWN]
                raise FormatError(
                    source, f'has no column "text" (its first line: {shown}); name the column of the reports so'
                )
            continue
        if not any(fields):
            continue
        where = f"{source}:{number}"
        row: dict[str, object] = {n: v for n, v in zip(names, fields, strict=False) if n in COLUMNS}
        if problem := problem_of_row(row):
            problems.append(Problem(where, problem))
            continue
        end = passed.upto(reader.line_num)
        draft, more = draft_of_row(where, row, _placed(str(row["text"]), text, start, end, offsets))
        drafts.append(draft)
        problems.extend(more)
    if not drafts and not problems:
        problems.append(
            Problem(source, "holds no rows; give a header with a column named text, and rows below it")
        )
    return Drafts(tuple(drafts), shortened(source, problems))


class _Lines:
    """Where lines end in a text, asked in rising order."""

    def __init__(self, text: str) -> None:
        self._text, self._line, self._at = text, 0, 0

    def upto(self, line: int) -> int:
        """The code point after so many lines."""
        while self._line < line:
            found = self._text.find("\n", self._at)
            self._at = found + 1 if found >= 0 else len(self._text)
            self._line += 1
        return self._at


def _placed(value: str, text: str, start: int, end: int, offsets: ByteOffsets) -> tuple[SourceSlice, ...]:
    """The field in its row, a slice for each stretch between doubled quotation marks; the row where it is not found."""
    at = text.find(value.replace('"', '""'), start, end)
    if at < 0:
        return (SourceSlice(Span(0, len(value)), Span(offsets.at(start), offsets.at(end))),)
    marks = value.count('"')
    if marks > MOST_MARKS:
        return (SourceSlice(Span(0, len(value)), Span(offsets.at(at), offsets.at(at + len(value) + marks))),)
    slices = []
    inner = 0
    for n, piece in enumerate(value.split('"')):
        if n:
            slices.append(SourceSlice(Span(inner, inner + 1), Span(offsets.at(at), offsets.at(at + 2))))
            inner, at = inner + 1, at + 2
        if piece:
            place = Span(offsets.at(at), offsets.at(at + len(piece)))
            slices.append(SourceSlice(Span(inner, inner + len(piece)), place))
            inner, at = inner + len(piece), at + len(piece)
    return tuple(slices)


def read_parquet(part: Part) -> Drafts:
    """The reports of a Parquet file; the way back is the packed column of texts of their row group.

    Raises:
        FormatError: it is broken or has no column of texts.
        MissingExtraError: the reader of Parquet files is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as e:
        raise MissingExtraError("a Parquet file", "parquet") from e
    drafts: list[Draft] = []
    problems: list[Problem] = []
    number = 0
    try:
        file = parquet.ParquetFile(io.BytesIO(part.data))
        refuse_result(part.name, ",".join(file.schema_arrow.names))
        names = [name for name in COLUMNS if name in file.schema_arrow.names]
        if "text" not in names:
            raise FormatError(part.name, "is a Parquet file without a column named text; name it so")
        for group, values in _groups(file, names, part.name):
            number += 1
            where = f"{part.name}:{number}"
            row = {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in values.items() if v is not None}
            if problem := problem_of_row(row):
                problems.append(Problem(where, problem))
                continue
            draft, more = draft_of_row(where, row, (SourceSlice(Span(0, len(str(row["text"]))), group),))
            drafts.append(draft)
            problems.extend(more)
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError, MemoryError) as e:
        raise FormatError(part.name, f"is a broken Parquet file ({type(e).__name__}); write it again") from e
    if not drafts and not problems:
        problems.append(Problem(part.name, "holds no rows"))
    return Drafts(tuple(drafts), shortened(part.name, problems))


def _groups(file: Any, names: list[str], source: str) -> Iterator[tuple[Span, dict[str, object]]]:  # noqa: ANN401
    """Every row with the bytes of the file that hold the texts of its row group."""
    left = MAX_UNPACKED
    for n in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(n)
        columns = [group.column(k) for k in range(group.num_columns)]
        if sum(c.total_uncompressed_size for c in columns if c.path_in_schema in names) > LARGEST_TEXTS:
            raise FormatError(source, "unpacks to too much; write it in smaller row groups")
        column = next(c for c in columns if c.path_in_schema == "text")
        start = column.dictionary_page_offset if column.has_dictionary_page else column.data_page_offset
        place = Span(start, start + column.total_compressed_size)
        for batch in file.iter_batches(batch_size=ROWS_AT_A_TIME, row_groups=[n], columns=names):
            for row in batch.to_pylist():
                left -= sum(len(v) for v in row.values() if isinstance(v, str | bytes))
                if left < 0:
                    raise FormatError(source, f"unpacks to more than {MAX_UNPACKED // 1024 // 1024} MiB; split it")
                yield place, row
