"""Dates of publication as they are written in rows, options and page metadata."""

from __future__ import annotations

import re

from stemma.model import Evidence, Publication, parse_published
from stemma.reading.addresses import path_of
from stemma.text.calendar import MONTHS

_NAME = r"(?P<month>[A-Z][a-z]{2,8})\.?"
_WRITTEN = re.compile(
    rf"\b(?P<iso>\d{{4}}([-/])\d{{2}}\2\d{{2}})\b|\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_NAME}"
    rf"|{_NAME.replace('month', 'named')} (?P<numbered>\d{{1,2}})(?:st|nd|rd|th)?),? (?P<year>\d{{4}})\b"
)


_DAY = re.compile(
    rf"\b(?:{_NAME} (?P<behind>\d{{1,2}})|(?P<before>\d{{1,2}}) {_NAME.replace('month', 'named')})(?:,? (?P<year>\d{{4}}))?\b"
)


_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)/(\d{1,2}|[A-Za-z]{3,9})/(\d{1,2})/|[/-]((?:19|20)\d\d)([01]\d)([0-3]\d)(?=[/.-]|$)"
    r"|/((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})[/-]"
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


def find_date(line: str, evidence: Evidence = "text") -> Publication | None:
    """The day that a line gives in a way that can be read in only one way; None if it gives none, or several."""
    days = set()
    for found in _WRITTEN.finditer(line):
        if found["iso"]:
            days.add(found["iso"].replace("/", "-"))
            continue
        if month := _month((found["month"] or found["named"]).lower()):
            days.add(f"{found['year']}-{month:02}-{int(found['day'] or found['numbered']):02}")
    return parse_published(days.pop(), evidence) if len(days) == 1 else None


def date_in_address(address: str) -> Publication | None:
    """The day in the path of an address, `/2019/11/18/` or `/2019/nov/18/` or `-20191118`; None if it gives none."""
    found = _IN_ADDRESS.search(path_of(address))
    if found is None:
        return None
    year, month, day = (x for x in found.groups() if x)
    number = int(month) if month.isdecimal() else _month(month.lower())
    return parse_published(f"{year}-{number:02}-{int(day):02}", "metadata")
