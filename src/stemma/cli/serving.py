"""The command that serves the library to a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from stemma.cli.app import app
from stemma.cli.common import LibraryFile, Model, failures


@app.command()
def serve(
    library: LibraryFile = None,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            metavar="ADDRESS",
            help="Where to listen; with another than this machine's own a token is needed.",
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="0 takes any that is free.")
    ] = 8765,
    names: Annotated[
        list[str] | None,
        typer.Option(
            "--name", metavar="NAME", help="A name of this machine that browsers may call it by; repeat for more."
        ),
    ] = None,
    model: Model = None,
) -> None:
    """Serve the library to the browser of this machine: read, search, correct, add reports. Stop with Ctrl-C."""
    from stemma.serve import serve as serve_library  # noqa: PLC0415
    from stemma.store import DEFAULT_FILE  # noqa: PLC0415  keeps --help quick

    with failures():
        serve_library(
            library or DEFAULT_FILE, host=host, port=port, names=names or [], model=model, say=typer.echo
        )
