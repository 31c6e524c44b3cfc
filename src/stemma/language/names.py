"""Names of people, organisations, countries and peoples, by capital letters and a gazetteer of countries."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stemma.language.gazetteer import calendar, peoples, places
from stemma.model import Entity, EntityType, Sentence
from stemma.text.spans import Span
from stemma.text.words import plain_word

_PIECE = r"(?:[A-Z][\w’'-]*[A-Z]?\w*|(?:[A-Z]\.)+)"
_RUN = re.compile(rf"{_PIECE}(?:(?: (?:of|de|al|bin|van|von|of the) | ){_PIECE}){{0,7}}")
_ORG = re.compile(
    r"\b(?:Ministry|Department|Council|Committee|Party|Agency|Bank|Court|Parliament|Congress|Senate|House|Union"
    r"|Commission|University|Institute|Association|Group|Corp|Inc|Company|Times|Post|News|Radio|Press|Office|Bureau"
    r"|Embassy|Army|Navy|Force|Forces|Organization|Organisation|Administration|Herald|Journal|Television|Wire|Daily"
    r"|Guard|Front|Assembly|Treasury|Pentagon|Agence|Nations|Foundation|Center|Centre|Campaign|Service)\b"
)
_PLACE = re.compile(
    r"\b(?:Sea|Ocean|River|Strait|Mountains?|Island|Islands|Valley|Coast|Bay|Gulf|Peninsula|Lake)\b"
)
_BUILDING = re.compile(r"\b(?:Airport|Hall|Palace|Square|Bridge|Hotel|Stadium|Hospital|Building|Tower|Hill)$")
_EVENT = re.compile(r"\b(?:Summit|War|Conference|Games|Cup|Day|Agreement|Act|Treaty|Talks|Festival)$")
_TITLE = re.compile(
    r"^(?:(?:Former|Deputy|Acting|Vice|Assistant|Under|Chief|Senior|Prime|Foreign|Defen[cs]e|Interior|Finance|Prime|First"
    r"|Mr|Mrs|Ms|Dr|Sir|Lord|Lady|President|Premier|Chancellor|Minister|Secretary|Senator|Sen|Rep|Representative"
    r"|Gov|Governor|Gen|General|Col|Colonel|Lt|Capt|Captain|Ambassador|King|Queen|Prince|Princess|Pope|Professor"
    r"|Director|Chairman|Spokesman|Spokeswoman|Spokesperson|Judge|Justice|Mayor|Leader|Speaker|Republican|Democrat"
    r"|Attorney|Treasury|Undersecretary|of|State|the|Envoy)\.? )+(?=[A-Z])"
)
# Words that open a sentence with a capital letter and are no part of a name.
_OPENERS = frozenset(
    [
        "the",
        "a",
        "an",
        "in",
        "on",
        "at",
        "it",
        "he",
        "she",
        "they",
        "we",
        "i",
        "but",
        "and",
        "or",
        "as",
        "for",
        "with",
        "from",
        "by",
        "to",
        "of",
        "this",
        "that",
        "these",
        "those",
        "there",
        "here",
        "his",
        "her",
        "their",
        "its",
        "our",
        "my",
        "when",
        "while",
        "after",
        "before",
        "if",
        "since",
        "although",
        "though",
        "despite",
        "during",
        "according",
        "among",
        "also",
        "however",
        "meanwhile",
        "earlier",
        "later",
        "last",
        "next",
        "both",
        "some",
        "many",
        "most",
        "all",
        "any",
        "each",
        "every",
        "no",
        "not",
        "one",
        "two",
        "three",
        "four",
        "five",
        "what",
        "who",
        "why",
        "how",
        "where",
        "which",
        "yet",
        "so",
        "then",
        "thus",
        "still",
        "now",
        "today",
        "yesterday",
        "tomorrow",
        "under",
        "over",
        "speaking",
        "asked",
        "officials",
        "critics",
        "police",
        "government",
        "you",
        "your",
        "even",
        "only",
        "such",
        "other",
        "others",
        "several",
        "more",
        "most",
        "first",
        "once",
        "according",
        "asked",
        "fueling",
        "critics",
        "state",
        "former",
        "senior",
        "mr",
        "mrs",
        "ms",
        "dr",
        "sen",
        "rep",
        "gov",
    ]
)


def find_names(text: str, sentences: Sequence[Sentence]) -> tuple[Entity, ...]:
    """Names in order of the text; a last name alone has the key of the full name seen before it."""
    found: list[Entity] = []
    people: dict[str, str] = {}
    for sentence in sentences:
        for m in _RUN.finditer(text, sentence.span.start, sentence.span.end):
            found.extend(_read_run(text, m.start(), m.end(), sentence.span.start, people))
    return tuple(found)


def _read_run(  # noqa: C901  one rule a line
    text: str, start: int, end: int, sentence_start: int, people: dict[str, str]
) -> list[Entity]:
    if start and not (text[start - 1].isalnum() or text[start - 1] == " "):
        sentence_start = start  # a quotation or a bracket opens a sentence of its own
    while True:
        first = re.match(r"[\w’'.-]+", text[start:end])
        if first is None:
            return []
        word = plain_word(first.group())
        opener = word in _OPENERS and (
            start == sentence_start or word in {"the", "a", "an", "i", "mr", "mrs", "ms"}
        )
        if not (opener or word in calendar()):
            break
        rest = re.search(r"[A-Z]", text[start + len(first.group()) : end])
        if rest is None:
            return []
        start += len(first.group()) + rest.start()
    surface = re.sub(r"[’']s?$", "", text[start:end])
    end = start + len(surface)
    day = re.search(r" (?:of )?(?:" + "|".join(sorted(calendar())) + r")\b.*$", surface, re.IGNORECASE)
    if day:
        surface = surface[: day.start()]
    adjective = re.match(r"[\w.-]+ (?=[A-Z])", surface)
    if (
        adjective
        and plain_word(adjective.group().strip()) in peoples() | places()
        and _TITLE.match(surface[adjective.end() :])
    ):
        start += adjective.end()
        surface = surface[adjective.end() :]
    if not surface or (start == sentence_start and " " not in surface and plain_word(surface) in _OPENERS):
        return []
    title = _TITLE.match(surface)
    kind = _kind(surface)
    if title and kind in {"PER", "ORG"} and not _ORG.search(surface):
        start += title.end()
        surface = surface[title.end() :]
        kind = "PER"
    if kind == "PER" and " " not in surface and start == sentence_start and plain_word(surface) not in people:
        return []  # a lone capital at the start of a sentence shows nothing
    if plain_word(surface) in calendar() or len(surface) < 2:  # noqa: PLR2004  an initial is no name
        return []
    return [Entity(kind, Span(start, start + len(surface)), _key(kind, surface, people))]


def _kind(surface: str) -> EntityType:
    plain = plain_word(surface)
    if plain in places():
        return "GPE"
    if plain in peoples():
        return "NORP"
    for pattern, kind in ((_EVENT, "EVENT"), (_BUILDING, "FAC"), (_PLACE, "LOC"), (_ORG, "ORG")):
        if pattern.search(surface):
            return kind  # type: ignore[return-value]  # the literals above are entity types
    if surface.isupper() and len(surface) > 1 and "." not in surface:
        return "ORG"
    return "PER"


def _key(kind: EntityType, surface: str, people: dict[str, str]) -> str:
    plain = " ".join(plain_word(w) for w in surface.split())
    if kind == "GPE":
        return places()[plain_word(surface)]
    if kind == "NORP":
        return peoples()[plain_word(surface)]
    if kind == "PER":
        last = plain.rsplit(" ", 1)[-1]
        if " " in plain:
            people.setdefault(last, plain)
            return plain
        return people.get(last, plain)
    return plain.removeprefix("the ")
