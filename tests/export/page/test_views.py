"""One view as a page of a server."""

import re
from dataclasses import replace

import pytest

from stemma.export import given_publication
from stemma.export.page import (
    POLICY,
    VIEWS,
    Actions,
    Field,
    Form,
    NavLink,
    Notice,
    Options,
    PathLinks,
    Site,
    View,
    environment,
    read_options,
    render_story,
    static_assets,
    versioned,
)
from stemma.export.page.claims import PAGE_CLAIMS, choose_claims
from stemma.export.page.index import StoryIndex
from stemma.export.page.paging import cut_page
from stemma.export.page.texts import choose_pair, find_bands
from stemma.model import Origin, Result
from stemma.text.spans import Span
from tests.export.large import make_large
from tests.export.odd import alone, hostile
from tests.export.page.reader import Page
from tests.export.visit import TEXTS, make_result, make_story, place

LINKS = PathLinks("/stories/s1")


def show(result: Result, view: View, site: Site | None = None, **query: str) -> Page:
    """The view as a reader sees it who asked for this."""
    story = result.stories[0].id
    return Page(render_story(result, story, view, LINKS, options=read_options(query), site=site))


@pytest.fixture(scope="module")
def large() -> Result:
    return make_large()


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_holds_no_script_and_no_style_of_its_own(result: Result, view: View):
    page = show(result, view)
    assert not [a for t, a in page.tags if t == "style" or "style" in a]
    scripts = [a for t, a in page.tags if t == "script" and a.get("type") != "application/json"]
    named = {n: f"/static/{versioned(n, a.content)}" for n, a in static_assets().items()}
    assert [a.get("src") for a in scripts] == [named[n] for n in ("page.js", "tables.js", "texts.js")]
    assert {a["href"] for t, a in page.tags if t == "link"} == {named["style.css"], "data:,"}
    assert "unsafe" not in POLICY


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_ids_once_and_places_for_what_it_names(result: Result, view: View):
    page = show(result, view)
    ids = list(page.values("id"))
    assert len(ids) == len(set(ids))
    assert {h[1:] for h in page.values("href") if h.startswith("#")} <= set(ids)
    assert set(page.values("aria-labelledby")) <= set(ids)
    levels = [int(t[1]) for t, _ in page.tags if re.fullmatch(r"h[1-6]", t)]
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False))


@pytest.mark.parametrize("view", VIEWS)
def test_hostile_text_stays_text_in_every_view(view: View):
    page = show(hostile(make_result()), view)
    assert not [a for _, a in page.tags if any(name.startswith("on") for name in a)]
    assert not [t for t, _ in page.tags if t == "img"]
    assert not [h for h in page.values("href") if h.startswith("javascript")]


@pytest.mark.parametrize("view", VIEWS)
def test_views_of_300_reports_stay_within_a_megabyte_and_a_half(large: Result, view: View):
    page = render_story(large, "large", view, LINKS)
    assert len(page.encode()) <= 1_500_000


def test_an_unknown_story_is_refused(result: Result):
    with pytest.raises(KeyError):
        render_story(result, "no such story", "tree", LINKS)


def test_assets_are_what_the_pages_name():
    assert set(static_assets()) == {"style.css", "page.js", "tables.js", "texts.js"}
    assert all(a.content and a.name == name for name, a in static_assets().items())


# ── options ─────────────────────────────────────────────────────────────────────────────────────────────


def test_options_are_read_from_a_query():
    asked = read_options(
        {"sort": "voices", "desc": "yes", "only": "disputed", "q": "ferry", "page": "3", "s": "9-4"}
    )
    assert (asked.order, asked.reverse, asked.flag, asked.words, asked.page) == (
        "voices",
        True,
        "disputed",
        "ferry",
        3,
    )
    assert asked.span == Span(4, 9)


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "DROP", "only": "x", "kind": "y", "page": "-1", "s": "a-b", "axis": "z", "fold": ""},
        {"page": "0", "s": "1-"},
        {"page": "²"},
    ],
)
def test_options_that_cannot_be_are_left_at_their_default(query: dict[str, str]):
    assert read_options(query) == Options()


def test_links_carry_what_needs_escaping():
    assert LINKS.claim('a&b="<') == "/stories/s1/claims?claim=a%26b%3D%22%3C#claim"
    assert LINKS.view("tree", axis="", fold="no") == "/stories/s1/tree?fold=no"
    assert LINKS.report("\ud800") == "/stories/s1/texts?a=%3F"


def test_reports_that_stand_alone_are_listed_under_a_large_tree(result: Result, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("stemma.export.page.tree.MOST_ROOMY", 4)
    (story,) = result.stories
    stemma = story.stemma
    # The Daily Lantern loses its source.
    rest = (replace(o, reports=tuple(r for r in o.reports if r != "lantern")) for o in stemma.origins)
    apart = replace(
        stemma,
        edges=tuple(e for e in stemma.edges if "lantern" not in {e.child, e.parent}),
        origins=(*rest, Origin("o9", "lantern", ("lantern",))),
    )
    result = replace(result, stories=(replace(story, stemma=apart, variants=()),))
    page, whole = show(result, "tree"), show(result, "tree", fold="no")
    assert "1 report stands alone" in "".join(page.text)
    assert " alone, each" not in "".join(whole.text)
    rows = [len([a for t, a in p.tags if t == "li" and a.get("class") == "row"]) for p in (page, whole)]
    folded = len([e for e in apart.edges if e.kind == "copy"])
    assert rows[1] - rows[0] == 1 + folded


def test_two_reports_of_one_outlet_are_told_apart_in_the_texts(result: Result):
    edge = result.stories[0].stemma.edges[0]
    same = replace(result, reports=tuple(replace(r, outlet="Herald") for r in result.reports))
    page = show(same, "texts", a=edge.child, b=edge.parent)
    said = "".join(page.text)
    assert "The left one is a" in said
    titles = [r.title for r in result.reports if r.title]
    assert all(f" · {t[:40]}" in said for t in titles)


def test_what_to_doubt_is_folded_away_from_the_second_view_on(large: Result):
    assert "What to doubt:" not in "".join(show(large, "tree").text)
    assert "What to doubt: 2" in "".join(show(large, "claims").text)


def test_a_list_is_cut_into_pages():
    assert cut_page("abcde", 2, 2).rows == ("c", "d")
    last = cut_page("abcde", 9, 2)
    assert (last.rows, last.page, last.pages, last.before, last.after) == (("e",), 3, 3, "2", "")
    assert cut_page("", 1, 2).pages == 1


# ── tree ────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_edge_is_explained_when_asked_for(result: Result):
    assert not [a for _, a in show(result, "tree").tags if a.get("class") == "sheet"]
    page = show(result, "tree", child="lantern", parent="post")
    assert [a["id"] for _, a in page.tags if a.get("class") == "sheet"] == ["edge"]
    assert "the words of a senior official are put in the mouth of the government" in page.said()
    assert "Both texts side by side" in page.said()


@pytest.mark.parametrize(
    ("child", "parent", "before"),
    [
        ("2031-03-01", "2031-03-04", True),
        ("2031-03-04", "2031-03-01", False),
        ("2031-03", "2031-03-04", False),
        ("2031", "2031-03-04", False),
        ("2031-02", "2031-03-04", True),
        ("2031-03-03T23:30:00-05:00", "2031-03-04T01:00:00+00:00", False),
        ("2031-03-03T10:00:00-05:00", "2031-03-04T01:00:00+00:00", True),
    ],
)
def test_a_copy_is_called_early_only_where_that_is_sure(result: Result, child: str, parent: str, before: bool):  # noqa: FBT001
    dates = {"lantern": given_publication(child), "post": given_publication(parent)}
    reports = tuple(replace(r, published=dates.get(r.id, r.published)) for r in result.reports)
    page = show(replace(result, reports=reports), "tree", child="lantern", parent="post")
    sheet = page.said().partition("This way round")[2].partition("Why")[0]
    assert ("dated before its source" in sheet) == before


def test_an_edge_says_how_many_others_have_the_text_of_its_source(result: Result):
    told = {
        pair: re.search(
            r"from this one; (\d+ other reports? h\w+)",
            " ".join(show(result, "tree", child=pair[0], parent=pair[1]).said().split()),
        )
        for pair in (("brief", "herald"), ("quay", "herald"), ("lantern", "post"))
    }
    assert {pair[0]: m and m[1] for pair, m in told.items()} == {
        "brief": "1 other report has",
        "quay": None,
        "lantern": None,
    }


def test_a_moment_is_shown_without_its_fraction(result: Result):
    when = given_publication("2031-03-04T21:40:00.250000+00:00")
    reports = tuple(replace(r, published=when) if r.id == "lantern" else r for r in result.reports)
    assert "4 Mar 2031, 21:40 UTC ·" in " ".join(
        show(replace(result, reports=reports), "texts", a="lantern").said().split()
    )


def test_a_lost_source_is_explained_too(result: Result):
    page = show(result, "tree", child="mirror", parent="lost-1")
    assert "goes back to the lost source Ridge Radio" in " ".join(page.said().split())
    assert "both of them name Ridge Radio" in page.said()


def test_copies_unfold_and_the_axis_stays(result: Result):
    page = show(result, "tree", fold="no", axis="likeness")
    assert sum(a.get("class") == "row" for _, a in page.tags) == 10
    assert "shares of word pairs" in page.said()
    edges = [a["href"] or "" for t, a in page.tags if t == "a" and "edge" in (a.get("class") or "").split()]
    assert all("axis=likeness" in h and "fold=no" in h for h in edges)


def test_an_edge_of_a_report_that_was_not_read_is_not_called_clean(result: Result):
    analyses = tuple(replace(a, supported=a.report != "brief") for a in result.analyses)
    page = show(replace(result, analyses=analyses), "tree", child="brief", parent="herald")
    assert "Not checked: the language of one of the two is not read." in page.said()
    assert (
        "Checked; no change of meaning was found." in show(result, "tree", child="brief", parent="herald").said()
    )


# ── claims ──────────────────────────────────────────────────────────────────────────────────────────────


def texts(result: Result, **query: str) -> list[str]:
    return [c.text for c in choose_claims(result.stories[0].claims, read_options(query))]


def test_claims_are_sorted_both_ways(result: Result):
    by_reports = texts(result, sort="reports")
    assert by_reports[0].startswith("Foreign Minister Ilva Tavik arrived")
    assert texts(result, sort="reports", desc="yes") == by_reports[::-1]
    assert texts(result, sort="claim") == sorted(by_reports, key=str.casefold)
    assert "not protest" in texts(result)[0]


def test_claims_are_filtered(result: Result):
    assert texts(result, only="disputed") == ["Dockers told Ridge Radio that they will not protest on Thursday."]
    assert all("FRIDAY" in t.upper() for t in texts(result, q="friday signed"))
    assert texts(result, voice="Ilva Tavik")[0].startswith('"We have come')
    assert len(texts(result, r="wire")) == 3
    assert len(texts(result, only="alone")) == 1
    assert texts(result, q="no such words") == []


def test_an_empty_filter_says_how_to_go_on(result: Result):
    assert "No claim fits this filter. Show all claims." in show(result, "claims", q="no such words").said()


def test_a_claim_that_is_asked_for_stands_open_on_its_page(large: Result):
    asked = large.stories[0].claims[-1].id
    page = show(large, "claims", claim=asked)
    assert [a["id"] for t, a in page.tags if t == "tr" and a.get("id") == "claim"] == ["claim"]
    assert sum(t == "details" and "open" in a for t, a in page.tags) == 1
    assert len(large.stories[0].claims) > PAGE_CLAIMS
    assert "page 2 of 2" in page.said()


def test_pages_keep_the_filter(large: Result):
    page = show(large, "claims", sort="voices", q="the")
    following = next(a["href"] or "" for t, a in page.tags if t == "a" and a.get("rel") == "next")
    assert "page=2" in following
    assert "sort=voices" in following
    assert "q=the" in following


# ── apparatus ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_apparatus_is_filtered_by_edge_and_kind(result: Result):
    one = show(result, "apparatus", child="lantern", parent="post")
    assert "350 became 530" in one.said()
    assert "The Coast Tribune" not in one.said().split("Sources")[0]
    assert "350 became 530" not in show(result, "apparatus", kind="negation").said()
    assert "No variant fits this filter" in show(result, "apparatus", q="no such words").said()


# ── texts ───────────────────────────────────────────────────────────────────────────────────────────────


def test_kin_are_put_side_by_side_where_nobody_chose(result: Result):
    index = StoryIndex(result, make_story(), LINKS)
    assert choose_pair(index, Options()) == ("lantern", "post")
    assert choose_pair(index, Options(left="post")) == ("post", "herald")
    assert choose_pair(index, Options(left="wire")) == ("wire", "tribune")
    assert choose_pair(index, Options(right="wire")) == ("wire", "tribune")
    assert choose_pair(index, Options(left="no such report")) == ("lantern", "post")
    assert choose_pair(index, Options(left="post", right="wire")) == ("post", "wire")


def test_bands_join_passages_of_the_edge_and_of_claims(result: Result):
    index = StoryIndex(result, make_story(), LINKS)
    bands = find_bands(index, "herald", "post")
    assert bands == sorted(bands)
    assert [(b, a) for a, b in bands] == sorted(find_bands(index, "post", "herald"))
    assert find_bands(index, "mirror", "register")


def test_both_texts_are_whole_and_point_at_each_other(result: Result):
    page = show(result, "texts", a="post", b="herald")
    assert TEXTS["post"] in page.said()
    assert TEXTS["herald"] in page.said()
    bands = [a for t, a in page.tags if t == "a" and "band" in (a.get("class") or "").split()]
    assert {a["id"] for a in bands} >= {"l-1", "r-1"}
    assert {a["href"] for a in bands} >= {"#l-1", "#r-1"}
    assert "Lakeside Post is a rewrite of Marenne Herald" in page.said()


def test_the_passage_that_was_asked_for_is_a_place(result: Result):
    span = place("herald", "police officers")
    page = render_story(
        result, "s1", "texts", LINKS, options=read_options({"a": "herald", "s": f"{span.start}-{span.end}"})
    )
    assert re.search(r'class="p asked" id="passage">police officers<', page)
    beyond = render_story(result, "s1", "texts", LINKS, options=read_options({"a": "herald", "s": "5-99999999"}))
    assert 'id="passage"' in beyond


def test_statements_are_coloured_only_on_demand(large: Result):
    assert not [a for _, a in show(large, "texts").tags if (a.get("class") or "").startswith("v v")]
    page = show(large, "texts", voices="yes")
    marked = [a for _, a in page.tags if (a.get("class") or "").startswith("v v")]
    assert all(a["data-n"] == "abcdefgh"[int(str(a["class"])[-1]) - 1] for a in marked if "data-n" in a)
    assert "Joren Aldacht" in page.said()


def test_a_lone_report_says_what_to_do(result: Result):
    report, analysis, story = alone("zebra")
    one = replace(result, reports=(report,), analyses=(analysis,), stories=(story,))
    assert "There is no second report to compare with: add one" in show(one, "claims").said()
    assert "There is no second report to compare with: add one" in show(one, "apparatus").said()
    assert "There is no second report to compare with: add one" in show(one, "texts").said()
    assert "About zebra" in show(one, "tree").said()


# ── what a server puts round it ─────────────────────────────────────────────────────────────────────────


class Everything(Actions):
    """A form for everything."""

    def for_edge(self, child: str, parent: str) -> tuple[Form, ...]:
        return (
            Form("/reject", "Take out", (("child", child), ("parent", parent)), gloss="The tree is drawn anew."),
        )

    def for_report(self, report: str) -> tuple[Form, ...]:
        return (Form("/date", "Set", (("report", report),), (Field("when", "Published", "date", "2031-03-04"),)),)

    def for_claim(self, claim: str) -> tuple[Form, ...]:
        several = Field("reading", "Readings", "several", choices=(("a", "one"), ("b", "two")))
        choice = Field("into", "Into", "choice", "y", choices=(("x", "X"), ("y", "Y")))
        return (Form("/split", "Split", (("claim", claim),), (several, choice)),)


def test_forms_stand_where_they_belong(result: Result):
    site = Site(actions=Everything())
    edge = show(result, "tree", site, child="lantern", parent="post")
    assert ("input", {"type": "hidden", "name": "child", "value": "lantern"}) in edge.tags
    assert "The tree is drawn anew." in edge.said()
    report = show(result, "texts", site)
    assert [a["value"] for t, a in report.tags if t == "input" and a.get("type") == "date"] == ["2031-03-04"] * 2
    claims = show(result, "claims", site)
    assert [a["value"] for t, a in claims.tags if t == "option" and "selected" in a and a.get("value") in "xy"]


def test_navigation_notices_and_exports_are_shown(result: Result):
    site = Site(
        nav=(NavLink("Library", "/", current=True),),
        exports=(NavLink("CSV", "/export.csv"),),
        notices=(Notice("Edge taken out.", (Form("/undo", "Undo"),)), Notice("It failed.", bad=True)),
        search="/search",
    )
    page = show(result, "tree", site)
    assert "Edge taken out." in page.said()
    assert [a["role"] for _, a in page.tags if (a.get("class") or "").startswith("notice")] == ["status", "alert"]
    assert {"/", "/export.csv"} <= set(page.values("href"))
    assert {"/undo", "/search"} <= set(page.values("action"))


def test_other_pages_extend_the_same_template():
    from jinja2 import DictLoader  # noqa: PLC0415

    more = DictLoader(
        {"mine.html.j2": '{% extends "site.html.j2" %}{% block body %}<h1>{{ said }}</h1>{% endblock %}'}
    )
    page = environment(more).get_template("mine.html.j2").render(site=Site(), said="<b>\u202e")
    assert "<h1>&lt;b&gt;\ufffd</h1>" in page
