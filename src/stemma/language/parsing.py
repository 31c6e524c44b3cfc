"""From scores to structures: trees over the words of a sentence, labelled stretches of words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stemma.language.heads import Floats

ROOT = -1
"""The head of a sentence's first word by rank."""
# Below any score: what may not be.
_NEVER = np.float32(-1e9)


def best_tree(scores: Floats) -> NDArray[np.int64]:
    """The heads of the words of one sentence: a tree with one root.

    Each word takes its best head; where that makes a cycle, the cheapest of its words is hung on what already
    hangs on the root (the contraction step of Chu & Liu 1965 and Edmonds 1967, taken greedily).

    Args:
        scores: how well each word (column; the first is the root) heads each word (row), shape (n, n + 1).

    Returns:
        For each word the index of its head, `ROOT` for the root.
    """
    n = len(scores)
    scores = scores.copy()
    scores[np.arange(n), np.arange(n) + 1] = _NEVER
    if n > 1:
        root = int((scores[:, 0] - scores[:, 1:].max(axis=1)).argmax())
        scores[:, 0] = _NEVER
    else:
        root = 0
    heads: NDArray[np.int64] = scores.argmax(axis=1) - 1
    heads[root] = ROOT
    held = _hanging(heads)
    while not held.all():
        cycle = _cycle(heads, int(np.flatnonzero(~held)[0]))
        best = np.where(held[None, :], scores[cycle, 1:], _NEVER)
        gain = best.max(axis=1) - scores[cycle, heads[cycle] + 1]
        at = int(gain.argmax())
        heads[cycle[at]] = int(best[at].argmax())
        held = _hanging(heads)
    return heads


def _hanging(heads: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which words hang on the root, near or far."""
    held: NDArray[np.bool_] = heads == ROOT
    while True:
        more = held | held[heads]
        more[heads == ROOT] = True
        if (more == held).all():
            return held
        held = more


def _cycle(heads: NDArray[np.int64], start: int) -> NDArray[np.int64]:
    """The cycle that the heads from a word on run into."""
    seen: dict[int, int] = {}
    path: list[int] = []
    at = start
    while at not in seen:
        seen[at] = len(path)
        path.append(at)
        at = int(heads[at])
    return np.array(path[seen[at] :])


def best_labels(scores: Floats, labels: Sequence[str]) -> NDArray[np.int64]:
    """The best sequence of `O`, `B-x` and `I-x` labels in which `I-x` only follows `B-x` or `I-x` (Viterbi 1967).

    Args:
        scores: shape (sequences, words, labels); all sequences have the same words.
        labels: names of the labels, `O` first.

    Returns:
        Indices of labels, shape (sequences, words).
    """
    sequences, n, size = scores.shape
    allowed = np.zeros((size, size), dtype=np.float32)
    for j, after in enumerate(labels):
        if after.startswith("I-"):
            allowed[:, j] = _NEVER
            for i, before in enumerate(labels):
                if before[1:] == after[1:] and before != "O":
                    allowed[i, j] = 0.0
    first = np.array([_NEVER if x.startswith("I-") else 0.0 for x in labels], dtype=np.float32)
    back = np.zeros((n, sequences, size), dtype=np.int8)
    best = scores[:, 0] + first
    for t in range(1, n):
        paths = best[:, :, None] + allowed[None]
        back[t] = paths.argmax(axis=1)
        best = paths.max(axis=1) + scores[:, t]
    out = np.zeros((sequences, n), dtype=np.int64)
    out[:, -1] = best.argmax(axis=1)
    rows = np.arange(sequences)
    for t in range(n - 1, 0, -1):
        out[:, t - 1] = back[t, rows, out[:, t]]
    return out


def stretches(labels: Sequence[str]) -> list[tuple[str, int, int]]:
    """The labelled stretches `(x, first, last + 1)` of a sequence of `O`, `B-x` and `I-x` labels, in order."""
    out: list[tuple[str, int, int]] = []
    for i, label in enumerate(labels):
        if label == "O":
            continue
        kind = label[2:]
        if label[0] == "I" and out and out[-1][0] == kind and out[-1][2] == i:
            out[-1] = (kind, out[-1][1], i + 1)
        else:
            out.append((kind, i, i + 1))
    return out
