"""Events of a story: what several reports tell of one event is one event, with its origins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from stemma.findings.material import Material
from stemma.model import Actor, Certainty, Cite, Event, StoryEvent

MOST_EVENTS = 100
_Found = tuple[str, Event]
# Certainties that tell of one event: a hedge does not make another event of it, a plan or a denial does.
_KIND: dict[Certainty, str] = {
    "asserted": "happened",
    "hedged": "happened",
    "planned": "planned",
    "denied": "denied",
    "asked": "asked",
}
_WEAKEST: tuple[Certainty, ...] = ("hedged", "asserted", "planned", "denied", "asked")


def find_happenings(material: Material) -> tuple[StoryEvent, ...]:
    """The events of a story, the best attested first.

    Two reports tell of one event if it is of one type between the same two, or if they tell it in readings of one claim,
    whatever they call the two; and if their dates can be one.
    """
    groups: list[list[_Found]] = []
    known: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for report, analysis in material.analyses.items():
        for event in analysis.events:
            found = report, replace(event, date=_possible(event, report, material))
            kind = event.type, _KIND[event.certainty]
            claims = material.claims_in(report, analysis.sentences[event.sentence].span)
            keys = [(*kind, _who(event.source), _who(event.target)), *((*kind, claim) for claim in claims)]
            numbers = [n for key in keys for n in known[key]]
            joined = next((n for n in numbers if all(_one(found[1], other) for _, other in groups[n])), None)
            if joined is None:
                joined = len(groups)
                groups.append([])
            groups[joined].append(found)
            for key in keys:
                if joined not in known[key]:
                    known[key].append(joined)
    merged = [_merge(g, material) for g in groups]
    merged.sort(key=lambda e: (-e.origins.low, -len(e.mentions), e.date or "~", e.mentions))
    return tuple(merged[:MOST_EVENTS])


def _one(event: Event, other: Event) -> bool:
    """Whether nothing speaks against two events of one type being one: not their dates, nor that who did it is turned round."""
    mine, theirs = (_who(event.source), _who(event.target)), (_who(other.source), _who(other.target))
    return _same_time(event.date, other.date) and (mine == theirs or mine != theirs[::-1])


def _possible(event: Event, report: str, material: Material) -> str:
    """The date of an event; empty where it is that of something else, since what is planned lies not before its report."""
    published = material.reports[report].published or material.first_day
    past = published and event.date[:10] < published.day.isoformat()[: len(event.date[:10])]
    return "" if event.certainty == "planned" and past else event.date


def _who(actor: Actor) -> str:
    """What two mentions of one actor share: country and role, else the last word of the name."""
    return actor.code or actor.name.lower().split()[-1]


def _same_time(one: str, other: str) -> bool:
    """Whether two dates can be one: equal, or one unknown or less exact."""
    return not one or not other or one.startswith(other) or other.startswith(one)


def _merge(group: Sequence[_Found], material: Material) -> StoryEvent:
    reports = {r for r, _ in group}
    ranked = sorted(group, key=lambda g: (len(material.above[g[0]] & reports), -g[1].confidence, g[0], g[1].span))
    best = ranked[0][1]
    cites: list[Cite] = []
    for r, event in ranked:
        cite = Cite(r, material.analyses[r].sentences[event.sentence].span)
        if cite not in cites:
            cites.append(cite)
    upstream = [e for r, e in group if not material.above[r] & reports]
    return StoryEvent(
        type=best.type,
        mode=next((e.mode for _, e in ranked if e.mode), ""),
        source=best.source.name,
        source_code=best.source.code,
        target=best.target.name,
        target_code=best.target.code,
        certainty=min((e.certainty for e in upstream or [best]), key=_WEAKEST.index),
        date=max((e.date for _, e in ranked), key=len),
        place=next((e.place for _, e in ranked if e.place), ""),
        mentions=tuple(cites),
        origins=material.stemma.origins_behind(reports),
    )
