"""Score who is meant in a speaker's place: pronouns, descriptions and short names, on the coreference of GUM.

A mention stands in a speaker's place if a verb of saying follows or precedes it at once. It is scored if its entity was
mentioned before, and right if the voice it is resolved to is a mention of that entity.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from encoder.coreference import Document, Mention, learnt_from, read_document

from stemma.language import LanguageModel
from stemma.language.cues import CUE
from stemma.language.embedded import EmbeddedModel
from stemma.language.mentions import Ground
from stemma.language.sayings import Saying
from stemma.language.voices import find_voices
from stemma.model import Entity, Report, Zone
from stemma.text.spans import Span
from stemma.text.words import plain_word

SPEAKERS = {"person", "organization"}
# Genres of edited prose; the others are talk written down.
PROSE = {"academic", "bio", "court", "interview", "news", "textbook", "voyage"}
_OF_TALK = {"i", "we", "you", "me", "us"}
_DESCRIBED = re.compile(
    r"(?:[Tt]he|[Tt]his|[Tt]hat|[Tt]hese|[Tt]hose|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Aa]n?|[a-z]\w+)\b"
)
_GAP = re.compile(r"\s+(?:\w+ly\s+)?")
_ARTICLES = {"the", "a", "an", "mr", "mrs", "ms", "dr", "s"}


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
    """Whether a voice is the entity of a mention: by the words of another mention of it, or of a name by its own.

    Where the owner stands in a pronoun's place (his father, by his name), the rest is compared.
    """
    said = words_of(voice.rpartition("’s ")[2])
    named = (kind_of(mention.span.of(document.text)) or "").endswith("name")
    return bool(said) and any(
        said <= words_of(m.span.of(document.text))
        for m in document.mentions
        if m.entity == mention.entity and (named or m.span != mention.span)
    )


def score_document(
    document: Document, ground: Ground, names: Sequence[Entity]
) -> Iterator[tuple[str, bool, bool]]:
    """For each mention that is scored its sort, whether its voice is right, and whether the nearest person before it is."""
    people = [e for e in names if e.type == "PER"]
    first: dict[int, Span] = {}
    for m in document.mentions:
        first.setdefault(m.entity, m.span)
    spoken = list(speaking(document))
    voices = find_voices(ground, [Saying(m.span, None, ()) for m in spoken], names)
    for m, (voice, _) in zip(spoken, voices, strict=True):
        kind = kind_of(m.span.of(document.text))
        if kind is None or not first[m.entity] < m.span:
            continue
        before = [e for e in people if e.span.end <= m.span.start]
        nearest = before[-1].span.of(document.text) if before else ""
        yield kind, is_meant(voice, document, m), is_meant(nearest, document, m)


def score_voices(model: LanguageModel, folder: Path) -> dict[str, object]:
    """Shares of mentions resolved rightly, by sort, beside the nearest person named before; edited prose alone.

    Of all documents, and of the half that took no part in the fit (`training/train_voices.py`).
    """
    counts: dict[str, dict[str, Counter[str]]] = {p: defaultdict(Counter) for p in ("all documents", "kept out")}
    for path in sorted(folder.glob("*.tsv")):
        if path.stem.split("_")[1] not in PROSE:
            continue
        document = read_document(path)
        report = Report("r", "r", document.text, (Zone("body", Span(0, len(document.text))),), language="en")
        if isinstance(model, EmbeddedModel):
            layers, parts = model.read_words(report)
            analysis = model.conclude(report, layers, parts)
        else:
            layers, analysis = None, model.analyse(report)
        ground = Ground(document.text, analysis.sentences, layers)
        for kind, right, near in score_document(document, ground, analysis.entities):
            for part in ("all documents",) if learnt_from(document.name) else ("all documents", "kept out"):
                for key in (kind, "all"):
                    counts[part][key].update({"n": 1, "right": right, "nearest": near})
    return {
        part: {
            kind: {
                "mentions": c["n"],
                "right": round(c["right"] / c["n"], 3),
                "nearest person": round(c["nearest"] / c["n"], 3),
            }
            for kind, c in sorted(of.items())
        }
        for part, of in counts.items()
    }
