"""Beside the table of claims: who says which of what is disputed, what one origin alone carries, what a report leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stemma.export.page.index import StoryIndex
from stemma.export.wording import VARIANTS
from stemma.model import Claim

# What a reader can take in of each list.
MOST_DISPUTES, MOST_LISTS, MOST_STATEMENTS, MOST_NAMED = 40, 30, 12, 6


@dataclass(frozen=True, slots=True)
class StandView:
    """One of the things that are said."""

    words: str
    """In the words of one of the reports."""
    reports: tuple[str, ...]
    """The names of those that say so, the first ones."""
    more: int
    """How many more there are."""


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A point on which independent origins contradict each other."""

    kind: str
    """In what, in a word."""
    claim: str
    """The claim."""
    href: str
    """Link to the claim."""
    stands: tuple[StandView, ...]
    """Who says what."""


@dataclass(frozen=True, slots=True)
class CarriedView:
    """What one origin alone carries, or what a report leaves out."""

    name: str
    """Of the root of the origin, or of the report."""
    claims: tuple[tuple[str, str, tuple[str, ...]], ...]
    """The text of each, the first ones, with a link to it in the texts and whose word it is."""
    more: int
    """How many are not listed."""


@dataclass(frozen=True, slots=True)
class Carried:
    """All of it."""

    disputes: tuple[DisputeView, ...]
    """In the order of the claims."""
    only_here: tuple[CarriedView, ...]
    """By origin."""
    left_out: tuple[CarriedView, ...]
    """By report."""


def view_carried(index: StoryIndex) -> Carried:
    """What is disputed, carried alone, and left out in a story."""
    story = index.story
    roots = {o.id: o.root for o in story.stemma.origins}
    disputes = [
        DisputeView(
            kind=VARIANTS[d.kind],
            claim=c.text,
            href=index.links.claim(c.id),
            stands=tuple(
                StandView(
                    s.words, tuple(index.name(r) for r in s.reports[:MOST_NAMED]), len(s.reports[MOST_NAMED:])
                )
                for s in d.stands
            ),
        )
        for c in story.claims
        for d in c.disputes
    ]
    return Carried(
        disputes=tuple(disputes[:MOST_DISPUTES]),
        only_here=_carried(((roots[o], alone) for o, alone in story.only_here().items()), index),
        left_out=_carried(story.left_out().items(), index),
    )


def _carried(lists: Iterable[tuple[str, Sequence[Claim]]], index: StoryIndex) -> tuple[CarriedView, ...]:
    out: list[CarriedView] = []
    for node, claims in lists:
        if not claims or len(out) == MOST_LISTS:
            continue
        shown = tuple((c.text, _address(c, index), c.corroboration.voices) for c in claims[:MOST_STATEMENTS])
        out.append(CarriedView(index.name(node), shown, len(claims) - len(shown)))
    return tuple(out)


def _address(claim: Claim, index: StoryIndex) -> str:
    """Link to its first reading."""
    first = claim.readings[0]
    return index.links.passage(first.report, first.span)
