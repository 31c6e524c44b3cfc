from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from stemma.text.spans import Places, Span, touching


@dataclass(frozen=True)
class Row:
    span: Span


@given(st.lists(st.integers(0, 40), unique=True, max_size=12), st.integers(0, 40), st.integers(0, 10))
def test_rows_that_touch_a_span_are_those_that_overlap_it(bounds: list[int], start: int, length: int):
    ends = sorted(bounds)
    rows = [Row(Span(a, b)) for a, b in zip(ends[::2], ends[1::2], strict=False)]
    span = Span(start, start + length)
    if length:
        assert list(touching(rows, span)) == [r for r in rows if r.span.overlap(span)]


STRETCHES = st.tuples(st.integers(0, 40), st.integers(0, 30)).map(lambda x: Span(x[0], x[0] + x[1]))


@given(st.lists(STRETCHES, max_size=12), STRETCHES)
def test_what_lies_at_a_place_is_what_overlaps_it_whatever_overlaps_what(spans: list[Span], asked: Span):
    things = list(enumerate(spans))
    places = Places((s, (n, s)) for n, s in things)
    assert places.touching(asked) == [(n, s) for n, s in things if s.overlap(asked)]
