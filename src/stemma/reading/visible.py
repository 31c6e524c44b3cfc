"""The visible text of an HTML page, each character traced back to the markup it came from.

The standard library's tokenizer is used because it tells where each token stands, which a tree does not.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser

from stemma.model import SourceSlice
from stemma.reading.decoding import Decoded
from stemma.reading.offsets import ByteOffsets
from stemma.reading.wording import word_class
from stemma.text.spans import Span

_BLOCKS = word_class(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html li main menu nav ol p pre section summary table "
    "tbody td tfoot th thead title tr ul br"
)
# Never shown, or controls of the page rather than words of it.
_UNSEEN = word_class(
    "script style noscript template svg math head iframe object canvas audio video select textarea option "
    "datalist map noframes noembed"
)
_VOID = word_class("area base br col embed hr img input link meta param source track wbr")
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\n\r\f\v]+")
_UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")
# Deeper elements are not tracked, so that a page made of opening tags costs no more than its length.
DEEPEST = 500
# What stands round a block, as far as zones want to know.
_CONTEXTS = word_class("figcaption blockquote h1 nav footer aside title caption")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, caption … of the page."""

    span: Span
    """Where it stands in the visible text."""
    within: frozenset[str]
    """Elements round it that tell its function."""


@dataclass(frozen=True, slots=True)
class VisibleText:
    """What a reader sees of a page."""

    text: str
    """One line per block."""
    blocks: tuple[Block, ...]
    """In order; they leave out only the line breaks between them."""
    source_map: tuple[SourceSlice, ...]
    """In order; all of the text but the line breaks."""


@dataclass(slots=True)
class _Piece:
    """Characters of the text and the code points of the page they came from."""

    text: str
    start: int
    end: int


def see_page(decoded: Decoded) -> VisibleText:
    """The visible text of a page with its blocks and the way back to its bytes."""
    walker = _Walker(decoded.text)
    walker.feed(decoded.text)
    walker.close()
    walker.end_block()
    offsets = ByteOffsets(decoded)
    parts: list[str] = []
    blocks: list[Block] = []
    slices: list[SourceSlice] = []
    at = 0
    for pieces, within in walker.blocks:
        if parts:
            parts.append("\n")
            at += 1
        start = at
        for piece in pieces:
            first = offsets.at(piece.start)
            slices.append(SourceSlice(Span(at, at + len(piece.text)), Span(first, offsets.at(piece.end))))
            parts.append(piece.text)
            at += len(piece.text)
        blocks.append(Block(Span(start, at), within))
    return VisibleText("".join(parts), tuple(blocks), tuple(slices))


class _Walker(HTMLParser):
    """Gathers the visible pieces of a page block by block."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.blocks: list[tuple[list[_Piece], frozenset[str]]] = []
        self._page = page
        self._lines = [0, *(m.end() for m in re.finditer("\n", page))]
        self._pieces: list[_Piece] = []
        self._open: list[tuple[str, bool]] = []
        self._hiding = 0
        self._around: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end_block()
            if self._open and self._open[-1][0] == "p":  # a block ends the paragraph before it
                self._cut(len(self._open) - 1)
        if tag in _VOID:
            return
        given = dict(attrs)
        hides = tag in _UNSEEN or "hidden" in given or bool(_HIDING_STYLE.search(given.get("style") or ""))
        if hides or len(self._open) < DEEPEST:
            self._open.append((tag, hides))
            self._hiding += hides
            if tag in _CONTEXTS:
                self._around.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID and tag not in _UNSEEN:
            return
        if tag in _UNSEEN and self._open and self._open[-1][0] == tag:
            self._cut(len(self._open) - 1)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
        for i in range(len(self._open) - 1, max(-1, len(self._open) - 60), -1):
            if self._open[i][0] == tag:
                self._cut(i)
                return

    def _cut(self, at: int) -> None:
        """Close what is open from there on."""
        for tag, hides in self._open[at:]:
            self._hiding -= hides
            if tag in _CONTEXTS:
                self._around.remove(tag)
        del self._open[at:]

    def handle_data(self, data: str) -> None:
        start = self._position()
        self._take(data, start, verbatim=True)

    def handle_entityref(self, name: str) -> None:
        self._take_reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._take_reference(f"&#{name}")

    def _take_reference(self, reference: str) -> None:
        start = self._position()
        if self._page.startswith(";", start + len(reference)):
            reference += ";"
        self._take(html.unescape(reference), start, verbatim=False, length=len(reference))

    def _position(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _take(self, data: str, start: int, *, verbatim: bool, length: int = 0) -> None:
        if not data or self._hiding:
            return
        data = _UNHOLDABLE.sub("\ufffd", data)
        if not verbatim:
            self._add(" " if data.isspace() else data, start, start + length)
            return
        at = 0
        for blank in _BLANKS.finditer(data):
            if blank.start() > at:
                self._add(data[at : blank.start()], start + at, start + blank.start())
            self._add(" ", start + blank.start(), start + blank.end())
            at = blank.end()
        if at < len(data):
            self._add(data[at:], start + at, start + len(data))

    def _add(self, text: str, start: int, end: int) -> None:
        last = self._pieces[-1] if self._pieces else None
        if text == " " and (last is None or last.text.endswith(" ")):
            return  # blanks at the start of a block, or after another
        if (
            last is not None
            and last.end == start
            and len(last.text) == last.end - last.start
            and len(text) == end - start
        ):
            last.text += text
            last.end = end
        else:
            self._pieces.append(_Piece(text, start, end))

    def end_block(self) -> None:
        """Close the block that is open, if it holds anything."""
        pieces, self._pieces = self._pieces, []
        while pieces and not pieces[-1].text.rstrip(" "):
            pieces.pop()
        if not pieces:
            return
        last = pieces[-1]
        kept = last.text.rstrip(" ")
        last.end -= len(last.text) - len(kept) if len(last.text) == last.end - last.start else 0
        last.text = kept
        within = frozenset(self._around)
        self.blocks.append((pieces, within))
