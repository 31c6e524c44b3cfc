"""How much of a report's wording is its own."""

import pytest

from stemma.export.page.likeness import own_shares
from stemma.model import Report, Zone
from stemma.text.spans import Span
from tests.export.page.test_drawing import stemma_of


def report(name: str, text: str) -> Report:
    return Report(name, name, text, (Zone("body", Span(0, len(text))),) if text else ())


def shares(child: str, parent: str) -> float:
    reports = {"c": report("c", child), "p": report("p", parent)}
    return own_shares(stemma_of({"p": [], "c": ["p"]}), reports)["c", "p"]


@pytest.mark.parametrize(
    ("child", "parent", "share"),
    [
        ("the ferry sails on friday", "the ferry sails on friday", 0.0),
        ("The ferry sails, on Friday!", "the ferry sails on friday", 0.0),
        # Of its four word pairs two are its own: "sails again" and "again friday".
        ("the ferry sails again friday", "the ferry sails on friday", 0.5),
        ("nothing of it", "the ferry sails on friday", 1.0),
        ("", "the ferry sails on friday", 0.0),
    ],
)
def test_the_share_of_word_pairs_that_the_source_does_not_have(child: str, parent: str, share: float):
    assert shares(child, parent) == share
