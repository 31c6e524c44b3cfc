"""What bytes are, told by what they hold, and who reads them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from stemma.errors import FormatError, MissingExtraError, ReadError
from stemma.model import Problem, SourceSlice
from stemma.reading.archives import MAX_DEPTH, Allowance, unpack_warc, untar, unzip, unzip_stream
from stemma.reading.decoding import Decoded, decode
from stemma.reading.documents import is_word_file, read_pdf, read_word_file
from stemma.reading.drafts import Draft, Drafts
from stemma.reading.feeds import looks_like_feed, open_feed
from stemma.reading.mails import looks_like_mail, open_mail
from stemma.reading.offsets import ByteOffsets
from stemma.reading.pages import looks_like_page, read_page
from stemma.reading.parts import Part
from stemma.reading.results import refuse_result
from stemma.reading.rows import looks_like_rows, read_rows, shortened
from stemma.reading.tables import looks_like_csv, read_csv, read_parquet
from stemma.text.spans import Span

LISTS_ADDRESSES = "lists {counted} addresses and holds no text; fetch them with --fetch"
_ROW_ENDINGS = (".jsonl", ".ndjson", ".json")
_TABLE_ENDINGS = (".csv", ".tsv")
# Where a tar archive says what it is (POSIX.1-1988, ustar).
_TAR_MARK = 257
_CHARSET = re.compile(
    rb"<meta\b[^<>]{0,300}?charset\s*=\s*[\"']?([\w-]{2,40})|<\?xml[^<>]{0,100}?encoding\s*=\s*[\"']([\w-]{2,40})",
    re.IGNORECASE,
)
# A page says its encoding in its first bytes (the HTML standard asks for 1024; pages are less careful).
_CHARSET_WITHIN = 4_096


def read_part(part: Part, format_name: str | None, allowance: Allowance | None = None) -> Drafts:
    """The reports in some bytes; what is wrong with a part of a container is named, and the rest is read.

    Raises:
        FormatError: there are none.
        MissingExtraError: an optional package is needed to read them.
    """
    allowance = allowance or Allowance()
    if part.depth > MAX_DEPTH:
        raise FormatError(part.name, f"lies more than {MAX_DEPTH} containers deep; unpack it yourself")
    told = format_name or tell_format(part)
    if told == "gzip":
        return read_part(unzip_stream(part, allowance), None, allowance)
    if unpack := _UNPACKING.get(told):
        return _read_all(part, unpack(part, allowance), allowance)
    if read := _READING.get(told):
        return read(part)
    return _read_text(part, told)


def tell_format(part: Part) -> str:  # noqa: PLR0911 - one for each format
    """The name of a format, or "" if these bytes are some kind of text."""
    data = part.data
    if data.startswith(b"\x1f\x8b"):
        return "gzip"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx" if is_word_file(data) else "zip"
    if data[_TAR_MARK : _TAR_MARK + 5] == b"ustar":
        return "tar"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith((b"WARC/1.", b"WARC/0.")):
        return "warc"
    if looks_like_feed(data):
        return "feed"
    return "mail" if looks_like_mail(data) else ""


def _read_text(part: Part, format_name: str, said: str | None = None) -> Drafts:
    name = part.name
    head = part.data[:_CHARSET_WITHIN]
    if said is None and (found := _CHARSET.search(head)):
        said = (found[1] or found[2]).decode("ascii", "replace")
    decoded = decode(name, part.data, said)
    if not decoded.text.strip():
        raise FormatError(name, "holds only blanks; nothing to read")
    refuse_result(name, decoded.text)
    match format_name or _tell_text(name, decoded):
        case "jsonl":
            return _traced(part, read_rows(name, decoded))
        case "csv":
            return _traced(part, read_csv(name, decoded))
        case "html":
            return _only(part, read_page(name, decoded))
        case _:
            return _only(part, _plain(part, decoded))


def _tell_text(name: str, decoded: Decoded) -> str:
    """The format by content; the ending of the name decides only what content leaves open."""
    ending = os.path.splitext(name)[1].lower()  # noqa: PTH122 - names stay strings
    if looks_like_rows(decoded.text):
        return "jsonl"
    if looks_like_page(decoded.text) and ending != ".md":
        return "html"
    if looks_like_csv(decoded.text):
        return "csv"
    if ending in _TABLE_ENDINGS:
        return "csv"
    return "jsonl" if ending in _ROW_ENDINGS else "text"


def _plain(part: Part, decoded: Decoded) -> Draft:
    """Plain text, unchanged; where it is the whole input its places are those of the input."""
    text = decoded.text.replace("\x00", "\ufffd")
    if part.stretches is None:
        return Draft(part.name, text)
    place = Span(decoded.skipped, ByteOffsets(decoded).at(len(decoded.text)))
    return Draft(part.name, text, source_map=(SourceSlice(Span(0, len(text)), place),))


def _read_mail(part: Part) -> Drafts:
    letter = open_mail(part)
    read = _read_text(letter.part, "html" if letter.is_page else "text", letter.encoding or "utf-8")
    (draft,) = read.drafts
    saved = letter.address if letter.address and letter.address.startswith(("http:", "https:")) else None
    return Drafts(
        (
            replace(
                draft,
                title=draft.title or letter.subject,
                outlet=draft.outlet or (None if saved else letter.sender),
                url=draft.url or saved,
                published=draft.published or (None if saved else letter.sent),
            ),
        ),
        read.problems,
    )


def _read_feed(part: Part) -> Drafts:
    feed = open_feed(part)
    drafts: list[Draft] = []
    problems: list[Problem] = [Problem(part.name, f"{feed.broken}; read up to there")] if feed.broken else []
    for number, entry in enumerate(feed.entries, 1):
        name = f"{part.name}:{number}"
        try:
            read = _read_text(
                replace(entry.part, name=name), "html" if b"<" in entry.part.data else "text", "utf-8"
            )
        except ReadError as e:
            problems.append(Problem(e.source, e.reason))
            continue
        problems.extend(read.problems)
        drafts.extend(
            replace(
                d,
                title=entry.title or d.title,
                outlet=feed.outlet or d.outlet,
                url=entry.address or d.url,
                published=entry.published or d.published,
            )
            for d in read.drafts
        )
    if not drafts and feed.addresses:
        problems.append(Problem(part.name, LISTS_ADDRESSES.format(counted=f"{len(feed.addresses):,}")))
        return Drafts((), shortened(part.name, problems), feed.addresses)
    if not drafts and not problems:
        problems.append(Problem(part.name, "is a feed without entries"))
    return Drafts(tuple(drafts), shortened(part.name, problems))


def _read_all(part: Part, inside: Iterable[Part | Problem], allowance: Allowance) -> Drafts:
    """The reports of all parts of a container."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    try:
        for inner in inside:
            if isinstance(inner, Problem):
                problems.append(inner)
                continue
            try:
                if not inner.data:
                    raise FormatError(inner.name, "is empty; nothing to read")
                read = read_part(inner, None, allowance)
            except ReadError as e:
                problems.append(Problem(e.source, e.reason))
            except MissingExtraError as e:
                problems.append(Problem(inner.name, str(e)))
            else:
                drafts.extend(read.drafts)
                problems.extend(read.problems)
    except FormatError as e:
        problems.insert(0, Problem(e.source, e.reason))  # the end of the whole is told before what is wrong inside
    if not drafts and not problems:
        problems.append(Problem(part.name, "holds nothing to read; check what it should hold"))
    return Drafts(tuple(drafts), shortened(part.name, problems))


def _only(part: Part, draft: Draft) -> Drafts:
    return Drafts((part.traced(draft),))


def _traced(part: Part, read: Drafts) -> Drafts:
    return Drafts(tuple(part.traced(d) for d in read.drafts), read.problems)


_UNPACKING: dict[str, Callable[[Part, Allowance], Iterable[Part | Problem]]] = {
    "zip": unzip,
    "tar": untar,
    "warc": unpack_warc,
}
_READING: dict[str, Callable[[Part], Drafts]] = {
    "pdf": lambda part: _only(part, read_pdf(part)),
    "docx": lambda part: _only(part, read_word_file(part)),
    "parquet": lambda part: _traced(part, read_parquet(part)),
    "mail": _read_mail,
    "feed": _read_feed,
}
