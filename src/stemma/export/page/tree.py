"""The family tree as the page shows it: the drawing, with words on its cards and lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from stemma.export.page.apparatus import EdgeView, LostView
from stemma.export.page.drawing import CARD_HEIGHT, CARD_WIDTH, draw_tree
from stemma.export.page.index import PageIndex
from stemma.export.wording import make_visible, one_line
from stemma.model import Story

# How many narrow characters fit in the width of a card, by the size of their type.
NAME_WIDTH, TITLE_WIDTH = 23, 34
# Of the name's width, what the letter of an origin takes.
BADGE_WIDTH = 4
TITLE_LINES = 2


@dataclass(frozen=True, slots=True)
class CardView:
    """A card of the drawing."""

    x: float
    """Left edge, in pixels."""
    y: float
    """Upper edge, in pixels."""
    href: str
    """Where it leads."""
    label: str
    """All it says, for tooltips and screen readers."""
    name: str
    """The outlet, cut to the width of the card."""
    lines: tuple[str, ...]
    """The title, cut to the lines of the card."""
    date: str
    """The day of publication; may be empty."""
    root: str
    """Letter of its origin if it is the root of one."""
    lost: bool
    """Whether it is a lost source."""
    blend: bool
    """Whether it has several parents."""


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the drawing."""

    path: str
    """As in the `d` attribute of an SVG path."""
    x: float
    """Where its word ends, in pixels."""
    y: float
    """The base line of its word, in pixels."""
    word: str
    """What the child is of the parent."""
    href: str
    """Where it leads."""
    label: str
    """All it says, for tooltips and screen readers."""
    unsure: bool
    """Whether it is drawn dashed."""


@dataclass(frozen=True, slots=True)
class TreeView:
    """The drawing of a family tree."""

    width: int
    """In pixels."""
    height: int
    """In pixels."""
    card_width: int
    """In pixels."""
    card_height: int
    """In pixels."""
    cards: tuple[CardView, ...]
    """Reports and lost sources."""
    lines: tuple[LineView, ...]
    """Edges, and the links from lost sources to their children."""


def view_tree(story: Story, index: PageIndex, edges: Sequence[EdgeView], lost: Sequence[LostView]) -> TreeView:
    """The family tree of a story, drawn."""
    drawing = draw_tree(story.stemma)
    gone = {x.id: view for x, view in zip(story.stemma.lost_sources, lost, strict=True)}
    derived = {(e.child, e.parent): view for e, view in zip(story.stemma.edges, edges, strict=True)}
    letters = {o.root: o.letter for o in index.origins[story.id]}
    above = story.stemma.parents()
    cards: list[CardView] = []
    for card in drawing.cards:
        letter = letters.get(card.id, "")
        if card.id in gone:
            view = gone[card.id]
            label = f"Lost source: {view.name}, {view.sureness}; nobody gave us its text"
            lines = ("lost source", view.sureness)
            cards.append(
                CardView(
                    card.x,
                    card.y,
                    f"#{view.key}",
                    label,
                    _fit(view.name, letter),
                    lines,
                    "",
                    letter,
                    lost=True,
                    blend=False,
                )
            )
            continue
        report = index.view(card.id)
        title = index.reports[card.id].title or ""
        blend = len(above[card.id]) > 1
        said = [report.name, title, report.date, "a blend of several sources" if blend else ""]
        cards.append(
            CardView(
                x=card.x,
                y=card.y,
                href=f"#{report.key}",
                label=" · ".join(one_line(s) for s in said if s),
                name=_fit(report.name, letter),
                lines=wrap(title, TITLE_WIDTH, TITLE_LINES),
                date=report.date,
                root=letter,
                lost=False,
                blend=blend,
            )
        )
    lines_: list[LineView] = []
    for line in drawing.lines:
        child = index.view(line.child).name
        if (line.child, line.parent) in derived:
            edge = derived[line.child, line.parent]
            label = f"{child} from {edge.parent.name}: {edge.kind}, {edge.sureness}; direction {edge.direction}"
            lines_.append(LineView(line.path, line.x, line.y, edge.kind, edge.href, one_line(label), edge.unsure))
        else:
            view = gone[line.parent]
            label = one_line(f"{child} from the lost source {view.name}, {view.sureness}")
            lines_.append(LineView(line.path, line.x, line.y, "lost", f"#{view.key}", label, unsure=True))
    return TreeView(drawing.width, drawing.height, CARD_WIDTH, CARD_HEIGHT, tuple(cards), tuple(lines_))


def wrap(text: str, width: int, most: int) -> tuple[str, ...]:
    """The text in at most so many lines of the given width in narrow characters; the last is cut with `…`."""
    lines: list[str] = []
    rest = one_line(make_visible(text))
    while rest and len(lines) < most:
        line = _head(rest, width)
        if len(line) < len(rest):
            if len(lines) == most - 1:
                lines.append(_head(rest, width - 1).rstrip() + "…")
                break
            space = line.rfind(" ")
            if rest[len(line)] != " " and space > width // 2:
                line = line[:space]
        lines.append(line.rstrip())
        rest = rest[len(line) :].lstrip()
    return tuple(lines)


def _fit(name: str, letter: str) -> str:
    return next(iter(wrap(name, NAME_WIDTH - (BADGE_WIDTH if letter else 0), 1)), "")


def _head(text: str, width: int) -> str:
    """As much of the text as fits; wide characters (UAX #11) take two places."""
    taken = 0
    for n, c in enumerate(text):
        taken += 2 if unicodedata.east_asian_width(c) in "WF" else 1
        if taken > width:
            return text[:n]
    return text
