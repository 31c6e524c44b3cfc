"""The claims of a story as the page shows them: what stands behind each, and its readings by origin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stemma.export.page.carried import Carried, view_carried
from stemma.export.page.days import say_day
from stemma.export.page.index import Around, ReportView, StoryIndex, say_origins
from stemma.export.page.options import ClaimFlag, ClaimOrder, Options
from stemma.export.page.paging import PageOf, cut_page
from stemma.export.ranking import one_origin, one_voice
from stemma.export.wording import CERTAINTIES
from stemma.model import NARRATOR, NOBODYS, Claim, Reading

# What a reader can take in, and what keeps the page of a 300-report story at a few megabytes.
MOST_CLAIMS = 120
# Of a file, the rest of the table is folded away.
FIRST_CLAIMS = 24
# Rows of a page of a server.
PAGE_CLAIMS = 40
MOST_GROUPS, MOST_READINGS = 8, 5
# Of the one claim that stands open.
ALL_GROUPS, ALL_READINGS = 60, 400
# Voices that can be chosen from.
MOST_VOICES = 40
# Outlets that a citation names.
MOST_OUTLETS = 5

_ORDERS: dict[ClaimOrder, Callable[[Claim], tuple[int | str, ...]]] = {
    "origins": lambda c: (-c.corroboration.origins.low, -c.corroboration.origins.high),
    "reports": lambda c: (-c.corroboration.reports,),
    "texts": lambda c: (-c.corroboration.texts,),
    "voices": lambda c: (-len(c.corroboration.voices),),
    "claim": lambda c: (c.text.casefold(),),
}


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
    root: str
    """The name of the root; empty for blends."""
    readings: tuple[ReadingView, ...]
    """Those that are shown."""
    more: int
    """How many are not."""


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim in the table."""

    id: str
    """Its id."""
    key: str
    """Its id on the page."""
    href: str
    """Link to it with all its readings."""
    text: str
    """Its clearest reading."""
    around: Around
    """The rest of the sentence that it stands in."""
    reports: int
    """Reports that carry it."""
    texts: int
    """Distinct texts among them."""
    origins: str
    """Independent origins among them; an interval."""
    rank: int
    """For sorting by origins: more is better corroborated."""
    voices: tuple[str, ...]
    """Who says it."""
    one_origin: bool
    """Whether several reports, but certainly one origin, carry it."""
    one_voice: bool
    """Whether several reports carry it from the mouth of one voice."""
    disputed: bool
    """Whether independent origins contradict each other."""
    marks: str
    """The same as words for a filter."""
    readings: int
    """How many readings it has."""
    groups: tuple[GroupView, ...]
    """Its readings by origin."""
    more: int
    """How many groups are not shown."""
    perhaps: tuple[ReadingView, ...]
    """Readings of the claims that are perhaps the same, one each."""
    perhaps_more: int
    """How many such claims are not shown."""
    open: bool
    """Whether it stands open."""
    citation: str
    """The claim with a source, ready for a letter."""


@dataclass(frozen=True, slots=True)
class ClaimsView:
    """The claims table of a story."""

    page: PageOf[ClaimView]
    """The claims in the table."""
    first: int
    """How many of them stand in the open; the others are folded away."""
    more: int
    """Claims carried by several reports that the table leaves out for want of room."""
    alone: int
    """Claims that only one report makes."""
    several: int
    """Claims that more than one report makes, or that are disputed."""
    marked: dict[str, int]
    """How many claims carry each mark."""
    voices: tuple[str, ...]
    """The voices that most claims are put in, for a filter."""
    carried: Carried
    """What is disputed, carried by one origin alone, and left out."""


def flags_of(claim: Claim) -> tuple[ClaimFlag, ...]:
    """The marks of a claim."""
    marks: list[ClaimFlag] = []
    if claim.disputed:
        marks.append("disputed")
    if one_origin(claim):
        marks.append("one-origin")
    if one_voice(claim):
        marks.append("one-voice")
    if claim.corroboration.origins.low > 1:
        marks.append("independent")
    if claim.corroboration.reports == 1 and not claim.disputed:
        marks.append("alone")
    return tuple(marks)


def view_claims(index: StoryIndex, options: Options) -> ClaimsView:
    """The claims of a story that more than one report makes, or that are disputed; others only when asked for."""
    story = index.story
    marks = {c.id: flags_of(c) for c in story.claims}
    several = [c for c in story.claims if "alone" not in marks[c.id]]
    numbers = {c.id: n for n, c in enumerate(story.claims, 1)}
    if index.links.whole:
        chosen = _choose_for_file(index)
        page, shown = 1, MOST_CLAIMS
    else:
        chosen = choose_claims(story.claims, options)
        page, shown = options.page, PAGE_CLAIMS
        at = next((k for k, c in enumerate(chosen) if c.id == options.claim), None)
        if at is not None and page == 1:
            page = at // PAGE_CLAIMS + 1
    cut = cut_page(chosen, page, shown)
    rows = tuple(
        _view_claim(c, f"{index.key}-c{numbers[c.id]}", index, marks[c.id], is_open=c.id == options.claim)
        for c in cut.rows
    )
    counts: Counter[str] = Counter(m for c in story.claims for m in marks[c.id])
    voices = Counter(v for c in several for v in c.corroboration.voices)
    return ClaimsView(
        page=PageOf(rows, cut.total, cut.page, cut.pages),
        first=FIRST_CLAIMS if index.links.whole else len(rows),
        more=len(several) - len(rows) if index.links.whole else 0,
        alone=len(story.claims) - len(several),
        several=len(several),
        marked=dict(counts),
        voices=tuple(v for v, _ in sorted(voices.items(), key=lambda x: (-x[1], x[0]))[:MOST_VOICES]),
        carried=view_carried(index),
    )


def claim_keys(index: StoryIndex) -> dict[str, str]:
    """Ids on the page of the claims that a file shows."""
    shown = {c.id for c in _choose_for_file(index)}
    return {c.id: f"{index.key}-c{n}" for n, c in enumerate(index.story.claims, 1) if c.id in shown}


def _choose_for_file(index: StoryIndex) -> list[Claim]:
    """The claims of a file: what a variant or a dispute touches is kept when the table must be cut."""
    story = index.story
    several = [c for c in story.claims if "alone" not in flags_of(c)]
    touched = {v.claim for v in story.variants if v.claim}
    kept = {c.id for c in sorted(several, key=lambda c: not (c.disputed or c.id in touched))[:MOST_CLAIMS]}
    return sorted((c for c in several if c.id in kept), key=lambda c: not c.disputed)


def choose_claims(claims: Sequence[Claim], options: Options) -> list[Claim]:
    """The claims that the options ask for, in their order.

    Without an order disputed claims come first, then as the story has them: the best corroborated first. A claim
    asked for by its id is there even if only one report makes it.
    """
    words = options.words.casefold().split()

    def fits(claim: Claim) -> bool:
        if claim.id == options.claim:
            return True
        marks = flags_of(claim)
        if (options.flag or "alone") != "alone" and options.flag not in marks:
            return False
        if ("alone" in marks) != (options.flag == "alone") and not words:
            return False
        if options.voice and options.voice not in claim.corroboration.voices:
            return False
        if options.report and all(r.report != options.report for r in claim.readings):
            return False
        return all(w in claim.text.casefold() for w in words)

    chosen = [c for c in claims if fits(c)]
    if options.order is None:
        chosen.sort(key=lambda c: not c.disputed)
    else:
        chosen.sort(key=_ORDERS[options.order])
    return chosen[::-1] if options.reverse else chosen


def _view_claim(
    claim: Claim, key: str, index: StoryIndex, marks: Sequence[ClaimFlag], *, is_open: bool
) -> ClaimView:
    clearest = next(
        (r for r in claim.readings if " ".join(index.passage(r.report, r.span).split()) == claim.text),
        claim.readings[0],
    )
    likely = [index.claims[i].readings[0] for i in claim.perhaps]
    most_groups, most_readings = (ALL_GROUPS, ALL_READINGS) if is_open else (MOST_GROUPS, MOST_READINGS)
    groups: dict[tuple[str, ...], list[Reading]] = {}
    for reading in claim.readings:
        groups.setdefault(index.letters(reading.report), []).append(reading)
    ordered = sorted(groups.items(), key=lambda g: (len(g[0]), -len(g[1]), g[0]))
    behind = claim.corroboration
    return ClaimView(
        id=claim.id,
        key=key,
        href=index.links.claim(claim.id),
        text=claim.text,
        around=index.around(clearest.report, clearest.span),
        reports=behind.reports,
        texts=behind.texts,
        origins=str(behind.origins),
        rank=1000 * behind.origins.low + behind.origins.high,
        voices=behind.voices,
        one_origin="one-origin" in marks,
        one_voice="one-voice" in marks,
        disputed=claim.disputed,
        marks=" ".join(marks),
        readings=len(claim.readings),
        groups=tuple(_view_group(x, readings, index, most_readings) for x, readings in ordered[:most_groups]),
        more=max(0, len(ordered) - most_groups),
        perhaps=tuple(_view_reading(r, index) for r in likely[:most_readings]),
        perhaps_more=max(0, len(likely) - most_readings),
        open=is_open,
        citation=_cite(claim, index),
    )


def _view_group(letters: tuple[str, ...], readings: Sequence[Reading], index: StoryIndex, most: int) -> GroupView:
    shown = tuple(_view_reading(r, index) for r in readings[:most])
    root = index.named_origins[letters[0]] if len(letters) == 1 else ""
    return GroupView(say_origins(letters), root, shown, len(readings) - len(shown))


def _view_reading(reading: Reading, index: StoryIndex) -> ReadingView:
    return ReadingView(
        report=index.view(reading.report),
        href=index.links.passage(reading.report, reading.span),
        passage=index.passage(reading.report, reading.span),
        voice="" if reading.voice == NARRATOR else reading.voice,
        certainty=CERTAINTIES[reading.certainty],
    )


def _cite(claim: Claim, index: StoryIndex) -> str:
    """The claim as the earliest report that words it, with what stands behind it."""
    days = {r: n for n, r in enumerate(index.by_date)}
    reading = min(claim.readings, key=lambda r: (days[r.report], r.span))
    report = index.view(reading.report)
    behind = claim.corroboration
    said = "" if reading.voice in NOBODYS else f" (said by {reading.voice})"
    where = ", ".join(
        x for x in (report.name, f"“{report.title}”" if report.title else "", say_day(report.date)) if x
    )
    url = index.reports[reading.report].url
    carriers = sorted({r.report for r in claim.readings}, key=days.__getitem__)
    outlets = list(dict.fromkeys(index.view(r).name for r in carriers))
    rest = len(outlets) - MOST_OUTLETS
    named = ", ".join(outlets if rest <= 1 else outlets[:MOST_OUTLETS]) + (f" and {rest} more" if rest > 1 else "")
    counted = [
        f"{behind.reports} {'report' if behind.reports == 1 else 'reports'} ({named})",
        f"{behind.texts} {'text' if behind.texts == 1 else 'texts'}",
        f"{behind.origins} independent {'origin' if behind.origins.high == 1 else 'origins'}",
    ]
    if behind.voices:
        counted.append(f"{len(behind.voices)} {'voice' if len(behind.voices) == 1 else 'voices'}")
    passage = " ".join(index.passage(reading.report, reading.span).split())
    return f"“{passage}”{said} — {where}{f', {url}' if url else ''}. Carried by {', '.join(counted)}."
