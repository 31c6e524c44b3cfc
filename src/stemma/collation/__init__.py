"""The collation room: claims across reports, and the apparatus of what copies changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stemma.collation.claims import find_claims
from stemma.collation.variants import compare_passages, find_variants
from stemma.model import Analysis, Claim, Report, Stemma, Variant

__all__ = ["Collation", "collate", "compare_passages"]


@dataclass(frozen=True, slots=True)
class Collation:
    """What collating a story gives."""

    claims: tuple[Claim, ...]
    """The best corroborated first."""
    variants: tuple[Variant, ...]
    """Sorted by child and place; each names the claim it touches."""


def collate(reports: Sequence[Report], analyses: Sequence[Analysis], stemma: Stemma) -> Collation:
    """The claims and the variants of one story; the order of the reports makes no difference."""
    order = sorted(range(len(reports)), key=lambda i: reports[i].id)
    reports, analyses = [reports[i] for i in order], [analyses[i] for i in order]
    claims = find_claims(reports, analyses, stemma)
    touched = {(r.report, r.span): c.id for c in claims for r in c.readings}
    variants = tuple(replace(v, claim=touched.get((v.child, v.child_span))) for v in find_variants(reports, analyses, stemma))
    return Collation(claims, variants)
