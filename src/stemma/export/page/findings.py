"""Brief, timeline and positions as the page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stemma.export.page.days import say_day, say_time
from stemma.export.page.index import ReportView, StoryIndex, say_origins
from stemma.export.page.options import Options
from stemma.export.page.paging import PageOf, cut_page
from stemma.export.wording import CERTAINTIES
from stemma.model import Cite, Position, TimelineEntry

# Rows that a page shows; the story file has them all.
MOST_ROWS = 120
PAGE_ROWS = 80
MOST_CITES = 8


@dataclass(frozen=True, slots=True)
class CiteView:
    """A passage that something rests on."""

    number: int
    """Its number in the brief; 0 outside of it."""
    key: str
    """Its id on the page; empty outside of the brief."""
    report: ReportView
    """The report."""
    href: str
    """Where it stands in the full text."""
    passage: str
    """The passage itself."""


@dataclass(frozen=True, slots=True)
class CitesView:
    """The passages of reports that descend from the same origins."""

    name: str
    """The origins in words."""
    cites: tuple[CiteView, ...]
    """In order of their numbers."""


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence of the brief."""

    key: str
    """Its id on the page."""
    text: str
    """As the brief has it."""
    note: str
    """What must be known beside it; may be empty."""
    groups: tuple[CitesView, ...]
    """The passages that say it, by origin."""
    more: int
    """How many passages more there are."""

    @property
    def cites(self) -> tuple[CiteView, ...]:
        """All the passages shown, in order of their numbers."""
        return tuple(sorted((c for g in self.groups for c in g.cites), key=lambda c: c.number))


@dataclass(frozen=True, slots=True)
class IssueView:
    """The sentences of a brief on one issue."""

    name: str
    """The issue."""
    sentences: tuple[SentenceView, ...]
    """In order of the brief."""


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry of the timeline."""

    when: str
    """Its time, TIMEX3."""
    fresh: bool
    """Whether the entry before it has another time."""
    state: str
    """Whether it is planned, denied or hedged; empty if asserted."""
    what: str
    """The sentence that tells it."""
    origins: str
    """Independent origins; an interval."""
    reported: str
    """The days on which it was reported."""
    voices: tuple[str, ...]
    """Who says it."""
    conflicts: tuple[str, ...]
    """What other times are given, and by whom."""
    claim_href: str
    """The claim it belongs to; may be empty."""
    cites: tuple[CiteView, ...]
    """The passages that tell it; the first is `what`."""
    more: int
    """How many passages more there are."""


@dataclass(frozen=True, slots=True)
class PositionView:
    """What an actor holds on an issue."""

    issue: str
    """On what."""
    stance: str
    """What sort of act it is."""
    text: str
    """The statement."""
    origins: str
    """Independent origins; an interval."""
    cites: tuple[CiteView, ...]
    """The passages; the first is `text`."""
    more: int
    """How many passages more there are."""


@dataclass(frozen=True, slots=True)
class ActorView:
    """The positions of an actor."""

    name: str
    """Who."""
    positions: tuple[PositionView, ...]
    """In order of the story."""


@dataclass(frozen=True, slots=True)
class TimelineView:
    """The timeline of a story."""

    page: PageOf[EntryView]
    """In order of time."""
    left: int
    """Entries left out for want of room."""


@dataclass(frozen=True, slots=True)
class PositionsView:
    """The positions of a story."""

    page: PageOf[Position]
    """Which page of the list it is."""
    actors: tuple[ActorView, ...]
    """By actor."""
    left: int
    """Positions left out for want of room."""


def view_brief(index: StoryIndex) -> tuple[IssueView, ...]:
    """The brief with its citations numbered through."""
    issues: dict[str, list[SentenceView]] = {}
    number = 0
    for n, sentence in enumerate(index.story.findings.brief, 1):
        groups: dict[tuple[str, ...], list[CiteView]] = {}
        for cite in sentence.cites[:MOST_CITES]:
            number += 1
            view = _view_cite(cite, index, number)
            groups.setdefault(index.letters(cite.report), []).append(view)
        issues.setdefault(sentence.issue, []).append(
            SentenceView(
                key=f"{index.key}-b{n}",
                text=sentence.text,
                note=sentence.note,
                groups=tuple(CitesView(say_origins(x), tuple(c)) for x, c in sorted(groups.items())),
                more=max(0, len(sentence.cites) - MOST_CITES),
            )
        )
    return tuple(IssueView(name, tuple(said)) for name, said in issues.items())


def view_timeline(index: StoryIndex, options: Options) -> TimelineView:
    """The timeline of a story."""
    entries = index.story.findings.timeline
    page = cut_page(entries, *((1, MOST_ROWS) if index.links.whole else (options.page, PAGE_ROWS)))
    rows = tuple(
        _view_entry(e, index, fresh=n == 0 or page.rows[n - 1].when != e.when) for n, e in enumerate(page.rows)
    )
    left = len(entries) - len(rows) if index.links.whole else 0
    return TimelineView(PageOf(rows, page.total, page.page, page.pages), left)


def view_positions(index: StoryIndex, options: Options) -> PositionsView:
    """The positions of a story, by actor."""
    held = [p for p in index.story.findings.positions if not options.voice or p.actor == options.voice]
    page = cut_page(held, *((1, MOST_ROWS) if index.links.whole else (options.page, PAGE_ROWS)))
    actors: dict[str, list[PositionView]] = {}
    for p in page.rows:
        actors.setdefault(p.actor, []).append(
            PositionView(
                issue=p.issue,
                stance=p.stance,
                text=p.text,
                origins=str(p.origins),
                cites=_view_cites(p.statements, index),
                more=max(0, len(p.statements) - MOST_CITES),
            )
        )
    left = len(held) - len(page.rows) if index.links.whole else 0
    return PositionsView(page, tuple(ActorView(name, tuple(found)) for name, found in actors.items()), left)


def _view_entry(entry: TimelineEntry, index: StoryIndex, *, fresh: bool) -> EntryView:
    days = entry.reported
    return EntryView(
        when=entry.when,
        fresh=fresh,
        state="" if entry.certainty == "asserted" else CERTAINTIES[entry.certainty],
        what=entry.what,
        origins=str(entry.origins),
        reported=""
        if not days
        else say_day(days[0])
        if len(days) == 1
        else f"{say_day(days[0])} to {say_day(days[-1])}",
        voices=entry.voices,
        conflicts=tuple(_say_conflict(c) for c in entry.conflicts),
        claim_href=index.links.claim(entry.claim) if entry.claim else "",
        cites=_view_cites(entry.mentions, index),
        more=max(0, len(entry.mentions) - MOST_CITES),
    )


def _view_cites(cites: Sequence[Cite], index: StoryIndex) -> tuple[CiteView, ...]:
    return tuple(_view_cite(c, index, 0) for n, c in enumerate(cites[:MOST_CITES]))


def _view_cite(cite: Cite, index: StoryIndex, number: int) -> CiteView:
    return CiteView(
        number=number,
        key=f"{index.key}-q{number}" if number else "",
        report=index.view(cite.report),
        href=index.links.passage(cite.report, cite.span),
        passage=index.passage(cite.report, cite.span),
    )


def _say_conflict(words: str) -> str:
    """A conflict with its time as a reader would write it; it begins with that."""
    when, space, rest = words.partition(" ")
    return f"{say_time(when)}{space}{rest}"
