"""HTML pages: what of a page is the report, where it stands, and what the page says about it."""

from __future__ import annotations

import re

from stemma.errors import FormatError
from stemma.model import Zone
from stemma.reading.bodies import judge_page
from stemma.reading.declared import (
    find_address,
    find_authors,
    find_outlet,
    find_published,
    find_title,
    find_updated,
    read_declared,
)
from stemma.reading.decoding import Decoded
from stemma.reading.drafts import Draft
from stemma.reading.lines import describe_line
from stemma.reading.visible import Block, PageTooLongError, see_page
from stemma.reading.zones import MOST_LINES, Verdict, judge_body, partition, unjudged

# What a page may have: far beyond any news page, and within bounds of time and memory.
LARGEST_PAGE = 8_000_000

_CAPTIONS = frozenset({"figcaption", "caption"})
# Each comment ends at its first end, for good: else a row of comments could be cut in exponentially many ways.
_PAGE = re.compile(
    r"^\s*+(?:<\?xml[^>]*+>\s*+)?(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(
    r"</?(?:p|div|span|a|article|section|h[1-6]|ul|li|br|table|meta|title|script|img)\b[^>]{0,300}>", re.IGNORECASE
)
# A fragment without <html> is a page if it starts with a tag and has many more.
_FRAGMENT_TAGS = 4


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
    if len(decoded.text) > LARGEST_PAGE:
        raise FormatError(
            source,
            f"has {len(decoded.text):,} characters of markup, over the limit of {LARGEST_PAGE:,}; no news page has",
        )
    try:
        seen = see_page(decoded)
    except PageTooLongError as e:
        raise FormatError(source, "is in more pieces than any news page; split it") from e
    if not seen.text.strip():
        raise FormatError(source, "is a page without visible text; save it from a browser once it has loaded")
    declared = read_declared(decoded.text)
    title = find_title(declared)
    if len(seen.blocks) > MOST_LINES:
        zones: tuple[Zone, ...] = (unjudged(seen.text),)
    else:
        lines = [describe_line(seen.text, b.span) for b in seen.blocks]
        verdicts = judge_body(lines, judge_page(decoded.text, seen.blocks, lines, declared), title)
        zones = partition(seen.text, [(b.span, _marked(b, v)) for b, v in zip(seen.blocks, verdicts, strict=True)])
    return Draft(
        source,
        seen.text,
        title=title,
        outlet=find_outlet(declared),
        url=find_address(declared),
        published=find_published(declared),
        authors=find_authors(declared),
        updated=find_updated(declared),
        zones=zones,
        source_map=seen.source_map,
    )


def _marked(block: Block, verdict: Verdict) -> Verdict:
    """What a block is, by its line and by what the page marks it as."""
    within = block.within
    if within & _CAPTIONS:
        return Verdict("caption", "marked as a caption in the page")
    if verdict.kind == "body" and "blockquote" in within:
        return Verdict("quote_block", "marked as a quotation in the page")
    return verdict
