from __future__ import annotations

from stemma.pipeline import take_out
from stemma.serve.api import PREFIX
from stemma.store import Library
from tests.serve.conftest import Served
from tests.serve.test_corrections import form, forms
from tests.serve.test_moves import reports
from tests.serve.test_pages import wait


def bytes_of(served: Served) -> bytes:
    log = served.file.with_name(served.file.name + "-wal")
    return served.file.read_bytes() + (log.read_bytes() if log.exists() else b"")


def test_a_report_is_erased_only_after_a_tick(served: Served):
    page = served.client.get(f"/stories/{served.story}/texts").text
    action, hidden = next((a, h) for a, h, says in forms(page) if says == "Erase it")
    asked = served.client.post(action, data={"report": hidden["report"]})
    assert asked.url.path == "/erase"
    assert "Erase 1 report for good?" in asked.text
    assert hidden["report"] in reports(served, served.story)
    action, hidden = form(asked.text, "Erase 1 report for good")
    done = served.client.post(action, data={**hidden, "sure": "yes"})
    wait(served)
    assert done.status_code == 200
    assert "1 report was erased for good" in served.client.get("/jobs/1").text
    assert hidden["report"] not in reports(served, served.story)


def test_a_story_is_erased_whole_and_nothing_of_it_is_left(served: Served):
    assert b"Tarrow" in bytes_of(served)
    page = served.client.get(f"/stories/{served.story}/corrections").text
    action, hidden = form(page, "Erase all its reports")
    asked = served.client.post(action, data=hidden).text
    assert "Erase 2 reports for good?" in asked
    named = reports(served, served.story)
    action, _ = form(asked, "Erase 2 reports for good")
    served.client.post(action, data={"report": named, "sure": "yes"})
    wait(served)
    assert served.client.get(f"/stories/{served.story}/tree").status_code == 404
    assert b"Tarrow" not in bytes_of(served)


def test_what_was_taken_out_is_erased_from_the_list_of_moves(served: Served):
    gone = reports(served, served.story)[0]
    with Library(served.file) as library:
        take_out(library, [gone])
    action, hidden = form(served.client.get("/moves").text, "Erase for good …")
    assert hidden == {"report": gone}
    action, hidden = form(served.client.post(action, data=hidden).text, "Erase 1 report for good")
    served.client.post(action, data={**hidden, "sure": "yes"})
    wait(served)
    assert "Nothing was taken out or moved" in served.client.get("/moves").text


def test_what_is_not_there_is_said_in_words(served: Served):
    assert served.client.get("/erase", params={"report": "none"}).status_code == 404
    assert "No report was named" in served.client.get("/erase").text


def test_programs_erase_only_for_good(served: Served):
    gone = reports(served, served.story)[0]
    address = f"{PREFIX}/reports/{gone}/erase"
    assert served.client.post(address, json={}).status_code == 422
    assert served.client.post(address, json={"for_good": "yes"}).status_code == 422
    job = served.client.post(address, json={"for_good": True})
    assert job.status_code == 202
    wait(served)
    assert served.client.get(f"{PREFIX}/jobs/{job.json()['id']}").json()["erased"] == 1
    assert served.client.get(f"{PREFIX}/reports/{gone}").status_code == 404
    again = served.client.post(address, json={"for_good": True})
    wait(served)
    assert "has no report" in served.client.get(f"{PREFIX}/jobs/{again.json()['id']}").json()["error"]
