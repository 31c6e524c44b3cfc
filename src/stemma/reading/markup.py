"""What can be measured of the blocks of a page by their markup: what they stand in, what that is named, what links.

A page says a good deal about itself: the elements that hold most of its prose, the paragraphs that look alike, and
names such as `article-body` or `related-links`, which sites choose freely but out of one vocabulary.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np

from stemma.reading.declared import Declared
from stemma.reading.lines import Line, words_of
from stemma.reading.measures import Numbers, prose_in
from stemma.reading.visible import Block, Element, names_in
from stemma.text.shingles import shingles

# How far up elements are looked at.
HIGHEST = 12
# An articleBody of JSON-LD with fewer runs of three words than this is a teaser.
FEWEST_RUNS = 100
# Blocks since the last headline, at most; headlines of fewer words are names of sections.
FARTHEST_HEADLINE = 40
HEADLINE_WORDS = 3

_HINTS = tuple(
    re.compile(expression)
    for expression in (
        r"article|story|entry|post|content|main|body|texto|text\b|news",
        (
            r"article[-_]?(?:body|text|content)|story[-_]?(?:body|text|content)|entry[-_]?content|post[-_]?(?:body"
            r"|content|text)|articlebody|body[-_]?(?:text|copy|content)|rich[-_]?text|\bcontent[-_]?body"
        ),
        (
            r"relat|recommend|promo|trend|popular|more[-_]|most|outbrain|taboola|recirc|read[-_]?(?:also|next|more)"
            r"|teaser|carousel|latest|next[-_]|similar|suggest|up[-_]?next|\bcards?\b|newsfeed|rail\b|widget"
        ),
        r"side|aside|foot|header|nav|menu|breadcrumb|toolbar|masthead|banner|\btop[-_]?bar",
        r"comment|disqus|repl(?:y|ies)|respond|discussion",
        (
            r"shar(?:e|ing)|social|follow|newsletter|subscri|sign[-_]?up|paywall|login|regist|cookie|consent|gdpr"
            r"|donat|contact|promo"
        ),
        r"caption|credit|figure|image|photo|media|video|gallery|slide|player|wp-block-embed|embed",
        (
            r"author|byline|bio\b|meta|date|time|tag|categor|topic|keyword|copyright|source\b|dek|subhead|subtitle"
            r"|summary|standfirst|\bdescription|correction|disclaimer"
        ),
        r"\bad[-_s]?\b|advert|sponsor|\bads?[-_]|commercial|affiliate",
        r"sr-only|screen-?reader|visually-?hidden|hidden|print-only|modal|popup|overlay|tooltip|dialog",
    )
)


def _numbered(*groups: str) -> dict[str, int]:
    return {tag: k for k, group in enumerate(groups) for tag in group.split()}


_TAGS = _numbered("p", "li", "h1", "h2 h3 h4 h5 h6", "div", "td th", "blockquote", "figcaption caption")
_AROUND = _numbered(
    "article", "main", "aside", "nav", "footer", "header", "form", "table", "blockquote", "figure", "ul ol"
)
# An element that nothing stands in, for all that is measured.
_NONE = -10_000


@dataclass(frozen=True, slots=True)
class _Place:
    """What an element and those round it say; everything is the depth of the element that says it."""

    depth: int
    most: int
    """Of the innermost element that holds most of the prose of the page."""
    hints: tuple[int, ...]
    around: tuple[int, ...]


_NOWHERE = _Place(0, _NONE, (_NONE,) * len(_HINTS), (_NONE,) * (max(_AROUND.values()) + 1))


def measure_markup(blocks: Sequence[Block], lines: Sequence[Line], declared: Declared) -> Numbers:
    """Measures of every block by its markup, shape (blocks, measures)."""
    prose = [prose_in(line) for line in lines]
    mass = max(1.0, float(sum(prose)))
    held: dict[Element, float] = defaultdict(float)
    alike: dict[tuple[str, ...], float] = defaultdict(float)
    for block, words in zip(blocks, prose, strict=True):
        if words:
            alike[looks(block.inside)] += words
            for element in _up(block.inside):
                held[element] += words
    places: dict[Element, _Place] = {}
    own, depths, told = [], [], []
    for block, said in zip(blocks, _beside_declared(blocks, lines, declared), strict=True):
        inside = block.inside
        place = _place(inside, held, mass, places)
        shares = [held.get(e, 0.0) / mass for e in islice(_up(inside), 4)]
        shares += shares[-1:] * (4 - len(shares))
        tag = _TAGS.get(inside.tag, -1)
        own.append((block.linked / len(block.span), *said, alike[looks(inside)] / mass, *shares, tag))
        depths.append(place.depth)
        told.append((place.most, 0, *place.hints, *place.around))
    table = np.array(own, dtype=float)
    depth = np.array(depths)[:, None]
    far = np.minimum(HIGHEST, depth - np.array(told))
    hints = slice(2, 2 + len(_HINTS))
    # Below the element that holds most of the prose a name says that this is a part set off from it.
    set_off = far[:, hints] < far[:, :1]
    tags = table[:, -1:] == np.arange(max(_TAGS.values()) + 1)
    return np.hstack([table[:, :-1], far, set_off, tags]).astype(float)


def looks(element: Element) -> tuple[str, ...]:
    """What two elements have in common that a page shows alike."""
    parent = element.parent
    return (element.tag, element.attributes, parent.tag if parent else "", parent.attributes if parent else "")


def _up(element: Element | None) -> Iterator[Element]:
    for _ in range(HIGHEST):
        if element is None:
            return
        yield element
        element = element.parent


def _place(inside: Element, held: dict[Element, float], mass: float, places: dict[Element, _Place]) -> _Place:
    """What an element says together with those round it; worked out once for each, from the outermost in."""
    waiting: list[Element] = []
    element: Element | None = inside
    while element is not None and element not in places:
        waiting.append(element)
        element = element.parent
    place = places[element] if element is not None else _NOWHERE
    for element in reversed(waiting):
        depth = place.depth + 1
        hints, around = place.hints, place.around
        if element.attributes and (given := _hinted(element.attributes)):
            hints = tuple(depth if k in given else d for k, d in enumerate(hints))
        if (group := _AROUND.get(element.tag)) is not None:
            around = (*around[:group], depth, *around[group + 1 :])
        most = depth if held.get(element, 0.0) >= mass / 2 else place.most
        place = _Place(depth, most, hints, around)
        places[element] = place
    return place


@lru_cache(maxsize=20_000)
def _hinted(attributes: str) -> tuple[int, ...]:
    """Which hints the names of an element give."""
    names = set(names_in(attributes).lower().split())
    return tuple(sorted({k for name in names for k in _hints_of(name)}))


@lru_cache(maxsize=20_000)
def _hints_of(name: str) -> tuple[int, ...]:
    """Which hints one name gives; a site has few names and many elements."""
    return tuple(k for k, expression in enumerate(_HINTS) if expression.search(name))


def _beside_declared(
    blocks: Sequence[Block], lines: Sequence[Line], declared: Declared
) -> Iterator[tuple[float, ...]]:
    """Of every block: how far below a headline it stands, and how much of it the head of the page quotes."""
    article = declared.article
    titles = {
        " ".join(words_of(t))
        for t in (*declared.headlines[:1], str(article.get("headline") or ""), _meta(declared, "title"))
    }
    whole = " ".join(words_of(declared.title))
    runs = shingles(words_of(str(article.get("articleBody") or "")), 3)
    given = set(runs) if len(runs) >= FEWEST_RUNS else set()
    description = set(words_of(_meta(declared, "description")))
    last = first = -1
    for i, (block, line) in enumerate(zip(blocks, lines, strict=True)):
        size = len(line.words)
        is_headline = bool(size) and (
            line.key in titles
            or (size >= HEADLINE_WORDS and block.inside.tag == "h1")
            or (size > HEADLINE_WORDS and whole.startswith(line.key))
        )
        if is_headline:
            last = i
            first = i if first < 0 else first
        mine = shingles(line.words, 3) if given else ()
        yield (
            min(FARTHEST_HEADLINE, i - last) if last >= 0 else -1,
            min(FARTHEST_HEADLINE, i - first) if first >= 0 else -1,
            is_headline,
            sum(run in given for run in mine) / max(1, len(mine)) if given else -1.0,
            len(description.intersection(line.words)) / max(1, len(set(line.words))) if description else -1.0,
        )


def _meta(declared: Declared, name: str) -> str:
    return declared.meta.get(f"og:{name}") or declared.meta.get(name) or ""
