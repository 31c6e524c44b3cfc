"""Which claims deserve a reader's eye first."""

from __future__ import annotations

from collections.abc import Iterable

from stemma.model import Claim

# A claim in fewer reports than this is not widely reported, so that one origin behind it is no surprise.
WIDELY = 2


def one_origin(claim: Claim) -> bool:
    """Whether several reports carry the claim, but certainly one origin stands behind them."""
    return claim.corroboration.reports >= WIDELY and claim.corroboration.origins.high == 1


def one_voice(claim: Claim) -> bool:
    """Whether several reports carry the claim, and all its origins have it from one voice."""
    return claim.corroboration.reports >= WIDELY and claim.corroboration.one_voice


def best_corroborated(claims: Iterable[Claim]) -> list[Claim]:
    """Claims with more than one origin for sure, the best corroborated first."""
    return sorted((c for c in claims if c.corroboration.origins.low > 1), key=_strength)


def most_fragile(claims: Iterable[Claim]) -> list[Claim]:
    """Claims that look better corroborated than they are: many reports, one origin or one voice."""
    fragile = [c for c in claims if one_origin(c) or one_voice(c)]
    return sorted(
        fragile, key=lambda c: (not one_origin(c), -c.corroboration.reports, -c.corroboration.texts, c.id)
    )


def _strength(claim: Claim) -> tuple[int, int, int, int, int, str]:
    c = claim.corroboration
    return (-c.origins.low, -c.origins.high, -len(c.voices), -c.texts, -c.reports, claim.id)
