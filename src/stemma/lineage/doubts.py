"""What would narrow the number of origins, in words: whether two reports share an origin, whether a date is right.

A question is asked of the drawn trees: in some its answer is yes, in the others no. It is worth asking if the numbers
of origins of either part lie closer together than those of all, about another number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from stemma.lineage.sampling import TAIL, Draws, count_roots, roots_of
from stemma.lineage.tree import Edge, Flow, Odds
from stemma.model import Report

MOST_DOUBTS = 2
# Reports whose date is put in question, those first whose edges rest on it most; reports that may be roots, those of
# the likeliest tree first; and pairs of neighbours. Bounds the questions that are weighed.
MOST_DATES, MOST_ROOTS, MOST_PAIRS = 12, 12, 200
# The share of the spread of the number that the answers must explain to be worth asking for.
LEAST_GAIN = 0.2
# Questions that differ by less than this share of the spread explain as much.
AS_GOOD = 0.15
MANY_SMALL_DOUBTS = "no single question would narrow it much: several small doubts add up"


@dataclass(frozen=True, slots=True)
class _Question:
    """Something that is true of some of the drawn trees and not of the others."""

    words: str
    """What is asked, to stand behind "if"."""
    yes: NDArray[np.bool_]
    """Of which trees it is true."""


def find_doubts(draws: Draws, reports: Sequence[Report], odds: Odds, edges: Sequence[Edge]) -> tuple[str, ...]:
    """What would narrow the interval of the number of origins most, in words; the weightiest first.

    Args:
        draws: of trees.
        reports: the texts of the story.
        odds: of the story.
        edges: of its most probable tree.

    Returns:
        Nothing where the number is certain; one sentence that says so where no single answer would help.
    """
    interval = draws.interval(count_roots(len(reports), edges))
    if interval.low == interval.high:
        return ()
    # Of questions that explain as much the first is asked: a date can be looked up, of a root much is known.
    questions = [*_open_dates(draws, reports, odds, edges), *_kinships(draws, reports, edges)]
    questions = [q for q in questions if TAIL <= q.yes.mean() <= 1.0 - TAIL and len(set(_numbers(draws, q))) > 1]
    parts = [np.ones(len(draws.origins), dtype=bool)]
    whole = _spread(draws, parts)
    doubts: list[str] = []
    while questions and len(doubts) < MOST_DOUBTS:
        left = [_spread(draws, _split(parts, q)) for q in questions]
        best = next(k for k, spread in enumerate(left) if spread <= min(left) + AS_GOOD * whole)
        if _spread(draws, parts) - left[best] < LEAST_GAIN * whole:
            break
        parts = _split(parts, questions[best])
        doubts.append(_in_words(draws, questions.pop(best)))
    return tuple(doubts) or (MANY_SMALL_DOUBTS,)


def _split(parts: Iterable[NDArray[np.bool_]], question: _Question) -> list[NDArray[np.bool_]]:
    """The parts of the trees that agree in their answers to one question more."""
    return [part & answer for part in parts for answer in (question.yes, ~question.yes) if (part & answer).any()]


def _spread(draws: Draws, parts: Iterable[NDArray[np.bool_]]) -> float:
    """Mean variance of the number of origins within the parts."""
    return float(sum(part.mean() * draws.origins[part].var() for part in parts))


def _numbers(draws: Draws, question: _Question) -> tuple[int, int]:
    """The likeliest number of origins if the answer is yes, and if it is no."""
    yes, no = (int(np.bincount(draws.origins[part]).argmax()) for part in (question.yes, ~question.yes))
    return yes, no


def _in_words(draws: Draws, question: _Question) -> str:
    yes, no = _numbers(draws, question)
    chances = f"{100 * question.yes.mean():.0f} chances in 100"
    origins = "1 origin" if yes == 1 else f"{yes} origins"
    answers = (draws.interval_of(part) for part in (question.yes, ~question.yes))
    sure = all(answer.low == answer.high for answer in answers)
    most = "" if sure else "most probably "
    there = "is" if yes == 1 else "are"
    return f"if {question.words} ({chances}), there {there} {most}{origins}; if not, {no}"


def _kinships(draws: Draws, reports: Sequence[Report], edges: Sequence[Edge]) -> list[_Question]:
    """Whether two reports share an origin: of those that may be roots, and of those that may be neighbours."""
    n, total = len(reports), len(draws.trees)
    roots = [roots_of(n, tree) for tree in draws.trees]
    apart = Counter(x for of in roots for x in range(n) if x in of[x])
    now = {x for x, of in enumerate(roots_of(n, edges)) if x in of}
    unsure = sorted(range(n), key=lambda x: (x not in now, abs(apart[x] / total - 0.5), x))[:MOST_ROOTS]
    joined = Counter((e.a, e.b) for tree in draws.trees for e in tree)
    near = sorted(joined, key=lambda pair: (abs(joined[pair] / total - 0.5), pair))[:MOST_PAIRS]
    names = _names(reports)
    return [
        _Question(
            f"{names[a]} and {names[b]} share an origin", np.array([not of[a].isdisjoint(of[b]) for of in roots])
        )
        for a, b in dict.fromkeys([*((min(p), max(p)) for p in combinations(unsure, 2)), *near])
    ]


def _open_dates(draws: Draws, reports: Sequence[Report], odds: Odds, edges: Sequence[Edge]) -> list[_Question]:
    """Whether all edges of a report that rest on its date run as it says."""
    towards = odds.parent - odds.parent.T
    rests: Counter[int] = Counter()
    for e in edges:
        if e.flow is not Flow.LOST and odds.dates[e.a, e.b]:
            for v in (e.a, e.b):
                rests[v] = max(rests[v], abs(odds.dates[e.a, e.b]) / (1.0 + abs(towards[e.a, e.b])))
    names = _names(reports)
    found: list[_Question] = []
    for v in sorted(rests, key=lambda k: (-rests[k], k))[:MOST_DATES]:
        published = reports[v].published
        if published is not None:
            obeyed = [all(_runs_by_date(e, odds) for e in tree if v in {e.a, e.b}) for tree in draws.trees]
            found.append(_Question(f"the date of {names[v]} ({published.words()}) is right", np.array(obeyed)))
    return found


def _runs_by_date(edge: Edge, odds: Odds) -> bool:
    if edge.flow is Flow.LOST:
        return True
    later = odds.dates[edge.b, edge.a]
    return bool(later >= 0 if edge.flow is Flow.DOWN else later <= 0)


def _names(reports: Sequence[Report]) -> list[str]:
    """What a person calls each report; with its date, its title or its id where others are called the same."""
    plain = Counter(r.name for r in reports)
    dated = Counter((r.name, r.published.words()) for r in reports if r.published)
    titled = Counter((r.name, r.title) for r in reports)
    names: list[str] = []
    for r in reports:
        if plain[r.name] == 1:
            names.append(r.name)
        elif r.published and dated[r.name, r.published.words()] == 1:
            names.append(f"{r.name} of {r.published.words()}")
        elif r.title and titled[r.name, r.title] == 1:
            names.append(f"{r.name} (“{r.title}”)")
        else:
            names.append(f"{r.name} [{r.id}]")
    return names
