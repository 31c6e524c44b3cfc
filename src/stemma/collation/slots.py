"""When two items of one slot mean the same, and when one has taken the other's place."""

from __future__ import annotations

import re

from stemma.collation.facts import Item
from stemma.collation.wording import same_stem, stem
from stemma.text.quantities import agree

_DATE = re.compile(r"(?P<year>\d{4}|XXXX)(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?")
# Names of one word shorter than this do not stand for longer names that hold them.
LEAST_NAME = 3


def mean_same(one: Item, other: Item) -> bool:
    """Whether two items of the same slot can mean the same."""
    if one.slot != other.slot:
        return False
    if one.quantity and other.quantity:
        return agree(one.quantity, other.quantity) and not _opposite(one, other)
    if one.slot == "date":
        return same_date(one.key, other.key)
    if one.slot == "name":
        return same_name(one.key, other.key)
    return one.key == other.key


def comparable(one: Item, other: Item) -> bool:
    """Whether one item could stand where the other stood: numbers of one unit, two weekdays, two places."""
    if one.slot != other.slot:
        return False
    if one.quantity and other.quantity:
        return one.quantity.unit == other.quantity.unit
    if one.slot == "date":
        return _shape(one.key) == _shape(other.key)
    if one.slot == "name":
        return one.place == other.place or (one.placed and other.placed)
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
    for part in ("year", "month", "day"):
        if x[part] and y[part] and "XXXX" not in {x[part], y[part]} and x[part] != y[part]:
            return False
    return True


def same_name(one: str, other: str) -> bool:
    """Whether two names can be one: they share a word, or one is made of the other's first letters."""
    a, b = one.split(), other.split()
    if any(len(x) >= LEAST_NAME and same_stem(stem(x), stem(y)) for x in a for y in b):
        return True
    return _initials(a, other) or _initials(b, one)


def _initials(words: list[str], short: str) -> bool:
    return len(words) > 1 and "".join(w[0] for w in words if w not in {"of", "the", "and", "for"}) == short


def _shape(key: str) -> str:
    if "W" in key:
        return "weekday"
    return {4: "year", 7: "month"}.get(len(key.rstrip("+-")), "day")


def _opposite(one: Item, other: Item) -> bool:
    return {i.quantity.exactness for i in (one, other) if i.quantity} == {"over", "under"}
