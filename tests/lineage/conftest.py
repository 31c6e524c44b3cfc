"""Reports are read once: most tests of the family tree ask for the same families."""

from __future__ import annotations

import pytest

from stemma.language import EmbeddedModel
from stemma.model import Analysis, Report


class Remembering(EmbeddedModel):
    """The embedded model, which remembers what it read."""

    def __init__(self) -> None:
        super().__init__()
        self._read: dict[Report, Analysis] = {}

    def analyse(self, report: Report) -> Analysis:
        """As the embedded model, from before where the report was read before."""
        if report not in self._read:
            self._read[report] = super().analyse(report)
        return self._read[report]


@pytest.fixture(scope="session")
def model() -> EmbeddedModel:
    return Remembering()
