"""Where the reports of a family tree stand: a row each, families together, time or likeness from left to right."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from stemma.model import Publication, Stemma

# More columns of days than this are drawn as months, more months than this as years.
MOST_BANDS = 16
# Per cent of the width that the axis of likeness leaves free at both ends, for the dots.
EDGE_ROOM = 3.0
# How far a child of a lost source stands from it on the axis of likeness: nobody knows, so the line is dashed.
UNKNOWN_WAY = 0.25
# The axis of likeness has a mark at each of these.
STEP_CHOICES = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
MOST_STEPS = 6

# Bands of days, months and years, and how many characters of an ISO 8601 date they need.
_FORMS = {"%Y-%m-%d": 10, "%Y-%m": 7, "%Y": 4}


@dataclass(frozen=True, slots=True)
class Row:
    """A report or lost source in the drawing."""

    id: str
    """Of the report or lost source."""
    level: int
    """How many steps it stands below its root."""
    parent: str | None
    """The parent under which its row stands; None for a root."""
    folded: tuple[str, ...]
    """Verbatim copies that stand in its place, sorted."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line from a parent to its child."""

    parent: str
    """Id of the report or lost source that the edge names."""
    child: str
    """Id of the report it leads to."""
    from_row: int
    """Row of the parent, or of the report into which the parent is folded."""
    to_row: int
    """Row of the child."""
    second: bool
    """Whether the child's row stands under another parent."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of the axis."""

    x: float
    """Left end of its stretch, in per cent of the width."""
    text: str
    """What it says: a day, month or year; or a share."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the rows stand along an axis."""

    x: Mapping[str, float]
    """Ids of reports and lost sources to per cent of the width."""
    marks: tuple[Mark, ...]
    """From left to right."""
    columns: int
    """How many places there are side by side, at least."""
    by_tree: frozenset[str] = frozenset()
    """Ids of those that stand where the tree puts them, since their dates do not say where."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A family tree with a place for everything; the rows are the same along both axes."""

    rows: tuple[Row, ...]
    """From top to bottom."""
    lines: tuple[Line, ...]
    """Sorted by the row of the child, then by parent."""
    time: Places
    """Along time."""
    likeness: Places | None
    """Along likeness, where it was asked for."""
    lone: tuple[str, ...] = ()
    """Reports without kin that were left out, by date."""


def draw_tree(
    stemma: Stemma,
    dates: Mapping[str, Publication | None],
    *,
    folded: bool = True,
    most: int | None = None,
    ways: Mapping[tuple[str, str], float] | None = None,
) -> Drawing:
    """Places for the reports, lost sources and edges of a stemma.

    Each report has a row of its own, as leaves have in a dendrogram; a family stands together, its source on
    top. A blend stands under its surer parent. On the axis of time a report stands in the band of its day, as
    many places to the right in it as it has ancestors of the same day. A report whose day is not known stands
    where its parent or its first child stands.

    Args:
        stemma: the family tree.
        dates: when each report was published.
        folded: whether verbatim copies give up their row to the report they copy.
        most: with more rows than this, reports that nothing was made from, and that were made from nothing, are left out.
        ways: for the axis of likeness: child and parent to the share of the child's wording that the parent
            does not have, 0 to 1.
    """
    above = stemma.parents()
    odds = {(e.child, e.parent): e.confidence for e in stemma.edges}
    odds |= {(c, x.id): x.confidence for x in stemma.lost_sources for c in x.children}
    into = find_folds(stemma) if folded else {}
    first = {c: min(sorted(p), key=lambda a: (-odds[c, a], a)) for c, p in above.items() if p and c not in into}
    under = {c: into.get(p, p) for c, p in first.items()}
    sizes = {o.root: len(o.reports) for o in stemma.origins}
    nodes = [n for n in (*stemma.reports, *(x.id for x in stemma.lost_sources)) if n not in into]
    kin = {into.get(n, n) for child, parents in above.items() if parents for n in (child, *parents)}
    lone = [n for n in nodes if n not in kin] if most is not None and len(nodes) > most else []
    if len(lone) == len(nodes):
        lone = []  # there would be nothing to see
    if lone:
        nodes = [n for n in nodes if n in kin]
    # A fold may close no circle: what copies lead to is itself no copy.
    order, level = _order(nodes, under, sizes, dates)
    hidden: dict[str, list[str]] = {}
    for copy, head in sorted(into.items()):
        hidden.setdefault(head, []).append(copy)
    rows = tuple(Row(n, level[n], under.get(n), tuple(hidden.get(n, ()))) for n in order)
    time = _along_time(order, above, into, under, dates)
    likeness = None if ways is None else _along_likeness(order, under, first, ways)
    return Drawing(rows, _lines(order, above, into, first), time, likeness, tuple(_by_date(lone, dates)))


def find_folds(stemma: Stemma) -> dict[str, str]:
    """Verbatim copies, and the report that stands for each: the first of its text."""
    above = stemma.parents()
    copied = {e.child: e.parent for e in stemma.edges if e.kind == "copy" and len(above[e.child]) == 1}
    heads: dict[str, str] = {}
    for copy, source in copied.items():
        head = source
        while head in copied:
            head = copied[head]
        heads[copy] = head
    return heads


def _order(
    nodes: Sequence[str],
    under: Mapping[str, str],
    sizes: Mapping[str, int],
    dates: Mapping[str, Publication | None],
) -> tuple[list[str], dict[str, int]]:
    """The nodes from top to bottom, and how deep each stands: large families first, in a family by date."""
    below: dict[str, list[str]] = {}
    for child, parent in under.items():
        below.setdefault(parent, []).append(child)
    roots = sorted((n for n in nodes if n not in under), key=lambda n: (-sizes.get(n, 0), n))
    order: list[str] = []
    level: dict[str, int] = {}
    stack = [(r, 0) for r in reversed(roots)]
    while stack:
        node, depth = stack.pop()
        order.append(node)
        level[node] = depth
        stack.extend((c, depth + 1) for c in reversed(_by_date(below.get(node, ()), dates)))
    return order, level


def _by_date(nodes: Collection[str], dates: Mapping[str, Publication | None]) -> list[str]:
    """The earliest first, those without a date last."""

    def when(node: str) -> tuple[str, str]:
        date = dates.get(node)
        return ("~" if date is None else date.when.strftime("%Y-%m-%dT%H:%M:%S"), node)

    return sorted(nodes, key=when)


def _along_time(
    order: Sequence[str],
    above: Mapping[str, Collection[str]],
    into: Mapping[str, str],
    under: Mapping[str, str],
    dates: Mapping[str, Publication | None],
) -> Places:
    known: dict[str, str] = {}
    for form, length in _FORMS.items():
        # Of whom only the year is known, nobody knows in which band of days it belongs.
        days = {n: d for n in order if (d := dates.get(n)) is not None and len(d.iso()) >= length}
        known = {n: d.when.strftime(form) for n, d in days.items()}
        if known and len(set(known.values())) <= MOST_BANDS:
            break
    bands = _bands(order, under, known)
    step: dict[str, int] = {}
    parents = {n: [into.get(p, p) for p in above.get(n, ())] for n in order}
    for start in order:
        stack = [start]
        while stack:
            node = stack[-1]
            waiting = [p for p in parents[node] if p not in step and p != node]
            if waiting and node not in step:
                stack.extend(waiting)
                continue
            stack.pop()
            same = [step[p] + 1 for p in parents[node] if p != node and bands[p] == bands[node]]
            step[node] = max(same, default=0)
    names = sorted(set(bands.values()))
    places = {b: 1 + max(step[n] for n in order if bands[n] == b) for b in names}
    starts: dict[str, int] = {}
    width = 0
    for band in names:
        starts[band] = width
        width += places[band]
    x = {n: round(100 * (starts[bands[n]] + step[n] + 0.5) / width, 2) for n in order}
    marks = tuple(Mark(round(100 * starts[b] / width, 2), b) for b in names if b)
    return Places(x, marks, width, frozenset(order) - known.keys())


def _bands(order: Sequence[str], under: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """The day, month or year in which every node is drawn; empty where nothing in the tree has a date."""
    bands = dict(known)
    first: dict[str, str] = {}
    for node in reversed(order):
        # In this order children come before their parents.
        own = bands.get(node) or first.get(node)
        if own and node in under:
            first[under[node]] = min(own, first.get(under[node], own))
    for node in order:
        if node not in bands:
            bands[node] = (
                bands.get(under.get(node, ""), "") or first.get(node, "") or max(known.values(), default="")
            )
    return bands


def _along_likeness(
    order: Sequence[str],
    under: Mapping[str, str],
    first: Mapping[str, str],
    ways: Mapping[tuple[str, str], float],
) -> Places:
    far: dict[str, float] = {}
    for node in order:
        far[node] = far[under[node]] + ways.get((node, first[node]), UNKNOWN_WAY) if node in under else 0.0
    most = max(far.values(), default=0.0) or 1.0
    room = 100 - 2 * EDGE_ROOM
    x = {n: round(EDGE_ROOM + room * d / most, 2) for n, d in far.items()}
    step = next((s for s in STEP_CHOICES if most / s <= MOST_STEPS), STEP_CHOICES[-1] * (most // 10 + 1))
    marks = tuple(
        Mark(round(EDGE_ROOM + room * k * step / most, 2), f"{100 * k * step:.0f}%")
        for k in range(int(most / step) + 1)
    )
    return Places(x, marks, MOST_BANDS)


def _lines(
    order: Sequence[str],
    above: Mapping[str, Collection[str]],
    into: Mapping[str, str],
    first: Mapping[str, str],
) -> tuple[Line, ...]:
    rows = {n: k for k, n in enumerate(order)}
    return tuple(
        Line(parent, child, rows[into.get(parent, parent)], rows[child], parent != first[child])
        for child in order
        for parent in sorted(above.get(child, ()))
    )
