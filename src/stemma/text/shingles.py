"""Word shingles: the overlapping runs of n words by which verbatim copying is seen."""

from __future__ import annotations

from collections.abc import Sequence


def shingles(words: Sequence[str], n: int) -> tuple[tuple[str, ...], ...]:
    """All runs of `n` neighbouring words, in order; none if there are fewer than `n` words."""
    return tuple(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


def containment(part: Sequence[tuple[str, ...]], whole: Sequence[tuple[str, ...]]) -> float:
    """Share of the distinct shingles of `part` that `whole` holds as well, 0 to 1 (Broder 1997)."""
    mine = set(part)
    return len(mine & set(whole)) / len(mine) if mine else 0.0


def resemblance(one: Sequence[tuple[str, ...]], other: Sequence[tuple[str, ...]]) -> float:
    """Jaccard coefficient of two sets of shingles, 0 to 1 (Broder 1997)."""
    a, b = set(one), set(other)
    return len(a & b) / len(a | b) if a or b else 0.0
