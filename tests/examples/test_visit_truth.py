"""The example story and its truth belong together: what the truth says stands in the reports."""

from __future__ import annotations

import json
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

from stemma.model import VARIANT_KINDS, ZONE_KINDS

EXAMPLES = Path(__file__).parents[2] / "examples"
KINDS = {"original", "copy", "edit", "rewrite", "summary", "excerpt"}


def load_texts() -> dict[str, str]:
    """The text of every report, under the name by which the truth knows it."""
    texts: dict[str, str] = {}
    for path in sorted((EXAMPLES / "visit").iterdir()):
        content = path.read_text(encoding="utf-8")
        if path.suffix == ".jsonl":
            rows = [json.loads(line) for line in content.splitlines()]
            texts |= {f"{path.name}#{row['id']}": row["text"] for row in rows}
        else:
            texts[path.name] = content
    return texts


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return load_texts()


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads((EXAMPLES / "visit.truth.json").read_text(encoding="utf-8"))
    return parsed


def all_quotes(truth: dict[str, Any]) -> list[tuple[str, str]]:
    """Every (report, quote) that the truth holds."""
    quotes: list[tuple[str, str]] = []
    for pair in truth["distortions"] + truth["faithful"]:
        quotes.append((pair["child"], pair["child_quote"]))
        if pair["parent"] is not None:
            quotes.append((pair["parent"], pair["parent_quote"]))
    quotes += [(i["report"], i["quote"]) for i in truth["inherited"] + truth["furniture"]]
    quotes += [quote for claim in truth["claims"] for quote in claim["quotes"].items()]
    return quotes


def test_truth_names_every_report_of_the_folder(texts: dict[str, str], truth: dict[str, Any]):
    assert set(truth["reports"]) == set(texts)
    assert len(texts) == truth["count"]["reports"] == 10


def test_every_quote_stands_in_its_report(texts: dict[str, str], truth: dict[str, Any]):
    assert [(report, quote) for report, quote in all_quotes(truth) if quote not in texts[report]] == []


def test_parents_exist_and_form_no_cycle(truth: dict[str, Any]):
    reports = truth["reports"]
    known = set(reports) | {lost["id"] for lost in truth["lost_sources"]}
    assert {parent for r in reports.values() for parent in r["parents"]} <= known
    TopologicalSorter({name: r["parents"] for name, r in reports.items()}).prepare()


def test_kind_fits_the_number_of_parents(truth: dict[str, Any]):
    for name, report in truth["reports"].items():
        assert report["kind"] in KINDS
        assert (report["kind"] == "original") == (not report["parents"]), name


def test_lost_source_has_the_children_that_name_it_as_parent(texts: dict[str, str], truth: dict[str, Any]):
    for lost in truth["lost_sources"]:
        children = sorted(n for n, r in truth["reports"].items() if lost["id"] in r["parents"])
        assert children == lost["children"]
        assert all(lost["name"] in texts[child] for child in children)


def test_origins_follow_from_the_parents(truth: dict[str, Any]):
    reports = truth["reports"]
    roots = {origin["root"]: origin["id"] for origin in truth["origins"]}
    assert len(roots) == truth["count"]["origins"]

    def origins_of(name: str) -> set[str]:
        if name in roots:
            return {roots[name]}
        return set().union(*(origins_of(parent) for parent in reports[name]["parents"]))

    for name, report in reports.items():
        assert origins_of(name) == set(report["origins"]), name
    for origin in truth["origins"]:
        assert origin["reports"] == sorted(n for n, r in reports.items() if origin["id"] in r["origins"])


def test_every_kind_of_variant_is_planted(truth: dict[str, Any]):
    kinds = [d["kind"] for d in truth["distortions"]]
    assert set(kinds) == set(VARIANT_KINDS)
    assert 12 <= len(kinds) <= 14


def test_distortion_departs_from_a_parent_or_a_sibling(truth: dict[str, Any]):
    reports = truth["reports"]
    for d in truth["distortions"]:
        if d["kind"] == "invention":
            assert d["parent"] is None
            continue
        parents = reports[d["child"]]["parents"]
        siblings = {n for n, r in reports.items() if n != d["child"] and set(r["parents"]) & set(parents)}
        assert d["parent"] in {*parents, *(siblings if parents[0].startswith("lost:") else ())}
        assert d["child_quote"] != d["parent_quote"]


def test_invention_stands_in_no_other_report(texts: dict[str, str], truth: dict[str, Any]):
    inventions = [d for d in truth["distortions"] if d["kind"] == "invention"]
    for d in inventions:
        assert [name for name, text in texts.items() if d["child_quote"] in text] == [d["child"]]


def test_verbatim_copy_holds_the_whole_of_its_parent(texts: dict[str, str], truth: dict[str, Any]):
    for name, report in truth["reports"].items():
        if report["kind"] == "copy":
            story = texts[report["parents"][0]].split("\n\n", 2)[2]
            assert story in texts[name]


def test_faithful_pairs_are_many_and_are_no_distortions(truth: dict[str, Any]):
    faithful = {(p["child"], p["child_quote"]) for p in truth["faithful"]}
    assert len(faithful) >= 20
    assert not faithful & {(d["child"], d["child_quote"]) for d in truth["distortions"]}


def test_claims_stand_behind_the_origins_of_their_reports(truth: dict[str, Any]):
    assert len(truth["claims"]) >= 6
    for claim in truth["claims"]:
        reach = {o for report in claim["quotes"] for o in truth["reports"][report]["origins"]}
        assert set(claim["origins"]) <= reach, claim["text"]
        roots = {origin["id"]: origin["root"] for origin in truth["origins"]}
        for name in claim["origins"]:
            assert roots[name] in claim["quotes"] or roots[name].startswith("lost:"), claim["text"]


def test_furniture_is_of_a_known_zone_and_no_story(truth: dict[str, Any]):
    prose = {"body", "title", "quote_block"}
    lines = truth["furniture"]
    assert {line["zone"] for line in lines} <= set(ZONE_KINDS) - prose
    assert not {line["quote"] for line in lines} & {quote for _, quote in all_quotes({**truth, "furniture": []})}


def test_one_caption_is_printed_twice(texts: dict[str, str], truth: dict[str, Any]):
    captions = Counter(line["quote"] for line in truth["furniture"] if line["zone"] == "caption")
    assert any(texts["northreach-agency.txt"].count(caption) == 2 for caption in captions)


@pytest.mark.parametrize("name", sorted(load_texts()))
def test_report_is_short(texts: dict[str, str], name: str):
    words = len(texts[name].split())
    assert 150 <= words <= 500
