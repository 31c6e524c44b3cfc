"""From inputs to reports: formats told by content, ids made, everything in an order of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from stemma.errors import MissingExtraError, ReadError
from stemma.model import PROSE_ZONES, Problem, Publication, Report, Zone, content_id, parse_published
from stemma.reading.addresses import host_of
from stemma.reading.datelines import find_dateline
from stemma.reading.dates import find_date
from stemma.reading.drafts import FORMATS, Draft, Drafts
from stemma.reading.fetching import Fetcher, default_cache
from stemma.reading.formats import read_part
from stemma.reading.inputs import MAX_CHARACTERS, STANDARD_INPUT, Source, find_sources, load
from stemma.reading.languages import ENOUGH_CHARACTERS, detect_language
from stemma.reading.parts import Part
from stemma.reading.repeats import mark_repeated
from stemma.reading.zones import find_zones, names_in_byline

# Addresses of one sitemap that are fetched, and sitemaps above each other.
MOST_FOLLOWED, DEEPEST_SITEMAP = 100, 1


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """What came of reading: everything that could be read, and the name of everything that could not."""

    reports: tuple[Report, ...]
    """Sorted by id; ids are unique."""
    problems: tuple[Problem, ...]
    """Sorted by source; each with its reason and how to mend it."""


def read_inputs(
    inputs: Sequence[str],
    *,
    format: str | None = None,  # noqa: A002 - the name of the option
    published: str | None = None,
    stdin: BinaryIO | None = None,
    fetch: bool = False,
    fetcher: Fetcher | None = None,
) -> ReadOutcome:
    """The reports that the inputs hold, the same ones in whatever order the inputs are named.

    Args:
        inputs: files, folders (read recursively, hidden files left out), glob patterns, `-` for standard input.
        format: one of `FORMATS`; None tells it by content.
        published: ISO 8601 date given to reports that have none.
        stdin: where `-` reads from.
        fetch: fetch inputs that are addresses of the web, and what a sitemap among the inputs lists; nothing else ever
            causes traffic.
        fetcher: fetches them, in place of one that keeps pages in the cache folder of the user.

    Returns:
        Reports and problems. Bad input never raises: it is named among the problems, and the rest is read.
    """
    problems: list[Problem] = []
    drafts: list[Draft] = []
    option: Publication | None = None
    if published is not None:
        option = parse_published(published, "option")
        if option is None:
            problems.append(Problem("--published", f"is no ISO 8601 date: {published}; write it like 2024-04-20"))
    if format is not None and format not in FORMATS:
        return ReadOutcome((), (Problem("--format", f"is unknown: {format}; use one of {', '.join(FORMATS)}"),))
    if fetch and fetcher is None:
        fetcher = Fetcher(cache=default_cache())
    found = find_sources(inputs, fetch=fetcher is not None)
    problems.extend(found.problems)
    for source in found.sources:
        try:
            read = _read_source(source, format, stdin, fetcher)
        except ReadError as e:
            problems.append(Problem(e.source, e.reason))
            continue
        problems.extend(read.problems)
        for draft in read.drafts:
            if len(draft.text) > MAX_CHARACTERS:
                problems.append(
                    Problem(
                        draft.source,
                        f"has {len(draft.text):,} characters in one report, over the limit of {MAX_CHARACTERS:,}; "
                        "split it into its reports",
                    )
                )
            else:
                drafts.append(draft)
    named, more = _with_ids(drafts)
    problems.extend(more)
    reports = mark_repeated([_report(identity, draft, option) for identity, draft in named])
    return ReadOutcome(
        tuple(sorted(reports, key=lambda r: r.id)),
        tuple(sorted(problems, key=lambda p: (_natural(p.source), p.reason))),
    )


def _natural(source: str) -> tuple[str, int]:
    """Rows of a file in the order of their numbers."""
    name, colon, row = source.rpartition(":")
    return (name, int(row)) if colon and row.isdecimal() else (source, 0)


def _read_source(
    source: Source, format_name: str | None, stdin: BinaryIO | None, fetcher: Fetcher | None
) -> Drafts:
    name = "standard input" if source.name == STANDARD_INPUT else source.name
    try:
        if source.is_address and fetcher is not None:
            return _follow(_fetched(source.name, format_name, fetcher), host_of(source.name), fetcher)
        read = read_part(Part(name, load(source, stdin)), format_name)
        return _follow(read, None, fetcher) if fetcher is not None else read
    except MissingExtraError as e:
        return Drafts((), (Problem(name, str(e)),))


def _fetched(address: str, format_name: str | None, fetcher: Fetcher) -> Drafts:
    """What an address gives."""
    fetched = fetcher.fetch(address)
    read = read_part(Part(address, fetched.data), format_name)
    return replace(read, drafts=tuple(replace(d, url=d.url or fetched.address) for d in read.drafts))


def _follow(read: Drafts, host: str | None, fetcher: Fetcher) -> Drafts:
    """The same, with what a sitemap lists fetched; one that was fetched itself may list its own host alone.

    The sitemaps protocol (sitemaps.org) says so too, and knows one index above the sitemaps.
    """
    if not read.addresses:
        return read
    drafts: list[Draft] = []
    problems: list[Problem] = list(read.problems[:-1])  # the last one says to fetch, which is done here
    waiting = [(address, 0) for address in read.addresses]
    others = tried = 0
    while waiting and tried < MOST_FOLLOWED:
        address, depth = waiting.pop(0)
        if host is not None and host_of(address) != host:
            others += 1
            continue
        tried += 1
        try:
            found = _fetched(address, None, fetcher)
        except (ReadError, MissingExtraError) as e:
            problems.append(Problem(address, e.reason if isinstance(e, ReadError) else str(e)))
            continue
        if found.addresses and depth < DEEPEST_SITEMAP:
            waiting.extend((a, depth + 1) for a in found.addresses)
            continue
        drafts.extend(found.drafts)
        problems.extend(found.problems)
    if others:
        problems.append(
            Problem(host or "", f"addresses of other hosts that its sitemap lists are not fetched: {others:,}")
        )
    if waiting:
        problems.append(
            Problem(
                waiting[0][0], f"and {len(waiting) - 1:,} more of its list are not fetched; give them as inputs"
            )
        )
    return Drafts(tuple(drafts), tuple(problems))


def _report(identity: str, draft: Draft, option: Publication | None) -> Report:
    zones = draft.zones if draft.zones is not None else find_zones(draft.text, draft.title)
    return Report(
        id=identity,
        source=draft.source,
        text=draft.text,
        zones=zones,
        title=draft.title or _title_in(draft.text, zones),
        outlet=draft.outlet,
        url=draft.url,
        published=draft.published or _date_in(draft.text, zones) or option,
        language=draft.language or detect_language(_prose(draft.text, zones)),
        authors=draft.authors or _authors_in(draft.text, zones),
        updated=draft.updated,
        dateline=find_dateline(draft.text, zones),
        source_map=draft.source_map,
    )


def _title_in(text: str, zones: Sequence[Zone]) -> str | None:
    for zone in zones:
        if zone.kind == "title":
            lines = zone.span.of(text).strip().splitlines()
            return (
                " ".join(lines[0].split()).lstrip("#").lstrip() or None if lines else None
            )  # a heading of Markdown
    return None


def _date_in(text: str, zones: Sequence[Zone]) -> Publication | None:
    """The day that a line gives for the report: one with nothing else in it but a place, or the byline."""
    stamps = (zone.span.of(text) for kind in ("dateline", "byline") for zone in zones if zone.kind == kind)
    return next((found for stamp in stamps if (found := find_date(stamp))), None)


def _authors_in(text: str, zones: Sequence[Zone]) -> tuple[str, ...]:
    """The names in the byline of a report."""
    for zone in zones:
        if zone.kind == "byline":
            return names_in_byline(zone.span.of(text))
    return ()


def _prose(text: str, zones: Sequence[Zone]) -> str:
    parts: list[str] = []
    size = 0
    for zone in zones:
        if zone.kind in PROSE_ZONES and size < ENOUGH_CHARACTERS:
            parts.append(text[zone.span.start : min(zone.span.end, zone.span.start + ENOUGH_CHARACTERS)])
            size += len(parts[-1])
    return " ".join(parts)


# ── ids ──────────────────────────────────────────────────────────────────────────────────────────────────


def _with_ids(drafts: Sequence[Draft]) -> tuple[list[tuple[str, Draft]], list[Problem]]:
    """Every draft with an id of its own, and what had to be said about that.

    The order of the drafts plays no part: they are sorted by what they hold before anything is decided.
    """
    problems: list[Problem] = []
    taken: dict[str, Draft] = {}
    ordered, repeats = _without_repeats(sorted(drafts, key=_order))
    problems.extend(repeats)
    waiting: list[Draft] = []
    for draft in ordered:
        if draft.given_id is None:
            waiting.append(draft)
        elif draft.given_id not in taken:
            taken[draft.given_id] = draft
        else:
            waiting.append(draft)
    for draft in waiting:
        identity = _derived_id(draft, taken)
        taken[identity] = draft
        if draft.given_id is not None:
            first = taken[draft.given_id]
            problems.append(
                Problem(
                    draft.source,
                    f"has the id {draft.given_id} of another report ({first.source}); read as {identity}. "
                    "Give each report an id of its own",
                )
            )
    return list(taken.items()), problems


def _derived_id(draft: Draft, taken: dict[str, Draft]) -> str:
    parts: list[str] = [draft.text]
    identity = content_id("r", *parts)
    more = [*_about(draft), draft.source]
    while identity in taken:  # a twin, or an unlucky given id
        parts.append(more.pop(0) if more else "again")
        identity = content_id("r", *parts)
    return identity


def _about(draft: Draft) -> tuple[str, ...]:
    return (
        draft.outlet or "",
        draft.url or "",
        draft.published.iso() if draft.published else "",
        draft.title or "",
    )


def _order(draft: Draft) -> tuple[object, ...]:
    return (draft.given_id or "", draft.text, *_about(draft), _natural(draft.source))


def _without_repeats(ordered: Sequence[Draft]) -> tuple[list[Draft], list[Problem]]:
    """The drafts, each row that says what another row of its file says only once."""
    kept: list[Draft] = []
    problems: list[Problem] = []
    groups: dict[tuple[object, ...], list[Draft]] = defaultdict(list)
    for draft in ordered:
        # Rows without an id are repeats only within their file: two files are two sources. An id names one report.
        place = "" if draft.given_id is not None else _natural(draft.source)[0]
        groups[(draft.given_id, draft.text, *_about(draft), place)].append(draft)
    for same in groups.values():
        first = min(same, key=lambda d: _natural(d.source))
        kept.append(replace(first, language=min((d.language for d in same if d.language), default=None)))
        problems.extend(
            Problem(d.source, f"is the same report as {first.source}; read once") for d in same if d is not first
        )
    return kept, problems
