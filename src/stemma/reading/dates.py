"""Dates of publication as they are written in rows, options and page metadata."""

from __future__ import annotations

import re
from datetime import datetime

from stemma.model import Evidence, Precision, Publication

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
