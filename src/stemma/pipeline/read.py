"""The main job: from inputs to everything worked out about them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from stemma.collation import Judge, collate
from stemma.export import dump_story_file, render_page
from stemma.findings import WORDS, Issue, find_findings
from stemma.language import LanguageModel, link_speakers, load_model, locate_by_outlet
from stemma.lineage import infer_stemma
from stemma.model import Analysis, Corrections, Report, Result, Run, Setting, Story, StoryGroup, content_id
from stemma.pipeline.compare import judge_of
from stemma.pipeline.progress import Progress, silent
from stemma.reading import read_inputs
from stemma.stories import group_reports, one_group
from stemma.version import program_version


@dataclass(frozen=True, slots=True)
class ReadResult(Result):
    """All that a run worked out, with ways to hand it on."""

    def to_json(self) -> str:
        """The story file, as JSON text."""
        return dump_story_file(self)

    def to_html(self) -> str:
        """The report as one self-contained HTML page."""
        return render_page(self)

    def _repr_html_(self) -> str:
        """The page in a notebook: framed and sandboxed, so that it can touch nothing round it."""
        from html import escape  # noqa: PLC0415

        page = escape(self.to_html(), quote=True)
        return f'<iframe sandbox srcdoc="{page}" width="100%" height="800" style="border:0"></iframe>'


def read(
    inputs: str | Path | Iterable[str | Path],
    *,
    one_story: bool = False,
    model: str | None = None,
    input_format: str | None = None,
    published: str | None = None,
    issues: Sequence[Issue] = (),
    brief_words: int = WORDS,
    fetch: bool = False,
    progress: Progress | None = None,
    stdin: BinaryIO | None = None,
) -> ReadResult:
    """Read reports and work out stories, family trees, claims and variants.

    Args:
        inputs: files, folders (read recursively), globs; `-` is standard input.
        one_story: treat all inputs as one story.
        model: the language model; the embedded one if none is named.
        input_format: what the inputs are (one of `stemma.reading.FORMATS`); found by content if not given.
        published: an ISO date for inputs that have none.
        issues: what positions and briefs are sorted by; found in the material if none are given.
        brief_words: about how many words the brief of a story may have.
        fetch: fetch inputs that are addresses of the web; without it nothing is ever fetched.
        progress: called as the work goes on.
        stdin: where `-` is read from; the process's standard input if not given.

    Returns:
        The result. What could not be read is listed in its `problems`; the rest is read all the same.

    Raises:
        ModelError: the language model is missing or broken.
    """
    tell = progress or silent
    names = [str(inputs)] if isinstance(inputs, str | Path) else [str(i) for i in inputs]
    tell("reading", 0, len(names))
    source = stdin or (sys.stdin.buffer if "-" in names else None)
    outcome = read_inputs(names, format=input_format, published=published, stdin=source, fetch=fetch)
    tell("reading", len(names), len(names))
    language = load_model(model)
    analyses = analyse(outcome.reports, language, tell)
    arrange = one_group if one_story else group_reports
    groups = arrange(outcome.reports, analyses, language.frequency)
    stories = work_out_stories(
        outcome.reports, analyses, groups, tell, judge=judge_of(language), issues=issues, words=brief_words
    )
    settings = {
        "model": model,
        "one-story": str(one_story).lower(),
        "published": published,
        "format": input_format,
        "issues": ", ".join(i.name for i in issues) or None,
        "brief": None if brief_words == WORDS else str(brief_words),
    }
    return ReadResult(
        run=Run(
            version=program_version(),
            model=language.name,
            created=datetime.now(UTC),
            settings=tuple(Setting(k, v) for k, v in sorted(settings.items()) if v is not None),
        ),
        reports=outcome.reports,
        analyses=analyses,
        stories=stories,
        problems=outcome.problems,
    )


def analyse(
    reports: Sequence[Report], language: LanguageModel, progress: Progress | None = None
) -> tuple[Analysis, ...]:
    """What the language model finds in each report, in the order of the reports."""
    tell = progress or silent
    analyses: list[Analysis] = []
    for n, report in enumerate(reports):
        tell("language", n, len(reports))
        analyses.append(language.analyse(report))
    tell("language", len(reports), len(reports))
    return locate_by_outlet(reports, analyses)


def work_out_stories(
    reports: Sequence[Report],
    analyses: Sequence[Analysis],
    groups: Sequence[StoryGroup],
    progress: Progress | None = None,
    *,
    judge: Judge | None = None,
    issues: Sequence[Issue] = (),
    words: int = WORDS,
) -> tuple[Story, ...]:
    """Family tree, claims, apparatus and findings of every group of reports, in the order of the groups."""
    tell = progress or silent
    at = {r.id: n for n, r in enumerate(reports)}
    stories: list[Story] = []
    for n, group in enumerate(groups):
        tell("stories", n, len(groups))
        members = [reports[at[i]] for i in group.reports]
        theirs = [analyses[at[i]] for i in group.reports]
        stories.append(
            work_out_story(group, members, theirs, judge=judge, issues=issues, words=words, progress=tell)
        )
    tell("stories", len(groups), len(groups))
    return tuple(stories)


def work_out_story(
    group: StoryGroup,
    reports: Sequence[Report],
    analyses: Sequence[Analysis],
    *,
    judge: Judge | None = None,
    corrections: Corrections | None = None,
    issues: Sequence[Issue] = (),
    words: int = WORDS,
    progress: Progress | None = None,
) -> Story:
    """Family tree, claims, apparatus and findings of one group of reports.

    Args:
        group: the reports' ids and the title of their story.
        reports: those of the group, in its order; dates that persons gave already stand in them.
        analyses: one per report, in the same order.
        judge: weighs what collation finds.
        corrections: edges and claims that persons corrected.
        issues: what positions and briefs are sorted by; found in the material if none are given.
        words: about how many words the brief may have.
        progress: called before and after each step.
    """
    tell = progress or silent
    corrections = corrections or Corrections()
    analyses = link_speakers(analyses)
    tell("tree", 0, 1)
    stemma = infer_stemma(reports, analyses, rejected=corrections.rejected)
    tell("tree", 1, 1)
    tell("collation", 0, 1)
    collation = collate(reports, analyses, stemma, corrections.claims, judge)
    tell("collation", 1, 1)
    tell("findings", 0, 1)
    findings = find_findings(
        reports, analyses, stemma, collation.claims, collation.variants, issues=issues, words=words
    )
    tell("findings", 1, 1)
    return Story(
        id=content_id("s", *group.reports),
        title=group.title,
        reports=group.reports,
        stemma=stemma,
        claims=collation.claims,
        variants=collation.variants,
        findings=findings,
        corrections=corrections,
    )
