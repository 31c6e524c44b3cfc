"""The family tree as the page shows it: a row for every report, and the lines between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stemma.export.page.drawing import Mark, Row, draw_tree
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
# A line turns into its row with this radius, in pixels.
TURN = 8
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class NodeView:
    """A row of the tree."""

    key: str
    """Its id on the page."""
    up: str
    """Key of the row of its parent; empty for a root."""
    x: float
    """Per cent of the width of the drawing."""
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
    folded: tuple[ReportView, ...]
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
    label: str
    """All it says, for a tooltip."""


@dataclass(frozen=True, slots=True)
class TreeView:
    """The drawing of a family tree."""

    axis: Axis
    """What runs from left to right."""
    rows: tuple[NodeView, ...]
    """From top to bottom."""
    lines: tuple[LineView, ...]
    """Edges, and the links from lost sources to their children."""
    marks: tuple[Mark, ...]
    """The marks of the axis."""
    height: int
    """In pixels."""
    roomy: bool
    """Whether titles stand under the names."""
    wide: int
    """The class of its width, from 1."""
    folded: int
    """How many verbatim copies are folded away."""
    undated: int
    """How many rows have no date of their own."""
    edges: tuple[EdgeView, ...]
    """All edges, for the table."""
    details: tuple[EdgeDetail, ...]
    """The edges that are explained on this page."""


def view_tree(index: StoryIndex, options: Options) -> TreeView:
    """The family tree of a story, drawn."""
    stemma = index.story.stemma
    dates = {r: report.published for r, report in index.reports.items()}
    ways = own_shares(stemma, index.reports) if options.axis == "likeness" else None
    drawing = draw_tree(stemma, dates, folded=options.folded, ways=ways)
    edges = view_edges(index)
    roomy = len(drawing.rows) <= MOST_ROOMY
    high = ROOMY if roomy else TIGHT
    keys = {row.id: f"{index.key}-n{n}" for n, row in enumerate(drawing.rows, 1)}
    # A line from a folded copy leaves the row into which it is folded.
    keys |= {copy: keys[row.id] for row in drawing.rows for copy in row.folded}
    nodes = tuple(_view_node(row, (n + 0.5) * high, index, edges, keys) for n, row in enumerate(drawing.rows))
    lines = tuple(
        _view_line(nodes[line.from_row], nodes[line.to_row], edges[line.child, line.parent], second=line.second)
        for line in drawing.lines
    )
    if index.links.whole:
        explained = tuple(detail_edge(index, e) for e in edges.values())
    else:
        explained = tuple(detail_edge(index, e) for pair, e in edges.items() if pair == options.edge)
    return TreeView(
        axis=options.axis,
        rows=nodes,
        lines=lines,
        marks=tuple(Mark(m.x, _say_mark(m.text)) for m in drawing.marks)
        if options.axis == "time"
        else drawing.marks,
        height=len(nodes) * high,
        roomy=roomy,
        wide=next((k for k, most in enumerate(WIDTHS, 1) if drawing.columns <= most), len(WIDTHS) + 1),
        folded=sum(len(row.folded) for row in drawing.rows),
        undated=sum(n.report is not None and not n.report.date for n in nodes),
        edges=tuple(edges.values()),
        details=explained,
    )


def _view_node(
    row: Row, y: float, index: StoryIndex, edges: dict[tuple[str, str], EdgeView], keys: dict[str, str]
) -> NodeView:
    up = keys[row.parent] if row.parent else ""
    above = sorted(index.parents.get(row.id, ()), key=lambda p: (keys[p] != up, p))
    lost = index.lost.get(row.id)
    return NodeView(
        key=keys[row.id],
        up=up,
        x=row.x,
        y=y,
        level=row.level,
        report=None if lost else index.view(row.id),
        name=index.name(row.id),
        sureness=f"{sureness(lost.confidence)}, {percent(lost.confidence)}" if lost else "",
        letter=index.roots.get(row.id, ""),
        edges=tuple(edges[row.id, p] for p in above),
        folded=tuple(index.view(r) for r in row.folded),
        blend=len(above) > 1,
    )


def _view_line(start: NodeView, end: NodeView, edge: EdgeView, *, second: bool) -> LineView:
    said = f"{edge.child.name} from {edge.parent_name}: {edge.kind}, {edge.sureness} ({edge.odds})"
    if edge.undecided:
        said += "; direction undecided"
    return LineView(
        x1=start.x,
        y1=start.y,
        x2=end.x,
        y2=end.y,
        left=min(start.x, end.x),
        width=round(abs(end.x - start.x), 2),
        top=min(start.y, end.y),
        height=abs(end.y - start.y),
        rising=end.y < start.y,
        leftward=end.x < start.x,
        second=second,
        edge=edge,
        label=one_line(said),
    )


def _say_mark(iso: str) -> str:
    """A day or month as a reader would write it: `4 Mar 2031`, `Mar 2031`, `2031`."""
    parts = [int(p) for p in iso.split("-")]
    if len(parts) == 3:  # noqa: PLR2004  year, month, day
        day = date(*parts)
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{_MONTHS[parts[1] - 1]} {parts[0]}" if len(parts) == 2 else iso  # noqa: PLR2004  year and month
