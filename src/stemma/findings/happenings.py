"""Events of a story: what several reports tell of one event is one event, with its origins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

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
    """The events of a story, the best attested first."""
    groups: dict[tuple[str, str, str, str], list[list[_Found]]] = defaultdict(list)
    for report, analysis in material.analyses.items():
        for event in analysis.events:
            key = (event.type, _KIND[event.certainty], _who(event.source), _who(event.target))
            for group in groups[key]:
                if all(_same_time(event.date, other.date) for _, other in group):
                    group.append((report, event))
                    break
            else:
                groups[key].append([(report, event)])
    merged = [_merge(g, material) for same in groups.values() for g in same]
    merged.sort(key=lambda e: (-e.origins.low, -len(e.mentions), e.date or "~", e.mentions))
    return tuple(merged[:MOST_EVENTS])


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
        origins=material.origins_behind(reports),
    )
