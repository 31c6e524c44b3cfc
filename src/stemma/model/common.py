"""What the types of every room share: ids, the voice of the report itself, the check of a probability."""

from __future__ import annotations

import hashlib

from stemma.errors import ContractError

NARRATOR = "narrator"
"""The voice of a statement that the report makes in its own name."""
UNKNOWN = "unknown"
"""The voice of what is said by somebody whom the report does not name."""
NOBODYS = frozenset({NARRATOR, UNKNOWN})
"""The voices that are nobody's in particular."""
UNDECIDED_BELOW = 0.6
"""A direction with less probability than this is said to be undecided."""


def content_id(prefix: str, *parts: str) -> str:
    """A short id made from content, so that the same content always has the same id."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{prefix}{digest[:12]}"


def in_unit(value: float, what: str) -> None:
    """Raise `ContractError` unless the value is a probability, from 0 to 1."""
    if not 0.0 <= value <= 1.0:
        raise ContractError(f"{what} is a probability, not {value}")
