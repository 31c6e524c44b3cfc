"""What the parts of a page share: short ids, names, origin letters, and the passages that are linked to."""

from __future__ import annotations

from dataclasses import dataclass

from stemma.export.page.full_text import Anchor
from stemma.export.wording import name_lost, name_report
from stemma.model import LostSource, Report, Result, Story
from stemma.text.spans import Span

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class OriginView:
    """An origin as the page names it."""

    root: str
    """Id of its root."""
    letter: str
    """A, B, C … by the number of reports that descend from it."""
    name: str
    """The name of its root."""
    href: str | None
    """Link to its root, if that is a report."""
    reports: int
    """How many reports descend from it."""
    lost: bool
    """Whether its root is a lost source."""


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report as the page names it."""

    key: str
    """Its id on the page."""
    name: str
    """Its outlet, or what stands for it."""
    title: str
    """Its title; may be empty."""
    date: str
    """Its day of publication; may be empty."""
    origins: str
    """Letters of the origins from which it descends."""


class PageIndex:
    """Ids on the page and the passages that anything on it links to. One per page; it fills as parts are built."""

    def __init__(self, result: Result) -> None:
        """Number the reports and name the origins."""
        self.reports: dict[str, Report] = {r.id: r for r in result.reports}
        self.numbers: dict[str, int] = {r.id: n for n, r in enumerate(result.reports, 1)}
        self._passages: dict[str, dict[Span, Anchor]] = {r.id: {} for r in result.reports}
        self._letters: dict[str, tuple[str, ...]] = {}
        self.origins: dict[str, list[OriginView]] = {s.id: self._name_origins(s) for s in result.stories}

    def view(self, report: str) -> ReportView:
        """How a report is named on the page."""
        r = self.reports[report]
        return ReportView(
            key=f"r{self.numbers[report]}",
            name=name_report(r),
            title=r.title or "",
            date="" if r.published is None else r.published.iso()[:10],
            origins="+".join(self._letters[report]),
        )

    def letters(self, report: str) -> tuple[str, ...]:
        """Letters of the origins from which a report descends."""
        return self._letters[report]

    def passage(self, report: str, span: Span) -> str:
        """The passage itself."""
        return span.of(self.reports[report].text)

    def link(self, report: str, span: Span, *, back: str | None = None, varied: bool = False) -> str:
        """A link to a passage in the full text; the passage becomes a place there.

        Args:
            report: id of the report.
            span: the passage.
            back: where the passage itself links to; the first one given stays.
            varied: whether a variant touches the passage.
        """
        places = self._passages[report]
        old = places.get(span)
        anchor = Anchor(
            id=f"r{self.numbers[report]}-{span.start}-{span.end}",
            span=span,
            href=old.href if old and old.href else back,
            varied=varied or bool(old and old.varied),
        )
        places[span] = anchor
        return f"#{anchor.id}"

    def anchors(self, report: str) -> list[Anchor]:
        """All the passages of a report that anything links to."""
        return list(self._passages[report].values())

    def _name_origins(self, story: Story) -> list[OriginView]:
        lost: dict[str, LostSource] = {x.id: x for x in story.stemma.lost_sources}
        views: list[OriginView] = []
        letters: dict[str, list[str]] = {r: [] for r in story.reports}
        ordered = sorted(story.stemma.origins, key=lambda o: (-len(o.reports), o.root))
        for n, origin in enumerate(ordered):
            letter = _letter(n)
            for report in origin.reports:
                letters[report].append(letter)
            gone = lost.get(origin.root)
            name = name_lost(gone) if gone else name_report(self.reports[origin.root])
            href = None if gone else f"#r{self.numbers[origin.root]}"
            views.append(OriginView(origin.root, letter, name, href, len(origin.reports), gone is not None))
        self._letters.update({r: tuple(found) for r, found in letters.items()})
        return views


def _letter(n: int) -> str:
    """A … Z, AA, AB … as in the columns of a table."""
    said = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, len(_LETTERS))
        said = _LETTERS[rest] + said
    return said
