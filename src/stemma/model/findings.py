"""What a story comes to: what the findings room hands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stemma.errors import ContractError
from stemma.model.language import QUAD_CLASS, Certainty, DatePrecision, EventType, QuadClass
from stemma.model.lineage import Interval
from stemma.text.spans import Span

Stance = Literal["holds", "asks", "accuses", "refuses", "plans", "supports", "doubts"]


@dataclass(frozen=True, slots=True, order=True)
class Cite:
    """A passage of a report that something rests on."""

    report: str
    """Id of the report."""
    span: Span
    """Where it stands there."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened, or is to happen, at a time."""

    when: str
    """TIMEX3-style value: `2024-04-24`, `2024-W17`, `2024-05`."""
    precision: DatePrecision
    """How exact `when` is."""
    what: str
    """The sentence that tells it best, as it stands in a report; its clause where the sentence gives several times."""
    certainty: Certainty
    """Whether it is said to have happened, to be planned, denied, or only perhaps so."""
    mentions: tuple[Cite, ...]
    """The passages that tell it; the first is `what`."""
    origins: Interval
    """Independent origins among them."""
    voices: tuple[str, ...]
    """The voices it is put in, sorted."""
    reported: tuple[str, ...]
    """Days on which reports that tell it were published, sorted: when it was reported, apart from when it was."""
    conflicts: tuple[str, ...] = ()
    """Other times that readings of the same claim give, with who gives them, in words."""
    claim: str | None = None
    """Id of the claim it belongs to."""

    def __post_init__(self) -> None:
        """An entry has a passage to show."""
        if not self.mentions:
            raise ContractError(f"timeline entry of {self.when} without a passage")


@dataclass(frozen=True, slots=True)
class Position:
    """What an actor holds on an issue, from statements in the actor's own voice."""

    actor: str
    """The voice, linked across the reports."""
    issue: str
    """What it is about."""
    stance: Stance
    """What sort of act it is: the actor holds, asks, accuses, refuses, plans, supports or doubts something."""
    text: str
    """The statement that puts it best, as it stands in a report; its sentence where it cannot be read alone."""
    statements: tuple[Cite, ...]
    """The passages; the first is `text`."""
    origins: Interval
    """Independent origins that carry it: copies of one report count once."""

    def __post_init__(self) -> None:
        """A position has a passage to show."""
        if not self.statements:
            raise ContractError(f"position of {self.actor} without a passage")


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """One event of a story, in however many reports it is told."""

    type: EventType
    """What sort of event."""
    mode: str
    """How it is done; may be empty."""
    source: str
    """Who does it, as the best passage calls it."""
    source_code: str
    """Country and role of the source; may be empty."""
    target: str
    """To whom it is done."""
    target_code: str
    """Country and role of the target; may be empty."""
    certainty: Certainty
    """Happened, planned, denied or only perhaps so; these are kept apart."""
    date: str
    """TIMEX3-style value; empty where no report says when."""
    place: str
    """ISO 3166 code of the country; empty where no report says where."""
    mentions: tuple[Cite, ...]
    """The passages that tell it, the most certain first."""
    origins: Interval
    """Independent origins among them."""

    @property
    def quad(self) -> QuadClass:
        """Verbal or material, cooperation or conflict."""
        return QUAD_CLASS[self.type]


@dataclass(frozen=True, slots=True)
class BriefSentence:
    """One sentence of a brief: a sentence of a report, word for word; only what stands in [brackets] was added."""

    text: str
    """As it is shown."""
    issue: str
    """The group it stands in."""
    claims: tuple[str, ...]
    """Ids of the claims it carries."""
    cites: tuple[Cite, ...]
    """The passages that say it; the first is the one it is taken from."""
    note: str = ""
    """What a reader must know beside it: that it is disputed, or rests on one voice."""

    def __post_init__(self) -> None:
        """A sentence of a brief cites."""
        if not self.cites:
            raise ContractError(f"a sentence of the brief cites nothing: {self.text!r}")


@dataclass(frozen=True, slots=True)
class Findings:
    """What a story comes to for those who act on it."""

    timeline: tuple[TimelineEntry, ...] = ()
    """When things happened, in order of time."""
    positions: tuple[Position, ...] = ()
    """Who holds what, by actor and issue."""
    events: tuple[StoryEvent, ...] = ()
    """Who did what to whom, the best attested first."""
    brief: tuple[BriefSentence, ...] = ()
    """The story in brief, grouped by issue."""
    left_out: tuple[str, ...] = ()
    """What could not be decided and was left out, in words."""
