"""Start the server: where it listens, who may speak to it, and what is said at the start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path


def serve(
    library: str | Path,
    *,
    host: str,
    port: int,
    names: Sequence[str],
    model: str | None,
    say: Callable[[str], None],
) -> None:
    """Serve."""
