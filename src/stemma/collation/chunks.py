"""Two sentences chunk by chunk: what in the one answers to what in the other, and how the two differ.

The task and its types are those of interpretable semantic similarity (Agirre et al. 2016, SemEval task 2). Every
pair of chunks is given the probability of each type by a small network over what can be seen of the pair
(`chunk_features`); the pairing with the largest expected share of rightly typed words is kept (Kuhn 1955), and a
chunk left over may join one that is already taken ("has asked" beside "asked").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal, Self, get_args

import numpy as np

from stemma.collation.chunk_features import AUXILIARIES, PREPOSITIONS, Chunk, Encode, Floats, compare_chunks
from stemma.errors import ContractError, ModelError
from stemma.text.spans import Span

LinkKind = Literal["NOALI", "EQUI", "OPPO", "SPE1", "SPE2", "SIMI", "REL"]
LINK_KINDS: tuple[LinkKind, ...] = get_args(LinkKind)
# With the sentences exchanged, what was more specific in the first is so in the second.
EXCHANGED = [0, 1, 2, 4, 3, 5, 6]
# How alike linked chunks are, by type: the commonest score of each type in the training half of SemEval 2016.
SCORES: dict[LinkKind, int] = {"NOALI": 0, "EQUI": 5, "OPPO": 4, "SPE1": 4, "SPE2": 4, "SIMI": 3, "REL": 3}
# A link whose likeliest type is less probable than this loses more precision than it wins recall; a chunk left over
# joins a taken one if it answers to it at all with this probability. Chosen in coarse steps on the same half, in
# cross-validation.
LEAST_TYPE = 0.34
LEAST_JOINED = 0.6
# Inputs are cut off this far from their mean, in standard deviations.
FARTHEST = 4.0
# Sentences are read as far as this many chunks: bounds the table of pairs.
MOST_CHUNKS = 60

_WORD = re.compile(r"[^\W_]+(?:[.'’,:-][^\W_]+)*")
_OPENERS = (
    frozenset(
        ["a", "an", "the", "his", "her", "their", "its", "my", "our", "your", "this", "that", "these", "those"]
    )
    | PREPOSITIONS
)
_VERBAL = AUXILIARIES | {"not"}
_JOINTS = frozenset(["and", "or", "but"])


@dataclass(frozen=True, slots=True)
class ChunkedSentence:
    """A sentence cut into chunks."""

    text: str
    """The text it stands in."""
    chunks: tuple[Span, ...]
    """Where its chunks stand there, in order, without overlap."""

    @classmethod
    def cut(cls, text: str, within: Span | None = None) -> Self:
        """The sentence, cut by its small words: at marks, before prepositions, articles and verb groups, after verbs.

        A stand-in for the chunks of a parser: what it takes for verbs are auxiliaries and words in -ed and -ing.
        """
        home = within or Span(0, len(text))
        found: list[Span] = []
        words = list(_WORD.finditer(text, home.start, home.end))
        for n, m in enumerate(words):
            before = words[n - 1] if n else None
            if before is None or _parts(text, before, m) or not found:
                found.append(Span(m.start(), m.end()))
            else:
                found[-1] = Span(found[-1].start, m.end())
        return cls(text, tuple(found))


def _parts(text: str, before: re.Match[str], word: re.Match[str]) -> bool:
    """Whether a chunk ends between two neighbouring words."""
    one, other = before.group().lower(), word.group().lower()
    if re.search(r"[^\s'’]", text[before.end() : word.start()]):
        return True
    if one in _OPENERS or one in _JOINTS:
        return False
    return other in _OPENERS or other in _JOINTS or _is_verbal(one) != _is_verbal(other)


def _is_verbal(word: str) -> bool:
    return word in _VERBAL or (len(word) > len("ring") and word.endswith(("ed", "ing")))


@dataclass(frozen=True, slots=True)
class Link:
    """What answers to what in two sentences."""

    one: int | None
    """Index of the chunk of the first sentence; None if nothing there answers."""
    other: int | None
    """Index of the chunk of the second sentence; None if nothing there answers."""
    kind: LinkKind
    """`EQUI` the same, `OPPO` the opposite, `SPE1` and `SPE2` the same but more specific in the first or the second,
    `SIMI` alike in kind but not the same, `REL` merely related, `NOALI` without an answer."""
    score: int
    """How alike the two are, from 0 (not at all) to 5 (the same)."""
    probability: float
    """Of the kind, 0 to 1."""


@dataclass(frozen=True, slots=True, eq=False)
class ChunkWeights:
    """The network that types pairs of chunks: one hidden layer."""

    axes: Floats
    """Directions in which heads are compared, shape (dimensions of a vector, axes)."""
    mean: Floats
    """Of every input in training."""
    spread: Floats
    """Standard deviation of every input in training."""
    hidden: Floats
    """Shape (inputs, hidden units)."""
    hidden_bias: Floats
    """Shape (hidden units)."""
    out: Floats
    """Shape (hidden units, types)."""
    out_bias: Floats
    """Shape (types)."""

    @classmethod
    def load(cls) -> Self:
        """The weights that come with the package, made by `training/train_chunks.py`.

        Raises:
            ModelError: the file is missing or broken.
        """
        try:
            with (
                as_file(files("stemma.collation") / "chunks.npz") as path,
                np.load(path, allow_pickle=False) as table,
            ):
                return cls(**{f.name: table[f.name].astype(np.float64) for f in fields(cls)})
        except (OSError, KeyError, ValueError) as error:
            raise ModelError(f"the weights of chunks cannot be read ({error}): install Stemma again") from error

    def save(self, path: Path) -> None:
        """Write them, in half precision."""
        np.savez_compressed(path, **{f.name: getattr(self, f.name).astype(np.float16) for f in fields(self)})

    def probabilities(self, inputs: Floats) -> Floats:
        """The probability of every type, shape (..., types), for inputs of shape (..., inputs)."""
        plain = np.clip((inputs - self.mean) / self.spread, -FARTHEST, FARTHEST)
        scores = np.maximum(plain @ self.hidden + self.hidden_bias, 0.0) @ self.out + self.out_bias
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return np.asarray(scores / scores.sum(axis=-1, keepdims=True), dtype=np.float64)


@lru_cache(maxsize=1)
def _shipped() -> ChunkWeights:
    return ChunkWeights.load()


def align_chunks(
    one: ChunkedSentence, other: ChunkedSentence, encode: Encode, weights: ChunkWeights | None = None
) -> tuple[Link, ...]:
    """The links between the chunks of two sentences: every chunk stands in at least one.

    Exchanging the sentences keeps the pairs, unless two pairings are of equal worth; where several chunks answer to one,
    their types may come out otherwise.

    Args:
        one: the first sentence.
        other: the second sentence.
        encode: gives unit vectors of texts, such as the static vectors that come with the package.
        weights: other weights than those that come with the package.

    Returns:
        Sorted by the place in the first sentence, then in the second; those without an answer last.

    Raises:
        ContractError: a sentence has more than `MOST_CHUNKS` chunks.
    """
    if max(len(one.chunks), len(other.chunks)) > MOST_CHUNKS:
        raise ContractError(f"a sentence of more than {MOST_CHUNKS} chunks cannot be aligned: cut it first")
    rows = [_chunk(one.text, s) for s in one.chunks]
    columns = [_chunk(other.text, s) for s in other.chunks]
    links: list[Link] = []
    if rows and columns:
        known = weights or _shipped()
        first, second = compare_chunks(rows, columns, encode, known.axes)
        likely = (known.probabilities(first) + known.probabilities(second)[..., EXCHANGED]) / 2
        links = link_pairs(likely, [_size(c) for c in rows], [_size(c) for c in columns])
    taken, answered = {link.one for link in links}, {link.other for link in links}
    links.extend(Link(i, None, "NOALI", 0, 1.0) for i in range(len(rows)) if i not in taken)
    links.extend(Link(None, j, "NOALI", 0, 1.0) for j in range(len(columns)) if j not in answered)
    return tuple(links)


def _chunk(text: str, span: Span) -> Chunk:
    return Chunk(tuple(span.of(text).split()))


def _size(chunk: Chunk) -> int:
    """Words without marks."""
    return sum(any(c.isalnum() for c in w) for w in chunk.words)


def link_pairs(likely: Floats, sizes: Sequence[int], other_sizes: Sequence[int]) -> list[Link]:
    """The links of the pairing that has the largest expected share of rightly typed words.

    Args:
        likely: probability of every type for every pair of chunks, shape (chunks, other chunks, types).
        sizes: words of the chunks of the first sentence.
        other_sizes: words of the chunks of the second.
    """
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - heavy

    best = likely[..., 1:].argmax(axis=2) + 1
    worth = (likely[..., 1:].max(axis=2) - LEAST_TYPE) * np.minimum.outer(
        np.asarray(sizes), np.asarray(other_sizes)
    )
    pairs = [
        (int(i), int(j))
        for i, j in zip(*linear_sum_assignment(-np.maximum(worth, 0.0)), strict=True)
        if worth[i, j] > 0
    ]
    taken, answered = {i for i, _ in pairs}, {j for _, j in pairs}
    joined = [
        (i, j)
        for i in range(likely.shape[0])
        for j in range(likely.shape[1])
        if (i in taken) != (j in answered) and 1.0 - likely[i, j, 0] > LEAST_JOINED
    ]
    out = []
    for i, j in sorted({*pairs, *joined}):
        kind = LINK_KINDS[int(best[i, j])]
        out.append(Link(i, j, kind, SCORES[kind], round(float(likely[i, j, best[i, j]]), 3)))
    return out
