"""Claims and variants: what the collation room hands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from stemma.errors import ContractError
from stemma.model.common import in_unit
from stemma.model.language import Certainty
from stemma.model.lineage import Interval
from stemma.text.spans import Span

VariantKind = Literal[
    "number",
    "date",
    "place",
    "name",
    "role",
    "actor",
    "negation",
    "certainty",
    "attribution",
    "quote",
    "invention",
]
VARIANT_KINDS: tuple[VariantKind, ...] = get_args(VariantKind)


@dataclass(frozen=True, slots=True)
class Reading:
    """A claim as one report words it."""

    report: str
    """Id of the report."""
    span: Span
    """Where it stands there."""
    voice: str
    """Who says it there."""
    certainty: Certainty
    """How sure it is there."""


@dataclass(frozen=True, slots=True)
class Corroboration:
    """What stands behind a claim."""

    reports: int
    """Reports that carry it."""
    texts: int
    """Distinct texts among them."""
    origins: Interval
    """Independent origins among them."""
    voices: tuple[str, ...]
    """The voices it is put in, sorted; the narrator is no voice."""
    one_voice: bool = False
    """Whether all its origins have it from one and the same voice: no origin says it in its own name only."""


@dataclass(frozen=True, slots=True)
class Stand:
    """One of the things that readings of a claim say, against others."""

    words: str
    """The words in which they differ, as one of the reports has them."""
    reports: tuple[str, ...]
    """Ids of the reports that say so, sorted."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A point on which readings of independent origins contradict each other."""

    kind: VariantKind
    """What they differ in."""
    stands: tuple[Stand, ...]
    """Who says what; two or more, sorted by their words."""

    def __post_init__(self) -> None:
        """It takes two to differ."""
        if len(self.stands) < 2:  # noqa: PLR2004
            raise ContractError("a dispute has two stands at least")


@dataclass(frozen=True, slots=True)
class Claim:
    """Statements of several reports that say the same thing."""

    id: str
    """Made from its readings."""
    text: str
    """Its clearest reading, as it stands in a report."""
    readings: tuple[Reading, ...]
    """Sorted by report and place."""
    corroboration: Corroboration
    """What stands behind it."""
    disputed: bool = False
    """Whether readings of independent origins contradict each other."""
    disputes: tuple[Dispute, ...] = ()
    """In what they do, sorted by kind; a claim that a person merged or split may be disputed without one."""
    perhaps: tuple[str, ...] = ()
    """Ids of the claims that perhaps say the same, sorted; their readings count for nothing here."""
    news: int = 1
    """How much it tells that no other origin has, if one alone carries it: names, numbers, days, a voice; 0 where it cannot
    be read alone."""

    def __post_init__(self) -> None:
        """A claim has a reading."""
        if not self.readings:
            raise ContractError(f"claim {self.id} without a reading")


@dataclass(frozen=True, slots=True)
class Variant:
    """A place where a child's reading departs from its parent's in meaning."""

    kind: VariantKind
    """What changed."""
    child: str
    """Id of the report that departs."""
    child_span: Span
    """Where it does."""
    parent: str | None
    """Id of the report that kept the better reading; None only for an invention."""
    parent_span: Span | None
    """What it says there; None only for an invention."""
    before: str
    """The words of the parent that changed (`from` in the story file); may be empty for an addition."""
    after: str
    """The words of the child that took their place (`to` in the story file)."""
    confidence: float
    """Probability that the meaning changed, 0 to 1."""
    reason: str
    """The change as a plain sentence."""
    claim: str | None = None
    """Id of the claim it touches."""

    def __post_init__(self) -> None:
        """Only an invention has no parent."""
        in_unit(self.confidence, "confidence")
        if (self.parent is None) != (self.parent_span is None):
            raise ContractError(f"variant in {self.child}: a parent and its passage come together")
        if self.parent is None and self.kind != "invention":
            raise ContractError(f"variant in {self.child}: {self.kind} without a parent")
