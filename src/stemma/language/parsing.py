"""From scores to structures: trees over the words of a sentence, labelled stretches of words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import inf

import numpy as np
from numpy.typing import NDArray

from stemma.language.heads import Floats

ROOT = -1
"""The head of a sentence's first word by rank."""
# Below any score: what may not be.
_NEVER = np.float32(-1e9)


def best_trees(scores: Floats, ends: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The heads of the words of several sentences: in each a tree with one root.

    Args:
        scores: how well each word (column; the first is the root) heads each word (row), shape (n, n + 1); what stands
            between words of two sentences plays no part.
        ends: which words are the last of their sentence; the last word of all is.

    Returns:
        For each word the index of its head, `ROOT` for the root of a sentence.
    """
    lasts = np.flatnonzero(ends) + 1
    firsts = np.concatenate([[0], lasts[:-1]])
    heads = np.empty(len(scores), dtype=np.int64)
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        within = np.concatenate([scores[first:last, :1], scores[first:last, 1 + first : 1 + last]], axis=1)
        tree = best_tree(within)
        heads[first:last] = np.where(tree == ROOT, ROOT, tree + first)
    return heads


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

    Each word takes its best label; only where an `I-x` then stands behind what it may not follow is there a search, over
    as few words as show the best sequence: what lies outside is as good as it can be, and fits.

    Args:
        scores: shape (sequences, words, labels); all sequences have the same words.
        labels: names of the labels, `O` first.

    Returns:
        Indices of labels, shape (sequences, words).
    """
    begins = _begins(tuple(labels))
    out: NDArray[np.int64] = scores.argmax(axis=2)
    wanted = np.asarray(begins)[out]
    broken = wanted >= 0
    broken[:, 1:] &= (out[:, :-1] != out[:, 1:]) & (out[:, :-1] != wanted[:, 1:])
    for row in np.flatnonzero(broken.any(axis=1)).tolist():
        out[row] = _mended(out[row].tolist(), scores[row], np.flatnonzero(broken[row]).tolist(), begins)
    return out


@cache
def _begins(labels: tuple[str, ...]) -> tuple[int, ...]:
    """For each `I-x` the index of its `B-x`, -1 for the other labels."""
    return tuple(labels.index(f"B-{x[2:]}") if x.startswith("I-") else -1 for x in labels)


def _mended(best: list[int], scores: Floats, broken: Sequence[int], begins: Sequence[int]) -> list[int]:
    """The best legal sequence, given the best label of each word and where an `I-x` may not stand."""
    mended: list[tuple[int, int]] = []
    for at in broken:
        if mended and at < mended[-1][1]:
            continue
        first, last = max(0, at - 1), at + 1
        while last < len(best) and begins[best[last]] >= 0:
            last += 1
        while True:
            if mended and first < mended[-1][1]:  # what was mended is no longer the best of each word
                first = mended.pop()[0]
            found = _searched(scores[first:last].tolist(), begins, opens=first == 0)
            begun = begins[found[0]]
            if first == 0 or begun < 0 or best[first - 1] in {found[0], begun}:
                break
            first -= 1
        best[first:last] = found
        mended.append((first, last))
    return best


def _searched(scores: Sequence[Sequence[float]], begins: Sequence[int], *, opens: bool) -> list[int]:
    """The best legal sequence for some words; `opens` where nothing stands before them."""
    best = [-inf if opens and b >= 0 else s for s, b in zip(scores[0], begins, strict=True)]
    back: list[list[int]] = []
    for row in scores[1:]:
        top = best.index(max(best))
        came = [top if b < 0 else b if best[b] >= best[i] else i for i, b in enumerate(begins)]
        best = [best[c] + s for c, s in zip(came, row, strict=True)]
        back.append(came)
    out = [best.index(max(best))]
    for came in reversed(back):
        out.append(came[out[-1]])
    return out[::-1]


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
