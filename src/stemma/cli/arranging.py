"""The commands that say which report stands in which story, or in none: `remove`, `move`, `merge`, `undo`, `erase`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from stemma.cli.app import app
from stemma.cli.common import Exit, LibraryFile, Quiet, counted, fail, failures

if TYPE_CHECKING:  # keeps --help quick
    from stemma.pipeline import Progress
    from stemma.store import Library

Reports = Annotated[
    list[str],
    typer.Argument(
        metavar="REPORT",
        help="Ids of reports or beginnings of them, or the files they were read from.",
        show_default=False,
    ),
]


@app.command()
def remove(reports: Reports, library: LibraryFile = None, quiet: Quiet = False) -> None:
    """Take reports out of the library; the stories they stood in are worked out anew. Undo it with stemma undo."""
    from stemma.pipeline import take_out  # noqa: PLC0415  keeps --help quick

    _arrange(
        library,
        lambda kept, tell: take_out(kept, [kept.find_report(r) for r in reports], progress=tell),
        quiet=quiet,
    )


@app.command()
def move(
    reports: Reports,
    library: LibraryFile = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="STORY", help="The story they join; without it a new one.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Move reports to another story, or to a new one of their own. Undo it with stemma undo."""
    from stemma.pipeline import move as move_reports  # noqa: PLC0415  keeps --help quick

    def do(kept: Library, tell: Progress | None) -> int | None:
        goal = None if to is None else kept.find_story(to).id
        return move_reports(kept, [kept.find_report(r) for r in reports], goal, progress=tell)

    _arrange(library, do, quiet=quiet)


@app.command()
def merge(
    story: Annotated[str, typer.Argument(help="The story whose reports move, or the beginning of its id.")],
    into: Annotated[str, typer.Argument(help="The story they join.")],
    library: LibraryFile = None,
    quiet: Quiet = False,
) -> None:
    """Move all reports of one story to another. Undo it with stemma undo."""
    from stemma.pipeline import merge as merge_stories  # noqa: PLC0415  keeps --help quick

    def do(kept: Library, tell: Progress | None) -> int:
        return merge_stories(kept, kept.find_story(story).id, kept.find_story(into).id, progress=tell)

    _arrange(library, do, quiet=quiet)


@app.command()
def undo(
    number: Annotated[
        int | None, typer.Argument(help="Of the move, as --list shows it; without it the last one that holds.")
    ] = None,
    library: LibraryFile = None,
    list_moves: Annotated[bool, typer.Option("--list", help="List what was taken out, moved and merged.")] = False,
    quiet: Quiet = False,
) -> None:
    """Bring reports back that were taken out or moved. What was corrected within a story is undone in the browser."""
    from stemma.pipeline import describe_move, undo_move  # noqa: PLC0415  keeps --help quick
    from stemma.store import DEFAULT_FILE, Library  # noqa: PLC0415

    with failures(), Library(library or DEFAULT_FILE) as kept:
        moves = kept.moves()
    if list_moves:
        for m in moves:
            typer.echo(
                f"{m.number}  {m.made[:16].replace('T', ' ')}  {describe_move(m)}{'; undone' if m.undone else ''}"
            )
        return
    if number is None:
        number = max((m.number for m in moves if m.undone is None), default=None)
        if number is None:
            fail("nothing was taken out, moved or merged that could be undone", Exit.WRONG_USE)
    chosen = number

    def do(kept: Library, tell: Progress | None) -> int:
        undo_move(kept, chosen, progress=tell)
        return chosen

    _arrange(library, do, quiet=quiet)


@app.command()
def erase(
    reports: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="REPORT",
            help="Ids of reports or beginnings of them, or the files they were read from.",
            show_default=False,
        ),
    ] = None,
    library: LibraryFile = None,
    story: Annotated[
        str | None, typer.Option("--story", metavar="STORY", help="All reports of this story.")
    ] = None,
    taken_out: Annotated[
        bool, typer.Option("--taken-out", help="All reports that were taken out of the library.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    quiet: Quiet = False,
) -> None:
    """Erase reports for good, with all that was worked out from them. This cannot be undone."""
    from stemma.cli.show import progress_to  # noqa: PLC0415  keeps --help quick
    from stemma.export.wording import make_visible  # noqa: PLC0415
    from stemma.pipeline import erase as erase_reports  # noqa: PLC0415
    from stemma.store import DEFAULT_FILE, Library  # noqa: PLC0415

    if not (reports or story or taken_out):
        fail("say which reports: their ids or files, --story STORY, or --taken-out", Exit.WRONG_USE)
    with failures(), Library(library or DEFAULT_FILE) as kept:
        apart = {r.id: r for r in kept.taken_out()}
        wanted = {kept.find_report(r, taken_out=True) for r in reports or ()}
        wanted |= set(kept.members(kept.find_story(story).id)) if story else set()
        wanted |= set(apart) if taken_out else set()
        for identity in sorted(wanted):
            report = apart.get(identity) or kept.report(identity)
            if report is not None and not quiet:
                named = make_visible(" · ".join(x for x in (report.outlet, report.title, report.source) if x))
                typer.echo(f"{identity}  {named}")
        if wanted and not yes:
            if not sys.stdin.isatty():
                fail("erasing cannot be undone; say --yes to do it without being asked", Exit.WRONG_USE)
            if not typer.confirm(f"Erase {counted(len(wanted), 'report')} for good? This cannot be undone."):
                typer.echo("nothing was erased")
                return
        with progress_to(sys.stderr, quiet=quiet) as progress:
            erase_reports(kept, wanted, progress=progress)
    if not quiet:
        typer.echo(f"{counted(len(wanted), 'report')} erased for good")


def _arrange(library: str | None, do: Callable[[Library, Progress | None], int | None], *, quiet: bool) -> None:
    """Change which report stands where, and say what stands where now."""
    from stemma.cli.show import progress_to  # noqa: PLC0415  keeps --help quick
    from stemma.pipeline import describe_move  # noqa: PLC0415
    from stemma.store import DEFAULT_FILE, Library  # noqa: PLC0415

    with failures(), Library(library or DEFAULT_FILE) as kept:
        with progress_to(sys.stderr, quiet=quiet) as progress:
            number = do(kept, progress)
        done = next((m for m in kept.moves() if m.number == number), None)
    if quiet:
        return
    if done is None:
        typer.echo("nothing to do: all of them stand there already")
        return
    typer.echo(f"{'undone: ' if done.undone else ''}{describe_move(done)}")
    if not done.undone:
        typer.echo(f"take it back with: stemma undo {done.number}")
