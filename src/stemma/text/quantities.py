"""Quantities: numbers in figures or words, with their unit and how exact they claim to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from stemma.text.spans import Span

Exactness = Literal["exact", "about", "over", "under"]

# "About 350" agrees with 348: the share by which an approximate number may differ.
TOLERANCE = 0.1

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
_UNITS += "seventeen eighteen nineteen"
_SMALL = {w: float(n) for n, w in enumerate(_UNITS.split())}
_MANY = {"hundred": 100.0, "dozen": 12.0, "dozens": 24.0}
_TENS = {
    w: 10.0 * n
    for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SCALE = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "bn": 1e9, "m": 1e6}
_WORDS = _SMALL | _TENS
_WORD = "|".join(sorted([*_WORDS, "half", "dozens", "dozen"], key=len, reverse=True))
_BIG = "|".join(sorted(_SCALE, key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?P<sign>US\$|[$€£¥])?\s?(?<![\w.])(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?P<words>\b(?:{_WORD})(?:[ -](?:and )?(?:{_WORD}|hundred))*\b))"
    rf"(?:[ -](?P<scale>(?:{_BIG})(?: (?:{_BIG}))?)s?\b)?"
    r"(?P<percent>\s?%| per ?cent\b| percent\b| percentage points?\b)?(?P<money> (?:US )?dollars?\b| euros?\b)?",
    re.IGNORECASE,
)
_MONEY = {"d": "$", "e": "€"}
# "Half of the seats", "a third of them", "one in four voters"; not "half an hour", "a third man", "one in two weeks".
_PART = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "tenth": 10}
_COUNTS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_SHARE = re.compile(
    r"\b(?:half(?= (?:of|the|its|their|his|her|all|those)\b)"
    r"|(?P<some>an?|one|two|three|four)[ -](?P<part>half|third|quarter|fifth|sixth|tenth)s?(?= of (?!an?\b))"
    rf"|(?P<top>{'|'.join(_COUNTS)}) (?:in|out of) (?:every )?(?P<bottom>{'|'.join(_COUNTS)})\b"
    r"(?! (?:hours?|days?|weeks?|months?|years?|minutes?)\b))",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?P<about>about|around|roughly|nearly|almost|some|approximately|an estimated|close to)\s$"
    r"|(?P<over>more than|over|at least|upwards? of|above)\s$|(?P<under>less than|fewer than|under|up to|below)\s$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:1[89]|20)\d\d$")
_NOT_COUNTED = re.compile(r"(?:st|nd|rd|th)\b|:\d|\s?(?:a\.m|p\.m|am\b|pm\b)|[-–]\w*\d|/\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that a text gives."""

    span: Span
    """Where it stands."""
    value: float
    """How much."""
    unit: str
    """`%`, a currency sign, or empty."""
    exactness: Exactness
    """How exact it claims to be."""

    @property
    def key(self) -> str:
        """Equal keys mean the same quantity, equally exact."""
        mark = {"exact": "", "about": "~", "over": ">", "under": "<"}[self.exactness]
        return f"{mark}{self.value:g}{self.unit}"


def find_quantities(text: str, within: Span) -> tuple[Quantity, ...]:
    """Numbers in a stretch of text, in order; years, times, ordinals and parts of words are left out.

    A share in words ("a third of", "one in four") is a rounded percentage.
    """
    found = list(_find_shares(text, within))
    shares = [q.span for q in found]
    for m in _QUANTITY.finditer(text, within.start, within.end):
        start = m.start("sign") if m["sign"] else m.start("digits") if m["digits"] else m.start("words")
        value = _value(m)
        bare = m["digits"] and not (m["sign"] or m["scale"] or m["percent"])
        if value is None or (bare and _YEAR.match(m["digits"])) or _NOT_COUNTED.match(text, m.end()):
            continue
        if m["words"] and m["words"].lower() in {"one", "zero", "half"} and not (m["scale"] or m["percent"]):
            continue
        if start and (text[start - 1].isalnum() or text[start - 1] in "-–/:"):
            continue
        span = Span(start, m.end())
        if any(s.overlap(span) for s in shares):
            continue
        unit = "%" if m["percent"] else (m["sign"] or "").removeprefix("US")
        if m["money"] and not unit:
            unit = _MONEY[m["money"].split()[-1][0].lower()]
        found.append(Quantity(span, value, unit, _exactness(text, within, start)))
    return tuple(sorted(found, key=lambda q: q.span))


def _find_shares(text: str, within: Span) -> Iterator[Quantity]:
    for m in _SHARE.finditer(text, within.start, within.end):
        if m["top"]:
            top, bottom = (_COUNTS.index(m[g].lower()) + 1 for g in ("top", "bottom"))
        elif m["part"]:
            some = m["some"].lower()
            top = 1 if some[0] == "a" else _COUNTS.index(some) + 1
            bottom = _PART[m["part"].lower()]
        else:
            top, bottom = 1, 2
        if top >= bottom:
            continue
        bound = _exactness(text, within, m.start())
        yield Quantity(Span(*m.span()), 100.0 * top / bottom, "%", "about" if bound == "exact" else bound)


def _exactness(text: str, within: Span, start: int) -> Exactness:
    before = _BEFORE.search(text, max(within.start, start - 20), start)
    if not before:
        return "exact"
    return "about" if before["about"] else "over" if before["over"] else "under"


def agree(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities can mean the same: approximations within a tenth, bounds on their side."""
    if one.unit != other.unit:
        return False
    if one.value == other.value:
        return True
    if one.exactness == other.exactness == "exact":
        return False
    return abs(one.value - other.value) <= TOLERANCE * max(one.value, other.value)


def _value(m: re.Match[str]) -> float | None:
    if m["digits"]:
        value = float(m["digits"].replace(",", ""))
    else:
        value = 0.0
        for word in re.split(r"[ -]", m["words"].lower()):
            if word in _MANY:
                value = (value or 1.0) * _MANY[word]
            elif word == "half":
                value += 0.5
            elif word != "and":
                value += _WORDS[word]
    for word in (m["scale"] or "").lower().split():
        value *= _SCALE[word]
    return value
