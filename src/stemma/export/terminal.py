"""The summary on a terminal: to be understood without the manual, at 80 columns and without colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from stemma.export.differences import Stretch, find_differences, shorten
from stemma.export.ranking import best_corroborated, most_fragile, one_origin, one_voice
from stemma.export.wording import (
    CERTAINTIES,
    VARIANTS,
    behind,
    corrections_in_words,
    counted,
    counted_interval,
    cut,
    describe_edge,
    headline,
    name_lost,
    name_report,
    one_line,
    sureness,
    unsure,
)
from stemma.model import Claim, Derivation, Report, Result, Story, Variant

# How much of each list a reader sees before the page or the story file serves better.
MOST_STORIES, MOST_BRANCHES, MOST_NODES, MOST_CLAIMS, MOST_VARIANTS, MOST_PROBLEMS = 8, 12, 60, 4, 6, 10
MOST_CITED, MOST_ENTRIES, MOST_POSITIONS = 3, 12, 10
# Characters of a title, a claim and a passage.
TITLE, CLAIM, PASSAGE = 60, 160, 220
MORE = "--html or --json has them all"


def print_summary(result: Result, console: Console) -> None:
    """Print the summary of a run.

    Nothing in a report's text can style or move anything: it is never parsed for markup, and control and
    format characters are taken out.
    """
    reports = {r.id: r for r in result.reports}
    large = [s for s in result.stories if len(s.reports) > 1]
    alone = [s for s in result.stories if len(s.reports) == 1]
    shown = large[:MOST_STORIES] or alone[:1]
    if len(result.stories) > 1:
        _say(console, f"{counted(len(result.reports), 'report')} in {_stories(len(result.stories))}", "bold")
    for story in shown:
        _print_story(story, reports, console)
    if len(large) > len(shown):
        _say(console, f"\n… and {_stories(len(large) - len(shown))} more; {MORE}", "dim")
    others = len(alone) - (0 if large else len(shown))
    if others > 0:
        _say(console, f"\n{counted(others, 'report')} without another on the same event.", "dim")
    if result.problems:
        _head(console, f"Problems: {counted(len(result.problems), 'input')} could not be read in full")
        for problem in result.problems[:MOST_PROBLEMS]:
            _say(console, f"· {one_line(problem.source)}: {one_line(problem.reason)}", indent=2)
        _more(console, len(result.problems) - MOST_PROBLEMS)


def print_variants(child: Report, parent: Report, variants: Sequence[Variant], console: Console) -> None:
    """Print the apparatus of one report against another."""
    if not variants:
        _say(console, f"No place was found where {_name(child)} departs in meaning from {_name(parent)}.")
        return
    places = counted(len(variants), "place")
    _say(console, f"{places} where {_name(child)} departs in meaning from {_name(parent)}:", "bold")
    _say(console, "Words in [brackets] made the difference.", "dim")
    reports = {child.id: child, parent.id: parent}
    for variant in variants:
        _print_variant(variant, reports, console)


def _print_story(story: Story, reports: Mapping[str, Report], console: Console) -> None:
    count = story.stemma.count
    console.print()
    _say(console, one_line(story.title) or story.id, "bold")
    _say(console, headline(count), "bold cyan")
    if count.origins.low < count.origins.high:
        _say(console, f"Most probably {count.best}. What would settle it:", indent=2)
        for doubt in count.doubts:
            _say(console, f"· {one_line(doubt)}", indent=4)
    if story.corrections:
        _say(console, f"Set by a person: {corrections_in_words(story.corrections)}.")
    if len(story.reports) == 1:
        return
    _print_brief(story, reports, console)
    _head(console, "Family tree", "sources first, what was made from them below")
    console.print(_grow(story, reports), highlight=False)
    _print_claims(story, console)
    _print_apparatus(story, reports, console)
    _print_timeline(story, console)
    _print_positions(story, console)


def _print_brief(story: Story, reports: Mapping[str, Report], console: Console) -> None:
    """The brief, each sentence with the reports it rests on."""
    if not story.findings.brief:
        return
    _head(console, "Brief", "sentences of the reports, word for word; only what stands in [brackets] was added")
    issue = None
    for sentence in story.findings.brief:
        if sentence.issue != issue:
            issue = sentence.issue
            _say(console, one_line(issue), "bold", indent=2)
        _say(console, f"· {one_line(sentence.text)}", indent=4)
        names = list(dict.fromkeys(_name(reports[c.report]) for c in sentence.cites))
        more = f" and {len(names) - MOST_CITED} more" if len(names) > MOST_CITED else ""
        note = f" ({one_line(sentence.note)})" if sentence.note else ""
        _say(console, f"{', '.join(names[:MOST_CITED])}{more}{note}", "dim", indent=6)


def _print_timeline(story: Story, console: Console) -> None:
    entries = story.findings.timeline
    if not entries:
        return
    _head(console, "Timeline", "when it was or is to be, not when it was reported")
    for entry in entries[:MOST_ENTRIES]:
        state = "" if entry.certainty == "asserted" else f" ({CERTAINTIES[entry.certainty]})"
        _say(console, f"{entry.when}{state}  {cut(one_line(entry.what), CLAIM)}", indent=2)
        behind = f"{counted_interval(entry.origins)}"
        _say(console, "; ".join([behind, *(f"but {one_line(c)}" for c in entry.conflicts)]), "dim", indent=4)
    _more(console, len(entries) - MOST_ENTRIES)


def _print_positions(story: Story, console: Console) -> None:
    positions = story.findings.positions
    if not positions:
        return
    _head(console, "Positions", "who holds what, in their own voice; copies count once")
    actor = None
    for position in positions[:MOST_POSITIONS]:
        if position.actor != actor:
            actor = position.actor
            _say(console, one_line(actor), "bold", indent=2)
        line = f"· {position.stance} ({one_line(position.issue)}): {cut(one_line(position.text), CLAIM)}"
        _say(console, line, indent=4)
        _say(console, counted_interval(position.origins), "dim", indent=6)
    _more(console, len(positions) - MOST_POSITIONS)


def _print_claims(story: Story, console: Console) -> None:
    best = best_corroborated(story.claims)
    _head(console, "Best corroborated", "several independent origins say it")
    _list_claims(best, console, "None: no claim has more than one origin for sure.")
    fragile = most_fragile(story.claims)
    if fragile:
        _head(console, "Most fragile", "many reports, but one origin or one voice")
        _list_claims(fragile, console, "")
    disputed = [c for c in story.claims if c.disputed]
    if disputed:
        _head(console, "Disputed", "independent origins contradict each other")
        _list_claims(disputed, console, "")


def _list_claims(claims: Sequence[Claim], console: Console, none: str) -> None:
    if not claims:
        _say(console, none, indent=2)
    for claim in claims[:MOST_CLAIMS]:
        _say(console, f"· {cut(one_line(claim.text), CLAIM)}", indent=2)
        flags = ["one origin only"] * one_origin(claim) + ["one voice only"] * one_voice(claim)
        said = ", ".join(one_line(v) for v in claim.corroboration.voices[:2])
        line = behind(claim) + (f" ({said})" if said else "") + (f": {', '.join(flags)}" if flags else "")
        _say(console, line, "dim", indent=4)
    _more(console, len(claims) - MOST_CLAIMS)


def _print_apparatus(story: Story, reports: Mapping[str, Report], console: Console) -> None:
    if not story.variants:
        _head(console, "Apparatus", "no copy was found to change the meaning of its source")
        return
    _head(
        console,
        "Apparatus",
        f"{counted(len(story.variants), 'place')} where a copy changes the meaning of its source",
    )
    _say(console, "Words in [brackets] made the difference.", "dim", indent=2)
    for variant in sorted(story.variants, key=lambda v: -v.confidence)[:MOST_VARIANTS]:
        _print_variant(variant, reports, console)
    _more(console, len(story.variants) - MOST_VARIANTS)


def _print_variant(variant: Variant, reports: Mapping[str, Report], console: Console) -> None:
    child = reports[variant.child]
    line = Text.assemble((VARIANTS[variant.kind], "bold yellow"), f": {one_line(variant.reason)}")
    line.append(f" ({sureness(variant.confidence)})", "dim")
    console.print()
    _show(console, line, 2)
    after = variant.child_span.of(child.text)
    if variant.parent is None or variant.parent_span is None:
        _show(console, _passage(child, (Stretch(after, differs=False),), "green"), 4)
        return
    parent = reports[variant.parent]
    words = find_differences(variant.parent_span.of(parent.text), after, variant.before, variant.after)
    _show(console, _passage(parent, words.parent, "red"), 4)
    _show(console, _passage(child, words.child, "green"), 4)


def _passage(report: Report, stretches: Sequence[Stretch], style: str) -> Text:
    """A passage with its outlet before it and the words that made the difference in brackets."""
    key = any(s.decisive for s in stretches)
    line = Text.assemble((f"{_name(report)}: ", "bold"))
    for stretch in shorten(stretches, PASSAGE):
        text = one_line(stretch.text)
        before = " " if stretch.text[:1].isspace() and not line.plain.endswith(" ") else ""
        after = " " if text and stretch.text[-1:].isspace() else ""
        if stretch.decisive if key else stretch.differs:
            line.append(f"{before}[{text}]{after}", style)
        else:
            line.append(f"{before}{text}{after}")
    return line


# ── the tree ─────────────────────────────────────────────────────────────────────────────────────────────


class _Grower:
    """Grows the tree of a story branch by branch until it holds as many reports as a reader can take in."""

    def __init__(self, story: Story, reports: Mapping[str, Report]) -> None:
        self.reports = reports
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
            if n >= MOST_BRANCHES or len(self.shown) >= MOST_NODES:
                branch.add(Text(f"… and {len(below) - n} more; {MORE}", "dim"))
                break
            self.grow(branch, child, node)

    def label(self, node: str, parent: str | None, *, again: bool) -> RenderableType:
        """What stands at a branch."""
        if node in self.lost:
            lost = self.lost[node]
            said = f"lost source, {sureness(lost.confidence)}: nobody gave us its text"
            return Group(Text(f"○ {one_line(name_lost(lost))}", "bold"), Text(said, "dim italic"))
        line = Text.assemble((f"● {_name(self.reports[node])}", "bold"), _details(self.reports[node]))
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
        return one_line(name_lost(self.lost[node])) if node in self.lost else _name(self.reports[node])


def _grow(story: Story, reports: Mapping[str, Report]) -> RenderableType:
    grower = _Grower(story, reports)
    tree = Tree("", hide_root=True, guide_style="dim")
    roots = sorted(story.stemma.origins, key=lambda o: (-len(o.reports), o.root))
    for n, origin in enumerate(roots):
        if n >= MOST_BRANCHES or len(grower.shown) >= MOST_NODES:
            tree.add(Text(f"… and {counted(len(roots) - n, 'origin')} more; {MORE}", "dim"))
            break
        grower.grow(tree, origin.root, None)
    return Padding(tree, (0, 0, 0, 2), expand=False)


def _details(report: Report) -> Text:
    title = one_line(report.title or "")
    said = Text()
    if title:
        said.append(f" “{cut(title, TITLE)}”")
    published = None if report.published is None else report.published.iso()[:10]
    said.append(" · ".join(["", *filter(None, [published, cut(one_line(report.id), 24)])]), "dim")
    return said


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────


def _name(report: Report) -> str:
    return cut(one_line(name_report(report)), TITLE) or "?"


def _stories(n: int) -> str:
    return "1 story" if n == 1 else f"{n:,} stories"


def _say(console: Console, words: str, style: str = "", indent: int = 0) -> None:
    _show(console, Text(words, style), indent)


def _show(console: Console, line: Text, indent: int) -> None:
    # Words that are longer than a line are folded, never cropped.
    line.overflow = "fold"
    console.print(Padding(line, (0, 0, 0, indent), expand=False), highlight=False)


def _head(console: Console, words: str, gloss: str = "") -> None:
    console.print()
    _show(console, Text.assemble((words, "bold underline"), (f"  {gloss}" if gloss else "", "dim")), 0)


def _more(console: Console, n: int) -> None:
    if n > 0:
        _say(console, f"… and {n:,} more; {MORE}", "dim", indent=2)
