"""Feeds (RSS, Atom) and sitemaps, read with expat, which says at which byte each piece of text stands.

Declarations of entities are refused, so that no feed can blow itself up (as defusedxml does).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from xml.parsers import expat

from stemma.errors import FormatError
from stemma.model import Publication, parse_published, published_at
from stemma.reading.parts import Part, Stretch
from stemma.text.spans import Span

# No feed is nested as deep; entries beyond this are an archive, not a feed.
DEEPEST = 100
MOST_ENTRIES = 20_000
# Larger feeds are refused: every character reference in them is a stretch of its own on the way back.
LARGEST_FEED = 8_000_000

# Each comment ends at its first end, for good: else a row of comments could be cut in exponentially many ways.
_ROOT = re.compile(
    rb"\s*+(?:<\?xml[^>]{0,300}>\s*+)?"
    rb"(?:(?>(?><!--.{0,5000}?-->)|<\?[^>]{0,500}>|<!DOCTYPE[^>\[]{0,500}(?:\[[^\]]{0,5000}\])?>)\s*+)*+"
    rb"<(?:\w+:)?(rss|feed|RDF|urlset|sitemapindex)\b",
    re.DOTALL,
)
# What holds the text of an entry, the best first.
_TEXTS = ("encoded", "content", "description", "summary")
_DATES = ("pubDate", "published", "date", "issued", "updated")


@dataclass(slots=True)
class _Piece:
    """Text of an element as it stands in the feed."""

    data: bytes
    start: int
    end: int


@dataclass(slots=True)
class _Entry:
    """What has been read of an entry."""

    pieces: dict[str, list[_Piece]] = field(default_factory=dict)
    link: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed."""

    part: Part
    """Its text, HTML or plain."""
    title: str | None
    """Its headline."""
    address: str | None
    """Where it leads."""
    published: Publication | None
    """When it was published."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed holds."""

    outlet: str | None
    """Its own title."""
    entries: tuple[Entry, ...]
    """Those with a text, in order."""
    addresses: tuple[str, ...]
    """Where a sitemap, or an entry without a text, leads."""
    broken: str
    """Why reading broke off; "" if it did not."""


def looks_like_feed(data: bytes) -> bool:
    """Whether bytes are a feed or a sitemap."""
    return bool(_ROOT.match(data.removeprefix(b"\xef\xbb\xbf")[:20_000]))


def open_feed(part: Part) -> Feed:
    """The entries of a feed.

    Raises:
        FormatError: it is no feed at all, or it declares entities.
    """
    if len(part.data) > LARGEST_FEED:
        raise FormatError(part.name, f"is a feed of more than {LARGEST_FEED:,} bytes; split it")
    reader = _Reader(part)
    broken = ""
    try:
        reader.parser.Parse(part.data, True)  # noqa: FBT003 - the library's own signature
    except expat.ExpatError as e:
        broken = f"is a feed that is broken at line {e.lineno} ({expat.errors.messages.get(e.code, e)})"
    except _StopError as e:
        broken = str(e)
    except (LookupError, ValueError):
        broken = "is a feed in an encoding that is not known"
    entries = tuple(found for e in reader.entries if (found := _entry(part, e)) is not None)
    addresses = (*reader.addresses, *(e.link or _text(e, "link") for e in reader.entries if not _has_text(e)))
    if broken and not entries and not addresses:
        raise FormatError(part.name, f"{broken}; get it again")
    outlet = " ".join(b"".join(p.data for p in reader.title).decode("utf-8", "replace").split())
    return Feed(outlet or None, entries, tuple(dict.fromkeys(a for a in addresses if a)), broken)


class _StopError(Exception):
    """Why a feed is not read on."""


class _Reader:
    """Collects entries while expat goes over the feed."""

    def __init__(self, part: Part) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = False
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = self._refuse
        self.entries: list[_Entry] = []
        self.addresses: list[str] = []
        self.title: list[_Piece] = []
        self._data = part.data
        self._path: list[str] = []
        self._entry: _Entry | None = None
        self._pending: _Piece | None = None

    def _refuse(self, *_: object) -> None:
        raise _StopError("declares entities, which no feed needs; it is not read")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._settle()
        tag = name.rsplit(" ", 1)[-1]
        self._path.append(tag)
        if len(self._path) > DEEPEST:
            raise _StopError("is nested too deeply for a feed")
        if tag in {"item", "entry"} and self._entry is None:
            self._entry = _Entry()
            if len(self.entries) >= MOST_ENTRIES:
                raise _StopError(f"has more than {MOST_ENTRIES:,} entries")
        elif tag == "link" and self._entry is not None and attributes.get("rel", "alternate") == "alternate":
            self._entry.link = self._entry.link or attributes.get("href", "")

    def _end(self, name: str) -> None:
        self._settle()
        tag = name.rsplit(" ", 1)[-1]
        if tag in {"item", "entry"} and self._entry is not None and tag not in self._path[:-1]:
            self.entries.append(self._entry)
            self._entry = None
        self._path.pop()

    def _characters(self, data: str) -> None:
        start = self.parser.CurrentByteIndex
        self._settle(start)
        self._pending = _Piece(data.encode("utf-8", "replace"), start, -1)

    def _settle(self, end: int | None = None) -> None:
        """A piece of text ends where the next thing begins."""
        piece, self._pending = self._pending, None
        if piece is None:
            return
        piece.end = self.parser.CurrentByteIndex if end is None else end
        exact = self._data[piece.start : piece.start + len(piece.data)] == piece.data
        if exact:
            piece.end = piece.start + len(piece.data)
        place = next((t for t in reversed(self._path) if t in _WANTED), "")
        if self._entry is not None:
            self._entry.pieces.setdefault(place or self._path[-1], []).append(piece)
        elif self._path[-1:] == ["loc"]:
            self.addresses.append(piece.data.decode("utf-8", "replace").strip())
        elif self._path[-1] == "title" and len(self._path) <= 3:  # noqa: PLR2004 - rss, channel, title
            self.title.append(piece)


_WANTED = {*_TEXTS, *_DATES, "title", "link", "creator", "author"}


def _text(entry: _Entry, name: str) -> str:
    return " ".join(b"".join(p.data for p in entry.pieces.get(name, ())).decode("utf-8", "replace").split())


def _has_text(entry: _Entry) -> bool:
    return any(_text(entry, name) for name in _TEXTS)


def _entry(part: Part, entry: _Entry) -> Entry | None:
    name = next((n for n in _TEXTS if _text(entry, n)), None)
    if name is None:
        return None
    stretches, data, size = [], [], 0
    for piece in entry.pieces[name]:
        data.append(piece.data)
        stretches.append(
            Stretch(Span(size, size + len(piece.data)), Span(piece.start, max(piece.start, piece.end)))
        )
        size += len(piece.data)
    return Entry(
        part.inside("", b"".join(data), stretches),
        _text(entry, "title") or None,
        entry.link or _text(entry, "link") or None,
        next((d for n in _DATES if (d := _date(_text(entry, n)))), None),
    )


def _date(value: str) -> Publication | None:
    if not value:
        return None
    if found := parse_published(value, "metadata"):
        return found
    try:
        return published_at(parsedate_to_datetime(value), "second", "metadata")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
