from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.collation.chunk_features import Chunk
from stemma.collation.chunks import (
    LINK_KINDS,
    MOST_CHUNKS,
    ChunkedSentence,
    Link,
    align_chunks,
    link_pairs,
)
from stemma.errors import ContractError
from stemma.language.vectors import Vectors
from stemma.text.spans import Span

VECTORS = Vectors.load()


def chunked(marked: str) -> ChunkedSentence:
    """A sentence with its chunks parted by bars."""
    spans, at = [], 0
    for part in marked.split(" | "):
        spans.append(Span(at, at + len(part)))
        at += len(part) + 1
    return ChunkedSentence(marked.replace(" | ", " "), tuple(spans))


def align(one: str, other: str) -> list[tuple[str | None, str | None, str]]:
    a, b = chunked(one), chunked(other)
    return [
        (
            None if x.one is None else a.chunks[x.one].of(a.text),
            None if x.other is None else b.chunks[x.other].of(b.text),
            x.kind,
        )
        for x in align_chunks(a, b, VECTORS.encode)
    ]


@pytest.mark.parametrize(
    ("one", "other", "link"),
    [
        ("Two guards | opened | the gate", "Two guards | opened | the gate", ("the gate", "the gate", "EQUI")),
        ("A young farmer | sells | bread", "A farmer | sells | bread", ("A young farmer", "A farmer", "SPE1")),
        ("A farmer | sells | bread", "A young farmer | sells | bread", ("A farmer", "A young farmer", "SPE2")),
        (
            "Five miners | killed | in Lesk",
            "Nine miners | killed | in Lesk",
            ("Five miners", "Nine miners", "SIMI"),
        ),
        ("Bus | crashes | in Norrby", "Bus | crashes | after a quarrel", ("in Norrby", None, "NOALI")),
        ("Envoys | meet | on Monday", "Envoys | meet | on Friday", ("on Monday", "on Friday", "SIMI")),
    ],
)
def test_chunks_are_linked_by_what_they_mean(one: str, other: str, link: tuple[str | None, str | None, str]):
    assert link in align(one, other)


_PARTS = st.lists(
    st.sampled_from(
        [
            "the old minister",
            "a minister",
            "met",
            "has met",
            "on Tuesday",
            "in Norrby",
            "200 sailors",
            "no ship",
            ",",
            "the",
            "Ö",
        ]
    ),
    min_size=1,
    max_size=6,
    unique=True,
).map(" | ".join)


@settings(max_examples=40)
@given(_PARTS, _PARTS)
def test_exchanging_the_sentences_keeps_the_pairs(one: str, other: str):
    there = align_chunks(chunked(one), chunked(other), VECTORS.encode)
    back = align_chunks(chunked(other), chunked(one), VECTORS.encode)
    assert {(x.other, x.one) for x in back} == {(x.one, x.other) for x in there}


@settings(max_examples=40)
@given(_PARTS, _PARTS)
def test_every_chunk_stands_in_a_link(one: str, other: str):
    a, b = chunked(one), chunked(other)
    links = align_chunks(a, b, VECTORS.encode)
    assert {x.one for x in links} - {None} == set(range(len(a.chunks)))
    assert {x.other for x in links} - {None} == set(range(len(b.chunks)))
    assert all((x.kind == "NOALI") == (x.one is None or x.other is None) for x in links)
    assert all(0 <= x.score <= 5 and 0 <= x.probability <= 1 for x in links)


def test_no_chunks_give_no_links():
    empty = ChunkedSentence("", ())
    assert align_chunks(empty, empty, VECTORS.encode) == ()
    assert align_chunks(chunked("a ship"), empty, VECTORS.encode) == (Link(0, None, "NOALI", 0, 1.0),)


def test_a_sentence_too_long_is_refused():
    long = chunked(" | ".join(["a ship"] * (MOST_CHUNKS + 1)))
    with pytest.raises(ContractError, match="cut it first"):
        align_chunks(long, long, VECTORS.encode)


def test_the_pairing_has_the_largest_expected_share():
    likely = np.full((2, 2, len(LINK_KINDS)), 0.01)
    likely[0, 0, 1], likely[0, 1, 1], likely[1, 0, 1] = 0.9, 0.8, 0.85
    links = link_pairs(likely, [1, 1], [1, 1])
    assert [(x.one, x.other) for x in links if x.kind == "EQUI"] == [(0, 1), (1, 0)]


def test_a_longer_chunk_weighs_more():
    likely = np.zeros((2, 1, len(LINK_KINDS)))
    likely[:, 0, 0], likely[0, 0, 1], likely[1, 0, 5] = 0.5, 0.5, 0.45
    assert [(x.one, x.kind) for x in link_pairs(likely, [1, 3], [3])] == [(1, "SIMI")]


@pytest.mark.parametrize(
    ("text", "chunks"),
    [
        ("The envoys have signed the accord in Mirov.", ["The envoys", "have signed", "the accord", "in Mirov"]),
        (
            "Off the coast, a ship of the navy was burning.",
            ["Off the coast", "a ship", "of the navy", "was burning"],
        ),
        ("", []),
        ("—", []),
    ],
)
def test_a_sentence_is_cut_at_its_small_words(text: str, chunks: list[str]):
    assert [s.of(text) for s in ChunkedSentence.cut(text).chunks] == chunks


def test_a_sentence_is_cut_inside_its_bounds():
    text = "Nothing. The envoys met in Mirov. Nothing."
    found = ChunkedSentence.cut(text, Span(9, 33))
    assert [s.of(text) for s in found.chunks] == ["The envoys met", "in Mirov"]


def test_the_head_is_what_the_other_words_qualify():
    heads = {
        t: Chunk(tuple(t.split()))
        for t in ("the camp guard", "guard of the camp", "in northern Tavria", "is", ",")
    }
    assert [c.content[c.head] if c.content else "" for c in heads.values()] == [
        "guard",
        "guard",
        "tavria",
        "is",
        "",
    ]


@pytest.fixture(scope="module")
def train() -> ModuleType:
    """The training script: the official scorer is rebuilt in it."""
    path = Path(__file__).parents[2] / "training" / "train_chunks.py"
    spec = importlib.util.spec_from_file_location("train_chunks", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["train_chunks"] = module
    spec.loader.exec_module(module)
    return module


def score(
    train: ModuleType, gold: list[object], found: list[object], *, scored: bool = False
) -> tuple[float, float]:
    words = ("the", "old", "minister", "met", "her", "envoy", ".")
    one = chunked("the old minister | met | her envoy | .")
    pair = train.GoldPair(words, words, one, one, gold)
    return (
        train.score([pair], [found], typed=False, scored=scored),
        train.score([pair], [found], typed=True, scored=scored),
    )


def test_the_same_links_score_one(train: ModuleType):
    gold = [((1, 2, 3), (1, 2, 3), "EQUI", 5.0), ((4,), (4,), "SPE1_FACT", 4.0)]
    assert score(train, gold, gold) == (1.0, 1.0)
    assert score(train, gold, gold, scored=True) == (1.0, 1.0)


def test_a_link_is_worth_its_smaller_side(train: ModuleType):
    # 3 x 3 words make 9 links of a third each; 1 x 1 makes one. Finding only the large one recalls 3 of 4.
    gold = [((1, 2, 3), (1, 2, 3), "EQUI", 5.0), ((4,), (4,), "EQUI", 5.0)]
    aligned, typed = score(train, gold, gold[:1])
    assert aligned == typed == pytest.approx(2 * 1 * 0.75 / 1.75)


def test_a_wrong_type_counts_for_the_alignment_alone(train: ModuleType):
    gold = [((1, 2, 3), (1, 2, 3), "EQUI", 5.0)]
    assert score(train, gold, [((1, 2, 3), (1, 2, 3), "SIMI", 5.0)]) == (1.0, 0.0)


def test_of_two_types_one_is_half(train: ModuleType):
    gold = [((4,), (4,), "SIMI_FACT", 3.0)]
    assert score(train, gold, [((4,), (4,), "SIMI", 3.0)]) == (1.0, 0.5)


def test_a_score_two_off_costs_two_fifths(train: ModuleType):
    gold = [((4,), (4,), "SIMI", 3.0)]
    assert score(train, gold, [((4,), (4,), "SIMI", 5.0)], scored=True) == pytest.approx((0.6, 0.6))


def test_marks_and_chunks_without_answer_do_not_count(train: ModuleType):
    gold = [((4,), (4,), "EQUI", 5.0), ((7,), (7,), "EQUI", 5.0), ((5, 6), (), "NOALI", 0.0)]
    assert score(train, gold, gold[:1]) == (1.0, 1.0)


def test_uneven_chunks_weigh_by_the_larger_fan_out(train: ModuleType):
    # Found 1-3 to 1 is one link set of weight 1/3 each, in all 1; wanted 1-3 to 1-3 has weight 3, of which the three
    # found word links carry a third each.
    gold, found = [((1, 2, 3), (1, 2, 3), "EQUI", 5.0)], [((1, 2, 3), (1,), "EQUI", 5.0)]
    assert score(train, gold, found)[0] == pytest.approx(2 * 1.0 * (1 / 3) / (4 / 3))
