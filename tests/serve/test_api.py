from __future__ import annotations

import json

import jsonschema
import pytest

from stemma.export.story_file import load_schema
from stemma.serve.api import ENDPOINTS, PREFIX, api_routes
from stemma.serve.stories import EXPORTS
from tests.serve.conftest import HARBOUR, Served
from tests.serve.test_pages import wait

THIRD = HARBOUR.replace("arrived", "came ashore")


def test_a_story_is_the_story_file(served: Served):
    document = served.client.get(f"{PREFIX}/stories/{served.story}").json()
    jsonschema.validate(document, load_schema())
    assert [s["id"] for s in document["stories"]] == [served.story]
    (listed,) = [s for s in served.client.get(f"{PREFIX}/stories").json()["stories"] if s["id"] == served.story]
    assert listed["reports"] == len(document["reports"])


def test_reports_are_those_of_the_story_file(served: Served):
    document = served.client.get(f"{PREFIX}/stories/{served.story}").json()
    reports = served.client.get(f"{PREFIX}/stories/{served.story}/reports").json()["reports"]
    assert reports == document["reports"]
    for report in reports:
        assert served.client.get(f"{PREFIX}/reports/{report['id']}").json() == report


def test_search_answers_with_spans(served: Served):
    found = served.client.get(f"{PREFIX}/search", params={"q": "voice:Tarrow ferry"}).json()
    assert found["total"] > 0
    for hit in found["hits"]:
        text = served.client.get(f"{PREFIX}/reports/{hit['report']}").json()["text"]
        for passage in hit["passages"]:
            assert text[passage["start"] : passage["end"]] == passage["text"]
    assert served.client.get(f"{PREFIX}/search", params={"q": "after:soon"}).json()["problems"]


def test_rows_and_files_are_added_by_jobs(served: Served):
    row = {"id": "mine", "text": THIRD, "outlet": "Harbour Today", "published": "2031-03-07"}
    job = served.client.post(f"{PREFIX}/reports", json={"reports": [row], "story": served.story})
    assert job.status_code == 202
    files = [
        ("files", ("fourth.txt", THIRD.replace("Monday", "Thursday").encode())),
        ("files", ("bad.pdf", b"%PDF-1.4")),
    ]
    served.client.post(f"{PREFIX}/reports", files=files)
    wait(served)
    one, other = (served.client.get(f"{PREFIX}/jobs/{n}").json() for n in (1, 2))
    assert (one["state"], one["new"], one["stories"]) == ("done", 1, [served.story])
    assert (other["new"], [p["source"] for p in other["problems"]]) == (1, ["bad.pdf"])
    assert served.client.get(f"{PREFIX}/reports/mine").json()["outlet"] == "Harbour Today"


def test_a_correction_is_made_listed_and_taken_back(served: Served):
    base = f"{PREFIX}/stories/{served.story}"
    story = served.client.get(base).json()["stories"][0]
    (edge,) = story["stemma"]["edges"]
    made = {"kind": "rejected edge", "child": edge["child"], "parent": edge["parent"]}
    assert served.client.post(f"{base}/corrections", json=made).status_code == 202
    wait(served)
    after = served.client.get(base).json()["stories"][0]
    assert (after["stemma"]["edges"], after["corrections"]) == ([], [made])
    (listed,) = served.client.get(f"{base}/corrections").json()["corrections"]
    assert listed["number"] == served.client.get(f"{PREFIX}/jobs/1").json()["correction"]
    assert served.client.delete(f"{base}/corrections/{listed['number']}").status_code == 202
    wait(served)
    assert served.client.get(base).json()["stories"][0] == story


def test_a_job_that_cannot_be_done_says_why(served: Served):
    made = {"kind": "rejected edge", "child": "x", "parent": "y"}
    served.client.post(f"{PREFIX}/stories/{served.story}/corrections", json=made)
    wait(served)
    job = served.client.get(f"{PREFIX}/jobs/1").json()
    assert job["state"] == "failed"
    assert "has no report" in job["error"]


@pytest.mark.parametrize("form", sorted(set(EXPORTS) - {"docx", "parquet"}))
def test_every_form_is_there_for_programs(served: Served, form: str):
    assert served.client.get(f"{PREFIX}/stories/{served.story}/export/{form}").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/stories/none", "/stories/none/reports", "/reports/none", "/jobs/9", "/none", "/stories/none/export/json"],
)
def test_what_is_not_there_is_a_404_in_json(served: Served, path: str):
    answer = served.client.get(PREFIX + path)
    assert answer.status_code == 404
    assert answer.json()["error"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"3",
        b"[" * 100_000,
        b'{"reports": 3}',
        b'{"reports": []}',
        b'{"reports": [3]}',
        b'{"reports": [{}]}',
        b'{"reports": [{"text": ""}]}',
        b'{"reports": [{"text": "x", "published": "soon"}]}',
        b'{"reports": [{"text": "x", "outlet": 3}]}',
    ],
)
def test_a_bad_body_is_answered_in_words(served: Served, body: bytes):
    headers = {"content-type": "application/json"}
    answer = served.client.post(f"{PREFIX}/reports", content=body, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert served.state.jobs.latest() == ()


def test_more_json_than_is_taken_is_refused(served: Served, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("stemma.serve.api.MOST_JSON", 1_000)
    answer = served.client.post(f"{PREFIX}/reports", json={"reports": [{"text": "x" * 2_000}]})
    assert answer.status_code == 413


def test_another_type_is_refused(served: Served):
    assert served.client.post(f"{PREFIX}/reports", content=b"x").status_code == 415


def test_the_description_names_every_address(served: Served):
    document = served.client.get(f"{PREFIX}/openapi.json").json()
    described = {(m.upper(), p) for p, ms in document["paths"].items() for m in ms}
    routed = {(m, r.path.replace(":int}", "}")) for r in api_routes() for m in (r.methods or set()) - {"HEAD"}}
    assert described == routed
    assert len(routed) == len(ENDPOINTS)


def test_the_description_points_only_to_what_it_has(served: Served):
    document = served.client.get(f"{PREFIX}/openapi.json").json()
    known = document["components"]["schemas"]
    for schema in known.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    text = json.dumps(document)
    for name in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert name in known
    assert "#/$defs/" not in text
