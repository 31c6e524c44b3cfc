"""Where the things of a story stand: within one file, or at the addresses of a server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import quote, urlencode

from stemma.export.page.options import View
from stemma.text.spans import Span


class Links(Protocol):
    """Turns what a story holds into the links (`href`) that lead to it."""

    whole: bool
    """Whether all views stand on one page."""

    def view(self, view: View, **query: str) -> str:
        """A view, with the options of `read_options`; empty ones are left out."""

    def report(self, report: str) -> str:
        """A report in full."""

    def passage(self, report: str, span: Span, *, varied: bool = False) -> str:
        """A passage in the full text of its report; `varied` where a variant touches it."""

    def pair(self, left: str, right: str) -> str:
        """Two reports side by side."""

    def edge(self, child: str, parent: str, **query: str) -> str:
        """Why one report is taken to derive from another (the parent may be a lost source), options of the tree kept."""

    def claim(self, claim: str) -> str:
        """A claim with its readings; empty where it is not shown."""

    def variants(self, child: str, parent: str) -> str:
        """The apparatus of an edge; the parent is empty for what has no counterpart."""


class PathLinks:
    """Links to the addresses of a server: `BASE/claims?…`."""

    whole = False

    def __init__(self, base: str) -> None:
        """Links under an address such as `/stories/s1`, without a final slash."""
        self._base = base

    def view(self, view: View, **query: str) -> str:
        """`BASE/VIEW?…`."""
        return self._base + f"/{view}" + _query(query)

    def report(self, report: str) -> str:
        """The view of texts with the report on the left."""
        return self.view("texts", a=report)

    def passage(self, report: str, span: Span, *, varied: bool = False) -> str:
        """The view of texts, at the passage."""
        del varied
        return self.view("texts", a=report, s=f"{span.start}-{span.end}") + "#passage"

    def pair(self, left: str, right: str) -> str:
        """The view of texts with both."""
        return self.view("texts", a=left, b=right)

    def edge(self, child: str, parent: str, **query: str) -> str:
        """The tree with the edge explained."""
        return self.view("tree", child=child, parent=parent, **query) + "#edge"

    def claim(self, claim: str) -> str:
        """The table of claims with one standing open."""
        return self.view("claims", claim=claim) + "#claim"

    def variants(self, child: str, parent: str) -> str:
        """The apparatus of one edge alone."""
        return self.view("apparatus", child=child, parent=parent)


def _query(query: Mapping[str, str]) -> str:
    given = {k: v for k, v in query.items() if v}
    # A lone half of a surrogate pair has no UTF-8; it is replaced, and the link then leads to the whole list.
    return "?" + urlencode(given, quote_via=quote, errors="replace") if given else ""
