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
from stemma.model import Analysis, Entity, Report, Sentence
from stemma.store.shown import Outline

_T = TypeVar("_T")
_TEMPORAL = (datetime, date)


@dataclass(frozen=True, slots=True)
class PackedAnalysis:
    """An analysis as it is stored."""

    text: str
    """As JSON; in the place of an array stands where it begins among the bytes, its kind and its shape."""
    vectors: bytes
    """The arrays one behind the other, little end first."""


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
    """An analysis as JSON text and the bytes of its arrays."""
    held = bytearray()

    def put(table: Any) -> list[Any]:  # noqa: ANN401 - whatever msgspec does not know
        array = np.ascontiguousarray(table)
        array = array.astype(array.dtype.newbyteorder("<"))
        at = len(held)
        held.extend(array.tobytes())
        return [at, array.dtype.str, list(array.shape)]

    row = msgspec.to_builtins(analysis, enc_hook=put)
    return PackedAnalysis(_dump(row), bytes(held))


def unpack_analysis(packed: PackedAnalysis) -> Analysis:
    """The analysis that was packed.

    Raises:
        LibraryError: the text holds none.
    """

    def take(kind: type, place: Any) -> NDArray[Any]:  # noqa: ANN401 - whatever stands there
        del kind
        at, dtype, shape = place
        size = int(np.prod(shape, dtype=np.int64))
        return np.frombuffer(packed.vectors, dtype=np.dtype(dtype), count=size, offset=at).reshape(shape)

    return _load("analysis", packed.text, Analysis, take)


def unpack_outline(text: str) -> Analysis:
    """The analysis that was packed, with its sentences and statements alone; its vectors have no dimensions.

    Raises:
        LibraryError: the text holds none.
    """
    return _load("analysis", text, Outline).analysis()  # what else stands there is skipped


@dataclass(frozen=True, slots=True)
class _Named:
    """What placing a report needs of an analysis."""

    report: str
    supported: bool
    sentences: tuple[Sentence, ...]
    entities: tuple[Entity, ...]


def unpack_named(text: str) -> Analysis:
    """The analysis that was packed, with its sentences and names alone; its vectors have no dimensions.

    Raises:
        LibraryError: the text holds none.
    """
    found = _load("analysis", text, _Named)  # what else stands there is skipped
    vectors = np.zeros((len(found.sentences), 0), np.float32)
    return Analysis(found.report, found.supported, found.sentences, vectors, entities=found.entities)


def unpack_document(text: str) -> dict[str, Any]:
    """The JSON object that stands there.

    Raises:
        LibraryError: there is none.
    """
    return _load("story", text, dict[str, Any])


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
