"""A story laid out for finding: reports, what was read in them, and which claim each passage belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stemma.model import Analysis, Attribution, Claim, Publication, Report, Statement, Stemma, Variant
from stemma.text.spans import Places, Span
from stemma.text.words import find_words

# Passages of fewer words say nothing alone.
SHORTEST_READ = 5
# Behind these a clause of its own begins.
_CLAUSE_NEXT = re.compile(
    r"(?:[.!?:;]|\b(?:that|said|says|saying|added|adding|and|but|while)|\b(?:said|added) that),?$", re.IGNORECASE
)
# What begins so needs a clause behind it.
_OPENER = re.compile(
    r"(?:at|in|on|during|while|despite|after|before|when|if|as|with|without|under|over|amid|following|since|although|though|because"
    r"|until|unless|like|unlike|beyond|besides|for|from|by|citing|speaking|asked|given|according to)\b",
    re.IGNORECASE,
)
_CLOSING = frozenset('.,;!?"”’')


@dataclass(frozen=True, slots=True)
class Material:
    """Everything known of a story, by report id."""

    reports: Mapping[str, Report]
    """The reports, in order of their ids."""
    analyses: Mapping[str, Analysis]
    """What the language room found in each."""
    stemma: Stemma
    """Their family tree."""
    claims: Mapping[str, Claim]
    """Claims by id, the best corroborated first."""
    variants: tuple[Variant, ...]
    """The apparatus."""
    readings: Mapping[str, Places[tuple[Span, str]]]
    """The readings in each report, each with its place and the id of its claim, in the order of the claims."""
    said: Mapping[str, Places[Attribution]]
    """The acts of saying in each report, by what is said."""
    above: Mapping[str, frozenset[str]]
    """All ancestors of each report."""

    @property
    def first_day(self) -> Publication | None:
        """When the first of the reports that are dated was published."""
        return min((r.published for r in self.reports.values() if r.published), key=lambda p: p.day, default=None)

    def text(self, report: str, span: Span) -> str:
        """A passage on one line."""
        return " ".join(span.of(self.reports[report].text).split())

    def sentence(self, report: str, span: Span) -> Span:
        """The sentence that holds a passage."""
        sentences = self.analyses[report].sentences
        at = bisect_right(sentences, span.start, key=lambda s: s.span.start) - 1
        return sentences[at].span if at >= 0 and sentences[at].span.contains(span) else span

    def readable(self, report: str, span: Span) -> Span:
        """The passage if it can be read alone: it begins where a clause begins and ends where one ends; else its sentence."""
        text, whole = self.reports[report].text, self.sentence(report, span)
        before = text[whole.start : span.start].rstrip(" \"“‘'")
        begins = not before or bool(_CLAUSE_NEXT.search(before)) or text[span.start] in '"“‘'
        ends = text[span.end - 1] in _CLOSING or text[span.end : span.end + 1] in {*_CLOSING, ""}
        first = next((c for c in span.of(text) if c.isalnum()), "")
        # "At a sensitive time in the Strait," opens a sentence and is none.
        opener = _OPENER.match(span.of(text)) and span.end < whole.end and "," not in span.of(text)[:-1]
        fit = (
            begins
            and ends
            and not opener
            and not first.islower()
            and len(find_words(span.of(text))) >= SHORTEST_READ
        )
        return span if fit else whole

    def claims_in(self, report: str, span: Span) -> tuple[str, ...]:
        """Ids of the claims that have a reading inside a passage, the best corroborated first."""
        return tuple(dict.fromkeys(c for at, c in self._readings(report, span) if span.contains(at)))

    def claim_of(self, report: str, span: Span) -> str | None:
        """Id of the claim with a reading that holds a passage; None if there is none."""
        return next((c for at, c in self._readings(report, span) if at.contains(span)), None)

    def _readings(self, report: str, span: Span) -> list[tuple[Span, str]]:
        return self.readings[report].touching(span) if report in self.readings else []

    def holding(self, report: str, span: Span) -> list[Attribution]:
        """The acts of saying that say some of a passage, in order, each once."""
        return list(dict.fromkeys(self.said[report].touching(span)))

    def statements(self) -> Iterable[tuple[str, Statement]]:
        """Every statement of the story with its report, in order."""
        for report, analysis in self.analyses.items():
            for statement in analysis.statements:
                yield report, statement


def lay_out(
    reports: Sequence[Report],
    analyses: Sequence[Analysis],
    stemma: Stemma,
    claims: Sequence[Claim],
    variants: Sequence[Variant],
) -> Material:
    """The material of a story, in an order that does not hang on how it was given."""
    pairs = sorted(zip(reports, analyses, strict=True), key=lambda p: p[0].id)
    readings: dict[str, list[tuple[Span, str]]] = {}
    for claim in claims:
        for r in claim.readings:
            readings.setdefault(r.report, []).append((r.span, claim.id))
    return Material(
        reports={r.id: r for r, _ in pairs},
        analyses={r.id: a for r, a in pairs},
        stemma=stemma,
        claims={c.id: c for c in claims},
        variants=tuple(variants),
        readings={report: Places((row[0], row) for row in rows) for report, rows in readings.items()},
        said={r.id: Places((c, x) for x in a.attributions for c in x.content) for r, a in pairs},
        above=_ancestors(stemma),
    )


def _ancestors(stemma: Stemma) -> dict[str, frozenset[str]]:
    parents = stemma.parents()
    out: dict[str, frozenset[str]] = {}
    for report in stemma.reports:
        seen: set[str] = set()
        frontier = set(parents[report])
        while frontier:
            seen |= frontier
            frontier = set().union(*(parents.get(p, set()) for p in frontier)) - seen
        out[report] = frozenset(seen)
    return out
