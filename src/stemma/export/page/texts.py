"""The reports in full: one by one in a file, two side by side on a server, with what they share."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from stemma.export.differences import Difference, find_differences
from stemma.export.page.days import say_day
from stemma.export.page.full_text import Anchor, mark_text
from stemma.export.page.index import ReportView, StoryIndex
from stemma.export.page.options import Options
from stemma.export.wording import KINDS
from stemma.model import NARRATOR
from stemma.text.spans import Span

# What two long texts share at most, and of it what stands in the table.
MOST_BANDS, MOST_TABLE = 400, 80
# Voices with a colour and a letter of their own; the style has as many colours.
MOST_VOICES = 8
LETTERS = "abcdefgh"
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_ZONE = re.compile(r"[+-]\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class TextView:
    """A report in full."""

    report: ReportView
    """How it is named."""
    source: str
    """Where it was read from."""
    authors: tuple[str, ...]
    """Who wrote it."""
    published: str
    """When it was published, as exact as is known; may be empty."""
    language: str
    """ISO 639-1 code; may be empty."""
    supported: bool
    """Whether its statements were read."""
    text: Markup
    """The text with its zones and places."""


@dataclass(frozen=True, slots=True)
class BandView:
    """A passage that two reports share."""

    number: int
    """From 1, in order of the left report."""
    left_href: str
    """Its place in the left text."""
    right_href: str
    """Its place in the right text."""
    words: Difference
    """Both passages, cut where they differ: the right one as `parent`."""


@dataclass(frozen=True, slots=True)
class VoiceView:
    """A voice of the story in the legend."""

    number: int
    """Its colour, from 1."""
    letter: str
    """The sign of what it says: passages have numbers."""
    name: str
    """Who says it."""


@dataclass(frozen=True, slots=True)
class TextsView:
    """The texts that a page shows."""

    texts: tuple[TextView, ...]
    """In a file all of them by date; else the left one and, if there is one, the right one."""
    bands: tuple[BandView, ...]
    """What the two share, for the table."""
    shared: int
    """How many passages they share."""
    relation: str
    """What the left report is of the right one, in words; empty in a file or where nothing joins them."""
    edge_href: str
    """Why; may be empty."""
    choices: tuple[ReportView, ...]
    """All the reports of the story by date, to choose from."""
    voices: tuple[VoiceView, ...]
    """The voices that the texts can be coloured by."""
    coloured: bool
    """Whether they are."""
    data: Markup
    """What the script needs to draw bands, as JSON."""


def view_all_texts(index: StoryIndex, anchors: dict[str, list[Anchor]]) -> TextsView:
    """All reports of a story in full, by date."""
    voices = _count_voices(index, index.story.reports)
    numbers = {v.name: v.number for v in voices}
    return TextsView(
        texts=tuple(_view_text(index, r, [*anchors[r], *_voice_marks(index, r, numbers)]) for r in index.by_date),
        bands=(),
        shared=0,
        relation="",
        edge_href="",
        choices=tuple(index.view(r) for r in index.by_date),
        voices=voices,
        coloured=False,
        data=_file_data(index),
    )


def view_two_texts(index: StoryIndex, options: Options) -> TextsView:
    """Two reports of a story side by side, with what they share; one alone where there is no second."""
    left, right = choose_pair(index, options)
    bands = find_bands(index, left, right) if right else []
    shown = (left, right) if right else (left,)
    voices = _count_voices(index, shown)
    numbers = {v.name: v.number for v in voices} if options.voices else {}
    texts = []
    for side, (report, here, there) in enumerate(zip(shown, "lr", "rl", strict=False)):
        marks = [
            Anchor(f"{here}-{n}", band[side], href=f"#{there}-{n}", style="p band", sign=str(n))
            for n, band in enumerate(bands, 1)
        ]
        if options.span and report == (options.report or left):
            end = len(index.reports[report].text)
            span = Span(min(options.span.start, end), min(options.span.end, end))
            marks.append(Anchor("passage", span, style="p asked"))
        texts.append(_view_text(index, report, [*marks, *_voice_marks(index, report, numbers)]))
    table = tuple(
        BandView(
            number=n,
            left_href=f"#l-{n}",
            right_href=f"#r-{n}",
            words=find_differences(index.passage(right, b[1]), index.passage(left, b[0])),
        )
        for n, b in enumerate(bands[:MOST_TABLE], 1)
    )
    relation, edge_href = _relate(index, left, right)
    return TextsView(
        texts=tuple(texts),
        bands=table,
        shared=len(bands),
        relation=relation,
        edge_href=edge_href,
        choices=tuple(index.view(r) for r in index.by_date),
        voices=voices,
        coloured=options.voices,
        data=_json({"pair": [[a.start, a.end, b.start, b.end] for a, b in bands]}),
    )


def choose_pair(index: StoryIndex, options: Options) -> tuple[str, str]:
    """The left and the right report; the right one is empty where the story has only one.

    Where the reader names none or one, kin are chosen: a report and the one it derives from.
    """
    known = index.reports
    left = next((r for r in (options.left, options.report) if r in known), "")
    right = options.right if options.right in known and options.right != left else ""
    if not left and right:
        left, right = right, ""
    if not left:
        edges = sorted(
            index.story.stemma.edges, key=lambda e: (e.kind == "copy", -e.confidence, e.child, e.parent)
        )
        left = edges[0].child if edges else index.by_date[0]
    if not right:
        kin = [e.parent for e in index.story.stemma.edges if e.child == left]
        kin += [e.child for e in index.story.stemma.edges if e.parent == left]
        right = next(iter([*kin, *(r for r in index.by_date if r != left)]), "")
    return left, right


def find_bands(index: StoryIndex, left: str, right: str) -> list[tuple[Span, Span]]:
    """Passages that two reports share, in order of the left one.

    Those of the edge that joins them, and readings of one claim where the edge has none; at most `MOST_BANDS`.
    """
    bands: list[tuple[Span, Span]] = []
    if edge := index.edges.get((left, right)):
        bands += [(p.child, p.parent) for p in edge.passages]
    if edge := index.edges.get((right, left)):
        bands += [(p.parent, p.child) for p in edge.passages]
    for claim in index.story.claims:
        ours = [r.span for r in claim.readings if r.report == left]
        theirs = [r.span for r in claim.readings if r.report == right]
        for one, other in zip(ours, theirs, strict=False):
            if not any(_touch(one, a) or _touch(other, b) for a, b in bands):
                bands.append((one, other))
    return sorted(set(bands))[:MOST_BANDS]


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _relate(index: StoryIndex, left: str, right: str) -> tuple[str, str]:
    for child, parent in ((left, right), (right, left)):
        if edge := index.edges.get((child, parent)):
            one, other = index.name(child), index.name(parent)
            if one == other:  # two reports of one outlet
                one, other = (
                    ("The left one", "the right one") if child == left else ("The right one", "the left one")
                )
            said = f"{one} is a {KINDS[edge.kind]} of {other}"
            return said, index.links.edge(child, parent)
    return "", ""


def _view_text(index: StoryIndex, report: str, anchors: Iterable[Anchor]) -> TextView:
    r = index.reports[report]
    language = r.language or ""
    return TextView(
        report=index.view(report),
        source=r.source,
        authors=r.authors,
        published="" if r.published is None else _say_moment(r.published.iso()),
        language=language if _LANGUAGE.fullmatch(language) else "",
        supported=index.supported(report),
        text=mark_text(r, anchors),
    )


def _count_voices(index: StoryIndex, reports: Iterable[str]) -> tuple[VoiceView, ...]:
    counts = Counter(s.voice for r in reports for s in index.analysis(r).statements if s.voice != NARRATOR)
    ordered = sorted(counts.items(), key=lambda x: (-x[1], x[0]))[:MOST_VOICES]
    return tuple(VoiceView(n, LETTERS[n - 1], name) for n, (name, _) in enumerate(ordered, 1))


def _voice_marks(index: StoryIndex, report: str, numbers: dict[str, int]) -> list[Anchor]:
    return [
        Anchor("", s.span, style=f"v v{numbers[s.voice]}", sign=LETTERS[numbers[s.voice] - 1])
        for s in index.analysis(report).statements
        if s.voice in numbers
    ]


def _file_data(index: StoryIndex) -> Markup:
    """Reports, the passages of edges and the readings of claims, for the script that puts two texts side by side."""
    number = index.numbers
    return _json(
        {
            "reports": [[number[r], r] for r in index.by_date],
            "edges": [
                [number[e.child], number[e.parent], [[*_ends(p.child), *_ends(p.parent)] for p in e.passages]]
                for e in index.story.stemma.edges
                if e.passages
            ],
            "claims": [
                [[number[r.report], *_ends(r.span)] for r in c.readings]
                for c in index.story.claims
                if c.corroboration.reports > 1
            ],
        }
    )


def _ends(span: Span) -> Sequence[int]:
    return (span.start, span.end)


def _json(value: object) -> Markup:
    """JSON that may stand in a script element: no tag can begin or end in it."""
    text = json.dumps(value, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def _say_moment(iso: str) -> str:
    """A day, or a moment with its zone: `13 May 2025, 21:40 UTC`."""
    day, _, time = iso.partition("T")
    if not time:
        return say_day(day)
    zone = _ZONE.search(time)
    said = "" if zone is None else "UTC" if zone[0] == "+00:00" else zone[0]
    return f"{say_day(day)}, {time[:5]} {said}".rstrip()
