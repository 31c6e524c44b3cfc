"""Expressions of time, as far as they compare: days of the week, calendar dates, months and years."""

from __future__ import annotations

import re
from datetime import date

from stemma.language.gazetteer import DAYS, MONTHS
from stemma.model import DateMention, Precision
from stemma.text.spans import Span

_MONTH = "(?P<month>" + "|".join(m[:3] + "(?:" + m[3:] + r"|t?\.)?" for m in MONTHS) + ")"
_PATTERN = re.compile(
    r"\b(?:(?P<iso>\d{4}-\d\d-\d\d)"
    rf"|(?P<weekday>{'|'.join(DAYS)})"
    rf"|{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>\d{{4}}))?"
    rf"|(?P<day2>\d{{1,2}}) {_MONTH.replace('month', 'month2')}\b(?: (?P<year2>\d{{4}}))?"
    rf"|(?P<span>last|next|this|in|since|until|early"
    rf"|late) {_MONTH.replace('month', 'month3')}\b(?: (?P<year3>\d{{4}}))?"
    r"|(?P<bare>(?:19|20)\d\d))\b",
    re.IGNORECASE,
)


def find_dates(text: str, within: Span, published: date | None) -> tuple[DateMention, ...]:
    """Dates in a stretch of text, in order.

    A value is a TIMEX3-style date; where the year or week is not known it keeps the gap (`XXXX-11`,
    `XXXX-WXX-3`), so that two reports can be compared all the same.
    """
    found: list[DateMention] = []
    for m in _PATTERN.finditer(text, within.start, within.end):
        value, precision = _value(m, published)
        start = m.start("month3") if m["month3"] else m.start()
        if m["month3"] and m["month3"].islower():  # "may", "march" and "mar" are words too
            continue
        found.append(DateMention(Span(start, m.end()), value, precision))
    return tuple(found)


def _value(m: re.Match[str], published: date | None) -> tuple[str, Precision]:
    if m["iso"]:
        return m["iso"], "day"
    if m["weekday"]:
        return f"XXXX-WXX-{DAYS.index(m['weekday'].lower()) + 1}", "day"
    if m["bare"]:
        return m["bare"], "year"
    month = m["month"] or m["month2"] or m["month3"]
    number = next(n for n, name in enumerate(MONTHS, 1) if name.startswith(month.lower()[:3]))
    year = (
        m["year"] or m["year2"] or m["year3"] or (str(published.year) if published and not m["month3"] else "XXXX")
    )
    day = m["day"] or m["day2"]
    if day:
        return f"{year}-{number:02d}-{int(day):02d}", "day"
    return f"{year}-{number:02d}", "month"
