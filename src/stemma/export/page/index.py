"""What the views of a story share: names, numbers, origin letters, and where things stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from stemma.export.page.links import Links
from stemma.export.wording import name_lost, name_report
from stemma.model import Analysis, Claim, Derivation, LostSource, Report, Result, Sentence, Story
from stemma.text.spans import Span

_WEB = re.compile(r"https?://[^\s]+")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Characters of a sentence that are shown before a passage of it, and after it.
MOST_AROUND = 160


@dataclass(frozen=True, slots=True)
class Around:
    """What stands before and after a passage in its sentence."""

    before: str = ""
    """Up to the passage."""
    after: str = ""
    """From the passage on."""


NOTHING = Around()
"""Around a passage that is shown alone."""


@dataclass(frozen=True, slots=True)
class OriginView:
    """An origin as the page names it."""

    root: str
    """Id of its root."""
    letter: str
    """A, B, C … by the number of reports that descend from it."""
    name: str
    """The name of its root."""
    href: str
    """Link to its root, if that is a report; else empty."""
    reports: int
    """How many reports descend from it."""
    lost: bool
    """Whether its root is a lost source."""


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report as the page names it."""

    id: str
    """Its id."""
    key: str
    """Its id on the page: letters, digits and hyphens only."""
    number: int
    """Its number in the list of sources."""
    url: str
    """Its address, if it is one of the web; else empty."""
    href: str
    """Link to its full text."""
    name: str
    """Its outlet, or what stands for it."""
    title: str
    """Its title; may be empty."""
    date: str
    """Its day of publication; may be empty."""
    origins: str
    """Letters of the origins from which it descends."""


class StoryIndex:
    """Names, numbers and letters of one story; made once for a page."""

    def __init__(self, result: Result, story: Story, links: Links, key: str = "s1") -> None:
        """Number the reports of the story and name its origins."""
        wanted = set(story.reports)
        self.story = story
        self.links = links
        self.key = key
        self.reports: dict[str, Report] = {}
        self.numbers: dict[str, int] = {}
        self._places: dict[str, int] = {}
        for n, report in enumerate(result.reports):
            if report.id in wanted:
                self.reports[report.id] = report
                self.numbers[report.id] = n + 1
                self._places[report.id] = n
        self._result = result
        self.parents: dict[str, set[str]] = story.stemma.parents()
        self.lost: dict[str, LostSource] = {x.id: x for x in story.stemma.lost_sources}
        self.edges: dict[tuple[str, str], Derivation] = {(e.child, e.parent): e for e in story.stemma.edges}
        self.claims: dict[str, Claim] = {c.id: c for c in story.claims}
        self._letters: dict[str, tuple[str, ...]] = {}
        self.origins = self._name_origins()
        self.roots: dict[str, str] = {o.root: o.letter for o in self.origins}
        self._views: dict[str, ReportView] = {}

    def view(self, report: str) -> ReportView:
        """How a report is named on the page."""
        if report not in self._views:
            r = self.reports[report]
            self._views[report] = ReportView(
                id=report,
                key=f"r{self.numbers[report]}",
                number=self.numbers[report],
                url=r.url if r.url and _WEB.fullmatch(r.url) else "",
                href=self.links.report(report),
                name=name_report(r),
                title=r.title or "",
                date="" if r.published is None else r.published.iso()[:10],
                origins="+".join(self._letters[report]),
            )
        return self._views[report]

    def named(self) -> tuple[ReportView, ...]:
        """The reports that were named so far, by number: what stands in the list of sources on paper."""
        return tuple(sorted(self._views.values(), key=lambda v: v.number))

    def name(self, node: str) -> str:
        """The name of a report or of a lost source."""
        return name_lost(self.lost[node]) if node in self.lost else name_report(self.reports[node])

    def letters(self, report: str) -> tuple[str, ...]:
        """Letters of the origins from which a report descends."""
        return self._letters[report]

    def passage(self, report: str, span: Span) -> str:
        """The passage itself."""
        return span.of(self.reports[report].text)

    def around(self, report: str, span: Span) -> Around:
        """The rest of the sentences that a passage begins and ends in."""
        text = self.reports[report].text
        sentences = self.analysis(report).sentences
        first = bisect_right(sentences, span.start, key=_start) - 1
        last = bisect_right(sentences, max(span.start, span.end - 1), key=_start) - 1
        start = sentences[first].span.start if first >= 0 else span.start
        end = sentences[last].span.end if last >= 0 else span.end
        before, after = text[start : span.start], text[span.end : max(span.end, end)]
        if first >= 0 and sentences[first].span.end <= span.start:
            before = ""  # the passage begins between two sentences
        if len(before) > MOST_AROUND:
            before = "… " + before[-MOST_AROUND:].partition(" ")[2]
        if len(after) > MOST_AROUND:
            after = after[:MOST_AROUND].rpartition(" ")[0] + " …"
        return Around(before, after)

    def supported(self, report: str) -> bool:
        """Whether the report's language was read, so that its statements are known."""
        return self._result.analyses[self._places[report]].supported

    def analysis(self, report: str) -> Analysis:
        """The analysis of a report."""
        return self._result.analyses[self._places[report]]

    @cached_property
    def named_origins(self) -> dict[str, str]:
        """Names of the roots of the origins, by their letters."""
        return {o.letter: o.name for o in self.origins}

    @cached_property
    def unread(self) -> tuple[str, ...]:
        """Ids of the reports whose statements were not read, because of their language."""
        return tuple(r for r in self.story.reports if not self.supported(r))

    @cached_property
    def by_date(self) -> tuple[str, ...]:
        """Ids of the reports by the day of their publication, those without one last."""
        dates = {r: self.view(r).date for r in self.story.reports}
        return tuple(sorted(self.story.reports, key=lambda r: (not dates[r], dates[r], self.numbers[r])))

    def _name_origins(self) -> tuple[OriginView, ...]:
        views: list[OriginView] = []
        letters: dict[str, list[str]] = {r: [] for r in self.story.reports}
        ordered = sorted(self.story.stemma.origins, key=lambda o: (-len(o.reports), o.root))
        for n, origin in enumerate(ordered):
            letter = _letter(n)
            for report in origin.reports:
                letters[report].append(letter)
            gone = origin.root in self.lost
            href = "" if gone else self.links.report(origin.root)
            views.append(OriginView(origin.root, letter, self.name(origin.root), href, len(origin.reports), gone))
        self._letters.update({r: tuple(found) for r, found in letters.items()})
        return tuple(views)


def _start(sentence: Sentence) -> int:
    return sentence.span.start


def say_origins(letters: tuple[str, ...]) -> str:
    """The origins of a report in words."""
    return f"Origin {letters[0]}" if len(letters) == 1 else f"Blends of origins {' and '.join(letters)}"


def _letter(n: int) -> str:
    """A … Z, AA, AB … as in the columns of a table."""
    said = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, len(_LETTERS))
        said = _LETTERS[rest] + said
    return said
