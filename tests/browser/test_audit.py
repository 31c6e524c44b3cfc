"""What an audit of a page looks at (Lighthouse's list, as far as it can be seen without the network)."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from stemma.export.page import VIEWS, static_assets
from tests.browser.conftest import Stage, Visit
from tests.browser.test_pages import fits

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visitor = Callable[..., Visit]

PHONE = {"width": 390, "height": 844}
ROUND = ("/", "/search?q=ferry", "/moves", "/jobs", "STORY/add", "STORY/corrections", "/erase?report=lantern")
# Bytes of all scripts, and of the style, before they are packed. No page needs a script; what adds comfort is small.
MOST_SCRIPT, MOST_STYLE = 40_000, 45_000
# WCAG 2.2, 2.5.8: what can be pressed is as high as this, unless it stands in a line of text.
LEAST_TARGET = 24
# Lighthouse calls a page legible if so many of its letters are so large.
LEAST_LETTER, MOST_LETTERS_SMALLER = 12, 0.4

HEAD = """() => ({
    lang: document.documentElement.lang,
    title: document.title,
    description: document.querySelector('meta[name=description]')?.content ?? '',
    viewport: document.querySelector('meta[name=viewport]')?.content ?? '',
    heads: [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter(h => h.getClientRects().length)
        .map(h => Number(h.localName[1])),
    unnamed: [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
        .filter(e => !e.labels?.length && !e.getAttribute('aria-label')).map(e => e.outerHTML),
    shapeless: [...document.querySelectorAll('img:not([width][height]), iframe, video')].length,
})"""
# Links in running text and in cells of tables are as high as their line.
SMALL = """(least) => [...document.querySelectorAll('button, input:not([type=hidden]), select, summary, nav a, .row a')]
    .filter(e => e.getClientRects().length && !e.matches('.visually-hidden *'))
    .map(e => [e, (e.matches('input[type=checkbox], input[type=radio]') ? e.closest('label') ?? e : e).getBoundingClientRect()])
    .filter(([e, r]) => r.height < least - 0.5 && !e.matches('.skip, .tabs a, thead *'))
    .map(([e, r]) => `${e.outerHTML.slice(0, 80)} ${r.height}`)"""
LETTERS = """(least) => {
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    let small = 0, all = 0;
    for (let n = walker.nextNode(); n; n = walker.nextNode()) {
        const words = n.data.trim().length;
        if (!words || !n.parentElement.getClientRects().length) continue;
        all += words;
        if (parseFloat(getComputedStyle(n.parentElement).fontSize) < least) small += words;
    }
    return small / all;
}"""
SHIFTED = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) sum += e.value; })
        .observe({type: 'layout-shift', buffered: true});
    setTimeout(() => done(sum), 400);
})"""


def addresses(stage: Stage) -> list[str]:
    story = f"/stories/{stage.result('visit').stories[0].id}"
    return [f"/stories/visit/{v}" for v in VIEWS] + [path.replace("STORY", story) for path in ROUND]


def check_head(page: Page) -> None:
    found = page.evaluate(HEAD)
    assert found["lang"] == "en"
    assert found["title"]
    assert 20 < len(found["description"]) < 200
    assert found["viewport"] == "width=device-width, initial-scale=1"
    heads = found["heads"]
    assert heads[0] == 1
    assert heads.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(heads, heads[1:], strict=False)), heads
    assert found["unnamed"] == []
    assert found["shapeless"] == 0


def test_every_page_says_what_it_is_and_can_be_pressed_and_read_on_a_phone(visit: Visitor, stage: Stage):
    for address in addresses(stage):
        one = visit(address, **PHONE)
        check_head(one.page)
        assert one.page.evaluate(SMALL, LEAST_TARGET) == [], address
        assert one.page.evaluate(LETTERS, LEAST_LETTER) <= MOST_LETTERS_SMALLER, address
        assert fits(one.page), address


def test_the_file_says_what_it_is(visit: Visitor):
    check_head(visit("visit.html", **PHONE).page)


@pytest.mark.parametrize("address", ["/stories/large/tree", "/stories/large/claims", "/stories/visit/texts", "/"])
def test_nothing_moves_once_it_is_shown(visit: Visitor, address: str):
    assert visit(address).page.evaluate(SHIFTED) < 0.1


def test_scripts_and_style_are_small():
    kinds: dict[str, int] = {}
    for asset in static_assets().values():
        kinds[asset.name.rpartition(".")[2]] = kinds.get(asset.name.rpartition(".")[2], 0) + len(asset.content)
    assert kinds["js"] <= MOST_SCRIPT
    assert kinds["css"] <= MOST_STYLE


def test_pages_are_packed_and_assets_are_kept(stage: Stage):
    shelf = stage.shelf()
    story = stage.result("visit").stories[0].id
    page = shelf.get(f"/stories/{story}/claims", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert len(gzip.compress(page.content, 1)) < 0.4 * len(page.content)
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert (
        "Content-Encoding"
        not in shelf.get(f"/stories/{story}/claims", headers={"Accept-Encoding": "identity"}).headers
    )
    for name in set(page.text.split('"/static/')[1:]):
        address = "/static/" + name.partition('"')[0]
        assert shelf.get(address).headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert shelf.get(address.partition("?")[0]).headers["Cache-Control"] == "no-cache"
        assert shelf.get(address.partition("?")[0] + "?v=old").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/static/style.css", "/none", "/api/v1/stories"])
def test_every_answer_keeps_the_browser_strict(stage: Stage, path: str):
    headers = stage.shelf().get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
