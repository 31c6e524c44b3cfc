"""Expressions of time, with values resolved against the report's own date and the tense of their clause.

Values are those of TIMEX3 (Pustejovsky et al. 2003, "TimeML"): `2024-04-24`, `2024-04`, `2024-W16`, `2024-Q2`,
`2024-SU`, `P6M` for a length of time, `XXXX-WXX-3` where the report gives no date to count from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from stemma.language.dates_grammar import BEFORE_MONTH, NO_TIME, TENSE, TIME, WORDLIKE
from stemma.language.dates_values import Tense, resolve
from stemma.model import DateMention, Sentence
from stemma.text.spans import Span


def find_dates(text: str, sentences: Sequence[Sentence], published: date | None) -> tuple[DateMention, ...]:
    """Expressions of time in the sentences of a report, in order.

    Args:
        text: the report's text.
        sentences: its sentences; what lies outside of them is not read.
        published: the day it was published, if known. Without it a value keeps its gaps: `XXXX-04-11`.
    """
    found: list[DateMention] = []
    anchor = published
    for sentence in sentences:
        for m in _matches(text, sentence.span):
            got = resolve(m, published, anchor, _tense(text, sentence.span, m))
            if got is None:
                continue
            found.append(DateMention(Span(m.start(), m.end()), got.value, got.precision, got.named))
            if got.precision == "day" and re.fullmatch(r"\d{4}-\d\d-\d\d", got.value):
                anchor = date.fromisoformat(got.value)
    return tuple(found)


def resolve_date(text: str, span: Span, sentence: Span, published: date | None) -> DateMention | None:
    """The expression of time that a stretch of text is, with its value; None if it is none.

    Args:
        text: the report's text.
        span: the stretch that is known to be an expression of time.
        sentence: the sentence it stands in, for the tense.
        published: the day the report was published, if known.
    """
    found = [m for m in TIME.finditer(text, span.start, span.end) if m.group().strip()]
    if not found:
        return None
    m = max(found, key=lambda m: (m.end() - m.start(), -m.start()))
    got = resolve(m, published, published, _tense(text, sentence, m))
    if got is None:
        return None
    return DateMention(Span(m.start(), m.end()), got.value, got.precision, got.named)


def _matches(text: str, within: Span) -> Iterator[re.Match[str]]:
    for m in TIME.finditer(text, within.start, within.end):
        if NO_TIME.match(text, m.end()):
            continue
        word = (m["month"] or "").lower().rstrip(".")
        if word in WORDLIKE and not BEFORE_MONTH.search(text, max(within.start, m.start() - 9), m.start()):
            continue
        if m["length"] and re.match(
            r"(?:an?|some|many)[ -]second\b|an? (?:night|day)\b", m["length"], re.IGNORECASE
        ):
            continue
        if m["vague"] and text[m.start()].isupper() and m.start() != within.start:
            continue
        yield m


def _tense(text: str, within: Span, m: re.Match[str]) -> Tense | None:
    """The tense of the verb that governs an expression: the last one before it, else the first after it."""
    if m["weekday"] and text[m.end() : m.end() + 2] in {"'s", "’s"}:
        return "nearest"
    before = list(TENSE.finditer(text, max(within.start, m.start() - 200), m.start()))
    behind = TENSE.finditer(text, m.end(), min(within.end, m.end() + 120))
    # "Speaking on Friday ahead of the meeting": what comes after it says nothing of Friday.
    mark = before[-1] if before else next((x for x in behind if x.group().lower() != "ahead of"), None)
    if mark is None:
        return None
    return "future" if mark["future"] else "past"
