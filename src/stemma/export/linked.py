"""Linked data as plain JSON-LD values.

Who derived from whom (W3C PROV-O), which passages (W3C Web Annotation Data Model), and claims ready for a review
(schema.org ClaimReview).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from stemma.model import NARRATOR, Report, Result, Story
from stemma.text.spans import Span

_CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "prov": "http://www.w3.org/ns/prov#",
        "schema": "https://schema.org/",
        "dcterms": "http://purl.org/dc/terms/",
    },
]
# Characters before and behind a quoted passage by which it is found again should the text have moved.
CONTEXT_LENGTH = 32


def to_provenance(result: Result) -> dict[str, Any]:
    """Reports and lost sources as `prov:Entity`, derivations as `prov:Derivation`, shared passages as annotations."""
    texts = {r.id: r for r in result.reports}
    graph: list[dict[str, Any]] = [_entity(r) for r in result.reports]
    for story in result.stories:
        graph += [
            {"id": _name(x.id), "type": ["prov:Entity"], "dcterms:title": x.name or "a lost source",
             "dcterms:description": "; ".join(x.reasons)}
            for x in story.stemma.lost_sources
        ]  # fmt: skip
        graph += _derivations(story)
        graph += _passages(story, texts)
        graph += _variants(story, texts)
    activity = {
        "id": "urn:stemma:run",
        "type": "prov:Activity",
        "prov:endedAtTime": result.run.created.isoformat(),
        "prov:wasAssociatedWith": {"type": "prov:SoftwareAgent", "schema:softwareVersion": result.run.version,
                                   "schema:name": "Stemma"},
    }  # fmt: skip
    return {"@context": _CONTEXT, "@graph": [activity, *graph]}


def to_claim_reviews(result: Result) -> list[dict[str, Any]]:
    """Each claim as a schema.org `ClaimReview`: who says it and where; the rating is left for a person to give."""
    reports = {r.id: r for r in result.reports}
    out = []
    for story in result.stories:
        for claim in story.claims:
            behind = claim.corroboration
            narrated = any(r.voice == NARRATOR for r in claim.readings)
            appearances = [
                _said({"@type": "NewsArticle", "identifier": r.report, "headline": reports[r.report].title,
                       "url": reports[r.report].url, "publisher": reports[r.report].outlet,
                       "text": r.span.of(reports[r.report].text)})
                for r in claim.readings
            ]  # fmt: skip
            out.append(
                {
                    "@context": "https://schema.org",
                    "@type": "ClaimReview",
                    "identifier": claim.id,
                    "claimReviewed": claim.text,
                    "itemReviewed": {
                        "@type": "Claim",
                        # What a report says in its own name is nobody's claim but its own.
                        "author": [{"@type": "Person", "name": v} for v in behind.voices if not narrated],
                        "appearance": appearances,
                    },
                    "reviewRating": None,
                    "reviewAspect": f"{behind.reports} reports, {behind.texts} texts, {behind.origins} origins, "
                    f"{len(behind.voices)} voices" + ("; disputed" if claim.disputed else ""),
                }
            )
    return out


def _entity(report: Report) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": _name(report.id),
        "type": ["prov:Entity", "schema:NewsArticle"],
        "dcterms:identifier": report.id,
        "dcterms:title": report.title,
        "dcterms:publisher": report.outlet,
        "dcterms:date": report.published.iso() if report.published else None,
        "schema:url": report.url,
    }
    return _said(row)


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """The row without what is not known."""
    return {k: v for k, v in row.items() if v is not None}


def _derivations(story: Story) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for edge in story.stemma.edges:
        kind = {"copy": "prov:Quotation", "excerpt": "prov:Quotation", "edit": "prov:Revision"}.get(edge.kind)
        out.append(
            {
                "id": _name(edge.child),
                "prov:wasDerivedFrom": {"id": _name(edge.parent)},
                "prov:qualifiedDerivation": {
                    "type": ["prov:Derivation", *([kind] if kind else [])],
                    "prov:entity": {"id": _name(edge.parent)},
                    "dcterms:type": edge.kind,
                    "dcterms:description": "; ".join(edge.reasons),
                    "schema:value": round(edge.confidence, 4),
                },
            }
        )
    for lost in story.stemma.lost_sources:
        out.extend({"id": _name(c), "prov:wasDerivedFrom": {"id": _name(lost.id)}} for c in lost.children)
    return out


def _passages(story: Story, reports: dict[str, Report]) -> list[dict[str, Any]]:
    return [
        {
            "id": f"urn:stemma:passage:{_quoted(edge.child)}:{pair.child.start}:{_quoted(edge.parent)}:{pair.parent.start}",
            "type": "Annotation",
            "motivation": "linking",
            "body": _target(reports[edge.parent], pair.parent),
            "target": _target(reports[edge.child], pair.child),
        }
        for edge in story.stemma.edges
        for pair in edge.passages
    ]


def _variants(story: Story, reports: dict[str, Report]) -> list[dict[str, Any]]:
    out = []
    for n, v in enumerate(story.variants):
        bodies: list[dict[str, Any]] = [{"type": "TextualBody", "purpose": "commenting", "value": v.reason}]
        if v.parent is not None and v.parent_span is not None:
            bodies.append({"purpose": "linking", **_target(reports[v.parent], v.parent_span)})
        out.append(
            {
                "id": f"urn:stemma:variant:{story.id}:{n}",
                "type": "Annotation",
                "motivation": "commenting",
                "body": bodies,
                "target": _target(reports[v.child], v.child_span),
            }
        )
    return out


def _target(report: Report, span: Span) -> dict[str, Any]:
    """A passage by its place and, should the text move, by its words (Web Annotation Data Model, 4.2)."""
    text = report.text
    return {
        "type": "SpecificResource",
        "source": _name(report.id),
        "selector": [
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            {"type": "TextQuoteSelector", "exact": span.of(text),
             "prefix": text[max(0, span.start - CONTEXT_LENGTH) : span.start],
             "suffix": text[span.end : span.end + CONTEXT_LENGTH]},
        ],
    }  # fmt: skip


def _name(identifier: str) -> str:
    return f"urn:stemma:report:{_quoted(identifier)}"


def _quoted(identifier: str) -> str:
    """An id as part of a URN: a given one may hold anything."""
    return quote(identifier, safe="", errors="replace")
