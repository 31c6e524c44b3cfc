"""A story as a whole, and a run over many inputs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from stemma.errors import ContractError
from stemma.model.collation import Claim, Variant
from stemma.model.corrections import Corrections
from stemma.model.findings import Findings
from stemma.model.language import Analysis
from stemma.model.lineage import Stemma
from stemma.model.reading import Report
from stemma.text.spans import Span


@dataclass(frozen=True, slots=True)
class Story:
    """Everything worked out about the reports of one event."""

    id: str
    """Made from its reports."""
    title: str
    """The title of its most central report."""
    reports: tuple[str, ...]
    """Ids, sorted."""
    stemma: Stemma
    """The family tree."""
    claims: tuple[Claim, ...]
    """The best corroborated first."""
    variants: tuple[Variant, ...]
    """The apparatus: sorted by child and place."""
    findings: Findings = field(default_factory=Findings)
    """Timeline, positions, events and brief."""
    corrections: Corrections = field(default_factory=Corrections)
    """What persons said against the machine; the results above obey it."""

    def left_out(self) -> dict[str, tuple[Claim, ...]]:
        """By report, the claims that all others of the story make and it does not; of those with two others at least.

        Not those that it perhaps makes.
        """
        every = set(self.reports)
        found: dict[str, list[Claim]] = {}
        carriers = self._carriers()
        for claim in self.claims if len(every) > 2 else ():  # noqa: PLR2004  one other report leaves no "all"
            missing = every - carriers[claim.id]
            if len(missing) == 1 and not any(missing <= carriers[i] for i in claim.perhaps):
                found.setdefault(missing.pop(), []).append(claim)
        return {r: tuple(found[r]) for r in self.reports if r in found}

    def only_here(self) -> dict[str, tuple[Claim, ...]]:
        """By id of the origin, the claims that it alone carries, what tells the most first. Empty if there is one only.

        Not those that another perhaps carries, nor what cannot be read alone.
        """
        homes: dict[str, set[str]] = {}
        for origin in self.stemma.origins:
            for report in origin.reports:
                homes.setdefault(report, set()).add(origin.id)
        found: dict[str, list[Claim]] = {}
        carriers = self._carriers()
        for claim in sorted(self.claims, key=lambda c: -c.news):
            under = {o for i in (claim.id, *claim.perhaps) for r in carriers[i] for o in homes[r]}
            if len(under) == 1 and claim.news:
                found.setdefault(under.pop(), []).append(claim)
        alone = {o.id for o in self.stemma.origins if len(set(o.reports)) == len(homes)}
        return {o.id: tuple(found[o.id]) for o in self.stemma.origins if o.id in found and o.id not in alone}

    def _carriers(self) -> dict[str, set[str]]:
        """The reports of each claim."""
        return {c.id: {r.report for r in c.readings} for c in self.claims}


@dataclass(frozen=True, slots=True)
class Problem:
    """An input, or a part of one, that could not be read; the rest was."""

    source: str
    """What could not be read."""
    reason: str
    """Why, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a run."""

    name: str
    """As on the command line, without dashes."""
    value: str
    """As text."""


@dataclass(frozen=True, slots=True)
class Run:
    """The record of a run."""

    version: str
    """Of Stemma."""
    model: str
    """Of the language model."""
    created: datetime
    """When it ended, with its zone."""
    settings: tuple[Setting, ...] = ()
    """Sorted by name; those that change the result."""


@dataclass(frozen=True, slots=True)
class Result:
    """All that a run worked out.

    Invariants: every span lies in its report's text; every reading lies in a sentence of its report; every
    report stands in exactly one story.
    """

    run: Run
    """How it came about."""
    reports: tuple[Report, ...]
    """Sorted by id."""
    analyses: tuple[Analysis, ...]
    """One per report, in the same order."""
    stories: tuple[Story, ...]
    """The largest first."""
    problems: tuple[Problem, ...] = ()
    """What could not be read."""

    def __post_init__(self) -> None:
        """Check that everything points into what is there."""
        if [a.report for a in self.analyses] != [r.id for r in self.reports]:
            raise ContractError("analyses do not match the reports")
        placed = sorted(r for s in self.stories for r in s.reports)
        if placed != sorted(r.id for r in self.reports):
            raise ContractError("reports and stories do not match")
        lengths = {r.id: len(r.text) for r in self.reports}
        starts = {a.report: [s.span.start for s in a.sentences] for a in self.analyses}
        ends = {a.report: [s.span.end for s in a.sentences] for a in self.analyses}
        for story in self.stories:
            for report, span in _spans_of(story):
                if span.end > lengths[report]:
                    raise ContractError(
                        f"span [{span.start}, {span.end}) outside report {report} of {lengths[report]} characters"
                    )
            for claim in story.claims:
                for r in claim.readings:
                    # Sentences stand in order and do not overlap: only the last one that begins before it may hold it.
                    n = bisect_right(starts[r.report], r.span.start) - 1
                    if n < 0 or r.span.end > ends[r.report][n]:
                        raise ContractError(f"claim {claim.id}: a reading of {r.report} lies in no sentence")

    def report(self, report_id: str) -> Report:
        """The report with this id.

        Raises:
            KeyError: there is none.
        """
        for report in self.reports:
            if report.id == report_id:
                return report
        raise KeyError(report_id)


def _spans_of(story: Story) -> Iterable[tuple[str, Span]]:
    for edge in story.stemma.edges:
        for pair in edge.passages:
            yield edge.child, pair.child
            yield edge.parent, pair.parent
    for claim in story.claims:
        for reading in claim.readings:
            yield reading.report, reading.span
    for v in story.variants:
        yield v.child, v.child_span
        if v.parent is not None and v.parent_span is not None:
            yield v.parent, v.parent_span
    found = story.findings
    for cites in (
        *(e.mentions for e in found.timeline),
        *(p.statements for p in found.positions),
        *(e.mentions for e in found.events),
        *(b.cites for b in found.brief),
    ):
        for cite in cites:
            yield cite.report, cite.span
