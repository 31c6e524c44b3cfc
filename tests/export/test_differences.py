"""Differing words."""

import time

from hypothesis import given
from hypothesis import strategies as st

from stemma.export.differences import Stretch, find_differences, shorten

WORDS = st.lists(st.sampled_from(["ferry", "Ferry", "not", "“will”", "3,500", "…", "a-b", "\n", "é"])).map(
    " ".join
)


def differing(stretches: tuple[Stretch, ...]) -> list[str]:
    return [s.text for s in stretches if s.differs]


@given(WORDS, WORDS, WORDS, WORDS)
def test_stretches_joined_are_the_passages(parent: str, child: str, before: str, after: str):
    found = find_differences(parent, child, before, after)
    assert "".join(s.text for s in found.parent) == parent
    assert "".join(s.text for s in found.child) == child


@given(WORDS)
def test_equal_passages_do_not_differ(passage: str):
    found = find_differences(passage, passage)
    assert not differing(found.parent)
    assert not differing(found.child)


def test_finds_the_words_that_differ():
    found = find_differences("Some 350 officers guarded it.", "Some 530 officers guarded it.")
    assert differing(found.parent) == ["350"]
    assert differing(found.child) == ["530"]


def test_marks_an_addition_on_its_side_only():
    found = find_differences("They will meet.", "They will not meet.")
    assert differing(found.parent) == []
    assert differing(found.child) == ["not"]


def test_case_and_quotation_marks_make_no_difference():
    assert not differing(find_differences("“The Ferry” sails", '"the ferry" sails').child)


def test_decisive_words_stay_in_one_piece():
    found = find_differences("They will protest.", "Dockers will not protest.", "will protest", "will not protest")
    assert [s.text for s in found.child if s.decisive] == ["will not protest"]
    assert [s.text for s in found.parent if s.decisive] == ["will protest"]


def test_decisive_words_that_stand_nowhere_mark_nothing():
    assert not any(s.decisive for s in find_differences("one", "two", "three", "").parent)


def test_shortening_keeps_what_is_marked():
    found = find_differences(
        "word " * 200 + "350 men " + "more " * 200, "word " * 200 + "530 men " + "more " * 200
    )
    short = shorten(found.child, 120)
    assert differing(short) == ["530"]
    assert sum(len(s.text) for s in short) < 160
    assert short[0].text.startswith("…")
    assert short[-1].text.endswith("…")


def test_shortening_leaves_short_passages_alone():
    found = find_differences("a b", "a c")
    assert shorten(found.child, 120) == found.child


def test_long_passages_are_compared_quickly():
    start = time.process_time()
    find_differences("the ferry of the port " * 2_000, "the port of the ferry " * 2_000)
    assert time.process_time() - start < 5
