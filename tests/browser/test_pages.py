"""The pages in a real browser: every view, every size, the keys, what a hostile report can do, and paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from stemma.export.page import VIEWS
from tests.browser.conftest import Stage, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visitor = Callable[..., Visit]

AXE = """async (rules) => (await axe.run(document, {resultTypes: ['violations'], rules})).violations.map(
    v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '))"""


def violations(page: Page, axe: str, *, contrast: bool = True) -> list[str]:
    """What axe-core has to say; its script is given to the page by the browser, past the page's own policy.

    The checks of contrasts, of letters and of links among letters, look at every letter of a page, and take most of
    the time. All pages have the colours of the small story.
    """
    page.evaluate(axe)
    by_colour = ("color-contrast", "link-in-text-block")
    found: list[str] = page.evaluate(AXE, {rule: {"enabled": contrast} for rule in by_colour})
    return found


def fits(page: Page) -> bool:
    """Whether nothing sticks out at the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def focused(page: Page) -> str:
    """What the focused element says."""
    return str(page.evaluate("document.activeElement.textContent.replace(/\\s+/g, ' ').trim()"))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("story", ["visit", "large", "hostile"])
def test_every_view_opens_and_is_accessible(visit: Visitor, axe: str, story: str, view: str):
    page = visit(f"/stories/{story}/{view}").page
    assert page.locator("[aria-current=page]", has_text=re.compile(view, re.IGNORECASE)).is_visible()
    assert fits(page)
    assert violations(page, axe, contrast=story == "visit") == []


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_accessible_on_a_phone_in_the_dark(visit: Visitor, axe: str, view: str):
    page = visit(f"/stories/visit/{view}", width=390, height=844, scheme="dark").page
    assert fits(page)
    assert violations(page, axe) == []


@pytest.mark.parametrize(
    "path", ["/", "/search?q=ferry&outlet=Lakeside", "/moves", "/jobs", "STORY/add", "STORY/corrections", "/none"]
)
def test_the_pages_round_the_stories_are_accessible(visit: Visitor, stage: Stage, axe: str, path: str):
    story = f"/stories/{stage.result('visit').stories[0].id}"
    one = visit(path.replace("STORY", story), width=390, height=844, scheme="dark")
    assert one.page.locator("h1").count() == 1
    assert fits(one.page)
    assert violations(one.page, axe) == []
    if path == "/none":
        assert "There is nothing at this address" in one.page.locator("main").inner_text()
        one.errors.clear()  # Chromium itself notes the status


@pytest.mark.parametrize(("story", "width"), [("visit", 1280), ("hostile", 390)])
def test_the_file_is_accessible(visit: Visitor, axe: str, story: str, width: int):
    page = visit(f"{story}.html", width=width).page
    assert fits(page)
    assert violations(page, axe, contrast=story == "visit") == []


def test_the_file_of_a_large_story_opens_without_a_complaint(visit: Visitor):
    page = visit("large.html").page
    assert page.locator(".row").count() > 100
    assert fits(page)


@pytest.mark.parametrize("address", ["/stories/visit/texts", "visit.html"])
def test_an_address_that_was_cut_short_stops_no_script(visit: Visitor, address: str):
    page = visit(f"{address}#%E0%A4%A").page
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()


def test_arrows_walk_the_tree(visit: Visitor):
    page = visit("/stories/visit/tree").page
    page.locator(".row .name").first.focus()
    assert focused(page) == "Level 1, origin A: Marenne Herald"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "Level 2: Bellwether Brief"
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Level 2: Lakeside Post"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "Level 3: Daily Lantern"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "Level 1, origin A: Marenne Herald"
    page.keyboard.press("ArrowUp")
    assert focused(page) == "Level 1, origin A: Marenne Herald"


def test_the_way_up_to_the_origin_is_drawn_strong(visit: Visitor):
    page = visit("/stories/visit/tree").page
    page.locator(".row .name", has_text="Daily Lantern").focus()
    lit = page.evaluate("[...document.querySelectorAll('.edge.lit title')].map(t => t.textContent.split(':')[0])")
    assert lit == ["Lakeside Post from Marenne Herald", "Daily Lantern from Lakeside Post"]
    page.locator(".origins a").first.click()
    assert page.locator(".row:target .name").inner_text().endswith("Marenne Herald")


def test_an_edge_is_explained_and_closed_by_keys(visit: Visitor):
    page = visit("/stories/visit/tree").page
    page.locator(".row .name", has_text="Lakeside Post").focus()
    page.keyboard.press("e")
    page.locator(".sheet").wait_for()
    assert "child=post" in page.url
    assert "most of its sentences match Marenne Herald in the same order" in page.locator(".sheet").inner_text()
    page.keyboard.press("Escape")
    page.locator(".sheet").wait_for(state="detached")
    assert "child=" not in page.url
    page.go_back()
    page.locator(".sheet").wait_for()


def test_a_line_of_the_drawing_leads_to_why(visit: Visitor, axe: str):
    page = visit("/stories/visit/tree").page
    # A line has no height, and Playwright takes it for hidden.
    at = page.evaluate(
        "(r => [r.left + r.width / 2, r.top])(document.querySelector('a.edge .hit').getBoundingClientRect())"
    )
    page.mouse.click(*at)
    page.locator(".sheet").wait_for()
    assert page.locator(".sheet .acts summary").inner_text() == "Correct this edge"
    assert violations(page, axe) == []


def test_the_explanation_needs_no_script(stage: Stage):
    context = stage.browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(stage.file("visit").as_uri())
    sheet = page.locator(".sheet").first
    assert not sheet.is_visible()
    page.locator(".made .why").first.click()
    assert page.locator(".sheet:target").is_visible()
    page.locator(".sheet:target .close").click()
    assert page.locator(".sheet:target").count() == 0
    context.close()


def test_j_and_k_step_through_the_claims_and_enter_opens_one(visit: Visitor):
    page = visit("/stories/visit/claims").page
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    assert page.locator(".claims details[open] .claim").inner_text().startswith("Foreign Minister Ilva Tavik")
    assert page.locator("details[open] .group-name").first.is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".claims details[open]").count() == 0
    page.keyboard.press("k")
    assert "not protest on Thursday" in focused(page)


def test_question_mark_shows_the_keys_and_digits_change_the_view(visit: Visitor):
    page = visit("/stories/visit/tree").page
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    page.keyboard.press("3")
    page.wait_for_url("**/apparatus")


def test_focus_can_be_seen(visit: Visitor):
    page = visit("/stories/visit/claims").page
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    page.keyboard.press("Tab")
    style = (
        "(e => getComputedStyle(e).outlineStyle + ' ' + getComputedStyle(e).outlineWidth)(document.activeElement)"
    )
    assert page.evaluate(style) == "solid 2px"


def test_claims_of_a_file_are_sorted_and_filtered(visit: Visitor):
    page = visit("visit.html").page
    first = page.locator(".claims .claim:visible").first
    assert "not protest on Thursday" in first.inner_text()
    page.get_by_role("button", name="Reports", exact=True).click()
    assert first.inner_text().startswith("Foreign Minister Ilva Tavik arrived")
    page.locator("[data-filter] [name=only]").select_option("one-voice")
    assert page.locator("[data-filter] [data-shown]").inner_text() == "2 of 5 claims"
    page.locator("[data-filter] [name=q]").fill("no such words")
    assert page.locator("[data-filter] [data-shown]").inner_text() == "No claim fits this filter."


def test_claims_of_a_server_are_sorted_and_filtered(visit: Visitor):
    page = visit("/stories/visit/claims").page
    page.get_by_role("link", name="Reports", exact=True).click()
    page.wait_for_url("**sort=reports**")
    assert page.locator(".claims .claim").first.inner_text().startswith("Foreign Minister Ilva Tavik arrived")
    page.get_by_label("Words").fill("no such words")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url("**q=no**")
    assert "No claim fits this filter" in page.locator(".empty").inner_text()


def test_two_texts_of_a_server_are_joined_by_bands(visit: Visitor):
    page = visit("/stories/visit/texts?a=post&b=herald").page
    page.locator("svg.bands path").first.wait_for(state="attached")
    assert page.locator("svg.bands path").count() == 2
    assert page.locator(".full").nth(0).locator(".band").count() == 2
    level = "(n => n.map(i => document.getElementById(i).getBoundingClientRect().top))(['l-2', 'r-2'])"
    page.locator("svg.bands path").nth(1).dispatch_event("click")
    after = page.evaluate(level)
    assert abs(after[0] - after[1]) < 4


def test_any_two_texts_of_a_file_stand_side_by_side(visit: Visitor):
    page = visit("visit.html").page
    for side, name in (("a", "Daily Lantern · 5 Mar 2031"), ("b", "Lakeside Post · 5 Mar 2031")):
        value = page.locator(f"[data-beside] [name={side}] option", has_text=name).get_attribute("value")
        page.locator(f"[data-beside] [name={side}]").select_option(value)
    page.locator("svg.bands path").first.wait_for(state="attached")
    assert page.locator(".full:visible").count() == 2
    page.locator("[data-beside] [name=a]").select_option("")
    page.wait_for_function("document.querySelectorAll('.texts.beside').length === 0")
    assert page.locator(".full:visible").count() == 9


@pytest.mark.parametrize(
    "address", ["visit.html#r=lantern&s=40-56", "/stories/visit/texts?a=lantern#r=lantern&s=40-56"]
)
def test_a_deep_link_marks_its_passage(visit: Visitor, address: str):
    page = visit(address).page
    page.wait_for_function("CSS.highlights.has('asked')")
    marked = page.evaluate("[...CSS.highlights.get('asked')].map(r => r.toString()).join('')")
    assert marked == "Osterhal's forei"


def test_offsets_are_code_points_in_the_browser_too(visit: Visitor):
    page = visit("visit.html").page
    page.evaluate(
        "document.querySelector('[data-report=lantern] .text').textContent = '\\u{1F6A2}\\r\\n\\u{1F6A2}boat'"
    )
    page.evaluate("location.hash = 'r=lantern&s=3-6'")
    page.wait_for_function("CSS.highlights.has('asked')")
    assert page.evaluate("[...CSS.highlights.get('asked')].map(r => r.toString()).join('')") == "\U0001f6a2bo"


def test_a_passage_of_a_server_is_marked_without_a_script(visit: Visitor):
    page = visit("/stories/visit/texts?a=lantern&s=40-56#passage").page
    assert page.locator("#passage").inner_text() == "Osterhal's forei"


def test_statements_are_coloured_by_voice_on_demand(visit: Visitor):
    page = visit("/stories/large/texts?voices=yes").page
    assert page.locator(".voices li").count() > 2
    assert page.locator(".text .v").count() > 0


def test_a_hostile_report_does_nothing(visit: Visitor):
    for address in ("hostile.html", "/stories/hostile/texts", "/stories/hostile/tree"):
        one = visit(address)
        one.page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
        assert one.page.locator("img").count() == 0
        assert "<script>alert(1)</script>" in one.page.locator("main").inner_text()
        assert fits(one.page)


def test_pages_are_printed_whole(visit: Visitor):
    page = visit("visit.html").page
    paper = page.pdf()
    assert paper.startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.locator(".sources").is_visible()
    assert "https://mirror.example/dockers" in page.locator(".sources").inner_text()
    assert not page.locator(".tabs").is_visible()


def test_a_tree_that_fits_on_no_page_is_printed_as_a_list_that_steps_in(visit: Visitor):
    page = visit("/stories/visit/tree").page
    page.emulate_media(media="print")
    assert page.locator("svg.plot").is_visible()
    page = visit("/stories/large/tree").page
    page.emulate_media(media="print")
    assert not page.locator("svg.plot").is_visible()
    steps = page.evaluate("""() => Object.fromEntries([...document.querySelectorAll('.row')].map(
        r => [r.dataset.level ?? '0', parseFloat(getComputedStyle(r.querySelector('.who')).paddingLeft)]))""")
    assert [steps[k] for k in sorted(steps)] == sorted(steps.values())
    assert steps["1"] > steps["0"]
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.who[data-letter]'), '::before').content") == '"A"'
    )


def test_a_selection_gets_a_link(visit: Visitor):
    page = visit("/stories/visit/texts?a=lantern&b=post").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("""() => {
        const line = document.querySelectorAll('[data-report=lantern] .z')[1].querySelector('.band').firstChild;
        getSelection().setBaseAndExtent(line, 0, line, 10);
    }""")
    page.get_by_role("button", name="Copy a link to this passage").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith(
        "/stories/visit/texts?r=lantern&s=40-50#passage"
    )


def test_the_folded_copies_open(visit: Visitor):
    page = visit("/stories/visit/tree").page
    fold = page.locator(".fold").filter(has_text="verbatim copy")
    fold.locator("summary").click()
    assert fold.locator("ul").is_visible()
    assert "Quay News" in fold.locator("ul").inner_text()
    page.keyboard.press("Escape")
    assert not fold.locator("ul").is_visible()


def test_likeness_is_a_choice_in_a_file(visit: Visitor):
    page = visit("visit.html").page
    assert page.locator("svg.plot.on-time").is_visible()
    page.get_by_role("radio", name="likeness").check()
    assert page.locator("svg.plot.on-likeness").is_visible()
    assert not page.locator("svg.plot.on-time").is_visible()


def test_the_tab_of_the_part_one_reads_is_in_sight_on_a_phone(visit: Visitor):
    page = visit("visit.html#s1-brief", width=390, height=844).page
    tab = page.locator(".tabs [aria-current]", has_text="Brief")
    tab.wait_for()
    box = tab.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
