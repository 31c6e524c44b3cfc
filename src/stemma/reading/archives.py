"""Containers of files: gzip, zip, tar, WARC; unpacked within limits, every part with the way back.

The limits are the defence against archives that are made to burst: what comes out is counted while it comes out, and
what an archive says about itself is not believed.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from stemma.errors import FormatError, MissingExtraError
from stemma.model import Problem
from stemma.reading.parts import Part, Stretch, found_in
from stemma.text.spans import Span

MAX_UNPACKED = 256 * 1024 * 1024
"""Most bytes that come out of one input, all its parts together."""
MAX_PARTS = 20_000
"""Most parts of one input."""
MAX_DEPTH = 4
"""Containers inside containers."""
# Larger than this no single part is unpacked; it could not be read anyway.
MAX_PART = 64 * 1024 * 1024
# So much is unpacked at a time, and so much of a gzip stream is given to its unpacker at once.
PIECE = 1024 * 1024
FED = 64 * 1024
# Of files packed otherwise the standard library unpacks a piece of packed bytes at once, however much comes out of it:
# a thousand bytes of bzip2 hold gigabytes.
_PACKED_IN_PIECES = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What a page is served with that is no page.
_NOT_TEXT = (
    ".css",
    ".js",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".svg",
    ".webp",
    ".ico",
    ".woff",
    ".woff2",
    ".ttf",
    ".map",
)


class Allowance:
    """What may still come out of one input."""

    def __init__(self) -> None:
        """Start with all of it."""
        self.bytes_left = MAX_UNPACKED
        self.parts_left = MAX_PARTS

    def take(self, name: str, size: int, parts: int = 1) -> None:
        """Account for what came out: so many bytes, and mostly one part.

        Raises:
            FormatError: that is too much.
        """
        self.bytes_left -= size
        self.parts_left -= parts
        if self.bytes_left < 0:
            raise FormatError(
                name,
                f"unpacks to more than {MAX_UNPACKED // (1024 * 1024)} MiB; unpack it yourself and give what you need",
            )
        if self.parts_left < 0:
            raise FormatError(name, f"holds more than {MAX_PARTS:,} parts; split it")

    @property
    def largest(self) -> int:
        """The most bytes that the next part may have."""
        return min(MAX_PART, self.bytes_left)


def unzip_stream(part: Part, allowance: Allowance) -> Part:
    """What is in a gzip stream, all its members.

    Raises:
        FormatError: it is broken or unpacks to too much.
    """
    pieces: list[bytes] = []
    stretches: list[Stretch] = []
    at = size = 0
    data = part.data
    while at < len(data) and data[at : at + 2] == b"\x1f\x8b":
        made, end = _unzip_member(part, at, max(1, allowance.largest - size + 1))
        pieces.append(made)
        stretches.append(Stretch(Span(size, size + len(made)), Span(at, end)))
        size += len(made)
        at = end
        allowance.take(part.name, len(made))
    return part.inside("", b"".join(pieces), stretches)


def _unzip_member(part: Part, at: int, most: int) -> tuple[bytes, int]:
    """What is in the member of a gzip stream that begins there, less than `most` bytes, and where it ends."""
    unpacker = zlib.decompressobj(wbits=31)
    pieces: list[bytes] = []
    left = most
    while not unpacker.eof:
        fed = part.data[at : at + FED]
        if not fed:
            raise FormatError(part.name, "is a gzip file that breaks off; get it again")
        at += len(fed)
        try:
            pieces.append(unpacker.decompress(fed, left))
        except zlib.error as e:
            raise FormatError(part.name, f"is a broken gzip file ({e}); get it again") from e
        left -= len(pieces[-1])
        if unpacker.unconsumed_tail or left <= 0:
            raise _too_large(part.name)
    return b"".join(pieces), at - len(unpacker.unused_data)


def unzip(part: Part, allowance: Allowance) -> Iterator[Part | Problem]:
    """The files in a zip archive, in its own order.

    Raises:
        FormatError: the archive is broken.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(part.data)) as archive:
            for info in archive.infolist():
                if info.is_dir() or _is_furniture(info.filename):
                    continue
                name = f"{part.name}/{info.filename}"
                try:
                    data = _member(archive, info, name, allowance)
                except FormatError as e:
                    if allowance.bytes_left < 0 or allowance.parts_left < 0:
                        raise
                    yield Problem(e.source, e.reason)
                    continue
                start = info.header_offset
                end = min(len(part.data), start + 30 + len(info.filename.encode()) + 65_535 + info.compress_size)
                stretches = (
                    found_in(data, part.data, Span(start, end))
                    if info.compress_type == zipfile.ZIP_STORED
                    else (Stretch(Span(0, len(data)), member_place(part.data, info)),)
                )
                yield part.inside(info.filename, data, stretches)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as e:
        raise FormatError(part.name, f"is a broken zip archive ({e}); get it again") from e


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, allowance: Allowance) -> bytes:
    if info.flag_bits & 1:
        raise FormatError(name, "is encrypted; unpack it yourself")
    allowance.take(name, 0)
    pieces: list[bytes] = []
    size = 0
    try:
        # Counted piece by piece: what unpacks to much and then proves broken has cost its time all the same.
        for piece in pieces_of(archive, info, name):
            size += len(piece)
            allowance.take(name, len(piece), parts=0)
            if size > MAX_PART:
                raise _too_large(name)
            pieces.append(piece)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, EOFError, RuntimeError) as e:
        raise FormatError(name, f"cannot be unpacked ({e})") from e
    return b"".join(pieces)


def pieces_of(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """What is in a member of a zip archive, unpacked piece by piece.

    Raises:
        FormatError: it is packed in a way that cannot be unpacked in pieces.
    """
    if info.compress_type not in _PACKED_IN_PIECES:
        raise FormatError(name, "is packed in a way that is not read (bzip2 or LZMA); unpack it yourself")
    with archive.open(info) as file:
        while piece := file.read(PIECE):
            yield piece


def member_place(data: bytes, info: zipfile.ZipInfo) -> Span:
    """The bytes of a zip archive that hold a member, packed (APPNOTE 4.3.7: thirty bytes, its name, extra fields)."""
    head = data[info.header_offset : info.header_offset + 30]
    start = info.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    start = min(start, len(data))
    return Span(start, min(len(data), start + info.compress_size))


def untar(part: Part, allowance: Allowance) -> Iterator[Part | Problem]:
    """The files in a tar archive, in its own order.

    Raises:
        FormatError: the archive is broken.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(part.data), mode="r:") as archive:
            for info in archive:
                if not info.isreg() or _is_furniture(info.name):
                    continue
                if info.size > allowance.largest:
                    yield Problem(f"{part.name}/{info.name}", _too_large("").reason)
                    continue
                file = archive.extractfile(info)
                data = file.read() if file else b""
                allowance.take(part.name, len(data))
                outer = Span(info.offset_data, info.offset_data + len(data))
                yield part.inside(info.name, data, (Stretch(Span(0, len(data)), outer),))
    except (tarfile.TarError, ValueError, OSError, EOFError, OverflowError) as e:
        raise FormatError(part.name, f"is a broken tar archive ({e}); get it again") from e


def unpack_warc(part: Part, allowance: Allowance) -> Iterator[Part | Problem]:
    """The pages in a web archive (ISO 28500), named by their addresses.

    Raises:
        FormatError: the archive is broken.
        MissingExtraError: the reader of web archives is not installed.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - an extra
        from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415
    except ImportError as e:
        raise MissingExtraError("a web archive (WARC)", "warc") from e
    records = ArchiveIterator(io.BytesIO(part.data))
    try:
        for record in records:
            if record.rec_type not in {"response", "resource"}:
                continue
            address = record.rec_headers.get_header("WARC-Target-URI") or "record"
            kind = (record.http_headers or record.rec_headers).get_header("Content-Type") or ""
            status = record.http_headers.get_statuscode() if record.http_headers else "200"
            if not kind.lower().startswith(("text/html", "text/plain", "application/xhtml")) or status != "200":
                continue
            data = record.content_stream().read(allowance.largest + 1)
            allowance.take(part.name, len(data))
            if len(data) > MAX_PART:
                yield Problem(f"{part.name}/{address}", _too_large("").reason)
                continue
            start = records.get_record_offset()
            end = start + max(0, records.get_record_length())
            yield part.inside(address, data, found_in(data, part.data, Span(start, min(end, len(part.data)))))
    except (ArchiveLoadFailed, zlib.error, ValueError, EOFError, OSError, AttributeError, TypeError) as e:
        raise FormatError(part.name, f"is a broken web archive ({e}); get it again") from e


def _is_furniture(name: str) -> bool:
    """Whether a file in an archive is hidden, or serves a page and is none."""
    last = name.rsplit("/", 1)[-1]
    return last.startswith(".") or "__MACOSX/" in name or last.lower().endswith(_NOT_TEXT)


def _too_large(source: str) -> FormatError:
    return FormatError(source, f"unpacks to more than {MAX_PART // (1024 * 1024)} MiB; split it")
