"""Reports and analyses as text and back. msgspec reads the model's own types, so that no field is forgotten."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from stemma.errors import LibraryError
from stemma.model import Analysis, Report

_TEMPORAL = (datetime, date)


@dataclass(frozen=True, slots=True)
class PackedAnalysis:
    """An analysis as it is stored."""

    text: str
    """As JSON; in the place of the vectors stands their shape."""
    vectors: bytes
    """The vectors: 32-bit floats, little end first, sentence by sentence."""


def pack_report(report: Report) -> str:
    """A report as JSON text, all ASCII: names of files may hold what no encoding of text can."""
    return _dump(msgspec.to_builtins(report, builtin_types=_TEMPORAL))


def unpack_report(text: str) -> Report:
    """The report that was packed.

    Raises:
        LibraryError: the text holds none.
    """
    try:
        return msgspec.convert(json.loads(text), Report)
    except (msgspec.ValidationError, ValueError) as error:
        raise LibraryError(f"a stored report cannot be read ({error})") from error


def pack_analysis(analysis: Analysis) -> PackedAnalysis:
    """An analysis as JSON text and the bytes of its vectors."""
    row = msgspec.to_builtins(analysis, enc_hook=lambda vectors: list(vectors.shape))
    return PackedAnalysis(_dump(row), np.ascontiguousarray(analysis.vectors, dtype="<f4").tobytes())


def unpack_analysis(packed: PackedAnalysis) -> Analysis:
    """The analysis that was packed.

    Raises:
        LibraryError: the text holds none.
    """
    try:
        row = json.loads(packed.text)
        vectors = np.frombuffer(packed.vectors, dtype="<f4").reshape(row["vectors"])
        return msgspec.convert({**row, "vectors": _Vectors(vectors)}, Analysis, dec_hook=_vectors)
    except (msgspec.ValidationError, KeyError, TypeError, ValueError) as error:
        raise LibraryError(f"a stored analysis cannot be read ({error})") from error


@dataclass(frozen=True, slots=True)
class _Vectors:
    """Carries the vectors past the check of types."""

    table: NDArray[np.float32]


def _vectors(kind: type, value: Any) -> NDArray[np.float32]:  # noqa: ANN401 - whatever msgspec found there
    if not isinstance(value, _Vectors):
        raise NotImplementedError(f"no value of {kind} is stored")
    return value.table


def _dump(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), default=_moment)


def _moment(value: object) -> str:
    if isinstance(value, _TEMPORAL):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not stored")
