"""Corpora that mark only who says what: PolNeAR, as articles and as CofeNet's passages, and GUM's discourse trees."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from stemma.language.tokens import find_tokens
from stemma.text.spans import Span

from .corpora import LONGEST, Passage, Quote, Tree, gap_before

# Marks as the Penn Treebank writes them, and as they were printed.
_PRINTED = {
    "``": '"', "''": '"', "`": "'", "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}",
}  # fmt: skip
_OPENING = frozenset({"``", "`", "-LRB-", "-LSB-", "-LCB-"})
_CLOSING = frozenset({"''", "'", "-RRB-", "-RSB-", "-RCB-"})


def read_polnear(folder: Path) -> list[Passage]:
    """The articles of PolNeAR in windows of whole paragraphs; attributions that leave theirs are dropped."""
    out = []
    for marks in sorted((folder / "attributions").glob("*.ann")):
        path = folder / "text" / f"{marks.stem.rsplit('_', 1)[0]}.txt"
        if path.exists():
            out.extend(_polnear_article(path.read_text(encoding="utf-8"), marks.read_text(encoding="utf-8")))
    return out


def _polnear_article(text: str, annotations: str) -> Iterator[Passage]:
    tokens = find_tokens(text, Span(0, len(text)))
    spans: dict[str, list[tuple[int, int]]] = {}
    quotes = []
    for line in annotations.splitlines():
        parts = line.split("\t")
        if len(parts) == 1:  # a line torn by a line break inside what it quotes
            continue
        if line.startswith("T"):
            places = re.findall(r"(\d+) (\d+)", parts[1])
            spans[parts[0]] = [(int(a), int(b)) for a, b in places]
        elif line.startswith("E"):
            roles: dict[str, list[tuple[int, int]]] = {"Source": [], "Cue": [], "Content": []}
            for name, key in re.findall(r"(Source|Cue|Content)\d*:(T\d+)", parts[1]):
                roles[name] += spans.get(key, [])
            quotes.append(roles)
    known = [q for q in (_word_quote(tokens.spans, q) for q in quotes) if q is not None]
    for first, last in _paragraph_windows(tokens.gaps):
        inside = [q for q in known if all(first <= a and b <= last for a, b in _extents(q))]
        yield Passage(
            tokens.words[first:last],
            (0, *tokens.gaps[first + 1 : last]),
            quotes=tuple(_shift(q, -first) for q in inside),
            guideline=1,
        )


def _word_quote(spans: Sequence[Span], roles: dict[str, list[tuple[int, int]]]) -> Quote | None:
    def placed(name: str) -> list[tuple[int, int]]:
        found = []
        for a, b in sorted(roles[name]):
            inside = [i for i, s in enumerate(spans) if s.start < b and s.end > a]
            if inside:
                found.append((inside[0], inside[-1] + 1))
        return found

    source, cue, content = placed("Source"), placed("Cue"), placed("Content")
    if not content:
        return None
    return Quote(source[0] if source else None, cue[0] if cue else None, tuple(content))


def _extents(quote: Quote) -> Iterator[tuple[int, int]]:
    yield from quote.content
    if quote.source:
        yield quote.source
    if quote.cue:
        yield quote.cue


def _shift(quote: Quote, by: int) -> Quote:
    def moved(span: tuple[int, int]) -> tuple[int, int]:
        return span[0] + by, span[1] + by

    return Quote(
        moved(quote.source) if quote.source else None,
        moved(quote.cue) if quote.cue else None,
        tuple(moved(c) for c in quote.content),
    )


def _paragraph_windows(gaps: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Runs of whole paragraphs of at most the longest passage; a longer paragraph is cut."""
    starts = [i for i, g in enumerate(gaps) if i == 0 or g > 1] + [len(gaps)]
    first = 0
    for here, following in pairwise(starts):
        if following - first > LONGEST and here > first:
            yield first, here
            first = here
        while following - first > LONGEST:
            yield first, first + LONGEST
            first += LONGEST
    if first < len(gaps):
        yield first, len(gaps)


def read_cofenet(path: Path) -> list[Passage]:
    """PolNeAR as the token passages of CofeNet, labels flat: to compare with what is published on it.

    The tokens are those of CoreNLP, which writes quotation marks and brackets as the Penn Treebank does; they are
    read as what was printed, since no report is written so.
    """
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gaps, opened = [], True
        for word in row["tokens"]:
            gaps.append(0 if opened or word in _CLOSING else gap_before(word))
            opened = word in _OPENING
        words = tuple(_PRINTED.get(w, w) for w in row["tokens"])
        out.append(Passage(words, tuple(gaps), guideline=1, key=json.dumps(row["labels"])))
    return out


def read_discourse(folder: Path, trees: Sequence[Tree]) -> list[Passage]:
    """Attributions of the discourse treebank: the satellite holds source and cue, the nucleus what is said.

    The signals of the annotation name the source's and the cue's words; the source is completed to the
    subtree of its head. Content is the nucleus with all that hangs on it.
    """
    by_document: dict[str, list[Tree]] = {}
    document = ""
    for tree in trees:
        document = tree.document or document
        by_document.setdefault(document, []).append(tree)
    out = []
    for path in sorted(folder.glob("*.rsd")):
        sentences = by_document.get(path.stem)
        if sentences:
            out.extend(_discourse_document(path.read_text(encoding="utf-8"), sentences))
    return out


@dataclass(frozen=True, slots=True)
class _Unit:
    """One elementary unit of discourse and what it hangs on."""

    first: int
    last: int
    parent: int
    relation: str
    signals: str


def _units(text: str) -> dict[int, _Unit]:
    units: dict[int, _Unit] = {}
    at = 0
    for line in text.splitlines():
        number, words, *_, parent, relation, _, signals = [*line.split("\t"), ""][:10]
        size = len(words.split(" "))
        units[int(number)] = _Unit(at, at + size, int(parent), relation, signals)
        at += size
    return units


def _discourse_document(text: str, trees: Sequence[Tree]) -> Iterator[Passage]:
    units = _units(text)
    words = [w for t in trees for w in t.words]
    if max(u.last for u in units.values()) != len(words):
        return
    heads: list[int] = []
    for t in trees:
        base = len(heads)
        heads += [h + base if h >= 0 else -1 for h in t.heads]
    quotes = [
        q
        for number, unit in units.items()
        if unit.relation.startswith("attribution-positive") and unit.parent in units
        for q in _unit_quote(units, number, words, heads)
    ]
    run_gaps = [min(3, t.opens) if i == 0 else g for t in trees for i, g in enumerate(t.gaps)]
    for first, last in _tree_windows(trees):
        inside = [q for q in quotes if all(first <= a and b <= last for a, b in _extents(q))]
        yield Passage(
            tuple(words[first:last]),
            (0, *run_gaps[first + 1 : last]),
            quotes=tuple(_shift(q, -first) for q in inside),
            guideline=2,
        )


def _unit_quote(
    units: dict[int, _Unit], number: int, words: Sequence[str], heads: Sequence[int]
) -> Iterator[Quote]:
    """The attribution of one satellite, where its signals name the cue."""
    unit = units[number]
    cue = _signal(unit.signals, "lexical-indicative_word") or _signal(unit.signals, "lexical-indicative_phrase")
    source = _signal(unit.signals, "semantic-attribution_source") or _signal(unit.signals, "reference-")
    if cue is None or not unit.first <= cue[0] < unit.last:
        return
    whole = None
    if source is not None and unit.first <= source[0] < unit.last:
        whole = _subtree(heads, source[-1], unit.first, unit.last)
        if whole[0] <= cue[0] < whole[1]:
            whole = (source[0], source[-1] + 1)
    content = tuple(_trimmed(words, c) for c in _nucleus(units, unit.parent, without=number))
    yield Quote(whole, (cue[0], cue[-1] + 1), content)


def _signal(signals: str, kind: str) -> list[int] | None:
    for signal in signals.split(";"):
        if signal.startswith(kind):
            numbers = [int(n) - 1 for n in re.findall(r"\d+", signal[len(kind) :].rsplit("-", 1)[0])]
            if numbers:
                return [numbers[0], numbers[-1]] if len(numbers) > 1 else numbers
    return None


def _nucleus(units: dict[int, _Unit], root: int, *, without: int) -> list[tuple[int, int]]:
    """Stretches of the nucleus and of the units next to it that depend on it, joined where they touch."""
    held, queue = {root}, [root]
    while queue:
        parent = queue.pop()
        for number, unit in units.items():
            satellite = unit.relation.endswith("_r") and "attribution" not in unit.relation
            near = min(abs(number - h) for h in held) == 1
            if unit.parent == parent and number != without and satellite and near:
                held.add(number)
                queue.append(number)
    out: list[tuple[int, int]] = []
    for number in sorted(held):
        unit = units[number]
        if out and out[-1][1] == unit.first:
            out[-1] = (out[-1][0], unit.last)
        else:
            out.append((unit.first, unit.last))
    return out


def _subtree(heads: Sequence[int], root: int, low: int, high: int) -> tuple[int, int]:
    held = {root}
    for _ in range(12):
        held |= {i for i in range(low, high) if heads[i] in held}
    return min(held), max(held) + 1


def _trimmed(words: Sequence[str], span: tuple[int, int]) -> tuple[int, int]:
    first, last = span
    while last - first > 1 and words[last - 1] in {",", ".", ";", ":"}:
        last -= 1
    return first, last


def _tree_windows(trees: Sequence[Tree]) -> Iterator[tuple[int, int]]:
    first = at = 0
    for tree in trees:
        if at - first + len(tree.words) > LONGEST and at > first:
            yield first, at
            first = at
        at += len(tree.words)
    if at > first:
        yield first, at
