"""Where in a PDF file the text of each page is drawn: the streams of its content, and of the forms that it shows.

pdfium reads the text and does not say where it stood; pypdf knows the places of objects. A stream is mostly packed, so
that its letters have no bytes of their own: the packed bytes of the stream are the nearest there is.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Sequence
from typing import Any

from stemma.text.spans import Span

# Forms that stand in forms are followed so deep.
DEEPEST_FORM = 8
# A stream begins so near to the head of its object; what lies between is its dictionary.
LONGEST_DICTIONARY = 20_000
_END = b"endstream"
_STREAM = re.compile(rb"stream\r?\n")
_LENGTH = re.compile(rb"/Length\s+(\d{1,10})(?!\d|\s+\d+\s+R)")
_OBJECT = re.compile(rb"\s*(\d{1,10})\s+(\d{1,5})\s+obj\b")


def find_page_places(data: bytes) -> tuple[Span | None, ...]:
    """For each page the bytes from the first to the last of the streams that draw it; None where one was not found.

    Nothing at all where the file's own tables cannot be followed.

    Args:
        data: a PDF file (ISO 32000-1; content streams: 7.8.2, form objects: 8.10).

    Raises:
        ImportError: pypdf is not installed.
    """
    import pypdf  # noqa: PLC0415 - an extra

    told = logging.getLogger("pypdf")
    if not told.handlers:  # it tells of every small fault of a file: to whoever listens, not to standard error
        told.addHandler(logging.NullHandler())
    try:
        # Lenient, it rebuilds broken tables, which hostile files can make it do for minutes.
        reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
        if reader.is_encrypted:
            reader.decrypt("")
        return tuple(_hull([_place(ref, reader, data) for ref in _streams(page)]) for page in reader.pages)
    except Exception:  # noqa: BLE001 - a broken file raises whatever its parts raise; pdfium may read it all the same
        return ()


def _hull(places: Sequence[Span | None]) -> Span | None:
    known = [p for p in places if p is not None]
    if not known or len(known) < len(places):
        return None
    return Span(min(p.start for p in known), max(p.end for p in known))


def _streams(page: Any) -> Iterator[Any]:  # noqa: ANN401 - classes of the extra
    """References to every stream that draws a page."""
    contents = page.get("/Contents")
    if contents is not None:
        several = contents.get_object()
        yield from several if isinstance(several, list) else [page.raw_get("/Contents")]
    waiting = [(page.get("/Resources"), 0)]
    shown: set[int] = set()
    while waiting:
        resources, depth = waiting.pop()
        objects = resources.get_object().get("/XObject") if resources is not None else None
        if objects is None or depth > DEEPEST_FORM:
            continue
        objects = objects.get_object()
        for name in objects:
            ref = objects.raw_get(name)
            form = ref.get_object()
            if ref.idnum not in shown and form.get("/Subtype") == "/Form":
                shown.add(ref.idnum)
                yield ref
                waiting.append((form.get("/Resources"), depth + 1))


def _place(ref: Any, reader: Any, data: bytes) -> Span | None:  # noqa: ANN401
    """The bytes of a stream between its two words, as they stand in the file; None if they are not where they should be."""
    at = reader.xref.get(ref.generation, {}).get(ref.idnum)
    head = _OBJECT.match(data, at) if at is not None else None
    if head is None or (int(head[1]), int(head[2])) != (ref.idnum, ref.generation):
        return None
    begin = _STREAM.search(data, head.end(), head.end() + LONGEST_DICTIONARY)
    if begin is None:
        return None
    length = _LENGTH.search(data, head.end(), begin.start())
    end = begin.end() + int(length[1]) if length else begin.end()
    if not data[end : end + len(_END) + 2].lstrip().startswith(_END):  # it stands in an object of its own
        end = data.find(_END, begin.end())
    return Span(begin.end(), end) if end >= 0 else None
