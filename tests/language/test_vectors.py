from __future__ import annotations

import numpy as np
import pytest

from stemma.language.vectors import Vectors


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    return Vectors.load()


def test_vectors_have_unit_length_or_none(vectors: Vectors):
    norms = np.linalg.norm(vectors.encode(["The envoy arrived.", "", "\ud800"]), axis=1)
    assert norms[0] == pytest.approx(1.0, abs=1e-5)
    assert norms[1] == 0.0


def test_paraphrase_is_nearer_than_another_matter(vectors: Vectors):
    a, b, c = vectors.encode(
        [
            "The minister will travel to Paris on Monday.",
            "On Monday the minister is going to Paris.",
            "Heavy rain flooded the vineyards.",
        ]
    )
    assert a @ b > a @ c + 0.3


def test_batches_make_no_difference(vectors: Vectors, monkeypatch: pytest.MonkeyPatch):
    texts = [f"Report number {n} of the envoy." for n in range(7)]
    whole = vectors.encode(texts)
    monkeypatch.setattr("stemma.language.vectors.BATCH", 2)
    assert np.allclose(vectors.encode(texts), whole)


def test_common_words_are_more_frequent_than_rare_ones(vectors: Vectors):
    assert vectors.frequency("the") > vectors.frequency("minister") > vectors.frequency("zzyzxq")
