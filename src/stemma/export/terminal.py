"""The summary on a terminal: to be understood without the manual, at 80 columns and without colour.

The short form is what a person wants to see first, on one or two screens: how many origins, the story in brief, the tree,
what stands on little, what copies changed, when. What it leaves out it counts at its end, and says how to see it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from stemma.export.differences import Stretch, find_differences, shorten
from stemma.export.ranking import best_corroborated, most_fragile, one_origin, one_voice
from stemma.export.terminal_tree import grow_tree, name_of
from stemma.export.wording import (
    CERTAINTIES,
    VARIANTS,
    behind,
    corrections_in_words,
    counted,
    counted_interval,
    cut,
    headline,
    in_words,
    one_line,
    sureness,
)
from stemma.model import Claim, Dispute, Report, Result, Story, Variant


@dataclass(frozen=True, slots=True)
class Length:
    """How much of each list is shown."""

    stories: int
    """Stories of several reports that are shown one by one; of more stories, each that is shown is a line or two."""
    branches: int
    """Reports below one report."""
    nodes: int
    """Reports and lost sources of a tree."""
    doubts: int
    """What would settle the count."""
    brief: int
    """Sentences of the brief."""
    claims: int
    """Claims of each sort."""
    variants: int
    """Places of the apparatus."""
    entries: int
    """Entries of the timeline."""
    positions: int
    """Positions."""
    problems: int
    """Inputs that could not be read."""
    alone: int
    """Statements of each origin that no other has."""
    line: int
    """Characters of a claim, an entry, a position."""
    passage: int
    """Characters of each side of a variant."""


SHORT = Length(
    stories=2,
    branches=8,
    nodes=20,
    doubts=2,
    brief=5,
    claims=2,
    variants=3,
    entries=6,
    positions=0,
    problems=5,
    alone=1,
    line=130,
    passage=150,
)
"""One or two screens."""
FULL = Length(
    stories=8,
    branches=12,
    nodes=60,
    doubts=20,
    brief=40,
    claims=12,
    variants=40,
    entries=60,
    positions=80,
    problems=50,
    alone=6,
    line=300,
    passage=220,
)
"""All that a terminal is good for."""
# Reports that are named behind a sentence of the brief.
MOST_CITED = 3
# Stories that are named in a line each.
MOST_LISTED = 12


@dataclass(slots=True)
class _Page:
    """What is printed on, how much of it, and what was left out."""

    console: Console
    reports: Mapping[str, Report]
    length: Length
    left: Counter[str] = field(default_factory=Counter)

    def leave(self, number: int, noun: str) -> None:
        """Count what is not shown."""
        if number > 0:
            self.left[noun] += number


def print_summary(result: Result, console: Console, *, full: bool = False) -> None:
    """Print the summary of a run.

    Nothing in a report's text can style or move anything: it is never parsed for markup, and control and
    format characters are taken out.

    Args:
        result: the run.
        console: where to print.
        full: all of each list, as far as a terminal serves.
    """
    page = _Page(console, {r.id: r for r in result.reports}, FULL if full else SHORT)
    large = [s for s in result.stories if len(s.reports) > 1]
    alone = [s for s in result.stories if len(s.reports) == 1]
    shown = large[: page.length.stories] or alone[:1]
    if len(result.stories) > 1:
        _say(console, f"{counted(len(result.reports), 'report')} in {_stories(len(result.stories))}", "bold")
    for story in shown:
        _print_story(story, page)
    if listed := large[len(shown) : len(shown) + MOST_LISTED]:
        _head(console, "Other stories")
        for story in listed:
            _say(console, f"· {cut(one_line(story.title), page.length.line) or story.id}", indent=2)
            _say(console, headline(story.stemma.count), "dim", indent=4)
    if len(large) > len(shown) + len(listed):
        _say(console, f"… and {_stories(len(large) - len(shown) - len(listed))} more", "dim")
    others = len(alone) - (0 if large else len(shown))
    if others > 0:
        _say(console, f"\n{counted(others, 'report')} without another on the same event.", "dim")
    _say_left(page, full=full)
    if result.problems:
        _head(console, f"Problems: {counted(len(result.problems), 'input')} could not be read in full")
        for problem in result.problems[: page.length.problems]:
            _say(console, f"· {one_line(problem.source)}: {one_line(problem.reason)}", indent=2)
        if len(result.problems) > page.length.problems:
            _say(console, f"… and {len(result.problems) - page.length.problems:,} more", "dim", indent=2)


def _say_left(page: _Page, *, full: bool) -> None:
    """What was left out, and how to see it."""
    if page.left:
        rows = ", ".join(counted(n, noun) for noun, n in page.left.items())
        how = "" if full else "--full prints them; "
        page.console.print()
        _say(
            page.console,
            f"Not shown: {rows}. {how}--html FILE makes a page with everything, --json FILE a file.",
            "dim",
        )


def print_variants(child: Report, parent: Report, variants: Sequence[Variant], console: Console) -> None:
    """Print the apparatus of one report against another."""
    if not variants:
        _say(console, f"No place was found where {name_of(child)} departs in meaning from {name_of(parent)}.")
        return
    places = counted(len(variants), "place")
    _say(console, f"{places} where {name_of(child)} departs in meaning from {name_of(parent)}:", "bold")
    _say(console, "Words in [brackets] made the difference.", "dim")
    page = _Page(console, {child.id: child, parent.id: parent}, FULL)
    for variant in variants:
        _print_variant(variant, page)


def _print_story(story: Story, page: _Page) -> None:
    count, console = story.stemma.count, page.console
    console.print()
    _say(console, one_line(story.title) or story.id, "bold")
    _say(console, headline(count), "bold cyan")
    if count.origins.low < count.origins.high:
        _say(console, f"Most probably {count.best}. What would settle it:", indent=2)
        for doubt in count.doubts[: page.length.doubts]:
            _say(console, f"· {one_line(doubt)}", indent=4)
        page.leave(len(count.doubts) - page.length.doubts, "doubt")
    if story.corrections:
        _say(console, f"Set by a person: {corrections_in_words(story.corrections)}.")
    if len(story.reports) == 1:
        return
    _print_brief(story, page)
    _head(console, "Family tree", "sources first, what was made from them below")
    tree, hidden = grow_tree(story, page.reports, most_branches=page.length.branches, most_nodes=page.length.nodes)
    console.print(tree, highlight=False)
    page.leave(hidden, "report of the tree")
    _print_claims(story, page)
    _print_apparatus(story, page)
    _print_timeline(story, page)
    _print_positions(story, page)


def _print_brief(story: Story, page: _Page) -> None:
    """The brief, each sentence with the reports it rests on."""
    sentences = story.findings.brief
    if not sentences:
        return
    _head(page.console, "Brief", "sentences of the reports, word for word; what stands in [brackets] was added")
    for sentence in sentences[: page.length.brief]:
        names = list(dict.fromkeys(name_of(page.reports[c.report]) for c in sentence.cites))
        more = f" and {len(names) - MOST_CITED} more" if len(names) > MOST_CITED else ""
        note = f"; {one_line(sentence.note)}" if sentence.note else ""
        _show(
            page.console,
            Text.assemble(
                f"· {one_line(sentence.text)} ", (f"({', '.join(names[:MOST_CITED])}{more}{note})", "dim")
            ),
            2,
        )
    page.leave(len(sentences) - page.length.brief, "sentence of the brief")


def _print_timeline(story: Story, page: _Page) -> None:
    entries = story.findings.timeline
    if not entries:
        return
    # In order of time, those that most origins and passages carry.
    late = sorted(entries, key=lambda e: e.when, reverse=True)
    weight = sorted(late, key=lambda e: (-e.origins.low, -e.origins.high, e.precision != "day", -len(e.mentions)))
    chosen = {id(e) for e in weight[: page.length.entries]}
    _head(page.console, "Timeline", "when it was or is to be, not when it was reported")
    for entry in (e for e in entries if id(e) in chosen):
        state = "" if entry.certainty == "asserted" else f" ({CERTAINTIES[entry.certainty]})"
        _say(
            page.console, f"{in_words(entry.when)}{state}  {cut(one_line(entry.what), page.length.line)}", indent=2
        )
        notes = [*(f"but {one_line(c)}" for c in entry.conflicts)]
        if entry.origins.high > 1:
            notes.insert(0, counted_interval(entry.origins))
        if notes:
            _say(page.console, "; ".join(notes), "dim", indent=4)
    page.leave(len(entries) - page.length.entries, "entry of the timeline")


def _print_positions(story: Story, page: _Page) -> None:
    positions = story.findings.positions
    shown = positions[: page.length.positions]
    page.leave(len(positions) - len(shown), "position")
    if not shown:
        return
    _head(page.console, "Positions", "who holds what, in their own voice; copies count once")
    actor = None
    for position in shown:
        if position.actor != actor:
            actor = position.actor
            _say(page.console, one_line(actor), "bold", indent=2)
        line = (
            f"· {position.stance} ({one_line(position.issue)}): {cut(one_line(position.text), page.length.line)}"
        )
        _say(page.console, line, indent=4)
        _say(page.console, counted_interval(position.origins), "dim", indent=6)


def _print_claims(story: Story, page: _Page) -> None:
    best = best_corroborated(story.claims)
    _head(page.console, "Best corroborated", "several independent origins say it")
    _list_claims(best, page, story, "None: no claim has more than one origin for sure.")
    fragile = most_fragile(story.claims)
    if fragile:
        _head(page.console, "Most fragile", "many reports, but one origin or one voice")
        _list_claims(fragile, page, story)
    disputed = [c for c in story.claims if c.disputed]
    if disputed:
        _head(page.console, "Disputed", "independent origins contradict each other")
        _list_claims(disputed, page, story)
    _print_alone(story, page)


def _print_alone(story: Story, page: _Page) -> None:
    """What one origin alone carries, and what a report leaves out that all the others have."""
    origins = {o.id: o for o in story.stemma.origins}
    alone = [(origins[o], claims) for o, claims in story.only_here().items()]
    if alone:
        _head(page.console, "Only here", "statements that one origin alone carries")
    names = {x.id: x.name or "a lost source" for x in story.stemma.lost_sources}
    for origin, claims in alone[: page.length.branches]:
        root = page.reports.get(origin.root)
        name = one_line(names.get(origin.root, "") if root is None else name_of(root))
        _say(page.console, f"· {name}: {counted(len(claims), 'statement')}", indent=2)
        for claim in claims[: page.length.alone]:
            _say(page.console, f"– {cut(one_line(claim.text), page.length.line)}{_voices(claim)}", "dim", indent=4)
    page.leave(len(alone) - page.length.branches, "origin")
    missing = list(story.left_out().items())
    if missing:
        _head(page.console, "Left out", "what a report leaves out that all the others have")
    for report, left in missing[: page.length.branches]:
        _say(page.console, f"· {name_of(page.reports[report])}", indent=2)
        for claim in left[: page.length.claims]:
            _say(page.console, f"– {cut(one_line(claim.text), page.length.line)}{_voices(claim)}", "dim", indent=4)
    page.leave(len(missing) - page.length.branches, "report that leaves something out")


def _list_claims(claims: Sequence[Claim], page: _Page, story: Story, none: str = "") -> None:
    if not claims:
        _say(page.console, none, indent=2)
    carriers = {c.id: {r.report for r in c.readings} for c in story.claims}
    for claim in claims[: page.length.claims]:
        _say(page.console, f"· {cut(one_line(claim.text), page.length.line)}", indent=2)
        flags = ["one origin only"] * one_origin(claim) + ["one voice only"] * one_voice(claim)
        more = {r for i in claim.perhaps for r in carriers[i]} - carriers[claim.id]
        flags += [f"perhaps {counted(len(more), 'report')} more"] * bool(more)
        line = behind(claim) + _voices(claim) + (f": {', '.join(flags)}" if flags else "")
        _say(page.console, line, "dim", indent=4)
        for dispute in claim.disputes:
            _say(page.console, f"{VARIANTS[dispute.kind]}: {_stands(dispute, page)}", indent=4)
    page.leave(len(claims) - page.length.claims, "claim")


def _voices(claim: Claim) -> str:
    """Whose word it is, the first two."""
    said = ", ".join(one_line(v) for v in claim.corroboration.voices[:2])
    return f" ({said})" if said else ""


def _stands(dispute: Dispute, page: _Page) -> str:
    """Who says what."""
    return " · ".join(
        f"“{cut(one_line(s.words), page.length.line // 2)}” {', '.join(name_of(page.reports[r]) for r in s.reports[:MOST_CITED])}"
        + (f" and {len(s.reports) - MOST_CITED} more" if len(s.reports) > MOST_CITED else "")
        for s in dispute.stands
    )


def _print_apparatus(story: Story, page: _Page) -> None:
    if not story.variants:
        _head(page.console, "Apparatus", "no copy was found to change the meaning of its source")
        return
    places = counted(len(story.variants), "place")
    _head(page.console, "Apparatus", f"{places} where a copy changes the meaning of its source, in [brackets]")
    for variant in sorted(story.variants, key=lambda v: -v.confidence)[: page.length.variants]:
        _print_variant(variant, page)
    page.leave(len(story.variants) - page.length.variants, "place of the apparatus")


def _print_variant(variant: Variant, page: _Page) -> None:
    child, console = page.reports[variant.child], page.console
    line = Text.assemble((VARIANTS[variant.kind], "bold yellow"), f": {one_line(variant.reason)}")
    line.append(f" ({sureness(variant.confidence)})", "dim")
    _show(console, line, 2)
    after = variant.child_span.of(child.text)
    if variant.parent is None or variant.parent_span is None:
        _show(console, _passage(child, (Stretch(after, differs=False),), "green", page), 4)
        return
    parent = page.reports[variant.parent]
    words = find_differences(variant.parent_span.of(parent.text), after, variant.before, variant.after)
    _show(console, _passage(parent, words.parent, "red", page), 4)
    _show(console, _passage(child, words.child, "green", page), 4)


def _passage(report: Report, stretches: Sequence[Stretch], style: str, page: _Page) -> Text:
    """A passage with its outlet before it and the words that made the difference in brackets."""
    key = any(s.decisive for s in stretches)
    line = Text.assemble((f"{name_of(report)}: ", "bold"))
    for stretch in shorten(stretches, page.length.passage):
        text = one_line(stretch.text)
        before = " " if stretch.text[:1].isspace() and not line.plain.endswith(" ") else ""
        after = " " if text and stretch.text[-1:].isspace() else ""
        if stretch.decisive if key else stretch.differs:
            line.append(f"{before}[{text}]{after}", style)
        else:
            line.append(f"{before}{text}{after}")
    return line


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────


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
