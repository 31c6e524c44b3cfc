"""What a child's sentence says otherwise than the passage it goes back to: one mechanism for all kinds.

The filled slots of the sentence are held against those of the parent's passage. A slot whose value the parent
does not support, and which stands where the parent has another value that the child has lost, has changed.
Words of doubt, denial and saying are slots of the clause round them: they have changed where the words they
govern are still there and they are not. Omission alone never shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stemma.collation.facts import Facts, Item
from stemma.collation.matching import PASSAGE, Window
from stemma.collation.passages import WordTable
from stemma.collation.slots import comparable, letters, mean_same, resemble, same_name, same_shape
from stemma.collation.wording import (
    FORMER,
    HEDGE,
    NEGATIVE,
    PLAIN_NEGATION,
    QUOTES,
    STOP,
    STRONG_HEDGE,
    same_stem,
    stem,
)
from stemma.model import Analysis, VariantKind
from stemma.text.spans import Span
from stemma.text.words import find_words

EXCLUDED: Mapping[str, VariantKind] = {k: k for k in ("place", "number", "date", "actor", "negation")}
_MARK = re.compile(r'["“”«»]')
_BRACKET = re.compile(r"[(\[][^()\[\]]{1,60}[)\]]")
_STOP_MARK = re.compile(r"[.!?…][\"'”’]?\s+")
_DOTS = ("...", "…")
# Under a post stands who wrote it, so many characters behind it at most.
_SIGNED = re.compile(r"\(@\w+\)")
SIGNED = 80
# What an editor put into a quotation, and where he left something out.
_EDITED = re.compile(rf"\.\.\.|…|{_BRACKET.pattern}")

# First guesses, not tuned. How much of the context of two items must be the same word for one to
# have taken the other's place; where the new value stands elsewhere in the parent it must be more.
LEAST_CONTEXT = 0.12
LEAST_CONTEXT_ELSEWHERE = 0.45
# A name with so many letters is the same however it is cut ("U.S.-Russia", "US-Russia").
LEAST_LETTERS = 6
# Words governed by a hedge or a negation, and the share of them that the other side must keep
# (shares chosen among 0.4, 0.5 and 0.65 on three kin stories and a quarter of pairs; the number is a guess).
GOVERNED = 5
LEAST_KEPT = 0.5
LEAST_KEPT_NEGATED = 0.65
# Share of the words of a quotation that a passage must have to be what it was made from (chosen likewise).
LEAST_QUOTED = 0.4
# And where the source quotes something else beside (a guess).
LEAST_PUT = 0.6


@dataclass(frozen=True, slots=True)
class Side:
    """One report as comparison sees it."""

    id: str
    """Of the report."""
    text: str
    """Its text."""
    facts: tuple[Facts, ...]
    """Of its sentences."""
    analysis: Analysis
    """What the language room found."""
    stems: frozenset[str]
    """All stems of its sentences."""
    plain: str = ""
    """The words of its sentences in plain form, between blanks."""
    quoted: str = ""
    """Those in quotation marks, quotation by quotation."""
    words: WordTable | None = None
    """All its words, for the judge; None where the language model does not describe words."""

    @property
    def vectors(self) -> NDArray[np.float32]:
        """The vectors of its sentences, in order."""
        return np.asarray(self.analysis.vectors[list(self.analysis.prose())], dtype=np.float32)

    def around(self, i: int) -> tuple[int, ...]:
        """A sentence and its neighbours."""
        return tuple(k for k in (i - 1, i, i + 1) if 0 <= k < len(self.facts))


@dataclass(frozen=True, slots=True)
class Change:
    """A change found in one sentence, before it becomes a variant."""

    kind: VariantKind
    """What changed."""
    child: Span
    """The words that changed, in the child."""
    parent: Span
    """The words they took the place of; the sentence where nothing stood."""
    before: str
    """The parent's words."""
    after: str
    """The child's words."""
    confidence: float
    """Probability that the meaning changed."""
    reason: str
    """As a plain sentence."""
    anywhere: bool = False
    """Whether it holds wherever the two stand: they are joined by the person or the act they speak of."""


def compare_sentence(child: Side, i: int, parent: Side, window: Window) -> tuple[Change, ...]:
    """The changes of the child's sentence `i` against the parent's passage, in order of the child."""
    found = [*_swapped(child, i, parent, window), *_quotations(child, i, parent, window)]
    if child.words is None or parent.words is None:  # else the tree tells more surely what is doubted or denied
        found += [*_hedges(child, i, parent, window), *_negations(child, i, parent, window)]
    return tuple(sorted(found, key=lambda c: (c.child, c.kind, c.parent)))


def supports(item: Item, parent: Side, sentences: Iterable[int]) -> bool:
    """Whether any of the sentences has the item."""
    sentences = tuple(sentences)
    alike = [other for j in sentences for other in parent.facts[j].items if same_shape(item, other)]
    if alike:  # "Monday" does not stand for 1 July where the passage has 1 June
        return any(mean_same(item, other) for other in alike)
    for j in sentences:
        facts = parent.facts[j]
        if any(mean_same(item, other) for other in facts.items):
            return True
        if item.slot == "name" and all(facts.holds(stem(w)) for w in item.key.split()[-1:]):
            return True
    return item.slot == "name" and is_spelt(item.key, parent, sentences)


def is_spelt(name: str, side: Side, sentences: Iterable[int]) -> bool:
    """Whether the letters of a name stand in any of the sentences, however they are cut."""
    return len(name) >= LEAST_LETTERS and any(
        letters(name) in letters(side.facts[j].span.of(side.text)) for j in sentences
    )


def _swapped(child: Side, i: int, parent: Side, window: Window) -> Iterator[Change]:
    if not child.facts[i].items:
        return
    around = child.around(i)
    # The parties of a story are named all over it: they are looked for in the two passages alone.
    lost = [
        p
        for j in window.core
        for p in parent.facts[j].items
        if not supports(p, child, (i,) if p.sort == "party" else around)
    ]
    used: set[Span] = set()
    near = parent.around(window.core[0]) if len(parent.facts) > PASSAGE else window.around
    for item in child.facts[i].items:
        # What nothing could have stood for is not looked for in the whole source: that is what takes long.
        rivals = [p for p in lost if comparable(item, p) and p.span not in used]
        party = item.sort == "party"
        if not rivals or supports(item, parent, window.core if party else near):
            continue
        elsewhere = not party and supports(item, parent, range(len(parent.facts)))
        least = LEAST_CONTEXT_ELSEWHERE if elsewhere else LEAST_CONTEXT
        alike, _, rival = max(
            ((_alike(item.context, p.context), -p.span.start, p) for p in rivals), key=lambda r: r[:2]
        )
        if alike < least or not _may_swap(item, rival, elsewhere=elsewhere):
            continue
        if item.slot == "role" and (
            _both_former(child, i, parent, window)
            or _are_of_two(item, child.facts[i], rival, _home(parent, rival))
        ):
            continue
        used.add(rival.span)
        before, after = rival.span.of(parent.text), item.span.of(child.text)
        kind = _kind(item, rival)
        yield Change(
            kind,
            item.span,
            rival.span,
            before,
            after,
            min(0.95, (0.45 if elsewhere else 0.6) + 0.5 * alike),
            f"The source says {before}; the copy says {after}.",
        )


def _home(side: Side, item: Item) -> Facts:
    return next(f for f in side.facts if f.span.contains(item.span))


def _may_swap(item: Item, rival: Item, *, elsewhere: bool) -> bool:
    if item.slot == "role":
        one, other = item.key.split(), rival.key.split()
        return one[-1] == other[-1] or not elsewhere
    # Who spoke was not exchanged for one who is spoken of.
    return item.slot != "name" or item.speaks == rival.speaks or not rival.speaks


def _are_of_two(item: Item, facts: Facts, rival: Item, other: Facts) -> bool:
    """Whether two offices are those of two persons, as far as the two sentences say whose they are."""
    if item.holder and rival.holder:
        return not same_name(item.holder, rival.holder)
    if not item.holder and not rival.holder:
        return False
    held, lone, around = (item, rival, other) if item.holder else (rival, item, facts)
    return lone.beside or any(x.slot == "name" and same_name(x.key, held.holder) for x in around.items)


def _both_former(child: Side, i: int, parent: Side, window: Window) -> bool:
    """Whether both passages say of somebody that he holds an office no more, each in its own words."""
    passage = " ".join(parent.facts[j].span.of(parent.text) for j in window.core)
    return bool(FORMER.search(child.facts[i].span.of(child.text)) and FORMER.search(passage))


def _kind(item: Item, rival: Item) -> VariantKind:
    if item.slot == "word":
        return EXCLUDED[item.key.split()[0]]
    if item.slot != "name":
        return item.slot
    if item.sort == rival.sort == "person" and resemble(item.key, rival.key):
        return "name"
    if item.speaks and rival.speaks:
        return "attribution"
    if item.placed and rival.placed:
        return "place"
    return "actor" if item.sort in {"place", "party"} else "name"


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the shorter context that the other has in some form."""
    short, long = sorted((one, other), key=len)
    if not short:
        return 0.0
    return sum(any(same_stem(a, b) for b in long) for a in short) / len(short)


def _governed(facts: Facts, after: int) -> tuple[tuple[str, Span], ...]:
    """The content words next after a place, as far as they are no hedges themselves."""
    return tuple((s, at) for s, at in facts.stems if at.start >= after)[:GOVERNED]


def _kept(governed: Sequence[tuple[str, Span]], facts: Facts) -> tuple[float, Span | None]:
    """Share of the governed words that the sentence has, the first counting double, and where they stand."""
    places: list[Span] = []
    weight = total = 0.0
    for n, (s, _) in enumerate(governed):
        worth = 2.0 if n == 0 else 1.0
        total += worth
        here = next((at for other, at in facts.stems if same_stem(s, other)), None)
        if here is not None:
            weight += worth
            places.append(here)
    if not places:
        return 0.0, None
    return weight / total, Span(min(p.start for p in places), max(p.end for p in places))


def _hedges(child: Side, i: int, parent: Side, window: Window) -> Iterator[Change]:
    facts = child.facts[i]
    mine = facts.span.of(child.text)
    theirs = " ".join(parent.facts[j].span.of(parent.text) for j in window.core)
    if not HEDGE.search(mine):
        for j in window.core:
            other = parent.facts[j]
            for m in STRONG_HEDGE.finditer(parent.text, other.span.start, other.span.end):
                share, place = _kept(_governed(other, m.end()), facts)
                if place is not None and share >= LEAST_KEPT:
                    before = m.group()
                    yield Change(
                        "certainty",
                        place,
                        Span(m.start(), m.end()),
                        before,
                        "",
                        min(0.9, 0.35 + 0.5 * share),
                        f"The source hedges with “{before}”; the copy says it without.",
                    )
                    return
    if not HEDGE.search(theirs):
        for m in STRONG_HEDGE.finditer(child.text, facts.span.start, facts.span.end):
            for j in window.core:
                share, place = _kept(_governed(facts, m.end()), parent.facts[j])
                if place is not None and share >= LEAST_KEPT:
                    after = m.group()
                    yield Change(
                        "certainty",
                        Span(m.start(), m.end()),
                        place,
                        "",
                        after,
                        min(0.85, 0.3 + 0.5 * share),
                        f"The source says it plainly; the copy hedges with “{after}”.",
                    )
                    return


def _negations(child: Side, i: int, parent: Side, window: Window) -> Iterator[Change]:
    facts = child.facts[i]
    mine = facts.span.of(child.text)
    theirs = " ".join(parent.facts[j].span.of(parent.text) for j in window.core)
    if not NEGATIVE.search(mine):
        for j in window.core:
            other = parent.facts[j]
            for m in PLAIN_NEGATION.finditer(parent.text, other.span.start, other.span.end):
                share, place = _kept(_governed(other, m.end()), facts)
                if place is not None and share >= LEAST_KEPT_NEGATED:
                    before = m.group()
                    yield Change(
                        "negation",
                        place,
                        Span(m.start(), m.end()),
                        before,
                        "",
                        min(0.9, 0.35 + 0.5 * share),
                        f"The source has “{before}”; the copy says the opposite, without it.",
                    )
                    return
    if not NEGATIVE.search(theirs):
        for m in PLAIN_NEGATION.finditer(child.text, facts.span.start, facts.span.end):
            for j in window.core:
                share, place = _kept(_governed(facts, m.end()), parent.facts[j])
                if place is not None and share >= LEAST_KEPT_NEGATED:
                    after = m.group()
                    yield Change(
                        "negation",
                        Span(m.start(), m.end()),
                        place,
                        "",
                        after,
                        min(0.9, 0.35 + 0.5 * share),
                        f"The copy says “{after}” where the source affirms.",
                    )
                    return


def _quotations(child: Side, i: int, parent: Side, window: Window) -> Iterator[Change]:
    """Words in quotation marks that the source has otherwise, or without the marks."""
    for quoted in child.facts[i].quoted:
        parts = [p for p in _sentences(child.text, quoted) if f" {p} " not in parent.quoted]
        # What begins with a blank stands between two quotations, of which a mark is missing.
        if not parts or child.text[quoted.start].isspace():
            continue
        mine = frozenset(" ".join(parts).split())
        if len(parent.facts) > PASSAGE:  # of many quotations some share small words with any
            mine = mine - STOP or mine
        rivals = [q for j in window.around for q in parent.facts[j].quoted]
        best = max(rivals, key=lambda q: (_overlap(mine, parent.text, q), -q.start), default=None)
        after, place = quoted.of(child.text), parent.facts[window.core[0]].span
        if _is_cut_short(child.text, quoted, parent.text, place):
            continue
        if all(f" {part} " in parent.plain for part in parts):
            if _is_marked(parent.text, place):
                continue
            reason = f"The copy puts “{after}” in quotation marks; the source says it without them."
            yield Change("quote", quoted, place, plain_words(child.text, quoted), after, 0.6, reason)
        elif best is not None and _overlap(mine, parent.text, best) >= LEAST_QUOTED:
            if _goes_on(child.text, quoted, parent.text, best):
                continue
            before = best.of(parent.text)
            reason = f"The source quotes “{before}”; the copy quotes “{after}”."
            yield Change("quote", quoted, best, before, after, 0.75, reason)
        elif _overlap(mine, parent.text, place) >= (LEAST_QUOTED if best is None else LEAST_PUT):
            reason = f"The copy quotes “{after}”; the source has no such quotation."
            yield Change("quote", quoted, place, place.of(parent.text), after, 0.6, reason)


def _is_cut_short(text: str, quoted: Span, source: str, place: Span) -> bool:
    """Whether the source has a sentence without marks that breaks off, and the copy the whole of it."""
    return place.of(source).rstrip(QUOTES).endswith(_DOTS) and _goes_on(text, quoted, source, place)


def _goes_on(text: str, quoted: Span, source: str, other: Span) -> bool:
    """Whether two quotations are one, of which the copy has another stretch: more only where the source breaks off."""
    mine, theirs = quoted_words(text, quoted).split(), quoted_words(source, other).split()
    a, b, n = SequenceMatcher(None, mine, theirs, autojunk=False).find_longest_match()
    begins = a == 0 or (b == 0 and other.of(source).lstrip().startswith(_DOTS))
    ends = a + n == len(mine) or (b + n == len(theirs) and _is_cut(source, other))
    return n > 0 and begins and ends


def _sentences(text: str, span: Span) -> list[str]:
    """The sentences of a quotation in plain words, cut where an editor left words out or put some in."""
    parts = []
    for at in _between(text, span, _EDITED):
        ends = [m.end() for m in _STOP_MARK.finditer(text, at.start, at.end)]
        parts += [plain_words(text, Span(a, b)) for a, b in pairwise([at.start, *ends, at.end]) if a < b]
    return [p for p in parts if p]


def _between(text: str, span: Span, cut: re.Pattern[str]) -> list[Span]:
    """What stands between the cuts of a stretch of text."""
    cuts = [span.start, *(e for m in cut.finditer(text, span.start, span.end) for e in m.span()), span.end]
    return [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True) if a < b]


def _paragraph(text: str, span: Span) -> str:
    """The lines that a stretch of text stands in."""
    start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    return text[start : end if end >= 0 else len(text)]


def _is_marked(text: str, place: Span) -> bool:
    """Whether a stretch is quoted after all: a quotation left open or told in pieces, or a post with its author below."""
    return bool(_MARK.search(_paragraph(text, place)) or _SIGNED.search(text, place.start, place.end + SIGNED))


def _is_cut(text: str, quoted: Span) -> bool:
    """Whether a quotation breaks off: no mark closes it, or it ends in dots."""
    return not _MARK.match(text, quoted.end) or quoted.of(text).rstrip().endswith(_DOTS)


def quoted_words(text: str, span: Span) -> str:
    """The words of a quotation in plain form, without what an editor has put into it in brackets."""
    return " ".join(p for at in _between(text, span, _BRACKET) if (p := plain_words(text, at)))


def plain_words(text: str, span: Span) -> str:
    """The words of a stretch of text in plain form, between blanks."""
    return " ".join(w.plain for w in find_words(text, span))


def _overlap(mine: frozenset[str], text: str, span: Span) -> float:
    """Share of the words that the passage has in some form."""
    theirs = {stem(w.plain) for w in find_words(text, span)}
    return sum(stem(w) in theirs for w in mine) / len(mine) if mine else 0.0
