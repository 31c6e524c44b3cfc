"""Score who is meant in a speaker's place: pronouns, descriptions and short names, on the coreference of GUM.

A mention stands in a speaker's place if a verb of saying follows or precedes it at once. It is scored if its entity was
mentioned before, and right if the voice it is resolved to is a mention of that entity.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stemma.language import LanguageModel
from stemma.language.cues import CUE
from stemma.language.voices import Speakers
from stemma.model import Entity, Report, Zone
from stemma.text.spans import Span
from stemma.text.words import plain_word

SPEAKERS = {"person", "organization"}
# Links that say two mentions are one; the others bridge.
SAME = {"coref", "ana", "cata", "appos"}
# Genres of edited prose; the others are talk written down.
PROSE = {"academic", "bio", "court", "interview", "news", "textbook", "voyage"}
_OF_TALK = {"i", "we", "you", "me", "us"}
_DESCRIBED = re.compile(
    r"(?:[Tt]he|[Tt]his|[Tt]hat|[Tt]hese|[Tt]hose|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Aa]n?|[a-z]\w+)\b"
)
_GAP = re.compile(r"\s+(?:\w+ly\s+)?")
_CELL = re.compile(r"([\w-]+)(?:\[(\d+)\])?")
_ARTICLES = {"the", "a", "an", "mr", "mrs", "ms", "dr", "s"}


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


def speaking(document: Document) -> Iterator[Mention]:
    """The mentions in a speaker's place, in order; where one lies in another, the outer one."""
    verbs = {at for m in CUE.finditer(document.text) for at in (m.start(), m.start("verb"))}
    held = -1
    for m in document.mentions:
        gap = _GAP.match(document.text, m.span.end)
        if m.kind in SPEAKERS and m.span.start >= held and gap and gap.end() in verbs:
            held = m.span.end
            yield m


def kind_of(words: str) -> str | None:
    """What sort of mention a speaker is; None for those of a conversation, which rules for reports do not read."""
    plain = words.casefold()
    if plain in {"he", "she"}:
        return "he, she"
    if plain in {"they", "it", "who", "which"}:
        return "they, it, who"
    if plain in _OF_TALK:
        return None
    if _DESCRIBED.match(words):
        return "described"
    return "short name" if len(words.split()) == 1 else "longer name"


def words_of(mention: str) -> set[str]:
    """The words of a mention by which it is compared."""
    return {plain_word(w) for w in re.findall(r"\w+", mention)} - _ARTICLES


def is_meant(voice: str, document: Document, mention: Mention) -> bool:
    """Whether a voice is the entity of a mention: by the words of another mention of it, or of a name by its own."""
    said = words_of(voice)
    named = (kind_of(mention.span.of(document.text)) or "").endswith("name")
    return bool(said) and any(
        said <= words_of(m.span.of(document.text))
        for m in document.mentions
        if m.entity == mention.entity and (named or m.span != mention.span)
    )


def score_document(document: Document, names: Sequence[Entity]) -> Iterator[tuple[str, bool, bool]]:
    """For each mention that is scored its sort, whether its voice is right, and whether the nearest person before it is."""
    people = [e for e in names if e.type == "PER"]
    speakers = Speakers(names)
    first: dict[int, Span] = {}
    for m in document.mentions:
        first.setdefault(m.entity, m.span)
    for m in speaking(document):
        voice, _ = speakers.resolve(document.text, m.span)
        kind = kind_of(m.span.of(document.text))
        if kind is None or not first[m.entity] < m.span:
            continue
        before = [e for e in people if e.span.end <= m.span.start]
        nearest = before[-1].span.of(document.text) if before else ""
        yield kind, is_meant(voice, document, m), is_meant(nearest, document, m)


def score_voices(model: LanguageModel, folder: Path) -> dict[str, object]:
    """Shares of mentions resolved rightly, by sort, beside the nearest person named before; edited prose alone."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted(folder.glob("*.tsv")):
        if path.stem.split("_")[1] not in PROSE:
            continue
        document = read_document(path)
        if not any(True for _ in score_document(document, ())):
            continue
        report = Report("r", "r", document.text, (Zone("body", Span(0, len(document.text))),), language="en")
        for kind, right, near in score_document(document, model.analyse(report).entities):
            for key in (kind, "all"):
                counts[key].update({"n": 1, "right": right, "nearest": near})
    return {
        kind: {
            "mentions": c["n"],
            "right": round(c["right"] / c["n"], 3),
            "nearest person": round(c["nearest"] / c["n"], 3),
        }
        for kind, c in sorted(counts.items())
    }
