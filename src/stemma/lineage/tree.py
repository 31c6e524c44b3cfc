"""From odds of pairs to a family tree, and to many trees in the proportion the odds allow.

First the unrooted tree: the spanning forest over the pairs that are more likely adjacent than not. Then its
orientation: every edge runs one way, the other, or both ends hang on a lost source between them. All edges are
settled together by dynamic programming over the forest, exactly: a report has no parent (a root), one, or several
(a blend), and each two parents must each explain what the other leaves over (a collider, as in the PC algorithm of
Spirtes, Glymour & Scheines 1993; in a chain or a fork they would explain the same).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from stemma.lineage.arborescence import best_arborescence


class Flow(Enum):
    """How an edge (a, b) runs."""

    DOWN = "a is the parent of b"
    UP = "b is the parent of a"
    LOST = "a lost source is the parent of both"


@dataclass(frozen=True, slots=True, eq=False)
class Odds:
    """What is known of the pairs of a story; all are log odds or log probabilities."""

    related: NDArray[np.float64]
    """Log odds that two reports share an origin; symmetric, -inf where they are no candidates."""
    adjacent: NDArray[np.float64]
    """Log odds that two reports are neighbours in the tree; symmetric, -inf where they are no candidates."""
    parent: NDArray[np.float64]
    """`parent[child, parent]`: log probability of that direction, given that one derives from the other."""
    lost: NDArray[np.float64]
    """Log odds that two neighbours hang on a lost source instead of one deriving from the other; symmetric."""
    blends: Mapping[tuple[int, int, int], float]
    """Log odds that a report draws on two others, by (report, one, other) with one < other; absent: hardly."""
    root: float
    """Log weight of a report without parents."""
    lost_blend: float
    """Log weight of a report that draws on another and on a lost source."""
    dates: NDArray[np.float64]
    """The part of the log odds of `parent` against `parent.T` that rests on dates; antisymmetric."""
    families: tuple[tuple[int, ...], ...] = ()
    """Reports, sorted, that all go back to one of them by steps of rewriting: neighbours and directions are there
    settled together."""


@dataclass(frozen=True, slots=True)
class Edge:
    """An oriented edge; `a < b` are indices of reports."""

    a: int
    """The lower index."""
    b: int
    """The higher index."""
    flow: Flow
    """How it runs."""


# Log odds of what a person has ruled out. Finite, so that sums of them stay numbers.
RULED_OUT = -1e4


def rule_out(odds: Odds, pairs: Iterable[tuple[int, int]]) -> Odds:
    """The odds, given that neither report of each of these pairs was made from the other.

    By Bayes' rule the odds of being neighbours, or related at all, are multiplied by the probability that the two
    would then both hang on a lost source: reports with the same wording go on to share a source, others part.
    """
    adjacent, related, parent = odds.adjacent.copy(), odds.related.copy(), odds.parent.copy()
    for a, b in pairs:
        by_lost = -np.logaddexp(0.0, -odds.lost[a, b])
        for i, j in ((a, b), (b, a)):
            adjacent[i, j] += by_lost
            related[i, j] += by_lost
            parent[i, j] = RULED_OUT
    return replace(odds, adjacent=adjacent, related=related, parent=parent)


def part(odds: Odds, pairs: Iterable[tuple[int, int]]) -> Odds:
    """The odds with each of these pairs no candidates any more."""
    adjacent, related = odds.adjacent.copy(), odds.related.copy()
    for a, b in pairs:
        for i, j in ((a, b), (b, a)):
            adjacent[i, j] = related[i, j] = -np.inf
    return replace(odds, adjacent=adjacent, related=related)


def spanning_forest(odds: Odds, noise: NDArray[np.float64] | None = None) -> tuple[tuple[int, int], ...]:
    """Edges of the forest that joins what is related by the likeliest neighbours, sorted.

    A pair may be joined where it is more likely related, or neighbours, than not: a summary of a report that three
    others copied is surely of that family, though each single neighbour is doubtful.

    Args:
        odds: of the story.
        noise: added to all log odds, above the diagonal, for drawing forests; none for the likeliest.
    """
    shift = np.zeros_like(odds.adjacent) if noise is None else noise
    joinable = np.triu(np.maximum(odds.adjacent, odds.related) + shift > 0, 1)
    for family in odds.families:
        block = np.ix_(family, family)
        joinable[block] &= _rewritten_tree(
            odds.adjacent[block] + shift[block] + shift[block].T, odds.parent[block]
        )
    rows, columns = np.nonzero(joinable)
    if not len(rows):
        return ()
    worth = odds.adjacent[rows, columns] + shift[rows, columns]
    from scipy.sparse import csr_array  # noqa: PLC0415 - heavy
    from scipy.sparse.csgraph import minimum_spanning_tree  # noqa: PLC0415

    # Kruskal by scipy takes the least, and takes 0 for "no edge": turn the order round and stay above 0.
    cost = worth.max() + 1.0 - worth
    n = len(odds.adjacent)
    tree = minimum_spanning_tree(csr_array((cost, (rows, columns)), shape=(n, n))).tocoo()
    return tuple(
        sorted((min(int(a), int(b)), max(int(a), int(b))) for a, b in zip(tree.row, tree.col, strict=True))
    )


def _rewritten_tree(adjacent: NDArray[np.float64], parent: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which pairs of a family of rewrites are edges, symmetric.

    A chain that is joined to its source by the wrong end runs backwards as a whole. So here the tree is the one with
    the most probable edges and directions at once, not the edges first.
    """
    root = int((parent - parent.T).sum(axis=0).argmax())  # the report from which all others most probably derive
    above = best_arborescence(adjacent + parent, root)
    edges = np.zeros(adjacent.shape, dtype=bool)
    edges[np.arange(len(above)), above] = True
    return edges | edges.T


def orient(
    edges: Sequence[tuple[int, int]], odds: Odds, rng: np.random.Generator | None = None
) -> tuple[Edge, ...]:
    """The most probable orientation of a forest, or, with a generator, one drawn in proportion to its odds."""
    neighbours: dict[int, list[int]] = {}
    for a, b in edges:
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    solver = _Orientation(neighbours, odds, rng)
    found: list[Edge] = []
    seen: set[int] = set()
    for root in sorted(neighbours):
        if root not in seen:
            found.extend(solver.solve(root, seen))
    return tuple(sorted(found, key=lambda e: (e.a, e.b)))


# Seen from a node, an edge to a neighbour is one of these.
_IN, _OUT, _SHARED = 0, 1, 2
# What may be chosen at a node: its worth, the lower neighbours that are parents, those that share a lost source.
_Option: TypeAlias = tuple[float, tuple[int, ...], tuple[int, ...]]
# A report has at most so many parents: a live blog, a review of the press. A lost one is at most one of two.
_MOST_PARENTS = 4
_TWO = 2
# Only the likeliest neighbours of a hub are tried as parents: bounds the work at a star.
_MOST_TRIED = 8
# Log odds of a blend of two reports that are not both among the nearest.
_HARDLY = -7.0


class _Orientation:
    """Dynamic programming over one tree: messages from the leaves up, choices from the root down."""

    def __init__(
        self, neighbours: Mapping[int, Sequence[int]], odds: Odds, rng: np.random.Generator | None
    ) -> None:
        self._neighbours = neighbours
        self._odds = odds
        self._rng = rng
        # Of three parents each two must explain what the other leaves over.
        drawn_on = Counter(child for (child, _, _), worth in odds.blends.items() if worth >= 0)
        self._of_many = {child for child, pairs in drawn_on.items() if pairs > _TWO}
        # message[v][s]: worth of the subtree below v when the edge to v's upper neighbour is s as seen from v.
        self._message: dict[int, tuple[float, float, float]] = {}
        self._options: dict[tuple[int, int], list[_Option]] = {}
        self._lower: dict[int, tuple[float, dict[int, float], dict[int, float]]] = {}

    def solve(self, root: int, seen: set[int]) -> list[Edge]:
        order, above = self._walk(root, seen)
        for v in reversed(order):
            if v != root:
                self._message[v] = (
                    self._gather(v, above[v], _IN),
                    self._gather(v, above[v], _OUT),
                    self._gather(v, above[v], _SHARED),
                )
        state: dict[int, int] = {root: -1}
        self._gather(root, None, -1)
        edges: list[Edge] = []
        for v in order:
            parents, shared = self._choose(self._options[v, state[v]])
            chosen = dict.fromkeys(parents, _IN) | dict.fromkeys(shared, _SHARED)
            for child in (u for u in self._neighbours[v] if u != self._above.get(v)):
                s = chosen.get(child, _OUT)
                # As seen from v: _IN means child is v's parent.
                state[child] = {_IN: _OUT, _OUT: _IN, _SHARED: _SHARED}[s]
                edges.append(_edge(v, child, s))
        return edges

    def _walk(self, root: int, seen: set[int]) -> tuple[list[int], dict[int, int]]:
        order, above, stack = [], {}, [root]
        seen.add(root)
        while stack:
            v = stack.pop()
            order.append(v)
            for u in sorted(self._neighbours[v]):
                if u not in seen:
                    seen.add(u)
                    above[u] = v
                    stack.append(u)
        self._above = above
        return order, above

    def _gather(self, v: int, upper: int | None, state: int) -> float:
        """Worth of the best choice below v (or of all choices), remembering the choices for the way down."""
        if v not in self._lower:
            self._lower[v] = self._weigh(v, upper)
        total, gain_in, gain_shared = self._lower[v]
        known = (upper,) if state == _IN and upper is not None else ()
        options: list[_Option] = []
        most = _MOST_PARENTS if v in self._of_many else _TWO
        for k in range(most + 1 - len(known)):
            for parents in itertools.combinations(gain_in, k):
                rest = [u for u in gain_shared if u not in parents]
                # Once one edge is shared the others are free to be: all that gain by it, or one that must.
                gaining = tuple(u for u in rest if gain_shared[u] > 0)
                full = k + len(known) >= _TWO
                tried = [(), gaining, *((u,) for u in rest[:_MOST_TRIED])]
                for shared in ((),) if full else dict.fromkeys(tried):
                    value = self._node(v, (*parents, *known), lost=bool(shared) or state == _SHARED)
                    if value == -np.inf:
                        continue
                    value += total + sum(gain_in[u] for u in parents) + sum(gain_shared[u] for u in shared)
                    options.append((value, parents, shared))
        self._options[v, state] = options
        values = np.array([value for value, _, _ in options])
        if not len(values):
            return -np.inf
        return float(np.logaddexp.reduce(values) if self._rng is not None else values.max())

    def _weigh(self, v: int, upper: int | None) -> tuple[float, dict[int, float], dict[int, float]]:
        """Worth if all lower neighbours are children, and what the likeliest gain as parents, or by a lost source."""
        worth = {u: self._edge_worth(v, u) for u in self._neighbours[v] if u != upper}
        gains = ({u: w[s] - w[_OUT] for u, w in worth.items()} for s in (_IN, _SHARED))
        gain_in, gain_shared = ({u: gain[u] for u in sorted(gain, key=lambda u: (-gain[u], u))} for gain in gains)
        gain_in = dict(itertools.islice(gain_in.items(), _MOST_TRIED))
        return sum(w[_OUT] for w in worth.values()), gain_in, gain_shared

    def _edge_worth(self, v: int, u: int) -> tuple[float, float, float]:
        """Worth of the edge and the subtree below u, by how the edge looks from v."""
        lost = self._odds.lost[v, u]
        direct = -np.logaddexp(0.0, lost)
        shared = lost - np.logaddexp(0.0, lost)
        below = self._message[u]
        return (
            direct + self._odds.parent[v, u] + below[_OUT],
            direct + self._odds.parent[u, v] + below[_IN],
            shared + below[_SHARED],
        )

    def _node(self, v: int, parents: Sequence[int], *, lost: bool) -> float:
        if len(parents) + lost > _MOST_PARENTS or (lost and len(parents) >= _TWO):
            return -np.inf
        if lost:
            return self._odds.lost_blend if parents else 0.0
        if len(parents) < _TWO:
            return 0.0 if parents else self._odds.root
        pairs = itertools.combinations(sorted(parents), 2)
        worth = min(self._odds.blends.get((v, one, other), _HARDLY) for one, other in pairs)
        if len(parents) > _TWO and worth < 0:
            return -np.inf
        return (len(parents) - 1) * worth

    def _choose(self, options: Sequence[_Option]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        values = np.array([value for value, _, _ in options])
        if self._rng is None:
            at = int(values.argmax())
        else:
            share = np.exp(values - np.logaddexp.reduce(values))
            at = int(self._rng.choice(len(options), p=share / share.sum()))
        return options[at][1:]


def _edge(v: int, u: int, state: int) -> Edge:
    a, b = min(v, u), max(v, u)
    if state == _SHARED:
        return Edge(a, b, Flow.LOST)
    parent = u if state == _IN else v
    return Edge(a, b, Flow.DOWN if parent == a else Flow.UP)
