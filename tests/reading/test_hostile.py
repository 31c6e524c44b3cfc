"""Input that is made to burst, to hang or to deceive: each case within bounds, with a clear word, and the rest is read."""

from __future__ import annotations

import gzip
import io
import json
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from stemma.reading import archives, documents, read_inputs, tables
from tests.reading.bounds import bounded
from tests.reading.test_formats import BODY, PAGE, PLAIN, mail, tarred, word_file, zipped

MIB = 1024 * 1024


def read_bounded(folder: Path, name: str, data: bytes) -> tuple[int, str]:
    """How many reports are read beside an ordinary one, and the reasons given, in one string."""
    (folder / "ordinary.txt").write_text(PLAIN, "utf-8")
    (folder / name).write_bytes(data)
    with bounded(name):
        outcome = read_inputs([str(folder)])
    assert any(r.text == PLAIN for r in outcome.reports), "the rest goes on"
    return len(outcome.reports) - 1, " | ".join(p.reason for p in outcome.problems)


def laughs(head: str, tail: str) -> bytes:
    """A billion laughs (each entity ten of the one before) in an XML file."""
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE x [{entities}]>{head}&a9;{tail}'.encode()


def long_entity() -> bytes:
    """One long entity, many times (quadratic blow-up)."""
    return (
        f'<!DOCTYPE rss [<!ENTITY a "{"a" * 20_000}">]><rss><channel><item><description>'
        f"{'&a;' * 5_000}</description></item></channel></rss>"
    ).encode()


def outside_entity() -> bytes:
    return (
        b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><item><description>&a;'
        b"</description></item></channel></rss>"
    )


@pytest.mark.parametrize(
    "data",
    [
        laughs("<rss><channel><item><title>", "</title></item></channel></rss>"),
        laughs('<feed xmlns="http://www.w3.org/2005/Atom"><entry><content>', "</content></entry></feed>"),
        laughs("<urlset><url><loc>", "</loc></url></urlset>"),
        outside_entity(),
    ],
    ids=["rss", "atom", "sitemap", "outside"],
)
def test_feeds_that_declare_entities_are_refused(tmp_path: Path, data: bytes):
    assert read_bounded(tmp_path, "a.xml", data) == (
        0,
        "declares entities, which no feed needs; it is not read; get it again",
    )


def test_entity_that_is_long_is_never_put_in(tmp_path: Path):
    read, _ = read_bounded(tmp_path, "a.xml", long_entity())
    assert read <= 1
    assert all(len(r.text) < 200_000 for r in read_inputs([str(tmp_path)]).reports)


def test_word_file_with_entities_does_not_burst(tmp_path: Path):
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    inner = laughs(f"<w:document {space}><w:body><w:p><w:r><w:t>", "</w:t></w:r></w:p></w:body></w:document>")
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word_file())) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            made.writestr(name, inner if name == "word/document.xml" else given.read(name))
    read, why = read_bounded(tmp_path, "a.docx", out.getvalue())
    assert read == 0
    assert "Word file" in why


def zeros(size: int) -> bytes:
    """So many MiB of zeros as a raw deflate stream, packed to a thousandth: one block after another, all the same."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(b"\0" * MIB) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * size


def gzip_of(stream: bytes) -> bytes:
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + stream


def zip_of(*members: tuple[bytes, int, bytes], times: int = 1) -> bytes:
    """An archive of raw deflate streams: name, size as it is said to be, stream; each named so often in the directory."""
    body = directory = b""
    for name, size, stream in members:
        shared = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 0, 0, len(stream), size, len(name), 0)
        directory += (
            struct.pack("<4sH", b"PK\x01\x02", 20) + shared + struct.pack("<HHHLL", 0, 0, 0, 0, len(body)) + name
        ) * times
        body += b"PK\x03\x04" + shared + name + stream
    count = len(members) * times
    return (
        body + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    )


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=["bzip2", "lzma"])
def test_zip_that_cannot_be_unpacked_in_pieces_is_refused_and_its_other_files_are_read(
    tmp_path: Path, method: int
):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("b.txt", BODY)
        archive.writestr("a.txt", b"\0" * MIB * 40, method)
    read, why = read_bounded(tmp_path, "a.zip", out.getvalue())
    assert (read, why) == (1, "is packed in a way that is not read (bzip2 or LZMA); unpack it yourself")


def test_parquet_file_that_holds_one_text_for_very_many_rows_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tables, "MAX_UNPACKED", 32 * MIB)
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000, pa.int32()), pa.array([BODY * (MIB // len(BODY))]))
    out = io.BytesIO()
    parquet.write_table(pa.table({"text": text}), out)
    read, why = read_bounded(tmp_path, "a.parquet", out.getvalue())
    assert (read, "unpacks to more than 32 MiB" in why) == (0, True)


def test_word_file_with_a_picture_that_bursts_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(documents, "MAX_UNPACKED", 8 * MIB)
    link = (
        b'<Relationship Id="rId99" Target="media/a.png" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>'
    )
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word_file())) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
    ):
        for name in given.namelist():
            data = given.read(name)
            if name == "word/_rels/document.xml.rels":
                data = data.replace(b"</Relationships>", link)
            if name == "[Content_Types].xml":
                data = data.replace(
                    b"<Override", b'<Default Extension="png" ContentType="image/png"/><Override', 1
                )
            made.writestr(name, data)
        with made.open("word/media/a.png", "w") as picture:
            for _ in range(9):
                picture.write(b"\0" * MIB)
    read, why = read_bounded(tmp_path, "a.docx", out.getvalue())
    assert (read, "too much for a Word file" in why) == (0, True)


def test_gzip_bomb_is_stopped(tmp_path: Path):
    read, why = read_bounded(tmp_path, "a.gz", gzip_of(zeros(4096)))
    assert (read, "unpacks to more than 64 MiB" in why) == (0, True)


def test_gzip_bomb_in_gzip_is_stopped(tmp_path: Path):
    read, why = read_bounded(tmp_path, "a.gz", gzip.compress(gzip.compress(gzip_of(zeros(4096)))))
    assert (read, "unpacks to more than 64 MiB" in why) == (0, True)


def test_zip_bomb_is_stopped_and_its_other_files_are_read(tmp_path: Path):
    bomb = zip_of((b"a.txt", 4095 * MIB, zeros(4095)), (b"b.txt", 100, zeros(4095)))
    read, why = read_bounded(tmp_path, "a.tar", tarred(a_zip=bomb, b_txt=BODY.encode()))
    assert (read, "unpacks to more than 64 MiB" in why) == (1, True)


def test_zip_that_names_one_file_very_often_is_stopped_by_the_sum(tmp_path: Path):
    """After Fifield 2019, "A better zip bomb": many entries of the directory share their bytes.

    Newer versions of Python refuse such entries themselves.
    """
    read, why = read_bounded(tmp_path, "a.zip", zip_of((b"a.txt", 40 * MIB, zeros(40)), times=3_000))
    assert read == 0
    assert "unpacks to more than 256 MiB" in why or "Overlapped entries" in why


def test_zip_nested_in_zips_is_followed_only_so_far(tmp_path: Path):
    data = PLAIN.encode()
    for _ in range(6):
        data = zipped(**{f"{n}_zip": data for n in "abc"})
    read, why = read_bounded(tmp_path, "a.zip", data)
    assert (read, "containers deep" in why) == (0, True)


def test_archive_of_very_many_files_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "MAX_PARTS", 2_000)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for n in range(2_100):
            archive.addfile(tarfile.TarInfo(f"{n}.txt"))
    read, why = read_bounded(tmp_path, "a.tar", out.getvalue())
    assert (read, "holds more than 2,000 parts" in why) == (0, True)


def nested_mail() -> bytes:
    body = BODY.encode()
    for _ in range(300):
        body = b"Content-Type: message/rfc822\r\n\r\nMIME-Version: 1.0\r\nSubject: x\r\n" + body
    return b"MIME-Version: 1.0\r\nSubject: x\r\n" + body


DEEP: dict[str, Callable[[], bytes]] = {
    "a.html": lambda: b"<html><body>" + b"<div>" * 15_000 + BODY.encode() + b"</div>" * 15_000,
    "b.html": lambda: b"<html><body>" + b"<b><i><table><tr><td>" * 10_000 + BODY.encode(),
    "c.html": lambda: b"<html><body>" + b"</p></div>" * 30_000 + BODY.encode(),
    "a.json": lambda: b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a.jsonl": lambda: b'{"text": "' + BODY.replace("\n", " ").encode() + b'"}\n' + b'{"a":' * 100_000,
    "a.xml": lambda: b"<rss><channel>" + b"<a>" * 100_000,
    "a.md": lambda: b"> " * 100_000 + BODY.encode(),
    "b.md": lambda: b"[" * 100_000 + BODY.encode() + b"](" * 100_000,
    "a.eml": nested_mail,
    "d.html": lambda: (
        b"<html><script type='application/ld+json'>" + b'{"@graph":[' * 30_000 + b"</script><p>" + BODY.encode()
    ),
}


@pytest.mark.parametrize("name", sorted(DEEP))
def test_deep_nesting_stays_within_bounds(tmp_path: Path, name: str):
    read_bounded(tmp_path, name, DEEP[name]())


LARGE: dict[str, Callable[[], bytes]] = {
    "lines.txt": lambda: b"a\n" * 1_000_000,
    "sentences.txt": lambda: (BODY.split("\n")[0].encode() + b"\n") * 30_000,
    "blank.txt": lambda: b"\n" * 1_000_000 + BODY.encode(),
    "one-line.txt": lambda: b"word " * 200_000,
    "one-word.txt": lambda: b"A" * 1_000_000,
    "capitals.txt": lambda: b"Ola Marsh " * 40_000,
    "table.html": lambda: b"<html><table>" + (b"<tr>" + b"<td>1</td>" * 200 + b"</tr>") * 150 + b"</table>" + PAGE.encode(),
    "cells.html": lambda: b"<html><table>" + b"<tr><td colspan=9999999 rowspan=9999999>1" * 3_000 + PAGE.encode(),
    "attributes.html": lambda: b"<html><p " + b"a=1 " * 100_000 + b">" + PAGE.encode(),
    "references.html": lambda: b"<html><p>" + b"&amp;&nosuch;&#38;" * 10_000 + PAGE.encode(),
    "quotes.html": lambda: b"<html><p " + b"'\"" * 100_000 + b">" + PAGE.encode(),
    "open.html": lambda: b"<html><body>" + b"<script><!--" * 50_000 + PAGE.encode(),
    "columns.csv": lambda: (
        b"text," + b",".join(b"c%d" % n for n in range(3_000)) + b"\n" + (b'"' + BODY.encode() + b'"' + b"," * 3_000 + b"\n") * 40
    ),
    "rows.csv": lambda: b"id,text\n" + b"a,b\n" * 20_000,
    "quote.csv": lambda: b'id,text\na,"' + b'""' * 300_000,
    "rows.jsonl": lambda: b'{"text": "a b c d"}\n' * 10_000,
    "digits.json": lambda: b'{"text": ' + b"9" * 500_000 + b"}",
    "items.xml": lambda: b"<rss><channel>" + b"<item><description>a b c</description></item>" * 5_000 + b"</channel></rss>",
    "parts.eml": lambda: mail(b"--bb\r\n\r\nx\r\n" * 10_000, "8bit"),
    "rows.json": lambda: json.dumps([{"text": f"Row {n}. {BODY[:200]}"} for n in range(5_000)]).encode(),
    "members.gz": lambda: gzip.compress(b"") * 400_000,
    "comments.html": lambda: b"<!---->" * 2_000 + b"<p>" + BODY.encode(),
    "comments.xml": lambda: b"<!---->" * 2_000 + b"<p>" + BODY.encode(),
    "scripts.html": lambda: b"<html><body>" + b"<script ld+json>" * 60_000 + PAGE.encode(),
    "headings.html": lambda: b"<html><body>" + b"<h1>" * 100_000 + PAGE.encode(),
    "headers.eml": lambda: b"MIME-Version: 1.0\r\nFrom: x\r\n" + b"Received: y\r\n" * 30_000 + b"\r\n" + BODY.encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(LARGE))
def test_large_input_stays_within_bounds(tmp_path: Path, name: str):
    read_bounded(tmp_path, name, LARGE[name]())


def test_word_file_with_a_huge_table_stays_within_bounds(tmp_path: Path):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_table(rows=1, cols=1)
    out = io.BytesIO()
    document.save(out)
    filled = io.BytesIO()
    with zipfile.ZipFile(out) as given, zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            data = given.read(name)
            if name == "word/document.xml":
                row = data[data.index(b"<w:tr>") : data.index(b"</w:tr>") + len(b"</w:tr>")]
                cell = row[row.index(b"<w:tc>") : row.index(b"</w:tc>") + len(b"</w:tc>")]
                data = data.replace(row, row.replace(cell, cell * 40) * 100)
            made.writestr(name, data)
    read_bounded(tmp_path, "a.docx", filled.getvalue())


@pytest.mark.parametrize(
    "data",
    [
        BODY.encode()[:-1] + b"\xc3",
        b"caf\xe9 " + "café ".encode() + BODY.encode(),
        b"\xff\xfe" + BODY.encode("utf-16-le") + b"a",
        b"\xfe\xff\x00",
        BODY.encode() + b"\xed\xa0\x80\xf8\x88\x80\x80\x80",
        b'<html><meta charset="utf-7"><p>+ADw-script+AD4-' + BODY.encode(),
        b'<?xml version="1.0" encoding="idna"?><html><p>' + BODY.encode(),
        b'<html><meta charset="rot13"><p>' + BODY.encode(),
        (BODY + "\N{KELVIN SIGN}").encode("utf-32-be"),
    ],
)
def test_broken_encodings_are_read_or_refused_in_words(tmp_path: Path, data: bytes):
    read, why = read_bounded(tmp_path, "a.txt", data)
    assert (read == 1) != bool(why)


def test_nuls_in_a_text_are_shown_as_replaced(tmp_path: Path):
    (tmp_path / "a.txt").write_bytes(BODY.encode() + b"\x00")
    (report,) = read_inputs([str(tmp_path)]).reports
    assert report.text == BODY + "\ufffd"


def test_marks_that_turn_the_text_keep_their_places(tmp_path: Path):
    """They are part of the text; what shows it makes them visible (tests of the page and the terminal)."""
    text = BODY.replace("quay", "\u202eyauq\u202c").replace("Monday", "Mon\u200bday\u2066")
    (tmp_path / "a.txt").write_text(text, "utf-8")
    row = json.dumps({"text": text, "title": "\u202etitle", "id": "a"})
    (tmp_path / "b.jsonl").write_text(row, "utf-8")
    outcome = read_inputs([str(tmp_path)])
    assert [r.text for r in outcome.reports] == [text, text]


def test_names_inside_an_archive_are_no_paths(tmp_path: Path):
    data = tarred(**{"../../etc/x_txt": PLAIN.encode(), "/abs_txt": BODY.encode()})
    (tmp_path / "a.tar").write_bytes(data)
    before = sorted(tmp_path.iterdir())
    outcome = read_inputs([str(tmp_path / "a.tar")])
    assert len(outcome.reports) == 2
    assert sorted(tmp_path.iterdir()) == before
