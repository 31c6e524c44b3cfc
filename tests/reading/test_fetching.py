"""Fetching: against a server on this machine, which stands in for the web; nothing outside is asked."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from stemma.errors import FetchError
from stemma.reading import fetching, read_inputs
from stemma.reading.fetching import Fetcher, check_address, is_public, resolve_host

PAGE = (
    b"<html><head><title>Quay reopens</title></head><body><article><p>The harbour council voted on Monday to reopen the "
    b"northern quay after eleven months of repairs and delays.</p></article></body></html>"
)
INSIDE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://localhost/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://172.16.3.4/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[fec0::1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::80ff:fffe]/",
    "http://[ff02::1]/",
]
NO_ADDRESS = [
    "file:///etc/passwd",
    "ftp://quayside.example/",
    "gopher://127.0.0.1:70/_x",
    "data:text/html,x",
    "javascript:alert(1)",
    "http://user:word@quayside.example/",
    "http://quayside.example@127.0.0.1/",
    "http://quayside.example:22/",
    "http://quayside.example:99999/",
    "http:///path",
    "http://quayside.example/\r\nHost: inside",
    "http://exa mple/",
    "//127.0.0.1/",
    "http://[::1",
]


class Site(BaseHTTPRequestHandler):
    """Answers by path; keeps what it was asked."""

    asked: list[tuple[str, dict[str, str]]]
    robots = "User-agent: *\nDisallow: /closed\n"
    protocol_version = "HTTP/1.1"

    def do_GET(self):  # noqa: C901, PLR0912 - one branch for each path
        type(self).asked.append((self.path, dict(self.headers)))
        if self.path == "/robots.txt":
            self.answer(200 if self.robots else 500, self.robots.encode())
        elif self.path.startswith("/to?"):
            self.answer(302, b"", Location=self.path[4:])
        elif self.path == "/loop":
            self.answer(302, b"", Location="/loop")
        elif self.path == "/packed":
            self.answer(200, gzip.compress(PAGE), **{"Content-Encoding": "gzip"})
        elif self.path == "/bomb":
            self.answer(200, gzip.compress(b"\0" * 3_000_000), **{"Content-Encoding": "gzip"})
        elif self.path == "/large":
            self.answer(200, b"x" * 3_000_000)
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b"x")
                self.wfile.flush()
                if self.server.quit.wait(0.1):  # type: ignore[attr-defined]
                    return
        elif self.path == "/kept":
            if self.headers.get("If-None-Match") == '"v1"':
                self.answer(304, b"")
            else:
                self.answer(200, PAGE, ETag='"v1"')
        elif self.path == "/short":
            self.answer(200, PAGE, **{"Content-Length": "9999"})
            self.close_connection = True
        elif self.path == "/sitemap.xml":
            host = self.headers["Host"]
            lines = [
                f"http://{host}/a",
                f"http://{host}/gone",
                "http://elsewhere.example/b",
                f"http://{host}/to?http://127.0.0.1/",
            ]
            self.answer(200, f"<urlset>{''.join(f'<url><loc>{x}</loc></url>' for x in lines)}</urlset>".encode())
        elif self.path == "/gone":
            self.answer(404, b"gone")
        else:
            self.answer(200, PAGE)

    def answer(self, status: int, data: bytes, **headers: str):
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object):
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients that hang up are what is tested
    server.quit = threading.Event()  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://quayside.example:{server.server_address[1]}"
    server.quit.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


def local_fetcher(cache: Path | None = None, pauses: list[float] | None = None) -> Fetcher:
    """One to which the name quayside.example is public and leads to this machine; all else is as always."""

    def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"] if host == "quayside.example" else resolve_host(host, port)

    def resolve_checked(host: str, port: int) -> list[str]:
        found = resolve(host, port)
        return found if host == "quayside.example" or all(map(is_public, found)) else []

    return Fetcher(
        cache=cache,
        resolve=resolve_checked,
        admit=bool,
        pause=(pauses if pauses is not None else []).append,
    )


@pytest.mark.parametrize("address", INSIDE)
def test_hosts_inside_a_network_are_refused(address: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetching.socket, "create_connection", lambda *_: pytest.fail("connected"))
    with pytest.raises(FetchError, match=r"no public host|has no address"):
        Fetcher().fetch(address)


@pytest.mark.parametrize("address", NO_ADDRESS)
def test_what_is_no_address_of_a_page_is_refused(address: str):
    with pytest.raises(FetchError):
        check_address(address)


@pytest.mark.parametrize("address", [*INSIDE, *NO_ADDRESS[:8]])
def test_redirects_are_checked_like_addresses(site: str, address: str):
    with pytest.raises(FetchError):
        local_fetcher().fetch(f"{site}/to?{address}")
    assert [path for path, _ in Site.asked] == ["/robots.txt", f"/to?{address}"]


def test_name_that_resolves_to_one_inside_address_is_refused():
    fetcher = Fetcher(resolve=lambda *_: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(FetchError, match="no public host"):
        fetcher.fetch("http://quayside.example/")


def test_connection_goes_to_the_address_that_was_checked(site: str):
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["10.255.255.1"]])
    port = int(site.rsplit(":", 1)[1])
    fetcher = Fetcher(resolve=lambda *_: next(answers), admit=lambda ip: ip == "127.0.0.1", pause=lambda _: None)
    assert fetcher.fetch(f"http://quayside.example:{port}/a").data == PAGE
    with pytest.raises(FetchError, match="no public host"):
        fetcher.fetch(f"http://quayside.example:{port}/b")


def test_page_is_fetched_with_a_clear_user_agent(site: str):
    pauses: list[float] = []
    assert local_fetcher(pauses=pauses).fetch(f"{site}/to?/packed").data == PAGE
    (path, headers) = Site.asked[-1]
    assert path == "/packed"
    assert headers["User-Agent"].startswith("stemma-news")
    assert len(pauses) == 2
    assert all(0.5 < p <= 1 for p in pauses)


def test_robots_are_obeyed(site: str, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(FetchError, match=r"robots\.txt"):
        local_fetcher().fetch(f"{site}/closed/a")
    monkeypatch.setattr(Site, "robots", "")
    with pytest.raises(FetchError, match=r"robots\.txt"):
        local_fetcher().fetch(f"{site}/open")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/bomb", "larger than"),
        ("/large", "larger than"),
        ("/loop", "redirected more"),
        ("/gone", "404"),
        ("/short", r"cannot be fetched|breaks off"),
    ],
)
def test_answers_have_limits(site: str, path: str, why: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetching, "MAX_FETCHED", 1_000_000)
    with pytest.raises(FetchError, match=why):
        local_fetcher().fetch(site + path)


def test_slow_answer_is_ended(site: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetching, "MAX_SECONDS", 0.4)
    with pytest.raises(FetchError):
        local_fetcher().fetch(f"{site}/slow")


def test_page_that_has_not_changed_is_not_sent_again(site: str, tmp_path: Path):
    assert local_fetcher(tmp_path).fetch(f"{site}/kept").data == PAGE
    assert local_fetcher(tmp_path).fetch(f"{site}/kept").data == PAGE
    assert Site.asked[-1][1]["If-None-Match"] == '"v1"'


def test_addresses_are_read_only_when_asked(site: str, tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text(f"Read {site}/a and then {site}/b, the harbour council said on Monday.")
    outcome = read_inputs([str(path), f"{site}/a"])
    assert Site.asked == []
    assert "--fetch" in outcome.problems[0].reason
    outcome = read_inputs([f"{site}/a"], fetcher=local_fetcher())
    assert [r.title for r in outcome.reports] == ["Quay reopens"]
    assert outcome.reports[0].url == f"{site}/a"


def test_sitemap_is_followed_only_when_fetching(site: str, tmp_path: Path):
    path = tmp_path / "sitemap.xml"
    path.write_text(f"<urlset><url><loc>{site}/a</loc></url></urlset>", "utf-8")
    assert "--fetch" in read_inputs([str(path)]).problems[0].reason
    assert Site.asked == []
    outcome = read_inputs([str(path)], fetcher=local_fetcher())
    assert ([r.url for r in outcome.reports], outcome.problems) == ([f"{site}/a"], ())


def test_sitemap_that_was_fetched_leads_to_its_own_host_alone(site: str):
    outcome = read_inputs([f"{site}/sitemap.xml"], fetcher=local_fetcher())
    assert [r.url for r in outcome.reports] == [f"{site}/a"]
    reasons = " | ".join(p.reason for p in outcome.problems)
    assert "other hosts that its sitemap lists are not fetched: 1" in reasons
    assert "status 404" in reasons
    assert "redirected to what is not fetched" in reasons or "no public host" in reasons


def test_reports_are_no_sitemaps(site: str, tmp_path: Path):
    """An address inside a packed file or a text is never followed, fetching or not."""
    import gzip as packer  # noqa: PLC0415

    (tmp_path / "a.txt").write_text(f"The council said on Monday that {site}/a would be read.")
    (tmp_path / "b.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    (tmp_path / "c.gz").write_bytes(packer.compress(PAGE))
    read_inputs([str(tmp_path)], fetcher=local_fetcher())
    assert Site.asked == []
