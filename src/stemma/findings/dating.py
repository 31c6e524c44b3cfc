"""What a report without a date of its own means by "Wednesday": what its kin say, if they say the same.

Nothing is guessed. A day of the week is known only from a report that is dated and has the same words: one that the
passage goes back to or went on to, or another reading of the claim. A day or a month of the calendar is also known where
the story gives it one year only, or where every day near those on which the story was reported gives it the same year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from stemma.findings.material import Material
from stemma.model import DateMention, Statement
from stemma.text.spans import Span

# A report without a date was written so many days before the first of the dated ones, or after the last, at most.
NEAR_STORY = timedelta(31)
# A day that lies so near on the other side of the report may be meant all the same: tenses are read wrongly at times.
CLEAR = timedelta(100)
# What is filled may fill what was copied from it in turn: so many times, which no chain of copies without dates exceeds.
MOST_ROUNDS = 5
_UNKNOWN_YEAR = "XXXX-"
_WEEKDAY = "XXXX-WXX"


@dataclass(frozen=True, slots=True)
class Dated:
    """An expression of time with the statement that it dates."""

    report: str
    """Id of the report."""
    statement: Statement
    """What it dates."""
    mention: DateMention
    """The expression."""
    claim: str | None
    """Id of the claim of the statement."""
    words: frozenset[str]
    """Stems of the statement's words."""

    @property
    def known(self) -> bool:
        """Whether its time is known."""
        return bool(self.mention.value) and not self.mention.value.startswith("XXXX")


def fill(gaps: Sequence[Dated], dated: Sequence[Dated], material: Material) -> tuple[Dated, ...]:
    """The gaps whose time the rest of the story tells, with it; in the order of the gaps."""
    filled: dict[int, Dated] = {}
    kin = _passages(material)
    for _ in range(MOST_ROUNDS):
        told = _Told((*dated, *filled.values()), material)
        new = {
            n: replace(g, mention=replace(g.mention, value=value))
            for n, g in enumerate(gaps)
            if n not in filled and (value := told.value(g, kin))
        }
        if not new:
            break
        filled |= new
    return tuple(filled[n] for n in sorted(filled))


_Kin = Mapping[str, Sequence[tuple[Span, str, Span]]]


def _passages(material: Material) -> _Kin:
    """Of each report the passages that it shares with a parent or a child: where, whose, and where there."""
    kin: dict[str, list[tuple[Span, str, Span]]] = defaultdict(list)
    for edge in material.stemma.edges:
        for pair in edge.passages:
            kin[edge.child].append((pair.child, edge.parent, pair.parent))
            kin[edge.parent].append((pair.parent, edge.child, pair.child))
    return kin


class _Told:
    """What the expressions whose time is known say, by what they can be found by."""

    def __init__(self, known: Sequence[Dated], material: Material) -> None:
        self._by_report: dict[tuple[str, str], list[Dated]] = defaultdict(list)
        self._by_claim: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._by_key: dict[str, set[str]] = defaultdict(set)
        self._material = material
        days = [r.published.day for r in material.reports.values() if r.published]
        self._days = (min(days), max(days)) if days else None
        for d in known:
            key = _bare(d.mention.key)
            if key:
                self._by_report[d.report, key].append(d)
                self._by_key[key].add(d.mention.value[:10])
                if d.claim:
                    self._by_claim[d.claim, key].add(d.mention.value[:10])

    def value(self, gap: Dated, kin: _Kin) -> str:
        """The time of a gap; empty if it stays open."""
        key = _bare(gap.mention.key)
        if not key:
            return ""
        above = self._material.above[gap.report]
        shared = [(o, at) for here, o, at in kin.get(gap.report, ()) if here.contains(gap.mention.span)]
        for wanted in (True, False):  # what it goes back to is asked before what was made of it
            said = {
                d.mention.value[:10]
                for other, at in shared
                if (other in above) is wanted
                for d in self._by_report.get((other, key), ())
                if at.contains(d.mention.span)
            }
            if len(said) == 1:
                return said.pop()
        claimed = self._by_claim.get((gap.claim, key), set()) if gap.claim else set()
        if len(claimed) == 1:
            return next(iter(claimed))
        if gap.mention.key.startswith(_WEEKDAY):
            return ""
        anywhere = self._by_key.get(key, set())
        if anywhere:
            return next(iter(anywhere)) if len(anywhere) == 1 else ""
        return self._by_calendar(gap)

    def _by_calendar(self, gap: Dated) -> str:
        """The one year that the days near the story give a day or month without a year, on the side its tense wants."""
        if self._days is None or not gap.mention.key.startswith(_UNKNOWN_YEAR):
            return ""
        years = set()
        for day in (self._days[0] - NEAR_STORY, self._days[1] + NEAR_STORY):
            choices = [c for y in (day.year - 1, day.year, day.year + 1) if (c := _in_year(gap.mention.key, y))]
            ahead = gap.statement.certainty == "planned"
            wanted = [c for c in choices if (c >= day) is ahead]
            other = [c for c in choices if (c >= day) is not ahead]
            if not wanted or any(abs(c - day) < CLEAR for c in other):
                return ""
            years.add(min(wanted, key=lambda c: abs(c - day)).year)
        return f"{years.pop()}-{_bare(gap.mention.key)}" if len(years) == 1 else ""


def _bare(key: str) -> str:
    """A key without its year, and of a day of the week without its week: `06-03`, `WXX-3`, `11`; empty for other keys."""
    bare = key[len(_UNKNOWN_YEAR) :] if len(key) > len(_UNKNOWN_YEAR) else ""
    return bare if bare[:3] == "WXX" or bare.replace("-", "").isdecimal() else ""


def _in_year(key: str, year: int) -> date | None:
    """The day of a key in a year, of a month its middle; None if there is none."""
    bare = _bare(key)
    try:
        return date.fromisoformat(f"{year:04d}-{bare}" if "-" in bare else f"{year:04d}-{bare}-15")
    except ValueError:
        return None
