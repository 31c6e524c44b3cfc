"""Furniture that shows by repetition: a line that an outlet puts under many different reports is none of them.

Within one report a line may stand twice for many reasons; across reports of one outlet that have little else in common
there is one. Versions of one report count as one, or an update would turn its own sentences into furniture.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from stemma.model import Report, Zone
from stemma.reading.addresses import host_of
from stemma.reading.lines import Line, find_lines
from stemma.reading.zones import MOST_LINES
from stemma.text.spans import Span

# A line must stand in so many different reports of an outlet, and in this share of them: "The ministry declined to
# comment." stands in some, what belongs to the site in most. Set on the reports of 75 publishers (Helsinki).
FEWEST_REPORTS = 3
LEAST_SHARE = 0.2
# Longer lines are paragraphs of a report that is told again.
LONGEST = 60
# Two reports that share so much of the lines of the shorter one are versions of one.
SAME_REPORT = 0.4
# A line that so many reports have in common already is furniture beyond doubt and says nothing about versions.
CLEARLY = 50


def mark_repeated(reports: Sequence[Report]) -> tuple[Report, ...]:
    """The reports in the same order, with lines marked as furniture that stand under many reports of their outlet."""
    of_outlet: dict[str, list[int]] = defaultdict(list)
    for n, report in enumerate(reports):
        if name := _outlet(report):
            of_outlet[name].append(n)
    out = list(reports)
    for numbers in of_outlet.values():
        if len(numbers) < FEWEST_REPORTS:
            continue
        lines = {n: _body_lines(reports[n]) for n in sorted(numbers, key=lambda n: reports[n].id)}
        counts, different = _count(lines)
        least = max(FEWEST_REPORTS, LEAST_SHARE * different)
        for n, mine in lines.items():
            found = [(x.span, counts[x.key]) for x in mine if counts[x.key] >= least]
            if found:
                out[n] = replace(reports[n], zones=_marked(reports[n], found))
    return tuple(out)


def _outlet(report: Report) -> str:
    """What reports of one outlet share: its name, else the host of the address."""
    return (report.outlet or host_of(report.url)).strip().casefold()


def _body_lines(report: Report) -> list[Line]:
    """The lines that are plain body so far, and not too long."""
    if report.text.count("\n") > MOST_LINES:
        return []
    bodies = [z.span for z in report.zones if z.kind == "body"]
    return [
        x
        for x in find_lines(report.text)
        if 0 < len(x.words) <= LONGEST and any(b.contains(x.span) for b in bodies)
    ]


def _count(lines: dict[int, list[Line]]) -> tuple[Counter[str], int]:
    """In how many different reports each line stands, and how many different reports there are."""
    holders: dict[str, set[int]] = defaultdict(set)
    different = 0
    for mine in lines.values():
        keys = {x.key for x in mine}
        shared = Counter(h for k in keys if len(holders[k]) < CLEARLY for h in holders[k])
        first, much = max(shared.items(), key=lambda x: (x[1], -x[0]), default=(-1, 0))
        telling = sum(len(holders[k]) < CLEARLY for k in keys)
        if much and much >= SAME_REPORT * telling:
            family = first
        else:
            family = different
            different += 1
        for k in keys:
            holders[k].add(family)
    return Counter({k: len(v) for k, v in holders.items()}), different


def _marked(report: Report, found: Sequence[tuple[Span, int]]) -> tuple[Zone, ...]:
    """The zones of a report with the lines that were found set apart; blanks stay with what they follow."""
    text = report.text
    zones: list[Zone] = []

    def add(zone: Zone) -> None:
        if zones and (zones[-1].kind, zones[-1].reason) == (zone.kind, zone.reason):
            zones[-1] = replace(zones[-1], span=Span(zones[-1].span.start, zone.span.end))
        elif len(zone.span):
            zones.append(zone)

    for zone in report.zones:
        at, end = zone.span.start, zone.span.end
        for line, times in found:
            if zone.kind != "body" or not zone.span.contains(line):
                continue
            start = line.start if text[at : line.start].strip() else at
            add(replace(zone, span=Span(at, start)))
            rest = text[line.end : end]
            at = line.end + len(rest) - len(rest.lstrip())
            add(Zone("boilerplate", Span(start, at), f"stands in {times} reports of the outlet"))
        add(replace(zone, span=Span(at, end)))
    return tuple(zones)
