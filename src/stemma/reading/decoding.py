"""From bytes to text: byte order marks, UTF-8, and a guess where neither helps."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from stemma.errors import FormatError

# Longest first: the mark of UTF-32 begins with that of UTF-16.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a picture: run text recognition over it and give its text"),
    (b"\xff\xd8\xff", "a picture: run text recognition over it and give its text"),
    (b"GIF8", "a picture: run text recognition over it and give its text"),
    (b"SQLite format 3", "a database: export its reports as JSON lines and give those"),
)
# The code page of most old western files.
_COMMON = "cp1252"
# How much of a file the guess of an encoding looks at; more makes it slow, not better.
_GUESS_FROM = 200_000
# Control characters (other than blanks) that no text of that length holds.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and how it was got."""

    text: str
    """The text, without a byte order mark."""
    encoding: str
    """The codec; encoding `text` with it gives back the bytes after the mark."""
    skipped: int
    """Bytes of the byte order mark."""


def decode(source: str, data: bytes, said: str | None = None) -> Decoded:
    """The text that the bytes hold; `said` is the encoding that they are said to be in, believed where it works.

    Raises:
        FormatError: they hold no text, or in no encoding that can be told.
    """
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise FormatError(source, f"is {what}")
    decoded = (
        _marked(source, data)
        or _as_said(data, said)
        or (_with_zeros(data) if b"\x00" in data else _without_zeros(source, data))
    )
    if decoded is None or _looks_binary(decoded.text):
        raise FormatError(source, "is a binary file, not text; give text, HTML or JSON lines")
    return decoded


def _marked(source: str, data: bytes) -> Decoded | None:
    """By its byte order mark."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(encoding), encoding, len(mark))
            except UnicodeDecodeError as e:
                reason = f"claims to be {encoding} and breaks at byte {e.start}; save it as UTF-8"
                raise FormatError(source, reason) from e
    return None


def _as_said(data: bytes, said: str | None) -> Decoded | None:
    if not said:
        return None
    try:
        encoding = codecs.lookup(said).name
        text = data.decode(encoding)
        # Else positions could not be traced back; and codecs that are no encodings of text come to nothing.
        return Decoded(text, encoding, 0) if text.encode(encoding) == data else None
    except (LookupError, ValueError, AttributeError, TypeError):
        return None


def _with_zeros(data: bytes) -> Decoded | None:
    """UTF-16 without a mark, or UTF-8 with a stray NUL (how many are too many is asked later), or no text at all."""
    encoding = _wide_encoding(data) or "utf-8"
    try:
        return Decoded(data.decode(encoding), encoding, 0)
    except UnicodeDecodeError:
        return None


def _without_zeros(source: str, data: bytes) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"), "utf-8", 0)
    except UnicodeDecodeError:
        return _guessed(source, data)


def _looks_binary(text: str) -> bool:
    sample = text[:_GUESS_FROM]
    return len(_CONTROL.findall(sample)) > _CONTROL_SHARE * len(sample)


def _wide_encoding(data: bytes) -> str:
    """UTF-16 without a mark shows in zeros at every other byte; "" if it is not that."""
    sample = data[:4_000]
    half = max(1, len(sample) // 2)
    if len(data) % 2 == 0 and sample[1::2].count(0) > half // 2 and sample[::2].count(0) == 0:
        return "utf-16-le"
    if len(data) % 2 == 0 and sample[::2].count(0) > half // 2 and sample[1::2].count(0) == 0:
        return "utf-16-be"
    return ""


def _guessed(source: str, data: bytes) -> Decoded:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only files that are not UTF-8 need it

    matches = from_bytes(data[:_GUESS_FROM])
    best = matches.best()
    # Short texts fit several code pages equally well; then the most common one is the better guess.
    western = best is not None and any(m.encoding == _COMMON and m.chaos <= best.chaos for m in matches)
    for encoding in (best.encoding if best and not western else None, _COMMON):
        if encoding is None:
            continue
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if text.encode(encoding) == data:  # else positions could not be traced back
            return Decoded(text, encoding, 0)
    raise FormatError(source, "is in no encoding that can be told; save it as UTF-8")
