"""Names of people, organisations, places and peoples, by capital letters, their neighbours and a gazetteer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stemma.language.gazetteer import calendar, peoples, places
from stemma.language.wordlists import (
    BUILDING,
    EVENT,
    NATURE,
    OPENERS,
    ORGANISATION,
    OTHER_PEOPLES,
    PLACE_BEFORE,
    TITLE,
)
from stemma.model import Entity, EntityType, Sentence
from stemma.text.spans import Span
from stemma.text.words import plain_word

# A capital letter of a European script; \w with the lower-case letters taken out.
_UPPER = r"[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚ]"
_PIECE = rf"(?:{_UPPER}[\w’'-]*\w|{_UPPER}\.?(?=[\s,.’']|$)|(?:[A-Z]\.)+|(?:al|el)-{_UPPER}[\w’'-]+)"
_LINK = (
    r"(?: (?:of the|of|for|de la|de los|de|del|di|da|do|dos|van der|van den|van|von|der|al|bin|ibn|ben|and|du"
    r"|la|le|el|y) | & | )"
)
_RUN = re.compile(rf"(?<![\w’'-]){_PIECE}(?:{_LINK}{_PIECE}){{0,7}}")
_POSSESSIVE = re.compile(r"[’']s?$")
_HEAD = re.compile(r"[\w’'.-]+")
_CALENDAR = re.compile(
    r" (?:of |and )?(?:"
    + "|".join(sorted(calendar()))
    + r"|Jan\.?|Feb\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)\b.*$",
    re.IGNORECASE,
)
_SMALL_LINK = re.compile(r" (?:of the|of|for|and|&) ")
_SPOKEN = re.compile(r"\s(?:said|says|told|wrote|added|asked|replied|who)\b|, (?:who|an?|the|\d\d)\b")


@dataclass(frozen=True, slots=True)
class _Run:
    """A sequence of capital words that may be a name."""

    span: Span
    surface: str
    titled: bool
    """Whether a title stands before it."""
    opens: bool
    """Whether it stands at the head of its sentence, where any word has a capital."""
    before: str
    """The few characters before it."""
    behind: str
    """The few characters behind it."""


def find_names(text: str, sentences: Sequence[Sentence]) -> tuple[Entity, ...]:
    """Names in order of the text; a last name alone has the key of the full name found elsewhere in the report."""
    runs = [r for s in sentences for r in _runs(text, s.span)]
    inside = {w for r in runs if not r.opens for w in r.surface.split()}
    known: dict[str, EntityType] = {}
    people: dict[str, str] = {}
    for run in runs:
        kind = _sure_kind(run)
        if kind is not None:
            known.setdefault(run.surface, kind)
        kind = kind or _likely_kind(run)
        plain = _plain(run.surface)
        if kind == "PER" and " " in plain:
            people.setdefault(plain.rsplit(" ", 1)[-1], plain)
            people.setdefault(plain.split(" ", 1)[1], plain)
    found = []
    for run in runs:
        plain = _plain(run.surface)
        alone = " " not in run.surface
        kind = known.get(run.surface) or ("PER" if plain in people else _likely_kind(run))
        if kind is None or (run.opens and alone and run.surface not in known and plain not in people):
            if not (run.surface in inside or (run.surface.isupper() and len(run.surface) > 1)):
                continue  # a lone capital at the head of a sentence shows nothing
            kind = kind or "ORG"
        found.append(Entity(kind, run.span, _key(kind, plain, people)))
    return tuple(found)


def _runs(text: str, sentence: Span) -> Iterator[_Run]:
    for m in _RUN.finditer(text, sentence.start, sentence.end):
        for begin, end in _cut(text, m.start(), m.end(), sentence.start):
            start = begin
            surface = text[start:end]
            title = TITLE.match(surface)
            titled = title is not None and not ORGANISATION.search(surface[title.end() :])
            if title is not None and titled and title.end() < len(surface):
                start += title.end()
                surface = surface[title.end() :]
            elif title is not None and title.end() >= len(surface):
                continue
            if len(surface) < 2 or plain_word(surface) in calendar():  # noqa: PLR2004  an initial is no name
                continue
            opens = start == sentence.start or not (text[start - 1].isalnum() or text[start - 1] in " -")
            before, behind = text[max(sentence.start, start - 30) : start], text[end : end + 14]
            yield _Run(Span(start, end), surface, titled, opens, before, behind)


def _cut(text: str, start: int, end: int, sentence_start: int) -> Iterator[tuple[int, int]]:  # noqa: PLR0911  one per cut
    """The name in a run: without sentence openers, calendar words and possessives; two where `and` joins two."""
    while start < end:
        first = _HEAD.match(text, start, end)
        if first is None:
            return
        word = plain_word(first.group())
        opener = word in OPENERS and (
            start == sentence_start or word in {"the", "a", "an", "i"} or end == first.end()
        )
        if not (opener or word in calendar()):
            break
        rest = re.compile(_UPPER).search(text, first.end(), end)
        if rest is None:
            return
        start = rest.start()
    else:
        return
    surface = text[start:end]
    owner = re.search(rf"[’']s (?={_UPPER})", surface)
    if owner and not re.match(r"(?:[A-Z]\w+ )?(?:St|King|Queen|Children)[’']s", surface):
        yield from _cut(text, start, start + owner.start(), sentence_start)
        yield from _cut(text, start + owner.end(), end, sentence_start)
        return
    surface = _CALENDAR.sub("", _POSSESSIVE.sub("", surface))
    head = re.match(
        r"[\w.’'-]+(?: (?:Korean|African|Zealand|Lankan|Arabian|Sudanese|Rican|Leonean))? (?=\S)", surface
    )
    nation = plain_word(head.group().strip()) if head else ""
    if (
        head
        and (nation in peoples() or nation in OTHER_PEOPLES)
        and (TITLE.match(surface[head.end() :]) or " " not in surface[head.end() :])
    ):
        yield start, start + len(head.group().strip())
        yield from _cut(text, start + head.end(), start + len(surface), sentence_start)
        return
    link = _SMALL_LINK.search(surface)
    if (
        link
        and link.group() in {" and ", " for ", " & "}
        and not ORGANISATION.search(surface[: link.start()])
        and link.group() != " & "
    ):
        yield start, start + link.start()
        yield from _cut(text, start + link.end(), start + len(surface), sentence_start)
        return
    if (
        link
        and link.group().startswith(" of")
        and not ORGANISATION.search(surface)
        and not EVENT.search(surface)
        and not NATURE.search(surface)
        and plain_word(surface) not in places()
    ):
        title = TITLE.match(surface)
        if title is None or title.end() <= link.start():
            yield start, start + link.start()
            yield from _cut(text, start + link.end(), start + len(surface), sentence_start)
            return
    yield start, start + len(surface)


def _sure_kind(run: _Run) -> EntityType | None:  # noqa: PLR0911  one per sign
    """The type that the name itself or its neighbours show."""
    plain = plain_word(run.surface)
    if plain in peoples() or plain in OTHER_PEOPLES:
        return "NORP"
    if plain in places():
        return "GPE"
    if run.titled:
        return "PER"
    for pattern, kind in _PATTERNS:
        if pattern.search(run.surface):
            return kind
    words = run.surface.split()
    if run.surface.isupper() and len(run.surface) > 1 and len(words) == 1 and not run.opens:
        return "ORG"
    if PLACE_BEFORE.search(run.before) and len(words) <= 3:  # noqa: PLR2004  longer names of places are rare
        return "GPE"
    if len(words) in {2, 3, 4} and (_SPOKEN.match(run.behind) or run.before.endswith("said ")):
        return "PER"
    return None


_PATTERNS: tuple[tuple[re.Pattern[str], EntityType], ...] = (
    (EVENT, "EVENT"),
    (BUILDING, "FAC"),
    (ORGANISATION, "ORG"),
    (NATURE, "LOC"),
)


def _likely_kind(run: _Run) -> EntityType | None:
    """The likeliest type of a name that nothing shows the type of."""
    words = run.surface.split()
    if len(words) > 1:
        return "PER" if len(words) < 5 and not re.search(r" (?:of|for|and|the) ", run.surface) else "ORG"  # noqa: PLR2004  five words: an institution
    return "ORG" if re.search(r"\bthe $", run.before) else "GPE"


def _key(kind: EntityType, plain: str, people: dict[str, str]) -> str:
    joined = plain.replace(".", "")
    if kind == "GPE":
        return places().get(joined, plain)
    if kind == "NORP":
        return peoples().get(joined, plain)
    if kind == "PER":
        return people.get(plain, plain)
    return plain.removeprefix("the ")


def _plain(surface: str) -> str:
    return " ".join(plain_word(w) for w in surface.split())
