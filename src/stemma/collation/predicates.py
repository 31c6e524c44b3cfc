"""What a copy does to the predicates of its source: the same verb without its "not" or its "may", of another doer, or turned round.

What is lost leaves no word in the copy that could be marked, so it is looked for along the tree: two words that mean
alike where they stand, and that head clauses with shared matter, are one predicate, and what hangs on the one should
hang on the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stemma.collation.clauses import CONDITION, DENIAL, DOUBT, OBJECT, PASSIVE, SUBJECT, Clause, clauses
from stemma.collation.comparison import Change, Side
from stemma.collation.matching import PASSAGE, Window
from stemma.collation.passages import WordTable, hull_of
from stemma.collation.slots import same_name
from stemma.collation.wording import (
    CLAIMS,
    HEDGE,
    MUTUAL,
    NEGATIVE,
    PLAIN_NEGATION,
    STOP,
    STRONG_HEDGE,
    WILL,
    are_converse,
    are_opposite,
    same_stem,
    strength,
)
from stemma.model import VariantKind
from stemma.text.spans import Span

# How sure a change of each sort is (first guesses; the judge weighs them where there is one).
OF_NEGATION, OF_CERTAINTY, OF_TURN, OF_DOER = 0.8, 0.7, 0.85, 0.7
# Cosine of the vectors of two words, each where it stands, from which on they can be one predicate, and from which on
# they are. Set on kin with the vectors of the judge that ships, where any-kind F1 is .65 to .66 from .05 below to .1
# above; a judge trained anew has others.
ALIKE, ONE = 0.6, 0.82
# Cosine from which on another verb without the "not" counts against the one that had it.
ANOTHER = 0.66
# How well the passage must match for "may" to have become "will" in whatever words.
LEAST_PROMISED = 0.5
# Auxiliaries and particles this near to a predicate are shown with it.
NEAR = 3

# What is set to come will come.
_OPEN = re.compile(rf"(?!(?:due|set) to){STRONG_HEDGE.pattern}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Beside:
    """The words of a child's sentence beside those of one sentence of its passage."""

    child: WordTable
    parent: WordTable
    mine: range
    theirs: range
    cosines: NDArray[np.float32]
    """Shape (mine, theirs)."""

    @classmethod
    def of(cls, child: WordTable, span: Span, parent: WordTable, other: Span) -> _Beside:
        mine, theirs = child.inside(span), parent.inside(other)
        one = _unit(child.whole.vectors[mine.start : mine.stop])
        two = _unit(parent.whole.vectors[theirs.start : theirs.stop])
        return cls(child, parent, mine, theirs, one @ two.T)

    def likeness(self, k: int, o: int) -> float:
        """How alike two words are, 1 for two forms of one word; opposites are alike."""
        if same_stem(str(self.child.whole.stems[k]), str(self.parent.whole.stems[o])):
            return 1.0
        if k not in self.mine or o not in self.theirs:
            return 0.0
        cosine = float(self.cosines[k - self.mine.start, o - self.theirs.start])
        if cosine < ALIKE and _answer(str(self.child.whole.plain[k]), str(self.parent.whole.plain[o])):
            return ALIKE
        return cosine

    def shared(self, mine: Iterable[int], theirs: Sequence[int]) -> int:
        """How many of the words have one that is the same on the other side."""
        return sum(any(self.likeness(k, o) >= ALIKE for o in theirs) for k in mine)


def _answer(one: str, other: str) -> bool:
    """Whether two words speak of one thing, otherwise: "confirm" and "reject", "confirm" and "suspect", "sell" and "buy"."""
    return are_opposite(one, other) or are_converse(one, other) or strength(one) * strength(other) < 0


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    norm = np.linalg.norm(rows, axis=1, keepdims=True)
    out: NDArray[np.float32] = np.divide(rows, norm, out=np.zeros_like(rows), where=norm > 0)
    return out


@dataclass(frozen=True, slots=True)
class _Match:
    """Two clauses with one predicate."""

    child: Side
    mine: Clause
    parent: Side
    other: Clause
    likeness: float
    """Of their heads."""


def compare_predicates(child: Side, i: int, parent: Side, window: Window) -> Iterator[Change]:
    """What became of the predicates that the child's sentence `i` shares with its passage."""
    if child.words is None or parent.words is None:
        return
    span = child.facts[i].span
    theirs = [
        (
            _Beside.of(child.words, span, parent.words, parent.facts[j].span),
            clauses(parent.words, parent.facts[j].span),
        )
        for j in window.core
    ]
    yield from _promised(child, i, parent, window)
    for mine in clauses(child.words, span):
        match = _same(child, mine, parent, theirs)
        # What both have in quotation marks is compared as a quotation.
        if match is None or (_is_quoted(child, mine) and _is_quoted(parent, match.other)):
            continue
        for look in (_senses, _turned, _doers):
            yield from look(match)


def _promised(child: Side, i: int, parent: Side, window: Window) -> Iterator[Change]:
    """What may come in the source and will come in the copy, whatever the verbs, if both speak of one thing."""
    mine, theirs = child.facts[i].span, parent.facts[window.core[0]].span
    will, may = WILL.search(mine.of(child.text)), _OPEN.search(theirs.of(parent.text))
    if window.score < LEAST_PROMISED or not will or not may:
        return
    if HEDGE.search(_around(child.text, mine, will.span())) or WILL.search(theirs.of(parent.text)):
        return
    here = Span(mine.start + will.start(), mine.start + will.end())
    there = Span(theirs.start + may.start(), theirs.start + may.end())
    if not _matter_of(child, here) & _matter_of(parent, there):
        return
    reason = f"The source hedges with “{may.group()}”; the copy says that it will be so."
    yield Change("certainty", here, there, may.group(), will.group(), OF_CERTAINTY, reason)


def _matter_of(side: Side, span: Span) -> frozenset[str]:
    """Stems of the clause that a small word stands in; none if it is denied: nobody promises what will not be."""
    t = side.words
    places = t.inside(span) if t is not None else ()
    if t is None or not places:
        return frozenset()
    k = places[0]
    head = k if t.relations[k] == "root" else int(t.whole.heads[k])
    if any(t.whole.plain[d] in {"not", "n't", "n’t", "never"} for d in t.below[head]):
        return frozenset()
    return frozenset(str(t.whole.stems[d]) for d in t.deep(head) if t.whole.plain[d] not in STOP)


def _around(text: str, sentence: Span, at: tuple[int, int]) -> str:
    """The stretch between commas that holds a match within a sentence."""
    whole = sentence.of(text)
    start = max((whole.rfind(mark, 0, at[0]) for mark in ",;"), default=-1) + 1
    ends = [e for mark in ",;" if (e := whole.find(mark, at[1])) >= 0]
    return whole[start : min(ends, default=len(whole))]


def _is_quoted(side: Side, clause: Clause) -> bool:
    at = int(clause.table.starts[clause.head])
    return any(q.start <= at < q.end for f in side.facts for q in f.quoted)


def _same(
    child: Side, mine: Clause, parent: Side, theirs: Iterable[tuple[_Beside, Sequence[Clause]]]
) -> _Match | None:
    """The clause of the parent with the same predicate and most of the same matter."""
    matter = mine.matter()
    best: tuple[float, int, _Match] | None = None
    for beside, found in theirs:
        for other in found:
            likeness = beside.likeness(mine.head, other.head)
            if likeness < ALIKE:
                continue
            # A predicate that stands alone is known by what it hangs on.
            about, theirs_about = (matter, other.matter()) if matter else ([mine.governor], [other.governor])
            shared = beside.shared(about, theirs_about)
            if not shared or 2 * shared < len(about) or not _may_be_one(beside, mine, other):
                continue
            rank = (shared / len(about) + likeness, -other.head, _Match(child, mine, parent, other, likeness))
            if best is None or rank[:2] > best[:2]:
                best = rank
    return best[2] if best else None


def _may_be_one(beside: _Beside, mine: Clause, other: Clause) -> bool:
    """Whether what is done is done to like things, as far as both say to what, or by them: it may be turned round."""

    def stand(clause: Clause, relations: frozenset[str]) -> list[int]:
        return [k for k in clause.stands(relations) if clause.table.whole.plain[k] not in STOP]

    one, two = stand(mine, OBJECT), stand(other, OBJECT)
    if not one or not two or beside.shared(one, two):
        return True
    return bool(beside.shared(one, stand(other, SUBJECT)) and beside.shared(stand(mine, SUBJECT), two))


def _senses(match: _Match) -> Iterator[Change]:
    """Its denial or its doubt, lost or added."""
    child, mine, parent, other = match.child, match.mine, match.parent, match.other
    here, there = _group(mine), _group(other)
    after, before = here.of(child.text), there.of(parent.text)
    if _are_of_others(mine, other):
        return
    freed = mine.conditioned is None and mine.has("would") == other.has("would")
    if freed and other.conditioned is not None and not CONDITION.search(_sentence(child, here)):
        t = other.table
        condition = hull_of(t.starts, t.ends, [other.conditioned, int(t.whole.heads[other.conditioned])])
        said = condition.of(parent.text)
        reason = f"The source says “{before}” under a condition, “{said}”; the copy says “{after}” without it."
        yield Change("certainty", here, condition, said, "", OF_CERTAINTY, reason)
        return
    if after == before:
        return
    if _is_denied(match):
        # Who could not confirm a thing and who confirms it differ in how sure they are of it.
        sure = strength(mine.word) > 0 and not are_opposite(mine.word, other.word)
        kind: VariantKind = "certainty" if sure else "negation"
        reason = f"The source says “{before}”; the copy says “{after}”: the sense is turned round."
        yield Change(kind, here, there, before, after, OF_NEGATION, reason)
        return
    firm, firm_there = strength(mine.word), strength(other.word)
    bare, full = (mine, other) if mine.doubted is None else (other, mine)
    doubted = (mine.doubted is None) != (other.doubted is None) and not bare.says(DOUBT)
    # What is only named ("for Trump to ask him") is no less sure than what is doubted.
    doubted = doubted and (bare.finite or not full.finite)
    if (doubted or firm * firm_there < 0) and not _is_told(mine, parent):
        surer = "surer" if firm > firm_there or mine.doubted is None else "less sure"
        reason = f"The source says “{before}”; the copy says “{after}”: it sounds {surer}."
        yield Change("certainty", here, there, before, after, OF_CERTAINTY, reason)


def _is_denied(match: _Match) -> bool:
    """Whether one of the two says that it was, and the other that it was not."""
    child, mine, parent, other = match.child, match.mine, match.parent, match.other
    opposite = are_opposite(mine.word, other.word)
    bare, full = (mine, other) if mine.negated is None else (other, mine)
    if ((mine.negated is None) != (other.negated is None)) == opposite:
        return False
    # What the source denies, and the copy denies elsewhere, it says of something else here.
    if mine.asked or other.asked or _is_undone(full) or _is_told(mine, parent) or _is_told(other, child):
        return False
    if opposite:
        return True
    # Another verb may say the same without the "not" ("touch on", "leave aside"), so that none may be heard anywhere near.
    near = ANOTHER <= match.likeness < ONE and other.negated is not None
    if match.likeness < ONE and not near:
        return False
    # As many denials in both sentences: the word has only moved. (In passages this loses as much as it spares.)
    sides = (child, parent) if bare is mine else (parent, child)
    counts = [
        len(PLAIN_NEGATION.findall(_sentence(s, _group(c)))) for s, c in zip(sides, (bare, full), strict=True)
    ]
    if len(parent.facts) > PASSAGE and counts[0] >= counts[1]:
        return False
    # A verb that denies in both does not stand for the "not" that one of them has.
    heard = bare.says(DENIAL, but_itself=match.likeness == 1.0)
    return not heard and not (near and NEGATIVE.search(_sentence(child, _group(mine))))


def _is_undone(clause: Clause) -> bool:
    """Whether a second negation takes back the first: what cannot be solved without somebody."""
    t = clause.table
    return any(
        t.whole.plain[k] in {"without", "unless", "until"} for k in t.deep(clause.head) if k != clause.negated
    )


def _are_of_others(mine: Clause, other: Clause) -> bool:
    """Whether the two speak of two others, both named."""
    one, two = mine.doers(), other.doers()
    return bool(one and two) and _are_others(mine, mine.named(one), other, other.named(two))


def _sentence(side: Side, span: Span) -> str:
    return next(f.span for f in side.facts if f.span.start <= span.start < f.span.end).of(side.text)


def _is_told(mine: Clause, parent: Side) -> bool:
    """Whether the source says the same somewhere else: with the same "not" and the same "may"."""
    if parent.words is None:
        return False
    s = str(mine.table.whole.stems[mine.head])
    matter = {str(mine.table.whole.stems[k]) for k in mine.matter()}
    for facts in parent.facts:
        if not facts.holds(s):
            continue
        for other in clauses(parent.words, facts.span):
            t = other.table
            theirs = {str(t.whole.stems[k]) for k in other.matter()}
            if (
                same_stem(s, str(t.whole.stems[other.head]))
                and (mine.negated is None) == (other.negated is None)
                and (mine.doubted is None) == (other.doubted is None)
                and 2 * len(matter & theirs) >= max(1, len(matter))
            ):
                return True
    return False


def _group(clause: Clause) -> Span:
    """The predicate with what denies it, doubts it, and its small verbs."""
    t = clause.table
    small = [
        k
        for k in clause.below
        if t.relations[k] in {"aux", "aux:pass", "cop", "advmod"} and abs(k - clause.head) <= NEAR
    ]
    marks = [k for k in (clause.negated, clause.doubted) if k is not None]
    return hull_of(t.starts, t.ends, [clause.head, *small, *marks])


def _turned(match: _Match) -> Iterator[Change]:
    """Who does it and to whom it is done, exchanged."""
    child, mine, parent, other = match.child, match.mine, match.parent, match.other
    doer, done = mine.role(SUBJECT, by=True), mine.role(OBJECT, to=True)
    doer_there, done_there = other.role(SUBJECT, by=True), other.role(OBJECT, to=True)
    if are_converse(mine.word, other.word):
        crossed = bool(doer & doer_there) and mine.passive == other.passive
    else:
        crossed = bool(doer & done_there and done & doer_there and not doer & doer_there)
    if crossed and mine.word not in MUTUAL:
        here, there = _whole(mine), _whole(other)
        before, after = there.of(parent.text), here.of(child.text)
        reason = f"The source says “{before}”; the copy says “{after}”: who does it and to whom is turned round."
        yield Change("actor", here, there, before, after, OF_TURN, reason)


def _whole(clause: Clause) -> Span:
    t = clause.table
    parts = [k for k in clause.below if t.relations[k] in SUBJECT | OBJECT | {"obl", "obl:agent"}]
    return hull_of(t.starts, t.ends, [clause.head, *parts])


def _doers(match: _Match) -> Iterator[Change]:
    """Another doer: one with another name, or one who does something else in the source."""
    child, mine, parent, other = match.child, match.mine, match.parent, match.other
    if match.likeness < ONE or mine.passive != other.passive or mine.word in MUTUAL:
        return
    if CLAIMS.fullmatch(mine.word):  # who says a thing is told by its attributions
        return
    if are_converse(mine.word, other.word) or are_opposite(mine.word, other.word):
        return
    one, two = mine.stands(SUBJECT | PASSIVE), other.stands(SUBJECT | PASSIVE)
    if not one or not two:
        return
    here, there = mine.named(one), other.named(two)
    doer, doer_there = mine.role(SUBJECT | PASSIVE), other.role(SUBJECT | PASSIVE)
    if not doer or not doer_there or doer & doer_there or _does_too(match, doer):
        return
    if not _are_others(mine, here, other, there) and not _is_exchanged(match, doer, doer_there):
        return
    place, old = (
        hull_of(c.table.starts, c.table.ends, n) for c, n in ((mine, here or one), (other, there or two))
    )
    before, after = old.of(parent.text), place.of(child.text)
    verb = Span(int(mine.table.starts[mine.head]), int(mine.table.ends[mine.head])).of(child.text)
    reason = f"Of {before} the source says “{other.word}”; the copy says “{verb}” of {after}."
    yield Change("actor", place, old, before, after, OF_DOER, reason)


def _does_too(match: _Match, doer: frozenset[str]) -> bool:
    """Whether the source has the same doer for the same word somewhere."""
    parent, stem = match.parent, str(match.mine.table.whole.stems[match.mine.head])
    return parent.words is not None and any(
        same_stem(stem, str(c.table.whole.stems[c.head])) and doer & c.role(SUBJECT | PASSIVE)
        for f in parent.facts
        if f.holds(stem)
        for c in clauses(parent.words, f.span)
    )


def _are_others(mine: Clause, here: Sequence[int], other: Clause, there: Sequence[int]) -> bool:
    """Whether both are named, are of one sort, and are not the same."""
    if not here or not there:
        return False
    stems = [{str(c.table.whole.stems[k]) for k in n} for c, n in ((mine, here), (other, there))]
    if stems[0] & stems[1]:
        return False
    kind, _, name = mine.table.whole.names[here[-1]].partition(" ")
    kind_there, _, name_there = other.table.whole.names[there[-1]].partition(" ")
    return kind == kind_there and not same_name(name, name_there)


def _is_exchanged(match: _Match, doer: frozenset[str], doer_there: frozenset[str]) -> bool:
    """Whether the sentence of each has the doer of the other, as something else."""
    mine, other = match.mine, match.other
    above = next(f for f in match.parent.facts if f.span.start <= other.table.starts[other.head] < f.span.end)
    below = next(f for f in match.child.facts if f.span.start <= mine.table.starts[mine.head] < f.span.end)
    near = {str(mine.table.whole.stems[k]) for d in mine.stands(SUBJECT | PASSIVE) for k in mine.table.deep(d)}
    apart = not near & doer_there  # else both call the same one
    return apart and all(above.holds(s) for s in doer) and all(below.holds(s) for s in doer_there)


def merged(found: Sequence[Change]) -> list[Change]:
    """Changes without those that a surer one of the same kind overlaps; it holds anywhere if one of them does."""
    out: list[Change] = []
    for change in sorted(found, key=lambda c: (-c.confidence, c.child)):
        same = next(
            (n for n, o in enumerate(out) if o.kind == change.kind and o.child.overlap(change.child)), None
        )
        if same is None:
            out.append(change)
        elif change.anywhere:
            out[same] = replace(out[same], anywhere=True)
    return sorted(out, key=lambda c: (c.child, c.kind, c.parent))
