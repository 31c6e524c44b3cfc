"""What the commands print: data to standard output, progress and problems to standard error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from stemma.export import print_summary, print_variants, variant_row
from stemma.export.wording import make_visible
from stemma.model import Interval, Problem, Report, Result, Variant
from stemma.store import Hit, Passage, StoredStory


@contextmanager
def progress_to(stream: TextIO, *, quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """A progress bar on the stream if a person is looking at it; else nothing."""
    console = Console(file=stream)
    if quiet or not console.is_terminal:
        yield None
        return
    from stemma.pipeline import STEPS  # noqa: PLC0415 - loads every room; whoever is shown progress waits for them anyway

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
        console.print(f"stemma: {on_one_line(problem.source)}: {on_one_line(problem.reason)}")


def show_summary(result: Result, *, full: bool = False) -> None:
    """The summary of a run, on standard output."""
    print_summary(result, Console(), full=full)


def show_variants(child: Report, parent: Report, variants: Sequence[Variant]) -> None:
    """The apparatus of two reports, on standard output."""
    print_variants(child, parent, variants, Console())


def variant_rows(variants: Sequence[Variant]) -> list[dict[str, object]]:
    """The variants as rows of the story file."""
    return [variant_row(v) for v in variants]


def show_stories(stories: Sequence[StoredStory]) -> None:
    """A table of stories, on standard output."""
    table = Table(box=None, pad_edge=False)
    for name in ("story", "reports", "texts", "origins", "days", "title"):
        table.add_column(name, justify="right" if name in {"reports", "texts"} else "left")
    for s in stories:
        origins = str(Interval(s.origins_low, s.origins_high))
        days = (
            ""
            if s.first_day is None
            else s.first_day
            if s.first_day == s.last_day
            else f"{s.first_day} – {s.last_day}"
        )
        table.add_row(s.id, str(s.reports), str(s.texts), origins, days, escape(make_visible(s.title)))
    Console().print(table)


def show_hits(total: int, hits: Sequence[Hit], *, voice: str = "") -> None:
    """What a search found, on standard output; where that is nothing, what to try."""
    console = Console(highlight=False, soft_wrap=True)
    if not total:
        only = f"; only what {escape(on_one_line(voice))} is quoted with was searched" if voice else ""
        console.print(f"no report answers this{only}. Try fewer words, or the beginning of one with *")
        return
    console.print(f"{total} report{'' if total == 1 else 's'}")
    for hit in hits:
        head = " · ".join(escape(make_visible(x)) for x in (hit.outlet, hit.published, hit.title) if x)
        console.print(f"\n[bold]{head}[/bold]  ({hit.report} in {hit.story})")
        for passage in hit.passages:
            said = f"{escape(make_visible(passage.voice))}: " if passage.voice else ""
            console.print(f"  {passage.span.start}-{passage.span.end}  {said}{_marked(passage)}")


def _marked(passage: Passage) -> str:
    """A passage on one line, the words that were looked for in bold."""
    parts: list[str] = []
    at = 0
    for mark in passage.marks:
        parts.append(_line(passage.text[at : mark.start]))
        parts.append(f"[bold]{_line(passage.text[mark.start : mark.end])}[/bold]")
        at = mark.end
    parts.append(_line(passage.text[at:]))
    return "".join(parts).strip()


def _line(text: str) -> str:
    return escape(on_one_line(text))


def on_one_line(text: str) -> str:
    """The text on one line, signs in the place of what would move or colour a terminal."""
    return make_visible(re.sub(r"\s+", " ", text))
