from __future__ import annotations

from stemma.language import EmbeddedModel
from stemma.lineage import infer_stemma
from stemma.lineage.quotations import find_said, read_wording
from stemma.text.spans import Span
from tests.conftest import plain_report

SAID = "we will rebuild the hall stone for stone before the winter"


def said(*texts: str) -> list[list[bool]]:
    found = find_said([read_wording(t, [Span(0, len(t))]) for t in texts])
    return [mask.tolist() for report in found for mask in report]


def test_words_in_quotation_marks_are_quoted():
    assert said('She said "no" twice.') == [[False, False, True, False]]


def test_what_one_report_quotes_is_quoted_in_all():
    quoting, embedding = said(f"“{SAID},” she said.", f"The mayor wrote {SAID}.")
    assert quoting == [True] * 11 + [False] * 2
    assert embedding == [False] * 3 + [True] * 11


def test_a_turn_of_phrase_is_not():
    assert not any(said(f'"{SAID}," she said.', "They will rebuild it stone for stone.")[1])


def test_reports_that_embed_the_same_words_are_no_kin(model: EmbeddedModel):
    told = (
        "A good day for Orlemouth, and thank you to every crew that came. We will rebuild the hall stone for stone before "
        "the winter, and no trader will pay a penny of rent until it stands."
    )
    texts = {
        "one": f"Krill wrote to the town in the evening. {told} He had spent the day with the traders of Salt Street.",
        "two": f"Traders were told by letter what the mayor plans: “{told}” The letter came at eight, said a fishmonger.",
        "three": f"The council is split over the market. {told} Two of its members want a car park there instead.",
    }
    reports = [plain_report(text, name) for name, text in texts.items()]
    stemma = infer_stemma(reports, [model.analyse(r) for r in reports])
    assert not stemma.edges
    assert 3 in stemma.count.origins
