"""Brief, timeline and positions as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from stemma.export.page.index import PageIndex
from stemma.export.wording import CERTAINTIES
from stemma.model import Cite, Story

# Rows of a table that a page shows; the story file has them all.
MOST_ROWS = 60
MOST_CITES = 6


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link to a passage."""

    name: str
    """Name of the report."""
    href: str
    """Where it stands on the page."""


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence of the brief."""

    text: str
    """As the brief has it."""
    issue: str
    """Its group."""
    note: str
    """What must be known beside it; may be empty."""
    cites: tuple[LinkView, ...]
    """The passages that say it."""


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry of the timeline."""

    when: str
    """Its time."""
    state: str
    """Whether it is planned, denied or hedged; empty if asserted."""
    what: str
    """The sentence that tells it."""
    href: str
    """Where that stands."""
    origins: str
    """Independent origins; an interval."""
    notes: str
    """When it was reported, by whom it is said, and what other times are given."""


@dataclass(frozen=True, slots=True)
class PositionView:
    """What an actor holds on an issue."""

    actor: str
    """Who."""
    issue: str
    """On what."""
    stance: str
    """What sort of act it is."""
    text: str
    """The statement."""
    href: str
    """Where it stands."""
    origins: str
    """Independent origins; an interval."""


@dataclass(frozen=True, slots=True)
class FindingsView:
    """The findings of a story."""

    brief: tuple[SentenceView, ...]
    """The brief, in its order."""
    timeline: tuple[EntryView, ...]
    """In order of time."""
    positions: tuple[PositionView, ...]
    """By actor."""
    left_out: tuple[str, ...]
    """What could not be decided."""


def view_findings(story: Story, key: str, index: PageIndex) -> FindingsView:
    """The findings of a story, with links into the full texts."""
    back = f"#{key}-findings"

    def link(cite: Cite) -> str:
        return index.link(cite.report, cite.span, back=back)

    found = story.findings
    brief = tuple(
        SentenceView(
            text=b.text,
            issue=b.issue,
            note=b.note,
            cites=tuple(LinkView(index.view(c.report).name, link(c)) for c in b.cites[:MOST_CITES]),
        )
        for b in found.brief
    )
    timeline = tuple(
        EntryView(
            when=e.when,
            state="" if e.certainty == "asserted" else CERTAINTIES[e.certainty],
            what=e.what,
            href=link(e.mentions[0]),
            origins=str(e.origins),
            notes="; ".join(
                [
                    *([f"reported {e.reported[0]}"] if e.reported else []),
                    *([f"said by {', '.join(e.voices[:3])}"] if e.voices else []),
                    *(f"but {c}" for c in e.conflicts),
                ]
            ),
        )
        for e in found.timeline[:MOST_ROWS]
    )
    positions = tuple(
        PositionView(p.actor, p.issue, p.stance, p.text, link(p.statements[0]), str(p.origins))
        for p in found.positions[:MOST_ROWS]
    )
    return FindingsView(brief, timeline, positions, found.left_out)
