"""Days and other times as a reader would write them."""

from __future__ import annotations

import re

_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_SEASONS = {"SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter"}
_PARTS = {"MO": "morning", "MI": "midday", "AF": "afternoon", "EV": "evening", "NI": "night", "DT": "daytime"}
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(.+))?")
_WEEK = re.compile(r"(\d{4})-W(\d{2})(-WE)?")


def say_day(iso: str) -> str:
    """A day, month or year: `4 Mar 2031`, `Mar 2031`, `2031`; anything else stays as it is."""
    parts = iso.split("-")
    months = [p for p in parts[1:2] if p.isdigit() and 1 <= int(p) <= len(_MONTHS)]
    if len(parts) == 2 and months:  # noqa: PLR2004  year and month
        return f"{_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    if len(parts) == 3 and months and parts[2].isdigit():  # noqa: PLR2004  year, month and day
        return f"{int(parts[2])} {_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return iso


def say_time(value: str) -> str:
    """A TIMEX3 value: `13 May 2025, evening`, `week 17 of 2024`, `spring 2024`; what it does not know stays as it is."""
    if m := _DAY.fullmatch(value):
        day = say_day(value[:10])
        return day if not m[4] else f"{day}, {_PARTS.get(m[4], m[4])}"
    if m := _WEEK.fullmatch(value):
        return f"{'weekend of week' if m[3] else 'week'} {int(m[2])} of {m[1]}"
    year, _, part = value.partition("-")
    if part in _SEASONS:
        return f"{_SEASONS[part]} {year}"
    if re.fullmatch(r"Q[1-4]", part):
        return f"quarter {part[1]} of {year}"
    if re.fullmatch(r"\d{3}", value):
        return f"{value}0s"
    return say_day(value)
