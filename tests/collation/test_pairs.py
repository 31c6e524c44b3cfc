"""Copies written by hand: faithful ones, on which nothing may be reported, and ones bent in one place."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from stemma.model import VARIANT_KINDS, Variant
from stemma.pipeline import PassageRow, compare_rows
from tests.collation.cases import KNOWN, Pair, cases, lies_on, read_pairs

HELD_BACK = {"held_back": "held-back-", "held_back_second": "held-back-too-"}
"""What the ids of the pairs begin with that were never used to choose how copies are compared, by file."""


def _all(name: str) -> dict[str, Pair]:
    held_back = [
        replace(p, id=mark + p.id) for part, mark in HELD_BACK.items() for p in read_pairs(f"{name}_{part}")
    ]
    return {p.id: p for p in (*read_pairs(name), *held_back)}


def _bare(name: str) -> str:
    """An id without what says that it was held back."""
    for mark in sorted(HELD_BACK.values(), key=len, reverse=True):
        name = name.removeprefix(mark)
    return name


FAITHFUL = _all("faithful")
DISTORTED = _all("distorted")

Found = dict[tuple[str, str], tuple[Variant, ...]]


@pytest.fixture(scope="module")
def found() -> Found:
    """The variants of every pair, by set and id: the model is loaded once."""
    keys = [("faithful", i) for i in FAITHFUL] + [("distorted", i) for i in DISTORTED]
    pairs = [*FAITHFUL.values(), *DISTORTED.values()]
    rows = [PassageRow(f"{s}/{i}", p.source, p.copy) for (s, i), p in zip(keys, pairs, strict=True)]
    return {key: variants for key, (_, variants) in zip(keys, compare_rows(rows), strict=True)}


@pytest.mark.parametrize("pair", cases("faithful", FAITHFUL))
def test_a_faithful_copy_has_no_variant(found: Found, pair: str):
    assert [(v.kind, v.before, v.after) for v in found["faithful", pair]] == []


@pytest.mark.parametrize("pair", cases("distorted", DISTORTED))
def test_a_distortion_is_found_with_its_kind_where_it_stands(found: Found, pair: str):
    case = DISTORTED[pair]
    variants = found["distorted", pair]
    assert any(v.kind == case.kind and lies_on(v, case.place) for v in variants), variants


@pytest.mark.parametrize("pair", cases("beside", DISTORTED))
def test_nothing_but_the_distortion_is_reported(found: Found, pair: str):
    case = DISTORTED[pair]
    assert [(v.kind, v.before, v.after) for v in found["distorted", pair] if v.kind != case.kind] == []


def test_the_pairs_are_enough_and_cover_every_kind():
    kinds = Counter(p.kind for p in DISTORTED.values())
    assert len(FAITHFUL) >= 140
    assert len(DISTORTED) >= 90
    assert all(kinds[k] >= 5 for k in VARIANT_KINDS)
    assert all(p.copy.count(p.span) == 1 for p in DISTORTED.values())


def test_what_is_known_is_named_once_and_exists():
    assert KNOWN.keys() == {"faithful", "distorted", "beside", "mechanical"}
    assert KNOWN["faithful"].keys() <= FAITHFUL.keys()
    assert KNOWN["distorted"].keys() <= DISTORTED.keys()
    assert KNOWN["beside"].keys() <= DISTORTED.keys()


def test_an_id_says_what_it_is_about():
    assert all(isinstance(p, Pair) and _bare(p.id).rpartition("-")[0] == p.kind for p in DISTORTED.values())
