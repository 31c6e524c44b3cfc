"""The page as one file."""

import base64
import hashlib
import re
from dataclasses import replace

import pytest

from stemma.export import render_page
from stemma.model import Publication, Result
from tests.export.large import make_large
from tests.export.odd import alone, hostile
from tests.export.page.reader import Page
from tests.export.visit import MIGHT, TEXTS, make_result, place


@pytest.fixture(scope="module")
def source(result: Result) -> str:
    return render_page(result)


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    return Page(source)


def test_ids_are_unique_and_links_lead_somewhere(page: Page):
    ids = list(page.values("id"))
    assert len(ids) == len(set(ids))
    inner = [h[1:] for h in page.values("href") if h.startswith("#")]
    assert len(inner) > 50
    assert set(inner) <= set(ids)
    assert set(page.values("aria-labelledby")) <= set(ids)


def test_page_asks_the_network_for_nothing(page: Page):
    assert not list(page.values("src"))
    assert not list(page.values("style"))
    assert not list(page.values("action"))
    assert not [t for t, _ in page.tags if t in {"link", "img", "iframe", "object", "embed", "base"}]
    outside = [a for t, a in page.tags if not (a.get("href") or "#").startswith("#")]
    assert [a["href"] for a in outside] == ["https://mirror.example/dockers"]
    assert outside[0]["rel"] == "noreferrer noopener nofollow"


def test_policy_allows_only_the_pages_own_style_and_scripts(source: str, page: Page):
    policy = next(a["content"] or "" for t, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; ")
    parts = {p.split()[0]: p.split()[1:] for p in policy.split("; ")}
    for tag, attributes in (("style", ""), ("script", ' type="module"')):
        found = re.findall(rf"<{tag}{attributes}>(.*?)</{tag}>", source, re.DOTALL)
        digests = [base64.b64encode(hashlib.sha256(c.encode()).digest()).decode() for c in found]
        assert parts[f"{tag}-src"] == [f"'sha256-{d}'" for d in digests]
    assert "unsafe" not in policy


def test_headings_come_in_order(page: Page):
    levels = [int(t[1]) for t, _ in page.tags if re.fullmatch(r"h[1-6]", t)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False))


def test_passages_link_to_their_place_in_the_text(result: Result, source: str):
    number = [r.id for r in result.reports].index("herald") + 1
    span = place("herald", "an agreement might be signed on Friday")
    key = f"r{number}-{span.start}-{span.end}"
    assert f'href="#{key}"' in source
    assert re.search(rf'id="{key}"[^>]*>an agreement might be signed on Friday<', source)


def test_variants_show_both_passages_and_the_decisive_words(source: str, page: Page):
    assert '<del class="decisive">350</del>' in source
    assert '<ins class="decisive">530</ins>' in source
    assert "350 became 530" in page.said()
    assert MIGHT in page.said()


def test_claims_say_what_stands_behind_them(page: Page, source: str):
    assert "2–3" in page.said()
    assert source.count("one origin only</span>") == 3
    assert "disputed</span>" in source
    assert "1 statement that only one report makes is not listed here." in page.said()


def test_a_claim_can_be_cited(page: Page):
    said = re.search(r"Carried by 6 reports \(([^)]+)\), 5 texts, 2–3 independent origins\.", page.said())
    assert said is not None
    assert len(set(said[1].split(", "))) == 6
    assert "Marenne Herald" in said[1]


def test_tree_has_a_row_for_every_text_and_a_line_for_every_edge(page: Page):
    rows = [a for t, a in page.tags if t == "li" and a.get("class") == "row"]
    lines = [a for t, a in page.tags if t == "a" and "edge" in (a.get("class") or "").split()]
    # Nine reports and a lost source; the verbatim copy is folded into its source.
    assert len(rows) == 9
    # Once along time and once along likeness.
    assert len(lines) == 2 * 7
    assert "+1 verbatim copy of Marenne Herald" in page.said()
    assert "Lost source, origin B: Ridge Radio" in page.said()
    assert "Level 2, blend: The Coast Tribune" in page.said()


def test_every_edge_is_explained(page: Page):
    sheets = [a for t, a in page.tags if t == "article" and a.get("class") == "sheet"]
    assert len(sheets) == 8
    assert "undecided, 50%: it may be the other way round" in page.said()
    assert "rewrite of The Coast Tribune" not in page.said()


def test_full_texts_are_whole(page: Page):
    for text in TEXTS.values():
        assert text in page.said()


def test_problems_and_settings_are_shown(page: Page):
    assert "broken.html: not a page: give --format text to read it as it is" in page.said()
    assert "one-story=false" in page.said()


def test_page_is_the_same_twice(source: str):
    assert render_page(make_result()) == source


def test_hostile_text_stays_text(result: Result):
    source = render_page(hostile(result))
    page = Page(source)
    scripts = [a for t, a in page.tags if t == "script"]
    assert [a.get("type") for a in scripts] == ["application/json", "module", "module", "module"]
    assert not [a for _, a in page.tags if any(name.startswith("on") for name in a)]
    assert not [h for h in page.values("href") if not h.startswith("#")]
    assert not set("\u202e\x00\x1b") & set(source)
    assert "{{ 7*7 }}" in page.said()
    ids = list(page.values("id"))
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z0-9-]+", i) for i in ids)


def test_a_story_of_300_reports_stays_within_bounds():
    page = Page(source := render_page(make_large()))
    assert len(source.encode()) < 6_000_000
    assert "300 reports" in page.said()
    ids = list(page.values("id"))
    assert len(ids) == len(set(ids))
    assert {h[1:] for h in page.values("href") if h.startswith("#")} <= set(ids)
    assert "stand in the story file" in page.said()
    assert "Not checked, because the language is not read" in page.said()


def test_several_stories_are_listed_and_a_lone_report_is_not_compared(result: Result):
    extra, analysis, story = alone("zebra")
    source = render_page(
        replace(
            result,
            reports=(*result.reports, extra),
            analyses=(*result.analyses, analysis),
            stories=(*result.stories, story),
        )
    )
    page = Page(source)
    assert "10 reports in 2 stories" in page.said()
    assert "One report has nothing to be compared with. Add a second report" in page.said()
    assert 'href="#s2"' in source
    assert 'id="s2-tree"' not in source


def test_a_run_that_read_nothing_says_what_to_do(result: Result):
    page = Page(render_page(replace(result, reports=(), analyses=(), stories=())))
    assert "0 reports in 0 stories" in page.said()
    assert "Give files, folders or globs that hold reports" in page.said()


def test_exact_time_of_publication_is_shown(result: Result):
    extra, analysis, story = alone("zebra")
    known = Publication(result.run.created, "second", "given")
    timed = replace(extra, published=known)
    source = render_page(replace(result, reports=(timed,), analyses=(analysis,), stories=(story,)))
    assert "7 Mar 2031, 09:30 UTC" in source
