"""Where readings of one claim contradict each other between independent origins, and who says which."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import combinations

from stemma.collation.comparison import Change, Side, compare_sentence
from stemma.collation.matching import Window
from stemma.collation.predicates import compare_predicates
from stemma.collation.sameness import Line
from stemma.collation.wording import STOP, same_stem, stem
from stemma.model import Dispute, Stand, Stemma, VariantKind
from stemma.text.spans import Span
from stemma.text.words import find_words

# A dispute needs two readings that share this part of the words of the longer: nearly the same sentence with another
# number in it. Of the shorter alone, "Nuclear weapons and China" was at odds with any sentence about nuclear weapons.
LEAST_ALIKE = 0.4
# A name or a day asks for more: two who tell one event in other words name other people and other days of it.
LEAST_NAMED = 0.75
# Two names as alike as this are one, spelt in two ways (Ratcliff & Obershelp 1988, as in `difflib`).
SPELT_ALIKE = 0.8
# Readings of fewer words that say something are captions and lines of dates.
LEAST_WORDS = 4
# How sure a difference must be: what slots and predicates show of copies is reported from here on (kin).
LEAST_SURE = 0.6
# Pairs of readings of one claim that are compared: bounds the time of a claim that hundreds of reports carry.
MOST_PAIRS = 60
# What can be in dispute between two who tell the same independently. A doubt or a speaker that only one of them has
# contradicts nothing, nor does an office or another wording.
KINDS: frozenset[VariantKind] = frozenset({"number", "date", "place", "name", "actor", "negation"})
_UNIT = re.compile(r"[%$€£¥]|\bper ?cent\b|\bdollars?\b|\beuros?\b", re.IGNORECASE)
NAMED: frozenset[VariantKind] = frozenset({"place", "name", "actor", "date"})


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
        if line.statement.certainty == "asked":  # whoever asks for a thing does not say that it is so
            continue
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
            if not _contradict(change, (ones[0], others[0]), sides):
                continue
            for words, reports in ((change.after, ones), (change.before, others)):
                found[change.kind][words] |= {x.report for x in reports}
    return tuple(
        Dispute(kind, tuple(Stand(w, tuple(sorted(r))) for w, r in sorted(stands.items())))
        for kind, stands in sorted(found.items())
        if len(stands) > 1
    )


def _contradict(change: Change, lines: tuple[Line, Line], sides: Mapping[str, Side]) -> bool:
    """Whether both cannot be true: they count the same, at one time; deny the same; name two different ones."""
    one, other = lines
    if change.kind == "number":
        days = [{x.key for x in line.items if x.slot == "date"} for line in lines]
        apart = all(days) and days[0].isdisjoint(days[1])
        return not apart and _count_alike(change, sides[one.report], sides[other.report])
    if change.kind == "negation":
        places = ((change.child, sides[one.report]), (change.parent, sides[other.report]))
        if any(side.text[max(0, span.start - 4) : span.start].lower() == " to " for span, side in places):
            return False  # "called on the board to cancel it" does not say that it was cancelled
        # "A blessing for Lesk, not a blessing for Norrby" has both sides in itself and contradicts neither.
        denied = _content(change.before) & _content(change.after)
        return bool(denied) and all(sum(stem(w) in denied for w in line.words) == 1 for line in lines)
    if change.kind == "actor" and not all(
        _is_named(line, sides[line.report], w)
        for line, w in zip(lines, (change.after, change.before), strict=True)
    ):
        return False
    spelling = SequenceMatcher(None, change.before.lower(), change.after.lower()).ratio()
    return change.kind == "date" or spelling < SPELT_ALIKE


def _content(words: str) -> frozenset[str]:
    return frozenset(stem(w.plain) for w in find_words(words) if w.plain not in STOP)


def _is_named(line: Line, side: Side, words: str) -> bool:
    """Whether some words are a name, not a common noun."""
    return any(x.slot == "name" and words in x.span.of(side.text) for x in line.items)


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
    return len(one & other) / max(LEAST_WORDS, len(one), len(other))


def _count_alike(change: Change, one: Side, other: Side) -> bool:
    """Whether two numbers count the same, as far as the trees show what they count; shares and sums say what they are."""
    if _UNIT.search(change.before) and _UNIT.search(change.after):
        return True
    counted = [_counted(side, span) for side, span in ((one, change.child), (other, change.parent))]
    return not all(counted) or any(same_stem(a, b) for a in counted[0] for b in counted[1])


def _counted(side: Side, span: Span) -> frozenset[str]:
    """Stems of what a number counts: the word outside of it that it hangs on."""
    if side.words is None:
        return frozenset()
    t = side.words
    inside = list(t.inside(span))
    heads = {int(t.whole.heads[k]) for k in inside} - set(inside)
    return frozenset(str(t.whole.stems[h]) for h in heads)
