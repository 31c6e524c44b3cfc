from __future__ import annotations

import pytest

from stemma.text.quantities import Quantity, agree, find_quantities
from stemma.text.spans import Span


def keys(text: str) -> list[str]:
    return [q.key for q in find_quantities(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("350 people", "350"),
        ("about 350 people", "~350"),
        ("more than 1,200 troops", ">1200"),
        ("twenty-one ships", "21"),
        ("two hundred guests", "200"),
        ("$1.3 billion in aid", "1.3e+09$"),
        ("forty percent of voters", "40%"),
        ("11 million people", "1.1e+07"),
        ("11 millions of people", "1.1e+07"),
        ("10,000 dollars", "10000$"),
        ("two dozen shells", "24"),
        ("a dozen boats", "12"),
        ("nearly a third of the seats", "~33.3333%"),
        ("more than half of them", ">50%"),
        ("two thirds of the voters", "~66.6667%"),
        ("one in four voters", "~25%"),
        ("one in two weeks", "2"),
    ],
)
def test_reads_quantity(text: str, key: str):
    assert keys(text) == [key]


@pytest.mark.parametrize(
    "text",
    [
        "in 2016",
        "at 10:30",
        "the 78th anniversary",
        "the G7",
        "at 5 p.m.",
        "no one came",
        "half an hour",
        "a third man",
    ],
)
def test_leaves_out_what_counts_nothing(text: str):
    assert keys(text) == []


def test_approximations_agree_with_what_they_round():
    def quantity(text: str) -> Quantity:
        (one,) = find_quantities(text, Span(0, len(text)))
        return one

    assert agree(quantity("about 350 boats"), quantity("348 boats"))
    assert not agree(quantity("350 boats"), quantity("348 boats"))
    assert not agree(quantity("about 350 boats"), quantity("500 boats"))
    assert not agree(quantity("40 percent"), quantity("40 boats"))
