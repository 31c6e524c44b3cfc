"""Stories and their family trees: what the lineage room hands on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from stemma.errors import ContractError
from stemma.model.common import UNDECIDED_BELOW, in_unit
from stemma.text.spans import Span

DerivationKind = Literal["copy", "edit", "rewrite", "summary", "excerpt"]


@dataclass(frozen=True, slots=True)
class StoryGroup:
    """Reports of one event, before anything is worked out from them."""

    reports: tuple[str, ...]
    """Ids, sorted."""
    title: str
    """The title of its most central report."""


@dataclass(frozen=True, slots=True)
class PassagePair:
    """A passage of a child and the passage of its parent it goes back to."""

    child: Span
    """In the child's text."""
    parent: Span
    """In the parent's text."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """An edge of the stemma: `child` derives from `parent`."""

    child: str
    """Id of the derived report."""
    parent: str
    """Id of the report it derives from."""
    kind: DerivationKind
    """How it was made from its parent."""
    confidence: float
    """Probability that one of the two derives from the other, 0 to 1."""
    direction: float
    """Probability that it went this way and not the other, 0 to 1 (0.5: nothing tells)."""
    reasons: tuple[str, ...]
    """What speaks for it (and against), in words."""
    passages: tuple[PassagePair, ...] = ()
    """The passages that the child took over, in order of the child."""

    def __post_init__(self) -> None:
        """An edge joins two reports and says why."""
        if self.child == self.parent:
            raise ContractError(f"report {self.child} cannot derive from itself")
        in_unit(self.confidence, "confidence")
        in_unit(self.direction, "direction")
        if not self.reasons:
            raise ContractError(f"edge {self.child} ← {self.parent} without a reason")

    @property
    def undecided(self) -> bool:
        """Whether nothing tells which of the two came first."""
        return self.direction < UNDECIDED_BELOW


@dataclass(frozen=True, slots=True)
class LostSource:
    """An ancestor nobody gave us."""

    id: str
    """Made from its children and its name."""
    children: tuple[str, ...]
    """Ids of the reports that go back to it, sorted."""
    name: str | None
    """Its name, where the text gives one."""
    confidence: float
    """Probability that it existed, 0 to 1."""
    reasons: tuple[str, ...]
    """What speaks for it, in words."""

    def __post_init__(self) -> None:
        """A lost source has children and reasons."""
        in_unit(self.confidence, "confidence")
        if not self.children or not self.reasons:
            raise ContractError(f"lost source {self.id} without children or reasons")


@dataclass(frozen=True, slots=True)
class Origin:
    """A root of the stemma: one independent line of reporting."""

    id: str
    """Made from its root."""
    root: str
    """Id of a report or of a lost source."""
    reports: tuple[str, ...]
    """Ids of all the reports that descend from the root, itself included, sorted. A blend stands in several."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A count that is known only to lie between two numbers, both included."""

    low: int
    """At least."""
    high: int
    """At most."""

    def __post_init__(self) -> None:
        """Refuse an interval that runs backwards."""
        if not 0 <= self.low <= self.high:
            raise ContractError(f"no interval: [{self.low}, {self.high}]")

    def __contains__(self, n: int) -> bool:
        """Whether the interval holds the number."""
        return self.low <= n <= self.high

    def __str__(self) -> str:
        """As a reader would write it: `3`, or `2-3` with a dash."""
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


@dataclass(frozen=True, slots=True)
class Count:
    """How many reports, texts and origins a story has."""

    reports: int
    """Reports in the story."""
    texts: int
    """Distinct texts: verbatim copies folded."""
    origins: Interval
    """Independent origins, as sure as the evidence allows."""
    best: int
    """The most probable number of origins; inside the interval."""
    doubts: tuple[str, ...] = ()
    """What would narrow the interval, in words; the weightiest first."""

    def __post_init__(self) -> None:
        """The best number lies in the interval."""
        if self.best not in self.origins:
            raise ContractError(f"best number of origins {self.best} outside {self.origins}")


@dataclass(frozen=True, slots=True)
class Stemma:
    """The family tree of a story.

    Invariants: no cycle; edges, lost sources and origins name reports of the story; every report descends from
    at least one origin; every root (a report without parents, or a lost source) is the root of one origin.
    """

    reports: tuple[str, ...]
    """Ids of all reports, sorted."""
    edges: tuple[Derivation, ...]
    """Sorted by child and parent."""
    lost_sources: tuple[LostSource, ...]
    """Sorted by id."""
    origins: tuple[Origin, ...]
    """Sorted by id."""
    count: Count
    """The headline."""

    def __post_init__(self) -> None:
        """Check all invariants."""
        known = set(self.reports)
        parents = self.parents()
        for child, above in parents.items():
            stray = ({child} | above) - known - {x.id for x in self.lost_sources}
            if stray:
                raise ContractError(f"the stemma names reports that the story does not have: {sorted(stray)}")
        roots = {i for i in known if not parents[i]} | {x.id for x in self.lost_sources}
        if sorted(o.root for o in self.origins) != sorted(roots):
            raise ContractError("origins do not match the roots of the stemma")
        if {r for o in self.origins for r in o.reports} != known:
            raise ContractError("a report descends from no origin")
        for report in known:
            self._refuse_cycle(report, parents)

    def _refuse_cycle(self, report: str, parents: Mapping[str, set[str]]) -> None:
        seen: set[str] = set()
        frontier = set(parents[report])
        while frontier:
            if report in frontier:
                raise ContractError(f"the stemma has a cycle through {report}")
            seen |= frontier
            frontier = set().union(*(parents.get(x, set()) for x in frontier)) - seen

    def parents(self) -> dict[str, set[str]]:
        """The parents of every report, reports and lost sources alike."""
        above: dict[str, set[str]] = {r: set() for r in self.reports}
        for edge in self.edges:
            above.setdefault(edge.child, set()).add(edge.parent)
        for lost in self.lost_sources:
            for child in lost.children:
                above.setdefault(child, set()).add(lost.id)
        return above

    def origins_of(self, report: str) -> tuple[str, ...]:
        """Ids of the origins from which a report descends."""
        return tuple(o.id for o in self.origins if report in o.reports)

    def texts_of(self, reports: Iterable[str]) -> int:
        """How many texts some reports are, verbatim copies of one another counted once."""
        home = {r: r for r in self.reports}

        def root(r: str) -> str:
            while home[r] != r:
                r = home[r]
            return r

        for edge in self.edges:
            if edge.kind == "copy" and edge.parent in home:
                home[root(edge.child)] = root(edge.parent)
        return len({root(r) for r in reports})

    def origins_behind(self, reports: Iterable[str]) -> Interval:
        """How many independent origins stand behind what some reports say, at least 1: as wide as the whole count is unsure.

        A blend descends from several origins; that what it says came by more than one of them is not known. There are
        never more than there are texts.
        """
        ids = sorted(set(reports))
        each = [self.origins_of(r) for r in ids]
        certain = {o[0] for o in each if len(o) == 1}
        best = len(certain) + any(not certain & set(o) for o in each)
        reachable = len({o for origins in each for o in origins})
        low = best * self.count.origins.low // max(1, self.count.best)
        high = -(-best * self.count.origins.high // max(1, self.count.best))
        texts = self.texts_of(ids)
        return Interval(max(1, min(low, best, texts)), max(1, min(max(high, reachable), texts)))
