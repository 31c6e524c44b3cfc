"""Documents: PDF and Word files.

The dates in their properties say when a file was printed or saved, not when the report was published: none is read.
"""

from __future__ import annotations

import io
import statistics
import zipfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from stemma.errors import FormatError, MissingExtraError
from stemma.model import SourceSlice, Zone
from stemma.reading.archives import MAX_PART, MAX_UNPACKED, member_place, pieces_of
from stemma.reading.drafts import Draft
from stemma.reading.inputs import MAX_CHARACTERS
from stemma.reading.lines import describe_line
from stemma.reading.parts import Part
from stemma.reading.pdf_streams import find_page_places
from stemma.reading.results import refuse_result
from stemma.reading.zones import Verdict, judge_line, partition
from stemma.text.spans import Span

# No news report has more pages; what has is a book.
MOST_PAGES = 500
# A line shorter than this share of its page's usual one ends a paragraph, if it ends a sentence.
FULL_LINE = 0.85
WORD_TEXT = "word/document.xml"


def read_pdf(part: Part) -> Draft:
    """The text of a PDF file: its lines joined to paragraphs.

    The text of a page leads back to the streams that draw it, mostly packed; where they are not found, to the file.

    Raises:
        FormatError: it is broken, encrypted or holds no text.
        MissingExtraError: the reader of PDF files is not installed.
    """
    try:
        import pypdfium2  # noqa: PLC0415 - an extra
    except ImportError as e:
        raise MissingExtraError("a PDF file", "pdf") from e
    try:
        document = pypdfium2.PdfDocument(part.data)
    except pypdfium2.PdfiumError as e:
        why = (
            "is encrypted; save it without a password"
            if "assword" in str(e)
            else f"is a broken PDF file ({str(e).rstrip(chr(46))}); get it again"
        )
        raise FormatError(part.name, why) from e
    try:
        if len(document) > MOST_PAGES:
            raise FormatError(part.name, f"has {len(document)} pages, over the limit of {MOST_PAGES}; split it")
        told: dict[str, str] = document.get_metadata_dict()
        pages = []
        size = 0
        for page in _pages(document):
            pages.append(page)
            size += len(page)
            if size > MAX_CHARACTERS:
                raise FormatError(part.name, f"holds more than {MAX_CHARACTERS:,} characters; split it")
    except pypdfium2.PdfiumError as e:
        raise FormatError(part.name, f"is a broken PDF file ({e}); get it again") from e
    finally:
        document.close()
    try:
        places = find_page_places(part.data)
    except ImportError as e:
        raise MissingExtraError("a PDF file", "pdf") from e
    text, source_map = _joined(pages, places, len(part.data))
    if not text.strip():
        raise FormatError(
            part.name, "is a PDF file without text, a scan perhaps; run text recognition over it first"
        )
    refuse_result(part.name, text)
    return Draft(
        part.name,
        text,
        title=" ".join(told.get("Title", "").split()) or None,
        source_map=source_map,
    )


def _joined(pages: Sequence[str], places: Sequence[Span | None], size: int) -> tuple[str, tuple[SourceSlice, ...]]:
    """The pages as one text, and for each the bytes that draw it: the whole file of so many bytes if they are unknown."""
    known = places if len(places) == len(pages) else [None] * len(pages)
    pieces: list[str] = []
    slices: list[SourceSlice] = []
    at = 0
    for page, place in zip(pages, known, strict=True):
        shown = _paragraphs(page)
        if shown:
            at += 2 * bool(pieces)  # the blank line before it
            pieces.append(shown)
            slices.append(SourceSlice(Span(at, at + len(shown)), place or Span(0, size)))
            at += len(shown)
    return "\n\n".join(pieces), tuple(slices)


def _pages(document: Any) -> Iterator[str]:  # noqa: ANN401 - a class of the extra
    for number in range(len(document)):
        page = document[number]
        try:
            words = page.get_textpage()
            yield words.get_text_bounded().encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")
            words.close()
        finally:
            page.close()


def _paragraphs(page: str) -> str:
    """The lines of a page joined to paragraphs, words that were divided at their ends made whole."""
    # Where a word is divided, pdfium gives a character that is none and no line end.
    divided = page.replace("\ufffe", "\u00ad\n").replace("\x02", "\u00ad\n")
    lines = [line.strip() for line in divided.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    lengths = [len(line) for line in lines if line]
    if not lengths:
        return ""
    full = FULL_LINE * statistics.quantiles([*lengths, *lengths], n=4)[2]
    parts: list[str] = []
    open_line = False
    for line in lines:
        if not line:
            open_line = False
            continue
        if (open_line and parts[-1].endswith("\u00ad")) or (
            open_line and parts[-1].endswith("-") and line[:1].islower()
        ):
            parts[-1] = parts[-1][:-1] + line
        elif open_line:
            parts[-1] += " " + line
        else:
            parts.append(line)
        open_line = len(line) >= full
    return "\n".join(parts)


def is_word_file(data: bytes) -> bool:
    """Whether a zip archive is a Word file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return WORD_TEXT in archive.NameToInfo
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        return False


def read_word_file(part: Part) -> Draft:
    """The text of a Word file, a line for each paragraph; its styles tell titles, captions and quotations.

    Raises:
        FormatError: it is broken, too large, or holds no text.
        MissingExtraError: the reader of Word files is not installed.
    """
    try:
        docx: Any = import_module("docx")
    except ImportError as e:
        raise MissingExtraError("a Word file", "docx") from e
    try:
        place = _checked(part)
        document = docx.Document(io.BytesIO(part.data))
        rows = [(_cleaned(text), style) for text, style in _rows(document) if text.strip()]
        title = document.core_properties.title
    except FormatError:
        raise
    except Exception as e:  # python-docx raises whatever its parsers raise
        raise FormatError(
            part.name, f"is a broken Word file ({type(e).__name__}); open it and save it again"
        ) from e
    text = "\n".join(row for row, _ in rows)
    if not text:
        raise FormatError(part.name, "is a Word file without text")
    refuse_result(part.name, text)
    if len(text) > MAX_CHARACTERS:
        raise FormatError(part.name, f"holds more than {MAX_CHARACTERS:,} characters; split it")
    return Draft(
        part.name,
        text,
        title=_cleaned(title).strip() or None if title else None,
        zones=_zones_by_style(text, rows),
        source_map=(SourceSlice(Span(0, len(text)), place),),
    )


def _checked(part: Part) -> Span:
    """Where the text of a Word file stands in it, once it is sure that nothing in it bursts."""
    with zipfile.ZipFile(io.BytesIO(part.data)) as archive:
        text_left, left = MAX_PART, MAX_UNPACKED  # its reader holds the pictures too
        for info in archive.infolist():
            is_text = info.filename.endswith((".xml", ".rels"))
            for piece in pieces_of(archive, info, part.name):
                left -= len(piece)
                text_left -= len(piece) * is_text
                if min(left, text_left) < 0:
                    raise FormatError(
                        part.name, "unpacks to too much for a Word file; save its text and give that"
                    )
        return member_place(part.data, archive.getinfo(WORD_TEXT))


def _rows(document: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a class of the extra
    """The paragraphs of a Word file and the cells of its tables with their styles, in order."""
    for item in document.iter_inner_content():
        if hasattr(item, "rows"):
            for row in item.rows:
                yield " | ".join(" ".join(cell.text.split()) for cell in row.cells), "table"
        else:
            yield item.text, (item.style.name or "").lower() if item.style is not None else ""


def _cleaned(text: str) -> str:
    held = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")
    return " ".join(held.split())


def _zones_by_style(text: str, rows: Sequence[tuple[str, str]]) -> tuple[Zone, ...] | None:
    """Zones by the styles, where these tell anything; None if they do not."""
    if not any(style in {"title", "caption"} or "quote" in style for _, style in rows):
        return None
    pieces = []
    at = 0
    for n, (row, style) in enumerate(rows):
        span = Span(at, at + len(row))
        if style == "title":
            verdict = Verdict("title", "styled as the title")
        elif style == "caption":
            verdict = Verdict("caption", "styled as a caption")
        elif "quote" in style:
            verdict = Verdict("quote_block", "styled as a quotation")
        else:
            verdict = judge_line(describe_line(text, span), n)
        pieces.append((span, verdict))
        at += len(row) + 1
    return partition(text, pieces)
