"""A library of three reports, and their texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stemma.pipeline import add
from stemma.store import Library

HARBOUR = (
    "Ferry to sail again\n\nThe envoy of Halvona arrived in the harbour of Bralt on Monday. "
    "Ilse Tarrow said the ferry could sail again before winter. "
    "She told reporters that 130 boats had been counted in the harbour. "
    "The talks about the fishing grounds will go on in June, she said.\n"
)
COPY = HARBOUR.replace("could sail again", "will sail again").replace("130 boats", "170 boats")
THIRD = HARBOUR.replace("arrived", "came ashore").replace("Ferry to sail again", "Envoy of Halvona in Bralt")
MUSEUM = (
    "Museum opens its cellar\n\nThe museum of Quillmouth opened its cellar to visitors on Friday. "
    "Curator Anders Holm said the old looms had been cleaned by forty volunteers. "
    "Children may weave a band of wool there every Sunday, he said.\n"
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three reports and the library they were added to; tests work on a copy of that."""
    folder = tmp_path_factory.mktemp("filled")
    for name, text in (("harbour", HARBOUR), ("copy", COPY), ("museum", MUSEUM)):
        (folder / f"{name}.txt").write_text(text, "utf-8")
    with Library(folder / "stemma.db", create=True) as kept:
        add(kept, sorted(folder.glob("*.txt")))
    return folder


@pytest.fixture
def library(filled: Path, tmp_path: Path) -> Iterator[Library]:
    (tmp_path / "stemma.db").write_bytes((filled / "stemma.db").read_bytes())
    with Library(tmp_path / "stemma.db") as kept:
        yield kept
