"""From a result to pages: all views of all stories in one file, or one view of one story for a server."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from stemma.export.page.apparatus import section_key, view_apparatus
from stemma.export.page.claims import claim_keys, view_claims
from stemma.export.page.edges import edge_key
from stemma.export.page.file_links import FileLinks
from stemma.export.page.findings import view_brief, view_positions, view_timeline
from stemma.export.page.index import OriginView, StoryIndex
from stemma.export.page.links import Links
from stemma.export.page.options import VIEWS, Options, View
from stemma.export.page.site import SCRIPTS, STYLE, Site, asset, own_environment
from stemma.export.page.texts import view_all_texts, view_two_texts
from stemma.export.page.tree import view_tree
from stemma.export.wording import corrections_in_words, headline
from stemma.model import Result, Story

NAMES: dict[View, str] = {
    "tree": "Tree",
    "claims": "Claims",
    "apparatus": "Apparatus",
    "texts": "Texts",
    "timeline": "Timeline",
    "positions": "Positions",
    "brief": "Brief",
}
"""What the views are called."""


@dataclass(frozen=True, slots=True)
class HeadView:
    """What stands above the views of a story."""

    key: str
    """Its id on the page."""
    title: str
    """Its title."""
    headline: str
    """Its count in a line."""
    reports: int
    """Reports."""
    texts: int
    """Distinct texts."""
    origins: str
    """Independent origins: a number or an interval."""
    best: int
    """The most probable number of origins."""
    sure: bool
    """Whether the number of origins is certain."""
    doubts: tuple[str, ...]
    """What would narrow the interval."""
    lines: tuple[OriginView, ...]
    """The origins."""
    several: bool
    """Whether there is anything to compare."""
    corrected: str
    """What persons set in the story, in words; empty where nothing."""
    unread: int
    """Reports whose statements were not read."""
    sizes: Mapping[View, int | None]
    """How many things each view holds; None where a number says nothing."""


def render_page(result: Result) -> str:
    """The result as one self-contained HTML page.

    Whatever comes out of a report is escaped; the page's own policy (CSP) lets in no script and no style but
    its own, and nothing from the network.
    """
    numbers = {r.id: n for n, r in enumerate(result.reports, 1)}
    stories = [_view_story(result, s, f"s{n}", numbers) for n, s in enumerate(result.stories, 1)]
    style, scripts = asset(STYLE), [asset(name) for name in SCRIPTS]
    return (
        own_environment()
        .get_template("file.html.j2")
        .render(
            run=result.run,
            created=result.run.created.strftime("%Y-%m-%d %H:%M %Z").strip(),
            stories=stories,
            names=NAMES,
            reports=len(result.reports),
            problems=result.problems,
            actions=None,
            options=Options(),
            style=Markup(style),  # noqa: S704  our own file
            inline=[Markup(s) for s in scripts],  # noqa: S704  our own files
            policy=_policy(style, scripts),
        )
    )


def render_story(
    result: Result,
    story_id: str,
    view: View,
    links: Links,
    *,
    options: Options | None = None,
    site: Site | None = None,
) -> str:
    """One view of one story as a page of a server.

    The page holds no script and no style of its own, only links to `static_assets()`, so that it can be sent
    with the policy `POLICY`.

    Args:
        result: a result that holds the story.
        story_id: id of the story.
        view: which view.
        links: where the things of the story stand, such as `PathLinks("/stories/…")`.
        options: what the reader asked for, as `read_options` finds it in the query.
        site: what stands round the view.

    Raises:
        KeyError: the result has no such story.
    """
    story = next((s for s in result.stories if s.id == story_id), None)
    if story is None:
        raise KeyError(story_id)
    options = options or Options()
    index = StoryIndex(result, story, links)
    head, built = _view_head(index), _build(view, index, options)
    site = site or Site()
    return (
        own_environment()
        .get_template("view.html.j2")
        .render(
            site=site,
            actions=site.actions,
            names=NAMES,
            view=view,
            options=options,
            links=links,
            story={"head": head, "key": index.key, view: built, "sources": index.named()},
        )
    )


def _build(view: View, index: StoryIndex, options: Options) -> object:
    builders: dict[View, Callable[[], object]] = {
        "tree": lambda: view_tree(index, options),
        "claims": lambda: view_claims(index, options),
        "apparatus": lambda: view_apparatus(index, options),
        "texts": lambda: view_two_texts(index, options),
        "timeline": lambda: view_timeline(index, options),
        "positions": lambda: view_positions(index, options),
        "brief": lambda: view_brief(index),
    }
    return builders[view]()


def _view_story(result: Result, story: Story, key: str, numbers: Mapping[str, int]) -> dict[str, Any]:
    """All views of a story in a file. What others link to is built first, the full texts last."""
    edges: dict[tuple[str, str], str] = {}
    links = FileLinks(key, numbers, edges)
    index = StoryIndex(result, story, links, key)
    pairs = [*index.edges, *((c, x.id) for x in index.lost.values() for c in x.children)]
    edges |= {(c, p): edge_key(index, c, p) for c, p in pairs}
    options = Options()
    links.claims |= claim_keys(index)
    claims = view_claims(index, options)
    apparatus = view_apparatus(index, options)
    links.sections |= {
        (s.child.id, s.parent.id): section_key(index, s.child.id, s.parent.id)
        for s in apparatus.sections
        if s.parent is not None
    }
    built = {
        "claims": claims,
        "apparatus": apparatus,
        "tree": view_tree(index, options),
        "timeline": view_timeline(index, options),
        "positions": view_positions(index, options),
        "brief": view_brief(index),
    }
    texts = view_all_texts(index, {r: links.anchors(r) for r in story.reports})
    return {
        "head": _view_head(index),
        "key": key,
        "links": links,
        **built,
        "texts": texts,
        "sources": index.named(),
    }


def _view_head(index: StoryIndex) -> HeadView:
    story = index.story
    count = story.stemma.count
    found = story.findings
    several = sum(c.corroboration.reports > 1 or c.disputed for c in story.claims)
    sizes: dict[View, int | None] = dict.fromkeys(VIEWS)
    sizes |= {
        "claims": several,
        "apparatus": len(story.variants),
        "texts": len(story.reports),
        "timeline": len(found.timeline),
        "positions": len(found.positions),
    }
    return HeadView(
        key=index.key,
        title=story.title,
        headline=headline(count),
        reports=count.reports,
        texts=count.texts,
        origins=str(count.origins),
        best=count.best,
        sure=count.origins.low == count.origins.high,
        doubts=count.doubts,
        lines=index.origins,
        several=len(story.reports) > 1 or bool(index.lost),
        corrected=corrections_in_words(story.corrections),
        unread=len(index.unread),
        sizes=sizes,
    )


def _policy(style: str, scripts: list[str]) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src {' '.join(repr(_digest(s)) for s in scripts)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
