"""Who a verb speaks of, by the tree: its own subject, or for a participle that of the verb it hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from stemma.language.layers import Layers, SaidWords
from stemma.language.parsing import ROOT

SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
# "Blinken arrived on Monday, urging restraint": the participle is a clause beside the verb, not part of a noun.
_BESIDE = frozenset({"advcl", "conj"})
# Steps up a tree and words of a subject at most: nobody is named at such length.
HIGHEST = 6
LONGEST = 25
_STOPS = frozenset({",", ";", ":", "-", "–", "—", "(", '"', "“", "”"})


def with_subjects(layers: Layers, sayings: Iterable[SaidWords]) -> list[SaidWords]:
    """The acts of saying; one whose cue is a participle beside a verb has that verb's subject for its source.

    The encoder looks for a source near the cue, also in the next sentence; grammar leaves a participle no choice.
    """
    below: list[list[int]] = [[] for _ in layers.heads]
    for i, head in enumerate(layers.heads.tolist()):
        if head != ROOT:
            below[head].append(i)
    return [_with_subject(layers, below, s) for s in sayings]


def _with_subject(layers: Layers, below: Sequence[Sequence[int]], one: SaidWords) -> SaidWords:
    if one.cue is None or layers.tags[one.cue[0]] != "VBG" or layers.relations[one.cue[0]] not in _BESIDE:
        return one
    subject = _subject_above(layers, below, one.cue[0])
    if subject is None:
        return one
    # A pronoun says no more than a source that was found; who is meant by it is another question.
    if one.source is not None and (layers.tags[subject] == "PRP" or one.source[0] <= subject < one.source[1]):
        return one
    source = _phrase(layers, below, subject)
    inside = any(a < source[1] and source[0] < b for a, b in one.content)
    return one if inside else replace(one, source=source)


def _subject_above(layers: Layers, below: Sequence[Sequence[int]], verb: int) -> int | None:
    """The subject of the nearest verb above a participle that has one."""
    at = verb
    for _ in range(HIGHEST):
        if layers.relations[at].partition(":")[0] not in _BESIDE | {"xcomp"}:
            return None
        at = int(layers.heads[at])
        if at == ROOT:
            return None
        subject = next((i for i in below[at] if layers.relations[i] in SUBJECTS), None)
        if subject is not None:
            return subject
    return None


def _phrase(layers: Layers, below: Sequence[Sequence[int]], head: int) -> tuple[int, int]:
    """The words of a noun phrase round its head, up to the first mark behind it."""
    words = layers.tokens.words
    first = last = head
    reached = {head}
    stack = [head]
    while stack:
        for i in below[stack.pop()]:
            if i not in reached and abs(i - head) <= LONGEST:
                reached.add(i)
                stack.append(i)
    while first - 1 in reached and words[first - 1] not in _STOPS:
        first -= 1
    while last + 1 in reached and words[last + 1] not in _STOPS:
        last += 1
    return first, last + 1
