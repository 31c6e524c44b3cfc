"""The wall: who may ask, for what, from where, and how much."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stemma.serve.app import create_app
from stemma.serve.guard import is_loopback, own_names
from tests.serve.conftest import Served

TOKEN = "a-long-token"  # noqa: S105  of a test
OWN = {"origin": "http://testserver"}
FOREIGN = {"origin": "http://evil.example"}


@pytest.fixture
def stranger(filled: Path, tmp_path: Path) -> TestClient:
    """A client of a server that listens to other machines."""
    (tmp_path / "stemma.db").write_bytes(filled.read_bytes())
    app = create_app(
        tmp_path / "stemma.db",
        names=frozenset({"testserver"}),
        any_address=True,
        token=TOKEN,
        make_executor=lambda: ThreadPoolExecutor(1),
    )
    return TestClient(app, follow_redirects=False)


@pytest.mark.parametrize("path", ["/", "/search?q=ferry", "/static/style.css", "/api/v1/stories", "/nothing"])
def test_every_answer_carries_the_policy(served: Served, path: str):
    headers = served.client.get(path).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]
    assert (
        policy["script-src"] == policy["style-src"] == policy["form-action"] == policy["connect-src"] == "'self'"
    )
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "testserver.evil.example", "", "1.2.3.4", "[::2]"]
)
def test_another_name_is_refused(served: Served, host: str):
    assert served.client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["testserver", "TESTSERVER:8765", "testserver."])
def test_the_own_name_is_let_through(served: Served, host: str):
    assert served.client.get("/", headers={"host": host}).status_code == 200


def test_names_of_a_loopback_server_are_those_of_this_machine():
    names = own_names("127.0.0.1", ["Desk.Example"])
    assert {"localhost", "127.0.0.1", "[::1]", "desk.example"} <= names


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104  nothing listens there
        ("::", False),
        ("192.168.1.5", False),
        ("desk.example", False),
        ("localhost.evil.example", False),
    ],
)
def test_only_loopback_goes_without_a_token(host: str, loopback: bool):  # noqa: FBT001
    assert is_loopback(host) is loopback


WRITES = [
    ("POST", "/add"),
    ("POST", "/stories/{story}/corrections"),
    ("POST", "/stories/{story}/corrections/1/undo"),
    ("POST", "/stories/{story}/claims/c1/correct"),
]


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        OWN,
        FOREIGN,
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "https://testserver:444"},
    ],
)
def test_no_page_takes_a_write_without_the_form_token(
    served: Served, method: str, path: str, headers: dict[str, str]
):
    answer = served.client.request(method, path.format(story=served.story), headers=headers)
    assert answer.status_code == 403
    assert served.state.jobs.latest() == ()


@pytest.mark.parametrize("headers", [FOREIGN, {"sec-fetch-site": "cross-site"}, {"origin": "http://testserver:1"}])
def test_the_form_token_does_not_help_another_site(served: Served, headers: dict[str, str]):
    assert served.client.post(served.form("/add"), headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers", [{}, OWN, {"origin": "null", "sec-fetch-site": "same-origin"}, {"origin": "null"}]
)
def test_a_form_of_ours_is_taken_as_browsers_send_it(served: Served, headers: dict[str, str]):
    assert served.client.post(served.form("/add"), headers=headers).status_code == 422  # nothing was in it


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 422),
        (OWN, 422),
        ({"sec-fetch-site": "same-origin"}, 422),
        (FOREIGN, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"cookie": "stemma=x"}, 403),
    ],
)
def test_the_api_takes_writes_from_programs_and_from_our_pages(
    served: Served, headers: dict[str, str], status: int
):
    assert served.client.post("/api/v1/reports", json={"reports": []}, headers=headers).status_code == status


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/stories", "/static/style.css", "/stories/x/export/json", "/nothing"]
)
def test_a_stranger_without_the_token_sees_nothing(stranger: TestClient, path: str):
    answer = stranger.get(path)
    assert answer.status_code == 401
    assert "token" in answer.text


@pytest.mark.parametrize("wrong", ["", "a-long-toke", "a-long-tokem", "é", "a-long-token2"])
def test_a_wrong_token_is_no_token(stranger: TestClient, wrong: str):
    assert stranger.get("/", params={"token": wrong}).status_code == 401
    assert stranger.get("/", headers={"authorization": f"Bearer {wrong}".encode()}).status_code == 401
    assert stranger.get("/", headers={"cookie": f"stemma={wrong}".encode()}).status_code == 401


def test_the_token_becomes_a_cookie_and_leaves_the_address(stranger: TestClient):
    answer = stranger.get("/search", params={"q": "ferry", "token": TOKEN})
    assert (answer.status_code, answer.headers["location"]) == (303, "/search?q=ferry")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert TOKEN not in cookie
    assert stranger.get("/").status_code == 200


def test_the_token_leads_to_no_other_host(stranger: TestClient):
    answer = stranger.get("http://testserver//evil.example/", params={"token": TOKEN})
    assert answer.headers["location"].startswith("/evil.example")


def test_a_program_shows_the_token_in_its_header(stranger: TestClient):
    headers = {"authorization": f"Bearer {TOKEN}"}
    assert stranger.get("/api/v1/stories", headers=headers).status_code == 200
    assert stranger.post("/api/v1/reports", json={"reports": []}, headers=headers).status_code == 422


def test_the_token_in_the_address_is_not_for_writes(stranger: TestClient):
    assert stranger.post(f"/api/v1/reports?token={TOKEN}", json={}).status_code == 401


@pytest.mark.parametrize("host", ["10.0.0.7:8765", "[fe80::1]:8765"])
def test_a_server_on_every_address_answers_to_addresses(stranger: TestClient, host: str):
    assert stranger.get("/", headers={"host": host, "authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_what_is_too_long_is_refused_before_it_is_read(served: Served):
    big = {"files": ("big.txt", b"x" * 250_000)}
    answer = served.client.post(served.form("/add"), files=big)
    assert answer.status_code == 413


def test_what_says_it_is_short_and_is_not_is_refused(served: Served):
    def chunks() -> Iterator[bytes]:
        for _ in range(30):
            yield b"x" * 10_000

    for path in ("/api/v1/reports", served.form("/add")):
        kind = "application/json" if path.startswith("/api") else "multipart/form-data; boundary=b"
        answer = served.client.post(path, content=chunks(), headers={"content-type": kind})
        assert answer.status_code in {400, 413}
    assert (
        served.client.post(
            "/api/v1/reports", content=chunks(), headers={"content-type": "application/json"}
        ).status_code
        == 413
    )


@pytest.mark.parametrize("path", ["/moves/{}/undo", "/api/v1/moves/{}", "/{}"])
def test_an_address_that_is_too_long_is_refused(served: Served, path: str):
    for digits, status in ((3_000, {303, 202, 404, 405, 422}), (5_000, {414})):
        address = path.format("9" * digits)
        write = served.client.delete if address.startswith("/api") else served.client.get
        assert write(address).status_code in status


@pytest.mark.parametrize(
    "path",
    [
        "/static/../serve/app.py",
        "/static/%2e%2e%2fapp.py",
        "/static/..%5capp.py",
        "/stories/..%2f..%2fetc%2fpasswd/tree",
        "/stories/x/export/..%2fjson",
        "/jobs/..%2f1",
        "/reports/%00",
        "/stories/%ff%fe/tree",
    ],
)
def test_a_path_leads_nowhere_but_to_what_there_is(served: Served, path: str):
    answer = served.client.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("method", ["PUT", "PATCH", "TRACE", "DELETE"])
def test_other_methods_are_refused(served: Served, method: str):
    assert served.client.request(method, "/", headers=OWN).status_code in {403, 405}
