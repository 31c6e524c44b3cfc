"""Word shingles: the overlapping runs of n words by which verbatim copying is seen."""

from __future__ import annotations

from collections.abc import Sequence


def shingles(words: Sequence[str], n: int) -> tuple[tuple[str, ...], ...]:
    """All runs of `n` neighbouring words, in order; none if there are fewer than `n` words."""
    return tuple(tuple(words[i : i + n]) for i in range(len(words) - n + 1))
