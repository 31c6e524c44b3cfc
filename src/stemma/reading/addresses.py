"""Parts of addresses as pages and rows give them: whatever is broken in them counts as not said."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def host_of(address: str | None) -> str:
    """The host of an address with its port, in small letters; empty where it has none."""
    return _parts(address).netloc.lower()


def path_of(address: str | None) -> str:
    """The path of an address; empty where it has none."""
    return _parts(address).path


def _parts(address: str | None) -> SplitResult:
    try:
        return urlsplit(address or "")
    except ValueError:  # "http://[the-quay": a bracket that nothing closes
        return SplitResult("", "", "", "", "")
