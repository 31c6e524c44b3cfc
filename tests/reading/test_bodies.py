import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.reading.bodies import Body, Trees, judge_text, load_trees, measure_support
from stemma.reading.lines import find_lines
from stemma.reading.measures import distances, measure_lines
from stemma.reading.zones import find_zones

STORY = [
    "The harbour council voted on Monday to reopen the northern quay after eleven months of repairs and delays.",
    "Dock workers had asked for the vote since spring, when the first cranes were put back in place by the town.",
    "Nothing in the decision binds the new council, which takes office in June, the harbour master told reporters.",
    "The ferry company said that it would decide about the winter timetable once the licences were settled.",
]
FURNITURE_ABOVE = [
    "Home",
    "World",
    "Region",
    "Sports",
    "Weather",
    "Log in",
    "Subscribe",
    "Search",
    "Menu",
    "Contact",
]
FURNITURE_BELOW = [
    "Share",
    "Related stories",
    "Mayor opens fair",
    "Ferry sold",
    "About us",
    "Imprint",
    "Terms of use",
    "© 2021",
]


def slow_probability(trees: Trees, row: list[float]) -> float:
    total = 0.0
    for features, thresholds, leaves in zip(trees.features, trees.thresholds, trees.leaves, strict=True):
        node = 0
        while node < len(features):
            node = 2 * node + (1 if row[features[node]] <= thresholds[node] else 2)
        total += leaves[node - len(features)]
    return float(1 / (1 + np.exp(-total)))


def test_trees_agree_with_walking_down_each():
    trees = load_trees("text", 1)
    table = measure_lines(find_lines("\n".join(FURNITURE_ABOVE + STORY)))
    assert trees.probabilities(table) == pytest.approx([slow_probability(trees, list(row)) for row in table])


def test_chosen_lines_have_the_highest_expected_agreement():
    body = Body(np.array([0.9, 0.2, 0.6, 0.1]), np.array([10.0, 5.0, 10.0, 40.0]))
    chosen, expected = body.chosen()
    assert chosen.tolist() == [True, False, True, False]
    assert expected == pytest.approx(2 * 15 / (20 + 9 + 1 + 6 + 4))


def test_page_of_which_little_is_probable_still_gives_its_best_lines():
    chosen, expected = Body(np.array([0.3, 0.01, 0.25]), np.array([50.0, 50.0, 50.0])).chosen()
    assert chosen.tolist() == [True, False, True]
    assert expected < 0.6


def test_text_of_a_whole_page_is_told_from_its_furniture():
    text = "\n".join(FURNITURE_ABOVE + STORY + FURNITURE_BELOW)
    kinds = {text[z.span.start : z.span.end].strip(): z.kind for z in find_zones(text)}
    body = "\n".join(t for t, kind in kinds.items() if kind == "body")
    assert all(line in body for line in STORY)
    assert not any(line in body.split("\n") for line in FURNITURE_ABOVE + FURNITURE_BELOW)


def test_distances_count_from_the_nearest_mark():
    before, after = distances(np.array([False, True, False, False, True]), 9.0)
    assert before.tolist() == [9, 0, 1, 2, 0]
    assert after.tolist() == [1, 0, 2, 1, 0]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=30))
def test_any_lines_have_probabilities(lines: list[str]):
    found = find_lines("\n".join(lines))
    if not found:
        return
    body = judge_text(found)
    assert np.isfinite(body.probabilities).all()
    assert body.chosen()[0].any()
    assert measure_support(body.probabilities, body.words, ()).shape[0] == len(found)
