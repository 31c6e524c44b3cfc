"""What a reader asked a view for: its order, its filters, its page, what stands open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from stemma.model import VARIANT_KINDS, VariantKind
from stemma.text.spans import Span

View = Literal["tree", "claims", "apparatus", "texts", "timeline", "positions", "brief"]
VIEWS: tuple[View, ...] = get_args(View)
Axis = Literal["time", "likeness"]
ClaimOrder = Literal["origins", "reports", "texts", "voices", "claim"]
ClaimFlag = Literal["disputed", "one-origin", "one-voice", "independent", "alone"]
CLAIM_ORDERS: tuple[ClaimOrder, ...] = get_args(ClaimOrder)
CLAIM_FLAGS: tuple[ClaimFlag, ...] = get_args(ClaimFlag)
# A filter is words a person types; more is no filter.
LONGEST_WORDS = 200
MOST_PAGES = 100_000
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")
_PAGE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a view. Those that a view does not know are left aside."""

    axis: Axis = "time"
    """Tree: what the horizontal axis shows."""
    folded: bool = True
    """Tree: whether verbatim copies are folded into the report they copy."""
    edge: tuple[str, str] | None = None
    """Tree: the edge that is explained, child and parent. Apparatus: the only edge shown."""
    order: ClaimOrder | None = None
    """Claims: the column they are sorted by; disputed ones first and the best corroborated next if none is given."""
    reverse: bool = False
    """Claims: whether the order is turned round."""
    flag: ClaimFlag | None = None
    """Claims: only those marked so."""
    words: str = ""
    """Claims, apparatus: only those that hold all these words."""
    voice: str = ""
    """Claims, positions: only those of this voice."""
    report: str = ""
    """Claims, apparatus: only those of this report. Texts: the report that `span` stands in."""
    claim: str = ""
    """Claims: the claim that stands open with all its readings."""
    kind: VariantKind | None = None
    """Apparatus: only variants of this kind."""
    page: int = 1
    """Claims, apparatus, timeline, positions: which page of the list, from 1."""
    left: str = ""
    """Texts: the report on the left; empty to let Stemma choose."""
    right: str = ""
    """Texts: the report on the right; empty to let Stemma choose."""
    span: Span | None = None
    """Texts: the passage to show, in the report `report`, else in the left one."""
    voices: bool = False
    """Texts: whether statements are coloured by voice."""


def read_options(query: Mapping[str, str]) -> Options:
    """The options that a query string asks for; what it asks that cannot be is left at its default.

    The names are short, since people send these links: `axis`, `fold=no`, `child` and `parent`, `sort`, `desc`,
    `only`, `q`, `voice`, `report`, `claim`, `kind`, `page`, `a`, `b`, `r`, `s=start-end`, `voices=yes`.
    """
    child, parent = query.get("child", ""), query.get("parent", "")
    place = _SPAN.fullmatch(query.get("s", ""))
    return Options(
        axis="likeness" if query.get("axis") == "likeness" else "time",
        folded=query.get("fold") != "no",
        edge=(child, parent) if child else None,
        order=next((o for o in CLAIM_ORDERS if o == query.get("sort")), None),
        reverse=query.get("desc") == "yes",
        flag=next((f for f in CLAIM_FLAGS if f == query.get("only")), None),
        words=query.get("q", "")[:LONGEST_WORDS],
        voice=query.get("voice", ""),
        report=query.get("r", "") or query.get("report", ""),
        claim=query.get("claim", ""),
        kind=next((k for k in VARIANT_KINDS if k == query.get("kind")), None),
        page=read_page(query.get("page", "")),
        left=query.get("a", ""),
        right=query.get("b", ""),
        span=Span(*sorted((int(place[1]), int(place[2])))) if place else None,
        voices=query.get("voices") == "yes",
    )


def read_page(typed: str) -> int:
    """The page of a list that a query asks for, from 1; the first for whatever is no number of a page."""
    return min(max(1, int(typed)), MOST_PAGES) if _PAGE.fullmatch(typed) else 1
