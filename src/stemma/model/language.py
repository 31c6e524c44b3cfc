"""What the language room finds in one report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from stemma.errors import ContractError
from stemma.model.reading import PROSE_ZONES, ZoneKind
from stemma.text.spans import Span

Certainty = Literal["asserted", "hedged", "planned", "denied", "asked"]
EntityType = Literal["PER", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "DATE", "NUM"]
AttributionType = Literal["direct", "indirect", "mixed"]
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
QuadClass = Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]
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
class Words:
    """The words of a report, described so that two passages can be compared word by word.

    Vectors of two reports can be compared only if one model made both.
    """

    starts: NDArray[np.int32]
    """Where each word begins, in code points of the report's text; ascending."""
    ends: NDArray[np.int32]
    """Where each ends."""
    heads: NDArray[np.int32]
    """Index of the word each hangs on in the tree of its sentence; its own for a root."""
    relations: tuple[str, ...]
    """Universal Dependencies relation of each to the word it hangs on."""
    vectors: NDArray[np.float16] = field(repr=False)
    """What each word is where it stands: shape (words, width)."""


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
    words: Words | None = field(default=None, repr=False)
    """Its words, ready to be compared; None where the model does not describe words."""

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
