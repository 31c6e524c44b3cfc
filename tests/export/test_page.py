"""The page."""

import base64
import hashlib
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from stemma.export import render_page
from stemma.model import (
    Analysis,
    Claim,
    Corroboration,
    Count,
    Derivation,
    Interval,
    Origin,
    PassagePair,
    Publication,
    Reading,
    Report,
    Result,
    Sentence,
    Stemma,
    Story,
    Variant,
    Zone,
)
from stemma.text.spans import Span
from tests.export.visit import MIGHT, TEXTS, make_result, place

VOID = {"meta", "br", "link", "input", "hr", "img"}


class Page(HTMLParser):
    """Reads a page strictly: tags must nest."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, list[str]] = {}
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.text.setdefault(tag, []).append(data)

    def values(self, attribute: str) -> Iterator[str]:
        for _, attrs in self.tags:
            if attrs.get(attribute):
                yield attrs[attribute] or ""

    def said(self) -> str:
        return "".join(self.text["body"])


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
    assert not [t for t, _ in page.tags if t in {"link", "img", "iframe", "object", "embed", "form", "base"}]
    outside = [a for t, a in page.tags if not (a.get("href") or "#").startswith("#")]
    assert [a["href"] for a in outside] == ["https://mirror.example/dockers"]
    assert outside[0]["rel"] == "noreferrer noopener nofollow"


def test_policy_allows_only_the_pages_own_style_and_script(source: str, page: Page):
    policy = next(a["content"] or "" for t, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        [content] = re.findall(rf"<{tag}>(.*?)</{tag}>", source, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
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


def test_tree_shows_all_reports_lost_sources_and_edges(page: Page):
    cards = [a for t, a in page.tags if t == "a" and a.get("class") == "node"]
    lines = [a for t, a in page.tags if t == "a" and a.get("class") == "edge"]
    assert len(cards) == 10
    assert len(lines) == 8
    assert any("Lost source: Ridge Radio" in (a["aria-label"] or "") for a in cards)
    assert any("a blend of several sources" in (a["aria-label"] or "") for a in cards)
    assert sum("direction undecided" in (a["aria-label"] or "") for a in lines) == 1


def test_full_texts_are_whole(page: Page):
    for text in TEXTS.values():
        assert text in page.said()


def test_problems_and_settings_are_shown(page: Page):
    assert "broken.html: not a page: give --format text to read it as it is" in page.said()
    assert "one-story=false" in page.said()


def test_page_is_the_same_twice(source: str):
    assert render_page(make_result()) == source


HOSTILE = (
    "</style></script><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} "
    "\u202egnp.exe\x00\x1b[31m " + "x" * 5000
)


def hostile(result: Result) -> Result:
    """The result with hostile text wherever text from outside stands."""
    text = HOSTILE + "\n"
    report = Report(
        id='"><script>alert(2)</script>',
        source=HOSTILE,
        text=text,
        zones=(Zone("body", Span(0, len(text))),),
        title=HOSTILE,
        outlet=HOSTILE,
        url="javascript:alert(3)",
        language='en" onclick="alert(4)',
    )
    other = replace(report, id="plain", outlet=None)
    reports = tuple(sorted([report, other], key=lambda r: r.id))
    sentence = Sentence(Span(0, len(HOSTILE)), "body")
    analyses = tuple(
        Analysis(r.id, supported=True, sentences=(sentence,), vectors=np.zeros((1, 2), "f4")) for r in reports
    )
    span = sentence.span
    readings = tuple(Reading(r.id, span, HOSTILE, "asserted") for r in reports)
    claim = Claim(HOSTILE, HOSTILE, readings, Corroboration(2, 1, Interval(1, 1), (HOSTILE,)))
    edge = Derivation(report.id, "plain", "copy", 0.9, 0.9, (HOSTILE,), (PassagePair(span, span),))
    variant = Variant("name", report.id, span, "plain", span, HOSTILE, HOSTILE, 0.5, HOSTILE, HOSTILE)
    ids = tuple(r.id for r in reports)
    stemma = Stemma(ids, (edge,), (), (Origin("o", "plain", ids),), Count(2, 1, Interval(1, 2), 1, (HOSTILE,)))
    story = Story("s", HOSTILE, ids, stemma, (claim,), (variant,))
    return replace(result, reports=reports, analyses=analyses, stories=(story,))


def test_hostile_text_stays_text(result: Result):
    source = render_page(hostile(result))
    page = Page(source)
    assert [t for t, _ in page.tags].count("script") == 1
    assert not [a for _, a in page.tags if any(name.startswith("on") for name in a)]
    assert not [h for h in page.values("href") if not h.startswith("#")]
    assert not set("\u202e\x00\x1b") & set(source)
    assert "{{ 7*7 }}" in page.said()
    ids = list(page.values("id"))
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z0-9-]+", i) for i in ids)


def large(reports: int, story_title: str = "A large story") -> tuple[tuple[Report, ...], Story]:
    """A story of many reports: a tree three deep, claims carried by many, a variant on every edge."""
    lines = [f"In the {n}th hour the ferry of the port carried {n * 7} people over the sound." for n in range(30)]
    text = "\n".join(lines) + "\n"
    spans = [Span(text.index(line), text.index(line) + len(line)) for line in lines]
    ids = [f"r{n:03}" for n in range(reports)]
    made = tuple(
        Report(i, i, text, (Zone("body", Span(0, len(text))),), title=f"Title {i}", outlet=f"Outlet {i}")
        for i in ids
    )
    edges = tuple(
        Derivation(ids[n], ids[n // 7], "rewrite", 0.9, 0.9, ("order",), tuple(PassagePair(s, s) for s in spans))
        for n in range(1, reports)
    )
    claims = tuple(
        Claim(
            f"c{k}",
            lines[k],
            tuple(Reading(i, spans[k], "narrator", "asserted") for i in ids),
            Corroboration(reports, 1, Interval(1, 1), ()),
        )
        for k in range(30)
    )
    variants = tuple(
        Variant("number", e.child, spans[k], e.parent, spans[k], "7", "8", 0.8, "a number", f"c{k}")
        for e in edges
        for k in range(4)
    )
    count = Count(reports, 1, Interval(1, 1), 1)
    stemma = Stemma(tuple(ids), edges, (), (Origin("o", ids[0], tuple(ids)),), count)
    return made, Story("large", story_title, tuple(ids), stemma, claims, variants)


def test_a_story_of_300_reports_renders_in_seconds(result: Result):
    reports, story = large(300)
    sentences = tuple(Sentence(c.readings[0].span, "body") for c in story.claims)
    vectors = np.zeros((len(sentences), 2), "f4")
    analyses = tuple(Analysis(r.id, supported=True, sentences=sentences, vectors=vectors) for r in reports)
    whole = replace(result, reports=reports, analyses=analyses, stories=(story,))
    start = time.perf_counter()
    source = render_page(whole)
    assert time.perf_counter() - start < 8
    assert len(source) < 6_000_000
    assert "less certain variants stand in the story file" in source


def alone(name: str) -> tuple[Report, Analysis, Story]:
    """A report that is a story by itself."""
    text = "One line.\n"
    report = Report(name, name, text, (Zone("body", Span(0, len(text))),), title=f"About {name}")
    analysis = Analysis(name, supported=True, sentences=(), vectors=np.zeros((0, 2), "f4"))
    stemma = Stemma((name,), (), (), (Origin(f"o-{name}", name, (name,)),), Count(1, 1, Interval(1, 1), 1))
    return report, analysis, Story(f"s-{name}", f"About {name}", (name,), stemma, (), ())


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
    assert "One report has nothing to be compared with" in page.said()
    assert 'href="#s2"' in source
    assert 'id="s2-tree"' not in source


def test_a_run_that_read_nothing_still_has_a_page(result: Result):
    page = Page(render_page(replace(result, reports=(), analyses=(), stories=())))
    assert "0 reports in 0 stories" in page.said()


def test_exact_time_of_publication_is_shown(result: Result):
    extra, analysis, story = alone("zebra")
    known = Publication(result.run.created, "second", "given")
    timed = replace(extra, published=known)
    source = render_page(replace(result, reports=(timed,), analyses=(analysis,), stories=(story,)))
    assert "2031-03-07 09:30:00+00:00" in source
