"""Which of two reports was made from the other: what speaks for either way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from stemma.lineage.evidence import Evidence
from stemma.lineage.witnesses import RUN
from stemma.model import Report
from stemma.text.shingles import shingles

DIRECTION_FEATURES = (
    "published later",
    "names the other's outlet",
    "its sources are the other's",
    "shorter",
    "kin go back to the other",
    "leaves out quotations",
)
# The first feature is the date: see `Odds.dates`. The first features are what is stated, dates and credits; the
# others are what the texts show.
STATED = 3
# Reports that have this share of each other in the same order count as kin without reserve when directions are judged.
# Reports of one line of kin have a quarter or more of it, of two lines a twentieth.
KIN_COVER = 0.25
# Hours by which exact times must differ to weigh as much as two days do. Set by hand: pages show the time of their
# last change as often as that of their first, so that an hour says little.
FULL_LAG = 12.0
# Reports of one outlet are versions of one report if the one has this share of the other's three-word runs. Set by
# hand, as much as an edit keeps: the data hold no versions.
VERSION = 0.4
_START = datetime(1970, 1, 1)  # noqa: DTZ001  times with and without a zone are not mixed


def direction_features(evidence: Evidence, reports: Sequence[Report]) -> NDArray[np.float64]:
    """Features of "row derives from column", shape (reports, reports, features); antisymmetric."""
    length = np.log([max(1, len(w.words)) for w in evidence.witnesses])
    # What goes back to the one and is kin to the other. Of a source that is all its other copies. Of a blend it is
    # nothing: what goes back to it, or it to, on the one side is a stranger to the other side.
    kin = np.minimum(1.0, np.minimum(evidence.coverage, evidence.coverage.T) / KIN_COVER)
    back = evidence.direct.T @ kin
    # Copies leave out. An outlet that tells a story again adds to it.
    fewer = np.where(own_updates(evidence), -1.0, 1.0)
    return np.stack(
        [
            lags(reports),
            evidence.named - evidence.named.T,
            evidence.foreign.T - evidence.foreign,
            fewer * (length[None, :] - length[:, None]),
            back.T - back,
            fewer * 3.0 * _quotations_left_out(evidence),
        ],
        axis=-1,
    )


def _quotations_left_out(evidence: Evidence) -> NDArray[np.float64]:
    """How much more in quotation marks the row lacks of the column than the column of the row, -2 to 2; antisymmetric.

    In words over the mean length of both. Not how much each has: an excerpt may consist of quotations.
    """
    runs = [{run for q in w.quotations for run in shingles(q, RUN)} for w in evidence.witnesses]
    size = np.array([max(1, len(w.words)) for w in evidence.witnesses])
    lacking = np.zeros((len(runs), len(runs)))
    for i, j in zip(*np.nonzero(evidence.candidates), strict=True):
        lacking[i, j] = len(runs[j] - runs[i])
    return np.asarray(2.0 * (lacking - lacking.T) / (size[:, None] + size[None, :]))


def lags(reports: Sequence[Report]) -> NDArray[np.float64]:
    """How much later the row was published than the column, -1 to 1; 0 where it is not known; antisymmetric."""
    n = len(reports)
    days = np.array([r.published.day.toordinal() if r.published else np.nan for r in reports])
    later = np.nan_to_num(np.sign(days[:, None] - days[None, :]))
    exact = np.full((2, n), np.nan)  # hours of those with a zone, and of those without
    for i, r in enumerate(reports):
        if r.published and r.published.precision == "second":
            when = r.published.when
            zoned = when.utcoffset()
            seconds = (when.replace(tzinfo=None) - _START).total_seconds() - (
                zoned.total_seconds() if zoned else 0.0
            )
            exact[int(zoned is None), i] = seconds / 3600.0
    for hours in exact:
        lag = np.clip((hours[:, None] - hours[None, :]) / FULL_LAG, -1.0, 1.0)
        later = np.where(np.isnan(lag), later, lag)
    return np.asarray(later)


def own_updates(evidence: Evidence) -> NDArray[np.bool_]:
    """Pairs of reports of one known outlet; symmetric."""
    outlets = np.array(evidence.sources.outlets)
    return np.asarray((outlets[:, None] == outlets[None, :]) & (outlets[:, None] != ""))


def between_versions(evidence: Evidence, reports: Sequence[Report]) -> NDArray[np.bool_]:
    """Pairs of versions of one outlet's report between which it published another one; symmetric.

    Each version is made from the one before it, also where a later one takes back what that had changed.
    """
    same = own_updates(evidence) & (np.maximum(evidence.verbatim, evidence.verbatim.T) >= VERSION)
    later = (same & (lags(reports) > 0)).astype(int)
    passed = later @ later > 0
    return np.asarray(passed | passed.T)
