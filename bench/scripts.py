"""The training scripts as modules: a bench that fits anew on stories left out uses the same code."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def training(name: str) -> ModuleType:
    """A script of the training folder as a module.

    Args:
        name: of the script, without `.py`.
    """
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent.parent / f"training/{name}.py")
    assert spec is not None  # noqa: S101  the file stands there
    assert spec.loader is not None  # noqa: S101
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
