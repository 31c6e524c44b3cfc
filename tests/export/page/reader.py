"""Reads a page strictly."""

from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"meta", "br", "link", "input", "hr", "img"}


class Page(HTMLParser):
    """The tags and the text of a page; fails where tags do not nest."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "body" in self.open:
            self.text.append(data)

    def values(self, attribute: str) -> Iterator[str]:
        """All values of an attribute."""
        for _, attrs in self.tags:
            if attrs.get(attribute):
                yield attrs[attribute] or ""

    def said(self) -> str:
        """All text of the body."""
        return "".join(self.text)
