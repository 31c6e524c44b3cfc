"""The family tree of a story on a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from stemma.export.wording import counted, cut, describe_edge, name_lost, name_report, one_line, sureness, unsure
from stemma.model import Derivation, Report, Story

# Characters of a title.
TITLE = 60


def name_of(report: Report) -> str:
    """How a report is called on a terminal."""
    return cut(one_line(name_report(report)), TITLE) or "?"


class _Grower:
    """Grows the tree of a story branch by branch until it holds as many reports as a reader can take in."""

    def __init__(self, story: Story, reports: Mapping[str, Report], most_branches: int, most_nodes: int) -> None:
        self.reports = reports
        self.most_branches, self.most_nodes = most_branches, most_nodes
        self.children: dict[str, list[str]] = {}
        for child, above in sorted(story.stemma.parents().items()):
            for parent in above:
                self.children.setdefault(parent, []).append(child)
        self.above = story.stemma.parents()
        self.edges = {(e.child, e.parent): e for e in story.stemma.edges}
        self.lost = {x.id: x for x in story.stemma.lost_sources}
        self.shown: set[str] = set()

    def grow(self, under: Tree, node: str, parent: str | None) -> None:
        """Hang a report or lost source, and what descends from it, under a branch."""
        again = node in self.shown
        self.shown.add(node)
        branch = under.add(self.label(node, parent, again=again))
        below = [] if again else self.children.get(node, [])
        for n, child in enumerate(below):
            if n >= self.most_branches or len(self.shown) >= self.most_nodes:
                branch.add(Text(f"… and {len(below) - n:,} more", "dim"))
                break
            self.grow(branch, child, node)

    def label(self, node: str, parent: str | None, *, again: bool) -> RenderableType:
        """What stands at a branch."""
        if node in self.lost:
            lost = self.lost[node]
            said = f"lost source, {sureness(lost.confidence)}: nobody gave us its text"
            return Group(Text(f"○ {one_line(name_lost(lost))}", "bold"), Text(said, "dim italic"))
        line = Text.assemble((f"● {name_of(self.reports[node])}", "bold"), _details(self.reports[node]))
        notes = [self._descent(node, parent)] if parent else []
        others = sorted(self.above[node] - {parent}) if parent else []
        if others:
            notes.append(f"blend: also from {' and '.join(self._call(o) for o in others)}")
        if again and self.children.get(node):
            notes.append("its branches stand above")
        if not notes:
            return line
        edge = self.edges.get((node, parent or ""))
        return Group(line, Text("; ".join(notes), "yellow" if edge and unsure(edge) else "dim"))

    def _descent(self, node: str, parent: str | None) -> str:
        edge: Derivation | None = self.edges.get((node, parent or ""))
        return describe_edge(edge) if edge else "goes back to this lost source"

    def _call(self, node: str) -> str:
        return one_line(name_lost(self.lost[node])) if node in self.lost else name_of(self.reports[node])


def grow_tree(
    story: Story, reports: Mapping[str, Report], *, most_branches: int, most_nodes: int
) -> tuple[RenderableType, int]:
    """The tree of a story, and how many of its reports it does not show.

    Args:
        story: the story.
        reports: all reports, by id.
        most_branches: so many below one report, and so many origins.
        most_nodes: so many reports and lost sources in all.
    """
    grower = _Grower(story, reports, most_branches, most_nodes)
    tree = Tree("", hide_root=True, guide_style="dim")
    roots = sorted(story.stemma.origins, key=lambda o: (-len(o.reports), o.root))
    for n, origin in enumerate(roots):
        if n >= most_branches or len(grower.shown) >= most_nodes:
            tree.add(Text(f"… and {counted(len(roots) - n, 'origin')} more", "dim"))
            break
        grower.grow(tree, origin.root, None)
    return Padding(tree, (0, 0, 0, 2), expand=False), len({*story.reports} - grower.shown)


def _details(report: Report) -> Text:
    title = one_line(report.title or "")
    said = Text()
    if title:
        said.append(f" “{cut(title, TITLE)}”")
    published = None if report.published is None else report.published.iso()[:10]
    said.append(" · ".join(["", *filter(None, [published, cut(one_line(report.id), 24)])]), "dim")
    return said
