"""What a person says against the machine: kept beside the results, and given to the rooms as constraints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stemma.errors import ContractError
from stemma.model.findings import Cite
from stemma.model.reading import Publication


@dataclass(frozen=True, slots=True)
class RejectedEdge:
    """Neither of two reports was made from the other. They may still share a source that nobody gave us."""

    child: str
    """Id of the report that was shown as derived."""
    parent: str
    """Id of the report it was shown to derive from."""

    def __post_init__(self) -> None:
        """An edge joins two reports."""
        if self.child == self.parent:
            raise ContractError(f"report {self.child} has no edge to itself to reject")

    @property
    def pair(self) -> frozenset[str]:
        """The two reports."""
        return frozenset((self.child, self.parent))


@dataclass(frozen=True, slots=True)
class GivenDate:
    """A report was published then, whatever it says itself."""

    report: str
    """Id of the report."""
    published: Publication
    """When; its evidence is `given`."""

    def __post_init__(self) -> None:
        """A date that a person gives is evidence of its own kind."""
        if self.published.evidence != "given":
            raise ContractError(
                f"report {self.report}: a date set by a person is given, not {self.published.evidence}"
            )


@dataclass(frozen=True, slots=True)
class MergedClaims:
    """All claims that hold one of these readings say the same thing."""

    readings: tuple[Cite, ...]
    """Passages of two or more claims. Passages, not ids of claims: those change when reports are added."""

    def __post_init__(self) -> None:
        """Two things are merged."""
        if len(set(self.readings)) < 2:  # noqa: PLR2004  two things
            raise ContractError("claims are merged by two passages or more")


@dataclass(frozen=True, slots=True)
class SplitClaim:
    """These readings say something else than those they stood with."""

    readings: tuple[Cite, ...]
    """The passages that leave their claims and make up one of their own."""

    def __post_init__(self) -> None:
        """Something is split off."""
        if not self.readings:
            raise ContractError("a claim is split by the passages that leave it")


ClaimCorrection = MergedClaims | SplitClaim
Correction = RejectedEdge | GivenDate | ClaimCorrection


@dataclass(frozen=True, slots=True)
class Corrections:
    """All that persons said against the machine in one story, in the order in which they said it."""

    every: tuple[Correction, ...] = ()
    """Later ones are applied to what earlier ones left."""

    @property
    def rejected(self) -> tuple[RejectedEdge, ...]:
        """The edges that are not to be."""
        return tuple(c for c in self.every if isinstance(c, RejectedEdge))

    @property
    def claims(self) -> tuple[ClaimCorrection, ...]:
        """Claims merged and split."""
        return tuple(c for c in self.every if isinstance(c, MergedClaims | SplitClaim))

    @property
    def dates(self) -> dict[str, Publication]:
        """The date given to each report that was given one, by its id; the last word counts."""
        return {c.report: c.published for c in self.every if isinstance(c, GivenDate)}

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.every)

    def among(self, reports: Sequence[str]) -> Corrections:
        """Those that speak of these reports only."""
        known = set(reports)
        return Corrections(tuple(c for c in self.every if reports_of(c) <= known))


def reports_of(correction: Correction) -> frozenset[str]:
    """Ids of the reports that a correction speaks of."""
    if isinstance(correction, RejectedEdge):
        return correction.pair
    if isinstance(correction, GivenDate):
        return frozenset((correction.report,))
    return frozenset(c.report for c in correction.readings)
