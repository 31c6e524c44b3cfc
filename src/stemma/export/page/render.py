"""From a result to the page: the views of its parts, the templates, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from stemma.export.page.apparatus import (
    EdgeView,
    LostView,
    SectionView,
    view_apparatus,
    view_edges,
    view_lost,
)
from stemma.export.page.claims import ClaimsView, claim_keys, view_claims
from stemma.export.page.findings import FindingsView, view_findings
from stemma.export.page.full_text import mark_text
from stemma.export.page.index import OriginView, PageIndex, ReportView
from stemma.export.page.tree import TreeView, view_tree
from stemma.export.wording import headline, make_visible
from stemma.model import Report, Result, Story

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_WEB = re.compile(r"https?://[^\s]+")


@dataclass(frozen=True, slots=True)
class TextView:
    """A report in full."""

    report: ReportView
    """How it is named."""
    title: str
    """Its title; may be empty."""
    id: str
    """Its id."""
    source: str
    """Where it was read from."""
    url: str
    """Its address, if it is one of the web; else empty."""
    published: str
    """When it was published, as exact as is known; may be empty."""
    language: str
    """ISO 639-1 code; may be empty."""
    text: Markup
    """The text with its zones and places."""


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story on the page."""

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
    tree: TreeView | None
    """The family tree; None where there is but one report."""
    edges: tuple[EdgeView, ...]
    """The edges with their reasons."""
    lost: tuple[LostView, ...]
    """The lost sources with their reasons."""
    claims: ClaimsView
    """The claims table."""
    apparatus: tuple[SectionView, ...]
    """The variants, by child and parent."""
    variants: int
    """How many variants there are."""
    variants_left: int
    """How many of them are not shown."""
    findings: FindingsView
    """Brief, timeline and positions."""
    texts_in_full: tuple[TextView, ...]
    """The reports in full, by outlet and date."""


def render_page(result: Result) -> str:
    """The result as one self-contained HTML page.

    Whatever comes out of a report is escaped; the page's own policy (CSP) lets in no script and no style but
    its own, and nothing from the network.
    """
    index = PageIndex(result)
    stories = [_view_story(s, f"s{n}", index) for n, s in enumerate(result.stories, 1)]
    style, script = _asset("style.css"), _asset("script.js")
    environment = Environment(
        loader=FunctionLoader(lambda name: _asset(f"templates/{name}")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    return environment.get_template("page.html.j2").render(
        run=result.run,
        created=result.run.created.strftime("%Y-%m-%d %H:%M %Z").strip(),
        stories=stories,
        reports=len(result.reports),
        problems=result.problems,
        style=Markup(style),  # noqa: S704  our own file
        script=Markup(script),  # noqa: S704  our own file
        policy=_policy(style, script),
    )


def _view_story(story: Story, key: str, index: PageIndex) -> StoryView:
    count = story.stemma.count
    claims = view_claims(story, key, index)
    apparatus, left = view_apparatus(story, key, index, claim_keys(story, key, claims))
    edges = view_edges(story, key, index, apparatus)
    lost = view_lost(story, key, index)
    several = len(story.reports) > 1 or bool(lost)
    return StoryView(
        key=key,
        title=story.title,
        headline=headline(count),
        reports=count.reports,
        texts=count.texts,
        origins=str(count.origins),
        best=count.best,
        sure=count.origins.low == count.origins.high,
        doubts=count.doubts,
        lines=tuple(index.origins[story.id]),
        tree=view_tree(story, index, edges, lost) if several else None,
        edges=edges,
        lost=lost,
        claims=claims,
        apparatus=apparatus,
        variants=len(story.variants),
        variants_left=left,
        findings=view_findings(story, key, index),
        # Last, when all that links into the texts is known.
        texts_in_full=tuple(_view_text(index.reports[r], index) for r in _by_date(story, index)),
    )


def _by_date(story: Story, index: PageIndex) -> list[str]:
    """Reports by the day of their publication, those without one last."""
    dates = {r: index.view(r).date for r in story.reports}
    return sorted(story.reports, key=lambda r: (not dates[r], dates[r], index.numbers[r]))


def _view_text(report: Report, index: PageIndex) -> TextView:
    language = report.language or ""
    return TextView(
        report=index.view(report.id),
        title=report.title or "",
        id=report.id,
        source=report.source,
        url=report.url if report.url and _WEB.fullmatch(report.url) else "",
        published="" if report.published is None else report.published.iso().replace("T", " "),
        language=language if _LANGUAGE.fullmatch(language) else "",
        text=mark_text(report, index.anchors(report.id)),
    )


def _policy(style: str, script: str) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src '{_digest(script)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _finalize(value: object) -> object:
    """Text from outside loses its control characters before it is escaped; our own markup stays as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return make_visible(value)
    return value


def _asset(name: str) -> str:
    return files("stemma.export.page").joinpath(name).read_text("utf-8")
