"""Where the cards and lines of a family tree stand: layers from left to right, few crossings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from stemma.model import Stemma

# Sizes in CSS pixels: a card holds an outlet of 23 and two title lines of 34 characters.
CARD_WIDTH, CARD_HEIGHT = 226, 78
COLUMN, ROW = 342, 100
MARGIN = 14
# Reports without kin stand in a grid under the tree, at least so many in a row.
LONE_COLUMNS = 3
# Lines into the same card end so far apart.
PORT_STEP = 20
# A line turns within so many pixels after the card it leaves, and runs level from there: room for its words.
TURN = 32
# The words on a line stand so far before and above its end.
LABEL_LEFT, LABEL_UP = 8, 5
# Rounds in which Sugiyama's method removes crossings; more change nothing on stories of 300 reports.
ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Card:
    """A report or a lost source in the drawing."""

    id: str
    """Of the report or lost source."""
    x: float
    """Left edge, in pixels."""
    y: float
    """Upper edge, in pixels."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line from a parent to its child."""

    parent: str
    """Id of the report or lost source it starts from."""
    child: str
    """Id of the report it leads to."""
    path: str
    """As in the `d` attribute of an SVG path."""
    x: float
    """Where words on the line end, in pixels."""
    y: float
    """Their base line, in pixels."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A family tree with a place for everything."""

    width: int
    """In pixels."""
    height: int
    """In pixels."""
    cards: tuple[Card, ...]
    """Reports and lost sources, sorted by id."""
    lines: tuple[Line, ...]
    """Sorted by child and parent."""


@dataclass(frozen=True, slots=True)
class _Point:
    x: float
    y: float


def draw_tree(stemma: Stemma) -> Drawing:
    """Places for the reports, lost sources and edges of a stemma.

    Layers by the longest way from a root; order within layers by the method of Sugiyama, Tagawa & Toda (1981).
    """
    parents = {child: sorted(above) for child, above in stemma.parents().items()}
    nodes = sorted({*parents, *(x.id for x in stemma.lost_sources)})
    kin = {n for child, above in parents.items() if above for n in (child, *above)}
    depth = _depths(nodes, parents)
    related = [n for n in nodes if n in kin]
    places, bends = _arrange(related, parents, depth) if related else ({}, {})
    low = max((p.y for p in places.values()), default=-ROW) + ROW
    columns = max(LONE_COLUMNS, max((depth[n] for n in related), default=0) + 1)
    for k, node in enumerate(n for n in nodes if n not in kin):
        places[node] = _Point(k % columns * COLUMN, low + k // columns * ROW)
    cards = tuple(Card(n, MARGIN + places[n].x, MARGIN + places[n].y) for n in nodes)
    right = max((c.x for c in cards), default=0.0) + CARD_WIDTH + MARGIN
    bottom = max((c.y for c in cards), default=0.0) + CARD_HEIGHT + MARGIN
    return Drawing(round(right), round(bottom), cards, _lines(parents, places, bends))


def _depths(nodes: list[str], parents: Mapping[str, list[str]]) -> dict[str, int]:
    """The longest way from a root to every node."""
    depth: dict[str, int] = {}
    for start in nodes:
        stack = [start]
        while stack:
            node = stack[-1]
            waiting = [p for p in parents.get(node, []) if p not in depth]
            if waiting and node not in depth:
                stack.extend(waiting)
                continue
            stack.pop()
            depth[node] = max((depth[p] + 1 for p in parents.get(node, [])), default=0)
    return depth


def _arrange(
    nodes: list[str], parents: Mapping[str, list[str]], depth: Mapping[str, int]
) -> tuple[dict[str, _Point], dict[tuple[str, str], list[_Point]]]:
    """A place for every node, and for every edge the points at which it passes between the cards of a layer."""
    from igraph import Graph  # noqa: PLC0415  heavy, and only needed where there is a tree

    number = {n: k for k, n in enumerate(nodes)}
    layers = [depth[n] for n in nodes]
    edges: list[tuple[int, int]] = []
    through: dict[tuple[str, str], list[int]] = {}
    for child in nodes:
        for parent in parents.get(child, []):
            # An edge across several layers gets a vertex of its own in each, so that it runs beside the cards.
            extra = list(range(len(layers), len(layers) + depth[child] - depth[parent] - 1))
            layers.extend(range(depth[parent] + 1, depth[child]))
            through[parent, child] = extra
            edges.extend(pairwise([number[parent], *extra, number[child]]))
    graph = Graph(n=len(layers), edges=edges, directed=True)
    layout = graph.layout_sugiyama(layers=layers, hgap=1, vgap=1, maxiter=ROUNDS)
    points = _spread([_Point(layers[k] * COLUMN, round(layout[k][0] * ROW, 1)) for k in range(len(layers))])
    return (
        {n: points[k] for n, k in number.items()},
        {edge: [points[k] for k in extra] for edge, extra in through.items()},
    )


def _spread(points: list[_Point]) -> list[_Point]:
    """The points moved down where need be, so that a row lies between those of one layer, whose order stays.

    Sugiyama's coordinates keep the order, but not always the gap that was asked for.
    """
    spread = list(points)
    free: dict[float, float] = {}
    top = min(p.y for p in points)
    for k in sorted(range(len(points)), key=lambda k: (points[k].y, k)):
        x, y = points[k].x, points[k].y - top
        spread[k] = _Point(x, max(y, free.get(x, 0.0)))
        free[x] = spread[k].y + ROW
    return spread


def _lines(
    parents: Mapping[str, list[str]],
    places: Mapping[str, _Point],
    bends: Mapping[tuple[str, str], list[_Point]],
) -> tuple[Line, ...]:
    lines: list[Line] = []
    for child in sorted(parents):
        above = parents[child]
        # The upper line ends at the upper port, so that lines into one card do not cross before it.
        came_from = {p: (bends[p, child] or [places[p]])[-1].y for p in above}
        ports = {p: k for k, p in enumerate(sorted(above, key=lambda p: (came_from[p], p)))}
        step = min(PORT_STEP, (CARD_HEIGHT - PORT_STEP) / max(1, len(above) - 1))
        for parent in above:
            offset = (ports[parent] - (len(above) - 1) / 2) * step
            end = _Point(places[child].x + MARGIN, places[child].y + MARGIN + CARD_HEIGHT / 2 + offset)
            stops = [
                _Point(p.x + MARGIN, p.y + MARGIN + CARD_HEIGHT / 2)
                for p in [places[parent], *bends[parent, child]]
            ]
            path = _path(stops, end)
            lines.append(Line(parent, child, path, end.x - LABEL_LEFT, round(end.y - LABEL_UP, 1)))
    return tuple(lines)


def _path(stops: list[_Point], end: _Point) -> str:
    """A smooth line that leaves a card on its right, runs level past the cards of each layer, ends at a card."""
    at = _Point(stops[0].x + CARD_WIDTH, stops[0].y)
    said = [f"M{at.x:.0f} {at.y:.1f}"]
    for stop in [*stops[1:], end]:
        middle, after = at.x + TURN / 2, at.x + TURN
        said.append(f"C{middle:.0f} {at.y:.1f} {middle:.0f} {stop.y:.1f} {after:.0f} {stop.y:.1f} H{stop.x:.0f}")
        at = stop
        if stop is not end:
            at = _Point(stop.x + CARD_WIDTH, stop.y)
            said.append(f"H{at.x:.0f}")
    return " ".join(said)
