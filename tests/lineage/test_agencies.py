from __future__ import annotations

from datetime import datetime

import pytest

from stemma.language import EmbeddedModel
from stemma.lineage import infer_stemma
from stemma.lineage.agencies import find_agencies, plain_name
from stemma.model import Publication, Report, Stemma, Zone
from stemma.text.spans import Span
from tests.conftest import make_family, plain_report


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("ORLEMOUTH (AP) — The ferry sank.", "associated press"),
        ("ORLEMOUTH, May 3 (Reuters) - The ferry sank.", "reuters"),
        ("Ferry sinks\n\nBy MIRA LUND, Associated Press\n\nThe ferry sank.", "associated press"),
        ("Ferry sinks\nBy Mira Lund, AP Maritime Writer\nThe ferry sank.", "associated press"),
        ("The ferry sank.\nCopyright 2031 The Associated Press. All rights reserved.", "associated press"),
        ("The ferry sank.\nAssociated Press writer Mira Lund reported from Orlemouth.", "associated press"),
        ("Ferry sinks\n\nAFP\n\nThe ferry sank.", "agence france presse"),
        (
            "Ferry sinks\nThe Associated Press | Sunday, May 3, 2031, 8:27 a.m.\nThe ferry sank.",
            "associated press",
        ),
        (
            "Ferry sinks\nBy MIRA LUND -   Associated Press -   Sunday, May 3, 2031\nThe ferry sank.",
            "associated press",
        ),
        ("Ferry sinks\nMira Lund, Associated Press\nThe ferry sank.", "associated press"),
        ("Ferry sinks\n\n1\n2\nMira Lund and Ada TollAssociated Press\nThe ferry sank.", "associated press"),
        ("Ferry sinks\n\n1\n2\nMira Lund , USA TODAY Published 3:55 a.m. ET May 3\nThe ferry sank.", "usa today"),
        ("Ferry sinks\nPosted 6:08 am, May 3, 2031, by CNN Wires\nThe ferry sank.", "cnn"),
        ("The ferry sank.\nCopyright 2031 by CNN NewSource. All rights reserved.", "cnn"),
        ("The ferry sank.\nSource: AFP", "agence france presse"),
    ],
)
def test_credit_of_the_whole_text_is_found(text: str, agency: str):
    assert find_agencies(plain_report(text)) == {agency}


@pytest.mark.parametrize(
    "text",
    [
        "Mira Lund and The Associated Press contributed to this report.",
        "The ferry on Monday. (AP Photo/Mira Lund)",
        "The ferry on Monday. Mira Lund / AFP / Getty Images",
        "The minister told Reuters on Monday that the ferry sank.",
        "Credit: The Associated Press",
        "Ferry sinks\n\nOne sank.\nA second sank.\nMira Lund, Associated Press\nThe ferry on Monday.",
        "Reuters — the agency, not the street — said the ferry sank.",
        "CNN's Mira Lund contributed to this report.",
        "Everybody went to the ap and dpa of the harbour.",
    ],
)
def test_pictures_parts_and_talk_are_no_such_credit(text: str):
    assert not find_agencies(plain_report(text))


def test_name_under_a_picture_is_no_such_credit():
    text = "By Mira Lund, Associated Press"
    zone = Zone("caption", Span(0, len(text)), "under a picture")
    assert not find_agencies(Report("a", "a", text, (zone,)))


def test_an_agency_is_not_its_own_source():
    text = "ORLEMOUTH (AP) — The ferry sank."
    assert not find_agencies(Report("a", "a", text, (Zone("body", Span(0, len(text))),), outlet="The AP"))


def test_names_of_one_agency_are_one():
    assert plain_name("The AP") == plain_name("Associated Press") == "associated press"
    assert plain_name("The Quill Observer") == "quill observer"
    assert plain_name(None) == ""


def printed(reports: dict[str, tuple[str, str, int]], model: EmbeddedModel) -> Stemma:
    """The tree of reports given by id as outlet, text, and the day of May on which they were published."""
    made = tuple(
        plain_report(text, i, outlet=outlet, published=Publication(datetime(2031, 5, day), "day", "given"))
        for i, (outlet, text, day) in reports.items()
    )
    return infer_stemma(made, [model.analyse(r) for r in made])


def texts_of(seed: int) -> tuple[str, str, str]:
    """A text, the same without its last sentence, and an independent one."""
    first, other = (r.text for r in make_family(seed, originals=2, copies=0).reports)
    return first, first.rstrip(".").rsplit(". ", 1)[0] + ".", other


def test_two_outlets_that_print_an_agency_are_siblings_whatever_their_dates(model: EmbeddedModel):
    whole, cut, other = texts_of(3)
    stemma = printed(
        {
            "a": ("Bralt Courier", f"ORLEMOUTH (AP) — {whole}", 2),
            "b": ("Pellan Gazette", f"By The Associated Press\n{cut}", 5),
            "c": ("Quill Observer", other, 4),
        },
        model,
    )
    assert [(s.name, s.children) for s in stemma.lost_sources] == [("Associated Press", ("a", "b"))]
    assert not stemma.edges
    assert stemma.count.best == 2
    assert any("print Associated Press" in reason for reason in stemma.lost_sources[0].reasons)


def test_verbatim_prints_of_an_agency_are_siblings_and_one_text(model: EmbeddedModel):
    whole, _, _ = texts_of(4)
    stemma = printed(
        {k: (k, f"ORLEMOUTH (Reuters) - {whole}", day) for day, k in enumerate(("Bralt", "Corran", "Pellan"), 1)},
        model,
    )
    assert [(s.name, s.children) for s in stemma.lost_sources] == [("Reuters", ("Bralt", "Corran", "Pellan"))]
    assert (stemma.count.texts, stemma.count.best, stemma.edges) == (1, 1, ())


def test_report_of_the_agency_itself_is_the_source(model: EmbeddedModel):
    whole, cut, _ = texts_of(5)
    stemma = printed(
        {
            "a": ("Bralt Courier", f"ORLEMOUTH (AP) — {cut}", 2),
            "b": ("The Associated Press", whole, 5),  # dated wrongly
        },
        model,
    )
    assert [(e.child, e.parent) for e in stemma.edges] == [("a", "b")]
    assert not stemma.lost_sources


def test_copy_without_the_credit_is_from_the_agency_too(model: EmbeddedModel):
    whole, cut, _ = texts_of(6)
    stemma = printed(
        {"a": ("Bralt Courier", f"ORLEMOUTH (AP) — {whole}", 2), "b": ("Pellan Gazette", cut, 5)}, model
    )
    assert [(s.name, s.children) for s in stemma.lost_sources] == [("Associated Press", ("a", "b"))]
    assert not stemma.edges
    assert any("all but Pellan Gazette, with the same text" in reason for reason in stemma.lost_sources[0].reasons)


@pytest.mark.parametrize(
    "byline",
    [
        "By JO LIND , ADA TOLL          and          KAI SOLBERG Associated Press",
        "By Jo Lind and Kai Solberg | Associated Press",
        "By\u00a0Jo Lind,\u00a0Associated Press",
    ],
)
def test_bylines_with_the_gaps_that_pages_leave_name_the_agency(byline: str):
    assert find_agencies(plain_report(f"Ovens go cold\n{byline}\nThe ovens went cold.", "a")) == {
        "associated press"
    }


def test_word_for_word_print_of_a_report_that_is_given_surely_comes_from_it(model: EmbeddedModel):
    whole, _, _ = texts_of(7)
    stemma = printed(
        {"a": ("The Associated Press", whole, 5), "b": ("Bralt Courier", f"By The Associated Press\n{whole}", 5)},
        model,
    )
    (edge,) = stemma.edges
    assert (edge.child, edge.parent) == ("b", "a")
    assert edge.direction > 0.9
