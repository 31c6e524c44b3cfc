"""Whose act it is, where one passage has a verb for it and the other a noun: "X proposed it", "the proposal came from Y"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stemma.collation.clauses import SUBJECT, clauses
from stemma.collation.comparison import Change, Side, is_spelt
from stemma.collation.matching import Window
from stemma.collation.passages import WordTable, hull_of
from stemma.collation.slots import same_name
from stemma.collation.wording import same_stem
from stemma.text.spans import Span

# How sure it is that the act has changed hands (a first guess).
OF_ACT = 0.7
# A stem shorter than this is no name of an act.
SHORTEST = 5

_COMES = frozenset(["come", "comes", "came", "coming", "originated", "stemmed", "stems"])
_NOUN = frozenset({"nsubj", "nsubj:pass", "obj", "obl", "nmod", "appos", "root", "conj", "ccomp", "parataxis"})
_ADJECTIVE = frozenset({"amod", "compound"})
_AGENTS = frozenset({"PER", "ORG", "GPE", "NORP", "LOC"})


@dataclass(frozen=True, slots=True)
class _Act:
    """An act and the one that is named as its doer."""

    stem: str
    """Of the word for it."""
    verb: bool
    """Whether that is a verb."""
    doer: str
    """Key of the doer."""
    kind: str
    """Type of the doer's name."""
    place: Span
    """Where the name stands."""


def compare_acts(child: Side, i: int, parent: Side, window: Window) -> Iterator[Change]:
    """The acts of the child's sentence `i` that belong to somebody else in the source."""
    if child.words is None or parent.words is None:
        return
    theirs = [(a, j) for j in window.core for a in _acts(parent.words, parent.facts[j].span)]
    if not theirs:
        return
    for act in _acts(child.words, child.facts[i].span):
        found = [(a, j) for a, j in theirs if same_stem(a.stem, act.stem)]
        same = [a for a, _ in found]
        if not same or any(same_name(a.doer, act.doer) for a in same):
            continue
        if is_spelt(act.doer, parent, [j for _, j in found]):
            continue
        other = next((a for a in same if (a.verb, act.verb) != (True, True) and a.kind == act.kind), None)
        if other is None or (not act.verb and not other.verb and _has(child, [i], other.doer)):
            continue
        before, after = other.place.of(parent.text), act.place.of(child.text)
        reason = f"The source gives the act to {before}; the copy, to {after}."
        yield Change("actor", act.place, other.place, before, after, OF_ACT, reason, anywhere=True)


def _has(side: Side, sentences: Iterable[int], name: str) -> bool:
    """Whether a sentence has the name: then it may belong to another of the same sort."""
    return any(x.slot == "name" and same_name(x.key, name) for j in sentences for x in side.facts[j].items)


def _acts(table: WordTable, span: Span) -> list[_Act]:
    found = []
    for clause in clauses(table, span):
        doers = clause.stands(frozenset() if clause.passive else SUBJECT, by=True)
        found += [a for d in doers for a in _named(table, clause.head, [d, *table.below[d]], verb=True)]
    for k in table.inside(span):
        if table.relations[k] in _NOUN:
            found += _named(table, k, _givers(table, k), verb=False)
    return found


def _givers(table: WordTable, k: int) -> list[int]:
    """Places of the words that may name whose act a noun is."""
    plain, relations = table.whole.plain, table.relations
    heads = []
    for d in table.below[k]:
        case = {str(plain[c]) for c in table.below[d]}
        if relations[d] == "nmod:poss" or (relations[d] == "nmod" and "by" in case) or relations[d] in _ADJECTIVE:
            heads.append(d)
    verb = int(table.whole.heads[k])
    if relations[k] == "nsubj" and plain[verb] in _COMES:
        heads += [d for d in table.below[verb] if any(plain[c] == "from" for c in table.below[d])]
    return [w for d in heads for w in (d, *table.below[d])]


def _named(table: WordTable, k: int, places: list[int], *, verb: bool) -> list[_Act]:
    """The act with each name that stands at some places; short words for acts are left out."""
    stem = str(table.whole.stems[k])
    if len(stem) < SHORTEST or table.whole.names[k]:
        return []
    out: dict[str, list[int]] = {}
    for w in places:
        if name := str(table.whole.names[w]):
            out.setdefault(name, []).append(w)
    acts = []
    for name, words in out.items():
        kind, _, key = name.partition(" ")
        if kind in _AGENTS:
            sort = "place" if kind in {"GPE", "NORP", "LOC"} else kind
            acts.append(_Act(stem, verb, key, sort, hull_of(table.starts, table.ends, words)))
    return acts
