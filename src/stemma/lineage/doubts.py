"""What would narrow the number of origins, in words: pairs whose relation is open, dates that may be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from stemma.lineage.sampling import Draws, count_roots
from stemma.lineage.tree import Edge, Flow, Odds, orient
from stemma.model import Report

MOST_DOUBTS = 2
# Reports whose date is put in question, those first whose edges rest on it most: bounds the trees worked out anew.
MOST_DATES = 12


def find_doubts(draws: Draws, reports: Sequence[Report], odds: Odds, edges: Sequence[Edge]) -> tuple[str, ...]:
    """What moves the number of origins most, in words; the weightiest first.

    Args:
        draws: of trees.
        reports: the texts of the story.
        odds: of the story.
        edges: of its most probable tree.
    """
    interval = draws.interval(count_roots(len(reports), edges))
    found = _open_dates(reports, odds, edges)
    if interval.low < interval.high:
        found += _open_relations(draws, reports)
    return tuple(text for _, text in sorted(found, key=lambda doubt: -doubt[0])[:MOST_DOUBTS])


def _open_relations(draws: Draws, reports: Sequence[Report]) -> list[tuple[float, str]]:
    """Pairs by how far their being joined moves the count: the covariance of the two over the draws."""
    joined = draws.joined.astype(float)
    share = joined.mean(axis=0)
    origins = draws.origins.astype(float)
    weight = np.abs(((joined - share) * (origins - origins.mean())[:, None]).mean(axis=0))
    doubts: list[tuple[float, str]] = []
    for k in np.argsort(-weight, kind="stable")[:MOST_DOUBTS]:
        if not 0.0 < share[k] < 1.0 or weight[k] <= 0:
            continue
        a, b = draws.pairs[k]
        with_, without = origins[draws.joined[:, k]].mean(), origins[~draws.joined[:, k]].mean()
        more, fewer = ("fewer", "more") if with_ < without else ("more", "fewer")
        text = (
            f"if {_name(reports[a], reports[b])} and {_name(reports[b], reports[a])} are directly related ({share[k]:.0%}), "
            f"there are {more} origins; if not, {fewer}"
        )
        doubts.append((float(weight[k]), text))
    return doubts


def _name(report: Report, other: Report) -> str:
    """What a report is called beside another: two of one outlet are told apart by their titles, else by their ids."""
    if report.name != other.name:
        return report.name
    return f"{report.name} (“{report.title}”)" if report.title != other.title else f"{report.name} ({report.id})"


def _open_dates(reports: Sequence[Report], odds: Odds, edges: Sequence[Edge]) -> list[tuple[float, str]]:
    """Reports by how far the count moves if their date is left out: p (1 - p) times the change, as above.

    p is the probability of the direction of that edge of the report which is least sure of those resting on its date.
    """
    towards = odds.parent - odds.parent.T
    forest = [(e.a, e.b) for e in edges]
    rests: dict[int, float] = {}
    sure: dict[int, float] = {}
    for e in edges:
        if e.flow is Flow.LOST or not odds.dates[e.a, e.b]:
            continue
        for v in (e.a, e.b):
            rests[v] = max(rests.get(v, 0.0), abs(odds.dates[e.a, e.b]) / (1.0 + abs(towards[e.a, e.b])))
            sure[v] = min(sure.get(v, np.inf), abs(towards[e.a, e.b]))
    best = count_roots(len(reports), edges)
    doubts: list[tuple[float, str]] = []
    for v in sorted(rests, key=lambda k: (-rests[k], k))[:MOST_DATES]:
        mine = np.zeros(len(reports), dtype=bool)
        mine[v] = True
        rest = towards - np.where(mine[:, None] | mine[None, :], odds.dates, 0.0)
        other = count_roots(len(reports), orient(forest, replace(odds, parent=-np.logaddexp(0.0, -rest))))
        published = reports[v].published
        if other != best and published is not None:
            p = 1.0 / (1.0 + np.exp(-sure[v]))
            origins = "origin" if best == 1 else "origins"
            text = f"if the date of {reports[v].name} ({published.iso()}) is right, there are {best} {origins}; if not, {other}"
            doubts.append((float(p * (1.0 - p) * abs(other - best)), text))
    return doubts
