"""The full text of a report with its zones and with places to link to; the text itself stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from stemma.export.wording import make_visible
from stemma.model import Report
from stemma.text.spans import Span


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage that can be linked to."""

    id: str
    """Unique on the page; letters, digits and hyphens only. Empty where nothing links to it."""
    span: Span
    """Where it stands in the report's text."""
    href: str | None = None
    """Where the passage itself links to, within the page."""
    style: str = "p"
    """Classes of the page's style; letters, digits, hyphens and spaces only."""
    sign: str = ""
    """What the style shows before it: a number or a letter."""


@dataclass(frozen=True, slots=True)
class _Open:
    anchor: Anchor
    tag: str


def mark_text(report: Report, anchors: Iterable[Anchor]) -> Markup:
    """The text as HTML: with the tags taken off it is the text, character for character.

    Passages may overlap in any way. Those that nest become nested elements; where two cross, or a passage
    crosses from zone to zone, it is cut in pieces, of which the first carries its id.
    """
    text = make_visible(report.text)
    todo = sorted(anchors, key=lambda a: (a.span.start, -a.span.end, a.id))
    out: list[str] = []
    open_: list[_Open] = []
    n = 0
    for zone in report.zones:
        out.append(f'<span class="z z-{zone.kind}">')
        open_ = _reopen([o.anchor for o in open_], out)
        at = zone.span.start
        while at < zone.span.end:
            while n < len(todo) and todo[n].span.start == at:
                if len(todo[n].span):
                    open_.append(_start(todo[n], open_, out, first=True))
                elif todo[n].id:
                    out.append(f'<span id="{todo[n].id}"></span>')
                n += 1
            stop = min([zone.span.end, *(o.anchor.span.end for o in open_)])
            if n < len(todo):
                stop = min(stop, todo[n].span.start)
            # A parser of HTML takes line breaks of two characters for one, and every place after them would shift.
            out.append(str(escape(text[at:stop])).replace("\r", "&#13;"))
            at = stop
            open_ = _close(open_, at, out)
        out.extend(f"</{o.tag}>" for o in reversed(open_))
        out.append("</span>")
    out.extend(f'<span id="{a.id}"></span>' for a in todo[n:] if a.id)
    return Markup("".join(out))  # noqa: S704  every stretch of the text was escaped above


def _start(anchor: Anchor, open_: list[_Open], out: list[str], *, first: bool) -> _Open:
    # A link within a link is no HTML; the inner passage is then a plain place.
    tag = "a" if anchor.href and not any(o.tag == "a" for o in open_) else "span"
    id_ = "" if not anchor.id else f' id="{anchor.id}"' if first else f' data-of="{anchor.id}"'
    href = f' href="{escape(anchor.href)}"' if tag == "a" else ""
    sign = f' data-n="{anchor.sign}"' if anchor.sign and first else ""
    out.append(f'<{tag} class="{anchor.style}"{id_}{href}{sign}>')
    return _Open(anchor, tag)


def _reopen(anchors: list[Anchor], out: list[str]) -> list[_Open]:
    open_: list[_Open] = []
    for anchor in anchors:
        open_.append(_start(anchor, open_, out, first=False))
    return open_


def _close(open_: list[_Open], at: int, out: list[str]) -> list[_Open]:
    """Close what ends here; what was opened after it and goes on is closed as well and opened again."""
    ending = next((k for k, o in enumerate(open_) if o.anchor.span.end == at), None)
    if ending is None:
        return open_
    out.extend(f"</{o.tag}>" for o in reversed(open_[ending:]))
    kept = open_[:ending]
    for crossing in open_[ending:]:
        if crossing.anchor.span.end > at:
            kept.append(_start(crossing.anchor, kept, out, first=False))
    return kept
