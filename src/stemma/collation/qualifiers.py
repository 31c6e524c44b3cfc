"""A doubt that stands before a noun, lost or added: "the alleged support", "the support"."""

from __future__ import annotations

from collections.abc import Iterator

from stemma.collation.clauses import DOUBT
from stemma.collation.comparison import Change, Side
from stemma.collation.matching import Window
from stemma.collation.passages import WordTable, hull_of
from stemma.collation.wording import STOP, same_stem
from stemma.text.spans import Span

# How sure it is that the sense has changed (a first guess).
OF_DOUBT = 0.7
# Share of what hangs on a noun that must hang on both for it to call one thing (a guess).
SHARED = 0.5

_DOUBTING = frozenset(
    [
        "alleged",
        "suspected",
        "supposed",
        "purported",
        "apparent",
        "reported",
        "presumed",
        "unconfirmed",
        "rumoured",
        "rumored",
    ]
)
_NOUN = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl", "nmod", "conj", "root", "appos", "ccomp"})


def compare_qualifiers(child: Side, i: int, parent: Side, window: Window) -> Iterator[Change]:
    """What is alleged on one side and plain on the other, in the child's sentence `i`."""
    mine, theirs = child.words, parent.words
    if mine is None or theirs is None:
        return
    span = child.facts[i].span
    for j in window.core:
        other = parent.facts[j].span
        if not DOUBT.search(span.of(child.text).lower()):
            for marked, noun in _doubted(theirs, other, mine, span):
                yield _change(child, noun, parent, marked, "surer")
        if not DOUBT.search(other.of(parent.text).lower()):
            for marked, noun in _doubted(mine, span, theirs, other):
                yield _change(child, marked, parent, noun, "less sure")


def _change(child: Side, here: Span, parent: Side, there: Span, sounds: str) -> Change:
    before, after = there.of(parent.text), here.of(child.text)
    reason = f"The source says “{before}”; the copy says “{after}”: it sounds {sounds}."
    return Change("certainty", here, there, before, after, OF_DOUBT, reason)


def _doubted(full: WordTable, span: Span, bare: WordTable, other: Span) -> Iterator[tuple[Span, Span]]:
    """The nouns of a sentence with an adjective of doubt, each with the noun of another that calls the same thing."""
    for k in full.inside(span):
        if full.whole.plain[k] not in _DOUBTING or full.relations[k] != "amod":
            continue
        noun = int(full.whole.heads[k])
        same = _same_thing(full, noun, bare, other)
        if same is not None:
            yield hull_of(full.starts, full.ends, [k, noun]), hull_of(bare.starts, bare.ends, [same])


def _same_thing(full: WordTable, noun: int, bare: WordTable, span: Span) -> int | None:
    stem, about = str(full.whole.stems[noun]), _about(full, noun)
    for m in bare.inside(span):
        if bare.relations[m] in _NOUN and same_stem(stem, str(bare.whole.stems[m])):
            mine = _about(bare, m)
            shared = sum(any(same_stem(a, b) for b in about) for a in mine)
            if shared and SHARED * min(len(mine), len(about)) <= shared:
                return m
    return None


def _about(table: WordTable, k: int) -> frozenset[str]:
    """Stems of what hangs on a noun."""
    return frozenset(str(table.whole.stems[d]) for d in table.deep(k)[1:] if table.whole.plain[d] not in STOP)
