"""Who is meant by what: the coreference of GUM as documents with their mentions."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from stemma.text.spans import Span

# Links that say two mentions are one; the others bridge.
SAME = {"coref", "ana", "cata", "appos"}
_CELL = re.compile(r"([\w-]+)(?:\[(\d+)\])?")


@dataclass(frozen=True)
class Mention:
    """A mention of an entity."""

    span: Span
    kind: str
    entity: int


@dataclass(frozen=True)
class Document:
    """A text with its mentions in order."""

    name: str
    text: str
    mentions: tuple[Mention, ...]


def read_document(path: Path) -> Document:
    """A document of GUM in the format of WebAnno (TSV 3.2)."""
    letters: list[str] = []
    spans: dict[str, tuple[int, int, str]] = {}
    links: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = line.split("\t")
        if len(row) < 10 or "-" not in row[0]:  # noqa: PLR2004  a token's row
            continue
        start, end = map(int, row[1].split("-"))
        letters += [" "] * (start - len(letters)) + list(row[2])
        here = {}
        for cell in row[3].split("|") if row[3] != "_" else ():
            kind, number = _CELL.fullmatch(cell).groups()  # type: ignore[union-attr]  as the format has it
            key = number or f"{row[0]}"
            begun = spans[key][0] if key in spans else start
            spans[key] = (begun, end, kind)
            here[number or "0"] = key
        for kind, to in zip(row[8].split("|"), row[9].split("|"), strict=False):
            m = re.fullmatch(r"([\d-]+)(?:\[(\d+)_(\d+)\])?", to)
            if m and kind in SAME:
                token, target, source = m.group(1), m.group(2) or "0", m.group(3) or "0"
                links.append((here.get(source, row[0]), token if target == "0" else target))
    root = {k: k for k in spans}

    def find(k: str) -> str:
        while root[k] != k:
            root[k] = root[root[k]]
            k = root[k]
        return k

    for one, other in links:
        if one in root and other in root:
            root[find(one)] = find(other)
    number = {k: n for n, k in enumerate(sorted(spans))}
    mentions = [Mention(Span(a, b), kind, number[find(k)]) for k, (a, b, kind) in spans.items()]
    return Document(path.stem, "".join(letters), tuple(sorted(mentions, key=lambda m: m.span)))


def learnt_from(name: str) -> bool:
    """Whether a document takes part in the fit of who is meant (`train_voices.py`); the other half is kept out."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0
