from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime

import numpy as np
import pytest

from stemma.errors import LibraryError
from stemma.language import EmbeddedModel
from stemma.model import Analysis, Dateline, Publication, SourceSlice, Words
from stemma.store.codec import (
    PackedAnalysis,
    pack_analysis,
    pack_report,
    unpack_analysis,
    unpack_named,
    unpack_outline,
    unpack_report,
)
from stemma.text.spans import Span
from tests.conftest import plain_report

TEXT = "Ilse Tarrow said on Monday the ferry of Bralt may sail to Berlin in June, according to the harbour office."


def test_a_report_comes_back_with_every_field():
    report = plain_report(
        TEXT,
        title="T",
        outlet="O",
        url="https://example.org",
        published=Publication(datetime(2024, 4, 20, 10, tzinfo=UTC), "second", "metadata"),
        updated=Publication(datetime(2024, 4, 1), "month", "text"),
        authors=("A", "B"),
        source_map=(SourceSlice(Span(0, 3), Span(5, 8)),),
        dateline=Dateline("BRALT", "2024-04-20", "Corran Wire"),
    )
    back = unpack_report(pack_report(report))
    assert back == report
    assert not [f.name for f in fields(report) if getattr(report, f.name) in (None, ())]


def test_a_name_that_no_encoding_holds_comes_back():
    report = replace(plain_report(TEXT), source="caf\udce9.txt")
    assert unpack_report(pack_report(report)).source == "caf\udce9.txt"


def test_an_analysis_comes_back_with_every_field(model: EmbeddedModel):
    analysis = model.analyse(plain_report(TEXT))
    back = unpack_analysis(pack_analysis(analysis))
    for f in fields(Analysis):
        if f.name not in {"vectors", "words"}:
            assert getattr(back, f.name) == getattr(analysis, f.name)
    assert np.array_equal(back.vectors, analysis.vectors)
    assert back.statements
    assert back.entities


def test_what_places_a_report_has_its_sentences_and_names(model: EmbeddedModel):
    analysis = model.analyse(plain_report("Ilse Tarrow came to Bralt. The ferry did not.", "a"))
    named = unpack_named(pack_analysis(analysis).text)
    assert (named.sentences, named.entities) == (analysis.sentences, analysis.entities)
    assert named.entities


def test_an_outline_has_the_sentences_and_statements(model: EmbeddedModel):
    analysis = model.analyse(plain_report(TEXT))
    outline = unpack_outline(pack_analysis(analysis).text)
    assert (outline.sentences, outline.statements) == (analysis.sentences, analysis.statements)
    assert outline.supported == analysis.supported


def test_described_words_come_back(model: EmbeddedModel):
    analysis = model.analyse(plain_report(TEXT))
    width = np.arange(6, dtype=np.float16).reshape(2, 3)
    places = np.array([0, 5], dtype=np.int32)
    words = Words(places, places + 4, np.array([1, 1], dtype=np.int32), ("amod", "root"), width)
    back = unpack_analysis(pack_analysis(replace(analysis, words=words))).words
    assert back is not None
    assert back.relations == words.relations
    for name in ("starts", "ends", "heads", "vectors"):
        assert np.array_equal(getattr(back, name), getattr(words, name))
        assert getattr(back, name).dtype == getattr(words, name).dtype


def test_an_empty_analysis_keeps_the_width_of_its_vectors():
    empty = Analysis("r1", False, (), np.zeros((0, 256), dtype=np.float32))
    assert unpack_analysis(pack_analysis(empty)).vectors.shape == (0, 256)


@pytest.mark.parametrize("text", ["", "{}", '{"report": 3, "vectors": [0, 2]}', "[1]"])
def test_what_is_no_analysis_is_refused(text: str):
    with pytest.raises(LibraryError, match="cannot be read"):
        unpack_analysis(PackedAnalysis(text, b""))
    with pytest.raises(LibraryError, match="cannot be read"):
        unpack_report(text)
