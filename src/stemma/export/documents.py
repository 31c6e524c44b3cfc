"""The brief as Markdown and DOCX, and the reports as BibTeX. Report text is text there, never markup."""

from __future__ import annotations

import io
import re
import unicodedata

from stemma.errors import MissingExtraError
from stemma.export.wording import counted_interval, headline, in_words, name_report, one_line
from stemma.model import Cite, Report, Result

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&$:@])")
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BIBTEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "#": r"\#", "$": r"\$", "&": r"\&", "_": r"\_",
           "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}  # fmt: skip


def brief_to_markdown(result: Result) -> str:
    """The briefs of all stories with numbered citations, timelines under them."""
    lines: list[str] = []
    reports = {r.id: r for r in result.reports}
    for story in result.stories:
        numbers: dict[Cite, int] = {}
        lines += [f"# {_escape(story.title)}", "", f"{headline(story.stemma.count)}.", ""]
        issue = None
        for b in story.findings.brief:
            if b.issue != issue:
                issue = b.issue
                lines += ["", f"## {_escape(issue)}", ""]
            marks = "".join(f"[^{numbers.setdefault(c, len(numbers) + 1)}]" for c in b.cites)
            note = f" *({_escape(b.note)})*" if b.note else ""
            lines.append(f"- {_escape(b.text)}{note}{marks}")
        if story.findings.timeline:
            lines += ["", "## Timeline", ""]
            for e in story.findings.timeline:
                mark = f"[^{numbers.setdefault(e.mentions[0], len(numbers) + 1)}]"
                state = "" if e.certainty == "asserted" else f" *({e.certainty})*"
                but = "".join(f"; but {_escape(c)}" for c in e.conflicts)
                lines.append(
                    f"- **{in_words(e.when)}**{state} {_escape(e.what)} — {counted_interval(e.origins)}{but}{mark}"
                )
        lines += ["", *(f"_{_escape(line)}._" for line in story.findings.left_out), ""]
        for cite, n in numbers.items():
            lines.append(
                f"[^{n}]: {_escape(_reference(reports[cite.report]))}, characters {cite.span.start}–{cite.span.end}"
            )
        lines.append("")
    return "\n".join(lines).encode("utf-8", "replace").decode()


def brief_to_docx(result: Result) -> bytes:
    """The briefs of all stories as a Word document.

    Raises:
        MissingExtraError: python-docx is not installed.
    """
    try:
        from docx import Document  # noqa: PLC0415  an extra
    except ImportError as error:
        raise MissingExtraError("writing DOCX", "docx") from error
    document = Document()
    reports = {r.id: r for r in result.reports}
    for story in result.stories:
        document.add_heading(_clean(story.title), level=1)
        document.add_paragraph(f"{headline(story.stemma.count)}.")
        numbers: dict[Cite, int] = {}
        issue = None
        for b in story.findings.brief:
            if b.issue != issue:
                issue = b.issue
                document.add_heading(_clean(issue), level=2)
            marks = ", ".join(str(numbers.setdefault(c, len(numbers) + 1)) for c in b.cites)
            paragraph = document.add_paragraph(_clean(b.text), style="List Bullet")
            if b.note:
                paragraph.add_run(f" ({_clean(b.note)})").italic = True
            paragraph.add_run(f" [{marks}]").font.superscript = True
        for line in story.findings.left_out:
            document.add_paragraph(_clean(line), style="Intense Quote")
        document.add_heading("Sources", level=2)
        for cite, n in numbers.items():
            place = f"characters {cite.span.start}–{cite.span.end}"
            document.add_paragraph(f"{n}. {_clean(_reference(reports[cite.report]))}, {place}")
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()


def reports_to_bibtex(result: Result) -> str:
    """The reports as BibTeX entries of the kind `@misc`, which every style knows, their ids as keys."""
    out = []
    for report in result.reports:
        key = re.sub(r"[^A-Za-z0-9:_-]", "-", report.id)
        fields = {
            "author": " and ".join(report.authors),
            "title": report.title,
            "howpublished": report.outlet,
            "year": report.published.iso()[:4] if report.published else None,
            "date": report.published.iso()[:10] if report.published else None,
            "url": report.url,
            "note": None if report.outlet else f"read from {report.source}",
        }
        body = ",\n".join(f"  {k} = {{{_bibtex(v)}}}" for k, v in fields.items() if v)
        out.append(f"@misc{{{key},\n{body}\n}}\n")
    return "\n".join(out).encode("utf-8", "replace").decode()


def _reference(report: Report) -> str:
    published = report.published.iso()[:10] if report.published else "no date"
    title = f"“{report.title}”" if report.title else report.id
    return one_line(f"{name_report(report)}, {title}, {published}")


def _escape(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", one_line(text))


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", one_line(text))


def _bibtex(text: str) -> str:
    return "".join(_BIBTEX.get(c, c) for c in one_line(text) if unicodedata.category(c)[0] != "C")
