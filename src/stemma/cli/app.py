"""The commands of `stemma`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TextIO

import typer

from stemma.errors import ReadError, StemmaError

if TYPE_CHECKING:  # the rooms are loaded by the command that needs them, so that --help is quick
    from stemma.findings import Issue
    from stemma.pipeline import PassageRow

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


class Exit(IntEnum):
    """What the exit code says."""

    ALL_READ = 0
    SOME_UNREAD = 1
    WRONG_USE = 2
    NOTHING_READ = 3


Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
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


@app.callback(invoke_without_command=True)
def _top(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        from stemma.pipeline.read import program_version  # noqa: PLC0415

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
    from stemma.cli.show import progress_to, show_problems, show_summary  # noqa: PLC0415  keeps --help quick
    from stemma.findings import WORDS  # noqa: PLC0415
    from stemma.pipeline import read as read_reports  # noqa: PLC0415

    _check_date(published)
    _check_format(input_format)
    with _failures(), progress_to(sys.stderr, quiet=quiet) as progress:
        result = read_reports(
            inputs,
            one_story=one_story,
            model=model,
            input_format=input_format,
            published=published,
            issues=_issues(issues),
            brief_words=WORDS if brief is None else max(1, brief),
            fetch=fetch,
            progress=progress,
        )
    show_problems(result.problems)
    if not result.reports:
        _fail("nothing could be read", Exit.NOTHING_READ)
    if json_file:
        _write(json_file, result.to_json())
    if html_file:
        _write(html_file, result.to_html())
    if not quiet and json_file != "-":
        show_summary(result, full=full)
        for name, what in ((html_file, "page"), (json_file, "story file")):
            if name:
                typer.echo(f"{what}: {Path(name).resolve()}")
    raise typer.Exit(Exit.SOME_UNREAD if result.problems else Exit.ALL_READ)


@app.command()
def export(
    inputs: Inputs,
    folder: Annotated[
        str, typer.Option("--to", metavar="FOLDER", help="Where the files are written.", show_default=False)
    ],
    forms: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="FORM,...",
            help="csv, parquet, graphml, events, prov, claimreview, markdown, docx, bibtex, json; "
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
    """Read reports and write everything worked out about them as files for other programs."""
    from stemma.cli.show import progress_to, show_problems  # noqa: PLC0415  keeps --help quick
    from stemma.export import FORMS, NEEDS_EXTRA, to_files  # noqa: PLC0415
    from stemma.findings import WORDS  # noqa: PLC0415
    from stemma.pipeline import read as read_reports  # noqa: PLC0415

    _check_date(published)
    _check_format(input_format)
    wanted = [f.strip() for f in forms.split(",")] if forms else [f for f in FORMS if f not in NEEDS_EXTRA]
    for form in wanted:
        if form not in FORMS:
            _fail(f"--as {form}: not a form; use {', '.join(FORMS)}", Exit.WRONG_USE)
    with _failures(), progress_to(sys.stderr, quiet=quiet) as progress:
        result = read_reports(
            inputs,
            one_story=one_story,
            model=model,
            input_format=input_format,
            published=published,
            issues=_issues(issues),
            brief_words=WORDS if brief is None else max(1, brief),
            fetch=fetch,
            progress=progress,
        )
    show_problems(result.problems)
    if not result.reports:
        _fail("nothing could be read", Exit.NOTHING_READ)
    with _failures():
        files = to_files(result, [f for f in FORMS if f in wanted])
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
    except OSError as error:
        _fail(f"{folder}: cannot be written ({error.strerror})", Exit.WRONG_USE)
    if not quiet:
        for name in files:
            typer.echo(Path(folder) / name)
    raise typer.Exit(Exit.SOME_UNREAD if result.problems else Exit.ALL_READ)


@app.command()
def clean(inputs: Inputs, input_format: Format = None, published: Published = None, fetch: Fetch = False) -> None:
    """Print zones and metadata only: one JSON object per report (JSON lines)."""
    from stemma.cli.show import show_problems  # noqa: PLC0415
    from stemma.export import clean_row  # noqa: PLC0415
    from stemma.reading import read_inputs  # noqa: PLC0415

    _check_date(published)
    _check_format(input_format)
    outcome = read_inputs(inputs, format=input_format, published=published, stdin=sys.stdin.buffer, fetch=fetch)
    show_problems(outcome.problems)
    for report in outcome.reports:
        typer.echo(json.dumps(clean_row(report), ensure_ascii=False))
    _end(read=len(outcome.reports), problems=len(outcome.problems))


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

    _check_date(published)
    _check_format(input_format)
    with _failures():
        language = load_model(model)
    outcome = read_inputs(inputs, format=input_format, published=published, stdin=sys.stdin.buffer, fetch=fetch)
    show_problems(outcome.problems)
    for report in outcome.reports:
        typer.echo(json.dumps(annotate_row(report, language.analyse(report)), ensure_ascii=False))
    _end(read=len(outcome.reports), problems=len(outcome.problems))


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
    from stemma.cli.show import show_variants, variant_rows  # noqa: PLC0415
    from stemma.pipeline import compare as compare_reports  # noqa: PLC0415
    from stemma.pipeline import compare_rows  # noqa: PLC0415

    if pairs is not None:
        if child is not None:
            _fail("give either --pairs FILE or CHILD PARENT, not both", Exit.WRONG_USE)
        with _failures(), _output(json_file or "-") as out:
            for name, variants in compare_rows(_passage_rows(pairs), model=model):
                row = {"id": name, "variants": variant_rows(variants)}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        return
    if child is None or parent is None:
        _fail("give CHILD and PARENT, or --pairs FILE", Exit.WRONG_USE)
    with _failures():
        one, other, variants = compare_reports(child, parent, model=model)
    if json_file:
        document = {"child": one.source, "parent": other.source, "variants": variant_rows(variants)}
        _write(json_file, json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    if json_file != "-":
        show_variants(one, other, variants)


def main() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()


@contextmanager
def _failures() -> Iterator[None]:
    """Turn an error of Stemma's own into a message and an exit code."""
    try:
        yield
    except ReadError as error:
        _fail(str(error), Exit.NOTHING_READ)
    except StemmaError as error:
        _fail(str(error), Exit.WRONG_USE)


@contextmanager
def _output(name: str) -> Iterator[TextIO]:
    """The file to write to; `-` is standard output."""
    if name == "-":
        yield sys.stdout
        return
    try:
        with Path(name).open("w", encoding="utf-8") as file:
            yield file
    except OSError as error:
        _fail(f"{name}: cannot be written ({error.strerror})", Exit.WRONG_USE)


def _write(name: str, text: str) -> None:
    with _output(name) as out:
        out.write(text)


def _passage_rows(name: str) -> Iterator[PassageRow]:
    from stemma.pipeline import PassageRow  # noqa: PLC0415

    try:
        lines = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(name, f"cannot be read ({error})") from error
    for n, line in enumerate(lines.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield PassageRow(str(row["id"]), str(row["parent"]), str(row["child"]))
        except (ValueError, KeyError, TypeError) as error:
            raise ReadError(f"{name}:{n}", f'not a row with "id", "parent" and "child" ({error})') from error


def _issues(name: str | None) -> tuple[Issue, ...]:
    """The issues of the user's file; none if no file is named."""
    from stemma.findings import parse_issues  # noqa: PLC0415

    if name is None:
        return ()
    try:
        return parse_issues(Path(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        _fail(f"--issues {name}: cannot be read ({error})", Exit.WRONG_USE)


def _check_date(published: str | None) -> None:
    from datetime import datetime  # noqa: PLC0415

    if published is not None:
        try:
            datetime.fromisoformat(published)
        except ValueError:
            _fail(f"--published {published}: not an ISO date; write it like 2026-04-20", Exit.WRONG_USE)


def _check_format(input_format: str | None) -> None:
    from stemma.reading import FORMATS  # noqa: PLC0415  keeps --help quick

    if input_format is not None and input_format not in FORMATS:
        _fail(f"--format {input_format}: not a format; use {', '.join(FORMATS)}", Exit.WRONG_USE)


def _fail(message: str, code: Exit) -> NoReturn:
    typer.echo(f"stemma: {message}", err=True)
    raise typer.Exit(code)


def _end(*, read: int, problems: int) -> NoReturn:
    if not read:
        _fail("nothing could be read", Exit.NOTHING_READ)
    raise typer.Exit(Exit.SOME_UNREAD if problems else Exit.ALL_READ)
