"""The domain types: what the rooms hand to one another.

All values are immutable. Invariants are written beside the type and checked when a value is built, so that
whatever reaches a person has passed them. The words are those of the glossary.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from stemma.errors import ContractError
from stemma.text.spans import Span

ZoneKind = Literal["title", "byline", "dateline", "body", "caption", "quote_block", "boilerplate", "note"]
Certainty = Literal["asserted", "hedged", "planned", "denied", "asked"]
EntityType = Literal["PER", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "DATE", "NUM"]
AttributionType = Literal["direct", "indirect", "mixed"]
DerivationKind = Literal["copy", "edit", "rewrite", "summary", "excerpt"]
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
Precision = Literal["second", "day", "month", "year"]
DatePrecision = Literal[
    "time",
    "day",
    "weekend",
    "week",
    "month",
    "quarter",
    "season",
    "year",
    "decade",
    "duration",
    "set",
    "vague",
]
Evidence = Literal["given", "option", "metadata", "text"]

EventType = Literal[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "COOPERATE",
    "AID",
    "YIELD",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]
PlaceKind = Literal["country", "region", "county", "town", "continent"]
Stance = Literal["holds", "asks", "accuses", "refuses", "plans", "supports", "doubts"]
QuadClass = Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]

NARRATOR = "narrator"
"""The voice of a statement that the report makes in its own name."""
PROSE_ZONES: frozenset[ZoneKind] = frozenset({"body", "quote_block"})
"""Zones whose text tells the story; the others are furniture round it."""
UNDECIDED_BELOW = 0.6
"""A direction with less probability than this is said to be undecided."""


def content_id(prefix: str, *parts: str) -> str:
    """A short id made from content, so that the same content always has the same id."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{prefix}{digest[:12]}"


def _in_unit(value: float, what: str) -> None:
    if not 0.0 <= value <= 1.0:
        raise ContractError(f"{what} is a probability, not {value}")


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of a report with one function."""

    kind: ZoneKind
    """Its function."""
    span: Span
    """Where it lies."""
    reason: str = ""
    """What showed it, in words; empty for plain body."""


@dataclass(frozen=True, slots=True)
class SourceSlice:
    """A stretch of a report's text and the bytes of the input it was read from."""

    text: Span
    """In code points of the report's text."""
    bytes: Span
    """In bytes of the input."""


@dataclass(frozen=True, slots=True)
class Publication:
    """When a report was published, as far as is known."""

    when: datetime
    """The moment; midnight where only the day is known, naive where no zone is known."""
    precision: Precision
    """How exact `when` is."""
    evidence: Evidence
    """Where it comes from: given with the report, an option, page metadata, or the text itself."""

    def iso(self) -> str:
        """The moment as ISO 8601, no more precise than it is known."""
        if self.precision == "second":
            return self.when.isoformat()
        return self.when.date().isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]

    @property
    def day(self) -> date:
        """The day of publication (the first of a month or year known only as such)."""
        return self.when.date()


@dataclass(frozen=True, slots=True)
class Report:
    """One text as one outlet published it. The text is never changed; everything points into it.

    Invariant: the zones partition the text, in order: every character lies in exactly one.
    """

    id: str
    """As given, or made from the content."""
    source: str
    """Where it was read from: a path, a row of a file, standard input."""
    text: str
    """The text, unchanged."""
    zones: tuple[Zone, ...]
    """A partition of the text."""
    title: str | None = None
    """Its headline, if one was given or found."""
    outlet: str | None = None
    """Who published it, if known."""
    url: str | None = None
    """Its address, if known. Never fetched."""
    published: Publication | None = None
    """When it was published, if known."""
    language: str | None = None
    """ISO 639-1 code, or None where it cannot be told."""
    authors: tuple[str, ...] = ()
    """Who wrote it, as it or its page says."""
    updated: Publication | None = None
    """When it was last changed, if that came with it."""
    source_map: tuple[SourceSlice, ...] = ()
    """Where the text stands in the bytes that were given; empty where the text is the whole input."""

    def __post_init__(self) -> None:
        """Check that the zones partition the text."""
        at = 0
        for zone in self.zones:
            if zone.span.start != at or len(zone.span) == 0:
                raise ContractError(f"report {self.id}: zones do not partition the text at {at}")
            at = zone.span.end
        if at != len(self.text):
            raise ContractError(f"report {self.id}: zones end at {at} of {len(self.text)}")
        if any(s.text.end > len(self.text) for s in self.source_map):
            raise ContractError(f"report {self.id}: the source map leaves the text")

    @property
    def name(self) -> str:
        """How a person calls it: its outlet, else the file it came from, else its id."""
        return self.outlet or self.source.replace("\\", "/").rsplit("/", 1)[-1] or self.id

    def zone_at(self, position: int) -> ZoneKind:
        """The kind of the zone that holds a code point."""
        for zone in self.zones:
            if zone.span.start <= position < zone.span.end:
                return zone.kind
        raise ContractError(f"report {self.id}: no zone at {position}")


# ── language ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a report."""

    span: Span
    """Where it stands, without outer blanks."""
    zone: ZoneKind
    """The kind of zone it stands in."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A name, a date or a number."""

    type: EntityType
    """What it is."""
    span: Span
    """Where it stands."""
    key: str
    """Its canonical name or value: equal keys of one type mean the same thing."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """One act of saying."""

    source: Span | None
    """Who is said to say it, if the text says so here."""
    cue: Span | None
    """The words of saying, if there are any."""
    content: tuple[Span, ...]
    """What is said: one or more spans."""
    type: AttributionType
    """Direct (in quotation marks), indirect, or both."""
    voice: str
    """The speaker, resolved within the report."""
    anonymous: bool = False
    """Whether the speaker's identity is withheld."""
    nested_in: int | None = None
    """Index of the attribution inside whose content this one stands."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One proposition that a report makes."""

    span: Span
    """Where it stands; inside one sentence."""
    sentence: int
    """Index of its sentence in the analysis."""
    voice: str
    """Who says it, or `narrator`."""
    certainty: Certainty
    """How sure the report says it is."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """An expression of time."""

    span: Span
    """Where it stands."""
    value: str
    """TIMEX3-style value, such as `2024-04-24` or `2024-04`; empty where it could not be resolved."""
    precision: DatePrecision
    """How exact the value is."""
    key: str = ""
    """The date as the words alone give it, with gaps (`XXXX-WXX-3`); empty where they give none. Unlike the value it
    does not lean on the report's date, which may be wrong."""

    @property
    def on_calendar(self) -> bool:
        """Whether it names a place in the calendar, not a length of time or a vague "recently"."""
        return self.precision not in {"duration", "set", "vague"} and bool(self.value)


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A named place, set to one place of the gazetteer."""

    span: Span
    """Where it stands."""
    name: str
    """Its name in plain form."""
    kind: PlaceKind
    """What it is."""
    country: str
    """ISO 3166 code of its country, two letters; empty for what lies in several."""
    region: str
    """Code of its first-level region, such as `US-LA`; empty where unknown."""
    latitude: float
    """Of its middle, in degrees, north positive."""
    longitude: float
    """Of its middle, in degrees, east positive."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, or to whom it is done."""

    span: Span
    """Where it is named."""
    name: str
    """How the text calls it."""
    code: str
    """Country and role in the manner of CAMEO and PLOVER (`USA GOV`, `IGO`, `REB`); empty where neither is known."""


@dataclass(frozen=True, slots=True)
class Event:
    """What one actor does to another, in PLOVER's types, as one sentence of a report tells it."""

    span: Span
    """The words that tell it, in one sentence."""
    sentence: int
    """Index of its sentence in the analysis."""
    type: EventType
    """What sort of event."""
    mode: str
    """How it is done (`visit`, `investigate`); empty where the type has no modes or none is told."""
    source: Actor
    """Who does it."""
    target: Actor
    """To whom."""
    certainty: Certainty
    """Whether it is said to have happened, to be planned, denied, or only perhaps so."""
    date: str
    """TIMEX3-style value of when; empty where the sentence does not say."""
    place: str
    """ISO 3166 code of the country where; empty where the sentence does not say."""
    confidence: float
    """Probability of the type, 0 to 1."""

    @property
    def quad(self) -> QuadClass:
        """Verbal or material, cooperation or conflict."""
        return QUAD_CLASS[self.type]


@dataclass(frozen=True, slots=True)
class Credit:
    """A source that the text itself names: "told Radio Free Asia", "(Reuters)", "the Post reported"."""

    span: Span
    """The words that name it."""
    name: str
    """The source's name, as a key."""


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What the language room found in one report.

    Invariants: sentences are in order and do not overlap; every statement lies in its sentence; there is one
    vector per sentence.
    """

    report: str
    """Id of the report."""
    supported: bool
    """Whether its language is read; if not, only sentences and vectors are filled."""
    sentences: tuple[Sentence, ...]
    """In order of the text; title, captions and furniture have their sentences too."""
    vectors: NDArray[np.float32] = field(repr=False)
    """One unit vector per sentence, shape (sentences, dimensions); a zero row where no word is known."""
    entities: tuple[Entity, ...] = ()
    """Names, dates and numbers, in order."""
    attributions: tuple[Attribution, ...] = ()
    """Acts of saying, in order."""
    statements: tuple[Statement, ...] = ()
    """Propositions, in order."""
    dates: tuple[DateMention, ...] = ()
    """Expressions of time, in order."""
    credits: tuple[Credit, ...] = ()
    """Sources the text names."""
    places: tuple[PlaceMention, ...] = ()
    """Named places that the gazetteer knows, in order."""
    events: tuple[Event, ...] = ()
    """Who does what to whom, in order."""

    def __post_init__(self) -> None:
        """Check the order of the sentences, the place of the statements, the number of the vectors."""
        for one, other in zip(self.sentences, self.sentences[1:], strict=False):
            if other.span.start < one.span.end:
                raise ContractError(f"report {self.report}: sentences overlap at {other.span.start}")
        if len(self.vectors) != len(self.sentences):
            raise ContractError(
                f"report {self.report}: {len(self.vectors)} vectors of {len(self.sentences)} sentences"
            )
        for s in self.statements:
            if not self.sentences[s.sentence].span.contains(s.span):
                raise ContractError(f"report {self.report}: statement at {s.span.start} leaves its sentence")

    def prose(self) -> tuple[int, ...]:
        """Indices of the sentences that tell the story: body and quoted blocks, without furniture."""
        return tuple(i for i, s in enumerate(self.sentences) if s.zone in PROSE_ZONES)


# ── stories and lineage ──────────────────────────────────────────────────────────────────────────────────


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
        _in_unit(self.confidence, "confidence")
        _in_unit(self.direction, "direction")
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
        _in_unit(self.confidence, "confidence")
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


# ── collation ────────────────────────────────────────────────────────────────────────────────────────────


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
        _in_unit(self.confidence, "confidence")
        if (self.parent is None) != (self.parent_span is None):
            raise ContractError(f"variant in {self.child}: a parent and its passage come together")
        if self.parent is None and self.kind != "invention":
            raise ContractError(f"variant in {self.child}: {self.kind} without a parent")


# ── findings ─────────────────────────────────────────────────────────────────────────────────────────────


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
    """The sentence that tells it best, as it stands in a report."""
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
    """The statement that puts it best, as it stands in a report."""
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


# ── a run ────────────────────────────────────────────────────────────────────────────────────────────────


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
    findings: Findings = Findings()
    """Timeline, positions, events and brief."""


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
        texts = {r.id: r.text for r in self.reports}
        sentences = {a.report: a.sentences for a in self.analyses}
        for story in self.stories:
            for report, span in _spans_of(story):
                span.of(texts[report])
            for claim in story.claims:
                for r in claim.readings:
                    if not any(s.span.contains(r.span) for s in sentences[r.report]):
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


QUAD_CLASS: Mapping[EventType, QuadClass] = {
    "AGREE": "verbal cooperation",
    "CONSULT": "verbal cooperation",
    "SUPPORT": "verbal cooperation",
    "COOPERATE": "material cooperation",
    "AID": "material cooperation",
    "YIELD": "material cooperation",
    "REQUEST": "verbal conflict",
    "ACCUSE": "verbal conflict",
    "REJECT": "verbal conflict",
    "THREATEN": "verbal conflict",
    "PROTEST": "material conflict",
    "SANCTION": "material conflict",
    "MOBILIZE": "material conflict",
    "COERCE": "material conflict",
    "ASSAULT": "material conflict",
}
"""The quad class of each type of event."""
VARIANT_KINDS: tuple[VariantKind, ...] = get_args(VariantKind)
ZONE_KINDS: tuple[ZoneKind, ...] = get_args(ZoneKind)
