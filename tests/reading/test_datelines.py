import pytest

from stemma.model import Dateline
from stemma.reading.datelines import find_dateline, read_dateline
from stemma.reading.zones import find_zones

SAID = "The harbour council voted on Monday to reopen the northern quay after eleven months of repairs."


@pytest.mark.parametrize(
    ("stamp", "dateline"),
    [
        ("PORT ELLAN, March 4 (Corran Wire) -", Dateline("PORT ELLAN", "XXXX-03-04", "Corran Wire")),
        ("PORT ELLAN, Bralt, 4 March 2031 -", Dateline("PORT ELLAN, Bralt", "2031-03-04")),
        ("Port Ellan (CW) —", Dateline("Port Ellan", "", "CW")),
        ("PORT ELLAN –", Dateline("PORT ELLAN")),
        ("PORT ELLAN—The", Dateline("PORT ELLAN")),
        ("PORT ELLAN/BRALT, Ordesia (CW) - The", Dateline("PORT ELLAN/BRALT, Ordesia", "", "CW")),
        ("Port Ellan, March 4 (CW) -- “No", Dateline("Port Ellan", "XXXX-03-04", "CW")),
        ("(CW) - The", None),
        ("FILE - The", None),
        ("US-Bralt talks", None),
        ("Published: 2031-03-04", None),
        ("March 4, 2031", None),
        ("", None),
    ],
)
def test_dateline_gives_place_day_and_agency(stamp: str, dateline: Dateline | None):
    assert read_dateline(stamp) == dateline


@pytest.mark.parametrize("before", ["Quay reopens after vote\n\n", "Quay reopens\n\nMarch 4, 2031\n\n", ""])
def test_dateline_is_found_before_the_first_sentence(before: str):
    text = f"{before}PORT ELLAN, March 4 (Corran Wire) - {SAID}\n\n{SAID}"
    assert find_dateline(text, find_zones(text)) == Dateline("PORT ELLAN", "XXXX-03-04", "Corran Wire")


@pytest.mark.parametrize("text", [SAID, "", f"{SAID}\n\nPORT ELLAN (CW) - {SAID}", "A (B) said so."])
def test_report_without_a_dateline_has_none(text: str):
    assert find_dateline(text, find_zones(text)) is None
