"""The scripts beside the package ask it only for what it has."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = sorted(p for folder in ("bench", "training", "docs") for p in (ROOT / folder).glob("*.py"))


def _asked(script: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.module.split(".")[0] == "stemma":
            yield from ((node.module, alias.name) for alias in node.names)


def _exists(module: str, name: str) -> bool:
    if hasattr(import_module(module), name):
        return True
    try:
        import_module(f"{module}.{name}")
    except ModuleNotFoundError:
        return False
    return True


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_what_a_script_imports_exists(script: Path) -> None:
    assert [f"{module}.{name}" for module, name in _asked(script) if not _exists(module, name)] == []
