"""Values of expressions of time, in the manner of TIMEX3."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from stemma.language.dates_grammar import FEASTS, MONTHS, ORDINALS, PARTS, SEASONS, SMALL, WEEKDAYS
from stemma.model import DatePrecision

Tense = Literal["past", "future", "nearest"]
"""Where a time lies; of "Monday's summit" the nearest Monday is meant, whatever is said of it."""

# A day of a month without a year lies in the year that brings it nearest to the report, unless the tense of its
# clause then puts it further than this (in days) on the wrong side.
SLACK = 10
FRIDAY = 4
_NO_DATE = frozenset({"time", "duration", "set", "vague"})
_DAYS = {"day": 1, "night": 1, "week": 7, "weekend": 7}
_SHORT = {"second": "S", "minute": "M", "hour": "H", "day": "D", "night": "D", "week": "W", "weekend": "WE"} | {
    "month": "M", "quarter": "Q", "year": "Y", "decade": "E", "century": "C"
}  # fmt: skip
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression of time means."""

    value: str
    """In the manner of TIMEX3."""
    precision: DatePrecision
    """How exact it is."""
    key: str | None = None
    """None: the value itself, if it names a date; empty: it leans on the report's date."""

    @property
    def named(self) -> str:
        """The date as the words alone give it; empty where they give none."""
        return "" if self.precision in _NO_DATE else self.value if self.key is None else self.key


def resolve(  # noqa: C901, PLR0911, PLR0912  one branch for each kind of expression
    m: re.Match[str], day: date | None, anchor: date | None, tense: Tense | None
) -> Value | None:
    """The value of a match of the pattern; None if it is no time after all.

    Args:
        m: the match.
        day: the day the report was published, if known.
        anchor: the day the text speaks of at this place.
        tense: of the verb that governs the expression.
    """
    words = m.group().lower().replace("’", "'")
    if m["iso"]:
        return Value(words.upper(), "time" if "T" in words.upper() else "day") if _exists(words[:10]) else None
    if m["slashed"]:
        return _slashed(words, day)
    if m["full"]:
        return _full(words, day, tense)
    if m["monthyear"]:
        return Value(f"{_year_in(words)}-{_month_in(words):02d}", "month")
    if m["seasonyear"]:
        return Value(f"{_year_in(words)}-{_season_in(words)}", "season")
    if m["quarter"]:
        number = next((n for w, n in ORDINALS.items() if w in words), 0) or int(words[words.index("q") + 1])
        year = _year_in(words) or (str(day.year) if day else "XXXX")
        return Value(f"{year}-Q{number}", "quarter", f"{_year_in(words) or 'XXXX'}-Q{number}")
    if m["decade"]:
        return Value(_first(r"\d{3}", words), "decade")
    if m["clock"]:
        return _clock(words, anchor)
    if m["weekday"]:
        return _weekday(words, day, tense)
    if m["nearmonth"] or m["month"]:
        return _month(words, day, tense)
    if m["anniversary"]:
        return Value(f"P{_first(r'[0-9]+', words)}Y", "duration")
    if m["ago"]:
        return _ago(words, day, anchor)
    if m["stretch"] or m["length"]:
        return _length(words)
    if m["near"]:
        return _near(words, day, anchor)
    if m["deictic"]:
        return _deictic(words, day)
    if m["vague"]:
        return Value("PAST_REF" if "recent" in words else "PRESENT_REF", "vague")
    if m["long"]:
        unit = _first(r"decade|year|month|week|day|hour", words)
        return Value("PTXH" if unit == "hour" else f"PX{_SHORT['year' if unit == 'decade' else unit]}", "duration")
    if m["every"]:
        unit = next(u for u in ("hour", "da", "week", "month", "year", "annual") if u in words)
        return Value({"hour": "PT1H", "da": "P1D", "week": "P1W", "month": "P1M"}.get(unit, "P1Y"), "set")
    if m["feast"]:
        fixed = FEASTS.get(words)
        year = _nearest_year(day, 12, 25, tense) if day else "XXXX"
        return Value(f"{year}-{fixed or '12-25'}", "day", f"XXXX-{fixed or '12-25'}")
    return Value(("FY" if "fy" in words else "") + _year_in(words), "year")


# ── the calendar ─────────────────────────────────────────────────────────────────────────────────────────


def _first(pattern: str, words: str) -> str:
    """The first match of a pattern that the words are known to hold."""
    m = re.search(pattern, words)
    return m[0] if m else ""


def _exists(iso: str) -> bool:
    try:
        date.fromisoformat(iso.replace("XXXX", "2000"))
    except ValueError:
        return False
    return True


def _year_in(words: str) -> str:
    m = re.search(r"(?:1[89]|20)\d\d", words)
    return m[0] if m else ""


def _month_in(words: str) -> int:
    # "sept", "jan." and "january" begin alike; the day of the week before it does not count.
    for piece in re.findall(r"[a-z]{3,}", words):
        for n, name in enumerate(MONTHS, 1):
            if name == piece or (name.startswith(piece[:3]) and piece in {name[:3], "sept"}):
                return n
    return 0


def _season_in(words: str) -> str:
    return next(code for name, code in SEASONS.items() if name in words)


def _slashed(words: str, day: date | None) -> Value | None:
    """Month first as Americans write, or day first: the reading nearer to the report's date."""
    a, b, y = words.split("/")
    year = int(y) + (0 if len(y) == 4 else 2000 if int(y) < 70 else 1900)  # noqa: PLR2004
    readings = [f"{year:04d}-{int(m):02d}-{int(d):02d}" for m, d in ((a, b), (b, a))]
    valid = [r for r in readings if _exists(r)]
    if not valid:
        return None
    if day and len(valid) == 2:  # noqa: PLR2004
        valid.sort(key=lambda r: abs((date.fromisoformat(r) - day).days))
    return Value(valid[0], "day")


def _full(words: str, day: date | None, tense: Tense | None) -> Value | None:
    month, year = _month_in(words), _year_in(words)
    number = int(_first(r"\d{1,2}", re.sub(r"\d{4}", "", words)))
    key = f"{year or 'XXXX'}-{month:02d}-{number:02d}"
    if not _exists(key):
        return None
    if not year and day:
        year = _nearest_year(day, month, number, tense)
    return Value(f"{year or 'XXXX'}-{month:02d}-{number:02d}", "day", key)


def _nearest_year(day: date, month: int, number: int, tense: Tense | None) -> str:
    """The year that brings a day of a month nearest to the report, on the side the tense wants."""
    candidates = []
    for year in (day.year - 1, day.year, day.year + 1):
        if _exists(f"{year:04d}-{month:02d}-{number:02d}"):
            gap = (date(year, month, number) - day).days
            wrong = (tense == "past" and gap > SLACK) or (tense == "future" and gap < -SLACK)
            candidates.append((wrong, abs(gap), year))
    return f"{min(candidates)[2]:04d}" if candidates else f"{day.year:04d}"


def _weekday(words: str, day: date | None, tense: Tense | None) -> Value:
    index = next(n for n, name in enumerate(WEEKDAYS) if name in words)
    key = f"XXXX-WXX-{index + 1}"
    part = next((code for name, code in PARTS.items() if words.endswith(name)), "")
    if day is None:
        return Value(key, "day", key)
    back = (day.weekday() - index) % 7
    before, after = _shifted(day, -back), _shifted(day, (7 - back) % 7)
    if "last week" in words or words.startswith(("the previous", "last")):
        hit = _shifted(day, -(back or 7) if "week" not in words else index - day.weekday() - 7)
    elif "next week" in words or words.startswith(("next", "the next", "the following", "the coming", "coming")):
        hit = (
            _shifted(after, 0 if after > day else 7)
            if "week" not in words
            else _shifted(day, 7 - day.weekday() + index)
        )
    elif "this week" in words:
        hit = _shifted(day, index - day.weekday())
    else:
        # A report says "on Wednesday" of its own day too: news is written for the day it appears.
        ahead = (
            tense == "future" or words.startswith("this ") or (tense == "nearest" and after - day < day - before)
        )
        hit = after if ahead else before
    if part:
        return Value(f"{hit.isoformat()}T{part}", "day", key)
    return Value(hit.isoformat(), "day", key)


def _month(words: str, day: date | None, tense: Tense | None) -> Value:
    number = _month_in(words)
    key = f"XXXX-{number:02d}"
    if day is None:
        return Value(key, "month", key)
    year = day.year
    if words.endswith(" year"):
        year += 1 if "next" in words else -1 if "last" in words else 0
    elif "next" in words or "coming" in words or "following" in words:
        year += number <= day.month
    elif "last" in words or "previous" in words or "past" in words:
        year -= number >= day.month
    elif tense == "future":
        year += number < day.month
    elif tense == "past":
        year -= number > day.month
    elif abs(number - day.month) > 6:  # noqa: PLR2004  half a year
        year += -1 if number > day.month else 1
    return Value(f"{year:04d}-{number:02d}", "month", key)


def _clock(words: str, anchor: date | None) -> Value | None:
    at = anchor.isoformat() if anchor else "XXXX-XX-XX"
    if words in {"noon", "midnight"}:
        return Value(f"{at}T{'12:00' if words == 'noon' else '24:00'}", "time")
    m = re.match(r"(\d{1,2})(?:[:.](\d\d))?", words)
    if m is None or int(m[1]) > 24 or int(m[2] or 0) > 59:  # noqa: PLR2004
        return None
    hour = int(m[1])
    if re.search(r"p\.?m", words) and hour < 12:  # noqa: PLR2004
        hour += 12
    elif re.search(r"a\.?m", words) and hour == 12:  # noqa: PLR2004
        hour = 0
    zone = "Z" if re.search(r"gmt|utc", words) else ""
    return Value(f"{at}T{hour:02d}:{m[2] or '00'}{zone}", "time")


# ── counted from the report ──────────────────────────────────────────────────────────────────────────────


def _deictic(words: str, day: date | None) -> Value:
    shift = -1 if "yesterday" in words else 1 if "tomorrow" in words else 0
    if day is None:
        return Value("", "day", "")
    hit = _shifted(day, shift).isoformat()
    part = "NI" if "tonight" in words else next((c for n, c in PARTS.items() if words.endswith(n)), "")
    return Value(f"{hit}T{part}" if part else hit, "day", "")


def _amount(words: str) -> tuple[float | None, str]:
    """How many of which unit; None for "several"."""
    unit = next(u for u in ("weekend", "second", "minute", "hour", "day", "night", "week", "month", "quarter", "year",
                            "decade", "centur") if u in words)  # fmt: skip
    unit = "century" if unit == "centur" else unit
    if re.search(r"\b(?:several|few|many|some|dozens of)\b", words):
        return None, unit
    digits = re.search(r"\d+(?:\.\d)?", words)
    half = 0.5 if "and a half" in words else 0.0
    if digits:
        return float(digits[0]) + half, unit
    if "couple" in words:
        return 2.0, unit
    number = next((SMALL[w] for w in re.findall(r"[a-z]+", words) if w in SMALL), 1)
    return number + half, unit


def _length(words: str) -> Value:
    number, unit = _amount(words)
    sign = "PT" if unit in {"second", "minute", "hour"} else "P"
    if number is not None and unit in {"decade", "century", "quarter"}:
        number, unit = (
            number * {"decade": 10, "century": 100, "quarter": 3}[unit],
            "month" if unit == "quarter" else "year",
        )
    return Value(f"{sign}{'X' if number is None else f'{number:g}'}{_SHORT[unit]}", "duration")


def _ago(words: str, day: date | None, anchor: date | None) -> Value:
    number, unit = _amount(words)
    back = words.endswith(("ago", "earlier", "before"))
    # "Earlier", "before" and "later" count from the time the text speaks of, "ago" from the report.
    start = day if words.endswith(("ago", "from now", "hence")) else anchor
    if number is None or start is None or unit in {"second", "minute", "hour"}:
        return Value("PAST_REF" if back else "FUTURE_REF", "vague")
    sign = -1 if back else 1
    if unit in _DAYS:
        hit = _shifted(start, sign * round(number * _DAYS[unit]))
        return Value(hit.isoformat(), "day", "") if unit in {"day", "night"} else Value(_week(hit), "week", "")
    moved = _months_on(start, sign * round(number * _MONTHS_OF[unit]))
    return Value(moved[:4], "year", "") if unit in {"year", "decade", "century"} else Value(moved, "month", "")


def _near(words: str, day: date | None, anchor: date | None) -> Value | None:  # noqa: C901, PLR0911
    if "yesterday" in words or "tomorrow" in words:
        shift = -2 if "yesterday" in words else 2
        return Value(_shifted(day, shift).isoformat() if day else "", "day", "")
    step = -1 if re.search(r"\b(?:last|past|previous)\b", words) else 0
    step = 1 if re.search(r"\b(?:next|coming|following)\b", words) else step
    # "The following week" and "that day" count from the time the text speaks of.
    told = re.search(r"\b(?:following|previous|same|that)\b", words) or "the next day" in words
    start = anchor if told else day
    season = next((s for s in SEASONS if re.search(rf"\b{s}\b", words)), None)
    part = next((code for name, code in PARTS.items() if re.search(rf"\b{name}\b", words)), None)
    if start is None:
        return Value("", "vague")
    if season:
        year = start.year + (step if season != "winter" or step >= 0 else 0)
        return Value(f"{year:04d}-{SEASONS[season]}", "season", "")
    if part:
        return Value(f"{_shifted(start, step).isoformat()}T{part}", "day", "")
    if re.search(r"\b(?:beginning|start|end) of the year\b|fiscal|financial", words):
        return Value(
            f"{'FY' if 'nancial' in words or 'fiscal' in words else ''}{start.year + step:04d}", "year", ""
        )
    _, unit = _amount(words)
    if unit in {"second", "minute", "hour"}:
        return None
    if unit in {"day", "night"}:
        return Value(_shifted(start, step).isoformat(), "day", "")
    if unit == "weekend":
        # "Over the weekend" is said of the last one until the next is near.
        step -= words == "the weekend" and start.weekday() < FRIDAY
        return Value(f"{_week(_shifted(start, 7 * step))}-WE", "weekend", "")
    if unit == "week":
        return Value(_week(_shifted(start, 7 * step)), "week", "")
    if unit in {"decade", "century"} and step:
        return Value("P10Y" if unit == "decade" else "P100Y", "duration")
    if unit == "decade":
        return Value(f"{start.year // 10}", "decade", "")
    moved = _months_on(start, step * _MONTHS_OF[unit])
    if unit == "quarter":
        return Value(f"{moved[:4]}-Q{(int(moved[5:]) + 2) // 3}", "quarter", "")
    return Value(moved, "month", "") if unit == "month" else Value(moved[:4], "year", "")


def _week(day: date) -> str:
    iso = day.isocalendar()
    return f"{iso.year:04d}-W{iso.week:02d}"


def _shifted(day: date, days: int) -> date:
    """The day so many days on; the ends of the calendar hold."""
    return date.fromordinal(min(max(1, day.toordinal() + days), date.max.toordinal()))


def _months_on(day: date, months: int) -> str:
    total = min(max(12, day.year * 12 + day.month - 1 + months), 9999 * 12 + 11)
    return f"{total // 12:04d}-{total % 12 + 1:02d}"
