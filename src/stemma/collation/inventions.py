"""What a copy adds that nobody upstream has: a sentence that goes back to nothing, in a copy that else keeps close."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from stemma.collation.comparison import Side
from stemma.collation.matching import Weights, match_table
from stemma.collation.propositions import tells
from stemma.collation.wording import same_stem
from stemma.model import Variant

# How well the middle sentence of a copy matches its parent for the copy to keep close to it; in a free rewrite a
# sentence that matches nothing may be one that was put in other words. Between 0.8 and 0.9 nothing changes on kin.
CLOSE = 0.8
# A sentence has been added if nothing matches it better, and this share of its words stands nowhere upstream.
MOST_MATCH, LEAST_NEW = 0.5, 0.45
# A report elsewhere in the story that matches it this well has it too.
ELSEWHERE = 0.6
# Fewer sentences show no habit, and fewer words say nothing of their own.
LEAST_SENTENCES, LEAST_WORDS = 5, 5
# A copy that adds more of them does reporting of its own, or is a later version.
MOST = 2
# How sure such a sentence is an invention (a first guess; on kin 2 of 2).
CONFIDENCE = 0.75

Floats = NDArray[np.float64]


def find_inventions(
    child: Side, parents: Sequence[tuple[Side, Floats]], others: Iterable[Side], weights: Weights
) -> list[Variant]:
    """The sentences of a close copy that no parent has, nor any other report.

    Args:
        child: the copy.
        parents: what it was made from, each with how well every sentence of the copy matches every one of it.
        others: the other reports of the story.
        weights: how much each stem says.
    """
    tables = [t for _, t in parents if t.size]
    if not tables or len(child.facts) < LEAST_SENTENCES:
        return []
    best = np.max([t.max(axis=1) for t in tables], axis=0)
    if float(np.median(best)) < CLOSE:
        return []
    upstream = frozenset[str]().union(*(p.stems for p, _ in parents))
    rest = [o for o in others if o.facts and o.analysis.supported]
    found = []
    for i in np.flatnonzero(best < MOST_MATCH):
        facts = child.facts[int(i)]
        bag = facts.bag()
        new = frozenset(s for s in bag if not any(same_stem(s, o) for o in upstream))
        after = facts.span.of(child.text)
        if len(bag) < LEAST_WORDS or " " not in after or weights.share(bag, new) < LEAST_NEW:
            continue
        # What tells nothing, or stands there twice, is a link or a caption.
        if child.text.count(after) > 1 or (child.words and not tells(child.text, child.words, facts.span)):
            continue
        row = child.vectors[int(i) : int(i) + 1]
        if any(match_table([facts], row, o.facts, o.vectors, weights).max() >= ELSEWHERE for o in rest):
            continue
        reason = f"The copy adds “{after}”; no report upstream says so."
        found.append(Variant("invention", child.id, facts.span, None, None, "", after, CONFIDENCE, reason))
    return found if len(found) <= MOST else []
