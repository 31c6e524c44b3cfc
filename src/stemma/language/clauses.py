"""Where the tree of a sentence shows a new proposition: a verb beside a verb, with a subject of its own."""

from __future__ import annotations

from stemma.language.layers import Layers
from stemma.language.parsing import ROOT

_BESIDE = frozenset({"conj", "parataxis", "advcl"})
_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "expl"})


def find_clauses(layers: Layers) -> tuple[int, ...]:
    """Code points at which a coordinate or adverbial clause with its own subject begins, in order."""
    subjects = {
        int(h) for h, r in zip(layers.heads, layers.relations, strict=True) if h != ROOT and r in _SUBJECTS
    }
    leftmost = list(range(len(layers.heads)))
    verbs = [
        i
        for i in subjects
        if layers.relations[i].partition(":")[0] in _BESIDE
        and int(layers.heads[i]) < i
        and layers.heads[i] != ROOT
    ]
    wanted = set(verbs)
    for i in range(len(layers.heads)):
        at, steps = i, 0
        while at != ROOT and steps < DEEPEST:
            if at in wanted:
                leftmost[at] = min(leftmost[at], i)
            at = int(layers.heads[at])
            steps += 1
    return tuple(sorted({layers.tokens.spans[leftmost[i]].start for i in verbs}))


# Steps up a tree at most: sentences are not nested deeper.
DEEPEST = 40
