"""How far long work is: what the steps are called, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, how much of it is done, and how much there is in all."""
STEPS = MappingProxyType(
    {
        "reading": "Reading the inputs",
        "language": "Reading the language",
        "tree": "Working out the family tree",
        "collation": "Collating what the reports say",
        "findings": "Writing down the findings",
        "stories": "Stories done",
    }
)
"""What each step is in plain words, in the order in which a run comes to them."""


def silent(step: str, done: int, total: int) -> None:
    """Progress that nobody looks at."""
    del step, done, total
