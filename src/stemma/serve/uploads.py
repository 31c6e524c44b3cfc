"""What a person drops or pastes, laid down as files that the reading room can read."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from stemma.errors import ContractError
from stemma.export import given_publication

PASTED = "pasted text.jsonl"
LONGEST_NAME = 200
"""Bytes of a file's name: file systems take 255, and a number may follow."""
# Separators, controls, marks that turn the direction of writing, what Windows forbids, and halves of pairs.
_NOT_IN_NAMES = re.compile(r'[/\\\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff<>:"|?*]')
_DETAILS = ("title", "outlet", "url", "published")


def lay_down(folder: Path, name: str, content: BinaryIO) -> str:
    """Write an uploaded file into a folder; its path. Of its name only what names a file is kept."""
    place = _free(folder, plain_name(name))
    with place.open("xb") as file:
        shutil.copyfileobj(content, file)
    return str(place)


def lay_down_rows(folder: Path, rows: Sequence[Mapping[str, str]]) -> str:
    """Write pasted texts with what is known of them into a folder; the path of their file.

    Raises:
        ContractError: a date is none; the message says how to write it.
    """
    lines: list[str] = []
    for row in rows:
        known = {k: row[k].strip() for k in _DETAILS if row.get(k, "").strip()}
        if "published" in known:
            given_publication(known["published"])
        identity = {"id": row["id"]} if row.get("id") else {}
        lines.append(json.dumps({"text": row["text"], **identity, **known}))
    place = _free(folder, PASTED)
    place.write_text("\n".join(lines) + "\n", "utf-8")
    return str(place)


def plain_name(name: str) -> str:
    """The last part of a name, without what cannot or should not stand in one."""
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    plain = _NOT_IN_NAMES.sub("_", last).strip(" .")
    if len(plain.encode()) > LONGEST_NAME:
        stem, dot, suffix = plain.rpartition(".")
        keep = f"{dot}{suffix}".encode() if stem and len(suffix.encode()) < LONGEST_NAME // 4 else b""
        plain = (plain.encode()[: LONGEST_NAME - len(keep)] + keep).decode("utf-8", "ignore")
    return plain or "upload"


def _free(folder: Path, name: str) -> Path:
    """A path in the folder that is not taken."""
    place = folder / name
    stem, dot, suffix = name.rpartition(".")
    n = 1
    while place.exists():
        n += 1
        place = folder / (f"{stem} ({n}){dot}{suffix}" if stem else f"{name} ({n})")
    return place


def check_rows(rows: object) -> list[Mapping[str, str]]:
    """The rows of a request: objects with a text.

    Raises:
        ContractError: something else was sent; the message says what is wanted.
    """
    wanted = 'send {"reports": [{"text": "…", "outlet": "…", "published": "2024-04-20"}]}'
    if not isinstance(rows, list) or not rows:
        raise ContractError(f"no reports were sent; {wanted}")
    for n, row in enumerate(rows, 1):
        if not isinstance(row, dict) or not all(isinstance(v, str) for v in row.values() if v is not None):
            raise ContractError(f"report {n} is no object of strings; {wanted}")
        if not str(row.get("text") or "").strip():
            raise ContractError(f"report {n} has no text; {wanted}")
    return [{k: v for k, v in row.items() if v is not None} for row in rows]
