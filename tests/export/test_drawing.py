"""The drawing of the family tree."""

import random

import pytest

from stemma.export.page.drawing import CARD_HEIGHT, CARD_WIDTH, Drawing, draw_tree
from stemma.export.page.index import _letter
from stemma.export.page.tree import wrap
from stemma.model import Count, Derivation, Interval, Origin, Stemma
from tests.export.visit import make_stemma


def stemma_of(parents: dict[str, list[str]]) -> Stemma:
    ids = tuple(sorted(parents))
    edges = tuple(Derivation(c, p, "rewrite", 0.9, 0.9, ("order",)) for c in ids for p in sorted(parents[c]))

    def roots(node: str) -> set[str]:
        return {node} if not parents[node] else set().union(*(roots(p) for p in parents[node]))

    origins = tuple(Origin(f"o-{r}", r, tuple(i for i in ids if r in roots(i))) for r in ids if not parents[r])
    return Stemma(ids, edges, (), origins, Count(len(ids), len(ids), Interval(1, len(ids)), 1))


def overlapping(drawing: Drawing) -> list[tuple[str, str]]:
    cards = drawing.cards
    return [
        (a.id, b.id)
        for n, a in enumerate(cards)
        for b in cards[n + 1 :]
        if abs(a.x - b.x) < CARD_WIDTH and abs(a.y - b.y) < CARD_HEIGHT
    ]


@pytest.mark.parametrize("seed", range(6))
def test_cards_never_overlap_and_stay_inside(seed: int):
    rng = random.Random(seed)
    parents: dict[str, list[str]] = {}
    for n in range(40):
        above = [f"r{rng.randrange(n)}" for _ in range(rng.choice([0, 1, 1, 1, 2]))] if n else []
        parents[f"r{n}"] = sorted(set(above))
    drawing = draw_tree(stemma_of(parents))
    assert len(drawing.cards) == 40
    assert not overlapping(drawing)
    assert all(c.x >= 0 and c.y >= 0 for c in drawing.cards)
    assert all(c.x + CARD_WIDTH <= drawing.width and c.y + CARD_HEIGHT <= drawing.height for c in drawing.cards)
    assert len(drawing.lines) == sum(len(p) for p in parents.values())


def test_children_stand_right_of_their_parents():
    drawing = draw_tree(make_stemma())
    x = {c.id: c.x for c in drawing.cards}
    assert all(x[line.parent] < x[line.child] for line in drawing.lines)
    assert x["herald"] < x["post"] < x["lantern"]


def test_lost_sources_have_cards_and_lines():
    drawing = draw_tree(make_stemma())
    assert "lost-1" in {c.id for c in drawing.cards}
    assert {line.child for line in drawing.lines if line.parent == "lost-1"} == {"mirror", "register"}


def test_lines_into_a_blend_end_apart():
    drawing = draw_tree(make_stemma())
    ends = [line.y for line in drawing.lines if line.child == "tribune"]
    assert abs(ends[0] - ends[1]) >= 15


def test_an_edge_across_a_layer_bends_round_its_cards():
    drawing = draw_tree(stemma_of({"a": [], "b": ["a"], "c": ["a", "b"]}))
    long = next(line for line in drawing.lines if (line.parent, line.child) == ("a", "c"))
    assert long.path.count("C") == 2
    assert not overlapping(drawing)


def test_reports_without_kin_stand_in_a_grid():
    drawing = draw_tree(stemma_of({f"r{n}": [] for n in range(7)}))
    assert len({c.x for c in drawing.cards}) == 3
    assert not overlapping(drawing)


def test_titles_are_wrapped_between_words_and_cut_at_the_end():
    assert wrap("The ferry sails on Friday morning", 12, 2) == ("The ferry", "sails on Fr…")
    assert wrap("漢" * 20, 12, 2) == ("漢" * 6, "漢" * 5 + "…")
    assert wrap("x" * 5000, 10, 1) == ("x" * 9 + "…",)
    assert wrap("", 10, 2) == ()


def test_origins_are_lettered_like_columns():
    assert [_letter(n) for n in (0, 25, 26, 27, 51, 52)] == ["A", "Z", "AA", "AB", "AZ", "BA"]
