"""Collation: claims and apparatus of a story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stemma.collation.claims import find_claims
from stemma.collation.corrected import correct_claims
from stemma.collation.judge import Judge
from stemma.collation.matching import Weights
from stemma.collation.variants import find_variants, make_side
from stemma.model import Analysis, Claim, ClaimCorrection, Report, Stemma, Variant


@dataclass(frozen=True, slots=True)
class Collation:
    """What a story's reports say, together and against each other."""

    claims: tuple[Claim, ...]
    """The best corroborated first."""
    variants: tuple[Variant, ...]
    """The apparatus, sorted by child and place."""


def collate(
    reports: Sequence[Report],
    analyses: Sequence[Analysis],
    stemma: Stemma,
    corrections: Sequence[ClaimCorrection] = (),
    judge: Judge | None = None,
) -> Collation:
    """The claims and the variants of a story.

    Args:
        reports: its reports, in any order.
        analyses: what the language room found in each, in the same order.
        stemma: their family tree.
        corrections: claims that a person has merged or split.
        judge: weighs what the comparison of passages finds; what slots alone show is reported without it.
    """
    pairs = sorted(zip(reports, analyses, strict=True), key=lambda p: p[0].id)
    sides = {r.id: make_side(r, a) for r, a in pairs}
    weights = Weights(f for s in sides.values() for f in s.facts)
    claims = correct_claims(find_claims(sides, stemma, weights), reports, stemma, corrections)
    variants = find_variants(sides, stemma, weights, judge)
    return Collation(claims, tuple(replace(v, claim=_touched(v, claims)) for v in variants))


def _touched(variant: Variant, claims: Sequence[Claim]) -> str | None:
    """Id of the claim whose reading the variant's passage shares most with."""
    shared = [
        (r.span.overlap(variant.child_span), -n, c.id)
        for n, c in enumerate(claims)
        for r in c.readings
        if r.report == variant.child and r.span.overlap(variant.child_span)
    ]
    return max(shared)[2] if shared else None
