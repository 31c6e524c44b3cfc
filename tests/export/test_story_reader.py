from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import jsonschema
import pytest
from rich.console import Console

from stemma.errors import ContractError
from stemma.export import (
    correction_row,
    given_publication,
    load_correction,
    load_story,
    print_summary,
    render_page,
    story_row,
    to_story_file,
)
from stemma.export.story_file import load_schema
from stemma.model import (
    Cite,
    Correction,
    Corrections,
    GivenDate,
    MergedClaims,
    Publication,
    RejectedEdge,
    Result,
    SplitClaim,
)
from stemma.text.spans import Span

EVERY: list[Correction] = [
    RejectedEdge("a", "b"),
    GivenDate("a", Publication(datetime(2024, 4, 1), "month", "given")),
    MergedClaims((Cite("a", Span(0, 4)), Cite("b", Span(1, 5)))),
    SplitClaim((Cite("a", Span(0, 4)),)),
]


def through_json(row: dict[str, Any]) -> dict[str, Any]:
    back: dict[str, Any] = json.loads(json.dumps(row))
    return back


def test_a_story_comes_back_as_it_was(result: Result):
    for story in result.stories:
        assert load_story(through_json(story_row(story))) == story


def test_a_corrected_story_says_so_and_keeps_the_schema(result: Result):
    corrections = Corrections(tuple(EVERY))
    corrected = replace(result, stories=tuple(replace(s, corrections=corrections) for s in result.stories))
    document = through_json(to_story_file(corrected))
    jsonschema.validate(document, load_schema())
    assert [load_story(row).corrections for row in document["stories"]] == [corrections] * len(result.stories)


@pytest.mark.parametrize("correction", EVERY)
def test_a_correction_comes_back_as_it_was(correction: Correction):
    assert load_correction(through_json(correction_row(correction))) == correction


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"kind": "spell"},
        {"kind": "rejected edge", "child": "a"},
        {"kind": "rejected edge", "child": "a", "parent": "a"},
        {"kind": "given date", "report": "a", "published": "soon"},
        {"kind": "given date", "report": "a", "published": 3},
        {"kind": "merged claims", "readings": [{"report": "a", "start": 0, "end": 1}]},
        {"kind": "split claim", "readings": []},
        {"kind": "split claim", "readings": [{"report": "a", "start": 4, "end": 1}]},
        {"kind": "split claim", "readings": [{"report": "a", "start": "x", "end": 1}]},
        {"kind": "split claim", "readings": [{"report": "a", "start": 0.5, "end": 1.5}]},
    ],
)
def test_what_is_no_correction_is_refused_in_words(row: dict[str, Any]):
    with pytest.raises(ContractError):
        load_correction(row)


def test_a_broken_story_is_refused(result: Result):
    row = through_json(story_row(result.stories[0]))
    del row["stemma"]
    with pytest.raises(ContractError, match="not a story"):
        load_story(row)


@pytest.mark.parametrize("value", ["2024", "2024-04", "2024-04-20", "2024-04-20T10:30:00+02:00"])
def test_a_given_date_is_as_exact_as_it_is_written(value: str):
    assert given_publication(value).iso() == value


def test_page_and_summary_say_what_persons_set(result: Result):
    corrections = Corrections((*EVERY, RejectedEdge("c", "d")))
    words = "2 edges taken out, 1 date set, 1 merger of claims, 1 claim split"
    corrected = replace(result, stories=tuple(replace(s, corrections=corrections) for s in result.stories))
    assert f"Set by a person: {words}." in render_page(corrected)
    assert "Set by a person" not in render_page(result)
    shown = Console(file=io.StringIO(), width=200)
    print_summary(corrected, shown)
    assert f"Set by a person: {words}." in shown.file.getvalue()  # type: ignore[attr-defined]
