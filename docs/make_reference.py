"""Write `docs/command-line.md` from the command line itself, so that the two cannot disagree.

python docs/make_reference.py            write the page
python docs/make_reference.py --check    exit 1 if the page is out of date; write nothing
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent / "command-line.md"
INTRODUCTION = """\
# Command line

<!-- Written by docs/make_reference.py from the program; do not edit. `make docs` renews it. -->
"""
# The help is written for the terminal: marks such as [bold] mean nothing here.
_MARK = re.compile(r"\[/?(?:bold|italic|dim|underline|cyan|green|red|yellow|magenta|blue|/)\]")


def describe_program() -> str:
    """The page: what the program says of itself, then every command with its arguments and options."""
    import typer  # noqa: PLC0415 - `--check` on a bare machine should fail on the page, not on this import

    from stemma.cli import app  # noqa: PLC0415

    program: Any = typer.main.get_command(app)
    parts = [INTRODUCTION, _plain(program.help)]
    parts += _table("Options", _options(program))
    parts += ["", _plain(program.epilog), ""]
    for name in sorted(program.commands):
        parts.extend(_describe_command(name, program.commands[name]))
    return "\n".join(parts).rstrip("\n") + "\n"


def _describe_command(name: str, command: Any) -> Iterator[str]:  # noqa: ANN401 - click's or typer's own class
    yield f"## stemma {name}"
    yield ""
    yield _plain(command.help)
    yield ""
    yield "```"
    yield _usage(name, command)
    yield "```"
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    yield from _table("Arguments", [(_argument(a), a.help) for a in arguments])
    yield from _table("Options", _options(command))
    yield ""


def _usage(name: str, command: Any) -> str:  # noqa: ANN401
    words = [f"stemma {name}"]
    if any(p.param_type_name == "option" for p in command.params):
        words.append("[OPTIONS]")
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    words.extend(_argument(a) if a.required else f"[{_argument(a)}]" for a in arguments)
    return " ".join(words)


def _argument(argument: Any) -> str:  # noqa: ANN401
    name = str(argument.metavar or argument.name.upper())
    return f"{name}..." if argument.nargs < 0 else name


def _options(command: Any) -> list[tuple[str, str | None]]:  # noqa: ANN401
    """Name and help of every option that is shown, in the order of the program."""
    rows: list[tuple[str, str | None]] = []
    for option in command.params:
        if option.param_type_name != "option" or option.hidden or option.name == "help":
            continue
        names = ", ".join(sorted(option.opts, key=len, reverse=True) + option.secondary_opts)
        value = "" if option.is_flag else f" {option.metavar or option.type.name.upper()}"
        rows.append((names + value, option.help))
    return rows


def _table(title: str, rows: list[tuple[str, str | None]]) -> list[str]:
    if not rows:
        return []
    lines = ["", f"| {title.lower().rstrip('s')} | meaning |", "| --- | --- |"]
    for name, words in rows:
        lines.append(f"| `{_cell(name)}` | {_cell(_plain(words))} |")
    return lines


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _plain(text: str | None) -> str:
    """Help as running text, without the marks of the terminal."""
    return " ".join(_MARK.sub("", text or "").split())


def main(arguments: list[str]) -> int:
    """Write or check the page; the exit code."""
    if arguments not in ([], ["--check"]):
        print("usage: make_reference.py [--check]", file=sys.stderr)
        return 2
    page = describe_program()
    if arguments:
        if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page:
            return 0
        print(f"{PAGE}: out of date; run `make docs` and commit the page", file=sys.stderr)
        return 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
