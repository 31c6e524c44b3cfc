"""What the encoder says of the words of a report: sentence ends, tags, trees, names, sayings, certainty."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from stemma.language.encoder import Encoder
from stemma.language.heads import CERTAINTIES, NAME_LABELS, NAME_TYPES, ROLE_LABELS, Floats, Heads
from stemma.language.parsing import ROOT, best_labels, best_trees, stretches
from stemma.language.tokens import Tokens
from stemma.model import EntityType
from stemma.text.spans import Span

# Attributions of one window at most: more anchors than this are a list of names, not prose.
MOST_ANCHORS = 40
# Windows remembered at most, of about 60 KiB each.
MOST_REMEMBERED = 500
_CLOSING = frozenset("\"'”’»)]")


@dataclass(frozen=True, slots=True)
class NamedWords:
    """A name over words."""

    type: EntityType
    """What it is."""
    first: int
    """Its first word."""
    last: int
    """One past its last word."""


@dataclass(frozen=True, slots=True)
class SaidWords:
    """One act of saying over words, `[first, last)`."""

    source: tuple[int, int] | None
    """The speaker, as far as named here."""
    cue: tuple[int, int] | None
    """The words of saying."""
    content: tuple[tuple[int, int], ...]
    """What is said."""
    withheld: float
    """Log odds that the speaker's identity is withheld; 0 where no source stands here."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of a whole report, over its words."""

    tokens: Tokens
    """The words."""
    ends: NDArray[np.bool_]
    """Whether a word is the last of its sentence."""
    tags: tuple[str, ...]
    """Penn Treebank tags."""
    heads: NDArray[np.int64]
    """Index of each word's head; `ROOT` for the root of a sentence."""
    relations: tuple[str, ...]
    """Universal Dependencies relation to the head."""
    names: tuple[NamedWords, ...]
    """Names, dates, numbers, in order."""
    sayings: tuple[SaidWords, ...]
    """Acts of saying, in order of their anchors."""
    certainty: Floats
    """Scores of `CERTAINTIES`, shape (words, 5)."""
    compared: Floats = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32), repr=False)
    """The words' vectors, as far as comparison keeps them, shape (words, any)."""
    _starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note where the words begin."""
        object.__setattr__(self, "_starts", [s.start for s in self.tokens.spans])

    def words_in(self, span: Span) -> tuple[int, int]:
        """Indices `[first, last)` of the words that begin in a stretch of the text."""
        first = bisect_left(self._starts, span.start)
        return first, bisect_left(self._starts, span.end, lo=first)


@dataclass(frozen=True, slots=True)
class _Read:
    """The layers of one window; places count from its first word."""

    ends: NDArray[np.bool_]
    tags: NDArray[np.int64]
    heads: NDArray[np.int64]
    relations: NDArray[np.int64]
    names: tuple[NamedWords, ...]
    sayings: tuple[SaidWords, ...]
    certainty: Floats
    compared: Floats


_Key = tuple[tuple[str, ...], tuple[int, ...]]


class Memory:
    """Windows read lately with their layers: most of a story is copies, and a copy need not be read again.

    One memory serves one encoder, one guideline and one `compare`. It may be used by several threads.
    """

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        """Remember so many windows at most; the oldest is forgotten first."""
        self._most = most
        self._held: dict[_Key, _Read] = {}
        self._lock = Lock()

    def recall(self, key: _Key) -> _Read | None:
        """The layers of a window with these words and gaps, if it is remembered."""
        return self._held.get(key)

    def keep(self, key: _Key, read: _Read) -> None:
        """Remember a window."""
        with self._lock:
            self._held[key] = read
            if len(self._held) > self._most:
                del self._held[next(iter(self._held))]


def read_layers(
    encoder: Encoder,
    tokens: Tokens,
    parts: Sequence[tuple[int, int]],
    *,
    guideline: int = 0,
    compare: Floats | None = None,
    memory: Memory | None = None,
) -> Layers:
    """All layers of the words; no window and no sentence runs from one part into the next.

    Args:
        encoder: the encoder with its heads.
        tokens: words of a whole report.
        parts: stretches of words that belong together, such as zones; they partition the words.
        guideline: whose guideline the attributions follow.
        compare: what the words' vectors are multiplied with before they are kept for comparison; none is kept
            without it.
        memory: windows read before; what it holds is not read again, what is read is added.

    Returns:
        The layers. Memory grows with the number of words by their layers only: vectors live as long as their window.
    """
    memory = memory or Memory()
    windows = encoder.windows(tokens, parts)
    keys = [(tokens.words[first:last], tokens.gaps[first + 1 : last]) for first, last in windows]
    known = {key: read for key in keys if (read := memory.recall(key)) is not None}
    new = {key: window for key, window in zip(keys, windows, strict=True) if key not in known}
    for (_, x), key in zip(encoder.encode(tokens, list(new.values())), new, strict=True):
        known[key] = _read_window(encoder.heads, x, *key, guideline=guideline, compare=compare)
        memory.keep(key, known[key])
    reads = [known[key] for key in keys]
    starts = [first for first, _ in windows]
    heads_of = encoder.heads
    return Layers(
        tokens=tokens,
        ends=np.concatenate([np.zeros(0, dtype=np.bool_), *(r.ends for r in reads)]),
        tags=tuple(heads_of.tag_names[i] for r in reads for i in r.tags.tolist()),
        heads=np.concatenate(
            [
                np.zeros(0, dtype=np.int64),
                *(np.where(r.heads == ROOT, ROOT, r.heads + at) for r, at in zip(reads, starts, strict=True)),
            ]
        ),
        relations=tuple(heads_of.relation_names[i] for r in reads for i in r.relations.tolist()),
        names=tuple(
            NamedWords(n.type, n.first + at, n.last + at)
            for r, at in zip(reads, starts, strict=True)
            for n in r.names
        ),
        sayings=tuple(_moved(s, at) for r, at in zip(reads, starts, strict=True) for s in r.sayings),
        certainty=np.concatenate(
            [np.zeros((0, len(CERTAINTIES)), dtype=np.float32), *(r.certainty for r in reads)]
        ),
        compared=np.concatenate(
            [
                np.zeros((0, 0 if compare is None else compare.shape[1]), dtype=np.float32),
                *(r.compared for r in reads),
            ]
        ),
    )


def _read_window(
    heads: Heads,
    x: Floats,
    words: Sequence[str],
    gaps: Sequence[int],
    *,
    guideline: int,
    compare: Floats | None,
) -> _Read:
    """What the heads say of the words of a window, given their vectors and the gaps between them."""
    ends = _ends(heads, x, words, gaps)
    tree = best_trees(heads.arcs(x), ends)
    labels = best_labels(heads.names(x)[None], NAME_LABELS)[0]
    return _Read(
        ends=ends,
        tags=heads.tags(x),
        heads=tree,
        relations=heads.relations(x, tree),
        names=tuple(
            NamedWords(NAME_TYPES[NAME_TYPES.index(kind)], first, last)
            for kind, first, last in stretches([NAME_LABELS[i] for i in labels])
        ),
        sayings=tuple(_sayings(heads, x, guideline)),
        certainty=heads.certainty(x),
        compared=np.zeros((len(x), 0), dtype=np.float32) if compare is None else x @ compare,
    )


def _ends(heads: Heads, x: Floats, words: Sequence[str], gaps: Sequence[int]) -> NDArray[np.bool_]:
    """Which words of a window end a sentence; marks that close it go with it."""
    stop: NDArray[np.bool_] = heads.ends(x) > 0
    for i in np.flatnonzero(stop[:-1]).tolist():
        tight = i + 1 < len(gaps) and gaps[i + 1] == 0
        if words[i + 1] in _CLOSING and gaps[i] == 0 and not tight:
            stop[i], stop[i + 1] = False, True
    stop[-1] = True
    return stop


def _sayings(heads: Heads, x: Floats, guideline: int) -> list[SaidWords]:
    """Acts of saying in a window, in order of their anchors: one labelling of the words for each anchor."""
    scores = heads.anchors(x, guideline)
    kinds = scores.argmax(axis=1)
    anchors = np.flatnonzero(kinds)
    if len(anchors) > MOST_ANCHORS:
        anchors = np.sort(anchors[np.argsort(scores[anchors, 0], kind="stable")[:MOST_ANCHORS]])
    if not len(anchors):
        return []
    roles = heads.roles(x, [int(a) for a in anchors], guideline)
    labels = best_labels(roles, ROLE_LABELS)
    withheld = heads.anonymous(x)
    out = []
    for row, scored, anchor in zip(labels, roles, anchors, strict=True):
        found = stretches([ROLE_LABELS[i] for i in row])
        content = tuple((a, b) for kind, a, b in found if kind == "content")
        if not content:
            continue
        source = _surest(found, scored, "source")
        cue = next(((a, b) for kind, a, b in found if kind == "cue" and a <= anchor < b), None)
        withhold = float(withheld[source[0] : source[1]].mean()) if source else 0.0
        out.append(SaidWords(source=source, cue=cue, content=content, withheld=withhold))
    return out


def _surest(found: Sequence[tuple[str, int, int]], scores: Floats, role: str) -> tuple[int, int] | None:
    """The stretch of a role that stands out most from what is outside, word by word."""
    label = ROLE_LABELS.index(f"I-{role}")
    spans = [(a, b) for kind, a, b in found if kind == role]
    return max(
        spans,
        key=lambda s: (float((scores[s[0] : s[1], label] - scores[s[0] : s[1], 0]).mean()), -s[0]),
        default=None,
    )


def _moved(said: SaidWords, by: int) -> SaidWords:
    """An act of saying over words that are counted from further back."""
    return SaidWords(
        source=(said.source[0] + by, said.source[1] + by) if said.source else None,
        cue=(said.cue[0] + by, said.cue[1] + by) if said.cue else None,
        content=tuple((first + by, last + by) for first, last in said.content),
        withheld=said.withheld,
    )
