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
    regex: re.Pattern[str]
    """Searched in the line with plain quotation marks and dashes."""


def pattern(weight: float, reason: str, *alternatives: str, any_case: bool = True) -> Pattern:
    """A cue that any of the alternatives shows."""
    return Pattern(Cue(weight, reason), re.compile("|".join(alternatives), re.IGNORECASE if any_case else 0))


# Words with which a sentence reports what somebody said: furniture and captions hardly have them.
SAYING = re.compile(
    r"\b(?:said|says|told|added|according to|announced|stated|asked|argued|claimed|warned|wrote|tweeted|insisted"
    r"|explained|noted|fined|declined)\b",
    re.IGNORECASE,
)
