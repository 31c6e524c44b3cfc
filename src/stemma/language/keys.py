"""Keys of names, dates and numbers: equal keys of one type mean the same thing within a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from stemma.language.gazetteer import peoples, places
from stemma.model import DateMention, Entity, EntityType
from stemma.text.quantities import Quantity
from stemma.text.spans import Span, touching
from stemma.text.words import plain_word

_Spanned = TypeVar("_Spanned", DateMention, Quantity)


def key_names(
    text: str,
    found: Iterable[tuple[EntityType, Span]],
    dates: Sequence[DateMention] = (),
    quantities: Sequence[Quantity] = (),
) -> tuple[Entity, ...]:
    """The names with their keys, in order of the text.

    A last or first name alone has the key of the full name found elsewhere in the report; a country goes by one name
    whatever it is called; a date by its value, a number by its amount.
    """
    found = sorted(((_known_type(kind, s.of(text)), s) for kind, s in found), key=lambda x: x[1])
    people = _full_names(_plain(s.of(text)) for kind, s in found if kind == "PER")
    out = []
    for kind, span in found:
        plain = _plain(span.of(text))
        if kind == "PER":
            key = people.get(plain, plain)
        elif kind == "GPE":
            key = places().get(plain.replace(".", ""), plain)
        elif kind == "NORP":
            key = peoples().get(plain.replace(".", ""), plain)
        elif kind == "DATE":
            date = _nearest(span, dates)
            key = date.key if date and date.key else plain
        elif kind == "NUM":
            quantity = _nearest(span, quantities)
            key = quantity.key if quantity else plain
        else:
            key = plain.removeprefix("the ")
        out.append(Entity(kind, span, key))
    return tuple(out)


def _known_type(kind: EntityType, surface: str) -> EntityType:
    """The type, put right where a country or a people is called by a name that means nothing else."""
    plain = _plain(surface).replace(".", "")
    if kind in {"GPE", "LOC"} and plain in peoples() and plain not in places():
        return "NORP"
    if kind in {"NORP", "LOC"} and plain in places() and plain not in peoples():
        return "GPE"
    return kind


def _full_names(names: Iterable[str]) -> dict[str, str]:
    """For each part of a name that may stand for it, the first full name it ends, or else the only one it begins."""
    out: dict[str, str] = {}
    begun: dict[str, set[str]] = {}
    for name in names:
        words = name.split()
        for i in range(1, len(words)):
            out.setdefault(" ".join(words[i:]), name)
        if len(words) > 1:
            begun.setdefault(words[0], set()).add(name)
    for first, full in begun.items():
        if len(full) == 1:  # names that put the family first, and first names
            out.setdefault(first, next(iter(full)))
    return out


def _nearest(span: Span, candidates: Sequence[_Spanned]) -> _Spanned | None:
    """The candidate that shares most with the span, the first of equals."""
    return max(touching(candidates, span), key=lambda c: c.span.overlap(span), default=None)


def _plain(surface: str) -> str:
    return " ".join(plain_word(w) for w in surface.split())
