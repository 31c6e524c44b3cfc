"""Whether every character of a report leads back to the bytes that say it: each page packed into every format and read again.

A page goes in as HTML, and its visible text as text. What comes out is looked up in the bytes that went in: the stretch that
a slice of the source map names is undone (unescaped, decoded, unpacked) and must say what the slice says; it counts as
"word for word" where it says nothing else, as "held" where it is packed or encoded together with more.
"""

from __future__ import annotations

import base64
import csv
import gzip
import html
import io
import json
import quopri
import tarfile
import textwrap
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stemma.reading.decoding import Decoded, decode
from stemma.reading.drafts import Draft
from stemma.reading.formats import read_part
from stemma.reading.parts import Part

Undo = Callable[[bytes], str]
# Lines of a page of a hand-written PDF file, and characters of a line.
PDF_LINES, PDF_WIDTH = 60, 90


@dataclass(frozen=True)
class Form:
    """A format: how something is packed into it, and how a stretch of it is read by hand."""

    pack: Callable[[str], bytes]
    undo: Undo
    of_text: bool = False
    """Whether visible text is packed, not HTML."""


def _mail(body: bytes, encoding: str, kind: str) -> bytes:
    return (
        b"MIME-Version: 1.0\r\nFrom: desk@quayside.example\r\nSubject: page\r\n"
        + f"Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
        + body
    )


def _zip(text: str, method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("a.html", text)
    return out.getvalue()


def _tar(text: str) -> bytes:
    out, data = io.BytesIO(), text.encode()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("a.html")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _warc(text: str) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + text.encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://quayside.example/1\r\nWARC-Date: 2021-03-04T10:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def _csv(text: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([["id", "text"], ["a", text]])
    return out.getvalue().encode()


def _parquet(text: str) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - an extra
    from pyarrow import parquet  # noqa: PLC0415

    out = io.BytesIO()
    parquet.write_table(pa.table({"text": [text]}), out, compression="none", use_dictionary=False)
    return out.getvalue()


def _docx(text: str) -> bytes:
    import docx  # noqa: PLC0415 - an extra

    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph("".join(c if c.isprintable() else " " for c in line))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _pdf(text: str) -> bytes:
    """Pages of so many lines, each with a packed stream of its own."""
    # Without what a PDF file escapes, and without hyphens, at which lines are joined.
    kept = str.maketrans("\\()-", "    ")
    lines = [
        line.encode("ascii", "replace").decode().translate(kept)
        for whole in text.split("\n")
        for line in textwrap.wrap(whole, PDF_WIDTH)
    ]
    pages = [lines[n : n + PDF_LINES] for n in range(0, len(lines), PDF_LINES)]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for n, page in enumerate(pages):
        shown = " T* ".join(f"({line}) Tj" for line in page)
        content = zlib.compress(f"BT /F1 9 Tf 12 TL 40 780 Td {shown} ET".encode())
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {5 + 2 * n} 0 R/Resources<</Font<</F1 3 0 R>>>>>>".encode(),
            f"<</Filter/FlateDecode/Length {len(content)}>>stream\n".encode() + content + b"\nendstream",
        ]
    out, places = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj".encode() + body + b"endobj\n"
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{p:010} 00000 n \n" for p in places)
    return (
        out
        + table.encode()
        + f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF".encode()
    )


def _feed(text: str) -> bytes:
    kept = "".join(c if c.isprintable() or c in "\n\t" else " " for c in text)
    return f"<rss><channel><title>Q</title><item><description>{html.escape(kept)}</description></item></channel></rss>".encode()


def _plain(data: bytes) -> str:
    return data.decode("utf-8", "ignore")


def _shown(data: bytes) -> str:
    return html.unescape(_plain(data))


def _inflated(data: bytes) -> str:
    return _shown(zlib.decompress(data, wbits=-15))


FORMS: dict[str, Form] = {
    "html": Form(str.encode, _shown),
    "text": Form(str.encode, _plain, of_text=True),
    "jsonl": Form(lambda t: json.dumps({"text": t}).encode(), lambda b: json.loads(b'"' + b + b'"'), of_text=True),
    "csv": Form(_csv, lambda b: _plain(b).replace('""', '"'), of_text=True),
    "parquet": Form(_parquet, _plain, of_text=True),
    "feed": Form(_feed, lambda b: html.unescape(_shown(b))),
    "mail, 8bit": Form(lambda t: _mail(t.encode(), "8bit", "text/html"), _shown),
    "mail, quoted-printable": Form(
        lambda t: _mail(quopri.encodestring(t.encode()), "quoted-printable", "text/html"),
        lambda b: _shown(quopri.decodestring(b)),
    ),
    "mail, base64": Form(
        lambda t: _mail(base64.encodebytes(t.encode()), "base64", "text/html"),
        lambda b: _shown(base64.b64decode(b)),
    ),
    "pdf": Form(_pdf, lambda b: _plain(zlib.decompress(b)).replace(") Tj T* (", " "), of_text=True),
    "docx": Form(_docx, lambda b: html.unescape(_plain(zlib.decompress(b, wbits=-15))), of_text=True),
    "warc": Form(_warc, _shown),
    "zip, stored": Form(lambda t: _zip(t, zipfile.ZIP_STORED), _shown),
    "zip, packed": Form(lambda t: _zip(t, zipfile.ZIP_DEFLATED), _inflated),
    "tar": Form(_tar, _shown),
    "gzip": Form(lambda t: gzip.compress(t.encode()), lambda b: _shown(gzip.decompress(b))),
}


def score_maps(pages: Iterable[tuple[Decoded, str]]) -> dict[str, dict[str, int]]:
    """Of every format: characters read, characters that a slice leads back, and those of them that stand word for word.

    Args:
        pages: each page with its visible text.
    """
    found: dict[str, Counter[str]] = {name: Counter() for name in FORMS}
    for page, visible in pages:
        for name, form in FORMS.items():
            data = form.pack(visible if form.of_text else page.text)
            for draft in read_part(Part("page", data), None).drafts:
                found[name].update(_looked_up(draft, data, form.undo))
    return {name: dict(counts) for name, counts in found.items()}


def _looked_up(draft: Draft, data: bytes, undo: Undo) -> Counter[str]:
    """Characters of one report; blanks and the line breaks between blocks stand for themselves."""
    squeezed = _squeeze(draft.text)
    if not draft.source_map:  # the text is the whole input
        same = decode("page", data).text == draft.text
        return Counter(
            {"characters": len(squeezed), "lead back": same * len(squeezed), "word for word": same * len(squeezed)}
        )
    counts = Counter({"characters": len(squeezed)})
    undone: dict[tuple[int, int], str] = {}
    for piece in draft.source_map:
        at = (piece.bytes.start, piece.bytes.end)
        if at not in undone:
            undone[at] = _squeeze(undo(data[at[0] : at[1]]))
        said = _squeeze(piece.text.of(draft.text))
        counts["lead back"] += (said in undone[at] or _all_lines_in(piece.text.of(draft.text), undone[at])) * len(
            said
        )
        counts["word for word"] += (said == undone[at]) * len(said)
    return counts


def _all_lines_in(text: str, held: str) -> bool:
    """Whether each line stands in what was unpacked, for formats that keep their lines apart."""
    return all(_squeeze(word) in held for word in text.split())


def _squeeze(text: str) -> str:
    return "".join(text.split())
