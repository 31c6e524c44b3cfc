"""The command `watch`: a library that takes in what comes into folders."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stemma.cli.app import app
from stemma.cli.common import Exit, LibraryFile, Model, Quiet, counted, fail, failures

if TYPE_CHECKING:  # keeps --help quick
    from stemma.pipeline import Added


@app.command()
def watch(
    folders: Annotated[
        list[str], typer.Argument(metavar="FOLDER", help="Watched with all below them.", show_default=False)
    ],
    library: LibraryFile = None,
    story: Annotated[
        str | None, typer.Option("--story", metavar="STORY", help="All that comes belongs to this story.")
    ] = None,
    every: Annotated[
        float, typer.Option("--every", metavar="SECONDS", min=1, max=3600, help="Between two looks.")
    ] = 5.0,
    model: Model = None,
    quiet: Quiet = False,
) -> None:
    """Add what is in folders to the library, and whatever comes into them. Stop with Ctrl-C; nothing is lost.

    A file is read once it stands still, and again when it changes. One that goes leaves its report in the library.
    """
    from stemma.cli.show import progress_to, show_problems  # noqa: PLC0415  keeps --help quick
    from stemma.pipeline import Watched  # noqa: PLC0415
    from stemma.pipeline import watch as watch_folders  # noqa: PLC0415
    from stemma.store import DEFAULT_FILE, Library  # noqa: PLC0415

    for folder in folders:
        if not Path(folder).is_dir():
            fail(
                f"{folder}: is no folder; give one that exists, or add single files with: stemma add",
                Exit.WRONG_USE,
            )
    file = library or DEFAULT_FILE
    new = 0

    def say(found: Watched) -> None:
        nonlocal new
        show_problems((*found.problems, *(found.added.problems if found.added else ())))
        if found.added is not None:
            new += len(found.added.new)
            if not quiet:
                _show(file, found.added, found.waiting)

    signal.signal(signal.SIGTERM, _interrupt)  # a service manager stops it as a person does
    with failures():
        into = None
        if story is not None:
            with Library(file) as kept:
                into = kept.find_story(story).id
        if not quiet:
            typer.echo(f"Watching {', '.join(folders)} for {file}. Stop with Ctrl-C.", err=True)
        with suppress(KeyboardInterrupt):
            # A bar for each portion: one that stood all the while would be in the way of what is said between them.
            bar = partial(progress_to, sys.stderr, quiet=quiet)
            watch_folders(file, folders, say, story=into, model=model, every=every, progress=bar)
    if not quiet:
        typer.echo(f"Stopped; {counted(new, 'report')} added.", err=True)


def _show(file: str, added: Added, waiting: int) -> None:
    from stemma.cli.show import on_one_line  # noqa: PLC0415  keeps --help quick
    from stemma.store import Library  # noqa: PLC0415

    there = f", {len(added.known)} there already" if added.known else ""
    more = f", {counted(waiting, 'file')} to come" if waiting else ""
    typer.echo(f"{datetime.now().astimezone():%H:%M:%S}  {counted(len(added.new), 'report')} added{there}{more}")
    with Library(file) as kept:
        for one in kept.stories():
            if one.id in added.stories:
                typer.echo(f"          {one.id}  {on_one_line(one.title)} ({counted(one.reports, 'report')})")


def _interrupt(number: int, frame: object) -> None:
    """Stop as Ctrl-C does."""
    del number, frame
    raise KeyboardInterrupt
