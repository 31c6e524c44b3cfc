"""What the product says of copies left out of training, counted as a user would: slots and judge together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stemma.collation.comparison import Change
from stemma.collation.judge import KINDS, Floats, Judge, Passage, Verdict
from stemma.collation.judging import Case, weigh
from stemma.collation.variants import _without_translations, clause
from stemma.text.spans import Span

from .examples import Example, Shelf
from .pairs import Row

THRESHOLDS = (0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7)
"""Probabilities of change at which the figures are given; the product reports at even odds."""
# Variants longer than this locate nothing.
LONGEST = 200


class Remembered(Judge):
    """A judge that has read its sentences before."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict

    def read(self, child: Passage, parent: Passage, slots: Floats) -> Verdict:  # noqa: ARG002  as the judge reads
        """What was said."""
        return self.verdict


def count(
    shelf: Shelf, rows: Sequence[Row], given: Sequence[Example], verdicts: Sequence[Verdict], least: float
) -> dict[str, float]:
    """Shares of the copies: balanced accuracy, found, alarms, typed and located right, and found by kind."""
    found: dict[tuple[str, str], list[Change]] = {(r.source, r.copy): [] for r in rows}
    for e, verdict in zip(given, verdicts, strict=True):
        above, below = shelf.facts(e.row.source), shelf.facts(e.row.copy)
        case = Case(below, e.i, above, e.window, e.found or (), passage=True)
        found[e.row.source, e.row.copy] += weigh(Remembered(verdict), case, least)
    places: Mapping[tuple[str, str], list[tuple[str, Span]]] = {
        (source, copy): [
            (c.kind, clause(shelf.facts(copy), c.child))
            for _, c in _without_translations(shelf.facts(copy), [(shelf.facts(source), c) for c in changes])
        ]
        for (source, copy), changes in found.items()
    }
    bent = [r for r in rows if r.kind is not None]
    groups = (bent, [r for r in rows if r.kind is None and not r.other], [r for r in rows if r.other])
    recall, alarms, other = (_share([bool(places[r.source, r.copy]) for r in part]) for part in groups)
    table = {
        "balanced": (recall + 1 - alarms) / 2,
        "found": recall,
        "alarms": alarms,
        "other": other,
        "typed": _share([any(k == r.kind for k, _ in places[r.source, r.copy]) for r in bent]),
        "located": _share([any(_lies(p, r) for _, p in places[r.source, r.copy]) for r in bent]),
    }
    table |= {k: _share([bool(places[r.source, r.copy]) for r in bent if r.kind == k]) for k in KINDS}
    return {k: round(v, 3) for k, v in table.items()}


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / max(1, len(hits))


def _lies(place: Span, row: Row) -> bool:
    """Whether a variant overlaps the changed words by half of the shorter."""
    if row.span is None or len(place) > LONGEST:
        return False
    return 0 < min(len(place), len(row.span)) <= 2 * place.overlap(row.span)
