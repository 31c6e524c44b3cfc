"""To whom a sentence gives an office: by a title before the name, an apposition, or "is" and "was"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stemma.model import Entity
from stemma.text.spans import Span

# Characters between a name and its office, at most.
FARTHEST = 70

# "Ilse Tarrow, the trade minister", "Halvona's trade minister, Ilse Tarrow", "Trade Minister Ilse Tarrow".
_AFTER = re.compile(r"(?:, (?:who is |who was )?| is | was )(?:[\w'’.-]+ ){0,7}")
_BEFORE = re.compile(r"(?: of [\w'’ -]{2,40}|'s)?,? ")
_UNDER = re.compile(r"\b(?:to|for|under|of) (?:the |a )?$")
_BESIDE = re.compile(
    r"\b(?:with|beside|alongside|to|for|under|of|from|near|against|about|behind|opposite|without)"
    r"(?: (?:the|a|an|his|her|its|their|[\w.-]+['’]s))?(?: [\w-]+)? $",
    re.IGNORECASE,
)
# As many characters before an office are read for a preposition.
NEAR = 50


def find_holder(text: str, office: Span, persons: Iterable[Entity]) -> str:
    """The key of the person to whom a sentence gives an office, or nothing.

    Args:
        text: of the report.
        office: where the office stands.
        persons: those whom the sentence names, in order.
    """
    if _is_another(text, office):
        return ""
    return next((p.key for p in persons if _belong(text, p.span, office)), "")


def is_beside(text: str, office: Span) -> bool:
    """Whether a preposition stands before an office: "beside the foreign minister"."""
    return bool(_BESIDE.search(text[max(0, office.start - NEAR) : office.start]))


def _is_another(text: str, office: Span) -> bool:
    """Whether somebody works for the holder: "adviser to the president", "the governor's spokesman"."""
    before = text[max(0, office.start - len("under the ")) : office.start].lower()
    return text[office.end : office.end + 2] in {"'s", "’s"} or bool(_UNDER.search(before))


def _belong(text: str, person: Span, office: Span) -> bool:
    if person.overlap(office):  # the title has been read as part of the name
        return office.end < person.end
    if person.end <= office.start <= person.end + FARTHEST:
        return bool(_AFTER.fullmatch(text, person.end, office.start))
    if office.end <= person.start <= office.end + FARTHEST:
        between = text[office.end : person.start]
        # "After talks with the foreign minister, Tarrow left": not the minister, whose name would end in a mark.
        closed = "," not in between or text[person.end : person.end + 1] in set(",.;:!?)—–-") | {""}
        return closed and bool(_BEFORE.fullmatch(text, office.end, person.start))
    return False
