"""A real browser: Chromium, where there is one and Playwright is installed; the tests are skipped with a reason else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from starlette.testclient import TestClient

from stemma.export import story_row
from stemma.export.page import (
    POLICY,
    VIEWS,
    Form,
    NavLink,
    Notice,
    PathLinks,
    Site,
    View,
    read_options,
    render_page,
    render_story,
    static_assets,
)
from stemma.model import Result
from stemma.serve.app import create_app
from stemma.store import Library, MovedReport
from tests.export.large import make_large
from tests.export.odd import hostile
from tests.export.visit import make_result

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route

# Nobody listens there; every request is answered by the tests. A browser trusts this address with the clipboard.
HOST = "http://127.0.0.1:18765"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
# The machine may be busy; no test asserts how long anything takes.
PATIENCE = 120_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def find_chromium() -> str | None:
    """The program named by STEMMA_CHROMIUM, else the first Chromium on the PATH."""
    return os.environ.get("STEMMA_CHROMIUM") or next((p for n in NAMES if (p := shutil.which(n))), None)


class Actions:
    """Forms as a server might offer them."""

    def for_edge(self, child: str, parent: str) -> tuple[Form, ...]:
        return (Form("/reject", "Take this edge out", (("child", child), ("parent", parent))),)

    def for_report(self, report: str) -> tuple[Form, ...]:
        return (Form("/date", "Set the date", (("report", report),)),)

    def for_claim(self, claim: str) -> tuple[Form, ...]:
        return (Form("/split", "Split the claim", (("claim", claim),)),)


SITE = Site(
    nav=(NavLink("Library", "/", current=True), NavLink("Add reports", "/add")),
    exports=(NavLink("JSON", "/export.json"),),
    notices=(Notice("The edge was taken out.", (Form("/undo", "Undo"),)),),
    actions=Actions(),
    search="/search",
)


class Idle(Executor):
    """A worker that never does anything."""

    def submit(self, *_: object, **__: object) -> Future[object]:  # type: ignore[override]
        return Future()


@dataclass
class Visit:
    """A page in the browser, and all that went wrong there."""

    page: Page
    """Playwright's page."""
    errors: list[str] = field(default_factory=list)
    """Errors and warnings of the console, and errors of scripts."""
    strangers: list[str] = field(default_factory=list)
    """Requests to anybody else."""

    def check(self) -> None:
        """Nothing was said on the console and nobody else was asked."""
        assert self.errors == []
        assert self.strangers == []


class Stage:
    """Opens stories in the browser, as files and as a server would send them."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser = browser
        self.folder = folder
        self.results: dict[str, Result] = {}
        self.server: TestClient | None = None
        self.makers: dict[str, Callable[[], Result]] = {
            "visit": make_result,
            "large": make_large,
            "hostile": lambda: hostile(make_result()),
        }

    def result(self, name: str) -> Result:
        """A result, made once."""
        if name not in self.results:
            self.results[name] = self.makers[name]()
        return self.results[name]

    def shelf(self) -> TestClient:
        """A server over a library that holds the small story and the title of another; nothing is read for it, and nothing is ever added."""
        if self.server is None:
            file = self.folder / "stemma.db"
            result = self.result("visit")
            with Library(file, create=True) as library, library.writing():
                for report, analysis in zip(result.reports, result.analyses, strict=True):
                    library.add_report(result.stories[0].id, report)
                    library.set_analysis(report, analysis, "by hand")
                library.set_story(story_row(result.stories[0]), result.run, "", ["2031-03-04"])
                # Another one that reports can go to, with a title longer than a phone is wide.
                other = replace(result.stories[0], id="other", title=f"{result.stories[0].title} " * 3)
                library.set_story(story_row(other), result.run, "", ["2031-03-03"])
                library.add_move([MovedReport("gone", "Quay News", result.stories[0].id, None)])
                correction = {"kind": "rejected edge", "child": "post", "parent": "wire"}
                library.add_correction(result.stories[0].id, correction)
            app = create_app(file, names=frozenset({"127.0.0.1"}), make_executor=Idle)
            self.server = TestClient(app, base_url=HOST)
        return self.server

    def file(self, name: str) -> Path:
        """The one file with all views."""
        path = self.folder / f"{name}.html"
        if not path.exists():
            path.write_text(render_page(self.result(name)), encoding="utf-8")
        return path

    def answer(self, route: Route) -> None:
        """What a server would send: a view, an asset, or nothing."""
        address = urlsplit(route.request.url)
        parts = [unquote(p) for p in address.path.split("/")[1:]]
        if parts[0] == "static" and parts[1] in static_assets():
            asset = static_assets()[parts[1]]
            route.fulfill(body=asset.content, content_type=asset.media_type)
            return
        if len(parts) == 3 and parts[0] == "stories" and parts[1] in self.makers and parts[2] in VIEWS:
            view: View = parts[2]  # type: ignore[assignment]
            result = self.result(parts[1])
            page = render_story(
                result,
                result.stories[0].id,
                view,
                PathLinks(f"/stories/{parts[1]}"),
                options=read_options(dict(parse_qsl(address.query))),
                site=SITE,
            )
            headers = {"Content-Security-Policy": POLICY}
            route.fulfill(body=page.encode(), content_type="text/html; charset=utf-8", headers=headers)
            return
        sent = self.shelf().get(route.request.url)
        route.fulfill(status=sent.status_code, body=sent.content, headers=dict(sent.headers))

    def open(self, address: str, *, width: int = 1280, height: int = 900, scheme: str = "light") -> Visit:
        """A page of the server (`/stories/visit/tree`) or a file (`visit.html#s1-tree`)."""
        context = self.browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        visit = Visit(page)

        def heard(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                visit.errors.append(message.text)

        def asked(request: Request) -> None:
            if not request.url.startswith((HOST, "file:", "data:", "about:")):
                visit.strangers.append(request.url)

        page.on("console", heard)
        page.on("pageerror", lambda error: visit.errors.append(str(error)))
        page.on("request", asked)
        page.route(HOST + "/**", self.answer)
        if address.startswith("/"):
            page.goto(HOST + address)
        else:
            name, _, place = address.partition(".html")
            page.goto(self.file(name).as_uri() + place)
        return visit


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Chromium, opened once."""
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium: install one (apt-get install chromium) or name it in STEMMA_CHROMIUM")
    api = pytest.importorskip("playwright.sync_api", reason="no Playwright: make test-browser installs it")
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=ARGUMENTS, timeout=PATIENCE)
        yield Stage(browser, tmp_path_factory.mktemp("pages"))
        browser.close()


@pytest.fixture
def visit(stage: Stage) -> Iterator[Callable[..., Visit]]:
    """Opens pages and closes them; whatever a test is about, no page may complain or call out."""
    opened: list[Visit] = []

    def go(address: str, **options: int | str) -> Visit:
        opened.append(stage.open(address, **options))  # type: ignore[arg-type]
        return opened[-1]

    yield go
    for one in opened:
        one.page.context.close()
        one.check()


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core."""
    pytest.importorskip("axe_playwright_python", reason="no axe-core: make test-browser installs it")
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
