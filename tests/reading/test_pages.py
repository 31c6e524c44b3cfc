import pytest

from stemma.errors import FormatError
from stemma.reading.declared import read_declared
from stemma.reading.decoding import Decoded, decode
from stemma.reading.drafts import Draft
from stemma.reading.pages import looks_like_page, read_page
from stemma.reading.visible import see_page

PARAGRAPHS = [
    "The harbour council voted on Monday to reopen the northern quay after eleven months of repairs &amp; delays.",
    "Dock workers had asked for the vote since spring, when the first cranes were put back in place by the town.",
    "Nothing in the decision binds the new council, which takes office in June, caf&eacute; owners said.",
]
PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Quay reopens | Quayside Press</title>
<meta property="og:title" content="Quay reopens after vote"><meta property="og:site_name" content="Quayside Press">
<meta property="article:published_time" content="2021-03-04T10:00:00Z">
<link rel="canonical" href="https://quayside.example/1">
<style>p {{ color: red }}</style></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/r">Region</a></li></ul></nav>
<article><h1>Quay reopens after vote</h1><p>{PARAGRAPHS[0]}</p>
<script>document.write("<p>injected</p>")</script>
<figure><img src="q.jpg"><figcaption>A crane on the quay.</figcaption></figure>
<p>{PARAGRAPHS[1]}</p><p hidden>Not shown.</p><p>{PARAGRAPHS[2]}</p>
<p>He wrote &lt;script&gt;alert(1)&lt;/script&gt; on the wall of the customs house,
which the town had to paint over.</p></article>
<footer><p>About us - Imprint - Terms</p></footer></body></html>"""


def zones_of(draft: Draft) -> list[tuple[str, str]]:
    return [(z.kind, draft.text[z.span.start : z.span.end].strip()) for z in draft.zones]


def test_page_gives_its_metadata_and_zones():
    draft = read_page("p.html", Decoded(PAGE, "utf-8", 0))
    assert (draft.title, draft.outlet, draft.url) == (
        "Quay reopens after vote",
        "Quayside Press",
        "https://quayside.example/1",
    )
    assert draft.published is not None
    assert (draft.published.iso(), draft.published.evidence) == ("2021-03-04T10:00:00+00:00", "metadata")
    found = zones_of(draft)
    assert ("title", "Quay reopens after vote") in found
    assert ("caption", "A crane on the quay.") in found
    body = "\n".join(t for k, t in found if k == "body")
    assert "repairs & delays" in body
    assert "café owners" in body
    assert [t for k, t in found if k == "boilerplate"] == ["Home\nRegion", "About us - Imprint - Terms"]


def test_scripts_styles_and_hidden_parts_are_no_text():
    text = read_page("p.html", Decoded(PAGE, "utf-8", 0)).text
    for unseen in ("injected", "document.write", "color: red", "Not shown"):
        assert unseen not in text
    assert "<script>alert(1)</script>" in text  # written on the page as words


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "cp1252"])
def test_source_map_leads_back_to_the_bytes(encoding: str):
    page = PAGE.replace("Dock workers", "Dök wörkers – “all” of them")
    data = page.encode(encoding)
    decoded = Decoded(page, encoding.removesuffix("-sig"), 3 if encoding.endswith("sig") else 0)
    seen = see_page(decoded)
    rebuilt = ["\n"] * len(seen.text)
    for piece in seen.source_map:
        given = data[piece.bytes.start : piece.bytes.end].decode(decoded.encoding)
        shown = seen.text[piece.text.start : piece.text.end]
        assert given.replace("\n", " ") == shown or given.startswith("&") or not given.strip()
        rebuilt[piece.text.start : piece.text.end] = shown
    assert "".join(rebuilt) == seen.text


def test_blocks_hold_all_text_but_line_breaks():
    seen = see_page(Decoded(PAGE, "utf-8", 0))
    assert "\n".join(b.span.of(seen.text) for b in seen.blocks) == seen.text


def test_page_without_text_says_so():
    with pytest.raises(FormatError, match="without visible text"):
        read_page("p.html", Decoded("<html><body><script>start()</script><div></div></body></html>", "utf-8", 0))


@pytest.mark.parametrize(
    "page",
    [
        "<html><p>One<p>Two</div></span><b>three",
        "<html>" + "<div>" * 3_000 + "deep" + "</div>" * 3_000,
        "<html><body>&#0;&#xD800;&#99999999;&nosuch; text <",
        "<html><![CDATA[x]]> <!-- open text",
        "<html>" + "<div>" * 600 + "shown<script>gone</script>",
        "<html><p hidden>gone<p>shown</html>",
    ],
)
def test_broken_markup_still_gives_sound_zones(page: str):
    try:
        draft = read_page("p.html", Decoded(page, "utf-8", 0))
    except FormatError:
        assert "open text" in page
        return
    assert draft.zones is not None
    assert "".join(z.span.of(draft.text) for z in draft.zones) == draft.text
    assert "gone" not in draft.text
    draft.text.encode("utf-8")


def test_page_is_read_where_the_second_opinion_fails(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    draft = read_page("p.html", Decoded(PAGE, "utf-8", 0))
    assert any(k == "body" and "Dock workers" in t for k, t in zones_of(draft))


def test_pages_are_told_from_text_by_content():
    assert looks_like_page(PAGE)
    assert looks_like_page("<?xml version='1.0'?>\n<!-- x -->\n<html>")
    assert looks_like_page("<div><p>a</p><p>b</p></div>")
    assert not looks_like_page("The tag <p> opens a paragraph, and </p> ends it; <br> breaks, <b> is bold, <p>.")
    assert not looks_like_page("<John> said that 3 < 4")
    assert decode("p", PAGE.encode()).text == PAGE


ABOUT = (
    "<html><head>{head}</head><body>{body}<h1>Quay reopens after vote</h1><p>The council voted.</p></body></html>"
)


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ('<meta name="date" content="March 4, 2021, 07:47 PM EST">', "", "2021-03-04"),
        ('<meta name="date" content="Thu Mar 4 2021 03:05:46 GMT+0000">', "", "2021-03-04"),
        ('<meta name="date" content="2021/03/04">', "", "2021-03-04"),
        # What fills an empty field is no date; the address has one.
        (
            '<meta name="date" content="0001-01-01T00:00:00Z"><link rel="canonical" href="https://q.example/2021/mar/4/a/">',
            "",
            "2021-03-04",
        ),
        ('<link rel="canonical" href="https://q.example/quay-20210304/">', "", "2021-03-04"),
        (
            "",
            '<time datetime="2021-03-04T08:00:00Z">a</time><time datetime="2021-03-04T09:00:00Z">b</time>',
            "2021-03-04",
        ),
        # Two days, and none is marked as that of the report.
        ("", '<time datetime="2021-03-04">a</time><time datetime="2021-03-05">b</time>', None),
        ('<link rel="canonical" href="https://q.example/2021/13/41/">', "", None),
    ],
)
def test_day_of_a_page(head: str, body: str, day: str | None):
    draft = read_page("a.html", decode("a.html", ABOUT.format(head=head, body=body).encode()))
    assert (draft.published and draft.published.iso()[:10]) == day


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        (
            "",
            '<div class="article-byline">By <a href="/x">Mira Dahl</a> and Jo Lind, Quayside Press</div>',
            ("Mira Dahl", "Jo Lind"),
        ),
        ("", '<a rel="author" href="/x">Mira Dahl Monday, March 4</a>', ("Mira Dahl",)),
        ("", '<span class="author-box">More reports</span>', ()),
        ('<meta name="author" content="MIRA DAHL and JO LIND, Quayside Press">', "", ("MIRA DAHL", "JO LIND")),
        # The outlet is nobody: who is marked on the page is.
        (
            '<meta property="og:site_name" content="Quayside"><meta name="author" content="Quayside">',
            '<span itemprop="author">Mira Dahl</span>',
            ("Mira Dahl",),
        ),
    ],
)
def test_authors_of_a_page(head: str, body: str, authors: tuple[str, ...]):
    draft = read_page("a.html", decode("a.html", ABOUT.format(head=head, body=body).encode()))
    assert draft.authors == authors


def test_headings_and_scripts_end_at_the_first_end_tag():
    page = (
        "<h1>The quay <em>is open</em></h1><h1 class='x'>Again<h1>and again</h1><h1>" + "x" * 2_001 + "</h1>"
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "One"}</script>'
        '<SCRIPT type="application/ld+json">{"@type": "Article", "headline": "Two", "author": "Ada Toll"}</SCRIPT>'
        '<h1>Last</h1><script type="application/ld+json">{"@type": "Article", "a": 1, "b": 2, "c": 3}'
    )
    declared = read_declared(page)
    assert declared.headlines == ("The quay is open", "Again and again", "Last")
    assert declared.article["headline"] == "Two"


@pytest.mark.parametrize("address", ["http://[the-quay/2031/05/13/a", "http://[", "http://quay]/"])
def test_page_with_a_broken_address_is_read(address: str):
    page = f'<html><head><link rel="canonical" href="{address}"></head><body><p>The quay is open.</p></body>'
    assert read_page("a.html", Decoded(page, "utf-8", 0)).text == "The quay is open."


def test_heading_that_names_the_site_is_no_title():
    head = "<title>Quay reopens after vote - The Quay Blog</title>"
    draft = read_page("a.html", decode("a.html", ABOUT.format(head=head, body="<h1>The Quay Blog</h1>").encode()))
    assert draft.title == "Quay reopens after vote"
