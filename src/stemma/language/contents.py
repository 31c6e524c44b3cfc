"""What is said, put right where sentences and marks leave no choice.

The encoder labels the words of a window once for each act of saying, one by one; it is seldom wrong about which words are
said, sometimes about by whom when the same words stand near two of them, and about headings that run into a text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from stemma.language.layers import Layers, SaidWords
from stemma.language.tokens import LINE_BREAK
from stemma.model import Sentence

_OPENING = frozenset("\"“‘'«„")
_CLOSING = frozenset("\"”’'»")
_STOPS = frozenset(".!?…")
# Words of a speaker at most whom a sentence names itself.
LONGEST_SPEAKER = 14
# Acts of saying of one sentence looked at.
MOST_BESIDE = 24
Stretch = tuple[int, int]


def with_contents(layers: Layers, sentences: Sequence[Sentence], sayings: Sequence[SaidWords]) -> list[SaidWords]:
    """The acts of saying with what is surely said in them; one of which nothing is left is none.

    - A heading is not part of what is said below it.
    - What stands in the sentence of another one's cue, and is said there too, is said there.
    - What is said without words of saying is a quotation or ends with its sentence; "According to Venn, …" are such words.
    """
    known = _Sentences(layers, sentences)
    cut = [replace(s, content=tuple(map(known.below_heading, s.content))) for s in sayings]
    beside = defaultdict(list)
    for one in cut:
        if one.cue is not None:
            beside[known.number(one.cue)].append(one)
    out = []
    for one in cut:
        content = tuple(
            c for c in one.content if not known.elsewhere(c, one, beside[known.number(c)][:MOST_BESIDE])
        )
        if one.cue is None and one.source is None:
            content = tuple(c for c in content if known.ends_with(c))
        if content:
            out.append(known.according_to(replace(one, content=content)))
    return out


class _Sentences:
    """The sentences of a report, by their words."""

    def __init__(self, layers: Layers, sentences: Sequence[Sentence]) -> None:
        self._words = layers.tokens.words
        self._gaps = layers.tokens.gaps
        starts = [s.span.start for s in sentences]
        self._number = [bisect_right(starts, s.start) for s in layers.tokens.spans]

    def number(self, stretch: Stretch) -> int:
        """The number of the sentence in which a stretch begins."""
        return self._number[stretch[0]]

    def _last(self, i: int) -> bool:
        """Whether a word is the last of its sentence."""
        return i + 1 == len(self._words) or self._number[i + 1] != self._number[i]

    def below_heading(self, content: Stretch) -> Stretch:
        """The stretch without the headings at its beginning: lines that end without a stop."""
        first = content[0]
        for i in range(content[0], content[1] - 1):
            if (
                self._last(i)
                and self._gaps[i + 1] >= LINE_BREAK
                and self._words[i][-1] not in _STOPS | _CLOSING | {",", ":"}
            ):
                first = i + 1
        return first, content[1]

    def elsewhere(self, content: Stretch, one: SaidWords, beside: Sequence[SaidWords]) -> bool:
        """Whether a stretch is said by another one of those with their cue beside it in its sentence, where this one has none."""
        if one.cue is None or len(one.content) == 1 or self.number(one.cue) == self.number(content):
            return False
        return any(
            other is not one
            and other.cue is not None
            and not content[0] <= other.cue[0] < content[1]
            and any(a < content[1] and content[0] < b for a, b in other.content)
            for other in beside
        )

    def according_to(self, one: SaidWords) -> SaidWords:
        """The act of saying with the speaker whom what is said names itself: "According to Venn, grain was stolen"."""
        (first, last), *others = one.content
        first += self._words[first] in _OPENING
        named = range(first + 2, min(last - 1, first + 2 + LONGEST_SPEAKER))
        comma = next((i for i in named if self._words[i] == ","), None)
        opens = tuple(w.lower() for w in self._words[first : first + 2])
        if one.cue is not None or one.source is not None or opens != ("according", "to") or comma is None:
            return one
        content = ((comma + 1, last), *others)
        return replace(one, source=(first + 2, comma), cue=(first, first + 2), content=content)

    def ends_with(self, content: Stretch) -> bool:
        """Whether a stretch ends where its sentence does, but for the marks that close it, or with a quotation."""
        last = content[1] - 1
        closed = _CLOSING | _STOPS
        return self._last(last) or self._words[last] in closed or self._words[last + 1] in closed
