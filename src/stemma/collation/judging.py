"""From what the comparison of slots found and what the judge says of the words, to the changes of a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from stemma.collation.comparison import Change, Side, supports
from stemma.collation.judge import KINDS, Floats, Judge, Passage, Verdict
from stemma.collation.matching import Window
from stemma.collation.passages import WordTable, hull_of, longest_run, runs
from stemma.collation.slots import comparable, mean_same
from stemma.collation.wording import (
    HEDGE,
    NEGATIVE,
    PLAIN_NEGATION,
    QUOTES,
    SAYING,
    STOP,
    SURENESS,
    same_stem,
    stem,
)
from stemma.model import EntityType, VariantKind
from stemma.text.spans import Span
from stemma.text.words import find_words

# What slots show is reported from this confidence on (first guess).
LEAST_CONFIDENCE = 0.6
# A word joins the changed word before it if its own probability is this share of what is asked.
JOINED = 0.6
# Counterparts of a change: words of the source with this share of the weight of the strongest, not further apart.
STRONG, APART = 0.3, 3
# In a whole report: the share of a sentence's words that the passage must have for a word of it to have changed.
LEAST_KEPT = 0.4
_NAMES: frozenset[EntityType] = frozenset({"PER", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT"})
# Kinds of change that the judge finds by itself in whole reports, where the passage it reads may not be all that the
# sentence draws on: on kin what it said of other kinds was wrong more often than right, however sure it was. With each,
# what must have stood in its place.
NAMED: Mapping[VariantKind, frozenset[EntityType]] = {
    "number": frozenset({"NUM", "DATE"}),
    "date": frozenset({"DATE"}),
    "name": _NAMES,
    "place": _NAMES,
    "actor": _NAMES,
}
# What slots show of such a kind falls if the judge gives it less than this (0.05 to 0.3 tried on kin: from 0.3 on two
# changed numbers fall).
VETO = 0.1
# In a passage: what the log odds that the judge gives to a change of the sentence weigh, what the surest of what slots
# show weighs, and what both must make up for. Logistic regression on the groups of pairs left out of training; slots, which
# have become surer since, moved up from 1.5 (chosen among 1.5 and 2, and the last among -.1, -.25 and -.45, on the same
# groups: balanced accuracy .757 to .759 in all of them, alarms on faithful copies .16 to .23).
OF_JUDGE, OF_SLOTS, OF_NOTHING = 0.5, 2.0, -0.45
# The words of such a sentence that changed have at least this probability, or are its likeliest.
LEAST_WORD = 0.4
# Kinds of change in which somebody stands for somebody else.
WHO: frozenset[VariantKind] = frozenset({"attribution", "actor", "role", "name"})
# Kinds that cannot change without some word of their own, and words that say nothing of any.
OF_WORDS: frozenset[VariantKind] = frozenset({"certainty", "place", "name"})
_ARTICLES = frozenset({"the", "a", "an", "of", "s"})
ONE_AND_THE_SAME = ({"name", "pronoun"}, {"name", "description"}, {"pronoun", "description"})
_PRONOUNS = frozenset({"he", "him", "his", "she", "her", "they", "their", "them"})
# Names of at least so many letters that begin with so many alike are forms of one.
SHORTEST, FORM = 4, 5
# A number that begins within so many characters behind some words belongs to them.
BESIDE = 5
# So many characters round some words are read for how open they leave what they say.
AROUND = 30
# Before and after are shown up to this many characters.
SHOWN = 120


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence of a copy beside what it goes back to."""

    child: Side
    """The copy; with its words."""
    i: int
    """Index of the sentence."""
    parent: Side
    """What it goes back to; with its words."""
    window: Window
    """The sentences of the parent that are compared."""
    found: tuple[Change, ...]
    """What the comparison of slots found."""
    passage: bool
    """Whether the parent is no more than the passage that is compared: then what it lacks is nowhere."""


def weigh(judge: Judge, case: Case, least: float) -> tuple[Change, ...]:
    """What slots show of the child's sentence as far as the judge lets it stand, and what it sees besides, in order.

    Of a passage it is asked first whether the sentence changed anything at all, from what the judge says of the whole
    and what slots show; which words did is asked only then. In a whole report the words are asked at once. Where the
    judge agrees with a change that the comparison of slots found, that one names the words; else the changed words are
    those the judge points to, and their counterparts those it looked at.

    Args:
        judge: the judge.
        case: the sentence and its source.
        least: probability of a change at which it counts.
    """
    child, parent, found = case.child, case.parent, case.found
    if child.words is None or parent.words is None:
        return sure(found)
    mine, at = child.words.cut([child.facts[case.i].span])
    # The judge was trained on passages of one to three sentences: the neighbours of the best ones in a whole report
    # lead it astray (any-kind F1 on kin: 0.56 with them, 0.60 without).
    read = case.window.around if case.passage else case.window.core
    theirs, there = parent.words.cut([parent.facts[j].span for j in read])
    if not len(at) or not len(there):
        return ()
    if f" {' '.join(mine.plain)} " in f" {' '.join(theirs.plain)} ":  # word for word: nothing to read
        return sure(found)
    verdict = judge.read(mine, theirs, slots_of(found, child.words, at))
    changed = 1.0 - verdict.kinds[:, 0]
    bent = probability(verdict, found)
    if case.passage and bent < least:
        return ()
    word = min(LEAST_WORD, float(changed.max())) if case.passage else least
    shown = sure(found)
    out = [c for c in shown if _stands(c, child, at, changed) or _stands_alone(judge, c, case, mine, at)]
    for first, last in runs(changed >= word, changed >= word * JOINED):
        confidence = bent if case.passage else float(changed[first:last].max())
        span = hull_of(child.words.starts, child.words.ends, [int(k) for k in at[first:last]])
        place = _counterpart(verdict, first, last, parent.words, there)
        kind = _kind(verdict, first, last, spoken=_is_spoken(child, span) or _is_spoken(parent, place))
        known = _named(found, span, kind)
        if known is not None:
            out = [c for c in out if (c.kind, c.child) != (known.kind, known.child)]
            out.append(_sure(known, max(confidence, known.confidence)))
        else:
            if not case.passage and not (kind in NAMED and _departs(kind, case, span, place)):
                continue
            # Said already, by another name; and one thing of the source does not become two.
            if any(
                c.child.overlap(span) or (case.passage and c in shown and c.parent.overlap(place)) for c in out
            ):
                continue
            if case.passage and _is_faithful(kind, case, span, place):
                continue
            before, after = _shown(parent.text, place), _shown(child.text, span)
            out.append(Change(kind, span, place, before, after, confidence, _reason(kind, before, after)))
    return tuple(sorted(out, key=lambda c: (c.child, c.kind, c.parent)))


def probability(verdict: Verdict, found: Iterable[Change]) -> float:
    """How probable it is that a sentence changed anything of the passage it goes back to."""
    unchanged = min(max(float(verdict.whole[0]), 1e-4), 1 - 1e-4)
    surest = max((c.confidence for c in found), default=0.0)
    odds = OF_JUDGE * log((1 - unchanged) / unchanged) + OF_SLOTS * surest + OF_NOTHING
    return 1 / (1 + exp(-odds))


def _kind(verdict: Verdict, first: int, last: int, *, spoken: bool) -> VariantKind:
    """What kind of change some of the words are: what most speaks for, in them and in the sentence as a whole.

    Where nobody speaks, it is not whose word it is that has changed.
    """
    weight: Floats = verdict.kinds[first:last, 1:].sum(axis=0) * np.sqrt(verdict.whole[1:])
    if not spoken:
        weight[KINDS.index("attribution")] = 0.0
    return KINDS[int(weight.argmax())]


def _is_spoken(side: Side, span: Span) -> bool:
    """Whether some words belong to who says a thing, or to the verb of saying."""
    told = any(x is not None and x.overlap(span) for a in side.analysis.attributions for x in (a.source, a.cue))
    return told or bool(SAYING.search(span.of(side.text)))


def sure(found: Iterable[Change]) -> tuple[Change, ...]:
    """What slots show surely enough to be reported where no judge weighs it."""
    return tuple(c for c in found if c.confidence >= LEAST_CONFIDENCE)


def _stands(change: Change, child: Side, at: NDArray[np.int64], changed: Floats) -> bool:
    """Whether the judge lets stand what slots show; of small words it knows less than they."""
    if change.kind not in NAMED or child.words is None:
        return True
    inside = (child.words.starts[at] < change.child.end) & (child.words.ends[at] > change.child.start)
    return bool(inside.any()) and float(changed[inside].max()) >= VETO


def _stands_alone(judge: Judge, change: Change, case: Case, mine: Passage, at: NDArray[np.int64]) -> bool:
    """Whether the judge lets it stand beside the one sentence of the source that it departs from.

    A second sentence of the passage, which has the changed word for some other thing, may have misled it.
    """
    child, parent = case.child, case.parent
    if case.passage or len(case.window.core) < 2 or child.words is None or parent.words is None:  # noqa: PLR2004
        return False
    home = [parent.facts[j].span for j in case.window.core if parent.facts[j].span.contains(change.parent)]
    theirs, _ = parent.words.cut(home)
    if not len(theirs.plain):
        return False
    verdict = judge.read(mine, theirs, slots_of([change], child.words, at))
    return _stands(change, child, at, 1.0 - verdict.kinds[:, 0])


def _departs(kind: VariantKind, case: Case, span: Span, place: Span) -> bool:
    """Whether words of a report depart from its parent: where they stand in a sentence that goes back to the passage.

    Nothing else of the parent may have them, and what stood in their place must be lost; else the sentence
    draws on another passage, or leaves out what this one has.
    """
    facts = case.child.facts[case.i]
    if kind in {"number", "date"} and not _has_rival(kind, case, span, place):
        return False
    named = [x for x in facts.items if x.slot == "name" and x.span.overlap(span)]
    if kind in {"name", "place", "actor"} and not named:
        return False
    named = [x for x in named if x.sort == "person"]
    if named and all(supports(x, case.parent, range(len(case.parent.facts))) for x in named):
        return False
    above = frozenset[str]().union(*(case.parent.facts[j].bag() for j in case.window.around))
    mine = [s for s, _ in facts.stems]
    kept = sum(any(same_stem(s, o) for o in above) for s in mine) / max(1, len(mine))
    if kept < LEAST_KEPT:
        return False
    new = [s for s, at in facts.stems if span.contains(at) and not any(same_stem(s, o) for o in case.parent.stems)]
    lost = [
        s
        for j in case.window.around
        for s, at in case.parent.facts[j].stems
        if place.contains(at) and not facts.holds(s)
    ]
    passage = [case.parent.facts[j].span for j in case.window.core]
    rival = any(
        e.type in NAMED[kind] and any(p.contains(e.span) for p in passage) and not _told(case, e.span)
        for e in case.parent.analysis.entities
    )
    return bool(new) and bool(lost) and rival


def _has_rival(kind: VariantKind, case: Case, span: Span, place: Span) -> bool:
    """Whether a number or a day stands where another of its sort stood: "today" may be the Monday it replaces."""
    mine = [x for x in case.child.facts[case.i].items if x.slot == kind and x.span.overlap(span)]
    theirs = [x for f in case.parent.facts for x in f.items if x.slot == kind and x.span.overlap(place)]
    return any(comparable(x, y) and not mean_same(x, y) for x in mine for y in theirs)


def _agrees(kind: VariantKind, case: Case, span: Span) -> bool:
    """Whether slots show that the words mean what the passage says, however they are put.

    Of numbers and days they know more than the judge (a quarter is 25 percent), of names less (Perković, Petković).
    """
    facts, passage = case.child.facts[case.i], case.window.around
    if kind == "negation":
        said = " ".join(case.parent.facts[j].span.of(case.parent.text) for j in passage)
        return bool(PLAIN_NEGATION.search(span.of(case.child.text)) and NEGATIVE.search(said))
    near = Span(span.start, span.end + BESIDE)  # "upwards of" belongs to its number
    items = [i for i in facts.items if i.span.overlap(near)] if kind in {"number", "date"} else []
    return bool(items) and all(supports(i, case.parent, passage) for i in items)


def _may_be_one(case: Case, span: Span, place: Span) -> bool:
    """Whether one passage names whom the other calls "he" or "the minister": nothing shows that they are two."""
    here, there = _calling(case.child, span), _calling(case.parent, place)
    return {here, there} in ONE_AND_THE_SAME


def _is_faithful(kind: VariantKind, case: Case, span: Span, place: Span) -> bool:
    """Whether slots show that what the judge points to is the same, as sure as before, or still the same one's word."""
    if _agrees(kind, case, span) or (kind in WHO and _may_be_one(case, span, place)):
        return True
    if kind in OF_WORDS and _said(case.child, span) == _said(case.parent, place):
        return True
    if kind == "certainty":
        left, open_there = _openness(case.child, span), _openness(case.parent, place)
        return bool(left) and left == open_there
    if kind == "attribution":
        here, there = _speakers(case.child, span), _speakers(case.parent, place)
        return (bool(there) and there <= here) or _are_one(case, span, place)
    if kind in {"place", "name"}:
        found = [x for x in case.child.facts[case.i].items if x.slot == "name" and x.span.overlap(span)]
        return bool(found) and all(_is_named(x.span.of(case.child.text), case) for x in found)
    return False


def _are_one(case: Case, span: Span, place: Span) -> bool:
    """Whether what is named in the two places can be one."""
    here, there = (
        [x for f in side.facts for x in f.items if x.slot == "name" and x.sort != "place" and x.span.overlap(at)]
        for side, at in ((case.child, span), (case.parent, place))
    )
    return bool(here) and all(any(mean_same(x, y) for y in there) for x in here)


def _said(side: Side, span: Span) -> frozenset[str]:
    """The words of a stretch of text but its articles."""
    return frozenset(w.plain for w in find_words(side.text, span)) - _ARTICLES


def _is_named(name: str, case: Case) -> bool:
    """Whether the passage has a name of a place or a people, or another form of it: "Egypt", "Egyptian"."""
    names = [
        x.span.of(case.parent.text)
        for j in case.window.around
        for x in case.parent.facts[j].items
        if x.slot == "name" and x.sort == "place"
    ]
    return any(name == n or (min(len(name), len(n)) >= SHORTEST and name[:FORM] == n[:FORM]) for n in names)


def _openness(side: Side, span: Span) -> frozenset[int]:
    """In which ways the stretch round some words leaves open what it says."""
    home = next((f.span for f in side.facts if f.span.overlap(span)), span)
    around = Span(max(home.start, span.start - AROUND), min(home.end, span.end + AROUND)).of(side.text)
    return frozenset(n for n, pattern in enumerate(SURENESS) if pattern.search(around))


def _speakers(side: Side, span: Span) -> frozenset[str]:
    """Stems of the words that call whoever is named as speaker where a span is."""
    heard = [a.source for a in side.analysis.attributions if a.source is not None and a.source.overlap(span)]
    return frozenset(stem(w.plain) for s in heard for w in find_words(side.text, s) if w.plain not in STOP)


def _calling(side: Side, span: Span) -> str:
    """How some words call somebody: by name, by a pronoun, by what everybody knows of him, or not at all."""
    if any(e.type == "PER" and e.span.overlap(span) for e in side.analysis.entities):
        return "name"
    words = [w.plain for w in find_words(side.text, span)]
    if any(w in _PRONOUNS for w in words):
        return "pronoun"
    home = side.text[max(0, span.start - 4) : span.start].lower()
    return "description" if words[:1] == ["the"] or home == "the " else ""


def _told(case: Case, span: Span) -> bool:
    """Whether the child's sentence has the last word of a stretch of the parent."""
    last = [s for j in case.window.core for s, at in case.parent.facts[j].stems if span.contains(at)][-1:]
    return all(case.child.facts[case.i].holds(s) for s in last)


def slots_of(found: Iterable[Change], table: WordTable, at: NDArray[np.int64]) -> Floats:
    """How sure the comparison of slots is of a change at each word, by kind: shape (words, 11)."""
    out = np.zeros((len(at), len(KINDS)), dtype=np.float32)
    for change in found:
        inside = (table.starts[at] < change.child.end) & (table.ends[at] > change.child.start)
        column = out[:, KINDS.index(change.kind)]
        column[inside] = np.maximum(column[inside], change.confidence)
    return out


def _named(found: Sequence[Change], span: Span, kind: VariantKind) -> Change | None:
    """The change found by slots in the same place and of the same kind; the surest."""
    same = [c for c in found if c.kind == kind and c.child.overlap(span)]
    return max(same, key=lambda c: (c.confidence, -c.child.start), default=None)


def _sure(change: Change, confidence: float) -> Change:
    return replace(change, confidence=confidence)


def _counterpart(verdict: Verdict, first: int, last: int, table: WordTable, there: NDArray[np.int64]) -> Span:
    """Where in the parent the judge looked for the changed words."""
    weight = verdict.counterparts[first:last].sum(axis=0)
    strong = [int(k) for k in np.flatnonzero(weight >= STRONG * weight.max())]
    run = max((longest_run(strong, APART), [int(weight.argmax())]), key=lambda r: float(weight[r].sum()))
    return hull_of(table.starts, table.ends, [int(there[k]) for k in run])


def _shown(text: str, span: Span) -> str:
    passage = span.of(text)
    return passage if len(passage) <= SHOWN else passage[: SHOWN - 1].rsplit(" ", 1)[0] + "…"


def _reason(kind: VariantKind, before: str, after: str) -> str:
    """The change as a plain sentence."""
    if kind == "invention":
        return f"The copy adds “{after}”; the source does not say so."
    if kind == "attribution":
        return f"The source has “{before}”; the copy, “{after}”: whose word it is has changed."
    if kind == "certainty":
        surer = bool(HEDGE.search(before)) and not HEDGE.search(after)
        weaker = bool(HEDGE.search(after)) and not HEDGE.search(before)
        end = "it sounds surer." if surer else "it sounds less sure." if weaker else "how sure it is has changed."
        return f"The source says “{before}”; the copy says “{after}”: {end}"
    if kind == "negation":
        return f"The source says “{before}”; the copy says “{after}”: the sense is turned round."
    if kind == "quote":
        return f"The copy quotes “{after.strip(QUOTES)}”; the source has “{before.strip(QUOTES)}”."
    return f"The source says “{before}”; the copy says “{after}”."
