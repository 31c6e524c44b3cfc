"""What is to be read: files, folders, globs and standard input, found and loaded within limits."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from stemma.errors import ReadError
from stemma.model import Problem

MAX_BYTES = 64 * 1024 * 1024
"""Largest input. The longest news report has a few hundred kilobytes; this leaves room for thousands of rows
while decoding and parsing stay under a gigabyte of memory."""
MAX_CHARACTERS = 4_000_000
"""Longest report. Far beyond any report or even book; what is longer is a dump that wants splitting."""

NOTHING_FETCHED = (
    "is an address, and nothing is fetched without --fetch; add it, or save the page and give the file"
)
STANDARD_INPUT = "-"
_WEB_STARTS = ("http://", "https://")
_URL_STARTS = ("http://", "https://", "ftp://")
_GLOB = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read."""

    name: str
    """As a person would write it; `-` is standard input."""
    is_address: bool = False
    """Whether it is to be fetched."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the inputs come to."""

    sources: tuple[Source, ...]
    """Each once, sorted by name."""
    problems: tuple[Problem, ...]
    """Inputs that come to nothing."""


def find_sources(inputs: Sequence[str], *, fetch: bool = False) -> Found:
    """The files that the inputs name, each once however often it is named, in an order of their own.

    Addresses of the web are among them only if they are to be fetched.
    """
    addresses = {given for given in inputs if given.lower().startswith(_WEB_STARTS)} if fetch else set()
    names: dict[str, str] = {}
    problems: set[tuple[str, str]] = set()
    for given in inputs:
        if given in addresses:
            continue
        try:
            for name in _expand(given, problems):
                key = STANDARD_INPUT if name == STANDARD_INPUT else os.path.realpath(name)
                names[key] = min(name, names.get(key, name))
        except (OSError, ValueError) as e:
            problems.add((given, f"cannot be looked up ({_plain(e)}); check the path"))
    sources = [*(Source(n) for n in names.values()), *(Source(a, is_address=True) for a in addresses)]
    return Found(tuple(sorted(sources, key=lambda s: s.name)), tuple(Problem(*p) for p in sorted(problems)))


def _expand(given: str, problems: set[tuple[str, str]]) -> Iterator[str]:
    if given == STANDARD_INPUT:
        yield given
    elif given.lower().startswith(_URL_STARTS):
        problems.add((given, NOTHING_FETCHED))
    elif os.path.isdir(given):  # noqa: PTH112 - names stay strings, as given
        yield from _walk(given, problems)
    elif not os.path.lexists(given) and _GLOB & set(given):
        matches = sorted(m for m in glob.glob(given, recursive=True) if not _hidden(m))  # noqa: PTH207
        if not matches:
            problems.add((given, "matches no file; check the pattern"))
        for match in matches:
            if os.path.isdir(match):  # noqa: PTH112 - names stay strings, as given
                yield from _walk(match, problems)
            else:
                yield match
    else:
        yield given


def _walk(folder: str, problems: set[tuple[str, str]]) -> Iterator[str]:
    """All regular files below a folder, hidden ones left out."""
    refused: list[OSError] = []
    count = 0
    for at, folders, files in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(files):
            path = os.path.join(at, name)  # noqa: PTH118 - names stay strings, as given
            # A dangling link is kept, so that it is named as missing; pipes and devices are not for folders.
            if not name.startswith(".") and (os.path.isfile(path) or not os.path.exists(path)):  # noqa: PTH110, PTH113
                count += 1
                yield path
    for error in refused:
        problems.add((str(error.filename or folder), f"cannot be opened ({_plain(error)}); mend its permissions"))
    if not count and not refused:
        problems.add((folder, "holds no files to read; give a folder with reports"))


def _hidden(path: str) -> bool:
    return Path(path).name.startswith(".")


def load(source: Source, stdin: BinaryIO | None) -> bytes:
    """The bytes of a source.

    Raises:
        ReadError: there are none, too many, or they cannot be had.
    """
    if source.name == STANDARD_INPUT:
        if stdin is None:
            raise ReadError("standard input", "is not there; give a file instead of -")
        return _bounded("standard input", stdin)
    try:
        status = os.stat(source.name)  # noqa: PTH116 - names stay strings, as given
        if stat.S_ISREG(status.st_mode) and status.st_size > MAX_BYTES:
            raise _too_large(source.name, status.st_size)
        with open(source.name, "rb") as file:  # noqa: PTH123 - names stay strings, as given
            return _bounded(source.name, file)
    except FileNotFoundError as e:
        raise ReadError(source.name, "is not there; check the path") from e
    except PermissionError as e:
        raise ReadError(source.name, "may not be read; mend its permissions (chmod +r)") from e
    except (OSError, ValueError) as e:
        raise ReadError(source.name, f"cannot be opened ({_plain(e)})") from e


def _bounded(name: str, file: BinaryIO) -> bytes:
    """Everything the file gives, as long as it is within the limit; never more is held."""
    parts: list[bytes] = []
    size = 0
    try:
        while size <= MAX_BYTES and (part := file.read(1 << 20)):
            parts.append(part)
            size += len(part)
    except OSError as e:
        raise ReadError(name, f"cannot be read ({_plain(e)})") from e
    if size > MAX_BYTES:
        raise _too_large(name, None)
    data = b"".join(parts)
    if not data:
        raise ReadError(name, "is empty; nothing to read")
    return data


def _too_large(name: str, size: int | None) -> ReadError:
    has = f"has {size // (1024 * 1024)} MiB" if size is not None else "goes on"
    return ReadError(
        name,
        f"{has}, over the limit of {MAX_BYTES // (1024 * 1024)} MiB for one input; split it into smaller files",
    )


def _plain(e: Exception) -> str:
    return (e.strerror or str(e)) if isinstance(e, OSError) else str(e)
