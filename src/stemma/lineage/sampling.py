"""Many trees in the proportion the odds allow: where the intervals and the confidences come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from stemma.lineage.tree import Edge, Flow, Odds, orient, spanning_forest
from stemma.model import Interval

# Trees drawn; the share of an edge is then known to about three points.
DRAWS = 200
# A large story needs fewer: its shares are averaged over many edges, and each draw costs more.
DRAWS_LARGE, LARGE = 60, 150
# Every story is drawn with the same seed, so that the same reports always give the same numbers.
SEED = 20_240
# Draws imagined for what was never drawn.
SMOOTHING = 0.01
# The interval leaves out this share of the draws on either side.
TAIL = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """What a set of drawn trees says of every pair and of the count. Matrices are (reports, reports)."""

    parent: NDArray[np.float64]
    """Share of the trees in which the column is a parent of the row."""
    lost: NDArray[np.float64]
    """Share of the trees in which both hang on a lost source; symmetric."""
    derived: NDArray[np.float64]
    """Share of the trees in which each report was made from any of the others, shape (reports,)."""
    origins: NDArray[np.int64]
    """Number of origins of every tree, shape (draws,)."""
    trees: tuple[tuple[Edge, ...], ...]
    """The trees themselves."""

    def interval(self, best: int) -> Interval:
        """The number of origins, both tails left out, the best tree's number always inside."""
        drawn = self.interval_of(np.ones(len(self.origins), dtype=bool))
        return Interval(min(drawn.low, best), max(drawn.high, best))

    def interval_of(self, part: NDArray[np.bool_]) -> Interval:
        """The number of origins of some of the trees, both tails left out."""
        low, high = np.quantile(self.origins[part], [TAIL, 1 - TAIL], method="inverted_cdf")
        return Interval(int(low), int(high))


def draw_trees(odds: Odds) -> Draws:
    """Draw trees: neighbours by perturbing their log odds, directions in proportion to their probability.

    Adding logistic noise to log odds makes every pair pass the even mark as often as it is probable
    (perturb-and-MAP, Papandreou & Yuille 2011). That holds for a pair by itself. Of several reports, each pair's odds
    already allow for the others, and all pairs between two lines ask one question, whether the lines are related:
    noise of full size in each would ask it anew each time, and join strangers for being many. So the noise is that
    of a mean over the pairs in which a report stands.
    """
    rng = np.random.default_rng(SEED)
    n = len(odds.adjacent)
    draws = DRAWS if n <= LARGE else DRAWS_LARGE
    measured = np.nonzero(np.triu(np.isfinite(odds.adjacent) | np.isfinite(odds.related), 1))
    met = np.bincount(np.concatenate(measured), minlength=n)  # in how many pairs each report stands
    scale = float(met[met > 0].mean()) ** -0.5 if len(measured[0]) else 1.0
    parent, lost, derived = np.zeros((n, n)), np.zeros((n, n)), np.zeros(n)
    origins: list[int] = []
    trees: list[tuple[Edge, ...]] = []
    for _ in range(draws):
        noise = np.zeros((n, n))
        noise[measured] = scale * rng.logistic(size=len(measured[0]))
        edges = orient(spanning_forest(odds, noise), odds, rng)
        for e in edges:
            if e.flow is Flow.LOST:
                lost[e.a, e.b] += 1
                lost[e.b, e.a] += 1
            elif e.flow is Flow.DOWN:
                parent[e.b, e.a] += 1
            else:
                parent[e.a, e.b] += 1
        derived[[e.b if e.flow is Flow.DOWN else e.a for e in edges if e.flow is not Flow.LOST]] += 1
        origins.append(count_roots(n, edges))
        trees.append(edges)
    return Draws(parent / draws, lost / draws, derived / draws, np.array(origins), tuple(trees))


def settle_flows(edges: Sequence[Edge], odds: Odds, draws: Draws) -> tuple[Edge, ...]:
    """The likeliest tree with each edge turned as most of the drawn trees have it, as far as all can be at once.

    The likeliest orientation as a whole may hold single edges that most others turn round: what is told of an edge
    would then speak against it. (Minimum risk instead of maximum probability; Goodman 1996 for parse trees.)
    """
    total = len(draws.origins)
    parent, lost = odds.parent.copy(), odds.lost.copy()
    for e in edges:
        # One imagined draw more is the likeliest tree itself: it settles what was never drawn.
        down, up, shared = (
            share * total + (e.flow is flow) + SMOOTHING
            for share, flow in (
                (draws.parent[e.b, e.a], Flow.DOWN),
                (draws.parent[e.a, e.b], Flow.UP),
                (draws.lost[e.a, e.b], Flow.LOST),
            )
        )
        parent[e.b, e.a], parent[e.a, e.b] = np.log(down / (down + up)), np.log(up / (down + up))
        lost[e.a, e.b] = lost[e.b, e.a] = np.log(shared / (down + up))
    even = replace(odds, parent=parent, lost=lost, blends=_drawn_together(edges, draws), root=0.0, lost_blend=0.0)
    return orient([(e.a, e.b) for e in edges], even)


def _drawn_together(edges: Sequence[Edge], draws: Draws) -> dict[tuple[int, int, int], float]:
    """Log of how often two are parents of a report together, over how often they would be by chance; at most 0.

    Of near copies now the one and now the other is the source, but not both. By (report, one, other), one < other.
    """
    total = len(draws.trees)
    beside: dict[int, list[int]] = {}
    for e in edges:
        for child, parent in ((e.a, e.b), (e.b, e.a)):
            if draws.parent[child, parent] >= TAIL:
                beside.setdefault(child, []).append(parent)
    both: Counter[tuple[int, int, int]] = Counter()
    for tree in draws.trees:
        above: dict[int, list[int]] = {}
        for e in tree:
            if e.flow is not Flow.LOST:
                child, parent = (e.b, e.a) if e.flow is Flow.DOWN else (e.a, e.b)
                above.setdefault(child, []).append(parent)
        for child, parents in above.items():
            both.update((child, one, other) for one, other in combinations(sorted(parents), 2))
    worth: dict[tuple[int, int, int], float] = {}
    for child, parents in beside.items():
        for one, other in combinations(sorted(parents), 2):
            chance = draws.parent[child, one] * draws.parent[child, other] * total
            together = both[child, one, other]
            worth[child, one, other] = min(0.0, float(np.log((together + SMOOTHING) / (chance + SMOOTHING))))
    return worth


def lost_families(n: int, edges: Sequence[Edge]) -> tuple[tuple[int, ...], ...]:
    """Groups of reports that hang on the same lost source, sorted."""
    group = list(range(n))

    def find(x: int) -> int:
        while group[x] != x:
            group[x] = group[group[x]]
            x = group[x]
        return x

    shared = [e for e in edges if e.flow is Flow.LOST]
    for e in shared:
        group[find(e.a)] = find(e.b)
    families: dict[int, list[int]] = {}
    for x in sorted({x for e in shared for x in (e.a, e.b)}):
        families.setdefault(find(x), []).append(x)
    return tuple(sorted(tuple(f) for f in families.values()))


def count_roots(n: int, edges: Sequence[Edge]) -> int:
    """Number of origins of a tree: reports without parents, and lost sources."""
    below = {e.b if e.flow is Flow.DOWN else e.a for e in edges if e.flow is not Flow.LOST}
    families = lost_families(n, edges)
    below |= {x for family in families for x in family}
    return n - len(below) + len(families)


def roots_of(n: int, edges: Sequence[Edge]) -> list[frozenset[int]]:
    """For every report of a tree the roots it descends from; lost sources are numbered from n on."""
    above: list[list[int]] = [[] for _ in range(n)]
    for e in edges:
        if e.flow is not Flow.LOST:
            child, parent = (e.b, e.a) if e.flow is Flow.DOWN else (e.a, e.b)
            above[child].append(parent)
    found: dict[int, frozenset[int]] = {}
    for k, family in enumerate(lost_families(n, edges), n):
        found[k] = frozenset((k,))
        for x in family:
            above[x].append(k)
    stack = list(range(n))
    while stack:
        x = stack[-1]
        open_ones = [p for p in above[x] if p not in found] if x not in found else []
        if open_ones:
            stack.extend(open_ones)
            continue
        stack.pop()
        if x not in found:
            found[x] = frozenset().union(*(found[p] for p in above[x])) if above[x] else frozenset((x,))
    return [found[x] for x in range(n)]
