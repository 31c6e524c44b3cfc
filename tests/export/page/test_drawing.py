"""The drawing of the family tree."""

import random
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from stemma.export.page.drawing import Drawing, Places, draw_tree
from stemma.export.page.index import _letter
from stemma.model import Count, Derivation, DerivationKind, Interval, LostSource, Origin, Publication, Stemma
from tests.export.visit import make_stemma


def stemma_of(
    parents: dict[str, list[str]], *, copies: Iterable[str] = (), lost: dict[str, tuple[str, ...]] | None = None
) -> Stemma:
    ids = tuple(sorted(parents))
    gone = tuple(LostSource(k, c, None, 0.7, ("named",)) for k, c in sorted((lost or {}).items()))

    def kind(child: str) -> DerivationKind:
        return "copy" if child in copies else "rewrite"

    edges = tuple(Derivation(c, p, kind(c), 0.9, 0.9, ("order",)) for c in ids for p in sorted(parents[c]))
    above = {c: [*p, *(x.id for x in gone if c in x.children)] for c, p in parents.items()}

    def roots(node: str) -> set[str]:
        return set().union(*(roots(p) for p in above[node])) if above.get(node) else {node}

    tops = sorted({x for i in ids for x in roots(i)})
    origins = tuple(Origin(f"o-{r}", r, tuple(i for i in ids if r in roots(i))) for r in tops)
    return Stemma(ids, edges, gone, origins, Count(len(ids), len(ids), Interval(1, len(ids)), 1))


def on(day: str) -> Publication:
    return Publication(datetime.fromisoformat(day).replace(tzinfo=UTC), "day", "given")


def rows(drawing: Drawing) -> dict[str, int]:
    return {r.id: n for n, r in enumerate(drawing.rows)}


def x(drawing: Drawing) -> Mapping[str, float]:
    return drawing.time.x


def along_likeness(stemma: Stemma, ways: dict[tuple[str, str], float]) -> Places:
    places = draw_tree(stemma, {}, ways=ways).likeness
    assert places is not None
    return places


@pytest.mark.parametrize("seed", range(6))
def test_every_report_has_a_row_below_its_parent_and_families_stand_together(seed: int):
    rng = random.Random(seed)
    parents: dict[str, list[str]] = {}
    dates: dict[str, Publication | None] = {}
    for n in range(40):
        above = [f"r{rng.randrange(n)}" for _ in range(rng.choice([0, 1, 1, 1, 2]))] if n else []
        parents[f"r{n}"] = sorted(set(above))
        dates[f"r{n}"] = rng.choice([None, on(f"2031-03-0{rng.randrange(1, 8)}")])
    drawing = draw_tree(stemma_of(parents), dates)
    at = rows(drawing)
    assert sorted(at) == sorted(parents)
    assert all(0 < place < 100 for place in x(drawing).values())
    assert all(at[r.parent] < at[r.id] and r.parent in parents[r.id] for r in drawing.rows if r.parent)
    # In the order of a walk through the tree no row stands more than one step below the row over it.
    assert all(b.level <= a.level + 1 for a, b in pairwise(drawing.rows))
    assert len(drawing.lines) == sum(len(p) for p in parents.values())
    assert sum(line.second for line in drawing.lines) == sum(len(p) > 1 for p in parents.values())


def test_days_run_from_left_to_right():
    drawing = draw_tree(
        stemma_of({"a": [], "b": ["a"], "c": []}),
        {"a": on("2031-03-04"), "b": on("2031-03-09"), "c": on("2031-03-05")},
    )
    assert [m.text for m in drawing.time.marks] == ["2031-03-04", "2031-03-05", "2031-03-09"]
    assert x(drawing)["a"] < x(drawing)["c"] < x(drawing)["b"]


def test_a_chain_within_a_day_goes_on_to_the_right():
    day = dict.fromkeys("abc", on("2031-03-04"))
    drawing = draw_tree(stemma_of({"a": [], "b": ["a"], "c": ["b"]}), day)
    assert x(drawing)["a"] < x(drawing)["b"] < x(drawing)["c"]
    assert drawing.time.columns == 3


def test_a_child_dated_before_its_parent_stands_left_of_it():
    drawing = draw_tree(stemma_of({"a": [], "b": ["a"]}), {"a": on("2031-03-09"), "b": on("2031-03-04")})
    assert x(drawing)["b"] < x(drawing)["a"]


def test_a_report_without_a_date_stands_where_the_tree_puts_it():
    dates = {"a": on("2031-03-04"), "b": None, "c": on("2031-03-09"), "d": None}
    drawing = draw_tree(stemma_of({"a": [], "b": ["a"], "c": ["b"], "d": []}), dates)
    assert x(drawing)["a"] < x(drawing)["b"] < x(drawing)["c"]
    assert len(drawing.time.marks) == 2


def test_a_report_of_which_the_year_alone_is_known_does_not_stand_on_new_years_day():
    stemma = stemma_of({"a": [], "b": ["a"], "c": ["b"]})
    year = Publication(datetime(2031, 1, 1, tzinfo=UTC), "year", "given")
    time = draw_tree(stemma, {"a": on("2031-03-04"), "b": year, "c": on("2031-03-05")}).time
    assert [m.text for m in time.marks] == ["2031-03-04", "2031-03-05"]
    assert time.by_tree == {"b"}
    assert time.x["a"] < time.x["b"] < time.x["c"]
    alone = draw_tree(stemma, dict.fromkeys("abc", year)).time
    assert ([m.text for m in alone.marks], alone.by_tree) == (["2031"], frozenset())


def test_nothing_has_a_date():
    drawing = draw_tree(stemma_of({"a": [], "b": ["a"]}), {})
    assert drawing.time.marks == ()
    assert x(drawing)["a"] < x(drawing)["b"]


def test_many_days_are_drawn_as_months():
    dates = {f"r{n}": on(f"2031-{1 + n // 20:02}-{1 + n % 20:02}") for n in range(60)}
    drawing = draw_tree(stemma_of({r: [] for r in dates}), dates)
    assert [m.text for m in drawing.time.marks] == ["2031-01", "2031-02", "2031-03"]


def test_copies_fold_into_the_first_report_of_their_text():
    stemma = stemma_of({"a": [], "b": ["a"], "c": ["b"], "d": ["b"]}, copies="bc")
    drawing = draw_tree(stemma, {})
    assert [(r.id, r.folded) for r in drawing.rows] == [("a", ("b", "c")), ("d", ())]
    [line] = drawing.lines
    assert (line.parent, line.child, line.from_row, line.to_row) == ("b", "d", 0, 1)


def test_copies_unfold():
    drawing = draw_tree(stemma_of({"a": [], "b": ["a"], "c": ["b"]}, copies="bc"), {}, folded=False)
    assert [r.id for r in drawing.rows] == ["a", "b", "c"]


def test_reports_without_kin_make_room_in_a_large_tree():
    parents = {"a": [], "b": ["a"], "c": ["a"], "d": [], "e": [], "f": [], "g": ["b", "d"]}
    stemma = stemma_of(parents, copies="c", lost={"x": ("b",)})
    dates = {"e": on("2031-03-05"), "f": on("2031-03-04")}
    small = draw_tree(stemma, dates, most=7)
    assert (len(small.rows), small.lone) == (7, ())
    large = draw_tree(stemma, dates, most=6)
    assert large.lone == ("f", "e")
    assert {r.id for r in large.rows} == {"a", "b", "d", "g", "x"}
    assert {(line.child, line.parent) for line in large.lines} == {("b", "a"), ("b", "x"), ("g", "b"), ("g", "d")}


def test_a_story_of_strangers_is_drawn_whole():
    drawing = draw_tree(stemma_of({"a": [], "b": [], "c": []}), {}, most=2)
    assert (len(drawing.rows), drawing.lone) == (3, ())


def test_a_copy_of_two_parents_is_not_folded():
    drawing = draw_tree(stemma_of({"a": [], "b": [], "c": ["a", "b"]}, copies="c"), {})
    assert len(drawing.rows) == 3


def test_lost_sources_stand_before_their_children():
    drawing = draw_tree(make_stemma(), {})
    at = rows(drawing)
    assert at["lost-1"] < at["mirror"]
    assert x(drawing)["lost-1"] < x(drawing)["mirror"]
    assert {line.child for line in drawing.lines if line.parent == "lost-1"} == {"mirror", "register"}


def test_a_blend_stands_under_its_surer_parent():
    drawing = draw_tree(make_stemma(), {})
    assert next(r.parent for r in drawing.rows if r.id == "tribune") == "herald"
    assert [line.parent for line in drawing.lines if line.child == "tribune" and line.second] == ["wire"]


def test_likeness_adds_up_along_the_way():
    stemma = stemma_of({"a": [], "b": ["a"], "c": ["b"], "d": ["a"]})
    ways = {("b", "a"): 0.2, ("c", "b"): 0.2, ("d", "a"): 0.1}
    at = along_likeness(stemma, ways).x
    assert at["b"] - at["a"] == pytest.approx(at["c"] - at["b"], abs=0.02)
    assert at["d"] - at["a"] == pytest.approx((at["b"] - at["a"]) / 2, abs=0.02)


def test_likeness_has_marks_and_bears_a_story_of_copies():
    stemma = stemma_of({"a": [], "b": ["a"]})
    assert [m.text for m in along_likeness(stemma, {("b", "a"): 0.5}).marks] == [
        "0%",
        "10%",
        "20%",
        "30%",
        "40%",
        "50%",
    ]
    assert set(along_likeness(stemma, {("b", "a"): 0.0}).x) == {"a", "b"}


def test_origins_are_lettered_like_columns():
    assert [_letter(n) for n in (0, 25, 26, 27, 51, 52)] == ["A", "Z", "AA", "AB", "AZ", "BA"]
