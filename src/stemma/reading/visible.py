"""The visible text of an HTML page, each character traced back to the markup it came from.

A tokenizer of our own: parsers that build a tree do not say where in the source a word stands, and the one of the
standard library, which does, takes longer than all else that is done with a page. It follows the HTML standard
(WHATWG, section 13.2.5) as far as that decides what is text: comments, raw text elements, quoted attribute values,
character references.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from stemma.model import SourceSlice
from stemma.reading.decoding import Decoded
from stemma.reading.offsets import ByteOffsets
from stemma.reading.wording import word_class
from stemma.text.spans import Span

# Deeper elements are not tracked, so that a page made of opening tags costs no more than its length.
DEEPEST = 500
# How far back the start of an element is looked for when its end tag comes.
FARTHEST_START = 60

# Stretches of text that stand apart in a page: the longest news pages have some thousands.
MOST_PIECES = 200_000

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
# Their content is no markup; it ends at their end tag and nowhere else.
_RAW = word_class("script style textarea iframe noembed noframes")
_VOID = word_class("area base br col embed hr img input link meta param source track wbr")
# Words inside a line; what they are named says nothing about where the story is.
_INLINE = word_class("a b i u s em strong small big sub sup font span abbr cite code mark q time tt label")
# These may stand in the head of a page; anything else ends it.
_IN_HEAD = word_class("base basefont bgsound link meta noscript script style template title head")
# A start tag of the same name ends one of these that is open.
_NOT_IN_ITSELF = word_class("p li dd dt td th tr option")
_STARTS_IN_PARAGRAPH = word_class("br caption dd dt li tbody td tfoot th thead title tr body html")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_HIDDEN = re.compile(r"(?:^|\s)hidden(?![\w:-])", re.IGNORECASE)
_UNSTYLED = re.compile(r"\bstyle\s*=\s*[\"'][^\"']*?(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_NAMES = re.compile(r"""\b(?:class|id|role|itemprop)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
# An unclosed quotation mark does not swallow the page, and the bound on attributes keeps a page of nothing but
# quotation marks from costing more than its length.
_TOKEN = re.compile(
    r"<(?:!--(?s:.*?)(?:-->|\Z)|[!?][^>]*>"
    r"|(/?)([a-zA-Z][a-zA-Z0-9:_-]*+)((?>[^<>\"']++|\"[^\"]*+\"|'[^']*+'|[\"']){0,400}?)>)"
)
_FOLDED = re.compile(r"[ \t\n\r\f\v]{2,}|[\t\n\r\f\v]|&(?:#\w{1,10}|[a-zA-Z]\w{1,31});?|[\x00\ud800-\udfff]")
_BLANKS = " \t\n\r\f\v"
_UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(slots=True, eq=False)
class Element:
    """An element of the page as far as it tells what stands in it."""

    tag: str
    """Its name in lower case."""
    attributes: str
    """As they stand in the page."""
    parent: Element | None
    """The element round it; inline elements are left out."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, caption … of the page."""

    span: Span
    """Where it stands in the visible text."""
    inside: Element
    """The innermost element that holds it; inline elements are left out."""
    linked: int
    """How many of its characters are words of links."""

    @property
    def within(self) -> frozenset[str]:
        """The names of all elements round it."""
        found: set[str] = set()
        element: Element | None = self.inside
        while element is not None:
            found.add(element.tag)
            element = element.parent
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class VisibleText:
    """What a reader sees of a page."""

    text: str
    """One line per block."""
    blocks: tuple[Block, ...]
    """In order; they leave out only the line breaks between them."""
    source_map: tuple[SourceSlice, ...]
    """In order; all of the text but the line breaks. Where a slice is as long in the page as in the text, it stands
    there word for word but for the kind of blank; else it is a character reference or folded blanks."""


def names_in(attributes: str) -> str:
    """What class, id, role and item property of an element say."""
    return " ".join("".join(found) for found in _NAMES.findall(attributes))


@dataclass(slots=True)
class _Open:
    """An element that is open at a place of the page."""

    tag: str
    hides: bool
    element: Element


@dataclass(slots=True)
class _Piece:
    """Characters of the text and the code points of the page they came from."""

    text: str
    start: int
    end: int


class PageTooLongError(Exception):
    """A page is in more pieces than any that somebody wrote."""


def see_page(decoded: Decoded) -> VisibleText:
    """The visible text of a page with its blocks and the way back to its bytes.

    Raises:
        PageTooLongError: it is in more than `MOST_PIECES` pieces.
    """
    walker = _Walker(decoded)
    walker.walk()
    return walker.writer.result()


class _Walker:
    """Goes over the page once and tells the writer what is shown."""

    def __init__(self, decoded: Decoded) -> None:
        self.writer = _Writer(decoded)
        self._page = decoded.text
        self._root = Element("", "", None)
        self._open: list[_Open] = []
        self._hiding = 0
        self._links = 0
        self._ends: dict[str, int] = {}

    def walk(self) -> None:
        page, at, size = self._page, 0, len(self._page)
        search, writer = _TOKEN.search, self.writer
        while at < size:
            token = search(page, at)
            start = token.start() if token else size
            if start > at and not self._hiding and (writer.pieces or not page[at:start].isspace()):
                writer.take(at, start, linked=self._links > 0)
            if token is None:
                break
            at = token.end()
            end, tag, attributes = token.groups()
            if tag is None:
                continue
            tag = tag.lower()
            # Inline elements matter where they link, where they hide, and for the end of what hides.
            passed = tag in _INLINE and tag != "a" and not self._hiding
            if end:
                if not passed:
                    self._end(tag)
            elif not passed or (len(attributes) > len("hidden") and _hides(attributes)):
                at = self._start(tag, attributes, at)
        self._end_block()

    def _inside(self) -> Element:
        return self._open[-1].element if self._open else self._root

    def _end_block(self) -> None:
        if self.writer.pieces:
            self.writer.end_block(self._inside())

    def _start(self, tag: str, attributes: str, at: int) -> int:
        """Take a start tag; where to go on."""
        if tag in _VOID:
            if tag in _BLOCKS:
                self._end_block()
            return at
        inline = tag in _INLINE
        hides = tag in _UNSEEN or (len(attributes) > len("hidden") and _hides(attributes))
        if tag in _BLOCKS:
            self._end_block()
        self._end_implied(tag)
        if tag in _RAW:
            return self._after_raw(tag, at)
        if tag in _UNSEEN:
            if attributes.endswith("/"):
                return at
            if tag != "head" and (after := self._after_unseen(tag, at)):
                return after
        if len(self._open) < DEEPEST or hides:
            inside = self._inside()
            if not inline and not self._hiding:
                inside = Element(tag, attributes, inside)
            self._open.append(_Open(tag, hides, inside))
            self._hiding += hides
            self._links += tag == "a"
        return at

    def _end_implied(self, tag: str) -> None:
        """End what the start of this element ends."""
        if not self._open:
            return
        top = self._open[-1].tag
        if top == "head" and tag not in _IN_HEAD:
            self._cut(len(self._open) - 1)
        elif (top == "p" and tag in _BLOCKS and tag not in _STARTS_IN_PARAGRAPH) or (
            top == tag and (tag in _NOT_IN_ITSELF or tag == "a")
        ):
            self._end_block()
            self._cut(len(self._open) - 1)

    def _after_raw(self, tag: str, at: int) -> int:
        """The end of an element whose content is no markup; that of the page where it is not closed."""
        page = self._page
        while (at := page.find("</", at)) >= 0:
            at += 2
            if page[at : at + len(tag)].lower() == tag:
                closed = page.find(">", at)
                return closed + 1 if closed >= 0 else len(page)
        return len(page)

    def _after_unseen(self, tag: str, at: int) -> int:
        """The end of an element that is not shown, if nothing in it is of its kind; else 0, and it is gone through."""
        end = self._ends.get(tag, -1)
        if end < at:  # looked for once for all that it closes, so that a page of nothing else stays cheap
            found = self._page.find(f"</{tag}>", at)
            end = self._ends[tag] = found if found >= 0 else len(self._page)
        closed = end < len(self._page) and self._page.find(f"<{tag}", at, end) < 0
        return end + len(tag) + 3 if closed else 0

    def _end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_block()
        if self._open and self._open[-1].tag == tag:
            item = self._open.pop()
            self._hiding -= item.hides
            self._links -= tag == "a"
            return
        for i in range(len(self._open) - 1, max(-1, len(self._open) - FARTHEST_START), -1):
            if self._open[i].tag == tag:
                self._cut(i)
                return

    def _cut(self, at: int) -> None:
        """Close what is open from there on."""
        for item in self._open[at:]:
            self._hiding -= item.hides
            self._links -= item.tag == "a"
        del self._open[at:]


def _hides(attributes: str) -> bool:
    """Whether an element with these attributes is not shown."""
    if "none" in attributes or "hidden" in attributes:
        return bool(_UNSTYLED.search(attributes) or _HIDDEN.search(_QUOTED.sub('""', attributes)))
    return False


class _Writer:
    """Gathers the visible stretches of a page block by block."""

    def __init__(self, decoded: Decoded) -> None:
        self._page = decoded.text
        self._offsets = ByteOffsets(decoded)
        self._parts: list[str] = []
        self._blocks: list[Block] = []
        self._slices: list[SourceSlice] = []
        self._at = 0
        self.pieces: list[_Piece] = []
        """What the open block holds so far."""
        self._linked = 0

    def take(self, start: int, end: int, *, linked: bool) -> None:
        """Add a stretch to the open block: runs of blanks become one, references the characters they stand for."""
        page, at, pieces = self._page, start, self.pieces
        before = len(pieces)
        for match in _FOLDED.finditer(page, start, end):
            if match.start() > at:
                _add(pieces, page[at : match.start()], at, match.start())
            found = match.group()
            if found[0] == "&":
                shown = _UNHOLDABLE.sub("\ufffd", html.unescape(found))
                shown = " " if not shown.strip(_BLANKS) else shown
            else:
                shown = " " if found[0] in _BLANKS else "\ufffd"
            _add(pieces, shown, match.start(), match.end())
            at = match.end()
            if len(pieces) > MOST_PIECES:
                raise PageTooLongError
        if at < end:
            _add(pieces, page[at:end], at, end)
        if linked:
            self._linked += sum(len(p.text) for p in pieces[before:])

    def end_block(self, inside: Element) -> None:
        """Close the block that is open, if it holds anything."""
        pieces = self.pieces
        self.pieces, linked, self._linked = [], self._linked, 0
        while pieces and not pieces[-1].text.rstrip(" "):
            pieces.pop()
        if not pieces:
            return
        if len(self._slices) + len(pieces) > MOST_PIECES:
            raise PageTooLongError
        last = pieces[-1]
        kept = last.text.rstrip(" ")
        if len(last.text) == last.end - last.start:
            last.end -= len(last.text) - len(kept)
        last.text = kept
        if self._parts:
            self._parts.append("\n")
            self._at += 1
        start = self._at
        for piece in pieces:
            place = Span(self._at, self._at + len(piece.text))
            given = Span(self._offsets.at(piece.start), self._offsets.at(piece.end))
            self._slices.append(SourceSlice(place, given))
            self._parts.append(piece.text)
            self._at += len(piece.text)
        self._blocks.append(Block(Span(start, self._at), inside, linked))

    def result(self) -> VisibleText:
        """All that was gathered."""
        return VisibleText("".join(self._parts), tuple(self._blocks), tuple(self._slices))


def _add(pieces: list[_Piece], text: str, start: int, end: int) -> None:
    """Add characters, joined to those before where both stand in the page as they are, one after the other."""
    last = pieces[-1] if pieces else None
    if text[0] == " " and (last is None or last.text.endswith(" ")):
        if text == " " or len(text) != end - start:
            return  # blanks at the start of a block, or after another
        text, start = text[1:], start + 1
    if (
        last is not None
        and last.end == start
        and len(last.text) == start - last.start
        and len(text) == end - start
        and "\ufffd" not in text
        and "\ufffd" not in last.text
    ):
        last.text += text
        last.end = end
    else:
        pieces.append(_Piece(text, start, end))
