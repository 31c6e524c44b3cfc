"""Stemma: family trees of news reports.

Which reports derive from which, what stands behind each claim, and where a copy bends its source: worked out
offline, every result citing the characters it rests on.

    >>> import stemma
    >>> result = stemma.read("reports/")  # doctest: +SKIP
    >>> result.stories[0].stemma.count.origins  # doctest: +SKIP
"""

from typing import TYPE_CHECKING

from stemma.errors import (
    ContractError,
    FetchError,
    FormatError,
    LibraryError,
    MissingExtraError,
    ModelError,
    ReadError,
    StemmaError,
)

if TYPE_CHECKING:
    from stemma.pipeline import ReadResult, compare, read

__all__ = [
    "ContractError",
    "FetchError",
    "FormatError",
    "LibraryError",
    "MissingExtraError",
    "ModelError",
    "ReadError",
    "ReadResult",
    "StemmaError",
    "compare",
    "read",
]


def __getattr__(name: str) -> object:
    """Load the rooms when they are first used, so that `import stemma` and `stemma --help` are quick."""
    if name in {"ReadResult", "compare", "read"}:
        from stemma import pipeline  # noqa: PLC0415

        return getattr(pipeline, name)
    raise AttributeError(f"module 'stemma' has no attribute {name!r}")
