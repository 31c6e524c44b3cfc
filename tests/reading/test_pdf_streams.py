"""The text of a PDF file leads back to the packed streams that draw its pages."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest

from stemma.model import Report
from stemma.reading import read_inputs

pytest.importorskip("pypdfium2")
pytest.importorskip("pypdf")

FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
ONE, TWO, THREE = "The quay was opened.", "The council had voted.", "A crane was there."


def drawn(text: str, height: int = 700) -> bytes:
    return f"BT /F1 12 Tf 72 {height} Td ({text}) Tj ET".encode()


def packed(content: bytes, more: str = "") -> bytes:
    data = zlib.compress(content)
    return f"<</Filter/FlateDecode/Length {len(data)}{more}>>stream\n".encode() + data + b"\nendstream"


def pdf_of(objects: list[str | bytes]) -> bytes:
    """A file of these objects, the first being the catalogue; with the table of their places."""
    out, places = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n".encode() + (body.encode() if isinstance(body, str) else body) + b"\nendobj\n"
    table = "".join(f"{p:010} 00000 n \n" for p in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\n"
    return out + head.encode() + f"startxref\n{len(out)}\n%%EOF".encode()


def two_pages() -> bytes:
    """The first page draws a stream and a form, the second two streams."""
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>{}>>/Contents {}>>"
    return pdf_of(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[4 0 R 7 0 R]/Count 2>>",
            FONT,
            page.format("/XObject<</X 6 0 R>>", "5 0 R"),
            packed(drawn(ONE) + b" /X Do"),
            packed(
                drawn("Shown in a form.", 600),
                "/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>",
            ),
            page.format("", "[8 0 R 9 0 R]"),
            packed(drawn(TWO)),
            packed(drawn(THREE, 600)),
        ]
    )


def read_pdf_file(folder: Path, data: bytes) -> Report:
    path = folder / "a.pdf"
    path.write_bytes(data)
    (report,) = read_inputs([str(path)]).reports
    return report


def unpacked(stretch: bytes) -> str:
    """The text of the packed streams that begin, end, or lie whole in a stretch of a file."""
    streams = re.split(rb"\nendstream.*?stream\n", stretch, flags=re.DOTALL)
    return " ".join(re.findall(r"\((.*?)\) Tj", " ".join(zlib.decompress(s).decode() for s in streams)))


def test_each_page_leads_back_to_the_streams_that_draw_it(tmp_path: Path):
    data = two_pages()
    report = read_pdf_file(tmp_path, data)
    first, second = report.source_map
    assert unpacked(data[first.bytes.start : first.bytes.end]) == f"{ONE} Shown in a form."
    assert first.text.of(report.text).split() == f"{ONE} Shown in a form.".split()
    assert unpacked(data[second.bytes.start : second.bytes.end]) == f"{TWO} {THREE}"
    assert second.text.of(report.text).split() == f"{TWO} {THREE}".split()
    assert second.text.end == len(report.text)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b">>\nstartxref", b">>startxref"),  # its tables are not found
        (rb"/Length \d\d>>", b"/Length 99>>"),  # its streams are longer than they are said to be
    ],
)
def test_a_file_that_pdfium_reads_all_the_same_leads_back_as_a_whole(tmp_path: Path, good: bytes, bad: bytes):
    data = re.sub(good, bad, two_pages())
    assert data != two_pages()
    report = read_pdf_file(tmp_path, data)
    assert ONE in report.text
    assert {(p.bytes.start, p.bytes.end) for p in report.source_map} == {(0, len(data))}


def test_a_form_that_shows_itself_ends(tmp_path: Path):
    data = two_pages()
    looped = data.replace(
        b"/BBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>",
        b"/BBox[0 0 612 792]/Resources<</XObject<</X 6 0 R>>>>",
    )
    assert looped != data
    assert ONE in read_pdf_file(tmp_path, looped).text
