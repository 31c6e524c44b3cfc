from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_rooms_are_not_loaded_to_say_what_there_is(option: str):
    code = (
        f"import sys; sys.argv = ['stemma', {option!r}]\n"
        "from stemma.cli import main\n"
        "try:\n    main()\n"
        "finally:\n    sys.exit(bool({'numpy', 'onnxruntime', 'stemma.pipeline'} & {*sys.modules}))\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0
