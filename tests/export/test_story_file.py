"""The story file keeps the contract."""

import copy
import json
from dataclasses import replace

import jsonschema
import pytest

from stemma.export import dump_story_file, to_story_file, variant_row
from stemma.export.story_file import load_schema
from stemma.model import Result
from tests.export.visit import TEXTS, make_report, make_result


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(load_schema())
    return jsonschema.Draft202012Validator(load_schema())


def test_story_file_keeps_its_schema(result: Result, validator: jsonschema.Draft202012Validator):
    validator.validate(json.loads(dump_story_file(result)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("stemma",), 2),
        (("reports", 0, "zones", 0, "kind"), "advert"),
        (("reports", 0, "published"), "4 March"),
        (("stories", 0, "stemma", "edges", 0, "confidence"), 1.2),
        (("stories", 0, "stemma", "edges", 0, "passages"), [{"child": [1], "parent": [1, 2]}]),
        (("stories", 0, "stemma", "count", "origins"), 3),
        (("stories", 0, "variants", 0, "parent"), None),
        (("stories", 0, "claims", 0, "readings"), []),
        (("stories", 0, "claims", 0, "readings", 0, "certainty"), "sure"),
    ],
)
def test_schema_refuses_what_the_contract_does_not_allow(
    result: Result,
    validator: jsonschema.Draft202012Validator,
    path: tuple[str | int, ...],
    value: object,
):
    document = copy.deepcopy(to_story_file(result))
    at = document
    for step in path[:-1]:
        at = at[step]
    assert path[-1] in at if isinstance(at, dict) else True
    at[path[-1]] = value
    assert not validator.is_valid(document)


def test_every_span_cites_the_passage(result: Result):
    document = to_story_file(result)
    texts = {r["id"]: r["text"] for r in document["reports"]}
    assert texts == TEXTS
    [story] = document["stories"]
    reading = story["claims"][4]["readings"][1]
    assert texts[reading["report"]][reading["start"] : reading["end"]].startswith(
        '"We have come to open a door, not'
    )
    number = next(v for v in story["variants"] if v["kind"] == "number")
    start, end = number["child_span"]
    assert texts["lantern"][start:end] == "Some 530 officers guarded the harbour."
    assert (number["from"], number["to"]) == ("350", "530")


def test_invention_has_no_parent(result: Result):
    invention = next(v for v in result.stories[0].variants if v.kind == "invention")
    row = variant_row(invention)
    assert row["parent"] is None
    assert row["parent_span"] is None


def test_source_map_stands_only_where_the_text_is_not_the_input(result: Result):
    reports = {r["id"]: r for r in to_story_file(result)["reports"]}
    assert reports["mirror"]["source_map"] == [[0, 10, 120, 130]]
    assert "source_map" not in reports["herald"]


def test_dates_are_no_more_precise_than_known(result: Result):
    reports = {r["id"]: r for r in to_story_file(result)["reports"]}
    assert reports["herald"]["published"] == "2031-03-04"
    assert reports["herald"]["published_evidence"] == "given"
    assert reports["register"]["published"] is None


def test_story_file_is_the_same_twice():
    assert dump_story_file(make_result()) == dump_story_file(make_result())


def test_story_file_can_be_written_whatever_the_text_holds(result: Result):
    text = "A half \ud800 and é, \u202e, \x00.\n"
    report = make_report("odd", text)
    analysis = replace(result.analyses[0], report="odd", sentences=(), vectors=result.analyses[0].vectors[:0])
    stemma = replace(
        result.stories[0].stemma,
        reports=("odd",),
        edges=(),
        lost_sources=(),
        origins=(replace(result.stories[0].stemma.origins[0], root="odd", reports=("odd",)),),
    )
    story = replace(result.stories[0], reports=("odd",), stemma=stemma, claims=(), variants=())
    dumped = dump_story_file(replace(result, reports=(report,), analyses=(analysis,), stories=(story,)))
    assert json.loads(dumped.encode())["reports"][0]["text"] == text
    assert "é" in dumped
