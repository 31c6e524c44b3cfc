from __future__ import annotations

from stemma.serve.api import PREFIX
from tests.serve.conftest import Served
from tests.serve.test_corrections import form, forms
from tests.serve.test_pages import wait


def reports(served: Served, story: str) -> list[str]:
    return [r["id"] for r in served.client.get(f"{PREFIX}/stories/{story}/reports").json()["reports"]]


def other(served: Served) -> str:
    stories = served.client.get(f"{PREFIX}/stories").json()["stories"]
    return next(s["id"] for s in stories if s["id"] != served.story)


def test_a_report_is_taken_out_and_brought_back_by_its_forms(served: Served):
    before = reports(served, served.story)
    page = served.client.get(f"/stories/{served.story}/texts", params={"a": before[0]}).text
    action, hidden = next(
        (a, h) for a, h, says in forms(page) if says == "Take it out of the library" and h["report"] == before[0]
    )
    served.client.post(action, data=hidden)
    wait(served)
    page = served.client.get("/jobs/1")
    assert page.url.path == f"/stories/{served.story}/tree"
    assert "taken out of the library" in page.text
    assert reports(served, served.story) == before[1:]
    assert served.client.get(f"{PREFIX}/reports/{before[0]}").status_code == 404
    action, hidden = form(page.text, "Undo")
    served.client.post(action, data=hidden)
    wait(served)
    assert reports(served, served.story) == before
    assert "undone" in served.client.get("/moves").text


def test_a_report_is_moved_to_another_story_and_to_one_of_its_own(served: Served):
    moved = reports(served, served.story)[0]
    page = served.client.get(f"/stories/{served.story}/texts", params={"a": moved}).text
    action, hidden = next((a, h) for a, h, says in forms(page) if says == "Move it" and h["report"] == moved)
    served.client.post(action, data={**hidden, "to": other(served)})
    wait(served)
    assert served.client.get("/jobs/1").url.path == f"/stories/{other(served)}/tree"
    assert moved in reports(served, other(served))
    served.client.post(served.form(f"/stories/{other(served)}/move"), data={"report": moved, "to": ""})
    wait(served)
    assert len(served.client.get(f"{PREFIX}/stories").json()["stories"]) == 3
    assert served.client.get("/moves").text.count("Undo:") == 2


def test_stories_are_merged_where_corrections_are_listed(served: Served):
    goal = other(served)
    page = served.client.get(f"/stories/{served.story}/corrections").text
    action, hidden = form(page, "Merge them")
    served.client.post(action, data={**hidden, "into": goal})
    wait(served)
    assert served.client.get("/jobs/1").url.path == f"/stories/{goal}/tree"
    assert len(reports(served, goal)) == 3
    assert served.client.get(f"/stories/{served.story}/tree").status_code == 404
    assert served.client.post(served.form(f"/stories/{goal}/merge"), data={"into": goal}).status_code == 422


def test_a_form_that_names_what_is_gone_is_refused_in_words(served: Served):
    answer = served.client.post(
        served.form(f"/stories/{served.story}/move"), data={"report": "none", "out": "yes"}
    )
    assert answer.status_code == 404
    assert "no report none" in answer.text
    answer = served.client.post(served.form("/moves/77/undo"))
    wait(served)
    assert "has no move 77" in served.client.get("/jobs/1").text


def test_programs_take_out_move_merge_and_undo(served: Served):
    moved, goal = reports(served, served.story)[0], other(served)
    calls = [
        served.client.post(f"{PREFIX}/reports/{moved}/move", json={"story": goal}),
        served.client.post(f"{PREFIX}/reports/{moved}/move", json={"story": None}),
        served.client.delete(f"{PREFIX}/reports/{moved}"),
        served.client.post(f"{PREFIX}/stories/{served.story}/merge", json={"into": goal}),
    ]
    assert [c.status_code for c in calls] == [202] * 4
    wait(served)
    made = [served.client.get(f"{PREFIX}/jobs/{c.json()['id']}").json()["move"] for c in calls]
    moves = served.client.get(f"{PREFIX}/moves").json()["moves"]
    assert made == [m["number"] for m in moves] == [1, 2, 3, 4]
    assert [m["reports"][0]["after"] for m in moves][::2] == [goal, None]
    assert served.client.delete(f"{PREFIX}/moves/4").status_code == 202
    wait(served)
    assert [m["undone"] is None for m in served.client.get(f"{PREFIX}/moves").json()["moves"]] == [True] * 3 + [
        False
    ]
    assert served.client.post(f"{PREFIX}/reports/{moved}/move", json={"story": 7}).status_code == 422
    assert served.client.post(f"{PREFIX}/stories/{goal}/merge", json={}).status_code == 422
