from __future__ import annotations

import random

import pytest

from stemma.language import EmbeddedModel
from stemma.lineage.witnesses import Witness, read_witnesses
from tests.conftest import plain_report
from tests.lineage.test_direction import sentences

HOUSE = "This is a content summary only, visit our page for the whole of it."


def read(texts: list[str], outlets: list[str], model: EmbeddedModel) -> tuple[Witness, ...]:
    reports = [plain_report(t, f"r{k}", outlet=o) for k, (t, o) in enumerate(zip(texts, outlets, strict=True))]
    return read_witnesses(reports, [model.analyse(r) for r in reports])[0]


def has_house(witness: Witness) -> bool:
    return "summary" in witness.words


def test_what_an_outlet_says_under_different_reports_tells_nothing(model: EmbeddedModel):
    told = sentences(random.Random(1), 20)
    texts = [" ".join([*told[k * 5 : k * 5 + 5], HOUSE]) for k in range(4)]
    assert not any(has_house(w) for w in read(texts, ["Bralt"] * 4, model))


@pytest.mark.parametrize("outlets", [["Bralt", "Corran", "Pellan", "Quill"], ["", "", "", ""]])
def test_the_same_line_of_different_or_unknown_outlets_is_kept(outlets: list[str], model: EmbeddedModel):
    told = sentences(random.Random(1), 20)
    texts = [" ".join([*told[k * 5 : k * 5 + 5], HOUSE]) for k in range(4)]
    assert all(has_house(w) for w in read(texts, outlets, model))


def test_what_the_versions_of_one_report_share_is_kept(model: EmbeddedModel):
    told = sentences(random.Random(1), 12)
    texts = [" ".join([*told[: 8 + k], HOUSE]) for k in range(4)]
    assert all(has_house(w) for w in read(texts, ["Bralt"] * 4, model))


def test_a_report_that_is_nothing_but_house_lines_keeps_them(model: EmbeddedModel):
    told = sentences(random.Random(1), 20)
    texts = [HOUSE, *(" ".join([*told[k * 5 : k * 5 + 5], HOUSE]) for k in range(3))]
    assert has_house(read(texts, ["Bralt"] * 4, model)[0])


def test_the_quoted_share_of_a_sentence_is_known(model: EmbeddedModel):
    text = 'The mayor spoke of snow on Monday. "We will clear every street by the evening," he said.'
    (witness,) = read([text], ["Bralt"], model)
    assert witness.quoted[0] == 0.0
    assert 0.6 < witness.quoted[1] < 0.95
