"""Events as rows of event data, in the manner of POLECAT (PLOVER) and GDELT 1.0: tab-separated, one event a line.

Where these count mentions, the rows count origins too, and every row names the passage it rests on.
"""

from __future__ import annotations

import re

from stemma.model import QuadClass, Result, StoryEvent

COLUMNS = (
    "GlobalEventID", "EventDate", "Actor1Name", "Actor1Code", "Actor1CountryCode", "Actor1Sector",
    "Actor2Name", "Actor2Code", "Actor2CountryCode", "Actor2Sector", "EventType", "EventMode", "QuadClass", "Status",
    "NumMentions", "NumSources", "NumOriginsLow", "NumOriginsHigh", "ActionGeo_CountryCode", "DATEADDED",
    "Report", "Start", "End", "SOURCEURL",
)  # fmt: skip
_QUAD: dict[QuadClass, int] = {
    "verbal cooperation": 1,
    "material cooperation": 2,
    "verbal conflict": 3,
    "material conflict": 4,
}
_COUNTRY = re.compile(r"[A-Z]{3}(?= |$)")
_SECTORS = frozenset(
    [
        "IGO",
        "NGO",
        "REB",
        "GOV",
        "MIL",
        "COP",
        "JUD",
        "LEG",
        "OPP",
        "UAF",
        "CVL",
        "EDU",
        "BUS",
        "MED",
        "REF",
        "LAB",
        "PTY",
        "REL",
    ]
)


def to_event_data(result: Result) -> str:
    """The events of all stories, with a line of names; blanks stand for what is not known."""
    reports = {r.id: r for r in result.reports}
    lines = ["\t".join(COLUMNS)]
    for story in result.stories:
        for n, event in enumerate(story.findings.events, 1):
            first = event.mentions[0]
            report = reports[first.report]
            added = report.published.iso()[:10].replace("-", "") if report.published else ""
            cells = [
                f"{story.id}-{n}", event.date[:10].replace("-", "") if event.date[:1].isdigit() else "",
                *_actor(event.source, event.source_code), *_actor(event.target, event.target_code),
                event.type, event.mode, _QUAD[event.quad], _status(event), len(event.mentions),
                len({c.report for c in event.mentions}), event.origins.low, event.origins.high, event.place, added,
                first.report, first.span.start, first.span.end, report.url or "",
            ]  # fmt: skip
            lines.append("\t".join(re.sub(r"\s+", " ", str(c)) for c in cells))
    return "\n".join(lines) + "\n"


def _actor(name: str, code: str) -> tuple[str, str, str, str]:
    parts = code.split()
    country = next((p for p in parts if _COUNTRY.fullmatch(p) and p not in _SECTORS), "")
    sector = next((p for p in parts if p in _SECTORS), "")
    return name, code.replace(" ", ""), country, sector


def _status(event: StoryEvent) -> str:
    return {"asserted": "happened"}.get(event.certainty, event.certainty)
