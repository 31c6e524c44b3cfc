"""The command line: parse the request, call one function, show the answer."""

from stemma.cli import library, serving
from stemma.cli.app import app, main

__all__ = ["app", "library", "main", "serving"]
