"""Prints of one text: reports that say that their whole text is somebody else's, and their unnamed fellows.

Who prints an agency has its text from the agency, however alike another print of it is, and whenever dated. The
agency's own report is the source of its prints where it is given; where not, they hang on a lost source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stemma.lineage.sources import Sources

# A report of the named outlet is the original of a print if it has this share of the print's three-word runs: others
# of its reports share paragraphs of background with it. Set by hand: no data hold prints with their originals.
ORIGINAL = 0.5
# A report that says nothing and has this share of its three-word runs from a print, as much as an edit keeps of its
# parent, has its text from where the print has it: of many papers that have one text of an agency, some leave the line
# out that says so. Below, a credit says little of the other: a rewrite may bear a false one. Read by hand on helsinki:
# all 25 such reports have their text from the source so found.
KEPT = 0.4
# A print that stands in a longer report, with this share of its three-word runs, was not taken from there. Set by hand.
PRINTED = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Prints:
    """Which reports print whose text. All matrices have shape (reports, reports)."""

    printed: tuple[frozenset[str], ...]
    """Plain names of those whose text each report prints."""
    siblings: NDArray[np.bool_]
    """Pairs that print one text whose original is not among the reports; symmetric."""
    cousins: NDArray[np.bool_]
    """Pairs that print one text whose original is among the reports: it lies between them; and a print with those
    versions of its original that are less like it than another; symmetric."""
    strangers: NDArray[np.bool_]
    """Pairs that print the texts of two different sources; symmetric."""
    original: NDArray[np.bool_]
    """Where the row prints the column's outlet."""
    other: NDArray[np.bool_]
    """Where the row says whose text it prints and has the text of the column, which neither says the same nor is of the
    outlet whose text it is."""


def find_prints(sources: Sources, verbatim: NDArray[np.float64], telling: NDArray[np.float64]) -> Prints:
    """Which reports print whose text.

    Args:
        sources: of the reports.
        verbatim: share of the row's three-word runs that the column has.
        telling: the same without what is quoted, of rather more runs than the row has: of few little can be said.
    """
    printed = tuple(
        names or unnamed for names, unnamed in zip(sources.printed, _unnamed(sources, telling), strict=True)
    )
    n = len(printed)
    share, given = np.zeros((n, n), dtype=bool), np.zeros((n, n), dtype=bool)
    original, lesser = np.zeros((n, n), dtype=bool), np.zeros((n, n), dtype=bool)
    for name in sorted(frozenset().union(*printed)):
        holders = np.array([name in names for names in printed])
        own = np.array([outlet == name for outlet in sources.outlets])
        share |= holders[:, None] & holders
        original |= holders[:, None] & own & ~own[:, None]
        has_it = holders[:, None] & own & (verbatim >= ORIGINAL)
        given |= has_it.astype(int) @ has_it.T.astype(int) > 0
        like = np.where(has_it, verbatim + verbatim.T, 0.0)
        lesser |= (
            holders[:, None] & own & has_it.any(axis=1, keepdims=True) & (like < like.max(axis=1, keepdims=True))
        )
    prints = np.array([bool(names) for names in printed])
    np.fill_diagonal(share, val=False)
    np.fill_diagonal(given, val=False)
    return Prints(
        printed=printed,
        siblings=share & ~given,
        cousins=share & given | lesser | lesser.T,
        strangers=prints[:, None] & prints & ~share & ~original & ~original.T & ~np.eye(n, dtype=bool),
        original=original,
        other=prints[:, None] & ~prints & ~original & (np.maximum(verbatim, verbatim.T) >= PRINTED),
    )


def _unnamed(sources: Sources, telling: NDArray[np.float64]) -> Sequence[frozenset[str]]:
    """By report whose text it prints without saying so, told by a report that has the same text and says so.

    A survey that prints several sources tells nothing of whose a text is.
    """
    found: list[set[str]] = [set() for _ in sources.printed]
    for name in sorted(frozenset().union(*sources.printed)):
        holders = np.array([names == {name} for names in sources.printed])
        for i in np.flatnonzero((telling[:, holders] >= KEPT).any(axis=1)):
            if not sources.printed[i] and sources.outlets[i] != name:
                found[i].add(name)
    return [frozenset(names) for names in found]
