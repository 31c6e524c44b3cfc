"""Dates of publication as they are written in rows, options and page metadata."""

from __future__ import annotations

import re
from datetime import datetime

from stemma.model import Evidence, Precision, Publication
from stemma.text.calendar import MONTHS

_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"(\d{4})-(\d{2})")


def parse_published(value: str, evidence: Evidence) -> Publication | None:
    """The moment that an ISO 8601 date names, no more precise than it is written; None if it is none."""
    value = value.strip()
    try:
        if _YEAR.fullmatch(value):
            return Publication(datetime(int(value), 1, 1), "year", evidence)  # noqa: DTZ001 - no zone is known
        if month := _MONTH.fullmatch(value):
            first = datetime(int(month[1]), int(month[2]), 1)  # noqa: DTZ001 - no zone is known
            return Publication(first, "month", evidence)
        when = datetime.fromisoformat(value)
    except ValueError:
        return None
    precision: Precision = "second" if ":" in value or "T" in value else "day"
    return Publication(when, precision, evidence)


_NAME = r"(?P<month>[A-Z][a-z]{2,8})\.?"
_WRITTEN = re.compile(
    rf"\b(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})\b|\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_NAME}"
    rf"|{_NAME.replace('month', 'named')} (?P<numbered>\d{{1,2}})(?:st|nd|rd|th)?),? (?P<year>\d{{4}})\b"
)


_DAY = re.compile(
    rf"\b(?:{_NAME} (?P<behind>\d{{1,2}})|(?P<before>\d{{1,2}}) {_NAME.replace('month', 'named')})(?:,? (?P<year>\d{{4}}))?\b"
)


def find_day(words: str) -> str:
    """A day of the year as a TIMEX3-style value, `2024-04-20` or `XXXX-04-20`; empty where the words name none."""
    found = _DAY.search(words)
    month = _month((found["month"] or found["named"]).lower()) if found else 0
    if found is None or not month:
        return ""
    value = f"{month:02}-{int(found['behind'] or found['before']):02}"
    # A leap year, since the year may not be known.
    return (
        f"{found['year'] or 'XXXX'}-{value}" if parse_published(f"{found['year'] or 2024}-{value}", "text") else ""
    )


def _month(name: str) -> int:
    """The number of a month by its name or the beginning of it; 0 if it is none."""
    months = [n for n, month in enumerate(MONTHS, 1) if month.startswith(name[:3]) and month.startswith(name)]
    return months[0] if len(months) == 1 else 0


def find_date(line: str) -> Publication | None:
    """The day that a line gives in a way that can be read in only one way; None if it gives none, or several."""
    days = set()
    for found in _WRITTEN.finditer(line):
        if found["iso"]:
            days.add(found["iso"])
            continue
        if month := _month((found["month"] or found["named"]).lower()):
            days.add(f"{found['year']}-{month:02}-{int(found['day'] or found['numbered']):02}")
    return parse_published(days.pop(), "text") if len(days) == 1 else None
