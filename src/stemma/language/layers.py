"""What the encoder says of the words of a report: sentence ends, tags, trees, names, sayings, certainty."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from stemma.language.encoder import Encoder
from stemma.language.heads import CERTAINTIES, NAME_LABELS, NAME_TYPES, ROLE_LABELS, Floats, Heads
from stemma.language.parsing import ROOT, best_labels, best_tree, stretches
from stemma.language.tokens import Tokens
from stemma.model import EntityType
from stemma.text.spans import Span

# Attributions of one window at most: more anchors than this are a list of names, not prose.
MOST_ANCHORS = 40
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

    def words_in(self, span: Span) -> tuple[int, int]:
        """Indices `[first, last)` of the words that begin in a stretch of the text."""
        spans = self.tokens.spans
        first = bisect_left(spans, span.start, key=lambda s: s.start)
        return first, bisect_left(spans, span.end, lo=first, key=lambda s: s.start)


def read_layers(
    encoder: Encoder,
    tokens: Tokens,
    parts: Sequence[tuple[int, int]],
    *,
    guideline: int = 0,
    compare: Floats | None = None,
) -> Layers:
    """All layers of the words; no window and no sentence runs from one part into the next.

    Args:
        encoder: the encoder with its heads.
        tokens: words of a whole report.
        parts: stretches of words that belong together, such as zones; they partition the words.
        guideline: whose guideline the attributions follow.
        compare: what the words' vectors are multiplied with before they are kept for comparison; none is kept
            without it.

    Returns:
        The layers. Memory grows with the number of words by their layers only: vectors live as long as their batch.
    """
    n = len(tokens.words)
    heads_of = encoder.heads
    ends = np.zeros(n, dtype=np.bool_)
    tags = np.zeros(n, dtype=np.int64)
    relations = np.zeros(n, dtype=np.int64)
    heads = np.full(n, ROOT, dtype=np.int64)
    certainty = np.zeros((n, len(CERTAINTIES)), dtype=np.float32)
    compared = np.zeros((n, 0 if compare is None else compare.shape[1]), dtype=np.float32)
    names: list[NamedWords] = []
    sayings: list[tuple[int, SaidWords]] = []
    for (first, last), x in encoder.encode(tokens, encoder.windows(tokens, parts)):
        stop = _ends(heads_of, x, tokens, first)
        ends[first:last] = stop
        tags[first:last] = heads_of.tags(x)
        certainty[first:last] = heads_of.certainty(x)
        if compare is not None:
            compared[first:last] = x @ compare
        found = best_labels(heads_of.names(x)[None], NAME_LABELS)[0]
        names.extend(
            NamedWords(NAME_TYPES[NAME_TYPES.index(kind)], a + first, b + first)
            for kind, a, b in stretches([NAME_LABELS[i] for i in found])
        )
        tree = _trees(heads_of, x, stop)
        relations[first:last] = heads_of.relations(x, tree)
        heads[first:last] = np.where(tree == ROOT, ROOT, tree + first)
        sayings.extend(_sayings(heads_of, x, first, guideline))
    return Layers(
        tokens=tokens,
        ends=ends,
        tags=tuple(heads_of.tag_names[i] for i in tags),
        heads=heads,
        relations=tuple(heads_of.relation_names[i] for i in relations),
        names=tuple(sorted(names, key=lambda x: x.first)),
        sayings=tuple(s for _, s in sorted(sayings, key=lambda x: x[0])),
        certainty=certainty,
        compared=compared,
    )


def _ends(heads: Heads, x: Floats, tokens: Tokens, first: int) -> NDArray[np.bool_]:
    """Which words of a window end a sentence; marks that close it go with it."""
    stop: NDArray[np.bool_] = heads.ends(x) > 0
    for i in np.flatnonzero(stop[:-1]):
        after = first + int(i) + 1
        if tokens.words[after] in _CLOSING and tokens.gaps[after] == 0 and not _tight(tokens, after + 1):
            stop[i], stop[i + 1] = False, True
    stop[-1] = True
    return stop


def _tight(tokens: Tokens, i: int) -> bool:
    """Whether a word stands right behind the one before it."""
    return i < len(tokens.words) and tokens.gaps[i] == 0


def _trees(heads: Heads, x: Floats, ends: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Heads of the words of a window, sentence by sentence."""
    out = np.full(len(x), ROOT, dtype=np.int64)
    start = 0
    for stop in np.flatnonzero(ends) + 1:
        tree = best_tree(heads.arcs(x[start:stop]))
        out[start:stop] = np.where(tree == ROOT, ROOT, tree + start)
        start = int(stop)
    return out


def _sayings(heads: Heads, x: Floats, offset: int, guideline: int) -> list[tuple[int, SaidWords]]:
    """Acts of saying in a window, each with its anchor: one labelling of the words for each anchor."""
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
        content = tuple((a + offset, b + offset) for kind, a, b in found if kind == "content")
        if not content:
            continue
        source = _surest(found, scored, "source")
        cue = next(((a, b) for kind, a, b in found if kind == "cue" and a <= anchor < b), None)
        out.append(
            (
                int(anchor) + offset,
                SaidWords(
                    source=_moved(source, offset),
                    cue=_moved(cue, offset),
                    content=content,
                    withheld=float(withheld[source[0] : source[1]].mean()) if source else 0.0,
                ),
            )
        )
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


def _moved(span: tuple[int, int] | None, by: int) -> tuple[int, int] | None:
    return None if span is None else (span[0] + by, span[1] + by)
