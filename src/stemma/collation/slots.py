"""When two items of one slot mean the same, and when one has taken the other's place."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from stemma.collation.facts import Item
from stemma.collation.wording import BODY, same_stem, stem
from stemma.text.quantities import TOLERANCE, Quantity, agree

_DATE = re.compile(r"(?P<year>\d{4}|XXXX)(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?")
# Names of one word shorter than this do not stand for longer names that hold them.
LEAST_NAME = 3
# Two last names with this share of their letters in common are one misspelt (a guess).
MISSPELT = 0.75


def mean_same(one: Item, other: Item) -> bool:
    """Whether two items of the same slot can mean the same."""
    if one.slot != other.slot:
        return False
    if one.quantity and other.quantity:
        return _same_quantity(one, other, one.quantity, other.quantity)
    if one.slot == "date":
        return same_date(one.key, other.key)
    if one.slot == "name":
        return same_name(one.key, other.key)
    if one.slot == "word":
        return one.key == other.key
    return _same_office(one.key, other.key)


def _same_quantity(one: Item, other: Item, first: Quantity, second: Quantity) -> bool:
    if one.days is not None and other.days is not None and one.unit != other.unit:
        return abs(one.days - other.days) <= TOLERANCE * max(one.days, other.days)
    # "Saudi Arabia and three others": four.
    if one.besides != other.besides and first.value + one.besides == second.value + other.besides:
        return first.unit == second.unit
    # "It had asked for seven" (percent).
    elided = "" in {first.unit, second.unit} and first.value == second.value
    return (elided or agree(first, second)) and not _opposite(one, other)


def same_shape(one: Item, other: Item) -> bool:
    """Whether two dates are given alike, two weekdays or two days of months: then the one cannot stand for the other."""
    return one.slot == other.slot == "date" and _shape(one.key) == _shape(other.key)


def comparable(one: Item, other: Item) -> bool:
    """Whether one item could stand where the other stood: numbers of one unit, two weekdays, two places."""
    if one.slot != other.slot:
        return False
    if one.quantity and other.quantity:
        return one.quantity.unit == other.quantity.unit
    if one.slot == "date":
        return _shape(one.key) == _shape(other.key)
    if one.slot == "word":
        return one.key.split()[:2] == other.key.split()[:2]
    if one.slot == "name":
        sorts = {one.sort, other.sort}
        return len(sorts) == 1 or sorts == {"person", ""} or (one.placed and other.placed)
    return True


def same_date(one: str, other: str) -> bool:
    """Whether two dates can be the same as far as both are known; a bound (`+` after, `-` before) counts."""
    a, b = one.rstrip("+-"), other.rstrip("+-")
    if {one[len(a) :], other[len(b) :]} == {"+", "-"}:
        return False
    if "W" in a or "W" in b:
        return a == b or ("W" in a) != ("W" in b)
    x, y = _DATE.match(a), _DATE.match(b)
    if not x or not y:
        return a == b
    shared = [(x[part], y[part]) for part in ("year", "month", "day")]
    known = [(p, q) for p, q in shared if p and q and "XXXX" not in {p, q}]
    return bool(known) and all(p == q for p, q in known)


@lru_cache(maxsize=65_536)  # a story names the same few hundred people again and again
def same_name(one: str, other: str) -> bool:
    """Whether two names can be one: they share most words or the last, or one is the other's first letters.

    Marks and gaps are left aside: "G-7" is "G7".
    """
    if letters(one) == letters(other) or _body(one) == _body(other) is not None:
        return True
    a, b = sorted((one.split(), other.split()), key=len)
    shared = [x for x in a if len(x) >= LEAST_NAME and any(same_stem(stem(x), stem(y)) for y in b)]
    if 2 * len(shared) > len(a) or (shared and same_stem(stem(a[-1]), stem(b[-1]))):
        return True
    return _initials(one.split(), other) or _initials(other.split(), one)


def resemble(one: str, other: str) -> bool:
    """Whether two names of persons are spellings of one, rather than the names of two: a word of them is the same, or nearly all letters of the last."""
    a, b = one.split(), other.split()
    return bool(set(a) & set(b)) or SequenceMatcher(None, a[-1], b[-1], autojunk=False).ratio() >= MISSPELT


def _body(name: str) -> int | None:
    """The number of the public body that a name calls, whatever country stands before it."""
    return next((BODY[n] for n in (name, name.partition(" ")[2]) if n in BODY), None)


@lru_cache(maxsize=65_536)
def letters(words: str) -> str:
    """The letters and figures of some words, without marks and gaps: "U.S.-Russia" is "US-Russia"."""
    return "".join(c for c in words.lower() if c.isalnum()) or words


def _initials(words: list[str], short: str) -> bool:
    return len(words) > 1 and "".join(w[0] for w in words if w not in {"of", "the", "and", "for"}) == short


def _same_office(one: str, other: str) -> bool:
    """Whether two offices can be one: a field that only one of them names says nothing."""
    a, b = one.split(), other.split()
    fields = [{x for x in k if x.startswith("@")} for k in (a, b)]
    if fields[0] and fields[1] and fields[0] != fields[1]:
        return False
    return [x for x in a if x[0] != "@"] == [x for x in b if x[0] != "@"]


def _shape(key: str) -> str:
    if "W" in key:
        return "weekday"
    return {4: "year", 7: "month"}.get(len(key.rstrip("+-")), "day")


def _opposite(one: Item, other: Item) -> bool:
    return {i.quantity.exactness for i in (one, other) if i.quantity} == {"over", "under"}
