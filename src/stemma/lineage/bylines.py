"""Writers: who is named as a report's writer, and so whose text it is where it does not say so.

"By Jo Lind, Associated Press" stands over one print of a text and "By Jo Lind" over the next. Whoever writes for an
agency writes for it in both.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice

from stemma.lineage.agencies import without_agency
from stemma.model import Report
from stemma.text.words import find_words

# A byline stands in one of so many first lines with words: titles, kickers and captions stand before it.
HEAD_LINES = 12
# Longer lines are no bylines, even with the gaps that pages leave where links stood: bounds the cost of any line.
LONGEST = 1_000

_LINE = re.compile(r"^.*\w.*$", re.MULTILINE)
_BY = re.compile(r"\s*(?:By|BY|by)\s+(?=[A-ZÀ-Þ])")
# "Lind" may be anybody: a writer has at least two names.
_WRITER = re.compile(r"[A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*){1,2}")
_BETWEEN = re.compile(r"\s*(?:[,&|•]|\band\b|\bAND\b|(?<=\s)[-–—/](?=\s)|\t)\s*")


def known_writers(reports: Sequence[Report], printed: Sequence[AbstractSet[str]]) -> dict[str, str]:
    """By writer whose texts are his, as the bylines of reports that print one source tell; none of two sources.

    Args:
        reports: of the story.
        printed: plain names of those whose text each report says it prints.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for report, names in zip(reports, printed, strict=True):
        for line in _head(report) if len(names) == 1 else ():
            by = _BY.match(line)
            for part in _BETWEEN.split(without_agency(line[by.end() :])) if by else ():
                if _WRITER.fullmatch(part):
                    found[_plain(part)] |= names
    return {writer: next(iter(names)) for writer, names in found.items() if len(names) == 1}


def find_writers(report: Report, known: AbstractSet[str]) -> frozenset[str]:
    """Which of the known writers are named as a report's own: behind "By", or in a line of names and little else."""
    found: set[str] = set()
    for line in _head(report):
        by = _BY.match(line)
        parts = [part for part in _BETWEEN.split(line[by.end() if by else 0 :]) if part.strip()]
        if by or _WRITER.fullmatch(parts[0].strip()):
            found |= {_plain(part) for part in parts} & known
    return frozenset(found)


def _head(report: Report) -> Iterator[str]:
    lines = (m.group() for m in islice(_LINE.finditer(report.text), HEAD_LINES))
    return (line for line in lines if len(line) <= LONGEST)


def _plain(name: str) -> str:
    return " ".join(w.plain for w in find_words(name))
