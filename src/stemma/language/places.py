"""Where the places of a report lie: each name set to one place of the gazetteer by what else the report names.

One name means one place within a report (Gale, Church and Yarowsky 1992, "One sense per discourse"). All names of a
report are settled together by relaxation: each place that a name can mean is supported by the places that the other
names can mean, as far as they lie near it, in it or round it, and as far as these are themselves supported
(Leidner 2007, "Toponym resolution in text": spatial minimality and containment). Where several reports of an outlet
are known, the part of the world it mostly writes about supports too: a paper of Richmond, Kentucky, means that one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stemma.language.places_gazetteer import Place, look_up, plain_name, seats
from stemma.model import Analysis, Entity, PlaceMention, Report
from stemma.text.spans import Span

# Set on the LGL and GeoVirus sets (bench/findings.py), by halves; all are in powers of ten of inhabitants.
PRIOR = {"country": 9.0, "continent": 9.0, "region": 1.5, "county": -0.5, "town": 0.0}
CAPITAL = 2.5
TOLD_BESIDE = 6.0
INSIDE, NEAR, SAME_REGION, SAME_COUNTRY = 2.0, 2.0, 1.0, 0.5
HOME = 2.0
MOST_SUPPORT = 5.0
# Places this near (in kilometres) support each other; the support fades as a normal curve.
NEIGHBOURHOOD = 100.0
ROUNDS = 3
# A name with more candidates than this is settled among the largest of them, a report with more names by its first.
MOST_CANDIDATES, MOST_NAMES = 30, 60
# An outlet's home is the point with most of its names around it; it needs this many to have one.
LEAST_NAMES = 4
LEAST_REPORTS = 3
EARTH_RADIUS = 6371.0

_BESIDE = re.compile(r"\s?(?:,|\(|in|of)\s?(?:the )?")
_SIDE = re.compile(
    r"^(?:north|south|east|west|central|northern|southern|eastern|western|greater|downtown|upper|lower) "
)
_FIRST = re.compile(r"^(?:county|city|town|province|state|village|republic) of ")
_LAST = re.compile(r" (?:city|province|state|town|township|village|region|district|county|parish|borough|co)$")


@dataclass(frozen=True, slots=True)
class Home:
    """The part of the world that an outlet mostly writes about."""

    latitude: float
    """Of its middle, in degrees."""
    longitude: float
    """Of its middle, in degrees."""
    region: str
    """Code of the first-level region it lies in; empty where unknown."""
    country: str
    """ISO 3166 code of its country."""


@dataclass(frozen=True, slots=True)
class _Name:
    spans: tuple[Span, ...]
    candidates: tuple[Place, ...]
    told: tuple[bool, ...]
    """For each candidate, whether the text says beside the name that it lies there."""


def resolve_places(text: str, mentions: Sequence[Span], home: Home | None = None) -> dict[Span, Place]:
    """The place that each mention names; a mention that the gazetteer does not know is left out.

    Args:
        text: the report's text.
        mentions: where it names places or peoples.
        home: where its outlet mostly writes about, if known.
    """
    names = _names(text, mentions)
    if not names:
        return {}
    candidates = [p for name in names for p in name.candidates]
    bounds = np.cumsum([0, *(len(n.candidates) for n in names)])
    prior = np.array([_prior(p) for p in candidates])
    prior += TOLD_BESIDE * np.array([t for n in names for t in n.told])
    if home is not None:
        prior += HOME * _links(candidates, [_as_place(home)])[:, 0]
    links = _links(candidates, candidates)
    for a, b in pairwise(bounds):
        links[a:b, a:b] = 0.0
    score = prior
    for _ in range(ROUNDS):
        share = np.concatenate([_shares(score[a:b]) for a, b in pairwise(bounds)])
        support = np.maximum.reduceat(links * share, bounds[:-1], axis=1).sum(axis=1)
        score = prior + MOST_SUPPORT * np.tanh(support / MOST_SUPPORT)
    out = {}
    for name, a, b in zip(names, bounds, bounds[1:], strict=False):
        best = name.candidates[int(np.argmax(score[a:b]))]
        out.update(dict.fromkeys(name.spans, best))
    return out


def locate(text: str, entities: Sequence[Entity], home: Home | None = None) -> tuple[PlaceMention, ...]:
    """The places among the names of a report, in order.

    Args:
        text: the report's text.
        entities: the names found in it.
        home: where its outlet mostly writes about, if known.
    """
    spans = [e.span for e in entities if e.type in {"GPE", "LOC"}]
    found = resolve_places(text, spans, home)
    return tuple(
        PlaceMention(s, p.name, p.kind, p.country, p.region, p.latitude, p.longitude)
        for s, p in sorted(found.items())
    )


def locate_by_outlet(reports: Sequence[Report], analyses: Sequence[Analysis]) -> tuple[Analysis, ...]:
    """The analyses with their places set again, each outlet's reports read with where it mostly writes about.

    Outlets with one report, or with too few names to have a home, keep the places they have.
    """
    groups: dict[str, list[int]] = {}
    for n, report in enumerate(reports):
        if report.outlet and analyses[n].supported:
            groups.setdefault(report.outlet, []).append(n)
    out = list(analyses)
    for members in groups.values():
        if len(members) < LEAST_REPORTS:
            continue
        home = find_home(count_names((reports[n].text, [p.span for p in analyses[n].places]) for n in members))
        if home is not None:
            for n in members:
                out[n] = replace(analyses[n], places=locate(reports[n].text, analyses[n].entities, home))
    return tuple(out)


def find_home(names: Mapping[str, int]) -> Home | None:
    """Where an outlet mostly writes about: the town with the most of its names round it, or None if none stands out.

    Args:
        names: the place names in its reports, as written, each with the number of reports that have it.
    """
    towns: list[tuple[Place, float, int]] = []
    for n, (name, times) in enumerate(sorted(names.items())):
        found = [p for p in _candidates(name) if p.kind != "continent"]
        shares = _shares(np.array([_prior(p) / 2 for p in found])) if found else np.zeros(0)
        towns.extend((p, float(s) * min(3, times), n) for p, s in zip(found, shares, strict=True))
    if not towns or len(names) < LEAST_NAMES:
        return None
    places = [p for p, _, _ in towns]
    weights = np.array([w for _, w, _ in towns])
    owner = np.array([n for _, _, n in towns])
    # Each name counts once for a point, with the candidate that fits best; no name speaks for its own place.
    links = _links(places, places) * weights * (owner[:, None] != owner[None, :])
    firsts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    density = np.maximum.reduceat(links, firsts, axis=1).sum(axis=1)
    best = places[int(np.argmax(np.where([p.kind == "town" for p in places], density, -1.0)))]
    return Home(best.latitude, best.longitude, best.region, best.country)


def count_names(texts: Iterable[tuple[str, Sequence[Span]]]) -> Counter[str]:
    """The names in several reports, each with the number of reports that have it."""
    return Counter(name for text, mentions in texts for name in {m.of(text) for m in mentions})


def _as_place(home: Home) -> Place:
    return Place("", "town", home.country, home.region, home.latitude, home.longitude, 0)


def _names(text: str, mentions: Sequence[Span]) -> list[_Name]:
    spans: dict[str, list[Span]] = {}
    for span in sorted(set(mentions)):
        spans.setdefault(plain_name(span.of(text)), []).append(span)
    starts = {s.start: s for s in mentions}
    out = []
    for places in list(spans.values())[:MOST_NAMES]:
        candidates = _candidates(places[0].of(text))
        if not candidates:
            continue
        beside: list[Place] = []
        for span in places:
            m = _BESIDE.match(text, span.end)
            if m and m.end() in starts:
                beside.extend(
                    p for p in look_up(starts[m.end()].of(text)) if p.kind in {"country", "region", "county"}
                )
        told = tuple(any(_lies_in(p, b) for b in beside) for p in candidates)
        out.append(_Name(tuple(places), candidates, told))
    return out


def _candidates(name: str) -> tuple[Place, ...]:
    found = look_up(name)
    key = plain_name(name)
    if not found and key.startswith(("st ", "mt ", "ft ")):
        found = look_up({"s": "saint", "m": "mount", "f": "fort"}[key[0]] + key[2:])
    for part in (_FIRST, _LAST, _SIDE):
        if not found and part.search(key):
            key = part.sub("", key)
            found = look_up(key)
    if not found:
        found = (*look_up(f"{key} county"), *look_up(f"{key} parish"))
    return tuple(sorted(found, key=lambda p: (-_prior(p), p.region, p.latitude))[:MOST_CANDIDATES])


def _prior(place: Place) -> float:
    fixed = PRIOR[place.kind]
    if place.kind in {"country", "continent"}:
        return fixed
    capital = CAPITAL if place.kind == "town" and seats().get(place.name) == place.country else 0.0
    return fixed + float(np.log10(1 + place.people)) + (capital if place.people > 100_000 else 0.0)  # noqa: PLR2004


def _shares(score: NDArray[np.float64]) -> NDArray[np.float64]:
    """How sure each candidate of one name is."""
    weight = 10.0 ** (score - score.max())
    share: NDArray[np.float64] = weight / weight.sum()
    return share


def _links(rows: Sequence[Place], columns: Sequence[Place]) -> NDArray[np.float64]:
    """How much each place of the columns supports each of the rows."""
    near = np.exp(-((_distances(rows, columns) / NEIGHBOURHOOD) ** 2) / 2)

    def kind(places: Sequence[Place], *kinds: str) -> NDArray[np.bool_]:
        return np.array([p.kind in kinds for p in places])

    def same(what: Sequence[str], other: Sequence[str]) -> NDArray[np.bool_]:
        one, two = np.array(what), np.array(other)
        alike: NDArray[np.bool_] = (one[:, None] == two[None, :]) & (one != "")[:, None]
        return alike

    country = same([p.country for p in rows], [p.country for p in columns])
    region = same([p.region for p in rows], [p.region for p in columns])
    small = kind(rows, "town", "county")[:, None]
    inside = (region & small & kind(columns, "region")[None, :]) | (
        country & kind(rows, "town", "county", "region")[:, None] & kind(columns, "country")[None, :]
    )
    broad = kind(rows, "country", "continent")[:, None]
    link = np.where(small & kind(columns, "town", "county")[None, :], NEAR * near, 0.0)
    link = np.maximum(link, np.where(region, SAME_REGION, np.where(country, SAME_COUNTRY, 0.0)))
    link = np.maximum(link, np.where(inside, np.where(region, INSIDE, SAME_REGION), 0.0))
    return np.where(broad, np.where(country & ~kind(columns, "country")[None, :], SAME_COUNTRY, 0.0), link)


def _distances(rows: Sequence[Place], columns: Sequence[Place]) -> NDArray[np.float64]:
    """Kilometres along great circles (haversine)."""
    a = np.radians(np.array([[p.latitude, p.longitude] for p in rows]))
    b = np.radians(np.array([[p.latitude, p.longitude] for p in columns]))
    half = (b[None, :, :] - a[:, None, :]) / 2
    h = np.sin(half[..., 0]) ** 2 + np.cos(a[:, None, 0]) * np.cos(b[None, :, 0]) * np.sin(half[..., 1]) ** 2
    distances: NDArray[np.float64] = 2 * EARTH_RADIUS * np.arcsin(np.minimum(1.0, np.sqrt(h)))
    return distances


def _lies_in(place: Place, other: Place) -> bool:
    if other.kind == "country":
        return place.kind not in {"country", "continent"} and place.country == other.country
    if other.kind == "region":
        return place.kind in {"town", "county"} and place.region == other.region
    return place.kind == "town" and place.region == other.region and _near(place, other)


def _near(one: Place, other: Place) -> bool:
    return float(_distances([one], [other])[0, 0]) < NEIGHBOURHOOD
