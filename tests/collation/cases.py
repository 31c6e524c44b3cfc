"""The hand-written pairs, and what is known not to be managed yet."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from stemma.model import Variant
from stemma.text.spans import Span

FOLDER = Path(__file__).parent / "pairs"
KNOWN: dict[str, dict[str, str]] = tomllib.loads((FOLDER / "known.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Pair:
    """A source and its copy; a faithful copy has no kind and no span."""

    id: str
    source: str
    copy: str
    kind: str | None = None
    span: str = ""

    @property
    def place(self) -> Span:
        """Where the labelled words stand in the copy."""
        start = self.copy.index(self.span)
        return Span(start, start + len(self.span))


def read_pairs(name: str) -> list[Pair]:
    """The pairs of a file; `faithful` and `distorted`, or their held-back halves (`faithful_held_back`)."""
    return [Pair(**row) for row in tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))["pair"]]


def cases(section: str, ids: Iterable[str]) -> list[object]:
    """A parameter for every id; what is known to fail may fail, and says why."""
    known = KNOWN[section]
    return [
        pytest.param(i, id=i, marks=[pytest.mark.xfail(strict=False, reason=known[i])] if i in known else [])
        for i in ids
    ]


def lies_on(variant: Variant, place: Span) -> bool:
    """Whether the variant's passage covers the place, or is covered by it, by half of the shorter of the two."""
    shorter = min(len(variant.child_span), len(place))
    return 2 * variant.child_span.overlap(place) >= shorter
