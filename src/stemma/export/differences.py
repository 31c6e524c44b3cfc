"""Differing words: two passages cut into what they share and what sets them apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from stemma.text.spans import Span
from stemma.text.words import Word, find_words

# difflib compares every word with every other; beyond this many words it may skip the frequent ones.
MOST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a passage."""

    text: str
    """Its words and all that stands between them."""
    differs: bool
    """Whether the other passage has no counterpart in its place."""
    decisive: bool = False
    """Whether this is what changed the meaning."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two passages side by side. The stretches of a passage, joined, are the passage."""

    parent: tuple[Stretch, ...]
    """The passage of the parent."""
    child: tuple[Stretch, ...]
    """The passage of the child."""


def find_differences(parent: str, child: str, before: str = "", after: str = "") -> Difference:
    """Both passages, cut where they differ.

    Words are compared in their plain form, so that case, accents, quotation marks and punctuation make no
    difference. (Longest common blocks, Ratcliff & Metzener 1988, as in `difflib`.)

    Args:
        parent: the passage of the parent.
        child: the passage of the child.
        before: the words of the parent that changed the meaning; marked as decisive where they stand in it.
        after: the words of the child that took their place.
    """
    ours, theirs = find_words(parent), find_words(child)
    matcher = SequenceMatcher(
        None,
        [w.plain for w in ours],
        [w.plain for w in theirs],
        autojunk=max(len(ours), len(theirs)) > MOST_WORDS,
    )
    steps = [op for op in matcher.get_opcodes() if op[0] != "equal"]
    return Difference(
        _cut(parent, _runs(ours, ((a, b) for _, a, b, _, _ in steps)), before),
        _cut(child, _runs(theirs, ((a, b) for _, _, _, a, b in steps)), after),
    )


def shorten(stretches: Sequence[Stretch], most: int) -> tuple[Stretch, ...]:
    """The stretches of a passage with their unmarked parts cut down (`…`) so that about `most` characters stay."""
    plain = [s for s in stretches if not (s.differs or s.decisive)]
    if not plain or sum(len(s.text) for s in stretches) <= most:
        return tuple(stretches)
    marked = sum(len(s.text) for s in stretches) - sum(len(s.text) for s in plain)
    room = max(16, (most - marked) // len(plain))
    last = len(stretches) - 1
    return tuple(_shortened(s, room, first=n == 0, last=n == last) for n, s in enumerate(stretches))


def _shortened(stretch: Stretch, room: int, *, first: bool, last: bool) -> Stretch:
    text = stretch.text
    if stretch.differs or stretch.decisive or len(text) <= room:
        return stretch
    if first and last:
        return Stretch(text[:room] + "…", differs=False)
    if first:
        return Stretch("…" + text[-room:], differs=False)
    if last:
        return Stretch(text[:room] + "…", differs=False)
    return Stretch(f"{text[: room // 2]} … {text[-room // 2 :]}", differs=False)


def _runs(words: Sequence[Word], ranges: Iterable[tuple[int, int]]) -> list[Span]:
    return [Span(words[a].span.start, words[b - 1].span.end) for a, b in ranges if b > a]


def _cut(passage: str, differing: Sequence[Span], decisive: str) -> tuple[Stretch, ...]:
    at = passage.find(decisive) if decisive else -1
    key = Span(at, at + len(decisive)) if at >= 0 else Span(0, 0)
    cuts = {0, len(passage), key.start, key.end}
    for span in differing:
        # What is decisive stays in one piece, whatever differs inside it.
        cuts |= {at for at in (span.start, span.end) if not key.start < at < key.end}
    stretches: list[Stretch] = []
    run = 0
    for start, end in pairwise(sorted(cuts)):
        while run < len(differing) and differing[run].end <= start:
            run += 1
        differs = run < len(differing) and differing[run].start < end
        stretches.append(Stretch(passage[start:end], differs, key.start <= start < key.end))
    return tuple(stretches)
