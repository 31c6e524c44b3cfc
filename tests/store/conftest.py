from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from stemma.export import story_row
from stemma.model import Result
from stemma.store import Library
from tests.export.visit import make_result

VOICES = ("Ilse Tarrow", "the harbour office")


@pytest.fixture(scope="session")
def result() -> Result:
    """Nine reports of one visit, made by hand; the first statement of each in somebody's voice."""
    visit = make_result()
    analyses = (
        replace(
            a,
            statements=tuple(replace(s, voice=VOICES[n % 2]) if k == 0 else s for k, s in enumerate(a.statements)),
        )
        for n, a in enumerate(visit.analyses)
    )
    return replace(visit, analyses=tuple(analyses))


@pytest.fixture
def library(tmp_path: Path, result: Result) -> Iterator[Library]:
    with Library(tmp_path / "stemma.db", create=True) as kept:
        fill(kept, result)
        yield kept


def fill(library: Library, result: Result) -> None:
    """Keep a result as the pipeline would."""
    with library.writing():
        for story in result.stories:
            for identity in story.reports:
                report = result.report(identity)
                library.add_report(story.id, report)
                analysis = next(a for a in result.analyses if a.report == identity)
                library.set_analysis(report, analysis, "by hand")
            days = [p.iso()[:10] for i in story.reports if (p := result.report(i).published)]
            library.set_story(story_row(story), result.run, "", days)
