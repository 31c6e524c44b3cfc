from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.language.quotations import find_quotations


def quoted(text: str) -> list[str]:
    return [q.of(text) for q in find_quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "no" and "yes".', ['"no"', '"yes"']),
        ("He said “no” twice.", ["“no”"]),
        ("The map is 'a child's drawing', she said.", ["'a child's drawing'"]),
        ("It is the ministers' own plan and the bank's.", []),
        ("“He told me ‘go’ and I went,” she said.", ["“He told me ‘go’ and I went,”"]),
        ("«The river is ours», ran a post.", ["«The river is ours»"]),
    ],
)
def test_quotations_are_found_and_apostrophes_are_none(text: str, expected: list[str]):
    assert quoted(text) == expected


def test_open_quotation_runs_on_where_the_next_paragraph_opens_again():
    text = "“We waited. We saw nothing.\n“Then it came,” he said."
    assert quoted(text) == ["“We waited. We saw nothing.", "“Then it came,”"]


def test_forgotten_mark_ends_with_its_sentence():
    assert quoted("“It was low, said the teacher. The army flew two sorties.") == ["“It was low,"]


@given(st.text(alphabet="a \"'“”‘’s.\n", max_size=200))
def test_quotations_are_in_order_and_do_not_overlap(text: str):
    found = find_quotations(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(len(q) > 0 and q.end <= len(text) for q in found)


def test_hostile_marks_cost_little():
    start = time.process_time()
    find_quotations("a\"'" * 20_000)
    assert time.process_time() - start < 5
