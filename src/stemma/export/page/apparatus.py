"""The apparatus: every place where a report departs from its source, with both passages side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stemma.export.page.edges import PairView, percent, view_alone, view_pair
from stemma.export.page.index import ReportView, StoryIndex
from stemma.export.page.options import Options
from stemma.export.page.paging import PageOf, cut_page
from stemma.export.wording import KINDS, VARIANTS, sureness
from stemma.model import Variant, VariantKind

# What keeps the one page of a 300-report story at a few megabytes; the surest variants stay.
MOST_VARIANTS = 300
# Variants of a page of a server.
PAGE_VARIANTS = 60


@dataclass(frozen=True, slots=True)
class VariantView:
    """An entry of the apparatus."""

    key: str
    """Its id on the page."""
    kind: VariantKind
    """What changed."""
    kind_words: str
    """The same in a word or two."""
    reason: str
    """The change as a plain sentence."""
    sureness: str
    """Whether the meaning changed, in words."""
    odds: str
    """The same in per cent."""
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
    edge_href: str
    """Link to the explanation of the edge; empty where no edge joins them."""
    pair_href: str
    """Link to both texts side by side; empty where there is no parent."""
    variants: tuple[VariantView, ...]
    """In order of the child."""


@dataclass(frozen=True, slots=True)
class ApparatusView:
    """The apparatus of a story."""

    sections: tuple[SectionView, ...]
    """By child and parent."""
    page: PageOf[Variant]
    """Which page of the list it is."""
    total: int
    """How many variants the story has."""
    left: int
    """How many of them are left out for want of room."""
    kinds: tuple[tuple[VariantKind, str, int], ...]
    """Kinds that occur, in words, and how often each does."""
    unread: tuple[ReportView, ...]
    """Reports that were not checked, because their language was not read."""


def section_key(index: StoryIndex, child: str, parent: str | None) -> str:
    """The id of a section of the apparatus."""
    return f"{index.key}-a{index.numbers[child]}-{0 if parent is None else index.numbers[parent]}"


def view_apparatus(index: StoryIndex, options: Options) -> ApparatusView:
    """The apparatus of a story, by child and parent."""
    variants = index.story.variants
    numbers = {id(v): n for n, v in enumerate(variants, 1)}
    if index.links.whole:
        kept = {id(v) for v in sorted(variants, key=lambda v: -v.confidence)[:MOST_VARIANTS]}
        page = cut_page([v for v in variants if id(v) in kept], 1, MOST_VARIANTS)
    else:
        page = cut_page(choose_variants(variants, options), options.page, PAGE_VARIANTS)
    pairs: dict[tuple[str, str | None], list[Variant]] = {}
    for variant in page.rows:
        pairs.setdefault((variant.child, variant.parent), []).append(variant)
    counts = Counter(v.kind for v in variants)
    return ApparatusView(
        sections=tuple(_view_section(index, c, p, found, numbers) for (c, p), found in pairs.items()),
        page=page,
        total=len(variants),
        left=len(variants) - len(page.rows) if index.links.whole else 0,
        kinds=tuple((k, VARIANTS[k], counts[k]) for k in VARIANTS if counts[k]),
        unread=tuple(index.view(r) for r in index.unread),
    )


def choose_variants(variants: Sequence[Variant], options: Options) -> list[Variant]:
    """The variants that the options ask for, in the order of the story."""
    words = options.words.casefold().split()

    def fits(v: Variant) -> bool:
        if options.edge and (v.child, v.parent or "") != options.edge:
            return False
        if options.kind and v.kind != options.kind:
            return False
        if options.report and options.report not in {v.child, v.parent}:
            return False
        said = f"{v.reason} {v.before} {v.after}".casefold()
        return all(w in said for w in words)

    return [v for v in variants if fits(v)]


def _view_section(
    index: StoryIndex, child: str, parent: str | None, variants: Sequence[Variant], numbers: dict[int, int]
) -> SectionView:
    edge = index.edges.get((child, parent)) if parent else None
    return SectionView(
        key=section_key(index, child, parent),
        child=index.view(child),
        parent=None if parent is None else index.view(parent),
        kind=KINDS[edge.kind] if edge else "",
        edge_href=index.links.edge(child, parent) if edge and parent else "",
        pair_href=index.links.pair(child, parent) if parent else "",
        variants=tuple(_view_variant(v, f"{index.key}-v{numbers[id(v)]}", index) for v in variants),
    )


def _view_variant(variant: Variant, key: str, index: StoryIndex) -> VariantView:
    if variant.parent is None or variant.parent_span is None:
        pair = view_alone(index, variant.child, variant.child_span)
    else:
        pair = view_pair(
            index, variant.child, variant.child_span, variant.parent, variant.parent_span, variant=variant
        )
    return VariantView(
        key=key,
        kind=variant.kind,
        kind_words=VARIANTS[variant.kind],
        reason=variant.reason,
        sureness=sureness(variant.confidence),
        odds=percent(variant.confidence),
        pair=pair,
        claim_href=index.links.claim(variant.claim) if variant.claim else "",
    )
