"""The full text with its places."""

import html
import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from stemma.export.page.full_text import Anchor, mark_text
from stemma.export.wording import make_visible
from stemma.model import Report, Zone
from stemma.text.spans import Span


class Places(HTMLParser):
    """Collects the text under every id and under its later pieces; fails on tags that do not nest."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str | None]] = []
        self.ids: list[str] = []
        self.covered: dict[str, str] = {}
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if known.get("id"):
            self.ids.append(known["id"] or "")
        if tag == "a":
            assert "a" not in [t for t, _ in self.open], "a link in a link"
        self.open.append((tag, known.get("id") or known.get("data-of")))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for place in {p for _, p in self.open if p}:
            self.covered[place] = self.covered.get(place, "") + data


@st.composite
def marked_reports(draw: st.DrawFn) -> tuple[Report, list[Anchor]]:
    text = draw(st.text(st.sampled_from("ab <>&\"'\n\r\t\x00\x1b\u202e\u2067é漢"), min_size=1, max_size=40))
    cuts = sorted({0, len(text), *draw(st.lists(st.integers(0, len(text)), max_size=3))})
    kinds = ["title", "body", "boilerplate", "quote_block"]
    zones = tuple(
        Zone(kinds[n % 4], Span(a, b))  # type: ignore[arg-type]
        for n, (a, b) in enumerate(zip(cuts, cuts[1:], strict=False))
    )
    pairs = draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=6))
    spans = {Span(min(p), max(p)) for p in pairs}
    anchors = [
        Anchor(
            f"r1-{s.start}-{s.end}",
            s,
            href="#c1" if draw(st.booleans()) else None,
            style=draw(st.sampled_from(["p", "v v1"])),
        )
        for s in spans
    ]
    return Report(id="r", source="r", text=text, zones=zones), anchors


@given(marked_reports())
def test_text_without_tags_is_the_text(marked: tuple[Report, list[Anchor]]):
    report, anchors = marked
    stripped = html.unescape(re.sub(r"<[^>]*>", "", str(mark_text(report, anchors))))
    assert stripped == make_visible(report.text)


@given(marked_reports())
def test_every_passage_can_be_reached_once_and_is_covered_whole(marked: tuple[Report, list[Anchor]]):
    report, anchors = marked
    places = Places()
    places.feed(str(mark_text(report, anchors)))
    places.close()
    assert not places.open
    assert sorted(places.ids) == sorted(a.id for a in anchors)
    for anchor in anchors:
        passage = make_visible(anchor.span.of(report.text))
        assert places.covered.get(anchor.id, "") == passage


def test_crossing_passages_are_cut_in_pieces():
    report = Report(id="r", source="r", text="abcdef", zones=(Zone("body", Span(0, 6)),))
    text = str(mark_text(report, [Anchor("one", Span(0, 4)), Anchor("two", Span(2, 6), href="#x")]))
    assert text.count('id="two"') == 1
    assert text.count('data-of="two"') == 1
    assert 'data-of="one"' not in text


def test_empty_report_has_an_empty_text():
    assert str(mark_text(Report(id="r", source="r", text="", zones=()), [])) == ""
