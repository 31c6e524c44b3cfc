"""Where readings of one claim contradict each other between independent origins, and who says which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from stemma.collation.comparison import Change, Side, compare_sentence
from stemma.collation.matching import Window
from stemma.collation.predicates import compare_predicates
from stemma.collation.sameness import Line
from stemma.model import Dispute, Stand, Stemma, VariantKind

# A dispute needs two readings this alike in words: nearly the same sentence with another number in it.
LEAST_ALIKE = 0.35
# A name asks for more: two who tell one event in other words name other people of it (on kin, at 0.35, none was a dispute).
LEAST_NAMED = 0.6
# How sure a difference must be: what slots and predicates show of copies is reported from here on (kin).
LEAST_SURE = 0.6
# Pairs of readings of one claim that are compared: bounds the time of a claim that hundreds of reports carry.
MOST_PAIRS = 60
# What can be in dispute between two who tell the same independently. A doubt or a speaker that only one of them has
# contradicts nothing, nor does an office or another wording.
KINDS: frozenset[VariantKind] = frozenset({"number", "date", "place", "name", "actor", "negation"})
NAMED: frozenset[VariantKind] = frozenset({"place", "name", "actor"})


def find_disputes(lines: Sequence[Line], sides: Mapping[str, Side], stemma: Stemma) -> tuple[Dispute, ...]:
    """On what the readings of a claim contradict each other, sorted by kind: one dispute a kind.

    One reading is held against the other as a copy is against its source, but only where no origin is behind both.

    Args:
        lines: the readings.
        sides: all reports.
        stemma: their family tree.
    """
    # Readings of the same words and origins stand for one another.
    same: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Line]] = defaultdict(list)
    for line in sorted(lines, key=lambda x: (x.report, x.statement.span)):
        same[line.words, tuple(sorted(stemma.origins_of(line.report)))].append(line)
    found: dict[VariantKind, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    tried = 0
    for (key, ones), (other_key, others) in combinations(sorted(same.items()), 2):
        if set(key[1]) & set(other_key[1]) or _alike(ones[0].stems, others[0].stems) < LEAST_ALIKE:
            continue
        tried += 1
        if tried > MOST_PAIRS:
            break
        named = _alike(ones[0].stems, others[0].stems) >= LEAST_NAMED
        for change in _differences(ones[0], others[0], sides):
            if change.kind in NAMED and not named:
                continue
            for words, reports in ((change.after, ones), (change.before, others)):
                found[change.kind][words] |= {x.report for x in reports}
    return tuple(
        Dispute(kind, tuple(Stand(w, tuple(sorted(r))) for w, r in sorted(stands.items())))
        for kind, stands in sorted(found.items())
        if len(stands) > 1
    )


def _differences(one: Line, other: Line, sides: Mapping[str, Side]) -> list[Change]:
    mine, theirs = sides[one.report], sides[other.report]
    i, j = _sentence(one, mine), _sentence(other, theirs)
    window = Window((j,), theirs.around(j), 1.0)
    changes = [*compare_sentence(mine, i, theirs, window), *compare_predicates(mine, i, theirs, window)]
    return [
        c
        for c in changes
        if c.kind in KINDS
        and c.confidence >= LEAST_SURE
        and one.statement.span.overlap(c.child)
        and other.statement.span.overlap(c.parent)
        and c.before
        and c.after
    ]


def _sentence(line: Line, side: Side) -> int:
    return next(n for n, f in enumerate(side.facts) if f.span.contains(line.statement.span))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
