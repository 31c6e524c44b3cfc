"""Who holds which office: the same person with another one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stemma.collation.comparison import Change, Side
from stemma.collation.facts import Item
from stemma.collation.slots import mean_same, same_name
from stemma.collation.wording import FORMER, RANKS, SEATS
from stemma.model import Entity
from stemma.text.spans import Span

# How sure such a change is (a first guess).
OF_OFFICE = 0.85
# Characters between a name and its office, at most.
FARTHEST = 70

# "Ilse Tarrow, the trade minister", "Halvona's trade minister, Ilse Tarrow", "Trade Minister Ilse Tarrow".
_AFTER = re.compile(r"(?:, (?:who is |who was )?| is | was )(?:[\w'’.-]+ ){0,7}")
_UNDER = re.compile(r"\b(?:to|for|under|of) (?:the |a )?$")
_BEFORE = re.compile(r"(?: of [\w'’ -]{2,40}|'s)?,? ")


@dataclass(frozen=True, slots=True)
class Held:
    """An office that a text gives to a person."""

    holder: str
    """Key of the person."""
    office: Item
    """The office."""


def _go_together(one: Item, other: Item) -> bool:
    """Whether one can hold both: a rank beside a post, and what an assembly gives its members beside being one."""
    words = [int(x.key.rsplit("#", 1)[1]) for x in (one, other)]
    return len({w in RANKS for w in words}) > 1 or len({w in SEATS for w in words}) > 1


def held_offices(side: Side) -> tuple[Held, ...]:
    """The offices that a report gives to persons, in order."""
    return tuple(h for j in range(len(side.facts)) for h in _held(side, j))


def compare_offices(child: Side, i: int, parent: Side, above: Sequence[Held]) -> Iterator[Change]:
    """The offices that the child's sentence `i` gives to persons who have others in the source, which holds `above`."""
    for held in _held(child, i):
        theirs = [h.office for h in above if same_name(h.holder, held.holder)]
        if not theirs or any(mean_same(held.office, o) or _go_together(held.office, o) for o in theirs):
            continue
        here, there = held.office.span, theirs[0].span
        before, after = there.of(parent.text), here.of(child.text)
        home = next(f.span for f in parent.facts if f.span.contains(there))
        if FORMER.search(child.facts[i].span.of(child.text)) and FORMER.search(home.of(parent.text)):
            continue
        reason = f"The source calls {held.holder.title()} {before}; the copy, {after}."
        yield Change("role", here, there, before, after, OF_OFFICE, reason, anywhere=True)


def _held(side: Side, i: int) -> Iterator[Held]:
    facts = side.facts[i]
    roles = [x for x in facts.items if x.slot == "role"]
    # "Adviser to the president", "the governor's spokesman": the office of another, under whom one holds one's own.
    # And who is quoted may call a former president by his title.
    offices = [
        x
        for x in roles
        if not _is_another(side.text, x.span) and not any(q.contains(x.span) for q in facts.quoted)
    ]
    if not offices:
        return
    persons = [e for e in side.analysis.entities if e.type == "PER" and facts.span.contains(e.span)]
    for office in offices:
        holder = next((p for p in persons if _belong(side.text, p, office.span)), None)
        if holder is not None:
            yield Held(holder.key, office)


def _is_another(text: str, office: Span) -> bool:
    """Whether somebody works for the holder of an office."""
    before = text[max(0, office.start - len("under the ")) : office.start].lower()
    return text[office.end : office.end + 2] in {"'s", "’s"} or bool(_UNDER.search(before))


def _belong(text: str, person: Entity, office: Span) -> bool:
    if person.span.end <= office.start <= person.span.end + FARTHEST:
        return bool(_AFTER.fullmatch(text, person.span.end, office.start))
    if office.end <= person.span.start <= office.end + FARTHEST:
        between = text[office.end : person.span.start]
        # "After talks with the foreign minister, Tarrow left": not the minister, whose name would end in a mark.
        closed = "," not in between or text[person.span.end : person.span.end + 1] in set(",.;:!?)—–-") | {""}
        return closed and bool(_BEFORE.fullmatch(text, office.end, person.span.start))
    return False
