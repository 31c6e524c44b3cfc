"""A library that takes in what comes into folders."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from stemma.errors import LibraryError
from stemma.model import Problem
from stemma.pipeline.keeping import Added, add
from stemma.pipeline.progress import Progress
from stemma.reading import FolderWatch
from stemma.store import Library

SECONDS = 5.0
"""Between two looks, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What one look at the folders came to."""

    added: Added | None
    """What came of the files that were found; None where there was none, or the library could not be written."""
    waiting: int
    """Files that are still being written, or wait for the next look."""
    problems: tuple[Problem, ...]
    """Folders that are gone, a library that is busy; all of it is tried again."""


def watch(
    file: str | Path,
    folders: Sequence[str],
    say: Callable[[Watched], None],
    *,
    story: str | None = None,
    model: str | None = None,
    every: float = SECONDS,
    progress: Callable[[], AbstractContextManager[Progress | None]] = nullcontext,
    sleep: Callable[[float], object] = time.sleep,
) -> None:
    """Add what comes into folders to a library, until a `KeyboardInterrupt` ends it.

    A file is read when it has stood still from one look to the next, and again when it changes; what was there at the
    start is read first. One that goes leaves its report in the library. Files are added in portions, and each portion
    is kept as one or not at all.

    Args:
        file: the library; made if there is none.
        folders: what is watched, with all below it.
        say: called after each look that something came of.
        story: id of the story that all of it belongs to; found by what it tells if none is given.
        model: the language model; the embedded one if none is named.
        every: seconds between two looks.
        progress: entered while files are read; gives what is called as that goes on.
        sleep: waits; another one in tests.

    Raises:
        ModelError: the language model is missing or broken.
        LibraryError: the library cannot be opened, or has no such story.
    """
    with Library(file, create=True) as library:
        if story is not None and library.story(story) is None:
            raise LibraryError(f"{file}: has no story {story}; see: stemma stories")
    watched = FolderWatch(folders)
    told: set[str] = set()
    while True:
        look = watched.look()
        problems = [Problem(f, "is not there; it is watched for again") for f in look.gone]
        if look.full:
            problems.append(
                Problem(", ".join(folders), "holds more files than are watched; watch a smaller folder")
            )
        added = None
        if look.ready:
            try:
                with Library(file, create=True) as library, progress() as tell:
                    added = add(library, look.ready, story=story, model=model, progress=tell)
            except LibraryError as error:
                watched.again(look.ready)
                problems.append(Problem(str(file), f"{error}; tried again in {every:g} s"))
        news = tuple(p for p in problems if p.source + p.reason not in told)
        told = {p.source + p.reason for p in problems}
        if added or news:
            say(Watched(added, look.waiting, news))
        if not (look.ready and look.waiting and added):
            sleep(every)
