"""Spans: half-open stretches of a text in Unicode code points."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Generic, Protocol, TypeVar

from stemma.errors import ContractError


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The stretch `[start, end)` of a text, in code points; `text[start:end]` is the passage."""

    start: int
    """First code point."""
    end: int
    """One past the last code point; never before `start`."""

    def __post_init__(self) -> None:
        """Refuse a span that cannot lie in any text."""
        if not 0 <= self.start <= self.end:
            raise ContractError(f"no span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        """Length in code points."""
        return self.end - self.start

    def of(self, text: str) -> str:
        """The passage itself.

        Raises:
            ContractError: the span does not lie in the text.
        """
        if self.end > len(text):
            raise ContractError(f"span [{self.start}, {self.end}) outside a text of {len(text)} characters")
        return text[self.start : self.end]

    def overlap(self, other: Span) -> int:
        """How many code points both spans hold (0 or more)."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def contains(self, other: Span) -> bool:
        """Whether the other span lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def shifted(self, by: int) -> Span:
        """The span moved right by so many code points."""
        return Span(self.start + by, self.end + by)


class Spanned(Protocol):
    """Anything that lies somewhere in a text."""

    @property
    def span(self) -> Span:
        """Where it lies."""


SpannedT = TypeVar("SpannedT", bound=Spanned)


def touching(rows: Sequence[SpannedT], span: Span) -> Sequence[SpannedT]:
    """Those of some rows that share a code point with a span; the rows stand in order and none overlaps another."""
    first = bisect_right(rows, span.start, key=lambda r: r.span.end)
    return rows[first : bisect_left(rows, span.end, lo=first, key=lambda r: r.span.start)]


ItemT = TypeVar("ItemT")


class Places(Generic[ItemT]):
    """Things at their places in a text, to be asked what lies where; they may overlap one another."""

    def __init__(self, found: Iterable[tuple[Span, ItemT]]) -> None:
        """Keep each thing with its place; one that lies at several places is given with each."""
        self._rows = sorted(((s, n, item) for n, (s, item) in enumerate(found)), key=lambda row: row[:2])
        self._starts = [s.start for s, _, _ in self._rows]
        # How far anything up to here reaches: before the first that reaches into a span nothing does.
        self._reach = list(accumulate((s.end for s, _, _ in self._rows), max))

    def touching(self, span: Span) -> list[ItemT]:
        """What shares a code point with a span, in the order in which it was given; each place counts."""
        first, last = bisect_right(self._reach, span.start), bisect_left(self._starts, span.end)
        return [item for _, item in sorted(self._found(first, last, span), key=lambda row: row[0])]

    def _found(self, first: int, last: int, span: Span) -> Iterator[tuple[int, ItemT]]:
        return ((n, item) for s, n, item in self._rows[first:last] if s.overlap(span))


def trimmed(text: str, span: Span) -> Span:
    """The span without the blanks at both its ends (empty, at its start, if it is all blank)."""
    passage = span.of(text)
    left = len(passage) - len(passage.lstrip())
    if left == len(passage):
        return Span(span.start, span.start)
    right = len(passage) - len(passage.rstrip())
    return Span(span.start + left, span.end - right)


def hull(spans: Iterable[Span]) -> Span:
    """The smallest span that holds all the given ones.

    Raises:
        ContractError: no span was given.
    """
    all_spans = list(spans)
    if not all_spans:
        raise ContractError("no span to take the hull of")
    return Span(min(s.start for s in all_spans), max(s.end for s in all_spans))
