"""Which report stands in which story: reports taken out of a library, moved, stories merged; all of it undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stemma.errors import LibraryError
from stemma.export import load_correction
from stemma.export.wording import make_visible
from stemma.model import reports_of
from stemma.pipeline.keeping import new_story_id, work_out_members
from stemma.pipeline.progress import Progress, silent
from stemma.store import Library, MovedReport, StoredMove

MOST_NAMED = 3
"""Reports that are named when a move is told in words."""


def take_out(library: Library, reports: Iterable[str], *, progress: Progress | None = None) -> int:
    """Take reports out of the library, and work out anew the stories they stood in.

    They are found by no search and count in no story any more; the file keeps them, so that it can be undone.

    Returns:
        The number of the move.

    Raises:
        LibraryError: there is no such report, or the library cannot be written.
    """
    with library.writing():
        moved = [_moved(library, r, None) for r in sorted(set(reports))]
        return _carry_out(library, moved, progress)


def move(
    library: Library, reports: Iterable[str], story: str | None, *, progress: Progress | None = None
) -> int | None:
    """Move reports to another story, and work out anew the stories they leave and the one they join.

    Args:
        library: where they are.
        reports: their ids.
        story: id of the story they join; None for a new one of their own.
        progress: called as the work goes on.

    Returns:
        The number of the move; None where all of them stand there already.

    Raises:
        LibraryError: there is no such report or story, or the library cannot be written.
    """
    with library.writing():
        wanted = sorted(set(reports))
        if story is not None:
            _check_story(library, story)
        goal = new_story_id(library, wanted) if story is None else story
        moved = [m for m in (_moved(library, r, goal) for r in wanted) if m.before != goal]
        return _carry_out(library, moved, progress) if moved else None


def merge(library: Library, story: str, into: str, *, progress: Progress | None = None) -> int:
    """Move all reports of a story to another one, which is worked out anew.

    Returns:
        The number of the move.

    Raises:
        LibraryError: there is no such story, it is one and the same, or the library cannot be written.
    """
    if story == into:
        raise LibraryError(f"story {story} cannot be merged with itself; name two stories")
    with library.writing():
        for one in (story, into):
            _check_story(library, one)
        return _carry_out(library, [_moved(library, r, into) for r in library.members(story)], progress)


def undo_move(library: Library, number: int, *, progress: Progress | None = None) -> tuple[str, ...]:
    """Bring the reports of a move back to where they were; those that came or went since stay as they are.

    Returns:
        Ids of the stories that were worked out anew, sorted.

    Raises:
        LibraryError: there is no such move, or one of its reports has been moved again since.
    """
    with library.writing():
        stored = next((m for m in library.moves() if m.number == number), None)
        if stored is None:
            raise LibraryError(f"{library.file}: has no move {number}; see: stemma undo --list")
        if stored.undone is not None:
            return ()
        for m in stored.reports:
            if library.story_of(m.report) != m.after:
                raise LibraryError(
                    f"{m.name} ({m.report}) is no longer where move {number} left it; undo what came after it first"
                )
        library.undo_move(number)
        back = [MovedReport(m.report, m.name, m.after or "", m.before) for m in stored.reports]
        return _shift(library, back, progress)


def describe_move(moved: StoredMove) -> str:
    """A move in words, names made visible: `Strait Brief and 2 more moved to story s1a2b`."""
    names = [make_visible(m.name) for m in moved.reports]
    said = f"{', '.join(names[:-1])} and {names[-1]}" if 1 < len(names) <= MOST_NAMED else names[0]
    if len(names) > MOST_NAMED:
        said = f"{', '.join(names[: MOST_NAMED - 1])} and {len(names) - MOST_NAMED + 1} more"
    goal = moved.reports[0].after
    return f"{said} taken out of the library" if goal is None else f"{said} moved to story {goal}"


def _moved(library: Library, report: str, goal: str | None) -> MovedReport:
    there, home = library.report(report), library.story_of(report)
    if there is None or home is None:
        raise LibraryError(f"{library.file}: has no report {report}; see: stemma search")
    return MovedReport(report, there.name, home, goal)


def _check_story(library: Library, story: str) -> None:
    if library.story(story) is None:
        raise LibraryError(f"{library.file}: has no story {story}; see: stemma stories")


def _carry_out(library: Library, moved: Sequence[MovedReport], progress: Progress | None) -> int:
    number = library.add_move(moved)
    _shift(library, moved, progress)
    return number


def _shift(library: Library, moved: Sequence[MovedReport], progress: Progress | None) -> tuple[str, ...]:
    """Put reports where they belong now, and work out anew what that changes."""
    tell = progress or silent
    models = {s: library.model_asked(s) for m in moved for s in (m.before, m.after) if s}
    for m in moved:
        if m.after is None:
            library.take_out(m.report)
        elif m.before:
            library.set_home(m.report, m.after)
        else:
            library.put_back(m.report, m.after)
    touched = tuple(sorted({s for m in moved for s in (m.before, m.after) if s}))
    _hand_over(library, touched)
    fallback = next((model for model in models.values() if model), "")
    for n, story in enumerate(touched):
        tell("stories", n, len(touched))
        work_out_members(library, story, models[story] or fallback, tell)
    tell("stories", len(touched), len(touched))
    return touched


def _hand_over(library: Library, stories: Sequence[str]) -> None:
    """Let corrections follow the reports they speak of; one whose reports stand apart now waits where it is."""
    members = {s: set(library.members(s)) for s in stories}
    for story in stories:
        for stored in library.corrections(story):
            spoken_of = reports_of(load_correction(stored.document))
            if spoken_of <= members[story]:
                continue
            home = next((s for s in stories if spoken_of <= members[s]), None)
            if home is not None:
                library.hand_over_correction(stored.number, home)
