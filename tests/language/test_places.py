"""Names set to places by what stands beside them and what else is named."""

from __future__ import annotations

import pytest

from stemma.language import EmbeddedModel, locate_by_outlet
from stemma.language.places import Home, find_home, resolve_places
from stemma.language.places_gazetteer import countries, look_up, plain_name
from stemma.text.spans import Span
from tests.conftest import plain_report


def resolve(text: str, *names: str, home: Home | None = None):
    spans = [Span(text.index(n), text.index(n) + len(n)) for n in names]
    got = resolve_places(text, spans, home)
    return [(p.kind, p.country, p.region) if (p := got.get(s)) else None for s in spans]


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("U.S.", "US"),
        ("France", "FR"),
        ("Kyiv", "UA"),
        ("Kiev", "UA"),
        ("Russians", "RU"),
        ("DRC", "CD"),
        ("Burma", "MM"),
    ],
)
def test_knows_names_of_countries_peoples_and_capitals(name: str, country: str):
    assert country in {p.country for p in look_up(name)}


def test_what_stands_beside_a_name_decides():
    assert resolve("He moved to Paris, Texas, in May.", "Paris", "Texas")[0] == ("town", "US", "US-TX")
    assert resolve("He moved to Paris in May.", "Paris")[0][1] == "FR"


def test_neighbours_decide():
    text = "Roads from Lexington, Berea and Richmond were closed, Kentucky police said."
    assert resolve(text, "Lexington", "Berea", "Richmond", "Kentucky")[2] == ("town", "US", "US-KY")


def test_country_named_beside_it_decides_between_country_and_region():
    assert resolve("Tbilisi is the capital of Georgia.", "Tbilisi", "Georgia")[1] == ("country", "GE", "")


def test_unknown_name_is_left_out():
    assert resolve("The road to Quillmouthe is long.", "Quillmouthe") == [None]


def test_home_of_the_outlet_decides_where_the_text_does_not():
    home = find_home(
        {"Richmond": 9, "Berea": 4, "Lexington": 3, "Winchester": 3, "Kentucky": 5, "Madison County": 4}
    )
    assert home is not None
    assert home.region == "US-KY"
    assert resolve("The fair in Richmond opens.", "Richmond", home=home) == [("town", "US", "US-KY")]
    assert resolve("The fair in Richmond opens.", "Richmond")[0] != ("town", "US", "US-KY")


def test_few_names_make_no_home():
    assert find_home({"Richmond": 9, "Berea": 4}) is None


def test_order_of_the_mentions_makes_no_difference():
    text = "Paris, London and Athens are towns in Texas and Ontario."
    spans = [
        Span(text.index(n), text.index(n) + len(n)) for n in ("Paris", "London", "Athens", "Texas", "Ontario")
    ]
    assert resolve_places(text, spans) == resolve_places(text, spans[::-1])


def test_every_country_has_codes_and_a_place():
    assert len({c.code3 for c in countries().values()}) == len(countries())
    for code in ("US", "CN", "GB", "UA", "PS", "TW", "XK"):
        assert any(p.kind == "country" and p.country == code for p in look_up(countries()[code].name))


@pytest.mark.parametrize(
    ("name", "plain"), [("The Hague", "hague"), ("Côte d’Ivoire", "cote divoire"), ("U.S.’s", "us")]
)
def test_plain_names(name: str, plain: str):
    assert plain_name(name) == plain


def test_reports_of_one_outlet_share_its_home(model: EmbeddedModel):
    texts = [
        "Police in Lexington and in Berea closed the road to Winchester in Kentucky.",
        "The fair in Berea and the market in Winchester opened; Lexington sent a band from Kentucky.",
        "The school in Richmond opens on Monday.",
    ]
    reports = [plain_report(t, f"r{n}", outlet="The Register") for n, t in enumerate(texts)]
    alone = [model.analyse(r) for r in reports]
    assert [p.region for p in alone[2].places if p.name == "richmond"] != ["US-KY"]
    together = locate_by_outlet(reports, alone)
    assert [p.region for p in together[2].places if p.name == "richmond"] == ["US-KY"]
    assert locate_by_outlet(reports[2:], alone[2:])[0].places == alone[2].places


def test_no_name_of_a_country_its_people_or_its_seat_means_two():
    for names in ([c.aliases for c in countries().values()], [c.peoples for c in countries().values()]):
        flat = [n for row in names for n in row]
        assert len(flat) == len(set(flat))
    seats = [n for c in countries().values() for n in c.seats]
    assert len(seats) == len(set(seats))
