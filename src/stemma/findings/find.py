"""All findings of a story in one call."""

from __future__ import annotations

from collections.abc import Sequence

from stemma.findings.brief import WORDS, write_brief
from stemma.findings.happenings import find_happenings
from stemma.findings.issues import Issue, find_issues
from stemma.findings.material import lay_out
from stemma.findings.positions import find_positions
from stemma.findings.timeline import find_timeline
from stemma.model import Analysis, Claim, Findings, Report, Stemma, Variant
from stemma.text.spans import Places


def find_findings(
    reports: Sequence[Report],
    analyses: Sequence[Analysis],
    stemma: Stemma,
    claims: Sequence[Claim],
    variants: Sequence[Variant],
    *,
    issues: Sequence[Issue] = (),
    words: int = WORDS,
) -> Findings:
    """Timeline, positions, events and brief of a story.

    Args:
        reports: its reports, in any order.
        analyses: what the language room found in each, in the same order.
        stemma: their family tree.
        claims: their claims, the best corroborated first.
        variants: the apparatus.
        issues: what to sort by; found in the material if none are given.
        words: about how many words the brief may have.
    """
    material = lay_out(reports, analyses, stemma, claims, variants)
    if not issues:
        texts = sorted({material.text(r, material.sentence(r, s.span)) for r, s in material.statements()})
        sources = {
            r: Places((x.source, x) for x in a.attributions if x.source) for r, a in material.analyses.items()
        }
        names = {
            e.span.of(material.reports[r].text)
            for r, a in material.analyses.items()
            for e in a.entities
            if e.type in {"PER", "NORP"}
            or (
                e.type == "GPE"
                and any(x.source and x.source.contains(e.span) for x in sources[r].touching(e.span))
            )
        }
        issues = find_issues(texts, sorted(names | {s.voice for _, s in material.statements()}))
    timeline, undated = find_timeline(material)
    brief, unbriefed = write_brief(material, issues, words)
    return Findings(
        timeline=timeline,
        positions=find_positions(material, issues),
        events=find_happenings(material),
        brief=brief,
        left_out=(*undated, *unbriefed),
    )
