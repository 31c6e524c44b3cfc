"""Links within one file: every view and every passage that anything links to is a place on the page."""

from __future__ import annotations

from collections.abc import Mapping

from stemma.export.page.full_text import Anchor
from stemma.export.page.options import View
from stemma.text.spans import Span


class FileLinks:
    """Links of a story in one file; remembers the passages that were linked to, so that they become places."""

    whole = True

    def __init__(self, key: str, numbers: Mapping[str, int], edges: Mapping[tuple[str, str], str]) -> None:
        """Links of the story with this id on the page.

        Args:
            key: id of the story on the page.
            numbers: of the reports, for the ids of passages.
            edges: ids on the page of what explains an edge, by child and parent.
        """
        self._key = key
        self._numbers = numbers
        self._edges = edges
        self._passages: dict[str, dict[Span, Anchor]] = {}
        self.claims: dict[str, str] = {}
        """Ids on the page of the claims that are shown."""
        self.sections: dict[tuple[str, str], str] = {}
        """Ids on the page of the sections of the apparatus that are shown."""

    def view(self, view: View, **query: str) -> str:
        """The section of the view; a file has no options."""
        del query
        return f"#{self._key}-{view}"

    def report(self, report: str) -> str:
        """The report in full."""
        return f"#r{self._numbers[report]}"

    def passage(self, report: str, span: Span, *, varied: bool = False) -> str:
        """The passage in the full text, which becomes a place there."""
        places = self._passages.setdefault(report, {})
        old = places.get(span)
        key = f"r{self._numbers[report]}-{span.start}-{span.end}"
        varied = varied or (old is not None and old.style != "p")
        places[span] = Anchor(key, span, style="p p-varied" if varied else "p")
        return f"#{key}"

    def pair(self, left: str, right: str) -> str:
        """The report on the left; the script puts the other beside it."""
        del right
        return self.report(left)

    def edge(self, child: str, parent: str, **query: str) -> str:
        """The sheet that explains the edge."""
        del query
        return f"#{self._edges[child, parent]}"

    def claim(self, claim: str) -> str:
        """The row of the claim, if it has one."""
        key = self.claims.get(claim)
        return f"#{key}" if key else ""

    def variants(self, child: str, parent: str) -> str:
        """The section of the apparatus, if it has one."""
        key = self.sections.get((child, parent))
        return f"#{key}" if key else ""

    def anchors(self, report: str) -> list[Anchor]:
        """All the passages of a report that anything links to."""
        return list(self._passages.get(report, {}).values())
