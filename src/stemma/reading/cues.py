"""One thing that speaks for a line being something else than body, and the words that several kinds share.

One mechanism serves all: cues are looked for by what kind of thing they are (who is addressed, what a row of
links looks like, what a picture credit looks like), their weights are added, and the sum is held against one
threshold in `zones`. Vocabulary is kept in classes of words, not in the wording of single lines, since every
site words its furniture in its own way.

The weights were set on the kin clusters of the development data (96 reports, 137 furniture lines) together with
150 invented lines of furniture and 80 body lines that resemble them, and kept round.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing that speaks for a line being something else than body."""

    weight: float
    """How much; 1 is enough alone, less than 0 speaks against."""
    reason: str
    """In words."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A cue that shows in the wording."""

    cue: Cue
    """What it shows."""
    head: re.Pattern[str] | None
    """Looked for at the start of the line, with plain quotation marks and dashes."""
    anywhere: re.Pattern[str] | None
    """Looked for in all of it."""

    def shows(self, plain: str) -> bool:
        """Whether the line shows the cue."""
        return bool((self.head and self.head.match(plain)) or (self.anywhere and self.anywhere.search(plain)))


def pattern(weight: float, reason: str, *alternatives: str, any_case: bool = True) -> Pattern:
    """A cue that any of the alternatives shows; those that start with ^ are tried at the start of a line only."""
    flags = re.IGNORECASE if any_case else 0
    every = [part for given in alternatives for part in _split(given)]
    head, anywhere = [x for x in every if x.startswith("^")], [x for x in every if not x.startswith("^")]
    return Pattern(
        Cue(weight, reason),
        re.compile("|".join(head), flags) if head else None,
        re.compile("|".join(anywhere), flags) if anywhere else None,
    )


def _split(expression: str) -> list[str]:
    """The alternatives of an expression that stand in no brackets."""
    parts, depth, in_set, start = [], 0, False, 0
    i = 0
    while i < len(expression):
        character = expression[i]
        if character == "\\":
            i += 1
        elif in_set:
            in_set = character != "]"
        elif character == "[":
            in_set = True
            i += expression.startswith("^", i + 1)
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character == "|" and not depth:
            parts.append(expression[start:i])
            start = i + 1
        i += 1
    return [*parts, expression[start:]]


# Words with which a sentence reports what somebody said: furniture and captions hardly have them.
SAYING = re.compile(
    r"\b(?:said|says|told|added|according to|announced|stated|asked|argued|claimed|warned|wrote|tweeted|insisted"
    r"|explained|noted|fined|declined)\b",
    re.IGNORECASE,
)
