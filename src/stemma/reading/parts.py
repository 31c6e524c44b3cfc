"""Parts of an input: what is inside an archive, a mail, a feed, with the way back to the bytes that were given."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from stemma.model import SourceSlice
from stemma.reading.drafts import Draft
from stemma.text.spans import Span


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a part's bytes and the bytes of the input that it was made from."""

    inner: Span
    """In the part."""
    outer: Span
    """In the input. As long as `inner` where the bytes are the same; of another length where they were unpacked or
    decoded, and then only the whole of it is known to hold the whole of `inner`."""


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes to be read, and where they come from."""

    name: str
    """As a person would look for it: the name of the input, then the names inside it."""
    data: bytes
    """The bytes."""
    stretches: tuple[Stretch, ...] | None = None
    """The way back, in order; None for the input itself."""
    depth: int = 0
    """How many containers stand round it."""

    def inside(self, name: str, data: bytes, stretches: Sequence[Stretch]) -> Part:
        """A part of this part; the stretches lead to this part's bytes and are followed on to the input's."""
        followed = tuple(s if self.stretches is None else Stretch(s.inner, self.trace(s.outer)) for s in stretches)
        return Part(f"{self.name}/{name}" if name else self.name, data, followed, self.depth + 1)

    def trace(self, span: Span) -> Span:
        """The bytes of the input that hold a stretch of this part."""
        if self.stretches is None:
            return span
        starts = [s.inner.start for s in self.stretches]
        first = max(0, bisect_right(starts, span.start) - 1)
        last = max(first, bisect_left(starts, span.end) - 1)
        return Span(
            _at(self.stretches[first], span.start, from_left=True),
            _at(self.stretches[last], span.end, from_left=False),
        )

    def traced(self, draft: Draft) -> Draft:
        """The draft with its source map leading to the bytes of the input."""
        if self.stretches is None:
            return draft
        slices = draft.source_map or whole_map(draft.text, self.data)
        starts = [s.inner.start for s in self.stretches]
        traced = []
        for piece in slices:
            first = max(0, bisect_right(starts, piece.bytes.start) - 1)
            last = max(first, bisect_left(starts, piece.bytes.end) - 1)
            outer = Span(
                _at(self.stretches[first], piece.bytes.start, from_left=True),
                _at(self.stretches[last], piece.bytes.end, from_left=False),
            )
            traced.append(SourceSlice(piece.text, outer))
        return replace(draft, source_map=tuple(traced))


def _at(stretch: Stretch, position: int, *, from_left: bool) -> int:
    """Where a position of the part lies in the input; where that is not known, the outer end of the stretch."""
    if len(stretch.inner) == len(stretch.outer):
        return stretch.outer.start + min(max(0, position - stretch.inner.start), len(stretch.inner))
    return stretch.outer.start if from_left else stretch.outer.end


def whole_map(text: str, data: bytes) -> tuple[SourceSlice, ...]:
    """The map that says no more than that the text stands in the bytes."""
    return (SourceSlice(Span(0, len(text)), Span(0, len(data))),) if text else ()


def found_in(data: bytes, given: bytes, within: Span) -> tuple[Stretch, ...]:
    """Where the bytes stand in a stretch of the given ones: word for word if they do, else the whole stretch."""
    at = given.find(data, within.start, within.end) if data else -1
    outer = Span(at, at + len(data)) if at >= 0 else within
    return (Stretch(Span(0, len(data)), outer),)
