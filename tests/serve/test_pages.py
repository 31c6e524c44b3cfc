from __future__ import annotations

import re
import tempfile
import time
from concurrent.futures import Future

import pytest
from httpx import Response

from stemma.export.page import VIEWS
from stemma.serve.jobs import Job
from stemma.serve.pages import MOST_FILES
from stemma.serve.work import Outcome
from tests.serve.conftest import HARBOUR, OTHER, Served

THIRD = HARBOUR.replace("arrived", "came ashore").replace("Ferry to sail again", "Envoy in Bralt")
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def wait(served: Served) -> None:
    for job in served.state.jobs.latest():
        job.future.exception(timeout=600)


def test_list_shows_every_story(served: Served):
    page = served.client.get("/")
    assert page.status_code == 200
    assert "Ferry to sail again" in page.text
    assert "Museum opens its cellar" in page.text


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens(served: Served, view: str):
    assert served.client.get(f"/stories/{served.story}/{view}").status_code == 200


def test_a_story_opens_on_its_tree(served: Served):
    answer = served.client.get(f"/stories/{served.story}", follow_redirects=False)
    assert answer.headers["location"] == f"/stories/{served.story}/tree"


@pytest.mark.parametrize(
    "path",
    [
        "/stories/none/tree",
        "/stories/none",
        "/reports/none",
        "/jobs/77",
        "/nowhere",
        "/static/none.css",
        "/stories/none/corrections",
    ],
)
def test_what_is_not_there_is_said_in_words(served: Served, path: str):
    page = served.client.get(path)
    assert page.status_code == 404
    assert "<h1>Not found</h1>" in page.text


@pytest.mark.parametrize("page", ["9" * 5_000, "0", "-1", "٣", "1.5", "x"])
def test_a_page_that_is_none_is_the_first(served: Served, page: str):
    wanted = {"q": "ferry", "page": page, "start": page}
    for path in ("/", "/search", f"/stories/{served.story}/claims"):
        assert served.client.get(path, params=wanted).status_code == 200
    assert served.client.get("/api/v1/search", params=wanted).json()["hits"]


def test_an_unknown_view_is_named_with_those_there_are(served: Served):
    page = served.client.get(f"/stories/{served.story}/map")
    assert page.status_code == 404
    assert "apparatus" in page.text


def test_no_page_asks_another_host_for_anything(served: Served):
    for path in ("/", f"/stories/{served.story}/tree", "/search?q=ferry", "/jobs", f"/stories/{served.story}/add"):
        page = served.client.get(path).text
        assert re.findall(r'(?:src|href|action)="(?:https?:)?//', page) == []
        assert re.findall(r"<(?:script|style)(?![^>]*\bsrc=)[^>]*>[^<]", page) == []
        assert " on" + "click" not in page


def test_every_asset_a_page_names_is_there(served: Served):
    for path in ("/", f"/stories/{served.story}/tree"):
        for name in re.findall(r'"(/static/[^"]+)"', served.client.get(path).text):
            assert served.client.get(name).status_code == 200


def test_dropped_files_become_a_story_and_bad_ones_are_named(served: Served):
    files = [
        ("files", ("third.txt", THIRD.encode())),
        ("files", ("empty.txt", b"")),
        ("files", ("x.pdf", b"%PDF-1.4 broken")),
    ]
    page = served.client.post(served.form("/add"), files=files)
    assert page.status_code == 200
    wait(served)
    page = served.client.get(page.url.path)
    assert "1 report added" in page.text
    assert "empty.txt" in page.text
    assert "x.pdf" in page.text
    assert str(tempfile.gettempdir()) not in page.text
    assert f"/stories/{served.story}/tree" in page.text
    assert "3 reports" in page.text


def test_a_pasted_text_joins_the_story_it_is_added_to(served: Served):
    sent = {
        "text": OTHER.replace("museum", "gallery"),
        "outlet": "Quill Observer",
        "published": "2031-03-07",
        "story": served.story,
    }
    served.client.post(served.form("/add"), data=sent)
    wait(served)
    page = served.client.get("/jobs/1")
    assert page.url.path == f"/stories/{served.story}/tree"
    assert "1 report added" in page.text
    with served.state.open_library() as library:
        assert "Quill Observer" in {r.report.outlet for r in library.reports(served.story)}


def test_a_pasted_text_keeps_its_lines_as_they_were_pasted(served: Served):
    served.client.post(served.form("/add"), data={"text": OTHER.replace("looms", "wheels").replace("\n", "\r\n")})
    wait(served)
    with served.state.open_library() as library:
        assert OTHER.replace("looms", "wheels").strip() in {r.report.text.strip() for r in library.reports()}


def test_the_same_files_again_change_nothing(served: Served):
    served.client.post(served.form("/add"), files=[("files", ("again.txt", HARBOUR.encode()))])
    wait(served)
    assert "0 reports added, 1 there already" in served.client.get("/jobs/1").text


class Ending(Future[Outcome]):
    """What is done once it has been asked so many times whether it is."""

    def __init__(self, asked: int) -> None:
        super().__init__()
        self.left = asked
        self.set_result(Outcome(new=3))

    def done(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("asked", range(8))
def test_a_job_that_ends_while_it_is_shown_is_shown_whole(served: Served, asked: int):
    def show(address: str) -> Response:
        served.state.jobs._jobs["9"] = Job("9", "Add", served.file.parent, Ending(asked))
        return served.client.get(address)

    assert show("/jobs/9").status_code == 200
    told = show("/api/v1/jobs/9").json()
    assert told["state"] != "done" or told["new"] == 3


def test_what_comes_to_no_job_leaves_nothing_behind(served: Served):
    files = [("files", ("third.txt", THIRD.encode()))]
    assert served.client.post(served.form("/add"), files=files, data={"story": "none"}).status_code == 404
    assert served.client.post(served.form("/add"), files=[("files", ("big", b"x" * 250_000))]).status_code == 413
    assert served.client.post("/api/v1/reports", files=files, data={"story": "none"}).status_code == 404
    assert list(served.state.jobs._root.iterdir()) == []


@pytest.mark.parametrize("sent", [{}, {"text": "   "}, {"story": "x"}])
def test_an_empty_form_is_answered_with_what_to_give(served: Served, sent: dict[str, str]):
    page = served.client.post(served.form("/add"), data=sent)
    assert page.status_code == 422
    assert "choose files" in page.text


def test_a_date_that_is_none_is_answered_with_the_mend(served: Served):
    page = served.client.post(served.form("/add"), data={"text": OTHER, "published": "yesterday"})
    assert page.status_code == 422
    assert "2024-04-20" in page.text


def test_a_story_that_is_not_there_takes_no_reports(served: Served):
    page = served.client.post(served.form("/add"), data={"text": OTHER, "story": "none"})
    assert page.status_code == 404
    assert served.state.jobs.latest() == ()


def test_more_files_than_are_taken_are_refused(served: Served):
    files = [("files", (f"{n}", b"")) for n in range(MOST_FILES + 1)]
    page = served.client.post(served.form("/add"), files=files)
    assert page.status_code in {400, 413}


def test_names_and_texts_of_reports_never_become_markup(served: Served):
    sent = {
        "text": OTHER.replace("museum", HOSTILE),
        "outlet": HOSTILE,
        "title": HOSTILE,
        "url": "javascript:alert(1)",
        "published": "2031-03-07",
    }
    served.client.post(served.form("/add"), data=sent, files=[("files", (f"../..{HOSTILE}.txt", THIRD.encode()))])
    wait(served)
    with served.state.open_library() as library:
        stories = [s.id for s in library.stories()]
    paths = ["/", "/jobs", "/jobs/1", "/search?q=script", f"/search?q={HOSTILE}", f"/search?q=after:{HOSTILE}"]
    paths += [f"/stories/{s}/{v}" for s in stories for v in (*VIEWS, "corrections", "add")]
    for path in paths:
        page = served.client.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert 'href="javascript' not in page.text


def test_search_marks_what_was_looked_for_and_leads_to_the_passage(served: Served):
    page = served.client.get("/search", params={"q": "boats"})
    assert "<mark>boats</mark>" in page.text
    href = re.search(r'<blockquote>.*?href="([^"]+)"', page.text, re.DOTALL)
    assert href
    assert served.client.get(href[1].replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("typed", ["", "zzzz", 'voice:"', "after:soon x", "*", '"', "page", "\x00", "a" * 5_000])
def test_search_answers_whatever_is_typed(served: Served, typed: str):
    assert served.client.get("/search", params={"q": typed, "page": typed}).status_code == 200


def test_search_that_finds_nothing_says_what_to_try(served: Served):
    assert "Try fewer words" in served.client.get("/search", params={"q": "zeppelin"}).text


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("html", b"<!doctype html>"),
        ("json", b"{"),
        ("csv", b"PK"),
        ("bibtex", b"@"),
        ("markdown", b"#"),
        ("graphml", b"PK"),
    ],
)
def test_a_story_is_taken_away_as_a_file(served: Served, form: str, begins: bytes):
    answer = served.client.get(f"/stories/{served.story}/export/{form}")
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{served.story}-')
    assert answer.content.lstrip().startswith(begins)


def test_pages_are_read_while_a_job_runs(served: Served):
    """The job holds its transaction open meanwhile: readers see the library as it was."""
    with served.state.open_library() as library, library.writing():
        library.undo_correction(1)
        started = time.monotonic()
        for path in ("/", f"/stories/{served.story}/claims", "/search?q=ferry"):
            assert served.client.get(path).status_code == 200
        assert time.monotonic() - started < 10  # it would be the patience of the database otherwise


def test_a_waiting_job_shows_itself_and_looks_again(served: Served):
    with served.state.open_library() as library, library.writing():
        page = served.client.post(served.form("/add"), data={"text": THIRD}, follow_redirects=False)
        waiting = served.client.get(page.headers["location"])
        assert "data-job=" in waiting.text
        assert 'http-equiv="refresh"' in waiting.text
    wait(served)
    assert "data-job=" not in served.client.get(page.headers["location"]).text
