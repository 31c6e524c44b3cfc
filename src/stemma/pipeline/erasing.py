"""Reports erased from a library for good, with all that was worked out from them."""

from __future__ import annotations

from collections.abc import Iterable

from stemma.errors import LibraryError
from stemma.export import load_correction
from stemma.model import reports_of
from stemma.pipeline.keeping import work_out_members
from stemma.pipeline.progress import Progress, silent
from stemma.store import Library


def erase(library: Library, reports: Iterable[str], *, progress: Progress | None = None) -> tuple[str, ...]:
    """Erase reports, whether they stand in a story or were taken out; the stories they leave are worked out anew.

    Their texts, what was found in them, and the moves and corrections that speak of them leave the file, which is
    then written anew, so that no bytes of them are left in it or in its log. It cannot be undone.

    Args:
        library: where they are.
        reports: their ids; with none the file is only written anew.
        progress: called as the work goes on.

    Returns:
        Ids of the stories that were worked out anew, sorted; those that have no report left are among them.

    Raises:
        LibraryError: there is no such report, or the library cannot be written.
    """
    tell = progress or silent
    with library.writing():
        wanted = frozenset(reports)
        homes = {r: library.story_of(r) for r in wanted}
        kept_apart = {r.id for r in library.taken_out()}
        for report in sorted(wanted):
            if homes[report] is None and report not in kept_apart:
                raise LibraryError(f"{library.file}: has no report {report}; see: stemma search")
        touched = sorted({story for story in homes.values() if story is not None})
        about = (c.number for c in library.corrections() if reports_of(load_correction(c.document)) & wanted)
        library.erase(wanted, list(about))
        for n, story in enumerate(touched):
            tell("stories", n, len(touched))
            work_out_members(library, story, library.model_asked(story), tell)
        tell("stories", len(touched), len(touched))
    library.write_anew()
    return tuple(touched)
