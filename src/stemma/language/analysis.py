"""What a language model is, and which there are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from stemma.language.embedded import EMBEDDED, EmbeddedModel
from stemma.language.pipelines import PipelineModel
from stemma.model import Analysis, Report


class LanguageModel(Protocol):
    """Anything that can read a report."""

    @property
    def name(self) -> str:
        """Its name, as it stands in the record of a run."""

    def analyse(self, report: Report) -> Analysis:
        """What it finds in a report."""

    def frequency(self, word: str) -> float:
        """How often a word in plain form occurs in English, as a share of all words."""

    @property
    def judge(self) -> Mapping[str, NDArray[np.generic]] | None:
        """The arrays of the judge of copies that goes with the words it describes; None if it describes none."""


def load_model(name: str | None = None) -> LanguageModel:
    """The language model with this name; the embedded one if none is named.

    A folder with other weights of the embedded model's make is read as such; any other name is that of a spaCy
    pipeline, installed or in a folder.

    Raises:
        ModelError: there is no such model.
        MissingExtraError: it would be a spaCy pipeline, and spaCy is not installed.
    """
    if name in {None, EMBEDDED, "embedded"}:
        return EmbeddedModel()
    folder = Path(str(name))
    return EmbeddedModel(folder) if (folder / "encoder.onnx").is_file() else PipelineModel.load(str(name))
