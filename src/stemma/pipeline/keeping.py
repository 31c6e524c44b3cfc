"""What a library keeps, worked out: reports added to it, stories corrected in it, results taken out of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from stemma.errors import LibraryError
from stemma.export import correction_row, load_correction, load_story, story_row
from stemma.language import LanguageModel, load_model, locate_by_outlet
from stemma.model import (
    Analysis,
    Correction,
    Corrections,
    MergedClaims,
    Problem,
    Report,
    Run,
    SplitClaim,
    Story,
    StoryGroup,
    content_id,
    reports_of,
)
from stemma.pipeline.compare import judge_of
from stemma.pipeline.progress import Progress, silent
from stemma.pipeline.read import ReadResult, work_out_story
from stemma.reading import read_inputs
from stemma.store import Library, StoredReport
from stemma.stories import Placement, one_group, place_reports
from stemma.version import program_version


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding reports to a library."""

    new: tuple[str, ...]
    """Ids of the reports that were added, sorted."""
    known: tuple[str, ...]
    """Ids of the reports that were there already, sorted."""
    stories: tuple[str, ...]
    """Ids of the stories that were worked out, new or anew, sorted."""
    problems: tuple[Problem, ...]
    """What could not be read or added; the rest was."""


def add(
    library: Library,
    inputs: Iterable[str | Path],
    *,
    story: str | None = None,
    one_story: bool = False,
    model: str | None = None,
    input_format: str | None = None,
    published: str | None = None,
    fetch: bool = False,
    progress: Progress | None = None,
    stdin: BinaryIO | None = None,
    under: Path | None = None,
) -> Added:
    """Read reports and add those that the library does not have; work out again only the stories they join.

    Reading takes time and needs nothing but the inputs; only then is the library locked for other writers.

    Args:
        library: where they go.
        inputs: files, folders (read recursively), globs; `-` is standard input.
        story: id of the story they all belong to; found by what they tell if none is given.
        one_story: treat them as one new story, whatever they tell.
        model: the language model; the embedded one if none is named.
        input_format: what the inputs are; found by content if not given.
        published: an ISO date for inputs that have none.
        fetch: fetch inputs that are addresses of the web; without it nothing is ever fetched.
        progress: called as the work goes on.
        stdin: where `-` is read from; the process's standard input if not given.
        under: a folder that all inputs lie in and that is left out of the names of their sources.

    Raises:
        LibraryError: there is no such story, or the library cannot be written.
        ModelError: the language model is missing or broken.
    """
    tell = progress or silent
    if story is not None and library.story(story) is None:
        raise LibraryError(f"{library.file}: has no story {story}; see: stemma stories")
    names = [str(i) for i in inputs]
    tell("reading", 0, len(names))
    source = stdin or (sys.stdin.buffer if "-" in names else None)
    outcome = read_inputs(names, format=input_format, published=published, stdin=source, fetch=fetch)
    tell("reading", len(names), len(names))
    problems = [Problem(_short(p.source, under), _short(p.reason, under)) for p in outcome.problems]
    reports = [replace(r, source=_short(r.source, under)) for r in outcome.reports]
    fresh, _, _ = _sift(library, reports)
    language = load_language(model) if fresh else None
    analyses = {r.id: a for r, a in zip(fresh, _analyse(fresh, language, tell), strict=True)} if language else {}
    with library.writing():
        # Another program may have added some of them meanwhile.
        fresh, known, refused = _sift(library, reports)
        touched: list[str] = []
        if fresh and language:
            found = [analyses.get(r.id) or language.analyse(r) for r in fresh]
            touched = _add_all(library, fresh, found, model, tell, story=story, one_story=one_story)
    return Added(
        tuple(sorted(r.id for r in fresh)), tuple(sorted(known)), tuple(sorted(touched)), (*problems, *refused)
    )


def correct(
    library: Library,
    story: str,
    correction: Correction,
    *,
    progress: Progress | None = None,
) -> int:
    """Keep what a person says against the machine, and work the story out under it.

    Returns:
        The number of the correction; that of the one that holds already where it says the same.

    Raises:
        LibraryError: the story does not have what the correction speaks of.
    """
    document = correction_row(correction)
    with library.writing():
        _check(library, story, correction)
        for stored in library.corrections(story):
            if stored.undone is None and stored.document == document:
                return stored.number
        number = library.add_correction(story, document)
        _recompute(library, story, progress)
    return number


def undo(library: Library, story: str, number: int, *, progress: Progress | None = None) -> None:
    """Take a correction back, and work the story out without it.

    Raises:
        LibraryError: the story has no such correction.
    """
    with library.writing():
        stored = next((c for c in library.corrections(story) if c.number == number), None)
        if stored is None:
            raise LibraryError(f"story {story} has no correction {number}")
        if stored.undone is None:
            library.undo_correction(number)
            _recompute(library, story, progress)


def story_result(library: Library, *stories: str) -> ReadResult:
    """Everything worked out about stories of the library, or about all, as one result.

    Of the analyses it holds sentences and statements, which is all that pages and exports show.

    Raises:
        LibraryError: there is no such story, or the library holds none at all.
    """
    with library.reading():
        return _story_result(library, stories)


def _story_result(library: Library, stories: Sequence[str]) -> ReadResult:
    kept = [library.story(s) for s in stories] if stories else list(library.stories())
    missing = [s for s, one in zip(stories, kept, strict=False) if one is None]
    if missing:
        raise LibraryError(f"{library.file}: has no story {missing[0]}; see: stemma stories")
    found = [one for one in kept if one is not None]
    if not found:
        raise LibraryError(f"{library.file}: holds no story yet; add reports: stemma add INPUT...")
    worked_out: list[Story] = []
    kept_reports: list[tuple[Report, Analysis]] = []
    for one in found:
        reports = library.texts(one.id)
        story, outlines = _shown(library, one.id, reports)
        worked_out.append(story)
        kept_reports.extend(zip(reports, outlines, strict=True))
    dates = {r: p for s in worked_out for r, p in s.corrections.dates.items()}
    kept_reports.sort(key=lambda pair: pair[0].id)
    latest = max(found, key=lambda one: one.created)
    return ReadResult(
        run=Run(latest.version, latest.model, datetime.fromisoformat(latest.created)),
        reports=tuple(replace(r, published=dates.get(r.id, r.published)) for r, _ in kept_reports),
        analyses=tuple(outline for _, outline in kept_reports),
        stories=tuple(worked_out),
    )


def _shown(library: Library, story: str, reports: Sequence[Report]) -> tuple[Story, tuple[Analysis, ...]]:
    """A story and what was found in its reports, from what was kept to be shown if there is that, else from all there is."""
    kept = library.shown(story)
    if kept is None or [a.report for a in kept.analyses] != [r.id for r in reports]:
        return load_story(library.document(story)), library.outlines(story)
    corrections = Corrections(tuple(load_correction(row) for row in kept.corrections))
    return replace(kept.story, corrections=corrections), kept.analyses


@cache
def load_language(name: str | None) -> LanguageModel:
    """The language model of this name, loaded once: a server works with it again and again."""
    return load_model(name)


def _short(name: str, under: Path | None) -> str:
    """A name or a message without the folder that all inputs lie in."""
    return name if under is None else name.replace(f"{under}/", "")


def _sift(library: Library, reports: Sequence[Report]) -> tuple[list[Report], list[str], list[Problem]]:
    """The reports that the library does not have, the ids of those it has, and those whose id is taken."""
    fresh: list[Report] = []
    known: list[str] = []
    problems: list[Problem] = []
    taken: set[str] = set()  # by those before it in the same reading
    for report in reports:
        there = library.report(report.id)
        if report.id not in _made_ids(report):  # a given id names one report, whatever its text
            if there is None:
                fresh.append(report)
            elif there.text == report.text:
                known.append(report.id)
            else:
                reason = (
                    f"has the id {report.id} of another report in the library ({there.source}); give it its own"
                )
                problems.append(Problem(report.source, reason))
            continue
        same = [r.id for r in library.with_text(report.text) if _is_same(r, report)]
        if same:
            known.append(report.id if report.id in same else same[0])
        else:  # the same words from another outlet are another report, as they are within one reading
            free = (i for i in _made_ids(report) if i not in taken and library.report(i) is None)
            mine = report.id if there is None and report.id not in taken else next(free)
            taken.add(mine)
            fresh.append(replace(report, id=mine))
    return fresh, known, problems


def _made_ids(report: Report) -> tuple[str, ...]:
    """The ids that reading may make for a report, the shortest first, and one that is always left."""
    parts = (report.outlet or "", report.url or "", _published(report), report.title or "", report.source)
    made = [content_id("r", report.text, *parts[:n]) for n in range(len(parts) + 1)]
    return (*made, content_id("r", report.text, *parts, "again"))


def _is_same(there: Report, report: Report) -> bool:
    """Whether a report with the same words is the same report: by its outlet, its address and its day."""
    if there.outlet != report.outlet or there.url != report.url:
        return False
    return not (there.published and report.published and there.published.day != report.published.day)


def _published(report: Report) -> str:
    return "" if report.published is None else report.published.iso()


def _read_by(report: Report, language: LanguageModel) -> str:
    """What an analysis depends on besides the report's text."""
    return f"{program_version()} {language.name} {_published(report)}"


def _analyse(reports: Sequence[Report], language: LanguageModel, tell: Progress) -> list[Analysis]:
    found: list[Analysis] = []
    for n, report in enumerate(reports):
        tell("language", n, len(reports))
        found.append(language.analyse(report))
    tell("language", len(reports), len(reports))
    return found


def _add_all(
    library: Library,
    fresh: Sequence[Report],
    found: Sequence[Analysis],
    model: str | None,
    tell: Progress,
    *,
    story: str | None,
    one_story: bool,
) -> list[str]:
    """Place new reports, keep them, and work out the stories they join; the ids of those."""
    language = load_language(model)
    touched: list[str] = []
    placements = _place(library, fresh, found, language, story=story, one_story=one_story)
    by_id = {r.id: (r, a) for r, a in zip(fresh, found, strict=True)}
    for n, placement in enumerate(placements):
        tell("stories", n, len(placements))
        identity = placement.story or new_story_id(library, placement.group.reports)
        for i in placement.group.reports:
            if i in by_id:
                report, analysis = by_id[i]
                library.add_report(identity, report)
                library.set_analysis(report, analysis, _read_by(report, language))
        _work_out(library, identity, placement.group, model, tell)
        touched.append(identity)
    tell("stories", len(placements), len(placements))
    return touched


def _place(
    library: Library,
    fresh: Sequence[Report],
    found: Sequence[Analysis],
    language: LanguageModel,
    *,
    story: str | None,
    one_story: bool,
) -> tuple[Placement, ...]:
    stored = () if one_story and story is None else library.placed(story)
    reports = [*(report for _, report, _ in stored), *fresh]
    analyses = [*(analysis for _, _, analysis in stored), *found]
    if story is not None or one_story:
        (group,) = one_group(reports, analyses, language.frequency)
        return (Placement(story, group),)
    homes: dict[str, list[str]] = {}
    for home, report, _ in stored:
        homes.setdefault(home, []).append(report.id)
    return place_reports(reports, analyses, language.frequency, homes)


def _recompute(library: Library, story: str, progress: Progress | None) -> None:
    kept = library.story(story)
    if kept is None:
        raise LibraryError(f"{library.file}: has no story {story}; see: stemma stories")
    document = library.document(story)
    group = StoryGroup(tuple(document["reports"]), kept.title)
    _work_out(library, story, group, kept.model_asked or None, progress or silent)


def new_story_id(library: Library, reports: Sequence[str]) -> str:
    """An id for a new story: that of its reports, unless a story that these reports have left since has it."""
    identity, n = content_id("s", *reports), 1
    while library.story(identity) is not None:
        n += 1
        identity = content_id("s", *reports, str(n))
    return identity


def work_out_members(library: Library, story: str, model_asked: str, tell: Progress) -> None:
    """Work a story out anew from the reports that stand in it now; one that has none left goes out of the lists."""
    stored = library.placed(story)
    if not stored:
        library.empty_story(story)
        return
    frequency = load_language(model_asked or None).frequency
    (group,) = one_group([report for _, report, _ in stored], [analysis for _, _, analysis in stored], frequency)
    _work_out(library, story, group, model_asked or None, tell)


def _work_out(library: Library, story: str, group: StoryGroup, model: str | None, tell: Progress) -> None:
    """Work a story out from what the library holds of it and keep what comes out."""
    language = load_language(model)
    standing = [load_correction(c.document) for c in library.corrections(story) if c.undone is None]
    corrections = Corrections(tuple(standing)).among(group.reports)
    reports, analyses = _effective(library, library.reports(story), corrections, language, tell)
    worked_out = work_out_story(
        group, reports, analyses, judge=judge_of(language), corrections=corrections, progress=tell
    )
    run = Run(program_version(), language.name, datetime.now(UTC))
    days = [r.published.iso()[:10] for r in reports if r.published]
    row = story_row(replace(worked_out, id=story))
    library.set_story(row, run, model or "", days)
    library.set_shown(row, load_story(row), analyses)


def _effective(
    library: Library,
    stored: Sequence[StoredReport],
    corrections: Corrections,
    language: LanguageModel,
    tell: Progress,
) -> tuple[list[Report], list[Analysis]]:
    """The reports with the dates persons gave, and their analyses, made anew where they rest on something else."""
    dates = corrections.dates
    reports = [replace(s.report, published=dates.get(s.report.id, s.report.published)) for s in stored]
    analyses: list[Analysis] = []
    for n, (report, kept) in enumerate(zip(reports, stored, strict=True)):
        by = _read_by(report, language)
        analysis = kept.analysis
        if kept.analysed_by != by:
            tell("language", n, len(reports))
            analysis = language.analyse(report)
            library.set_analysis(report, analysis, by)
        analyses.append(analysis)
    return reports, list(locate_by_outlet(reports, analyses))


def _check(library: Library, story: str, correction: Correction) -> None:
    """Refuse a correction of what is not there."""
    if library.story(story) is None:
        raise LibraryError(f"{library.file}: has no story {story}; see: stemma stories")
    document: Mapping[str, Any] = library.document(story)
    missing = reports_of(correction) - set(document["reports"])
    if missing:
        raise LibraryError(f"story {story} has no report {min(missing)}")
    if isinstance(correction, MergedClaims | SplitClaim):
        for cite in correction.readings:
            report = library.report(cite.report)
            if report is None or cite.span.end > len(report.text):
                raise LibraryError(f"report {cite.report} has no passage [{cite.span.start}, {cite.span.end})")
