"""What `stemma export` writes; hostile text stays text in every form."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

import stemma
from stemma.errors import MissingExtraError
from stemma.export import FORMS, to_files
from stemma.export.tables import to_csv, to_tables
from stemma.model import Result
from tests.export.visit import make_result

HOSTILE = "=1+1 \x01 <script>alert(1)</script> [x](http://bad) **b** {tex} \\input{x} & \u202e \ud800"


@pytest.fixture(scope="module")
def example() -> Result:
    from pathlib import Path  # noqa: PLC0415

    return stemma.read(Path(__file__).parents[2] / "examples" / "visit", one_story=True)


@pytest.fixture(scope="module")
def files(example: Result) -> dict[str, bytes]:
    return to_files(example, FORMS)


def hostile() -> Result:
    result = make_result()
    return replace(result, reports=tuple(replace(r, title=HOSTILE, outlet=HOSTILE) for r in result.reports))


def test_tables_have_a_row_for_everything(example: Result, files: dict[str, bytes]):
    (story,) = example.stories
    wanted = {
        "reports": len(example.reports),
        "claims": len(story.claims),
        "readings": sum(len(c.readings) for c in story.claims),
        "variants": len(story.variants),
        "events": len(story.findings.events),
        "positions": len(story.findings.positions),
        "timeline": len(story.findings.timeline),
        "brief": len(story.findings.brief),
        "edges": len(story.stemma.edges) + sum(len(x.children) for x in story.stemma.lost_sources),
    }
    for name, number in wanted.items():
        rows = list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode("utf-8"), newline="")))
        assert len(rows) == number > 0, name


def test_passages_of_the_tables_stand_where_they_say(example: Result):
    texts = {r.id: r.text for r in example.reports}
    for name in ("readings", "events", "positions", "timeline", "brief"):
        for row in to_tables(example)[name]:
            assert texts[row["report"]][row["start"] : row["end"]] == row["passage"]


def test_parquet_holds_the_same_rows(example: Result, files: dict[str, bytes]):
    pq = pytest.importorskip("pyarrow.parquet")
    table = pq.read_table(io.BytesIO(files["claims.parquet"]))
    assert table.column("claim").to_pylist() == [c["claim"] for c in to_tables(example)["claims"]]


def test_missing_extra_names_the_install_line(example: Result, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"stemma-news\[parquet\]"):
        to_files(example, ["parquet"])
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(MissingExtraError, match=r"stemma-news\[docx\]"):
        to_files(example, ["docx"])


def test_graphml_has_the_tree(example: Result, files: dict[str, bytes]):
    root = ET.fromstring(files["tree.graphml"])  # noqa: S314  our own file
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    (story,) = example.stories
    assert len(root.findall(".//g:node", space)) == len(example.reports) + len(story.stemma.lost_sources)
    names = {n.get("id"): n.find("g:data[@key='n_id']", space).text for n in root.iter(f"{{{space['g']}}}node")}
    edges = {(names[e.get("target")], names[e.get("source")]) for e in root.iter(f"{{{space['g']}}}edge")}
    assert {(e.child, e.parent) for e in story.stemma.edges} <= edges


def test_event_data_counts_origins_beside_mentions(example: Result, files: dict[str, bytes]):
    head, *lines = files["events.tsv"].decode("utf-8").splitlines()
    assert len(lines) == len(example.stories[0].findings.events)
    for line, event in zip(lines, example.stories[0].findings.events, strict=True):
        row = dict(zip(head.split("\t"), line.split("\t"), strict=True))
        assert (row["EventType"], int(row["NumMentions"])) == (event.type, len(event.mentions))
        assert int(row["NumOriginsLow"]) == event.origins.low


def test_provenance_cites_passages_by_place_and_words(example: Result, files: dict[str, bytes]):
    texts = {f"urn:stemma:report:{r.id}": r.text for r in example.reports}
    graph = json.loads(files["provenance.jsonld"])["@graph"]
    found = 0
    for node in graph:
        if node.get("type") == "Annotation":
            place, quote = node["target"]["selector"]
            assert texts[node["target"]["source"]][place["start"] : place["end"]] == quote["exact"]
            found += 1
    assert found > 10
    derived = {n["id"] for n in graph if "prov:wasDerivedFrom" in n}
    assert {f"urn:stemma:report:{e.child}" for e in example.stories[0].stemma.edges} <= derived


def test_claim_reviews_give_no_verdict(files: dict[str, bytes]):
    assert all(c["reviewRating"] is None for c in json.loads(files["claims.jsonld"]))


def test_markdown_cites_every_sentence(example: Result, files: dict[str, bytes]):
    text = files["brief.md"].decode("utf-8")
    bullets = [x for x in text.split("## Timeline")[0].splitlines() if x.startswith("- ")]
    assert len(bullets) == len(example.stories[0].findings.brief)
    notes = set(re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE))
    for bullet in bullets:
        assert (marks := re.findall(r"\[\^(\d+)\]", bullet))
        assert set(marks) <= notes


def test_docx_holds_the_sentences(example: Result, files: dict[str, bytes]):
    docx = pytest.importorskip("docx")
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(files["brief.docx"])).paragraphs)
    assert all(" ".join(b.text.split()) in text for b in example.stories[0].findings.brief)


def test_bibtex_has_every_report_once(example: Result, files: dict[str, bytes]):
    keys = re.findall(r"^@misc\{([^,]+),", files["reports.bib"].decode("utf-8"), re.MULTILINE)
    assert len(keys) == len(set(keys)) == len(example.reports)


def test_lists_in_tables_are_json(files: dict[str, bytes]):
    rows = list(csv.DictReader(io.StringIO(files["reports.csv"].decode("utf-8"), newline="")))
    assert all(isinstance(json.loads(row["authors"]), list) for row in rows)


def test_the_picture_has_a_row_for_every_text_and_stands_alone(example: Result, files: dict[str, bytes]):
    text = files["tree.svg"].decode("utf-8")
    picture = ET.fromstring(text)  # noqa: S314  our own file
    at = "{http://www.w3.org/2000/svg}"
    words = ["".join(e.itertext()) for e in picture.iter(f"{at}text")]
    assert words[0] == "10 reports → 9 texts → 3 independent origins"
    names = {w.partition(" +")[0] for w in words}
    folded = {e.child for e in example.stories[0].stemma.edges if e.kind == "copy"}
    assert {r.name for r in example.reports if r.id not in folded} | {"Corran Wire"} <= names
    assert "Quillmouth → Sarnholm; could → will" in words
    assert {e.tag.removeprefix(at) for e in picture.iter()} == {
        *("svg", "title", "desc", "style", "rect", "text", "line", "path", "circle", "g")
    }
    assert not [k for e in picture.iter() for k in e.attrib if k.endswith("href") or k.startswith("on")]
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert len(text) < 100_000


def test_every_story_has_a_picture(example: Result):
    other = make_result()
    pairs = [
        *zip(example.reports, example.analyses, strict=True),
        *zip(other.reports, other.analyses, strict=True),
    ]
    pairs.sort(key=lambda p: p[0].id)
    both = replace(
        example,
        reports=tuple(r for r, _ in pairs),
        analyses=tuple(a for _, a in pairs),
        stories=(*example.stories, *other.stories),
    )
    drawn = to_files(both, ["picture"])
    assert list(drawn) == ["tree-1.svg", "tree-2.svg"]
    assert (b"Sarnholm" in drawn["tree-1.svg"], b"Sarnholm" in drawn["tree-2.svg"]) == (True, False)


def test_hostile_text_stays_text():
    files = to_files(hostile(), FORMS)
    for name, content in files.items():
        if name.endswith((".csv", ".md", ".tsv", ".bib", ".graphml", ".jsonld", ".json")):
            content.decode("utf-8")
    ET.fromstring(files["tree.graphml"])  # noqa: S314  our own file
    ET.fromstring(files["tree.svg"])  # noqa: S314
    cells = [c for row in csv.reader(io.StringIO(files["reports.csv"].decode("utf-8"), newline="")) for c in row]
    assert not any(c.startswith(("=", "@")) for c in cells)
    assert "<script>" not in files["brief.md"].decode("utf-8")
    assert "\\input" not in files["reports.bib"].decode("utf-8")


def test_no_rows_no_table():
    assert to_csv([]) == ""


def test_forms_are_the_same_whatever_the_order_of_the_reports(example: Result, files: dict[str, bytes]):
    again = to_files(example, FORMS)
    assert {k: v for k, v in again.items() if not k.endswith(".docx")} == {
        k: v for k, v in files.items() if not k.endswith(".docx")
    }
