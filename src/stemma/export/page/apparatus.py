"""The edges of a story with their reasons, and the apparatus: every variant with both passages side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stemma.export.differences import Difference, Stretch, find_differences
from stemma.export.page.index import PageIndex, ReportView
from stemma.export.wording import KINDS, VARIANTS, name_lost, sureness, unsure
from stemma.model import Derivation, Story, Variant

# What keeps the page of a 300-report story at a few megabytes; the surest variants stay.
MOST_VARIANTS = 300
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


@dataclass(frozen=True, slots=True)
class VariantView:
    """An entry of the apparatus."""

    key: str
    """Its id on the page."""
    kind: str
    """What changed, in a word or two."""
    reason: str
    """The change as a plain sentence."""
    sureness: str
    """Whether the meaning changed, in words."""
    pair: PairView
    """Both passages."""
    claim_href: str
    """Link to the claim it touches; may be empty."""


@dataclass(frozen=True, slots=True)
class SectionView:
    """The variants of a child against one parent."""

    key: str
    """Its id on the page."""
    child: ReportView
    """The report that departs."""
    parent: ReportView | None
    """The report it departs from; None for what has no counterpart anywhere."""
    kind: str
    """What the child is of the parent; empty where no edge joins them."""
    variants: tuple[VariantView, ...]
    """In order of the child."""


@dataclass(frozen=True, slots=True)
class EdgeView:
    """An edge with its reasons."""

    key: str
    """Its id on the page: the row of the table."""
    href: str
    """Where the line in the drawing leads: to its section of the apparatus, else to its row."""
    child: ReportView
    """The derived report."""
    parent: ReportView
    """The report it derives from."""
    kind: str
    """What the child is of the parent."""
    sureness: str
    """How sure the link is, in words."""
    confidence: float
    """How sure the link is, 0 to 1."""
    direction: str
    """How sure its direction is, in words."""
    unsure: bool
    """Whether it is drawn as unsure."""
    reasons: tuple[str, ...]
    """What speaks for it and against."""
    passages: tuple[PairView, ...]
    """Some of the passages taken over."""
    more: int
    """How many passages more there are."""
    variants: int
    """Entries in the apparatus."""


@dataclass(frozen=True, slots=True)
class LostView:
    """A lost source with its reasons."""

    key: str
    """Its id on the page."""
    name: str
    """Its name, or what stands for it."""
    sureness: str
    """How sure it is that it existed, in words."""
    reasons: tuple[str, ...]
    """What speaks for it."""
    children: tuple[ReportView, ...]
    """The reports that go back to it."""


def view_apparatus(
    story: Story, key: str, index: PageIndex, claims: Mapping[str, str]
) -> tuple[tuple[SectionView, ...], int]:
    """The sections of the apparatus, by child and parent, and how many variants they leave out."""
    kept = sorted(story.variants, key=lambda v: -v.confidence)[:MOST_VARIANTS]
    chosen = {id(v) for v in kept}
    kinds = {(e.child, e.parent): KINDS[e.kind] for e in story.stemma.edges}
    sections: dict[tuple[str, str | None], list[VariantView]] = {}
    for n, variant in enumerate(story.variants, 1):
        if id(variant) in chosen:
            view = _view_variant(variant, f"{key}-v{n}", index, claims)
            sections.setdefault((variant.child, variant.parent), []).append(view)
    views = tuple(
        SectionView(
            key=section_key(key, index, child, parent),
            child=index.view(child),
            parent=None if parent is None else index.view(parent),
            kind="" if parent is None else kinds.get((child, parent), ""),
            variants=tuple(variants),
        )
        for (child, parent), variants in sections.items()
    )
    return views, len(story.variants) - len(kept)


def section_key(key: str, index: PageIndex, child: str, parent: str | None) -> str:
    """The id of a section of the apparatus."""
    return f"{key}-a{index.numbers[child]}-{0 if parent is None else index.numbers[parent]}"


def view_edges(
    story: Story, key: str, index: PageIndex, sections: tuple[SectionView, ...]
) -> tuple[EdgeView, ...]:
    """The edges of a story, in order."""
    sizes = {s.key: len(s.variants) for s in sections}
    return tuple(_view_edge(e, f"{key}-e{n}", key, index, sizes) for n, e in enumerate(story.stemma.edges, 1))


def view_lost(story: Story, key: str, index: PageIndex) -> tuple[LostView, ...]:
    """The lost sources of a story, in order."""
    return tuple(
        LostView(
            key=f"{key}-l{n}",
            name=name_lost(x),
            sureness=sureness(x.confidence),
            reasons=x.reasons,
            children=tuple(index.view(c) for c in x.children),
        )
        for n, x in enumerate(story.stemma.lost_sources, 1)
    )


def _view_edge(edge: Derivation, row: str, key: str, index: PageIndex, sizes: Mapping[str, int]) -> EdgeView:
    section = section_key(key, index, edge.child, edge.parent)
    # The longest passages say most.
    longest = sorted(edge.passages, key=lambda p: (-len(p.child), p.child))[:MOST_PASSAGES]
    return EdgeView(
        key=row,
        href=f"#{section}" if section in sizes else f"#{row}",
        child=index.view(edge.child),
        parent=index.view(edge.parent),
        kind=KINDS[edge.kind],
        sureness=sureness(edge.confidence),
        confidence=edge.confidence,
        direction="undecided" if edge.undecided else sureness(edge.direction),
        unsure=unsure(edge),
        reasons=edge.reasons,
        passages=tuple(
            PairView(
                child_href=index.link(edge.child, p.child),
                parent_href=index.link(edge.parent, p.parent),
                words=find_differences(index.passage(edge.parent, p.parent), index.passage(edge.child, p.child)),
            )
            for p in sorted(longest, key=lambda p: p.child)
        ),
        more=len(edge.passages) - len(longest),
        variants=sizes.get(section, 0),
    )


def _view_variant(variant: Variant, key: str, index: PageIndex, claims: Mapping[str, str]) -> VariantView:
    child = index.passage(variant.child, variant.child_span)
    child_href = index.link(variant.child, variant.child_span, back=f"#{key}", varied=True)
    if variant.parent is None or variant.parent_span is None:
        pair = PairView(child_href, "", Difference((), (Stretch(child, differs=False),)))
    else:
        parent = index.passage(variant.parent, variant.parent_span)
        pair = PairView(
            child_href=child_href,
            parent_href=index.link(variant.parent, variant.parent_span, back=f"#{key}", varied=True),
            words=find_differences(parent, child, variant.before, variant.after),
        )
    return VariantView(
        key=key,
        kind=VARIANTS[variant.kind],
        reason=variant.reason,
        sureness=sureness(variant.confidence),
        pair=pair,
        claim_href=claims.get(variant.claim or "", ""),
    )
