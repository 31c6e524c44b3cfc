"""Which version of Stemma this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """The installed version of Stemma."""
    try:
        return version("stemma-news")
    except PackageNotFoundError:
        return "unknown"
