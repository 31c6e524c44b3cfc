from __future__ import annotations

from stemma.collation.claims import corroborate
from stemma.collation.corrected import correct_claims
from stemma.model import (
    Cite,
    Claim,
    ClaimCorrection,
    Count,
    Interval,
    MergedClaims,
    Origin,
    Reading,
    Report,
    SplitClaim,
    Stemma,
)
from stemma.text.spans import Span
from tests.conftest import plain_report

TEXT = "One boat sank. Two boats sank. Rain fell."
ONE, TWO, RAIN = Span(0, 14), Span(15, 30), Span(31, 41)


def reading(report: str, span: Span) -> Reading:
    return Reading(report, span, "narrator", "asserted")


def claim(*readings: Reading, disputed: bool = False) -> Claim:
    return Claim("c", "text", readings, corroborate(readings, STEMMA), disputed)


REPORTS: list[Report] = [plain_report(TEXT, i) for i in "abc"]
STEMMA = Stemma(
    ("a", "b", "c"), (), (), tuple(Origin(f"o{i}", i, (i,)) for i in "abc"), Count(3, 3, Interval(3, 3), 3)
)
CLAIMS = [
    claim(reading("a", ONE), reading("b", ONE), disputed=True),
    claim(reading("c", TWO)),
    claim(reading("a", RAIN)),
]


def run(*corrections: ClaimCorrection) -> list[set[tuple[str, Span]]]:
    found = correct_claims(CLAIMS, REPORTS, STEMMA, corrections)
    return [{(r.report, r.span) for r in c.readings} for c in found]


def test_merged_claims_are_one_with_what_stands_behind_both():
    merged, *rest = correct_claims(CLAIMS, REPORTS, STEMMA, [MergedClaims((Cite("a", ONE), Cite("c", TWO)))])
    assert [r.report for r in merged.readings] == ["a", "b", "c"]
    assert merged.corroboration.origins == Interval(3, 3)
    assert merged.disputed
    assert len(rest) == 1


def test_split_readings_make_up_a_claim_of_their_own():
    assert {frozenset(x) for x in run(SplitClaim((Cite("b", ONE),)))} >= {
        frozenset({("a", ONE)}),
        frozenset({("b", ONE)}),
    }


def test_one_reading_alone_is_not_disputed():
    found = correct_claims(CLAIMS, REPORTS, STEMMA, [SplitClaim((Cite("b", ONE),))])
    assert not any(c.disputed for c in found)


def test_later_corrections_apply_to_what_earlier_ones_left():
    merge = MergedClaims((Cite("a", ONE), Cite("c", TWO)))
    assert {frozenset(x) for x in run(merge, SplitClaim((Cite("c", TWO),)))} == {frozenset(x) for x in run()}


def test_a_passage_that_shifted_a_little_is_still_named():
    shifted = SplitClaim((Cite("b", Span(2, 14)),))
    assert run(shifted) == run(SplitClaim((Cite("b", ONE),)))


def test_passages_that_no_claim_holds_change_nothing():
    assert run(SplitClaim((Cite("z", ONE),))) == run(MergedClaims((Cite("z", ONE), Cite("a", RAIN)))) == run()


def test_each_claim_has_an_id_of_its_own():
    found = correct_claims(CLAIMS, REPORTS, STEMMA, [SplitClaim((Cite("b", ONE),))])
    made = [c.id for c in found if c.id != "c"]
    assert len(made) == len(set(made)) == 2
