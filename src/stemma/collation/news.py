"""What a claim that one origin alone carries tells beyond all others, so that the first to be read are worth it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from stemma.collation.comparison import Side
from stemma.collation.passages import WordTable
from stemma.collation.propositions import find_subjects
from stemma.collation.sameness import Line
from stemma.collation.wording import stem
from stemma.model import NOBODYS, Stemma
from stemma.text.words import find_words

# Fewer words that say something tell little alone.
LEAST_WORDS = 2
# A name that so many of the other origins have is one that the story is about; newsletters hold much besides.
SHARED = 1 / 3
VALUES = ("number", "date")
# Whoever these mean stands in another sentence.
_LEANS = frozenset(["he", "she", "it", "they", "we", "i", "you", "this", "that", "these", "those", "there"])

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Carried:
    """Which origins have each word, each name, and each number or day."""

    words: Mapping[str, frozenset[str]]
    """By stem."""
    names: Mapping[str, frozenset[str]]
    """By stem of a word of a name."""
    values: Mapping[tuple[str, str], frozenset[str]]
    """By slot and key."""
    origins: int
    """How many origins there are."""


def find_carried(sides: Mapping[str, Side], stemma: Stemma) -> Carried:
    """Who has what in a story."""
    words: dict[str, set[str]] = defaultdict(set)
    names: dict[str, set[str]] = defaultdict(set)
    values: dict[tuple[str, str], set[str]] = defaultdict(set)
    for report, side in sides.items():
        behind = stemma.origins_of(report)
        for s in side.stems:
            words[s].update(behind)
        for facts in side.facts:
            for item in facts.items:
                if item.slot == "name":
                    for s in _stems(item.span.of(side.text)):
                        names[s].update(behind)
                elif item.slot in VALUES:
                    values[item.slot, item.key].update(behind)
    return Carried(_frozen(words), _frozen(names), _frozen(values), len(stemma.origins))


def weigh_news(lines: Sequence[Line], sides: Mapping[str, Side], stemma: Stemma, carried: Carried) -> int:
    """How much the readings of a claim tell beyond all other origins, from 0: none of them can be read alone.

    1 for what tells something, however little without its sentence, 1 more for a name in it that others have too; then 1
    for every name, number and day that no other origin has, and 1 if somebody is named who says it.
    """
    own = {o for line in lines for o in stemma.origins_of(line.report)}
    return max(_news(line, sides[line.report], own, carried) for line in lines)


def _news(line: Line, side: Side, own: set[str], carried: Carried) -> int:
    if len(line.stems) < LEAST_WORDS or line.statement.certainty == "asked":
        return 0
    if side.words is not None:
        inside = side.words.inside(line.statement.span)
        subjects = find_subjects(side.words, inside)
        if not subjects and line.statement.voice in NOBODYS:  # "urged the board to act" is told of its voice
            return 0
        leans = subjects and all(side.words.whole.plain[k] in _LEANS for k in subjects)
        if leans or _breaks_off(side.words, inside):
            return 1
    names = [_stems(x.span.of(side.text)) for x in line.items if x.slot == "name"]
    wanted = max(1.0, SHARED * (carried.origins - len(own)))
    if not any(len(carried.names[s] - own) >= wanted for name in names for s in name):
        return 1
    fresh = {name for name in names if not any(carried.words.get(s, own) - own for s in name)}
    values = {(x.slot, x.key) for x in line.items if x.slot in VALUES}
    new = len(fresh) + sum(not carried.values[v] - own for v in values)
    return 2 + new + (line.statement.voice not in NOBODYS)


def _breaks_off(table: WordTable, inside: range) -> bool:
    """Whether a stretch ends with a small word of what comes behind it: "will voice grave doubts about"."""
    words = [k for k in inside if table.relations[k] != "punct"]
    return int(table.whole.heads[words[-1]]) > words[-1] and int(table.whole.heads[words[-1]]) not in inside


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(w.plain) for w in find_words(words))


def _frozen(found: Mapping[_Key, Iterable[str]]) -> dict[_Key, frozenset[str]]:
    return {k: frozenset(v) for k, v in found.items()}
