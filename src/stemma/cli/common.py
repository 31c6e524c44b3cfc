"""What the commands share: exit codes, options, and how an error becomes a message."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TextIO

import typer

from stemma.errors import ReadError, StemmaError

if TYPE_CHECKING:  # the rooms are loaded by the command that needs them, so that --help is quick
    from stemma.findings import Issue


class Exit(IntEnum):
    """What the exit code says."""

    ALL_READ = 0
    SOME_UNREAD = 1
    WRONG_USE = 2
    NOTHING_READ = 3


Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT",
        help="Files, folders (read recursively), globs, [bold]-[/bold] for standard input, or addresses with --fetch.",
        show_default=False,
    ),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="NAME",
        help="What the inputs are (text, html, jsonl, csv, feed …); else found by content.",
    ),
]
Published = Annotated[
    str | None,
    typer.Option("--published", metavar="DATE", help="Publication date (ISO 8601) for inputs that have none."),
]
Model = Annotated[
    str | None, typer.Option("--model", metavar="NAME|PATH", help="Language model; else the embedded one.")
]
Issues = Annotated[
    str | None,
    typer.Option(
        "--issues",
        metavar="FILE",
        help="Sort positions and brief by these: a line each, name or name: word, phrase; else found in the reports.",
    ),
]
BriefWords = Annotated[int | None, typer.Option("--brief", metavar="WORDS", help="About how long the brief is.")]
Fetch = Annotated[
    bool,
    typer.Option(
        "--fetch", help="Fetch inputs that are addresses of the web; without it nothing is ever fetched."
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No summary and no progress; only problems and data.")]


LibraryFile = Annotated[
    str | None, typer.Option("--library", metavar="FILE", help="The library; else stemma.db in this folder.")
]


@contextmanager
def failures() -> Iterator[None]:
    """Turn an error of Stemma's own into a message and an exit code."""
    try:
        yield
    except ReadError as error:
        fail(str(error), Exit.NOTHING_READ)
    except StemmaError as error:
        fail(str(error), Exit.WRONG_USE)


@contextmanager
def output(name: str, *, spare: Iterable[str] = ()) -> Iterator[TextIO]:
    """The file to write to; `-` is standard output.

    What stood in the file stays until everything is written: a full disk or Ctrl-C leaves no half of it.

    Args:
        name: of the file.
        spare: what was read; none of it is written over.
    """
    if name == "-":
        yield sys.stdout
        return
    refuse_input(name, spare)
    try:
        with in_place_of(Path(name)) as path, path.open("w", encoding="utf-8") as file:
            yield file
    except OSError as error:
        fail(f"{name}: cannot be written ({error.strerror})", Exit.WRONG_USE)


@contextmanager
def in_place_of(path: Path) -> Iterator[Path]:
    """Where to write what then takes the place of a file, once it is whole; a device or a pipe is written itself."""
    if path.is_relative_to("/dev") or (path.exists() and not path.is_file()):
        yield path
        return
    path = path.resolve()
    part = path.with_name(f".stemma-{os.getpid()}.part")
    try:
        yield part
        if path.exists():
            part.chmod(path.stat().st_mode)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def refuse_input(name: str, read: Iterable[str]) -> None:
    """Stop if a file to be written is one of those that were read.

    Args:
        name: of the file to be written.
        read: names of files; behind a colon may stand the row, behind a stroke the part of it.
    """
    real = os.path.realpath(name)
    for given in map(os.path.realpath, read) if Path(real).is_file() else ():
        if given == real or given.startswith((f"{real}:", f"{real}/")):
            fail(f"{name}: is one of the reports; write to another file", Exit.WRONG_USE)


def write(name: str, text: str, *, spare: Iterable[str] = ()) -> None:
    """Write a text to a file that is none of those to spare; `-` is standard output."""
    with output(name, spare=spare) as out:
        out.write(text)


def read_issues(name: str | None) -> tuple[Issue, ...]:
    """The issues of the user's file; none if no file is named."""
    from stemma.findings import parse_issues  # noqa: PLC0415

    if name is None:
        return ()
    try:
        return parse_issues(Path(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        fail(f"--issues {name}: cannot be read ({error})", Exit.WRONG_USE)


def check_date(published: str | None) -> None:
    """Stop unless the option is an ISO date, month or year."""
    from stemma.model import parse_published  # noqa: PLC0415  keeps --help quick

    if published is not None and parse_published(published, "option") is None:
        fail(f"--published {published}: not an ISO date of a report; write it like 2026-04-20", Exit.WRONG_USE)


def check_format(input_format: str | None) -> None:
    """Stop unless the option names a format."""
    from stemma.reading import FORMATS  # noqa: PLC0415  keeps --help quick

    if input_format is not None and input_format not in FORMATS:
        fail(f"--format {input_format}: not a format; use {', '.join(FORMATS)}", Exit.WRONG_USE)


def fail(message: str, code: Exit) -> NoReturn:
    """Say what is wrong on standard error and stop."""
    typer.echo(f"stemma: {message}", err=True)
    raise typer.Exit(code)


def end(*, read: int, problems: int) -> NoReturn:
    """Stop with the exit code that says how much could be read."""
    if not read:
        fail("nothing could be read", Exit.NOTHING_READ)
    raise typer.Exit(Exit.SOME_UNREAD if problems else Exit.ALL_READ)


def counted(n: int, what: str) -> str:
    """A number with what it counts: `1 report`, `2 reports`."""
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
