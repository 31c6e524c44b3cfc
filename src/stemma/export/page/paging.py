"""A long list cut into pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PageOf(Generic[T]):
    """One page of a list."""

    rows: tuple[T, ...]
    """What stands on it."""
    total: int
    """How many rows there are on all pages together."""
    page: int
    """Its number, from 1."""
    pages: int
    """How many pages there are, at least 1."""

    @property
    def before(self) -> str:
        """Number of the page before, for a link; empty on the first."""
        return str(self.page - 1) if self.page > 1 else ""

    @property
    def after(self) -> str:
        """Number of the next page, for a link; empty on the last."""
        return str(self.page + 1) if self.page < self.pages else ""


def cut_page(rows: Sequence[T], page: int, size: int) -> PageOf[T]:
    """The page of a list with so many rows a page; beyond the last page, the last."""
    pages = max(1, -(-len(rows) // size))
    at = min(max(page, 1), pages)
    return PageOf(tuple(rows[(at - 1) * size : at * size]), len(rows), at, pages)
