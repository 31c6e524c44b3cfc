"""What the commands print: data to standard output, progress and problems to standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from stemma.export import print_summary, print_variants, variant_row
from stemma.model import Problem, Report, Result, Variant

STEPS = {"reading": "Reading the inputs", "language": "Reading the language", "stories": "Collating the stories"}


@contextmanager
def progress_to(stream: TextIO, *, quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """A progress bar on the stream if a person is looking at it; else nothing."""
    console = Console(file=stream)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        tasks = {step: bar.add_task(words, total=None, visible=False) for step, words in STEPS.items()}

        def tell(step: str, done: int, total: int) -> None:
            bar.update(tasks[step], completed=done, total=total, visible=True)

        yield tell


def show_problems(problems: Sequence[Problem]) -> None:
    """One line for every input that could not be read, on standard error."""
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    for problem in problems:
        console.print(f"stemma: {problem.source}: {problem.reason}")


def show_summary(result: Result, *, full: bool = False) -> None:
    """The summary of a run, on standard output."""
    print_summary(result, Console(), full=full)


def show_variants(child: Report, parent: Report, variants: Sequence[Variant]) -> None:
    """The apparatus of two reports, on standard output."""
    print_variants(child, parent, variants, Console())


def variant_rows(variants: Sequence[Variant]) -> list[dict[str, object]]:
    """The variants as rows of the story file."""
    return [variant_row(v) for v in variants]
