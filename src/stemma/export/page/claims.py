"""The claims of a story as the page shows them: what stands behind each, and its readings by origin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stemma.export.page.index import PageIndex, ReportView
from stemma.export.ranking import one_origin, one_voice
from stemma.export.wording import CERTAINTIES
from stemma.model import NARRATOR, Claim, Reading, Story

# What a reader can take in, and what keeps the page of a 300-report story at a few megabytes.
MOST_CLAIMS = 120
# The rest of the table is folded away.
FIRST_CLAIMS = 16
MOST_GROUPS = 12
MOST_READINGS = 6


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A claim as one report words it."""

    report: ReportView
    """The report."""
    href: str
    """Link to the passage in its full text."""
    passage: str
    """The passage."""
    voice: str
    """Who says it there; empty for the report itself."""
    certainty: str
    """How sure it is there, in a word."""


@dataclass(frozen=True, slots=True)
class GroupView:
    """The readings of the reports that descend from the same origins."""

    name: str
    """The origins in words."""
    readings: tuple[ReadingView, ...]
    """Those that are shown."""
    more: int
    """How many are not."""


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim in the table."""

    key: str
    """Its id on the page."""
    text: str
    """Its clearest reading."""
    reports: int
    """Reports that carry it."""
    texts: int
    """Distinct texts among them."""
    origins: str
    """Independent origins among them; an interval."""
    voices: tuple[str, ...]
    """Who says it."""
    one_origin: bool
    """Whether several reports, but certainly one origin, carry it."""
    one_voice: bool
    """Whether several reports carry it from the mouth of one voice."""
    disputed: bool
    """Whether independent origins contradict each other."""
    readings: int
    """How many readings it has."""
    groups: tuple[GroupView, ...]
    """Its readings by origin."""
    more: int
    """How many groups are not shown."""


@dataclass(frozen=True, slots=True)
class ClaimsView:
    """The claims table of a story."""

    shown: tuple[ClaimView, ...]
    """The claims in the table, the best corroborated first."""
    first: int
    """How many of them stand in the open; the others are folded away."""
    more: int
    """Claims carried by several reports that the table leaves out."""
    alone: int
    """Claims that only one report makes; the table leaves them out."""


def view_claims(story: Story, key: str, index: PageIndex) -> ClaimsView:
    """The claims of a story that more than one report makes, or that are disputed or varied."""
    touched = {v.claim for v in story.variants if v.claim}
    several = [c for c in story.claims if c.corroboration.reports > 1 or c.disputed]
    # What a variant or a dispute touches is kept when the table must be cut.
    urgent = sorted(several, key=lambda c: not (c.disputed or c.id in touched))[:MOST_CLAIMS]
    kept = {c.id for c in urgent}
    # Keys follow the order of the claims; in the table, disputed claims come first.
    keyed = [(c, f"{key}-c{n}") for n, c in enumerate(several, 1) if c.id in kept]
    keyed.sort(key=lambda row: not row[0].disputed)
    shown = tuple(_view_claim(c, row, index) for c, row in keyed)
    return ClaimsView(shown, FIRST_CLAIMS, len(several) - len(shown), len(story.claims) - len(several))


def claim_keys(story: Story, key: str, view: ClaimsView) -> dict[str, str]:
    """Links from claims to their rows in the table, for the claims that have one."""
    shown = {c.key for c in view.shown}
    several = [c for c in story.claims if c.corroboration.reports > 1 or c.disputed]
    return {c.id: f"#{key}-c{n}" for n, c in enumerate(several, 1) if f"{key}-c{n}" in shown}


def _view_claim(claim: Claim, key: str, index: PageIndex) -> ClaimView:
    groups: dict[tuple[str, ...], list[Reading]] = {}
    for reading in claim.readings:
        groups.setdefault(index.letters(reading.report), []).append(reading)
    ordered = sorted(groups.items(), key=lambda g: (len(g[0]), -len(g[1]), g[0]))
    behind = claim.corroboration
    return ClaimView(
        key=key,
        text=claim.text,
        reports=behind.reports,
        texts=behind.texts,
        origins=str(behind.origins),
        voices=behind.voices,
        one_origin=one_origin(claim),
        one_voice=one_voice(claim),
        disputed=claim.disputed,
        readings=len(claim.readings),
        groups=tuple(_view_group(letters, readings, key, index) for letters, readings in ordered[:MOST_GROUPS]),
        more=max(0, len(ordered) - MOST_GROUPS),
    )


def _view_group(letters: tuple[str, ...], readings: Sequence[Reading], key: str, index: PageIndex) -> GroupView:
    name = f"Origin {letters[0]}" if len(letters) == 1 else f"Blends of origins {' and '.join(letters)}"
    shown = tuple(
        ReadingView(
            report=index.view(r.report),
            href=index.link(r.report, r.span, back=f"#{key}"),
            passage=index.passage(r.report, r.span),
            voice="" if r.voice == NARRATOR else r.voice,
            certainty=CERTAINTIES[r.certainty],
        )
        for r in readings[:MOST_READINGS]
    )
    return GroupView(name, shown, len(readings) - len(shown))
