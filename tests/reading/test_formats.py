"""Every format: what is read of it, and that every stretch of the text leads back to the bytes that say it."""

from __future__ import annotations

import base64
import gzip
import html
import io
import quopri
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from stemma.model import Report
from stemma.reading import archives, read_inputs

BODY = (
    "The harbour council voted on Monday to reopen the northern quay after eleven months of repairs and delays.\n"
    "Dock workers had asked for the vote since spring, when the first cranes were put back in place by the town.\n"
    "Nothing in the decision binds the new council, which takes office in June, café owners said."
)
PLAIN = f"Quay reopens after vote\n{BODY}\n"
PAGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Quay reopens after vote</title></head><body><article>'
    "<h1>Quay reopens after vote</h1>"
    + "".join(f"<p>{html.escape(p)}</p>" for p in BODY.split("\n"))
    + "</article></body></html>"
)
FEED = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Quayside Press</title>'
    "<item><title>Quay reopens after vote</title><link>https://quayside.example/1</link>"
    "<pubDate>Thu, 04 Mar 2021 10:00:00 +0000</pubDate>"
    f"<description>{html.escape(''.join(f'<p>{p}</p>' for p in BODY.split(chr(10))))}</description></item>"
    "<item><title>Second</title><description><![CDATA[<p>The second entry says that the ferry will sail again in "
    "June, when the quay is dry.</p>]]></description></item></channel></rss>"
)


def read_one(folder: Path, name: str, data: bytes) -> Report:
    path = folder / name
    path.write_bytes(data)
    outcome = read_inputs([str(path)])
    assert outcome.problems == ()
    (report,) = outcome.reports
    return report


def check_map(report: Report, data: bytes, undo: Callable[[bytes], str]) -> None:
    """Every slice leads to bytes that say it, and together they cover all but line breaks."""
    covered = ["\n"] * len(report.text)
    for piece in report.source_map:
        shown = piece.text.of(report.text)
        assert " ".join(undo(data[piece.bytes.start : piece.bytes.end]).split()) == " ".join(shown.split())
        covered[piece.text.start : piece.text.end] = shown
    assert "".join(covered) == report.text


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return out.getvalue()


def tarred(**files: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name.replace("_", "."))
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def mail(body: bytes, encoding: str, kind: str = "text/plain") -> bytes:
    return (
        b"Return-Path: <desk@quayside.example>\r\nFrom: Quayside Press <desk@quayside.example>\r\n"
        b"Subject: =?utf-8?q?Quay_reopens?=\r\nDate: Thu, 04 Mar 2021 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/alternative; boundary=bb\r\n\r\n--bb\r\n"
        + f"Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
        + body
        + b"\r\n--bb--\r\n"
    )


def warc(page: bytes) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://quayside.example/1\r\n"
        "WARC-Date: 2021-03-04T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def word_file() -> bytes:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph("Quay reopens after vote", style="Title")
    for paragraph in BODY.split("\n"):
        document.add_paragraph(paragraph)
    document.add_paragraph("A crane on the quay.", style="Caption")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def parquet_file() -> bytes:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet  # noqa: PLC0415

    out = io.BytesIO()
    parquet.write_table(pa.table({"id": ["a", "b"], "text": [BODY, None], "outlet": ["Quayside Press", "x"]}), out)
    return out.getvalue()


def pdf_file(created: str = "") -> bytes:
    """A page of two lines that are one paragraph, and a third; written by hand."""
    lines = ["The harbour council voted on Monday to reopen the north-", "ern quay after all.", "Done."]
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    content = f"BT /F1 12 Tf 14 TL 72 700 Td {shown} ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length " + str(len(content)).encode() + b">>stream\n" + content + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    if created:
        objects.append(f"<</CreationDate(D:{created})>>".encode())
    out = b"%PDF-1.4\n"
    places = []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj".encode() + body + b"endobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{p:010} 00000 n \n".encode() for p in places)
    info = f"/Info {len(objects)} 0 R" if created else ""
    return out + f"trailer<</Size {len(objects) + 1}/Root 1 0 R{info}>>\nstartxref\n{table}\n%%EOF".encode()


def unescape_twice(data: bytes) -> str:
    return html.unescape(html.unescape(data.decode()))


def test_text_in_a_tar_archive_leads_back_word_for_word(tmp_path: Path):
    data = tarred(a_txt=b"\xef\xbb\xbf" + PLAIN.encode())
    report = read_one(tmp_path, "a.tar", data)
    assert report.text == PLAIN
    assert report.source.endswith("a.tar/a.txt")
    check_map(report, data, bytes.decode)


def test_page_in_a_tar_archive_leads_back_word_for_word(tmp_path: Path):
    data = tarred(a_html=PAGE.encode())
    check_map(read_one(tmp_path, "a.tar", data), data, lambda b: html.unescape(b.decode()))


def test_packed_parts_lead_back_to_what_they_are_packed_in(tmp_path: Path):
    data = zipped(a_txt=PLAIN.encode(), b_css=b"p {}")
    report = read_one(tmp_path, "a.zip", data)
    (piece,) = report.source_map
    import zlib  # noqa: PLC0415

    assert zlib.decompress(data[piece.bytes.start : piece.bytes.end], wbits=-15) == PLAIN.encode()
    packed = gzip.compress(b"The harbour council ") + gzip.compress(b"voted on Monday to reopen the quay.")
    (piece,) = read_one(tmp_path, "a.gz", packed).source_map
    assert gzip.decompress(packed[piece.bytes.start : piece.bytes.end]).startswith(b"The harbour council voted")


def test_containers_in_containers_are_opened(tmp_path: Path):
    data = gzip.compress(tarred(in_zip=zipped(a_html=PAGE.encode())))
    report = read_one(tmp_path, "a.tgz", data)
    assert report.source.endswith("a.tgz/in.zip/a.html")
    assert report.title == "Quay reopens after vote"


@pytest.mark.parametrize(
    ("encoding", "write", "undo"),
    [
        ("8bit", bytes, bytes.decode),
        (
            "quoted-printable",
            quopri.encodestring,
            lambda b: quopri.decodestring(b).decode("utf-8", "surrogateescape"),
        ),
    ],
)
def test_mail_leads_back_through_its_transfer_encoding(
    tmp_path: Path, encoding: str, write: Callable[[bytes], bytes], undo: Callable[[bytes], str]
):
    data = mail(write(PLAIN.encode()), encoding)
    report = read_one(tmp_path, "a.eml", data)
    assert report.text.strip() == PLAIN.strip()
    assert (report.outlet, report.title) == ("Quayside Press", "Quay reopens")
    assert report.published is not None
    assert report.published.iso().startswith("2021-03-04T10:00")
    check_map(report, data, undo)


def test_mail_whose_sender_is_all_brackets_is_read(tmp_path: Path):
    data = mail(PLAIN.encode(), "8bit").replace(b"From: ", b"From: " + b"[" * 3_900)
    assert read_one(tmp_path, "a.eml", data).title == "Quay reopens"


def test_saved_page_in_base64_leads_back_to_its_lines(tmp_path: Path):
    data = mail(base64.encodebytes(PAGE.encode()), "base64", "text/html")
    report = read_one(tmp_path, "a.mht", data)
    for piece in report.source_map:
        lines = data[piece.bytes.start : piece.bytes.end]
        assert piece.text.of(report.text) in html.unescape(base64.b64decode(lines).decode("utf-8", "ignore"))


def test_feed_gives_its_entries_with_their_places(tmp_path: Path):
    path = tmp_path / "feed.xml"
    path.write_text(FEED, "utf-8")
    outcome = read_inputs([str(path)])
    assert outcome.problems == ()
    first = next(r for r in outcome.reports if r.title == "Quay reopens after vote")
    second = next(r for r in outcome.reports if r.title == "Second")
    assert (first.outlet, first.url, first.text) == ("Quayside Press", "https://quayside.example/1", BODY)
    assert first.published is not None
    assert first.published.day.isoformat() == "2021-03-04"
    check_map(first, FEED.encode(), unescape_twice)
    check_map(second, FEED.encode(), unescape_twice)


def test_feed_that_breaks_off_is_read_up_to_there(tmp_path: Path):
    path = tmp_path / "feed.xml"
    path.write_text(FEED[: FEED.index("<item><title>Second")], "utf-8")
    outcome = read_inputs([str(path)])
    assert len(outcome.reports) == 1
    assert "broken at line 1" in outcome.problems[0].reason


def test_feed_that_declares_entities_is_refused(tmp_path: Path):
    bomb = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + FEED[FEED.index("<rss") :].replace(
        "Second", "&b;"
    )
    path = tmp_path / "feed.xml"
    path.write_text(bomb, "utf-8")
    outcome = read_inputs([str(path)])
    assert outcome.reports == ()
    assert "declares entities" in outcome.problems[0].reason


@pytest.mark.parametrize("encoding", ["utf-9", "utf-16", "big5", "rot13", "idna"])
def test_feed_in_an_encoding_that_cannot_be_is_refused_in_words(tmp_path: Path, encoding: str):
    path = tmp_path / "feed.xml"
    path.write_text(FEED.replace("utf-8", encoding), "utf-8")
    outcome = read_inputs([str(path)])
    assert outcome.problems or outcome.reports


def test_sitemap_says_how_to_fetch_what_it_lists(tmp_path: Path):
    path = tmp_path / "sitemap.xml"
    path.write_text("<urlset><url><loc>https://quayside.example/1</loc></url></urlset>", "utf-8")
    outcome = read_inputs([str(path)])
    assert "--fetch" in outcome.problems[0].reason


def test_web_archive_gives_its_pages(tmp_path: Path):
    pytest.importorskip("warcio")
    data = warc(PAGE.encode())
    report = read_one(tmp_path, "a.warc", data)
    assert report.source.endswith("a.warc/https://quayside.example/1")
    check_map(report, data, lambda b: html.unescape(b.decode()))
    packed = gzip.compress(data)
    report = read_one(tmp_path, "a.warc.gz", packed)
    assert {(s.bytes.start, s.bytes.end) for s in report.source_map} == {(0, len(packed))}


def test_csv_rows_lead_back_through_doubled_quotation_marks(tmp_path: Path):
    said = 'The mayor said "we sail in June" and left.\nNobody asked her anything after that.'
    data = ('id;text;outlet\r\na;"' + said.replace('"', '""') + '";Quayside Press\r\nb;;x\r\n').encode()
    path = tmp_path / "rows.csv"
    path.write_bytes(data)
    outcome = read_inputs([str(path)])
    (report,) = outcome.reports
    assert (report.id, report.text, report.outlet) == ("a", said, "Quayside Press")
    check_map(report, data, lambda b: b.decode().replace('""', '"'))
    assert outcome.problems[0].source.endswith("rows.csv:3")


def test_parquet_rows_are_read_and_bad_ones_named(tmp_path: Path):
    path = tmp_path / "rows.parquet"
    path.write_bytes(parquet_file())
    outcome = read_inputs([str(path)])
    (report,) = outcome.reports
    assert (report.id, report.text, report.outlet) == ("a", BODY, "Quayside Press")
    (piece,) = report.source_map
    assert 0 < piece.bytes.start < piece.bytes.end < path.stat().st_size
    assert outcome.problems[0].source.endswith("rows.parquet:2")


def test_word_file_gives_paragraphs_and_zones_by_style(tmp_path: Path):
    report = read_one(tmp_path, "a.docx", word_file())
    assert report.text == f"Quay reopens after vote\n{BODY}\nA crane on the quay."
    assert [z.kind for z in report.zones] == ["title", "body", "caption"]
    assert report.title == "Quay reopens after vote"


def test_pdf_lines_become_paragraphs(tmp_path: Path):
    pytest.importorskip("pypdfium2")
    report = read_one(tmp_path, "a.pdf", pdf_file())
    assert report.text == ("The harbour council voted on Monday to reopen the northern quay after all.\nDone.")


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
def test_when_a_file_was_printed_or_saved_is_no_day_of_publication(tmp_path: Path, name: str):
    pytest.importorskip("pypdfium2")
    data = (
        pdf_file("20241130120000Z") if name == "a.pdf" else word_file()
    )  # python-docx writes a day into its files
    path = tmp_path / name
    path.write_bytes(data)
    assert read_one(tmp_path, name, data).published is None
    (dated,) = read_inputs([str(path)], published="2024-03-04").reports
    assert dated.published is not None
    assert (dated.published.iso(), dated.published.evidence) == ("2024-03-04", "option")


def test_archive_that_bursts_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "MAX_PART", 100_000)
    monkeypatch.setattr(archives, "MAX_UNPACKED", 150_000)
    for name, data in {
        "a.zip": zipped(**{f"{n}_txt": b"a b " * 20_000 for n in "abc"}),
        "b.zip": zipped(a_txt=b"a b " * 50_000),
        "a.gz": gzip.compress(b"a b " * 50_000),
        "a.tar": tarred(a_txt=b"a b " * 50_000),
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        outcome = read_inputs([str(path)])
        assert any("unpacks to more than" in p.reason for p in outcome.problems), name


def test_archive_in_itself_is_not_followed_for_ever(tmp_path: Path):
    data = PLAIN.encode()
    for _ in range(8):
        data = zipped(a_zip=data)
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    outcome = read_inputs([str(path)])
    assert outcome.reports == ()
    assert "containers deep" in outcome.problems[0].reason


def test_missing_extra_names_its_install_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import sys  # noqa: PLC0415

    for module in ("pypdfium2", "docx", "warcio.archiveiterator", "pyarrow"):
        monkeypatch.setitem(sys.modules, module, None)
    for name, data in {"a.pdf": pdf_file(), "a.warc": warc(PAGE.encode()), "a.parquet": b"PAR1"}.items():
        path = tmp_path / name
        path.write_bytes(data)
        (problem,) = read_inputs([str(path)]).problems
        assert 'pip install "stemma-news[' in problem.reason
