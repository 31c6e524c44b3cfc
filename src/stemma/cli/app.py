"""The commands of `stemma`."""

from __future__ import annotations

import errno
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict, Unpack

import typer

from stemma.cli.common import (
    BriefWords,
    Exit,
    Fetch,
    Format,
    Inputs,
    Issues,
    Model,
    Published,
    Quiet,
    check_date,
    check_format,
    end,
    fail,
    failures,
    in_place_of,
    output,
    read_issues,
    refuse_input,
    write,
)
from stemma.errors import ReadError

if TYPE_CHECKING:  # the rooms are loaded by the command that needs them, so that --help is quick
    from stemma.model import Problem
    from stemma.pipeline import PassageRow, ReadResult

# What a full disk, a full share of it, or a broken one says (errno).
_CANNOT_HOLD_MORE = {errno.ENOSPC, errno.EDQUOT, errno.EIO}

app = typer.Typer(
    name="stemma",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Family trees of news reports: which derive from which, what stands behind each claim, "
    "and where a copy bends its source. Works offline; nothing leaves this machine.",
    epilog="Exit codes: 0 all read · 1 some inputs could not be read · 2 wrong use · 3 nothing could be read.",
)


@app.callback(invoke_without_command=True)
def _top(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        from stemma.version import program_version  # noqa: PLC0415

        typer.echo(f"stemma {program_version()}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
        raise typer.Exit(Exit.WRONG_USE)


@app.command()
def read(
    inputs: Inputs,
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FILE|-", help="Write the story file (- for standard output).")
    ] = None,
    html_file: Annotated[
        str | None, typer.Option("--html", metavar="FILE", help="Write the report as one self-contained page.")
    ] = None,
    one_story: Annotated[bool, typer.Option("--one-story", help="Treat all inputs as one story.")] = False,
    model: Model = None,
    input_format: Format = None,
    published: Published = None,
    issues: Issues = None,
    brief: BriefWords = None,
    fetch: Fetch = False,
    full: Annotated[
        bool, typer.Option("--full", help="Print all of each list, not the summary's first lines.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Read reports; work out stories, family trees, claims, variants and findings; print the summary."""
    from stemma.cli.show import show_problems, show_summary  # noqa: PLC0415  keeps --help quick

    check_date(published)
    check_format(input_format)
    if json_file and json_file == html_file:
        fail(f"--json and --html both name {json_file}; give each a file of its own", Exit.WRONG_USE)
    result = _work_out(
        inputs,
        issues,
        brief,
        quiet=quiet,
        one_story=one_story,
        model=model,
        input_format=input_format,
        published=published,
        fetch=fetch,
    )
    show_problems(result.problems)
    if not result.reports:
        fail("nothing could be read", Exit.NOTHING_READ)
    spare = [*inputs, *(r.source for r in result.reports)]
    if json_file:
        write(json_file, result.to_json(), spare=spare)
    if html_file:
        write(html_file, result.to_html(), spare=spare)
    if not quiet and json_file != "-":
        show_summary(result, full=full)
        for name, what in ((html_file, "page"), (json_file, "story file")):
            if name:
                typer.echo(f"{what}: {Path(name).resolve()}")
    raise typer.Exit(Exit.SOME_UNREAD if result.problems else Exit.ALL_READ)


@app.command()
def export(
    folder: Annotated[
        str, typer.Option("--to", metavar="FOLDER", help="Where the files are written.", show_default=False)
    ],
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT",
            help="As for [bold]stemma read[/bold]. With --library the ids of stories; none for all of them.",
            show_default=False,
        ),
    ] = None,
    library: Annotated[
        str | None,
        typer.Option("--library", metavar="FILE", help="Take the stories out of this library, read nothing."),
    ] = None,
    forms: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="FORM,...",
            help="csv, parquet, graphml, events, prov, claimreview, markdown, docx, bibtex, json, picture; "
            "else all that need no extra.",
        ),
    ] = None,
    one_story: Annotated[bool, typer.Option("--one-story", help="Treat all inputs as one story.")] = False,
    model: Model = None,
    input_format: Format = None,
    published: Published = None,
    issues: Issues = None,
    brief: BriefWords = None,
    fetch: Fetch = False,
    quiet: Quiet = False,
) -> None:
    """Write everything worked out about reports, read now or kept in a library, as files for other programs."""
    from stemma.cli.show import show_problems  # noqa: PLC0415  keeps --help quick
    from stemma.export import FORMS, NEEDS_EXTRA, to_files  # noqa: PLC0415

    check_date(published)
    check_format(input_format)
    wanted = [f.strip() for f in forms.split(",")] if forms else [f for f in FORMS if f not in NEEDS_EXTRA]
    for form in wanted:
        if form not in FORMS:
            fail(f"--as {form}: not a form; use {', '.join(FORMS)}", Exit.WRONG_USE)
    if library is not None:
        with failures():
            result = _kept_result(library, inputs or [])
    elif inputs:
        result = _work_out(
            inputs,
            issues,
            brief,
            quiet=quiet,
            one_story=one_story,
            model=model,
            input_format=input_format,
            published=published,
            fetch=fetch,
        )
    else:
        fail("give INPUT..., or --library FILE", Exit.WRONG_USE)
    show_problems(result.problems)
    if not result.reports:
        fail("nothing could be read", Exit.NOTHING_READ)
    with failures():
        files = to_files(result, [f for f in FORMS if f in wanted])
    _write_files(Path(folder), files, spare=[r.source for r in result.reports if library is None])
    if not quiet:
        for name in files:
            typer.echo(Path(folder) / name)
    raise typer.Exit(Exit.SOME_UNREAD if result.problems else Exit.ALL_READ)


def _write_files(folder: Path, files: dict[str, bytes], spare: list[str]) -> None:
    """Write files into a folder, unless one of them is to be spared: then none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in files:
            refuse_input(str(folder / name), spare)
        for name, content in files.items():
            with in_place_of(folder / name) as path:
                path.write_bytes(content)
    except OSError as error:
        fail(f"{folder}: cannot be written ({error.strerror})", Exit.WRONG_USE)


class _Given(TypedDict):
    """What `read` and `export` pass on as it was given."""

    one_story: bool
    model: str | None
    input_format: str | None
    published: str | None
    fetch: bool


def _work_out(
    inputs: list[str], issues: str | None, brief: int | None, *, quiet: bool, **given: Unpack[_Given]
) -> ReadResult:
    """Read the inputs with progress on standard error; failures end the command."""
    from stemma.cli.show import progress_to  # noqa: PLC0415  keeps --help quick
    from stemma.findings import WORDS  # noqa: PLC0415
    from stemma.pipeline import read as read_reports  # noqa: PLC0415

    words = WORDS if brief is None else max(1, brief)
    with failures(), progress_to(sys.stderr, quiet=quiet) as progress:
        return read_reports(inputs, issues=read_issues(issues), brief_words=words, progress=progress, **given)


def _kept_result(library: str, stories: list[str]) -> ReadResult:
    """Stories of a library as one result."""
    from stemma.pipeline import story_result  # noqa: PLC0415
    from stemma.store import Library  # noqa: PLC0415

    with Library(library) as kept:
        return story_result(kept, *(kept.find_story(s).id for s in stories))


@app.command()
def clean(inputs: Inputs, input_format: Format = None, published: Published = None, fetch: Fetch = False) -> None:
    """Print zones and metadata only: one JSON object per report (JSON lines)."""
    from stemma.cli.show import show_problems  # noqa: PLC0415
    from stemma.export import clean_row  # noqa: PLC0415
    from stemma.reading import read_inputs  # noqa: PLC0415

    check_date(published)
    check_format(input_format)
    outcome = read_inputs(inputs, format=input_format, published=published, stdin=sys.stdin.buffer, fetch=fetch)
    show_problems(outcome.problems)
    for report in outcome.reports:
        typer.echo(json.dumps(clean_row(report), ensure_ascii=False))
    end(read=len(outcome.reports), problems=len(outcome.problems))


@app.command()
def annotate(
    inputs: Inputs,
    model: Model = None,
    input_format: Format = None,
    published: Published = None,
    fetch: Fetch = False,
) -> None:
    """Print sentences, names, attributions, statements and dates of each report (JSON lines)."""
    from stemma.cli.show import show_problems  # noqa: PLC0415
    from stemma.export import annotate_row  # noqa: PLC0415
    from stemma.language import load_model  # noqa: PLC0415
    from stemma.reading import read_inputs  # noqa: PLC0415

    check_date(published)
    check_format(input_format)
    with failures():
        language = load_model(model)
    outcome = read_inputs(inputs, format=input_format, published=published, stdin=sys.stdin.buffer, fetch=fetch)
    show_problems(outcome.problems)
    for report in outcome.reports:
        typer.echo(json.dumps(annotate_row(report, language.analyse(report)), ensure_ascii=False))
    end(read=len(outcome.reports), problems=len(outcome.problems))


@app.command()
def compare(
    child: Annotated[str | None, typer.Argument(help="The copy.", show_default=False)] = None,
    parent: Annotated[str | None, typer.Argument(help="Its source.", show_default=False)] = None,
    pairs: Annotated[
        str | None,
        typer.Option("--pairs", metavar="FILE", help='JSON lines {"id", "parent", "child"} of passages instead.'),
    ] = None,
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FILE|-", help="Write the variants as JSON.")
    ] = None,
    model: Model = None,
) -> None:
    """Show the variants between two reports: every place where the copy departs from its source in meaning."""
    from stemma.cli.show import show_problems, show_variants, variant_rows  # noqa: PLC0415
    from stemma.pipeline import compare as compare_reports  # noqa: PLC0415
    from stemma.pipeline import compare_rows  # noqa: PLC0415

    if pairs is not None:
        if child is not None:
            fail("give either --pairs FILE or CHILD PARENT, not both", Exit.WRONG_USE)
        with failures():
            rows, problems = _passage_rows(pairs)
        show_problems(problems)
        if not rows:  # before anything is written over
            fail("nothing could be read", Exit.NOTHING_READ)
        with failures(), output(json_file or "-", spare=[pairs]) as out:
            for name, variants in compare_rows(rows, model=model):
                row = {"id": name, "variants": variant_rows(variants)}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        end(read=len(rows), problems=len(problems))
    if child is None or parent is None:
        fail("give CHILD and PARENT, or --pairs FILE", Exit.WRONG_USE)
    with failures():
        one, other, variants = compare_reports(child, parent, model=model)
    if json_file:
        document = {"child": one.source, "parent": other.source, "variants": variant_rows(variants)}
        write(json_file, json.dumps(document, ensure_ascii=False, indent=1) + "\n", spare=[child, parent])
    if json_file != "-":
        show_variants(one, other, variants)


def main() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except OSError as error:
        if error.errno not in _CANNOT_HOLD_MORE:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python tries again when it ends
        sys.stderr.write(
            f"stemma: standard output: cannot be written ({error.strerror}); make room, or write elsewhere\n"
        )
        sys.exit(Exit.WRONG_USE)


def _passage_rows(name: str) -> tuple[list[PassageRow], list[Problem]]:
    """The rows of a file, and those that are none, each named with the reason."""
    from stemma.model import Problem  # noqa: PLC0415
    from stemma.pipeline import PassageRow  # noqa: PLC0415

    rows: list[PassageRow] = []
    problems: list[Problem] = []
    try:
        lines = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(name, f"cannot be read ({error})") from error
    for n, line in enumerate(lines.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        match row:
            case {"id": identity, "parent": str(parent), "child": str(child)}:
                rows.append(PassageRow(str(identity), parent, child))
            case _:
                problems.append(Problem(f"{name}:{n}", 'is not a row {"id", "parent", "child"} with two texts'))
    return rows, problems
