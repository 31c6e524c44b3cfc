"""Collation: claims and apparatus of a story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from stemma.collation.claims import find_claims
from stemma.collation.corrected import correct_claims
from stemma.collation.judge import Judge
from stemma.collation.matching import Weights
from stemma.collation.variants import find_variants, make_side
from stemma.model import Analysis, Claim, ClaimCorrection, Report, Stemma, Variant
from stemma.text.spans import Places, Span


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
    variants = find_variants(sides, stemma, weights, judge)
    claims = correct_claims(find_claims(sides, stemma, weights, variants), reports, stemma, corrections)
    return Collation(claims, _with_claims(variants, claims))


def _with_claims(variants: Sequence[Variant], claims: Sequence[Claim]) -> tuple[Variant, ...]:
    """The variants, each with the claim whose reading its passage shares most with."""
    readings: dict[str, list[tuple[Span, tuple[int, str, Span]]]] = defaultdict(list)
    for n, claim in enumerate(claims):
        for r in claim.readings:
            readings[r.report].append((r.span, (n, claim.id, r.span)))
    places = {report: Places(found) for report, found in readings.items()}

    def touched(variant: Variant) -> str | None:
        near = places[variant.child].touching(variant.child_span) if variant.child in places else []
        shared = [(span.overlap(variant.child_span), -n, identity) for n, identity, span in near]
        return max(shared)[2] if shared else None

    return tuple(replace(v, claim=touched(v)) for v in variants)
