"""Whether a brief says only what its citations say: every sentence of every brief passes here, or is left out.

The check knows nothing of how the brief was made. It looks up the passages and asks: is the sentence there word for
word; is everything added to it in brackets a voice that the report itself names for these words; is the voice of what
is said still in it; does a source of the cited report say the same less surely; do the other passages agree?
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from stemma.findings.material import Material
from stemma.model import NARRATOR, Analysis, Attribution, BriefSentence, Certainty, Cite
from stemma.text.quantities import Quantity, agree, find_quantities
from stemma.text.spans import Span
from stemma.text.words import find_words, plain_characters

# A further passage supports a sentence if it has so much of the sentence's content words, and at least so many.
LEAST_SHARED, FEWEST_SHARED = 0.6, 3
# Of the words that both have, so much must stand in the same order.
LEAST_IN_ORDER = 0.6
_LEAST_LETTERS, _STEM = 4, 6
# Whom a pronoun means is looked for in so many sentences before its own.
SENTENCES_BACK = 4
SINGULAR = re.compile(r"(?:he|she|I|him|her)$", re.IGNORECASE)
# Passages whose gist is kept.
MOST_KEPT = 20_000

HEDGES = re.compile(
    r"\b(?:may|might|could|possibl[ye]|perhaps|reported(?:ly)?|alleged(?:ly)?|apparent(?:ly)?|suspected|likely|unlikely|probabl[ye]|"
    r"not (?:been )?confirmed|unconfirmed|could not (?:yet )?(?:be )?confirm|expected|rumou?red|believed|suggest\w*|seems?|appears?|"
    r"purported(?:ly)?|would|if|unclear)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|neither|nor|without|den(?:y|ied|ies)|n't)\b|n['’]t\b", re.IGNORECASE
)
_REFUSAL = re.compile(
    r"\b(?:refus|reject|declin|dismiss|turn(?:ed|s|ing)? down|ruled? out|disput|contest)\w*", re.IGNORECASE
)
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are)\b(?: \w+){1,2} (?:\w+ ){0,8}?by\b", re.IGNORECASE)
_ADDED_BEHIND = re.compile(r" \[([^\[\]]*)\]")
_ADDED_BEFORE = re.compile(r"\[([^\[\]]*)\]:? ?")
_SURE: dict[Certainty, int] = {"denied": 0, "asked": 0, "hedged": 1, "planned": 2, "asserted": 3}


def unsupported(sentence: BriefSentence, material: Material) -> str:
    """Why a sentence of a brief is not supported by its citations, in words; empty if it is."""
    first = sentence.cites[0]
    report = material.reports.get(first.report)
    if report is None or first.span.end > len(report.text):
        return "its passage does not exist"
    passage = first.span.of(report.text)
    added = added_words(sentence.text, passage)
    if added is None:
        return "it is not word for word in its passage"
    if passage.rstrip()[-1:].isalnum():
        return "its passage breaks off"
    return (
        _wrong_voice(first, added, material)
        or ("a source of its report says it less surely" if _surer_than_source(sentence, first, material) else "")
        or ("" if _others_agree(sentence, passage, material) else "one of its passages says something else")
    )


def _wrong_voice(first: Cite, added: Sequence[str], material: Material) -> str:
    """Whether a voice was added that the report does not name for these words, or one that it names was lost."""
    report, analysis = material.reports[first.report], material.analyses[first.report]
    holding = material.holding(first.report, first.span)
    for words in added:
        if words not in {a.voice for a in holding}:
            return "a voice was added that does not say it there"
    if any(a.voice in added and not means_voice(report.text, analysis, a) for a in holding if _led(a, first.span)):
        return "whom its pronoun means is not sure"
    if not all(_keeps_voice(a, first.span, added, holding) for a in holding):
        return "who says it is lost"
    return ""


def _others_agree(sentence: BriefSentence, passage: str, material: Material) -> bool:
    reports = material.reports
    return all(
        c.report in reports and agrees(c.span.of(reports[c.report].text), passage) for c in sentence.cites[1:]
    )


def added_words(text: str, passage: str) -> tuple[str, ...] | None:
    """What was added in brackets to a passage; None if the text differs from it in anything else.

    Brackets that stand in the passage itself are part of it.
    """
    wanted = " ".join(plain_characters(passage).split())
    given = " ".join(plain_characters(text).split())
    added: list[str] = []
    at = place = 0
    while place < len(given):
        if at < len(wanted) and given[place] == wanted[at]:
            at, place = at + 1, place + 1
            continue
        m = (_ADDED_BEHIND if given[place] == " " else _ADDED_BEFORE).match(given, place)
        if m is None:
            return None
        added.append(m[1])
        place = m.end()
    return tuple(added) if at == len(wanted) else None


def agrees(passage: str, sentence: str) -> bool:
    """Whether a passage says what a sentence says, as far as words can tell.

    The passage has most of the sentence's content words, and of those that are no names; all numbers of one of the two
    are in the other; both deny or neither; it is no less sure; names stand in the same order and most other words too,
    unless one of the two is passive. Names count apart: all passages of a story share them.
    """
    one, other = _gist(passage), _gist(sentence)
    for words in (other.words, other.small):
        if len(words & one.words) < LEAST_SHARED * max(1, len(words)):
            return False
    if len(other.words & one.words) < min(FEWEST_SHARED, len(other.words)):
        return False
    if one.denies != other.denies or (one.hedged and not other.hedged) or _exchanged(one, other):
        return False
    return all(any(agree(q, p) for p in other.numbers) for q in one.numbers) or all(
        any(agree(q, p) for p in one.numbers) for q in other.numbers
    )


@dataclass(frozen=True, slots=True)
class _Gist:
    """What of a passage is compared."""

    words: frozenset[str]
    """Stems of its content words."""
    small: frozenset[str]
    """Those of them that do not begin with a capital."""
    row: tuple[str, ...]
    """The same in order of their first places."""
    names: tuple[str, ...]
    """Stems of the words that begin with a capital, in order of their first places."""
    passive: bool
    """Whether somebody has something done to them by somebody."""
    denies: bool
    """Whether it has a word of negation."""
    hedged: bool
    """Whether it has a word of doubt."""
    numbers: tuple[Quantity, ...]
    """Its quantities."""


@lru_cache(maxsize=MOST_KEPT)
def _gist(text: str) -> _Gist:
    """Each passage is looked at once, however many it is compared with: in a large story that is nearly all the cost."""
    words = [(w.plain[:_STEM], text[w.span.start]) for w in find_words(text) if len(w.plain) >= _LEAST_LETTERS]
    return _Gist(
        frozenset(w for w, _ in words),
        frozenset(w for w, first in words if first.islower()),
        tuple(dict.fromkeys(w for w, _ in words)),
        tuple(dict.fromkeys(w for w, first in words if first.isupper())),
        _PASSIVE.search(text) is not None,
        denies(text),
        bool(HEDGES.search(text)),
        tuple(find_quantities(text, Span(0, len(text)))),
    )


def _exchanged(one: _Gist, other: _Gist) -> bool:
    """Whether words that both have stand in another order: who accused whom may be turned round."""
    if one.passive != other.passive:
        return False
    shared = {*one.names} & {*other.names}
    if [n for n in one.names if n in shared] != [n for n in other.names if n in shared]:
        return True
    places = {w: n for n, w in enumerate(other.row)}
    row = [places[w] for w in one.row if w in places]
    return _longest_rise(row) < LEAST_IN_ORDER * len(row)


def _longest_rise(row: Sequence[int]) -> int:
    """Length of the longest rising subsequence (patience sorting: Fredman 1975)."""
    ends: list[int] = []
    for value in row:
        at = bisect_left(ends, value)
        ends[at : at + 1] = [value]
    return len(ends)


def denies(text: str) -> bool:
    """Whether a text has a word of negation."""
    return _NEGATION.search(text) is not None


def refuses(text: str) -> bool:
    """Whether a text says that something is not so or will not be done, in whatever words."""
    return denies(text) or _REFUSAL.search(text) is not None


def hedges_in(text: str) -> list[str]:
    """The words of doubt in a text, in small letters."""
    return [m.group().lower() for m in HEDGES.finditer(text)]


def unnamed(attribution: Attribution, shown: Span, holding: Sequence[Attribution]) -> bool:
    """Whether the shown passage itself says that it is said and not by whom: "have been accused of".

    Args:
        attribution: an act of saying that holds some of the passage.
        shown: the passage.
        holding: all such acts; one of the same voice that names its words of saying speaks for the others.
    """
    return attribution.source is None and any(
        a.source is None and a.cue is not None and shown.contains(a.cue)
        for a in (attribution, *(h for h in holding if h.voice == attribution.voice and attribution.cue is None))
    )


def _led(attribution: Attribution, shown: Span) -> bool:
    """Whether the passage shows the words that stand for the speaker."""
    return attribution.source is not None and shown.contains(attribution.source)


def means_voice(text: str, analysis: Analysis, attribution: Attribution) -> bool:
    """Whether the pronoun or the description that says something can only mean the voice it was given.

    The voice must be named in the few sentences before, and no other person may be named after it, unless in what that
    voice itself says. A singular pronoun is not several people.
    """
    source = attribution.source
    if source is None:
        return True
    head = attribution.voice.split()[-1]
    if SINGULAR.search(source.of(text)) and head[0].islower() and head.endswith("s"):
        return False
    at = bisect_right(analysis.sentences, source.start, key=lambda s: s.span.start) - 1
    start = analysis.sentences[max(0, at - SENTENCES_BACK)].span.start if at >= 0 else 0
    named = [
        start + m.start()
        for m in re.finditer(rf"\b{re.escape(head)}\b", text[start : source.start], re.IGNORECASE)
    ]
    if not named:
        return False
    own = [c for a in analysis.attributions if a.voice == attribution.voice for c in a.content]
    first = bisect_right(analysis.entities, named[-1], key=lambda e: e.span.start)
    last = bisect_left(analysis.entities, source.start, key=lambda e: e.span.start)
    return not any(
        e.type == "PER" and not any(c.contains(e.span) for c in own) for e in analysis.entities[first:last]
    )


def _keeps_voice(
    attribution: Attribution, shown: Span, added: Sequence[str], holding: Sequence[Attribution]
) -> bool:
    """Whether who says it can be read in the shown passage, or was added to it."""
    if attribution.voice == NARRATOR or attribution.voice in added or unnamed(attribution, shown, holding):
        return True
    return bool(attribution.source and shown.contains(attribution.source))


def _surer_than_source(sentence: BriefSentence, first: Cite, material: Material) -> bool:
    """Whether an ancestor of the cited report has a reading of the same claim that is less sure."""
    for claim in sentence.claims:
        readings = material.claims[claim].readings
        mine = [r for r in readings if r.report == first.report and first.span.contains(r.span)]
        if not mine:
            continue
        sureness = max(_SURE[r.certainty] for r in mine)
        above = [r for r in readings if r.report in material.above[first.report]]
        if any(r.certainty == "hedged" and sureness > _SURE["hedged"] for r in above):
            return not hedges_in(first.span.of(material.reports[first.report].text))
    return False
