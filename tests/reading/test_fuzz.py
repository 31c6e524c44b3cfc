"""Damaged input of every kind is read or refused in words, within bounds of time and memory.

FUZZ=1000 pytest tests/reading/test_fuzz.py     so many inputs for each kind; a few where it is not set
"""

from __future__ import annotations

import gzip
import io
import json
import logging
import os
import quopri
import random
import zipfile
from collections.abc import Callable, Iterator

import pytest

from stemma.errors import ReadError
from stemma.reading.drafts import FORMATS
from stemma.reading.formats import read_part
from stemma.reading.parts import Part
from tests.reading.bounds import bounded
from tests.reading.test_formats import (
    BODY,
    FEED,
    PAGE,
    PLAIN,
    mail,
    parquet_file,
    pdf_file,
    tarred,
    warc,
    word_file,
    zipped,
)

EXAMPLES = int(os.environ.get("FUZZ", "8"))
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Quayside Press</title><entry><title>Quay</title>'
    '<link href="https://quayside.example/1"/><published>2021-03-04T10:00:00Z</published>'
    f'<content type="html">&lt;p&gt;{BODY}&lt;/p&gt;</content></entry></feed>'
)
SITEMAP = (
    "<urlset>" + "<url><loc>https://quayside.example/1</loc><lastmod>2021-03-04</lastmod></url>" * 3 + "</urlset>"
)
ROW = json.dumps({"id": "a", "text": BODY, "published": "2021-03-04"})
MARKDOWN = f"# Quay reopens\n\n> quoted\n\n{BODY}\n\n- [a](https://quayside.example)\n\n```\ncode\n```\n"
SAVED = mail(PAGE.encode(), "8bit", "text/html").replace(
    b"Subject:", b"Snapshot-Content-Location: https://quayside.example/1\r\nSubject:"
)
# Each kind of input: the format that it is forced to be once, its bytes, and how what is packed in it is packed.
Pack = Callable[[bytes], bytes]
KINDS: dict[str, tuple[str, Callable[[], bytes], Pack]] = {
    "text": ("text", PLAIN.encode, bytes),
    "md": ("text", MARKDOWN.encode, bytes),
    "html": ("html", PAGE.encode, bytes),
    "mhtml": ("mail", lambda: SAVED, bytes),
    "eml": ("mail", lambda: mail(quopri.encodestring(PLAIN.encode()), "quoted-printable"), bytes),
    "pdf": ("pdf", pdf_file, bytes),
    "docx": (
        "docx",
        lambda: _member(word_file(), "word/document.xml"),
        lambda data: _with_member(word_file(), data),
    ),
    "jsonl": ("jsonl", f"{ROW}\n{ROW}\n".encode, bytes),
    "json": ("jsonl", f"[{ROW}, {ROW}]".encode, bytes),
    "csv": ("csv", f'id,text\na,"One ""two"" {BODY}"\n'.encode, bytes),
    "parquet": ("parquet", parquet_file, bytes),
    "rss": ("feed", FEED.encode, bytes),
    "atom": ("feed", ATOM.encode, bytes),
    "sitemap": ("feed", SITEMAP.encode, bytes),
    "warc": ("warc", lambda: warc(PAGE.encode()), bytes),
    "zip": ("zip", PAGE.encode, lambda data: zipped(a_html=data, b_txt=PLAIN.encode())),
    "tar": ("tar", PAGE.encode, lambda data: tarred(a_html=data, b_txt=PLAIN.encode())),
    "gzip": ("gzip", lambda: warc(PAGE.encode()), gzip.compress),
}
# What parsers trip over: ends and beginnings of things, numbers at the edge, characters that are none.
_TOKENS = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\r", b"\n\n", b'"', b"'", b"<", b">", b"]]>",
    b"<![CDATA[", b"<!--", b"<!DOCTYPE a [", b'<!ENTITY a "b">', b"&a;", b"&#0;", b"&#x110000;", b"<script>", b"<p",
    b"</html>", b"[", b"{", b"\\ud800", b"\\u0000", b"1e999", b"-1", b"4294967295", b"%%EOF", b"stream", b"obj", b"<<",
    b"--bb", b"=\n", b"=FF", b"Content-Length: 99999999", b"PK\x03\x04", b"PAR1", b"\x1f\x8b\x08", b"WARC/1.0\r\n",
]  # fmt: skip


def _member(archive: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.read(name)


def _with_member(archive: bytes, data: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as opened,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name in opened.namelist():
            written.writestr(name, data if name == "word/document.xml" else opened.read(name))
    return out.getvalue()


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few pieces changed, cut, doubled, moved or put in."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        at = chance.randrange(len(out) + 1)
        to = min(len(out), at + chance.choice((1, 2, 8, 60)))
        piece = bytes(out[at:to])
        match chance.randrange(7):
            case 0:
                out[at:to] = bytes(chance.randrange(256) for _ in piece)
            case 1:
                del out[at:to]
            case 2:
                out[at:at] = piece * chance.choice((1, 3, 2_000))
            case 3:
                out[at:at] = chance.choice(_TOKENS)
            case 4:
                out[at:at] = chance.choice(_TOKENS) * chance.choice((30, 3_000))
            case 5:
                del out[at:]
            case _:
                other = chance.randrange(len(out) + 1)
                out[other:other] = piece
        out = out or bytearray(b"x")
    return bytes(out)


@pytest.fixture(autouse=True)
def _nothing_told() -> Iterator[None]:
    """What parsers tell of broken files is not kept: over a thousand of them that is gigabytes."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_every_format_is_fuzzed():
    assert {told for told, _, _ in KINDS.values()} == set(FORMATS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_damaged_input_is_read_or_refused_in_words(kind: str):
    told, make, pack = KINDS[kind]
    inner = make()
    whole = pack(inner)
    with bounded(f"{kind}, as it should be"):
        assert read_part(Part("whole", whole), None).drafts or kind == "sitemap"
    for number in range(EXAMPLES):
        chance = random.Random(f"{kind}-{number}")
        # Packed input is damaged inside and outside: a wrong sum of bits must not be all that is ever met.
        packed = pack is not bytes and chance.random() < 0.7
        data = pack(damaged(inner, chance)) if packed else damaged(whole, chance)
        for name in (None, told):
            with bounded(f"{kind} {number}, told {name}"):
                try:
                    read = read_part(Part("fuzzed", data), name)
                except ReadError:
                    continue
            for draft in read.drafts:
                draft.text.encode()
                assert all(s.bytes.end <= len(data) and s.text.end <= len(draft.text) for s in draft.source_map)
