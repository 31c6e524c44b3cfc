"""The readers of corpora that the bench rests on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


def test_treebank_marks_are_read_as_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "training"))
    from encoder.speech import read_cofenet  # noqa: PLC0415  the path is set above

    words = ["Vole", "-LRB-", "east", "-RRB-", ":", "``", "No", ",", "''", "he", "said", "."]
    path = tmp_path / "rows.txt"
    path.write_text(json.dumps({"tokens": words, "labels": ["O"] * len(words)}), encoding="utf-8")
    (passage,) = read_cofenet(path)
    text = "".join(" " * g + w for g, w in zip(passage.gaps, passage.words, strict=True))
    assert text == 'Vole (east): "No," he said.'
