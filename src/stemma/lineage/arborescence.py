"""The best tree that hangs on a given root, where every edge has a worth for either direction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Stands for what cannot be: finite, so that differences of it stay numbers.
_NEVER = -1e9


def best_arborescence(worth: NDArray[np.float64], root: int) -> NDArray[np.intp]:
    """The parent of every node in the tree with the largest total worth that hangs on the root.

    Args:
        worth: of "row derives from column", shape (nodes, nodes); -inf where that cannot be.
        root: the node without a parent.

    Returns:
        One parent per node, that of the root being the root itself. (The algorithm of Chu & Liu 1965 and
        Edmonds 1967, which contracts cycles.)
    """
    worth = np.maximum(worth, _NEVER)
    np.fill_diagonal(worth, 2 * _NEVER)
    parent: NDArray[np.intp] = worth.argmax(axis=1)
    parent[root] = root
    cycle = _find_cycle(parent, root)
    if not len(cycle):
        return parent
    rest = np.setdiff1d(np.arange(len(worth)), cycle)
    enter = worth[np.ix_(cycle, rest)] - worth[cycle, parent[cycle]][:, None]
    leave = worth[np.ix_(rest, cycle)]
    small = np.block(
        [[worth[np.ix_(rest, rest)], leave.max(axis=1, keepdims=True)], [enter.max(axis=0), np.zeros(1)]]
    )
    above = best_arborescence(small, int(np.searchsorted(rest, root)))
    for k, v in enumerate(rest):
        if v != root:
            parent[v] = cycle[leave[k].argmax()] if above[k] == len(rest) else rest[above[k]]
    parent[cycle[enter[:, above[-1]].argmax()]] = rest[above[-1]]
    return parent


def _find_cycle(parent: NDArray[np.intp], root: int) -> NDArray[np.intp]:
    """The nodes of a cycle of parents; none if all lead to the root."""
    seen = np.full(len(parent), -1)
    for start in range(len(parent)):
        path, v = [], start
        while v != root and seen[v] < 0:
            seen[v] = start
            path.append(v)
            v = int(parent[v])
        if v != root and seen[v] == start:
            return np.array(path[path.index(v) :])
    return np.zeros(0, dtype=np.intp)
