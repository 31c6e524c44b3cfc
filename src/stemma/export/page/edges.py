"""Why one report is taken to derive from another: the words of an edge, its passages, what it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stemma.export.differences import Difference, Stretch, find_differences
from stemma.export.page.drawing import find_folds
from stemma.export.page.index import NOTHING, Around, ReportView, StoryIndex
from stemma.export.wording import KINDS, UNSURE_BELOW, VARIANTS, name_lost, sureness, unsure
from stemma.model import Derivation, LostSource, Publication, Variant
from stemma.text.spans import Span

# Passages that are shown to prove an edge.
MOST_PASSAGES = 3


@dataclass(frozen=True, slots=True)
class PairView:
    """A passage of the child and the one of its parent."""

    child_href: str
    """Link to the child's passage in its full text."""
    parent_href: str
    """Link to the parent's passage; empty for an invention."""
    words: Difference
    """Both passages, cut where they differ."""
    child_around: Around = NOTHING
    """The rest of the child's sentence, where it is shown."""
    parent_around: Around = NOTHING
    """The rest of the parent's sentence, where it is shown."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A variant in a line."""

    kind: str
    """What changed, in a word or two."""
    reason: str
    """The change as a plain sentence."""


@dataclass(frozen=True, slots=True)
class EdgeView:
    """An edge in the tree and in its table."""

    key: str
    """Its id on the page."""
    href: str
    """Where it is explained."""
    child: ReportView
    """The derived report."""
    parent: ReportView | None
    """The report it derives from; None for a lost source."""
    parent_id: str
    """Id of the report or lost source it derives from."""
    parent_name: str
    """The name of the report or lost source it derives from."""
    kind: str
    """What the child is of its parent."""
    sureness: str
    """How sure the link is, in words."""
    odds: str
    """How sure the link is, in per cent."""
    direction: str
    """How sure its direction is, in words; empty for a lost source."""
    direction_odds: str
    """How sure its direction is, in per cent; empty for a lost source."""
    undecided: bool
    """Whether nothing tells which of the two came first."""
    unsure: bool
    """Whether it is drawn dashed."""
    backwards: bool
    """Whether the child is dated before its parent."""
    reasons: tuple[str, ...]
    """What speaks for it and against."""
    variants: int | None
    """Entries in the apparatus; None where it was not looked for any, because a language was not read."""
    variants_href: str
    """Link to them."""


@dataclass(frozen=True, slots=True)
class EdgeDetail:
    """All that explains an edge."""

    edge: EdgeView
    """The edge."""
    pair_href: str
    """Link to both texts side by side; empty for a lost source."""
    changes: tuple[ChangeView, ...]
    """What the child changed, the surest first."""
    passages: tuple[PairView, ...]
    """Some of the passages taken over."""
    more: int
    """How many passages more there are."""
    siblings: tuple[ReportView, ...]
    """The other children of the lost source."""
    same_text: int = 0
    """How many other reports have the text of the source word for word: that it was this one is less sure."""


def percent(probability: float) -> str:
    """A probability in whole per cent, never rounded up to certainty: `93%`, `>99%`."""
    if probability > 0.99:  # noqa: PLR2004  what rounding would make certain
        return ">99%"
    return f"{round(100 * probability)}%"


def edge_key(index: StoryIndex, child: str, parent: str) -> str:
    """The id on the page of what explains an edge."""
    above = f"l{sorted(index.lost).index(parent) + 1}" if parent in index.lost else str(index.numbers[parent])
    return f"{index.key}-e{index.numbers[child]}-{above}"


def view_edges(index: StoryIndex, **state: str) -> dict[tuple[str, str], EdgeView]:
    """All edges of a story by child and parent, those from lost sources too; in that order.

    Args:
        index: the story.
        state: options of the view of the tree, which stay when an edge is explained.
    """
    found: dict[tuple[str, str], int] = {}
    for variant in index.story.variants:
        if variant.parent is not None:
            found[variant.child, variant.parent] = found.get((variant.child, variant.parent), 0) + 1
    views = {pair: _view_edge(e, index, found.get(pair, 0), state) for pair, e in index.edges.items()}
    views |= {(c, x.id): _view_lost(c, x, index, state) for x in index.lost.values() for c in x.children}
    return dict(sorted(views.items()))


def detail_edge(index: StoryIndex, edge: EdgeView) -> EdgeDetail:
    """All that explains an edge."""
    if edge.parent is None:
        lost = index.lost[edge.parent_id]
        others = tuple(index.view(c) for c in lost.children if c != edge.child.id)
        return EdgeDetail(edge, "", (), (), 0, others)
    child, parent = edge.child.id, edge.parent.id
    passages = index.edges[child, parent].passages
    # The longest passages say most.
    longest = sorted(passages, key=lambda p: (-len(p.child), p.child))[:MOST_PASSAGES]
    changed = [v for v in index.story.variants if (v.child, v.parent) == (child, parent)]
    return EdgeDetail(
        edge=edge,
        pair_href=index.links.pair(child, parent),
        changes=tuple(
            ChangeView(VARIANTS[v.kind], v.reason) for v in sorted(changed, key=lambda v: -v.confidence)
        ),
        passages=tuple(
            view_pair(index, child, p.child, parent, p.parent) for p in sorted(longest, key=lambda p: p.child)
        ),
        more=len(passages) - len(longest),
        siblings=(),
        same_text=_count_same(index, child, parent),
    )


def _count_same(index: StoryIndex, child: str, parent: str) -> int:
    """How many reports beside the parent, and the child, have the parent's text word for word."""
    into = find_folds(index.story.stemma)
    head = into.get(parent, parent)
    return len({r for r in index.story.reports if into.get(r, r) == head} - {child, parent})


def view_pair(
    index: StoryIndex,
    child: str,
    child_span: Span,
    parent: str,
    parent_span: Span,
    *,
    variant: Variant | None = None,
) -> PairView:
    """Both passages with what differs; the words that a variant is about are marked as decisive."""
    before, after = (variant.before, variant.after) if variant else ("", "")
    return PairView(
        child_href=index.links.passage(child, child_span, varied=variant is not None),
        parent_href=index.links.passage(parent, parent_span, varied=variant is not None),
        words=find_differences(
            index.passage(parent, parent_span), index.passage(child, child_span), before, after
        ),
        child_around=index.around(child, child_span) if variant else NOTHING,
        parent_around=index.around(parent, parent_span) if variant else NOTHING,
    )


def view_alone(index: StoryIndex, child: str, span: Span) -> PairView:
    """A passage without a counterpart."""
    words = Difference((), (Stretch(index.passage(child, span), differs=False),))
    return PairView(index.links.passage(child, span, varied=True), "", words, index.around(child, span))


def _view_edge(edge: Derivation, index: StoryIndex, variants: int, state: Mapping[str, str]) -> EdgeView:
    child, parent = index.view(edge.child), index.view(edge.parent)
    checked = index.supported(edge.child) and index.supported(edge.parent)
    return EdgeView(
        key=edge_key(index, edge.child, edge.parent),
        href=index.links.edge(edge.child, edge.parent, **state),
        child=child,
        parent=parent,
        parent_id=edge.parent,
        parent_name=parent.name,
        kind=KINDS[edge.kind],
        sureness=sureness(edge.confidence),
        odds=percent(edge.confidence),
        direction="undecided" if edge.undecided else sureness(edge.direction),
        direction_odds=percent(edge.direction),
        undecided=edge.undecided,
        unsure=unsure(edge),
        backwards=_is_before(index.reports[edge.child].published, index.reports[edge.parent].published),
        reasons=edge.reasons,
        variants=variants if variants or checked else None,
        variants_href=index.links.variants(edge.child, edge.parent) if variants else "",
    )


def _is_before(one: Publication | None, other: Publication | None) -> bool:
    """Whether a report is surely of an earlier day than another, as exactly as both are known."""
    if one is None or other is None:
        return False
    days = (one.iso()[:10], other.iso()[:10])
    known = min(map(len, days))
    zoned = one.when.utcoffset() is not None and other.when.utcoffset() is not None
    # Late in the evening of one place it is the next day in another.
    return days[0][:known] < days[1][:known] and not (zoned and one.when >= other.when)


def _view_lost(child: str, lost: LostSource, index: StoryIndex, state: Mapping[str, str]) -> EdgeView:
    return EdgeView(
        key=edge_key(index, child, lost.id),
        href=index.links.edge(child, lost.id, **state),
        child=index.view(child),
        parent=None,
        parent_id=lost.id,
        parent_name=name_lost(lost),
        kind="goes back to",
        sureness=sureness(lost.confidence),
        odds=percent(lost.confidence),
        direction="",
        direction_odds="",
        undecided=False,
        unsure=lost.confidence < UNSURE_BELOW,
        backwards=False,
        reasons=lost.reasons,
        variants=None,
        variants_href="",
    )
