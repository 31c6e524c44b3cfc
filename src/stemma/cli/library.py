"""The commands of the library: `add`, `stories`, `show` and `search`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from stemma.cli.app import app
from stemma.cli.common import (
    Exit,
    Fetch,
    Format,
    Inputs,
    LibraryFile,
    Model,
    Published,
    Quiet,
    check_date,
    check_format,
    counted,
    fail,
    failures,
    write,
)

JsonFile = Annotated[
    str | None, typer.Option("--json", metavar="FILE|-", help="Write it as JSON (- for standard output).")
]


@app.command()
def add(
    inputs: Inputs,
    library: LibraryFile = None,
    story: Annotated[
        str | None, typer.Option("--story", metavar="STORY", help="All of them belong to this story.")
    ] = None,
    one_story: Annotated[bool, typer.Option("--one-story", help="All of them make up one new story.")] = False,
    model: Model = None,
    input_format: Format = None,
    published: Published = None,
    fetch: Fetch = False,
    quiet: Quiet = False,
) -> None:
    """Add reports to the library; work out again only the stories they join. What is there already is left alone."""
    from stemma.cli.show import on_one_line, progress_to, show_problems  # noqa: PLC0415  keeps --help quick
    from stemma.pipeline import add as add_reports  # noqa: PLC0415
    from stemma.store import DEFAULT_FILE, Library  # noqa: PLC0415

    check_date(published)
    check_format(input_format)
    if story is not None and one_story:
        fail("give either --story or --one-story, not both", Exit.WRONG_USE)
    with failures(), Library(library or DEFAULT_FILE, create=True) as kept:
        into = None if story is None else kept.find_story(story).id
        with progress_to(sys.stderr, quiet=quiet) as progress:
            added = add_reports(
                kept,
                inputs,
                story=into,
                one_story=one_story,
                model=model,
                input_format=input_format,
                published=published,
                fetch=fetch,
                progress=progress,
            )
        titles = [(s.id, s.title, s.reports) for s in kept.stories() if s.id in added.stories]
    show_problems(added.problems)
    if not added.new and not added.known:
        fail("nothing could be read", Exit.NOTHING_READ)
    if not quiet:
        there = f", {len(added.known)} there already" if added.known else ""
        typer.echo(f"{counted(len(added.new), 'report')} added{there}")
        for identity, title, reports in titles:
            typer.echo(f"{identity}  {on_one_line(title)} ({counted(reports, 'report')})")
    raise typer.Exit(Exit.SOME_UNREAD if added.problems else Exit.ALL_READ)


@app.command()
def stories(library: LibraryFile = None, json_file: JsonFile = None) -> None:
    """List the stories of the library, the one with the latest report first."""
    from stemma.cli.show import show_stories  # noqa: PLC0415
    from stemma.store import DEFAULT_FILE, Library  # noqa: PLC0415

    with failures(), Library(library or DEFAULT_FILE) as kept:
        found = kept.stories()
    if json_file:
        write(json_file, json.dumps([asdict(s) for s in found], ensure_ascii=False, indent=1) + "\n")
    elif found:
        show_stories(found)
    else:
        typer.echo("no story yet; add reports: stemma add INPUT...", err=True)


@app.command()
def show(
    story: Annotated[str, typer.Argument(help="Its id, or the beginning of it.", show_default=False)],
    library: LibraryFile = None,
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FILE|-", help="Write its story file (- for standard output).")
    ] = None,
    html_file: Annotated[
        str | None, typer.Option("--html", metavar="FILE", help="Write it as one self-contained page.")
    ] = None,
) -> None:
    """Show a story of the library."""
    from stemma.cli.show import show_summary  # noqa: PLC0415
    from stemma.pipeline import story_result  # noqa: PLC0415
    from stemma.store import DEFAULT_FILE, Library  # noqa: PLC0415

    with failures(), Library(library or DEFAULT_FILE) as kept:
        result = story_result(kept, kept.find_story(story).id)
    if json_file:
        write(json_file, result.to_json())
    if html_file:
        write(html_file, result.to_html())
    if not json_file and not html_file:
        show_summary(result)


@app.command()
def search(
    query: Annotated[
        list[str],
        typer.Argument(
            metavar="QUERY",
            help='Words and "phrases"; outlet:NAME, voice:NAME, date:2024-04, after:DATE, before:DATE.',
            show_default=False,
        ),
    ],
    library: LibraryFile = None,
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, help="Show at most so many reports.")] = 20,
    json_file: JsonFile = None,
) -> None:
    """Search all reports of the library. Exit code 0 whether or not something was found."""
    from stemma.cli.show import show_hits  # noqa: PLC0415
    from stemma.store import DEFAULT_FILE, Library, parse_query  # noqa: PLC0415

    asked = parse_query(" ".join(query))
    for problem in asked.problems:
        typer.echo(f"stemma: {problem}", err=True)
    if asked.empty:
        fail("nothing to search for; give a word, or outlet:, voice:, date:", Exit.WRONG_USE)
    with failures(), Library(library or DEFAULT_FILE) as kept:
        total, hits = kept.search(asked, most=most)
    if json_file:
        document = {"total": total, "hits": [asdict(h) for h in hits]}
        write(json_file, json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    else:
        show_hits(total, hits, voice=asked.voice)
