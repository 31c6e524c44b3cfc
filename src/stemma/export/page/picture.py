"""The family tree as a picture (SVG) that stands alone: for a letter, an article, a slide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from stemma.export.page.index import StoryIndex
from stemma.export.page.links import PathLinks
from stemma.export.page.options import Options
from stemma.export.page.site import own_environment
from stemma.export.page.tree import NodeView, view_tree
from stemma.export.wording import cut, headline, one_line
from stemma.model import Result, Story, Variant

# Pixels: the whole, where the drawing in it ends, where the words beside it begin, and what stays free at the left.
WIDTH, PLOT, NAMES, MADE = 1100, 420, 440, 750
MARGIN = 18
# Room above the rows for headline and axis.
TOP = 78
# Letters that fit into the columns: one of a name is about 8.2 pixels wide, one of the small type 7.
LONGEST_NAME, LONGEST_TITLE, LONGEST_CHANGE, LONGEST_WORDS = 36, 43, 48, 22
# Changes of meaning that are named in a row.
MOST_CHANGES = 2


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A row of the picture."""

    node: NodeView
    """The row of the tree."""
    name: str
    """Its name, as far as there is room."""
    title: str
    """Its title, or how sure a lost source is."""
    made: str
    """How it was made from what stands above it, and how sure that is; empty for a root."""
    changes: str
    """What it changed most surely; may be empty."""


def render_picture(result: Result, story: Story) -> str:
    """The family tree of a story along time, as an SVG file; light or dark as its reader's screen is.

    It holds no script, no link and no address, and asks for nothing from outside.
    """
    tree = view_tree(StoryIndex(result, story, PathLinks("")), Options(), width=PLOT - MARGIN)
    changed: dict[tuple[str, str], list[Variant]] = defaultdict(list)
    for variant in sorted(story.variants, key=lambda v: -v.confidence):
        changed[variant.child, variant.parent or ""].append(variant)
    rows = [
        PictureRow(
            node=n,
            name=cut(one_line(n.name), LONGEST_NAME),
            title=cut(one_line(n.report.title if n.report else f"lost source, {n.sureness}"), LONGEST_TITLE),
            made=" + ".join(
                f"{e.kind if e.parent else 'from a lost source'} {e.odds}{' ⇄' if e.undecided else ''}"
                for e in n.edges
            ),
            changes=_say_all([v for e in n.edges for v in changed[n.id, e.parent_id]]),
        )
        for n in tree.rows
    ]
    return (
        own_environment()
        .get_template("picture.svg.j2")
        .render(
            title=one_line(story.title),
            headline=headline(story.stemma.count),
            lone=len(tree.lone),
            told=[_tell(r) for r in rows],
            t=tree,
            rows=rows,
            width=WIDTH,
            plot_width=PLOT - MARGIN,
            margin=MARGIN,
            names=NAMES,
            made=MADE,
            top=TOP,
            high=TOP + tree.height + 14,
        )
    )


def _say_all(variants: Sequence[Variant]) -> str:
    """As many changes as there is room for, one at least."""
    said = [_say(v) for v in variants[:MOST_CHANGES]]
    while len(said) > 1 and len("; ".join(said)) > LONGEST_CHANGE:
        said.pop()
    return "; ".join(said)


def _say(variant: Variant) -> str:
    """A change in a few words."""
    before, after = (cut(one_line(w), LONGEST_WORDS) for w in (variant.before, variant.after))
    if before and after:
        return f"{before} → {after}"
    return f"without “{before}”" if before else f"adds “{after}”"


def _tell(row: PictureRow) -> str:
    """A row in words, for who hears the picture."""
    node = row.node
    copies = len(node.folded)
    more = f", {copies} verbatim {'copy' if copies == 1 else 'copies'}" if copies else ""
    if not node.edges:
        return f"{row.name}: {'lost source' if node.report is None else 'origin'} {node.letter}{more}."
    above = " and ".join(one_line(e.parent_name) for e in node.edges)
    return f"{row.name}: {row.made}, of {above}{more}{f'; changed {row.changes}' if row.changes else ''}."
