"""The family tree as the page shows it: a row for every report, and the lines between them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stemma.export.page.days import say_day
from stemma.export.page.drawing import Drawing, Places, Row, draw_tree
from stemma.export.page.edges import EdgeDetail, EdgeView, detail_edge, percent, view_edges
from stemma.export.page.index import ReportView, StoryIndex
from stemma.export.page.likeness import own_shares
from stemma.export.page.options import Axis, Options
from stemma.export.wording import one_line, sureness

# Heights of a row in pixels, as in the style: with a title under the name, and without.
ROOMY, TIGHT = 46, 28
# A tree with more rows than this is drawn without titles.
MOST_ROOMY = 40
# The width of the drawing, by how many places stand side by side; the style has a class for each.
WIDTHS = (3, 6, 10, 16)
# How many pixels wide each of these is drawn, about, and a letter on the axis.
WIDTH_OF = {1: 320, 2: 480, 3: 576, 4: 640, 5: 736}
TIGHT_WIDTH_OF = WIDTH_OF | {3: 480, 4: 544, 5: 672}
LETTER = 6.5
_YEAR = re.compile(r"(?<=[a-z]) \d{4}$")
# Pixels that a dot, and the count of changes in the middle of a line, keep free of words on both sides.
DOT_ROOM, TALLY_ROOM = 12, 11


@dataclass(frozen=True, slots=True)
class CopyView:
    """A verbatim copy that is folded away."""

    report: ReportView
    """The copy."""
    edge: EdgeView
    """What it is a copy of, and how sure that is."""


@dataclass(frozen=True, slots=True)
class NodeView:
    """A row of the tree."""

    id: str
    """Id of the report or lost source."""
    key: str
    """Its id on the page."""
    up: str
    """Key of the row of its parent; empty for a root."""
    y: float
    """The middle of the row, in pixels."""
    level: int
    """How many steps it stands below its root."""
    report: ReportView | None
    """The report; None for a lost source."""
    name: str
    """Its name."""
    sureness: str
    """Of a lost source: how sure it is that it existed, in words and per cent."""
    letter: str
    """Letter of its origin if it is the root of one."""
    edges: tuple[EdgeView, ...]
    """The edges to its parents, the one it stands under first."""
    folded: tuple[CopyView, ...]
    """Verbatim copies that stand in its place."""
    blend: bool
    """Whether it has several parents."""


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the drawing."""

    x1: float
    """Where it leaves its parent, in per cent."""
    y1: float
    """In pixels."""
    x2: float
    """Where it reaches its child, in per cent."""
    y2: float
    """In pixels."""
    left: float
    """The lesser of `x1` and `x2`."""
    width: float
    """How far apart they are."""
    top: float
    """The lesser of `y1` and `y2`."""
    height: float
    """How far apart they are."""
    rising: bool
    """Whether the child stands above its parent."""
    leftward: bool
    """Whether the child stands left of its parent."""
    second: bool
    """Whether it comes from a parent under which the child's row does not stand."""
    edge: EdgeView
    """What it stands for."""
    said: str
    """What stands on it: what the child is of its parent, where there is room, and its odds if it is unsure."""
    middle: float
    """The middle of its level part, in per cent."""
    to: str
    """Key of the row it leads to."""
    label: str
    """All it says, for a tooltip."""


@dataclass(frozen=True, slots=True)
class DotView:
    """A report or lost source in the drawing."""

    x: float
    """Per cent of the width of the drawing."""
    node: NodeView
    """Its row."""


@dataclass(frozen=True, slots=True)
class MarkView:
    """A mark of the axis."""

    x: float
    """Per cent of the width of the drawing."""
    text: str
    """What it says; empty where there is no room for it."""


@dataclass(frozen=True, slots=True)
class PlotView:
    """The drawing along one axis."""

    axis: Axis
    """What runs from left to right."""
    dots: tuple[DotView, ...]
    """From top to bottom."""
    lines: tuple[LineView, ...]
    """Edges, and the links from lost sources to their children."""
    marks: tuple[MarkView, ...]
    """The marks of the axis."""


@dataclass(frozen=True, slots=True)
class FamilyView:
    """An origin in the list above the drawing."""

    letter: str
    """Its letter."""
    name: str
    """The name of its root."""
    row: str
    """Key of the row of its root."""
    reports: int
    """How many reports go back to it."""
    lost: bool
    """Whether its root is a lost source."""


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs that occur in a drawing."""

    changed: bool
    """A count of changes of meaning."""
    undecided: bool
    """That nothing tells which of two came first."""
    early: bool
    """That a report is dated before its source."""


@dataclass(frozen=True, slots=True)
class TreeView:
    """The drawing of a family tree."""

    plots: tuple[PlotView, ...]
    """In a file along both axes, to choose from; on a server along the one asked for."""
    rows: tuple[NodeView, ...]
    """From top to bottom."""
    close: str
    """Link to the tree without an edge explained."""
    height: int
    """In pixels."""
    roomy: bool
    """Whether titles stand under the names."""
    wide: int
    """The class of its width, from 1."""
    folded: int
    """How many verbatim copies are folded away."""
    undated: int
    """How many reports stand on the axis of time where the tree puts them, since their dates do not say where."""
    edges: tuple[EdgeView, ...]
    """All edges, for the table."""
    details: tuple[EdgeDetail, ...]
    """The edges that are explained on this page."""
    origins: tuple[FamilyView, ...]
    """The origins that have a row, the largest first."""
    lone: tuple[ReportView, ...]
    """Reports without kin that have no row, by date; each is an origin of its own."""
    signs: Signs
    """Which signs need an explanation."""


def view_tree(index: StoryIndex, options: Options, *, width: int | None = None) -> TreeView:
    """The family tree of a story, drawn.

    Args:
        index: the story.
        options: axis, folds, and the edge that is explained.
        width: how many pixels wide it is drawn; as the style draws it if not given.
    """
    stemma = index.story.stemma
    dates = {r: report.published for r, report in index.reports.items()}
    both = index.links.whole
    ways = own_shares(stemma, index.reports) if both or options.axis == "likeness" else None
    most = MOST_ROOMY if options.folded else None
    drawing = draw_tree(stemma, dates, folded=options.folded, most=most, ways=ways)
    # On a server the tree stays as the reader has it when an edge is explained.
    state = {"axis": options.axis if options.axis != "time" else "", "fold": "" if options.folded else "no"}
    edges = view_edges(index, **state)
    roomy = len(drawing.rows) <= MOST_ROOMY
    high = ROOMY if roomy else TIGHT
    keys = {row.id: f"{index.key}-n{n}" for n, row in enumerate(drawing.rows, 1)}
    # A line from a folded copy leaves the row into which it is folded.
    keys |= {copy: keys[row.id] for row in drawing.rows for copy in row.folded}
    nodes = tuple(_view_node(row, (n + 0.5) * high, index, edges, keys) for n, row in enumerate(drawing.rows))
    wide = next((k for k, most in enumerate(WIDTHS, 1) if drawing.time.columns <= most), len(WIDTHS) + 1)
    width = width or (WIDTH_OF if roomy else TIGHT_WIDTH_OF)[wide]
    plots = [_view_plot("time", drawing.time, drawing, nodes, edges, width=width)] if both or ways is None else []
    if drawing.likeness:
        plots.append(_view_plot("likeness", drawing.likeness, drawing, nodes, edges, width=width))
    shown = [e for pair, e in edges.items() if both or pair == options.edge]
    return TreeView(
        plots=tuple(plots),
        rows=nodes,
        close=index.links.view("tree", **state),
        height=len(nodes) * high,
        roomy=roomy,
        wide=wide,
        folded=sum(len(row.folded) for row in drawing.rows),
        undated=sum(n.report is not None and n.id in drawing.time.by_tree for n in nodes),
        edges=tuple(edges.values()),
        details=tuple(detail_edge(index, e) for e in shown),
        origins=tuple(
            FamilyView(o.letter, o.name, keys[o.root], o.reports, o.lost) for o in index.origins if o.root in keys
        ),
        lone=tuple(index.view(r) for r in drawing.lone),
        signs=Signs(
            changed=any(e.variants for e in edges.values()),
            undecided=any(e.undecided for e in edges.values()),
            early=any(e.backwards for e in edges.values()),
        ),
    )


def _view_plot(
    axis: Axis,
    places: Places,
    drawing: Drawing,
    nodes: Sequence[NodeView],
    edges: Mapping[tuple[str, str], EdgeView],
    *,
    width: int,
) -> PlotView:
    dots = tuple(DotView(places.x[row.id], node) for row, node in zip(drawing.rows, nodes, strict=True))
    lines = tuple(
        _view_line(
            dots[line.from_row], dots[line.to_row], edges[line.child, line.parent], second=line.second, width=width
        )
        for line in drawing.lines
    )
    said = _say_days([m.text for m in places.marks]) if axis == "time" else [m.text for m in places.marks]
    marks: list[MarkView] = []
    free = 0.0
    for n, (mark, words) in enumerate(zip(places.marks, said, strict=True)):
        until = places.marks[n + 1].x if n + 1 < len(places.marks) else 100.0
        # Rather a day without its year, which the rows have, than the next day without a word.
        text = words if mark.x + 100 * len(words) * LETTER / width <= until else _YEAR.sub("", words)
        fits = mark.x >= free
        marks.append(MarkView(mark.x, text if fits else ""))
        if fits:
            free = mark.x + 100 * len(text) * LETTER / width
    return PlotView(axis, dots, lines, tuple(marks))


def _view_node(
    row: Row, y: float, index: StoryIndex, edges: dict[tuple[str, str], EdgeView], keys: dict[str, str]
) -> NodeView:
    up = keys[row.parent] if row.parent else ""
    above = sorted(index.parents.get(row.id, ()), key=lambda p: (keys[p] != up, p))
    lost = index.lost.get(row.id)
    return NodeView(
        id=row.id,
        key=keys[row.id],
        up=up,
        y=y,
        level=row.level,
        report=None if lost else index.view(row.id),
        name=index.name(row.id),
        sureness=f"{sureness(lost.confidence)}, {percent(lost.confidence)}" if lost else "",
        letter=index.roots.get(row.id, ""),
        edges=tuple(edges[row.id, p] for p in above),
        folded=tuple(CopyView(index.view(r), edges[r, next(iter(index.parents[r]))]) for r in row.folded),
        blend=len(above) > 1,
    )


def _view_line(start: DotView, end: DotView, edge: EdgeView, *, second: bool, width: int) -> LineView:
    said = f"{edge.child.name} from {edge.parent_name}: {edge.kind}, {edge.sureness} ({edge.odds})"
    if edge.undecided:
        said += "; direction undecided"
    return LineView(
        x1=start.x,
        y1=start.node.y,
        x2=end.x,
        y2=end.node.y,
        left=min(start.x, end.x),
        width=round(abs(end.x - start.x), 2),
        top=min(start.node.y, end.node.y),
        height=abs(end.node.y - start.node.y),
        rising=end.node.y < start.node.y,
        leftward=end.x < start.x,
        second=second,
        edge=edge,
        said=_say_line(edge, width * abs(end.x - start.x) / 100, second=second),
        middle=round((start.x + end.x) / 2, 2),
        to=end.node.key,
        label=one_line(said),
    )


def _say_line(edge: EdgeView, room: float, *, second: bool) -> str:
    """What stands on a line with so many pixels; every row says all of it anyway."""
    odds = edge.odds if edge.unsure else ""
    if second:
        return odds
    free = room / 2 - DOT_ROOM - TALLY_ROOM if edge.variants else room - 2 * DOT_ROOM
    words = " ".join(w for w in ("" if edge.parent is None else edge.kind, odds) if w)
    return next((w for w in (words, odds) if len(w) * LETTER <= free), "")


def _say_days(marks: Sequence[str]) -> list[str]:
    """Days or months as a reader would write them, the year only where it changes: `4 Mar 2031`, `5 Mar`."""
    said: list[str] = []
    year = ""
    for mark in marks:
        words = say_day(mark)
        said.append(words.removesuffix(f" {year}") if year and words != year else words)
        year = mark[:4]
    return said
