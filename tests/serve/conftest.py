from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from stemma.pipeline import add
from stemma.serve.app import create_app
from stemma.serve.state import State
from stemma.store import Library

HARBOUR = (
    "Ferry to sail again\n\nThe envoy of Halvona arrived in the harbour of Bralt on Monday. "
    "Ilse Tarrow said the ferry could sail again before winter. "
    "She told reporters that 130 boats had been counted in the harbour. "
    "The talks about the fishing grounds will go on in June, she said.\n"
)
COPY = HARBOUR.replace("could sail again", "will sail again").replace("130 boats", "170 boats")
OTHER = (
    "Museum opens its cellar\n\nThe museum of Quillmouth opened its cellar to visitors on Friday. "
    "Curator Anders Holm said the old looms had been cleaned by forty volunteers. "
    "Children may weave a band of wool there every Sunday, he said.\n"
)


@dataclass
class Served:
    client: TestClient
    state: State
    file: Path
    story: str

    def form(self, path: str) -> str:
        return self.state.form_action(path)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of two stories; tests that change it take a copy."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "harbour.txt").write_text(HARBOUR, "utf-8")
    (folder / "copy.txt").write_text(COPY, "utf-8")
    (folder / "museum.txt").write_text(OTHER, "utf-8")
    with Library(folder / "stemma.db", create=True) as library:
        add(library, sorted(folder.glob("*.txt")))
    return folder / "stemma.db"


@pytest.fixture
def served(filled: Path, tmp_path: Path) -> Iterator[Served]:
    file = tmp_path / "stemma.db"
    file.write_bytes(filled.read_bytes())
    app = create_app(
        file, names=frozenset({"testserver"}), make_executor=lambda: ThreadPoolExecutor(1), most_body=200_000
    )
    with TestClient(app) as client, Library(file) as library:
        story = max(library.stories(), key=lambda s: s.reports)
        yield Served(client, app._app.state.stemma, file, story.id)


def query_of(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)
