"""Rows of `clean` and `annotate`."""

import json

from stemma.export import annotate_row, clean_row
from stemma.model import Result
from tests.export.visit import TEXTS


def test_clean_row_says_zones_and_metadata(result: Result):
    row = clean_row(result.report("herald"))
    assert row["outlet"] == "Marenne Herald"
    assert "text" not in row
    assert [z["kind"] for z in row["zones"]] == ["title", "body", "boilerplate"]
    bar = row["zones"][2]
    assert TEXTS["herald"][bar["start"] : bar["end"]].startswith("Share this article")
    assert bar["reason"] == "its place"
    assert "reason" not in row["zones"][1]
    assert clean_row(result.report("mirror"))["source_map"] == [[0, 10, 120, 130]]


def test_annotate_row_has_the_fields_of_the_contract(result: Result):
    text = TEXTS["wire"]
    row = annotate_row(result.report("wire"), next(a for a in result.analyses if a.report == "wire"))
    assert json.loads(json.dumps(row)) == row
    assert {"id", "sentences", "entities", "attributions", "statements", "dates", "places", "events"} <= set(row)
    [entity] = row["entities"]
    assert (text[entity["start"] : entity["end"]], entity["type"], entity["key"]) == (
        "Ilva Tavik",
        "PER",
        "ilva tavik",
    )
    [said] = row["attributions"]
    assert text[slice(*said["source"])] == "Tavik"
    assert text[slice(*said["cue"])] == "told reporters"
    assert [text[slice(*c)] for c in said["content"]] == ['"We have come to open a door, not to close one,"']
    assert (said["type"], said["voice"], said["anonymous"], said["nested_in"]) == (
        "direct",
        "Ilva Tavik",
        False,
        None,
    )
    assert row["statements"][0]["certainty"] == "planned"
    assert row["dates"][0]["value"] == "2031-03-04"
    first = row["sentences"][0]
    assert text[slice(*first)] == "Minister Tavik arrives in Marenne for ferry talks"
