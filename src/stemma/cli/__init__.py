"""The command line: parse the request, call one function, show the answer."""

from stemma.cli.app import app, main

__all__ = ["app", "main"]
