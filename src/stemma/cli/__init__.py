"""The command line: parse the request, call one function, show the answer."""

from stemma.cli import arranging, library, serving, watching
from stemma.cli.app import app, main

__all__ = ["app", "arranging", "library", "main", "serving", "watching"]
