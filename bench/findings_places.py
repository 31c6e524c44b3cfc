"""Score geocoding on LGL and GeoVirus, beside "the most populous place of that name" in the same run."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from stemma.language.places import count_names, find_home, resolve_places
from stemma.language.places_gazetteer import Place, country_names, load_table, look_up, plain_name
from stemma.text.spans import Span

# The distance within which a place counts as found (100 miles: Gritta et al. 2018, "What's missing in geographical
# parsing?").
WITHIN = 161.0
# A point belongs to the country of a town so near, in kilometres.
NEAR = 80.0

Resolver = Callable[[str, list[Span]], dict[Span, Place]]


@dataclass(frozen=True)
class Article:
    """A text with its places."""

    text: str
    gold: tuple[tuple[Span, float, float, str], ...]  # span, latitude, longitude, country code where given
    outlet: str = ""


def read_lgl(path: Path) -> Iterator[Article]:
    """The Local-Global Lexicon: local newspapers; names without an entry in GeoNames are left out, as is usual."""
    for article in ET.parse(path).getroot().iter("article"):  # noqa: S314  a development set
        gold = []
        for t in article.iter("toponym"):
            tag = t.find("gaztag")
            if tag is not None:
                span = Span(int(t.findtext("start", "0")), int(t.findtext("end", "0")))
                code = country_names().get(plain_name(tag.findtext("country") or ""), "")
                gold.append((span, float(tag.findtext("lat", "0")), float(tag.findtext("lon", "0")), code))
        yield Article(article.findtext("text", ""), tuple(gold), article.findtext("domain", ""))


def read_geovirus(path: Path) -> Iterator[Article]:
    """GeoVirus: world news about epidemics.

    No countries are given: that of a mention is the country of the place of the gazetteer nearest to its point, within
    `NEAR` kilometres; what lies farther from all places (seas, continents) has none.
    """
    near = _Nearest()
    for article in ET.parse(path).getroot().iter("article"):  # noqa: S314  a development set
        gold = [
            (Span(int(t.findtext("start", "1")), int(t.findtext("end", "1"))), float(t.findtext("lat", "0")),
             float(t.findtext("lon", "0")), near.country(t))
            for t in article.iter("location")
        ]  # fmt: skip
        text = article.findtext("text", "")
        shift = 0 if all(g[0].of(text) for g in gold) and _fits(article, text, 0) else -1
        yield Article(text, tuple((Span(s.start + shift, s.end + shift), a, o, c) for s, a, o, c in gold))


class _Nearest:
    """The country of a point, by the towns round it."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], list[Place]] = {}
        table = load_table()
        for place in map(table.place, range(len(table))):
            if place.kind != "town":
                continue
            self.cells.setdefault((int(place.latitude // 1), int(place.longitude // 1)), []).append(place)

    def country(self, location: ET.Element) -> str:
        """Two letters; empty where no town is near, and for continents, which lie in no one country."""
        latitude, longitude = float(location.findtext("lat", "0")), float(location.findtext("lon", "0"))
        if any(p.kind == "continent" for p in look_up(location.findtext("name", ""))):
            return ""
        row, column = int(latitude // 1), int(longitude // 1)
        around = [p for i in (-1, 0, 1) for j in (-1, 0, 1) for p in self.cells.get((row + i, column + j), ())]
        best = min(around, key=lambda p: kilometres(p, latitude, longitude), default=None)
        return best.country if best and kilometres(best, latitude, longitude) <= NEAR else ""


def _fits(article: ET.Element, text: str, shift: int) -> bool:
    return all(
        text[int(t.findtext("start", "1")) + shift : int(t.findtext("end", "1")) + shift] == t.findtext("name")
        for t in article.iter("location")
    )


def kilometres(place: Place, latitude: float, longitude: float) -> float:
    """From a place to a point."""
    a, b = math.radians(place.latitude), math.radians(latitude)
    across = math.radians(longitude - place.longitude)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(across / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))


def most_populous(text: str, mentions: list[Span]) -> dict[Span, Place]:
    """The peer: the country of that name, else the place with most people."""
    out = {}
    for span in mentions:
        found = look_up(span.of(text))
        if found:
            out[span] = max(found, key=lambda p: (p.kind == "country", p.people))
    return out


def with_homes(articles: list[Article]) -> Resolver:
    """Stemma, each text read with where its outlet mostly writes about, as found from the texts alone."""
    homes = {}
    for outlet in {a.outlet for a in articles} - {""}:
        texts = [(a.text, [g[0] for g in a.gold]) for a in articles if a.outlet == outlet]
        homes[outlet] = find_home(count_names(texts))
    of = {a.text: homes.get(a.outlet) for a in articles}
    return lambda text, mentions: resolve_places(text, mentions, of[text])


def score(articles: list[Article], resolve: Resolver, *, show: bool = False) -> dict[str, float]:
    """Share of the gold mentions within 161 km, and in the right country where one is given."""
    total = near = known = right = found = 0
    for a in articles:
        got = resolve(a.text, [g[0] for g in a.gold])
        for span, lat, lon, code in a.gold:
            place = got.get(span)
            total += 1
            found += place is not None
            hit = place is not None and kilometres(place, lat, lon) <= WITHIN
            near += hit
            known += bool(code)
            right += bool(code) and place is not None and place.country == code
            if show and not hit:
                print(f"{span.of(a.text)!r:28} {lat:.1f} {lon:.1f} {code} got {place}")
    return {
        "mentions": total,
        "found": round(found / total, 3),
        "within 161 km": round(near / total, 3),
    } | ({"country": round(right / known, 3)} if known else {})


def score_places(data: Path) -> dict[str, dict[str, float]]:
    """Both sets, Stemma and the peer."""
    sets = {
        "lgl": list(read_lgl(data / "places" / "lgl.xml")),
        "geovirus": list(read_geovirus(data / "places" / "GeoVirus.xml")),
    }
    out = {}
    for name, articles in sets.items():
        out[name] = score(articles, with_homes(articles))
        out[f"{name}: each text alone"] = score(articles, resolve_places)
        out[f"{name}: most populous"] = score(articles, most_populous)
    return out
