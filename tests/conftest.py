"""What all tests share: a generator of families of reports with a known tree, and a plain report."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import pytest
from hypothesis import settings

from stemma.language import EmbeddedModel
from stemma.model import Report, Zone
from stemma.text.spans import Span

_PLACES = [
    "harbour",
    "bridge",
    "market",
    "tower",
    "orchard",
    "quarry",
    "station",
    "garden",
    "temple",
    "archive",
    "foundry",
    "granary",
]
_PEOPLE = [
    "Maren Toll",
    "Ivo Brandt",
    "Sella Quist",
    "Odo Farrow",
    "Petra Lund",
    "Rune Haske",
    "Alda Pryce",
    "Corin Vale",
]
_VERBS = [
    "inspected",
    "praised",
    "closed",
    "reopened",
    "visited",
    "painted",
    "defended",
    "measured",
    "sold",
    "repaired",
    "flooded",
    "guarded",
]
_TAILS = [
    "after months of quarrels with the river council",
    "before the autumn fair began",
    "despite a letter of protest",
    "while two hundred people watched from the wall",
    "because the old lease had run out",
    "as the first boats came in from the north",
    "though nobody had asked for it",
    "under the eyes of a foreign envoy",
]

settings.register_profile("house", deadline=None)  # timings decide no test
settings.load_profile("house")


def plain_report(text: str, name: str = "r1", **details: object) -> Report:
    """A report that is all body."""
    zones = (Zone("body", Span(0, len(text))),) if text else ()
    return Report(id=name, source=f"{name}.txt", text=text, zones=zones, language="en", **details)  # type: ignore[arg-type]


def unread_report(text: str, name: str) -> Report:
    """A report in no language: its sentences are found and nothing else, which is quick, and enough for lineage."""
    return replace(plain_report(text, name), language="art")


@dataclass(frozen=True)
class Family:
    """Reports with their true parents."""

    reports: tuple[Report, ...]
    parents: dict[str, set[str]]


def make_family(seed: int, originals: int = 3, copies: int = 4) -> Family:
    """Originals that tell different facts of one event, and light copies of them or of their copies."""
    rng = random.Random(seed)
    texts: dict[str, list[str]] = {}
    parents: dict[str, set[str]] = {}
    for n in range(originals):
        # Each line of reporting has its own people, places and deeds, as reporters at different doors would.
        people, places, verbs = _PEOPLE[n::originals], _PLACES[n::originals], _VERBS[n::originals]
        facts = [
            f"{rng.choice(people)} {rng.choice(verbs)} the {rng.choice(places)} and the {rng.choice(places)} "
            f"{rng.choice(_TAILS)}, counting {rng.randrange(11, 990)} stones."
            for _ in range(9)
        ]
        texts[f"o{n}"], parents[f"o{n}"] = facts, set()
    for n in range(copies):
        source = rng.choice(sorted(texts))
        kept = list(texts[source])
        del kept[rng.randrange(len(kept))]
        kept[rng.randrange(len(kept))] += f" Desk {n} added a line about the {rng.choice(_PLACES)}."
        texts[f"x{n}"], parents[f"x{n}"] = kept, {source}
    return Family(tuple(plain_report(" ".join(t), i) for i, t in sorted(texts.items())), parents)


@pytest.fixture(scope="session")
def model() -> EmbeddedModel:
    return EmbeddedModel()
