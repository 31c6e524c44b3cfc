"""Reports and analyses as text and back. msgspec reads the model's own types, so that no field is forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from stemma.errors import LibraryError, StemmaError
from stemma.model import Analysis, Report

_T = TypeVar("_T")
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
    return _load("report", text, Report)


def pack_analysis(analysis: Analysis) -> PackedAnalysis:
    """An analysis as JSON text and the bytes of its vectors."""
    row = msgspec.to_builtins(analysis, enc_hook=lambda vectors: list(vectors.shape))
    return PackedAnalysis(_dump(row), np.ascontiguousarray(analysis.vectors, dtype="<f4").tobytes())


def unpack_analysis(packed: PackedAnalysis) -> Analysis:
    """The analysis that was packed.

    Raises:
        LibraryError: the text holds none.
    """

    def vectors(kind: type, shape: Any) -> NDArray[np.float32]:  # noqa: ANN401 - whatever stands there
        del kind
        table: NDArray[np.float32] = np.frombuffer(packed.vectors, dtype="<f4").reshape(shape)
        return table

    return _load("analysis", packed.text, Analysis, vectors)


def _load(what: str, text: str, kind: type[_T], hook: Callable[[type, Any], Any] | None = None) -> _T:
    try:
        try:
            return msgspec.json.decode(text, type=kind, dec_hook=hook)
        except msgspec.DecodeError:
            # Halves of surrogate pairs, which names of files may hold, are read by the slower way alone.
            return msgspec.convert(json.loads(text), kind, dec_hook=hook)
    except (msgspec.ValidationError, StemmaError, TypeError, ValueError) as error:
        raise LibraryError(f"a stored {what} cannot be read ({error})") from error


def _dump(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), default=_moment)


def _moment(value: object) -> str:
    if isinstance(value, _TEMPORAL):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not stored")
