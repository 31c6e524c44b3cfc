"""Who holds which office: the same person with another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stemma.collation.comparison import Change, Side
from stemma.collation.facts import Item
from stemma.collation.slots import mean_same, same_name
from stemma.collation.wording import FORMER, RANKS, SEATS

# How sure such a change is (a first guess).
OF_OFFICE = 0.85


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
    for office in facts.items:
        # Who is quoted may call a former president by his title.
        if office.holder and not any(q.contains(office.span) for q in facts.quoted):
            yield Held(office.holder, office)
