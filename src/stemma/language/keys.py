"""Keys of names, dates and numbers: equal keys of one type mean the same thing within a report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import TypeVar

from stemma.language.gazetteer import peoples, places
from stemma.model import DateMention, Entity, EntityType
from stemma.text.quantities import Quantity
from stemma.text.spans import Span, touching
from stemma.text.words import plain_word

# What stands before a name and is no part of it; kings and popes keep theirs.
_TITLED = """
us uk secretary of state president prime minister foreign interior defence defense vice rep sen senator representative
congressman congresswoman general gen mr mrs ms dr sir chancellor speaker judge justice professor prof governor gov
mayor colonel col lieutenant lt capt sgt ambassador first lady
"""
_TITLES = frozenset(_TITLED.split())
_PERSONAL = frozenset({"mr", "mrs", "ms", "miss"})
_STATES = frozenset({"us", "uk", "uae", "united states", "united kingdom", "united arab emirates"})
# Words of a headline at least that is taken for a name: two people and what one does to the other.
SHORTEST_HEADLINE = 3
# Names looked back for a first name, those in brackets after it counted.
MOST_BETWEEN = 3
# How a name is spoken, or what else its bearer is called.
_BRACKETS = re.compile(r"\s\([^()\n]{1,24}\)\s")
_AND = re.compile(r"\sand\s(?:[\w.’'-]{1,20}\s){0,3}")
_Spanned = TypeVar("_Spanned", DateMention, Quantity)


def key_names(
    text: str,
    found: Iterable[tuple[EntityType, Span]],
    dates: Sequence[DateMention] = (),
    quantities: Sequence[Quantity] = (),
) -> tuple[Entity, ...]:
    """The names with their keys, in order of the text.

    A title is no part of a name. A last or first name alone has the key of the full name found elsewhere in the report; a country goes by one name
    whatever it is called; a date by its value, a number by its amount.
    """
    typed = ((_known_type(kind, s.of(text)), s) for kind, s in found)
    bare = ((kind, _without_titles(text, s) if kind == "PER" else s) for kind, s in typed)
    found = _without_headlines(
        _whole_names(sorted((x for x in bare if len(x[1])), key=lambda x: x[1]), text), text
    )
    people = _full_names((_plain(s.of(text)) for kind, s in found if kind == "PER"), _two_people(found, text))
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


def _without_titles(text: str, name: Span) -> Span:
    """A person's name without the titles before it and what stands before them; empty if it is nothing but titles."""
    words = list(re.finditer(r"\S+", name.of(text)))
    last = max((i for i, w in enumerate(words) if plain_word(w.group()) in _TITLES), default=-1)
    return (
        Span(name.start + words[last + 1].start(), name.end) if last + 1 < len(words) else Span(name.end, name.end)
    )


def _without_headlines(found: Sequence[tuple[EntityType, Span]], text: str) -> list[tuple[EntityType, Span]]:
    """The names; of a headline in capitals that was taken for one ("Venn Calls Stroud") the person at its head is kept.

    It shows by beginning as one person's name ends and ending as another's does.
    """
    endings: dict[str, set[str]] = {}
    for kind, span in found:
        words = _plain(span.of(text)).split()
        if kind == "PER":
            for i in range(len(words)):
                endings.setdefault(" ".join(words[i:]), set()).add(" ".join(words))
    out = []
    for kind, span in found:
        words = _plain(span.of(text)).split()
        cut = 0
        if kind == "PER" and len(words) >= SHORTEST_HEADLINE and endings[words[-1]] != {" ".join(words)}:
            heads = (
                i for i in range(1, len(words) - 1) if any(" " in o for o in endings.get(" ".join(words[:i]), ()))
            )
            cut = max(heads, default=0)
        if cut:
            end = [m.end() for m in re.finditer(r"\S+", span.of(text))][cut - 1]
            span = Span(span.start, span.start + end)  # noqa: PLW2901
        out.append((kind, span))
    return out


def _whole_names(found: Sequence[tuple[EntityType, Span]], text: str) -> list[tuple[EntityType, Span]]:
    """The names, each once where brackets parted a first name from the last: "Orla (OR'-lah) Venn"."""
    out: list[tuple[EntityType, Span]] = []
    for kind, span in found:
        # What is written in the brackets may be taken for a name, too.
        for back in range(1, min(MOST_BETWEEN, len(out)) + 1):
            before, first = out[-back]
            one_word = " " not in first.of(text)
            if kind == before == "PER" and one_word and _BRACKETS.fullmatch(text, first.end, span.start):
                span = Span(first.start, span.end)  # noqa: PLW2901
                del out[-back:]
                break
        out.append((kind, span))
    return out


def _two_people(found: Sequence[tuple[EntityType, Span]], text: str) -> frozenset[tuple[str, str]]:
    """Names joined by "and", in plain form: "President Venn and First Lady Orla Venn" are two people."""
    return frozenset(
        (_plain(a.of(text)), _plain(b.of(text)))
        for (kind, a), (other, b) in pairwise(found)
        if kind == other == "PER" and _AND.fullmatch(text, a.end, b.start)
    )


def _known_type(kind: EntityType, surface: str) -> EntityType:
    """The type, put right where the words leave no doubt: names of countries and peoples, "Mr" before a name."""
    plain = _plain(surface).replace(".", "")
    if kind not in {"DATE", "NUM"} and plain.partition(" ")[0] in _PERSONAL and " " in plain:
        return "PER"
    if kind == "ORG" and plain in _STATES:
        return "GPE"
    if kind in {"GPE", "LOC"} and plain in peoples() and plain not in places():
        return "NORP"
    if kind in {"NORP", "LOC"} and plain in places() and plain not in peoples():
        return "GPE"
    return kind


def _full_names(names: Iterable[str], apart: AbstractSet[tuple[str, str]] = frozenset()) -> dict[str, str]:
    """For each part of a name that may stand for it, the full name it ends, or else the only one it begins.

    If it ends several, the one that is written in full most often, the first of equals. Of the pairs in `apart` the first
    does not stand for the second.
    """
    out: dict[str, str] = {}
    begun: dict[str, set[str]] = {}
    for name, _ in Counter(names).most_common():
        words = name.split()
        for i in range(1, len(words)):
            if (" ".join(words[i:]), name) not in apart:
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
    surface = re.sub(r"\s\([^()]*\)", "", surface)
    return " ".join(plain_word(w) for w in surface.split())
