from __future__ import annotations

from stemma.collation.claims import corroborate
from stemma.collation.corrected import correct_claims
from stemma.model import Cite as Passage
from stemma.model import Claim, Count, Derivation, Interval, MergedClaims, Origin, Reading, Stemma
from stemma.text.spans import Span
from tests.conftest import plain_report

# b was made from a; c stands alone.
STEMMA = Stemma(
    ("a", "b", "c"),
    (Derivation("b", "a", "rewrite", 0.9, 0.9, ("x",)),),
    (),
    (Origin("oa", "a", ("a", "b")), Origin("oc", "c", ("c",))),
    Count(3, 3, Interval(2, 2), 2),
)


def said(*voices: tuple[str, str]) -> bool:
    readings = tuple(Reading(r, Span(0, 9), v, "asserted") for r, v in voices)
    return corroborate(readings, STEMMA).one_voice


def test_one_voice_stands_behind_a_claim_that_every_origin_has_from_it():
    assert said(("a", "the minister"), ("c", "the minister"))


def test_a_copy_that_drops_the_speaker_is_no_second_voice():
    assert said(("a", "the minister"), ("b", "narrator"), ("c", "the minister"))


def test_an_origin_that_says_it_in_its_own_name_stands_beside_the_voice():
    assert not said(("a", "the minister"), ("c", "narrator"))
    assert not said(("a", "narrator"), ("c", "narrator"))


def test_two_voices_are_two():
    assert not said(("a", "the minister"), ("c", "the envoy"))


def test_somebody_whom_a_report_does_not_name_is_no_voice_and_may_be_any():
    readings = tuple(Reading(r, Span(0, 9), v, "asserted") for r, v in (("a", "the minister"), ("c", "unknown")))
    found = corroborate(readings, STEMMA)
    assert found.voices == ("the minister",)
    assert not found.one_voice


def test_what_was_perhaps_a_claim_that_is_merged_away_is_forgotten():
    def claim(name: str, report: str, *perhaps: str) -> Claim:
        readings = (Reading(report, Span(0, 9), "narrator", "asserted"),)
        return Claim(name, "Rain fell.", readings, corroborate(readings, STEMMA), perhaps=perhaps)

    claims = (claim("c1", "a", "c2", "c3"), claim("c2", "b", "c1", "c3"), claim("c3", "c", "c1", "c2"))
    reports = [plain_report("Rain fell.", i) for i in "abc"]
    merged = MergedClaims((Passage("a", Span(0, 9)), Passage("b", Span(0, 9))))
    one, left = correct_claims(claims, reports, STEMMA, (merged,))
    assert {r.report for r in one.readings} == {"a", "b"}
    assert left.id == "c3"
    assert left.perhaps == ()
