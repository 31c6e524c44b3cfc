"""Claims as persons corrected them: merged where they say the same, split where they do not.

A correction names passages, not claims, so that it holds when reports are added and the claims are found anew.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from stemma.collation.claims import corroborate, rank_claim
from stemma.model import Cite, Claim, ClaimCorrection, MergedClaims, Reading, Report, Stemma, content_id

# The text of a claim that a person made is its reading of about this many characters.
CLEAR_LENGTH = 140


def correct_claims(
    claims: Sequence[Claim], reports: Sequence[Report], stemma: Stemma, corrections: Sequence[ClaimCorrection]
) -> tuple[Claim, ...]:
    """The claims with the corrections applied in their order, the best corroborated first.

    A merged claim is disputed where a part of it was; so is each part of a disputed claim that was split, unless
    it is one reading alone. Passages that no claim holds any more change nothing.
    """
    current = list(claims)
    if not corrections:
        return tuple(current)
    texts = {r.id: r.text for r in reports}
    for correction in corrections:
        if isinstance(correction, MergedClaims):
            current = _merged(current, correction.readings, texts, stemma)
        else:
            current = _split(current, correction.readings, texts, stemma)
    ids = {c.id for c in current}
    current = [replace(c, perhaps=tuple(i for i in c.perhaps if i in ids)) for c in current]
    return tuple(sorted(current, key=rank_claim))


def _merged(claims: Sequence[Claim], cites: Sequence[Cite], texts: dict[str, str], stemma: Stemma) -> list[Claim]:
    together = [c for c in claims if any(_is_named(r, cites) for r in c.readings)]
    if len(together) < 2:  # noqa: PLR2004  nothing to merge
        return list(claims)
    readings = [r for c in together for r in c.readings]
    one = _claim(readings, texts, stemma, disputed=any(c.disputed for c in together), text=together[0].text)
    one = replace(one, disputes=tuple(d for c in together for d in c.disputes))
    return [*(c for c in claims if c not in together), one]


def _split(claims: Sequence[Claim], cites: Sequence[Cite], texts: dict[str, str], stemma: Stemma) -> list[Claim]:
    leaving: list[Reading] = []
    disputed = False
    left: list[Claim] = []
    for claim in claims:
        named = [r for r in claim.readings if _is_named(r, cites)]
        if not named:
            left.append(claim)
            continue
        leaving.extend(named)
        disputed |= claim.disputed
        staying = [r for r in claim.readings if r not in named]
        if staying:
            left.append(_claim(staying, texts, stemma, disputed=claim.disputed and len(staying) > 1))
    if leaving:
        left.append(_claim(leaving, texts, stemma, disputed=disputed and len(leaving) > 1))
    return left


def _is_named(reading: Reading, cites: Sequence[Cite]) -> bool:
    """Whether a passage of the correction is this reading, or shares half of it or more."""
    return any(
        c.report == reading.report
        and 2 * c.span.overlap(reading.span) >= max(1, min(len(c.span), len(reading.span)))
        for c in cites
    )


def _claim(
    readings: Sequence[Reading], texts: dict[str, str], stemma: Stemma, *, disputed: bool, text: str = ""
) -> Claim:
    ordered = tuple(sorted(readings, key=lambda r: (r.report, r.span)))
    best = min(ordered, key=lambda r: (abs(len(r.span) - CLEAR_LENGTH), r.report, r.span))
    return Claim(
        id=content_id("c", *(f"{r.report}:{r.span.start}:{r.span.end}" for r in ordered)),
        text=text or re.sub(r"\s+", " ", best.span.of(texts[best.report])),
        readings=ordered,
        corroboration=corroborate(ordered, stemma),
        disputed=disputed,
    )
