"""Voices: which speaker of a report a subject means."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from stemma.language.gazetteer import adjective
from stemma.model import Entity
from stemma.text.spans import Span
from stemma.text.words import plain_word

UNKNOWN = "unknown"
"""The voice of what is said by nobody the report names."""

# How far back a pronoun may reach, in characters: about four sentences.
REACH = 700

_SMALL_WORDS = frozenset("the a an his her their its one two three some several many our".split())  # noqa: SIM905
_PERSONAL = frozenset({"he", "she", "i", "we", "who", "himself", "herself"})
_PRONOUNS = _PERSONAL | {"they", "it", "which", "you"}
_DEFINITE = re.compile(r"^(?:the|this|that|his|her|its|their)\s", re.IGNORECASE)
_HUMAN = (
    r"(?:officials?|sources?|diplomats?|aides?|advis[eo]rs?|people|persons?|insiders?|officers?|witness(?:es)?"
    r"|residents?|survivors?|survivor|lawmakers?|negotiators?|engineers?|executives?|traders?|employees?|workers?"
    r"|staff|members?|delegates?|envoys?|m[ae]n|wom[ae]n|villagers?|ministers?|commanders?|soldiers?|doctors?"
    r"|nurses?|lawyers?"
    r"|relatives?|neighbou?rs?|critics|opponents|investigators?|one|two|three|some|several|others|both"
    r"|colleagues?|guards?|drivers?)"
)
_ANONYMOUS_HEAD = re.compile(rf"\b{_HUMAN}\b", re.IGNORECASE)
_INDEFINITE = re.compile(
    r"^(?:an?|one|two|three|four|five|six|some|several|many|most|another|other|senior|a number|at least"
    r"|people|those)\b"
    r"|^(?:[\w-]+ ){0,4}?(?:officials|sources|diplomats|aides|advisers|advisors|insiders|witnesses"
    r"|residents|survivors)\b"
    r"|anonym|not (?:be )?(?:named|identified|authori[sz]ed)|unnamed|familiar with|close to|briefed on",
    re.IGNORECASE,
)
_TRAILING = re.compile(r",?\s+(?:who|which|whose|that|speaking|on condition)\b.*$|,\s.*$", re.DOTALL)


@dataclass(slots=True)
class Speakers:
    """The speakers of a report as they come up; asked in the order of the text."""

    names: Sequence[Entity]
    """Names of the report, in order."""
    _fullest: dict[tuple[str, str], Entity] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)
    _heads: dict[str, tuple[str, bool]] = field(default_factory=dict)
    _person: tuple[str, bool, int] | None = None
    _body: tuple[str, bool, int] | None = None
    _last: tuple[str, bool, int] | None = None

    def __post_init__(self) -> None:
        """Note where the names stand."""
        self._starts = [e.span.start for e in self.names]
        for e in self.names:
            held = self._fullest.setdefault((e.type, e.key), e)
            if len(e.span) > len(held.span):
                self._fullest[e.type, e.key] = e

    def resolve(self, text: str, source: Span | None) -> tuple[str, bool]:
        """The voice behind a subject, and whether its identity is withheld."""
        if source is None:
            return self._last[:2] if self._last else (UNKNOWN, False)
        words = source.of(text)
        plain = words.strip().casefold()
        if plain in _PRONOUNS:
            return self._pronoun(text, plain, source.start)
        here = self._inside(source)
        person = next((e for e in here if e.type == "PER"), None)
        named = set(person.span.of(text).split()) if person else set()
        heads = [plain_word(w) for w in re.findall(r"[\w-]+", words) if w not in named]
        if person is not None and not re.match(
            rf"(?:an?|the) .*\b(?:for|of|to|by) .*{re.escape(person.span.of(text))}", words
        ):
            found = (self._written(text, person), False)
        else:
            short = _TRAILING.sub("", words) or words
            head = plain_word(re.split(r"\s(?:of|for|in|at|from|with|on|to|by)\s", short)[0].split()[-1])
            known = self._heads.get(head) if _DEFINITE.match(words) and len(short.split()) <= 3 else None  # noqa: PLR2004  "the foreign minister" may be known, a longer description is its own
            seat = next(
                (
                    adjective(e.key)
                    for e in here
                    if e.type == "GPE" and e.span.end >= source.end - 1 and e.span.start <= source.start + 4
                ),
                None,
            )
            if seat is not None:  # a country or its capital speaks: its government does
                short = f"{seat.title()} government"
            withheld = bool(_ANONYMOUS_HEAD.search(short) and _INDEFINITE.search(words.strip()))
            found = known or (_description(short), withheld)
            heads = [head, *heads]
        for word in heads:
            self._heads[word] = found
        self._note(found, source.start, is_person=person is not None or bool(_ANONYMOUS_HEAD.search(words)))
        return found

    def _note(self, found: tuple[str, bool], at: int, *, is_person: bool) -> None:
        self._last = (*found, at)
        if is_person:
            self._person = self._last
        else:
            self._body = self._last

    def _pronoun(self, text: str, word: str, at: int) -> tuple[str, bool]:
        """The last suitable speaker, or the last person named before."""
        if word in {"who", "which", "i", "we", "you"} and self._last:
            named = self._named_before(text, at, 60, {"PER", "ORG"} if word == "who" else {"ORG", "GPE"})
            found = (named, False) if named and word in {"who", "which"} else self._last[:2]
        elif word in _PERSONAL:
            named = self._named_before(text, at, REACH, {"PER"})
            speaker = self._person if self._person and at - self._person[2] <= REACH else None
            found = speaker[:2] if speaker else (named, False) if named else (UNKNOWN, False)
        else:
            speaker = self._body if word == "it" else self._last
            named = self._named_before(text, at, REACH, {"ORG", "GPE"})
            found = speaker[:2] if speaker else (named, False) if named else (UNKNOWN, False)
        self._note(found, at, is_person=word in _PERSONAL)
        return found

    def _written(self, text: str, name: Entity) -> str:
        """A name as the fullest mention in the report writes it, the first of equals."""
        return self._fullest.get((name.type, name.key), name).span.of(text)

    def _inside(self, span: Span) -> list[Entity]:
        i = bisect_left(self._starts, span.start)
        out = []
        while i < len(self.names) and self.names[i].span.end <= span.end:
            out.append(self.names[i])
            i += 1
        return out

    def _named_before(self, text: str, at: int, reach: int, types: set[str]) -> str | None:
        i = bisect_left(self._starts, at) - 1
        while i >= 0 and at - self._starts[i] <= reach:
            if self.names[i].type in types:
                return self._written(text, self.names[i])
            i -= 1
        return None


def _description(words: str) -> str:
    """The words of a subject that is no name, as they would stand inside a sentence."""
    first, _, rest = " ".join(words.split()).partition(" ")
    if not rest:
        return first.lower() if first.lower() in _PRONOUNS else first
    return f"{first.lower()} {rest}" if first.lower() in _SMALL_WORDS else f"{first} {rest}"
