"""HTML pages: trafilatura tells what of a page is the report; the text and its places are our own."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from stemma.errors import FormatError
from stemma.model import Publication
from stemma.reading.dates import parse_published
from stemma.reading.decoding import Decoded
from stemma.reading.drafts import Draft
from stemma.reading.lines import Line, describe_line
from stemma.reading.visible import Block, see_page
from stemma.reading.zones import BODY, Verdict, find_zones, judge_lines, partition
from stemma.text.shingles import shingles
from stemma.text.spans import Span

# A block counts as kept if this share of its runs of words stands in what trafilatura kept. It moves blanks and
# quotation marks about, so that few blocks come out letter by letter.
KEPT_FROM = 0.7
RUN_OF_WORDS = 3
# Larger pages are no news pages; their blocks are judged by the lines alone.
LARGEST_EXTRACTED = 8_000_000

_PAGE = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(
    r"</?(?:p|div|span|a|article|section|h[1-6]|ul|li|br|table|meta|title|script|img)\b[^>]{0,300}>", re.IGNORECASE
)
# A fragment without <html> is a page if it starts with a tag and has many more.
_FRAGMENT_TAGS = 4


@dataclass(frozen=True, slots=True)
class _Extracted:
    """What trafilatura makes of a page."""

    text: str
    title: str | None
    author: str | None
    outlet: str | None
    url: str | None
    date: str | None


def looks_like_page(text: str) -> bool:
    """Whether a text is HTML."""
    head = text[:20_000]
    if _PAGE.match(head):
        return True
    return head.lstrip().startswith("<") and len(_TAG.findall(head)) >= _FRAGMENT_TAGS


def read_page(source: str, decoded: Decoded) -> Draft:
    """The report that a page holds.

    Raises:
        FormatError: the page shows no text.
    """
    seen = see_page(decoded)
    if not seen.text.strip():
        raise FormatError(source, "is a page without visible text; save it from a browser once it has loaded")
    extracted = _extract(decoded.text)
    title = _one_line(extracted.title) if extracted else None
    if extracted and extracted.text.strip():
        zones = partition(seen.text, _judged(seen.text, seen.blocks, extracted))
    else:
        zones = find_zones(seen.text, title)
    published: Publication | None = None
    if extracted and extracted.date:
        published = parse_published(extracted.date, "metadata")
    return Draft(
        source,
        seen.text,
        title=title,
        outlet=_one_line(extracted.outlet) if extracted else None,
        url=_one_line(extracted.url) if extracted else None,
        published=published,
        zones=zones,
        source_map=seen.source_map,
    )


def _one_line(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None


def _extract(page: str) -> _Extracted | None:
    """Trafilatura's view of the page; None where it finds no report in it."""
    if len(page) > LARGEST_EXTRACTED:
        return None
    from trafilatura import bare_extraction  # noqa: PLC0415 - heavy

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it finds wrong with a page is no news here
    try:
        found = bare_extraction(
            page,
            include_comments=False,
            include_tables=True,
            favor_recall=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%d"},
        )
    except Exception:  # noqa: BLE001 - whatever it stumbles over, the page's own lines can still be judged
        return None
    if found is None or isinstance(found, dict):
        return None
    return _Extracted(found.text or "", found.title, found.author, found.sitename, found.url, found.date)


def _judged(text: str, blocks: Sequence[Block], extracted: _Extracted) -> list[tuple[Span, Verdict]]:
    """Every block with its function: first by what trafilatura kept, then, if it was, by its line."""
    lines = [describe_line(text, b.span) for b in blocks]
    kept_runs = set(shingles(_words(extracted.text), RUN_OF_WORDS))
    kept_lines = {tuple(_words(line)) for line in extracted.text.split("\n")}
    kept = [_kept(line, kept_runs, kept_lines) for line in lines]
    judged = iter(judge_lines([x for x, k in zip(lines, kept, strict=True) if k], extracted.title))
    title = tuple(_words(extracted.title or ""))
    verdicts = []
    for block, line, is_kept in zip(blocks, lines, kept, strict=True):
        by_line = next(judged) if is_kept else BODY
        verdicts.append((block.span, _verdict(block, line, by_line if is_kept else None, title)))
    return verdicts


def _verdict(block: Block, line: Line, by_line: Verdict | None, title: tuple[str, ...]) -> Verdict:
    if "figcaption" in block.within or "caption" in block.within:
        return Verdict("caption", "marked as a caption in the page")
    if title and line.words == title and "title" not in block.within:
        return Verdict("title", "the headline of the page")
    if by_line is None:
        alone = judge_lines([line], None)[0]
        if alone.kind in {"byline", "caption", "dateline"}:
            return alone
        return Verdict("boilerplate", alone.reason or "outside the report on the page")
    if by_line.kind == "body" and "blockquote" in block.within:
        return Verdict("quote_block", "marked as a quotation in the page")
    return by_line


def _kept(line: Line, runs: set[tuple[str, ...]], kept_lines: set[tuple[str, ...]]) -> bool:
    mine = shingles(line.words, RUN_OF_WORDS)
    if not mine:
        return line.words in kept_lines
    return sum(run in runs for run in mine) >= KEPT_FROM * len(mine)


def _words(text: str) -> tuple[str, ...]:
    return describe_line(text, Span(0, len(text))).words
