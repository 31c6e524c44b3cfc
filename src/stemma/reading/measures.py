"""What can be measured of the lines of a page, as numbers: the ground on which `bodies` tells the report from the rest.

Three kinds of measures. Of a line alone: how long it is, whether it ends as a sentence does, how much of it is
numbers, capitals, links, words of furniture. Of its surroundings: the same of its neighbours, how much prose stands
near, whether it lies in the densest stretch of prose and how far from its ends. Of the markup, where there is any:
what it stands in, what that is named, and what share of the prose of the page stands in the same element or in
elements that look the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from stemma.reading.furniture import SITE_WORDS
from stemma.reading.lines import Line
from stemma.reading.visible import Block, Element, names_in
from stemma.reading.wording import word_class

# From so many words on a line with an end of its own is prose.
PROSE_WORDS = 10
# What lines count towards the densest stretch of prose: prose its words up to this many, a line without an end a
# fixed loss, so that a heading does not break a report and a list of links does.
MOST_COUNTED = 40
LOSS_OF_FRAGMENT = 6.0
# Lines this far off still say something about a line.
NEAR = 5

Numbers = NDArray[np.float64]

_SENTENCE_END = re.compile(r"[.!?…。！？]['\")\]]*(?:\s|$)")
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b|\bago\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"[|›»·•>/]")
_ADDRESSED = word_class("you your we our us")

def _numbered(*groups: str) -> dict[str, int]:
    return {tag: k for k, group in enumerate(groups) for tag in group.split()}


_HINTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(expression, re.IGNORECASE))
    for name, expression in (
        ("article", r"article|story|entry|post|content|main|body|texto|text\b|news"),
        (
            "body",
            r"article[-_]?(?:body|text|content)|story[-_]?(?:body|text|content)|entry[-_]?content|post[-_]?(?:body"
            r"|content|text)|articlebody|body[-_]?(?:text|copy|content)|rich[-_]?text|\bcontent[-_]?body",
        ),
        (
            "related",
            r"relat|recommend|promo|trend|popular|more[-_]|most|outbrain|taboola|recirc|read[-_]?(?:also|next|more)"
            r"|teaser|carousel|latest|next[-_]|similar|suggest|up[-_]?next|\bcards?\b|newsfeed|rail\b|widget",
        ),
        ("side", r"side|aside|foot|header|nav|menu|breadcrumb|toolbar|masthead|banner|\btop[-_]?bar"),
        ("comment", r"comment|disqus|repl(?:y|ies)|respond|discussion"),
        (
            "social",
            r"shar(?:e|ing)|social|follow|newsletter|subscri|sign[-_]?up|paywall|login|regist|cookie|consent|gdpr"
            r"|donat|contact|promo",
        ),
        ("caption", r"caption|credit|figure|image|photo|media|video|gallery|slide|player|wp-block-embed|embed"),
        (
            "about",
            r"author|byline|bio\b|meta|date|time|tag|categor|topic|keyword|copyright|source\b|dek|subhead|subtitle"
            r"|summary|standfirst|\bdescription|correction|disclaimer",
        ),
        ("advert", r"\bad[-_s]?\b|advert|sponsor|\bads?[-_]|commercial|affiliate"),
        ("unseen", r"sr-only|screen-?reader|visually-?hidden|hidden|print-only|modal|popup|overlay|tooltip|dialog"),
    )
)
_TAGS = _numbered("p", "li", "h1", "h2 h3 h4 h5 h6", "div", "td th", "blockquote", "figcaption caption")
_AROUND = _numbered(
    "article", "main", "aside", "nav", "footer", "header", "form", "table", "blockquote", "figure", "ul ol"
)
# How far up the names of elements are looked at, one by one and together.
_LEVELS = 3
_HIGHEST = 12


def measure_lines(lines: Sequence[Line]) -> Numbers:
    """Measures of every line by its words and its surroundings, shape (lines, measures)."""
    own = np.array([_alone(line) for line in lines]).reshape(len(lines), -1)
    if not len(lines):
        return own
    near = _surroundings(lines, own)
    return np.hstack([own, near])


def _alone(line: Line) -> tuple[float, ...]:
    words, plain = line.words, line.plain
    n = len(words)
    many = max(1, n)
    size = max(1, len(plain))
    ends = len(_SENTENCE_END.findall(plain))
    upper = sum(c.isupper() for c in plain[:400])
    return (
        np.log1p(n),
        size / many,
        float(line.stopped),
        float(plain.endswith(":")),
        float(plain.endswith("?")),
        ends,
        n / max(1, ends),
        plain.count(",") / many,
        float('"' in plain),
        upper / min(size, 400),
        sum(w.isdigit() for w in words) / many,
        float(plain[:1].isupper()),
        float(plain[:1].islower()),
        float(bool(_DATE.search(plain[:300]))),
        len(_SEPARATORS.findall(plain[:300])),
        sum(w in SITE_WORDS for w in words) / many,
        len(_ADDRESSED.intersection(words)),
        len(set(words)) / many,
    )


def _surroundings(lines: Sequence[Line], own: Numbers) -> Numbers:
    """What stands round each line."""
    n = len(lines)
    counts = np.array([len(line.words) for line in lines], dtype=float)
    stopped = own[:, 2]
    prose = np.where((stopped > 0) & (counts >= PROSE_WORDS), counts, 0.0)
    mass = max(1.0, prose.sum())
    gain = np.where(prose > 0, np.minimum(prose, MOST_COUNTED), -LOSS_OF_FRAGMENT)
    first, last = _densest(gain)
    inside = np.zeros(n)
    inside[first:last] = 1.0
    at = np.arange(n)
    weights = np.array([1.0 / (1 + abs(k)) for k in range(-NEAR, NEAR + 1)])
    density = np.convolve(np.minimum(prose, MOST_COUNTED), weights, mode="full")[NEAR : NEAR + n]
    fragments = np.convolve((prose == 0).astype(float), np.ones(2 * NEAR + 1), mode="full")[NEAR : NEAR + n]
    strong = np.flatnonzero(prose >= 2 * PROSE_WORDS)
    before = np.full(n, 30.0)
    after = np.full(n, 30.0)
    if len(strong):
        place = np.searchsorted(strong, at, side="right") - 1
        has = place >= 0
        before[has] = np.minimum(30, at[has] - strong[place[has]])
        place = np.searchsorted(strong, at, side="left")
        has = place < len(strong)
        after[has] = np.minimum(30, strong[place[has]] - at[has])
    keys: dict[str, int] = defaultdict(int)
    for line in lines:
        keys[line.key] += 1
    times = np.array([min(5, keys[line.key]) for line in lines], dtype=float)
    story: dict[str, int] = defaultdict(int)
    for line, is_prose, is_inside in zip(lines, prose, inside, strict=True):
        if is_prose and is_inside:
            for word in set(line.words):
                if len(word) > 3:  # noqa: PLR2004 - little words are in everything
                    story[word] += 1
    shared = np.zeros(n)
    for i, line in enumerate(lines):
        mine = {w for w in line.words if len(w) > 3}  # noqa: PLR2004
        extra = 1 if prose[i] and inside[i] else 0
        shared[i] = sum(story.get(w, 0) > extra for w in mine) / len(mine) if mine else 0.0
    columns = [
        inside,
        (at - first) / max(1, last - first),
        np.clip(at - first, -20, 20),
        np.clip(last - 1 - at, -20, 20),
        prose[first:last].sum() / mass * np.ones(n),
        np.log1p(prose[first:last].sum()) * np.ones(n),
        (np.cumsum(prose) - prose) / mass,
        density,
        fragments,
        before,
        after,
        times,
        shared,
        np.log1p(n) * np.ones(n),
        mass / max(1.0, counts.sum()) * np.ones(n),
    ]
    for step in (-2, -1, 1, 2):
        columns += [_beside(np.log1p(counts), step), _beside(stopped, step), _beside(own[:, 9], step)]
    return np.column_stack(columns)


def _beside(values: Numbers, step: int) -> Numbers:
    """The value of the line so many places on; -1 beyond the ends."""
    moved = np.full(len(values), -1.0)
    if step > 0:
        moved[:-step] = values[step:]
    else:
        moved[-step:] = values[:step]
    return moved


def _densest(gain: Numbers) -> tuple[int, int]:
    """The stretch with the largest sum (Kadane's algorithm, in Bentley 1984)."""
    best, best_first, best_last = 0.0, 0, 0
    total, first = 0.0, 0
    for i, value in enumerate(gain):
        total += value
        if total <= 0:
            total, first = 0.0, i + 1
        elif total > best:
            best, best_first, best_last = total, first, i + 1
    return best_first, best_last


def measure_markup(blocks: Sequence[Block], lines: Sequence[Line]) -> Numbers:
    """Measures of every block by its markup, shape (blocks, measures)."""
    prose = [len(x.words) if x.stopped and len(x.words) >= PROSE_WORDS else 0 for x in lines]
    mass = max(1.0, float(sum(prose)))
    held: dict[int, float] = defaultdict(float)
    alike: dict[tuple[str, ...], float] = defaultdict(float)
    told: dict[int, tuple[float, ...]] = {}
    for block, words in zip(blocks, prose, strict=True):
        if words:
            alike[_looks(block.inside)] += words
            for element in _up(block.inside):
                held[id(element)] += words
    rows = []
    for block in blocks:
        inside = block.inside
        if id(inside) not in told:
            told[id(inside)] = _told(inside, held, mass)
        rows.append(
            (
                block.linked / len(block.span),
                alike[_looks(inside)] / mass,
                *told[id(inside)],
            )
        )
    return np.array(rows)


def _up(element: Element | None) -> list[Element]:
    found = []
    while element is not None and len(found) < _HIGHEST:
        found.append(element)
        element = element.parent
    return found


def _looks(element: Element) -> tuple[str, ...]:
    parent = element.parent
    return (element.tag, element.attributes, parent.tag if parent else "", parent.attributes if parent else "")


@lru_cache(maxsize=20_000)
def _hints(attributes: str) -> int:
    """Which hints the names of an element give, one bit each."""
    names = names_in(attributes)
    return sum(1 << k for k, (_, expression) in enumerate(_HINTS) if expression.search(names)) if names else 0


def _told(inside: Element, held: dict[int, float], mass: float) -> tuple[float, ...]:
    """What the elements round a block say, from its own element upwards."""
    up = _up(inside)
    shares = [held.get(id(e), 0.0) / mass for e in up[:4]]
    shares += [shares[-1]] * (4 - len(shares))
    # How far up an element is that holds most of the prose of the page.
    most = next((k for k, e in enumerate(up) if held.get(id(e), 0.0) >= mass / 2), _HIGHEST)
    nearest = [_HIGHEST] * len(_HINTS)
    around = [_HIGHEST] * len(_AROUND)
    for k in range(len(up) - 1, -1, -1):
        given = _hints(up[k].attributes)
        for bit in range(len(_HINTS)) if given else ():
            if given >> bit & 1:
                nearest[bit] = k
        if (group := _AROUND.get(up[k].tag)) is not None:
            around[group] = k
    own = _TAGS.get(inside.tag)
    return (
        *shares,
        most,
        len(up),
        *nearest,
        # Below the element that holds most of the prose a name says that this is a part set off from it.
        *(k < most for k in nearest),
        *(k == own for k in range(max(_TAGS.values()) + 1)),
        *around,
    )
