"""Small words that a copy loses or adds and that change what is meant: "alleged" before a noun, "indirectly" beside a verb."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stemma.collation.clauses import DOUBT
from stemma.collation.comparison import Change, Side
from stemma.collation.matching import Window
from stemma.collation.passages import WordTable, hull_of
from stemma.collation.wording import STOP, same_stem
from stemma.text.spans import Span

# How sure it is that the sense has changed (first guesses).
OF_DOUBT = 0.7
# Share of what hangs on a noun that must hang on both for it to call one thing (a guess).
SHARED = 0.5

_DOUBTING = frozenset(
    ["alleged", "suspected", "supposed", "purported", "apparent", "reported", "presumed", "unconfirmed", "rumoured", "rumored"]
)  # fmt: skip
_NOUN = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl", "nmod", "conj", "root", "appos", "ccomp"})


def compare_qualifiers(child: Side, i: int, parent: Side, window: Window) -> Iterator[Change]:
    """What is alleged on one side and plain on the other, in the child's sentence `i`."""
    if child.words is None or parent.words is None:
        return
    mine = child.facts[i].span
    for j in window.core:
        theirs = parent.facts[j].span
        for lost in (True, False):
            here, there = (child, mine), (parent, theirs)
            (bare, span), (full, other) = (here, there) if lost else (there, here)
            if DOUBT.search(span.of(bare.text).lower()):
                continue
            for k, n in _doubted(full, other):
                m = _same_thing(full, n, bare, span)
                if m is None:
                    continue
                marked, plain = _place(full, [k, n]), _place(bare, [m])
                before, after = (marked, plain) if lost else (plain, marked)
                was, now = before.of(parent.text), after.of(child.text)
                reason = f"The source says “{was}”; the copy says “{now}”: it sounds {'surer' if lost else 'less sure'}."
                yield Change("certainty", after, before, was, now, OF_DOUBT, reason)


def _doubted(side: Side, span: Span) -> Iterator[tuple[int, int]]:
    """Places of the adjectives of doubt of a sentence, each with that of its noun."""
    t = side.words
    if t is not None:
        for k in t.inside(span):
            if t.whole.plain[k] in _DOUBTING and t.relations[k] == "amod":
                yield k, int(t.whole.heads[k])


def _same_thing(full: Side, n: int, bare: Side, span: Span) -> int | None:
    """Place in another sentence of the noun that calls the same thing."""
    one, other = full.words, bare.words
    if one is None or other is None:
        return None
    stem, about = str(one.whole.stems[n]), _about(one, n)
    for m in other.inside(span):
        if other.relations[m] in _NOUN and same_stem(stem, str(other.whole.stems[m])):
            mine = _about(other, m)
            shared = sum(any(same_stem(a, b) for b in about) for a in mine)
            if shared and SHARED * min(len(mine), len(about)) <= shared:
                return m
    return None


def _about(table: WordTable, k: int) -> frozenset[str]:
    """Stems of what hangs on a noun."""
    return frozenset(str(table.whole.stems[d]) for d in table.deep(k)[1:] if table.whole.plain[d] not in STOP)


def _place(side: Side, words: Sequence[int]) -> Span:
    return Span(0, 0) if side.words is None else hull_of(side.words.starts, side.words.ends, words)
