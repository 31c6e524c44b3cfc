from __future__ import annotations

import pytest

from stemma.language import EmbeddedModel
from stemma.lineage.sources import read_sources
from stemma.model import Report, Zone
from stemma.text.spans import Span


def report(name: str, outlet: str | None, text: str) -> Report:
    return Report(name, name, text, (Zone("body", Span(0, len(text))),), outlet=outlet)


def read(model: EmbeddedModel, *reports: Report):
    return read_sources(reports, [model.analyse(r) for r in reports])


@pytest.mark.parametrize(
    ("site", "name"),
    [
        ("corranwire.example", "Corran Wire"),
        ("www.news.corran-wire.co.uk/world", "the Corran Wire"),
        ("nbtimes.example", "The North Bralt Times"),
        ("cwn.example", "Corran Wire News"),
    ],
)
def test_credit_finds_the_site_whose_name_it_writes_out(site: str, name: str, model: EmbeddedModel):
    sources = read(
        model,
        report("a", "Bralt Courier", f"The ferry sank on Monday, {name} reported."),
        report("b", site, "The ferry sank on Monday."),
    )
    assert sources.given(sources.named).tolist() == [[0, 1], [0, 0]]


@pytest.mark.parametrize("site", ["corran.example", "corranwireless.example", "co.example"])
def test_credit_finds_no_site_of_another_name(site: str, model: EmbeddedModel):
    sources = read(
        model,
        report("a", "Bralt Courier", "The ferry sank on Monday, the Corran Wire reported."),
        report("b", site, "The ferry sank on Monday."),
    )
    assert not sources.given(sources.named).any()


@pytest.mark.parametrize(
    "text",
    [
        "ORLEMOUTH (Corran Wire) — The ferry sank on Monday.",
        "The ferry sank on Monday.\nSource: Corran Wire",
        "The ferry sank on Monday.\nReporting by the Corran Wire.",
    ],
)
def test_any_name_in_the_place_of_an_agency_is_whose_text_is_printed(text: str, model: EmbeddedModel):
    assert read(model, report("a", "Bralt Courier", text)).printed == ({"corran wire"},)


@pytest.mark.parametrize(
    ("outlet", "text"),
    [
        (None, "ORLEMOUTH (Corran Wire) — The ferry sank on Monday."),
        ("corranwire.example", "ORLEMOUTH (Corran Wire) — The ferry sank on Monday."),
        ("Bralt Courier", "The ferry sank on Monday, the Corran Wire reported."),
        ("Bralt Courier", "The captain told the Corran Wire by telephone:\nThe ferry sank."),
    ],
)
def test_own_names_and_sources_in_passing_are_no_such_credit(outlet: str | None, text: str, model: EmbeddedModel):
    assert read(model, report("a", outlet, text)).printed == (frozenset(),)
