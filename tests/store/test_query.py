from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.store import SearchQuery, parse_query


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("ferry harbour", SearchQuery(("ferry", "harbour"))),
        ('"ferry line" sank', SearchQuery(("ferry line", "sank"))),
        ('outlet:"Harbour Today" ferry', SearchQuery(("ferry",), outlet="Harbour Today")),
        ("voice:Tarrow", SearchQuery(voice="Tarrow")),
        ("VOICE:Tarrow", SearchQuery(voice="Tarrow")),
        ("after:2024-04 before:2024-05-02", SearchQuery(after="2024-04", before="2024-05-02")),
        ("date:2024-04-20", SearchQuery(after="2024-04-20", before="2024-04-20")),
        ("at 10:30", SearchQuery(("at", "10:30"))),
        ('"unfinished', SearchQuery(("unfinished",))),
        ("— ...", SearchQuery()),
    ],
)
def test_query_is_read_as_typed(typed: str, query: SearchQuery):
    assert parse_query(typed) == query


def test_a_date_that_is_none_is_named_with_the_mend():
    (problem,) = parse_query("after:soon ferry").problems
    assert "after:2024-04-20" in problem


@given(st.text(max_size=80))
def test_no_query_is_an_operator(typed: str):
    match = parse_query(typed).match()
    assert match.count('"') % 2 == 0
