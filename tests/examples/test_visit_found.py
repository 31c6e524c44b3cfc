"""What the program finds in the example story, beside its truth: the first thing that a new user sees."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stemma.model import Story, Variant
from stemma.pipeline import read

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads((EXAMPLES / "visit.truth.json").read_text(encoding="utf-8"))
    return parsed


@pytest.fixture(scope="module")
def found() -> tuple[Story, dict[str, str], dict[str, str]]:
    """The story, the name by which the truth knows each report, and the texts by that name."""
    result = read([str(EXAMPLES / "visit")], one_story=True)
    names = {}
    for report in result.reports:
        file = Path(report.source).name.partition(":")[0]
        names[report.id] = f"{file}#{report.id}" if file.endswith(".jsonl") else file
    return result.stories[0], names, {names[r.id]: r.text for r in result.reports}


def test_tree_of_the_example_is_the_true_one(
    found: tuple[Story, dict[str, str], dict[str, str]], truth: dict[str, Any]
):
    story, names, _ = found
    lost = {x["id"] for x in truth["lost_sources"]}
    given = {(child, p) for child, r in truth["reports"].items() for p in r["parents"] if p not in lost}
    assert {(names[e.child], names[e.parent]) for e in story.stemma.edges} == given
    assert [s.name for s in story.stemma.lost_sources] == [x["name"] for x in truth["lost_sources"]]
    assert story.stemma.count.best == truth["count"]["origins"]


def test_every_distortion_of_the_example_is_found_with_its_kind_and_none_invented(
    found: tuple[Story, dict[str, str], dict[str, str]], truth: dict[str, Any]
):
    story, names, texts = found

    def lies_on(variant: Variant, planted: dict[str, Any]) -> bool:
        child = planted["child"]
        start = texts[child].index(planted["child_quote"])
        span = variant.child_span
        return (
            names[variant.child] == child and span.start < start + len(planted["child_quote"]) and start < span.end
        )

    planted = truth["distortions"]
    missed = [p["note"] for p in planted if not any(v.kind == p["kind"] and lies_on(v, p) for v in story.variants)]
    invented = [v for v in story.variants if not any(v.kind == p["kind"] and lies_on(v, p) for p in planted)]
    assert missed == []
    assert invented == []


def test_the_picture_in_the_readme_shows_every_text_of_the_example(
    found: tuple[Story, dict[str, str], dict[str, str]],
):
    story, names, _ = found
    picture = (EXAMPLES.parent / "docs/picture.svg").read_text(encoding="utf-8")
    copies = {e.child for e in story.stemma.edges if e.kind == "copy"}
    files = {n for r, n in names.items() if r not in copies and n.endswith(".txt")}
    assert files
    assert {n for n in files if f">{n}" not in picture} == set()
    assert f"{len(story.reports)} reports" in picture
    assert all(x.name in picture for x in story.stemma.lost_sources)
