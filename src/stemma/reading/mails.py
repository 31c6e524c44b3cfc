"""Mails (EML) and pages saved as one file (MHTML): the part that holds the text, with its transfer encoding undone."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import parseaddr, parsedate_to_datetime

from stemma.errors import FormatError
from stemma.model import Publication, published_at
from stemma.reading.parts import Part, Stretch
from stemma.text.spans import Span

# A plain part shorter than this beside an HTML part says "open this in a browser".
SHORTEST_PLAIN = 200
# Text of a mail as it stands there; no letter is longer, and its way back stays within bounds of memory.
LARGEST_TEXT = 4_000_000
# Parts of one mail that are looked at.
MOST_PARTS = 500
# Fields of the head are read up to here; nobody writes longer ones.
LONGEST_HEADER = 4_000

_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]")
_KNOWN = re.compile(
    rb"^(?:from|to|subject|date|received|message-id|mime-version|return-path|delivered-to|content-type):",
    re.IGNORECASE | re.MULTILINE,
)
_TELLING = re.compile(rb"^(?:mime-version|received|message-id|return-path):", re.IGNORECASE | re.MULTILINE)
_ESCAPE = re.compile(rb"=(?:([0-9A-Fa-f]{2})|[ \t]*(\r?\n)|)")


@dataclass(frozen=True, slots=True)
class Letter:
    """The text of a mail and what its head says."""

    part: Part
    """The text."""
    is_page: bool
    """Whether it is HTML."""
    encoding: str | None
    """What it says it is encoded in."""
    subject: str | None
    """Its subject."""
    sender: str | None
    """The name of the sender, or the address where there is no name."""
    sent: Publication | None
    """When it was sent."""
    address: str | None
    """Of a saved page: where it was saved from."""


def looks_like_mail(data: bytes) -> bool:
    """Whether bytes are a mail or a page saved as one: a head of known fields."""
    head = re.split(rb"\r?\n\r?\n", data[:20_000], maxsplit=1)[0]
    return bool(_HEADER.match(head)) and bool(_TELLING.search(head)) and len(_KNOWN.findall(head)) >= 2  # noqa: PLR2004


def open_mail(part: Part) -> Letter:
    """The text of a mail.

    Raises:
        FormatError: it has none.
    """
    try:
        # As Latin-1 every byte is one character, so that what comes out can be found again in the bytes.
        message = message_from_string(part.data.decode("latin-1"), policy=compat32)
        bodies = [m for m in _parts(message) if m.get_content_type() in {"text/plain", "text/html"}]
    except (MessageError, ValueError, LookupError, RecursionError, AttributeError, TypeError) as e:
        raise FormatError(part.name, f"is a mail that cannot be taken apart ({e}); save its text") from e
    plain = next((m for m in bodies if m.get_content_type() == "text/plain"), None)
    page = next((m for m in bodies if m.get_content_type() == "text/html"), None)
    chosen = plain if plain and (page is None or len(_raw(plain)) >= SHORTEST_PLAIN) else page
    if chosen is None:
        raise FormatError(part.name, "is a mail without text; save what is attached to it and give that")
    name, address = _sender(_decoded(message.get("From")) or "")
    return Letter(
        _undone(part, chosen),
        chosen is page,
        chosen.get_content_charset(),
        _decoded(message.get("Subject")),
        name or address or None,
        _sent(message),
        _decoded(message.get("Snapshot-Content-Location") or chosen.get("Content-Location")),
    )


def _parts(message: Message) -> Iterator[Message]:
    """All parts that are no containers, none of them attachments."""
    waiting: list[Message] = [message]
    seen = 0
    while waiting and seen < MOST_PARTS:
        at = waiting.pop(0)
        seen += 1
        inner = at.get_payload()
        if at.is_multipart() and isinstance(inner, list):
            waiting[:0] = [m for m in inner if isinstance(m, Message)]
        elif (at.get_content_disposition() or "inline") == "inline":
            yield at


def _raw(message: Message) -> bytes:
    """The content of a part as it stands in the mail."""
    payload = message.get_payload()
    return payload.encode("latin-1", "replace") if isinstance(payload, str) else b""


def _decoded(value: object) -> str | None:
    if value is None:
        return None
    given = str(value)[:LONGEST_HEADER].encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        text = str(make_header(decode_header(given)))
    except (ValueError, LookupError, MessageError, RecursionError, binascii.Error):
        text = given
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split()) or None


def _sender(line: str) -> tuple[str, str]:
    """Name and address of a sender; the reader of addresses calls itself for every stray bracket."""
    try:
        return parseaddr(line)
    except RecursionError:
        return "", ""


def _sent(message: Message) -> Publication | None:
    try:
        return published_at(parsedate_to_datetime(str(message.get("Date"))[:LONGEST_HEADER]), "second", "metadata")
    except (ValueError, TypeError, IndexError, OverflowError, RecursionError):
        return None


def _undone(part: Part, message: Message) -> Part:
    """The content of a part with its transfer encoding undone."""
    raw = _raw(message)
    if len(raw) > LARGEST_TEXT:
        raise FormatError(part.name, f"is a mail with more than {LARGEST_TEXT:,} bytes of text; save it as a file")
    at = max(0, part.data.find(raw)) if raw else 0
    encoding = str(message.get("Content-Transfer-Encoding") or "").strip().lower()
    if encoding == "quoted-printable":
        return _from_quoted(part, raw, at)
    if encoding == "base64":
        return _from_base64(part, raw, at)
    return part.inside("", raw, (Stretch(Span(0, len(raw)), Span(at, at + len(raw))),))


def _from_quoted(part: Part, raw: bytes, at: int) -> Part:
    """Quoted-printable (RFC 2045, 6.7): "=3D" is one byte, "=" at the end of a line joins it to the next."""
    pieces: list[bytes] = []
    stretches: list[Stretch] = []
    size = passed = 0

    def add(data: bytes, start: int, end: int) -> None:
        nonlocal size
        if data:
            pieces.append(data)
            stretches.append(Stretch(Span(size, size + len(data)), Span(at + start, at + end)))
            size += len(data)

    for found in _ESCAPE.finditer(raw):
        add(raw[passed : found.start()], passed, found.start())
        if found[1]:
            add(bytes([int(found[1], 16)]), found.start(), found.end())
        elif not found[2]:
            add(b"=", found.start(), found.end())
        passed = found.end()
    add(raw[passed:], passed, len(raw))
    return part.inside("", b"".join(pieces), stretches)


def _from_base64(part: Part, raw: bytes, at: int) -> Part:
    """Base64 (RFC 2045, 6.8), line by line where lines hold whole groups of four, as mailers write them."""
    pieces: list[bytes] = []
    stretches: list[Stretch] = []
    size = start = 0
    try:
        for line in raw.splitlines(keepends=True):
            data = binascii.a2b_base64(line)
            pieces.append(data)
            stretches.append(Stretch(Span(size, size + len(data)), Span(at + start, at + start + len(line))))
            size += len(data)
            start += len(line)
    except binascii.Error:
        try:
            data = binascii.a2b_base64(raw)
        except binascii.Error as e:
            raise FormatError(part.name, f"is a mail whose text is broken base64 ({e}); get it again") from e
        return part.inside("", data, (Stretch(Span(0, len(data)), Span(at, at + len(raw))),))
    return part.inside("", b"".join(pieces), stretches)
