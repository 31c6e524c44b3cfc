"""The gazetteer: countries, regions, counties and towns of the world, from GeoNames (CC BY 4.0).

Made by `training/build_gazetteer.py`; the table of countries is edited by hand. Looked up by the plain form of a name: small letters, no marks, no stops.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from stemma.model import PlaceKind

_KINDS: tuple[PlaceKind, ...] = ("country", "region", "county", "town")
_REGION_SHORT = {
    "US": "al=AL ala=AL alaska=AK ariz=AZ ark=AR calif=CA ca=CA colo=CO conn=CT del=DE fla=FL fl=FL ga=GA idaho=ID "
    "ill=IL il=IL ind=IN kan=KS ky=KY la=LA md=MD mass=MA ma=MA mich=MI mi=MI minn=MN mn=MN miss=MS mo=MO mont=MT "
    "neb=NE nev=NV nv=NV nh=NH nj=NJ nm=NM ny=NY nc=NC nd=ND okla=OK ore=OR pa=PA ri=RI sc=SC sd=SD tenn=TN tn=TN "
    "tex=TX tx=TX vt=VT va=VA wash=WA wva=WV wis=WI wi=WI wyo=WY dc=DC oh=OH",
    "CA": "ont=ON que=QC bc=BC alta=AB sask=SK",
    "AU": "nsw=NSW vic=VIC qld=QLD",
}
# Continents and great regions that news speaks of; centre points as GeoNames has them, to the degree.
_BROAD = {
    "africa": (7.2, 21.1), "europe": (48.7, 9.1), "asia": (29.8, 89.3), "north america": (46.1, -100.5),
    "south america": (-14.6, -57.7), "latin america": (-14.6, -57.7), "antarctica": (-78.2, 16.4),
    "oceania": (-18.3, 138.5), "middle east": (29.0, 41.0), "central asia": (45.0, 68.0), "gulf": (26.6, 52.0),
    "persian gulf": (26.6, 52.0), "south china sea": (13.0, 114.0), "taiwan strait": (24.0, 119.0),
    "black sea": (43.0, 35.0), "red sea": (19.0, 39.5), "mediterranean": (35.0, 18.0), "baltic": (58.0, 20.0),
    "caucasus": (42.5, 45.0), "balkans": (43.0, 21.0), "central america": (12.7, -87.1), "sahel": (15.0, 5.0),
    "west africa": (12.0, -3.0), "east africa": (0.0, 38.0), "southeast asia": (5.0, 115.0), "caribbean": (15.0, -75.0),
    "americas": (19.0, -96.0), "korean peninsula": (38.0, 127.0), "darfur": (13.0, 25.0), "kashmir": (34.0, 76.0),
    "siberia": (60.0, 105.0), "crimea": (45.3, 34.4), "donbas": (48.3, 38.0), "england": (52.2, -0.7),
    "south ossetia": (42.3, 44.0), "south ossetian": (42.3, 44.0), "south ossetians": (42.3, 44.0),
    "abkhazia": (43.0, 41.0), "abkhaz": (43.0, 41.0), "chechnya": (43.3, 45.7), "chechen": (43.3, 45.7),
    "dagestan": (43.0, 47.0), "kurdistan": (36.5, 44.0), "tibet": (31.5, 88.0), "tibetan": (31.5, 88.0),
    "nagorno karabakh": (39.9, 46.8), "transnistria": (46.8, 29.6), "eu": (50.8, 4.4), "european union": (50.8, 4.4),
}  # fmt: skip
_BROAD_COUNTRY = {"england": "GB", "darfur": "SD", "crimea": "UA", "donbas": "UA", "siberia": "RU"} | {
    "south ossetia": "GE",
    "south ossetian": "GE",
    "south ossetians": "GE",
    "abkhazia": "GE",
    "abkhaz": "GE",
    "chechnya": "RU",
    "chechen": "RU",
    "dagestan": "RU",
    "kurdistan": "IQ",
    "tibet": "CN",
    "tibetan": "CN",
    "nagorno karabakh": "AZ",
    "transnistria": "MD",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One place that a name can mean."""

    name: str
    """Its name in plain form."""
    kind: PlaceKind
    """What it is."""
    country: str
    """ISO 3166 code of its country, two letters; empty for what lies in several."""
    region: str
    """Code of its first-level region, such as `US-LA`; empty where unknown."""
    latitude: float
    """In degrees, north positive."""
    longitude: float
    """In degrees, east positive."""
    people: int
    """How many live there, to a tenth; 0 where unknown."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country and how it is called."""

    code: str
    """ISO 3166, two letters."""
    code3: str
    """ISO 3166, three letters: the country code of CAMEO and PLOVER."""
    name: str
    """As it is shown."""
    aliases: tuple[str, ...]
    """Other names, in plain form."""
    peoples: tuple[str, ...]
    """Adjectives and names of its people, in plain form."""
    seats: tuple[str, ...]
    """Its capital and other words that stand for its government, in plain form."""


def plain_name(name: str) -> str:
    """A name as it is looked up: small letters, no marks, no stops, no leading article or possessive ending."""
    bare = unicodedata.normalize("NFKD", name.replace("’", "'")).encode("ascii", "ignore").decode().lower()
    bare = bare.removesuffix("'s").replace(".", "").replace("-", " ").replace("'", "")
    words = bare.split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


@cache
def countries() -> dict[str, Country]:
    """Every country by its two-letter code."""
    out = {}
    for line in files("stemma.language").joinpath("weights/countries.tsv").read_text("utf-8").splitlines():
        code, code3, name, *lists = line.split("\t")
        aliases, peoples, seats = (tuple(x for x in part.split("|") if x) for part in lists)
        out[code] = Country(code, code3, name, aliases, peoples, seats)
    return out


@cache
def country_names() -> dict[str, str]:
    """Names of countries in plain form, each with its code."""
    return {name: c.code for c in countries().values() for name in (plain_name(c.name), *c.aliases)}


@cache
def peoples() -> dict[str, str]:
    """Adjectives and names of peoples in plain form, each with the code of the country."""
    return {name: c.code for c in countries().values() for name in c.peoples}


@cache
def seats() -> dict[str, str]:
    """Capitals and other words that stand for a government, in plain form, each with the code of the country."""
    return {name: c.code for c in countries().values() for name in c.seats}


def look_up(name: str) -> tuple[Place, ...]:
    """Every place that a name can mean, in no particular order; empty if none is known."""
    key = plain_name(name)
    table = load_table()
    found = [table.place(n) for n in table.rows(key)]
    code = country_names().get(key) or peoples().get(key)
    if code and code in table.centres:
        lat, lon = table.centres[code]
        found = [p for p in found if p.kind != "country"]
        found.append(Place(key, "country", code, "", lat, lon, 0))
    for country, pairs in _region_codes().items():
        if key.replace(" ", "") in pairs and name[:1].isupper():
            region = f"{country}-{pairs[key.replace(' ', '')]}"
            found.extend(table.place(n) for n in table.region_rows.get(region, ())[:1])
    if key in _BROAD:
        found.append(Place(key, "continent", _BROAD_COUNTRY.get(key, ""), "", *_BROAD[key], 0))
    return tuple(found)


@cache
def _region_codes() -> dict[str, dict[str, str]]:
    return {c: dict(pair.split("=") for pair in text.split()) for c, text in _REGION_SHORT.items()}


class _Table:
    """The arrays of the file, and where each name stands in them."""

    def __init__(self) -> None:
        with np.load(str(files("stemma.language").joinpath("weights/places.npz"))) as data:
            self._letters = data["names"].tobytes()
            # Where each name begins, and one past the end of the last.
            self._begins = np.r_[0, np.flatnonzero(data["names"] == ord("\n")) + 1, len(self._letters) + 1]
            self._kind, self._country, self._region = data["kind"], data["country"], data["region"]
            self._lat, self._lon, self._people = data["latitude"], data["longitude"], data["people"]
            self._countries = [str(c) for c in data["countries"]]
            self._regions = [str(r) for r in data["regions"]]
        own = np.flatnonzero(self._kind == 0)
        self.centres = {self.place(int(n)).country: self._point(int(n)) for n in own}
        self.region_rows: dict[str, list[int]] = {}
        for n in np.flatnonzero(self._kind == 1):
            self.region_rows.setdefault(self._regions[self._region[n]], []).append(int(n))

    def rows(self, key: str) -> range:
        """Where the name stands: the names are sorted."""
        every = range(len(self))
        first = bisect_left(every, key, key=self._name)
        return range(first, bisect_right(every, key, lo=first, key=self._name))

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._begins) - 1

    def _name(self, n: int) -> str:
        name: str = self._letters[self._begins[n] : self._begins[n + 1] - 1].decode("ascii")
        return name

    def _point(self, n: int) -> tuple[float, float]:
        return float(self._lat[n]) / 100.0, float(self._lon[n]) / 100.0

    def place(self, n: int) -> Place:
        """The place of a row."""
        return Place(
            self._name(n),
            _KINDS[self._kind[n]],
            self._countries[self._country[n]],
            self._regions[self._region[n]],
            *self._point(n),
            round(10 ** (self._people[n] / 12.0)) - 1,
        )


@cache
def load_table() -> _Table:
    """The gazetteer that comes with the package."""
    return _Table()
