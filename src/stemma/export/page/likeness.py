"""How much of a report's wording is its own: the axis of likeness of the family tree."""

from __future__ import annotations

from functools import lru_cache

from stemma.model import Report, Stemma
from stemma.text.shingles import shingles
from stemma.text.words import plain_words

# Runs of two words: one word says little of wording, three are broken by every light edit.
RUN = 2
# Reports whose word runs stay in memory between the pages of a server: a few large stories.
KEPT = 1024


def own_shares(stemma: Stemma, reports: dict[str, Report]) -> dict[tuple[str, str], float]:
    """Of every edge, child and parent, the share of the child's word runs that its parent does not have, 0 to 1."""
    return {(e.child, e.parent): _own_share(reports[e.child].text, reports[e.parent].text) for e in stemma.edges}


def _own_share(child: str, parent: str) -> float:
    ours, theirs = _runs(child), _runs(parent)
    return len(ours - theirs) / len(ours) if ours else 0.0


@lru_cache(maxsize=KEPT)
def _runs(text: str) -> frozenset[int]:
    # Hashes take a third of the memory; that two of a report's runs share one of 2**61 is left to chance.
    return frozenset(map(hash, shingles(plain_words(text), RUN)))
