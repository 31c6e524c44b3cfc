"""Passages with their analyses, each made once."""

from __future__ import annotations

import pickle
from pathlib import Path

from stemma.language import LanguageModel
from stemma.model import Analysis, Report, Zone
from stemma.text.spans import Span


class Reader:
    """Reads passages; what it has read is kept in a file between runs, if one is named."""

    def __init__(self, language: LanguageModel, cache: Path | None = None) -> None:
        """Read with a language model; take up what the file holds."""
        self._language = language
        self._cache = cache
        self._known: dict[str, tuple[Report, Analysis]] = {}
        if cache and cache.exists():
            self._known = pickle.loads(cache.read_bytes())  # noqa: S301  written by the run before

    def read(self, text: str) -> tuple[Report, Analysis]:
        """The passage as a report that is all body, and what the language model finds in it."""
        if text not in self._known:
            report = Report("passage", "passage", text, (Zone("body", Span(0, len(text))),), language="en")
            self._known[text] = report, self._language.analyse(report)
        return self._known[text]

    def keep(self) -> None:
        """Write the file, if one is named."""
        if self._cache:
            self._cache.write_bytes(pickle.dumps(self._known))
