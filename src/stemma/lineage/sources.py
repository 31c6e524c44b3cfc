"""Whom the reports of a story name as their sources, whose text they print, and which of these are among them.

Credits and outlets are written in many ways: a report credits "The Washington Post", whose page says that its outlet
is "washingtonpost.com". Both are brought to one name here, so that a credit finds the report it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stemma.lineage.agencies import find_agencies, plain_name
from stemma.lineage.bylines import find_writers, known_writers
from stemma.model import Analysis, Credit, Report
from stemma.text.datelines import DATELINE

# An abbreviated name has at least so many letters: "wsj", but no single letters.
LEAST_LETTERS = 3

_SITE = re.compile(r"(?:https?://)?(?:www\.)?(?P<labels>[\w-]+(?:\.[\w-]+)+)(?:/\S*)?", re.IGNORECASE)
# Behind the name of a site stand the country and, before it, what kind of site it is: "bbc.co.uk".
_KINDS = frozenset({"ac", "co", "com", "edu", "go", "gov", "net", "or", "org"})
_BEFORE, _BEHIND = re.compile(r"^[ \t]*(?:[Ss]ource|[Rr]eporting by):? ?(?:[Tt]he )?$"), re.compile(r"^\.?[ \t]*$")


@dataclass(frozen=True, slots=True)
class Sources:
    """What the reports of a story say of their sources, one item per report, all names in plain form."""

    outlets: tuple[str, ...]
    """Who published it; empty where that is not known."""
    printed: tuple[frozenset[str], ...]
    """Whose text it says it prints; its own outlet is not among them."""
    named: tuple[frozenset[str], ...]
    """All sources it names, those whose text it prints among them."""

    def absent(self, names: Sequence[frozenset[str]]) -> NDArray[np.float64]:
        """1 for pairs that share one of their names which is no outlet of the story, else 0; symmetric."""
        both = np.zeros((len(names), len(names)))
        for name in sorted(frozenset().union(*names) - set(self.outlets)):
            holders = np.array([name in held for held in names])
            both[np.ix_(holders, holders)] = 1.0
        np.fill_diagonal(both, 0.0)
        return both

    def given(self, names: Sequence[frozenset[str]]) -> NDArray[np.float64]:
        """1 where the row's names hold the outlet of the column, which is not its own, else 0."""
        found = np.zeros((len(names), len(names)))
        for name in sorted(frozenset().union(*names) & set(self.outlets) - {""}):
            holders = np.array([name in held for held in names])
            theirs = np.array([outlet == name for outlet in self.outlets])
            found[np.ix_(holders & ~theirs, theirs)] = 1.0
        return found

    def foreign(self) -> NDArray[np.float64]:
        """Share of the sources the row names that the column neither names nor is, 0 to 1; 0 where it names none."""
        n = len(self.outlets)
        found = np.zeros((n, n))
        for i, (names, own) in enumerate(zip(self.named, self.outlets, strict=True)):
            others = names - {own}
            for j in range(n) if others else ():
                found[i, j] = len(others - self.named[j] - {self.outlets[j]}) / len(others)
        return found


def read_sources(reports: Sequence[Report], analyses: Sequence[Analysis]) -> Sources:
    """What the reports of a story say of their sources."""
    outlets = [_plain_outlet(r.outlet) for r in reports]
    printed = [find_printed(r, a) for r, a in zip(reports, analyses, strict=True)]
    whose = known_writers(reports, printed)
    printed = [
        names or frozenset(whose[w] for w in find_writers(r, whose.keys()))
        for r, names in zip(reports, printed, strict=True)
    ]
    named = [
        frozenset(plain_name(c.name) for c in a.credits) | whole
        for a, whole in zip(analyses, printed, strict=True)
    ]
    meant = _meant(
        frozenset().union(*named), {o for r, o in zip(reports, outlets, strict=True) if _is_site(r.outlet)}
    )

    def resolved(names: Iterable[str]) -> frozenset[str]:
        return frozenset(meant.get(name, name) for name in names)

    return Sources(
        outlets=tuple(outlets),
        printed=tuple(resolved(p) - {o} for p, o in zip(printed, outlets, strict=True)),
        named=tuple(resolved(n) for n in named),
    )


def find_printed(report: Report, analysis: Analysis) -> frozenset[str]:
    """Plain names of those whose text a report says it prints: agencies, and others credited in the same places.

    An unknown name in a dateline says so only if the outlet is known and is another: of a report by nobody knows
    whom, "(Corran Wire)" may be its own outlet.
    """
    found = set(find_agencies(report))
    outlet = plain_name(report.outlet)
    for credit in analysis.credits if outlet else ():
        if plain_name(credit.name) != outlet and _credits_all(report.text, credit):
            found.add(plain_name(credit.name))
    return frozenset(found)


def _credits_all(text: str, credit: Credit) -> bool:
    """Whether a credit stands where it is one for the whole text: in a dateline, or in a line of its own."""
    start = text.rfind("\n", 0, credit.span.start) + 1
    end = text.find("\n", credit.span.end)
    line = text[start : end if end >= 0 else len(text)]
    here, there = credit.span.start - start, credit.span.end - start
    if _BEFORE.match(line[:here]) and _BEHIND.match(line[there:]):
        return True
    dateline = DATELINE.match(line)
    return dateline is not None and dateline.span("agency") == (here, there)


def _is_site(outlet: str | None) -> bool:
    return bool(outlet and _SITE.fullmatch(outlet))


def _plain_outlet(outlet: str | None) -> str:
    """The plain name of an outlet; of an address the name of the site: "cnn" for "edition.cnn.com/world"."""
    site = _SITE.fullmatch(outlet or "")
    if site is None:
        return plain_name(outlet)
    labels = site["labels"].lower().split(".")[:-1]
    while len(labels) > 1 and labels[-1] in _KINDS:
        labels.pop()
    return plain_name(labels[-1].replace("-", " "))


def _meant(names: Iterable[str], sites: Iterable[str]) -> dict[str, str]:
    """By name the site it means: sites run the words of a name together and leave some at their first letter."""
    label = {site.replace(" ", ""): site for site in sorted(sites)}
    found: dict[str, str] = {}
    for name in names:
        matches = sorted(site for letters, site in label.items() if _abbreviates(letters, name.split()))
        if matches:
            found[name] = matches[0]
    return found


def _abbreviates(letters: str, words: Sequence[str]) -> bool:
    """Whether the letters are the words, each whole or its first letter: "nytimes" for "new york times"."""
    if len(letters) < LEAST_LETTERS:
        return False
    rest = {letters.removeprefix("the")} | {letters}
    for word in words:
        rest = {r[len(part) :] for r in rest for part in (word, word[:1]) if r.startswith(part)}
    return "" in rest
