"""The development corpora as passages: words with whatever a corpus knows of them.

Each reader yields `Passage`s; a layer that a corpus does not mark is None there and costs nothing in training.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from stemma.language.gazetteer import peoples, places
from stemma.language.heads import NAME_LABELS, ROLE_LABELS
from stemma.language.parsing import stretches
from stemma.language.tokens import find_tokens
from stemma.text.spans import Span
from stemma.text.words import plain_word

# One marked passage in so many is kept out of training, chosen by a digest of its id.
KEPT_OUT = 5
# Words of a passage at most: the encoder reads reports in windows of about this size.
LONGEST = 150
# Blanks of running text that are read as line breaks, so that wrapped lines are known.
WRAPPED = 0.1

_ANY_PLACE = ("GPE", "LOC", "FAC")
# Types that the coarse sets do not mark.
# Words that show what a place is where a set only says that it is one.
NATURE = re.compile(
    r"\b(?:Sea|Ocean|River|Strait|Straits|Mountains?|Islands?|Valley|Coast|Bay|Gulf|Peninsula|Lake|Desert"
    r"|Channel|Mount|Shoal"
    r"|Cape|Delta|Plateau|Basin|Archipelago|Reef|Canal|Balkans|Baltic|Caucasus|Arctic|Sahel|Mediterranean"
    r"|Middle East"
    r"|Europe|Africa|Asia|Pacific|Atlantic|Caribbean|Himalayas?|Alps|Andes|Sinai)\b"
)
BUILDING = re.compile(
    r"\b(?:Airport|Hall|Palace|Square|Bridge|Hotel|Stadium|Hospital|Building|Tower|Prison|Museum|Cathedral"
    r"|Mosque|Temple"
    r"|Station|Street|Avenue|Road|Port|Barracks|Base|Dam|Terminal|Theatre|Theater|Park|Castle"
    r"|House of Culture|Library|Crossing)$"
    r"|^(?:Hotel|Camp|Clínica|Port|Fort) "
)
# Types whose names may be exchanged, and how often one is.
SWAPPED = ("PER", "ORG", "GPE")
SWAP = 0.5
# MEANTIME marks the first five sentences of an article, title and date line before them.
MEANTIME_SENTENCES = 5

_UNMARKED = ("NORP", "EVENT", "DATE", "NUM")


@dataclass(frozen=True, slots=True)
class Quote:
    """One attribution over word indices `[start, end)`."""

    source: tuple[int, int] | None
    cue: tuple[int, int] | None
    content: tuple[tuple[int, int], ...]
    anonymous: bool | None = None

    @property
    def anchor(self) -> int:
        """The word it hangs on: the last word of a cue of one verb would do, the first is always there."""
        return self.cue[0] if self.cue else min(c[0] for c in self.content)


@dataclass(frozen=True, slots=True)
class Passage:
    """Words and their layers."""

    words: tuple[str, ...]
    gaps: tuple[int, ...]
    tags: tuple[str, ...] | None = None
    heads: tuple[int, ...] | None = None
    """Index of the head in the passage, -1 for a root."""
    relations: tuple[str, ...] | None = None
    ends: tuple[bool, ...] | None = None
    """Whether a word is the last of its sentence."""
    names: tuple[frozenset[int], ...] | None = None
    """The labels each word may have."""
    quotes: tuple[Quote, ...] | None = None
    guideline: int = 0
    """Which guideline the attributions follow: index into `GUIDELINES`."""
    clauses: tuple[tuple[int, int, str], ...] | None = None
    """Clauses with their certainty."""
    key: str = ""


def roles_of(passage: Passage, quote: Quote) -> list[int]:
    """One role label a word, as seen from the quote's anchor."""
    roles = ["O"] * len(passage.words)
    for name, spans in (("content", quote.content), ("source", [quote.source]), ("cue", [quote.cue])):
        for span in spans:
            if span is not None:
                roles[span[0] : span[1]] = [f"B-{name}"] + [f"I-{name}"] * (span[1] - span[0] - 1)
    return [ROLE_LABELS.index(r) for r in roles]


# ── treebanks ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Tree:
    """One sentence of a treebank."""

    words: list[str]
    gaps: list[int]
    tags: list[str]
    heads: list[int]
    relations: list[str]
    opens: int
    """Gap before its first word: 1 within a paragraph, 3 where one begins, 9 where a document does."""
    document: str
    tight: bool
    """Whether no blank stands behind its last word."""


def read_treebank(path: Path) -> list[Tree]:
    """The sentences of a CoNLL-U file, in order."""
    out: list[Tree] = []
    opens, document, rows = 1, "", []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("# newdoc"):
            opens, document = 9, line.split("=")[-1].strip()
        elif line.startswith("# newpar"):
            opens = max(opens, 3)
        elif line.startswith("#"):
            continue
        elif line:
            rows.append(line.split("\t"))
        elif rows:
            out.append(_tree(rows, opens, document))
            opens, rows = 1, []
    return out


def _tree(rows: Sequence[Sequence[str]], opens: int, document: str) -> Tree:
    joined: dict[int, bool] = {}
    for r in rows:  # the blank behind a multiword token is noted on the token, not on its words
        if "-" in r[0]:
            first, last = map(int, r[0].split("-"))
            joined.update(dict.fromkeys(range(first, last), True))
            joined[last] = "SpaceAfter=No" in r[9]
    rows = [r for r in rows if r[0].isdigit()]
    close = [joined.get(int(r[0]), "SpaceAfter=No" in r[9]) for r in rows]
    gaps = [0] + [0 if c else 1 for c in close[:-1]]
    return Tree(
        words=[r[1] for r in rows],
        gaps=gaps,
        tags=[r[4] for r in rows],
        heads=[int(r[6]) - 1 for r in rows],
        relations=[r[7] for r in rows],
        opens=opens,
        document=document,
        tight=close[-1],
    )


def windows(trees: Sequence[Tree], rng: random.Random | None) -> Iterator[Passage]:
    """Runs of sentences of one document as passages; cut at random places if a generator is given."""
    run: list[Tree] = []
    size, limit = 0, LONGEST
    for tree in trees:
        if run and (tree.opens == 9 or size + len(tree.words) > limit):  # noqa: PLR2004  a new document
            yield _joined(run, rng)
            run, size = [], 0
            limit = LONGEST if rng is None else rng.choice((20, 60, 100, LONGEST))
        run.append(tree)
        size += len(tree.words)
    if run:
        yield _joined(run, rng)


def _joined(run: Sequence[Tree], rng: random.Random | None) -> Passage:
    words: list[str] = []
    gaps: list[int] = []
    heads: list[int] = []
    tags: list[str] = []
    relations: list[str] = []
    ends: list[bool] = []
    wrapped = rng is not None and rng.random() < WRAPPED
    paragraph = 3 if rng is None or wrapped else rng.choice((2, 3))
    for tree in run:
        at = len(words)
        words += tree.words
        gaps += [min(paragraph, tree.opens) if at else 0, *tree.gaps[1:]]
        heads += [h + at if h >= 0 else -1 for h in tree.heads]
        tags += tree.tags
        relations += tree.relations
        ends += [False] * (len(tree.words) - 1) + [True]
    if wrapped and rng is not None:
        gaps = [2 if g == 1 and rng.random() < WRAPPED else g for g in gaps]
    return Passage(
        tuple(words), tuple(gaps), tuple(tags), tuple(heads), tuple(relations), tuple(ends), key=run[0].document
    )


def gap_before(word: str) -> int:
    """The gap before a word where a corpus keeps no blanks: none before a stop or a clitic."""
    return 0 if re.match(r"^(?:[.,;:?!%)\]”]|n?['’]\w+)$", word) else 1


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────


def read_names(path: Path) -> list[Passage]:
    """Sentences with coarse names; what their guideline leaves open stays open."""
    out = []
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        spaces = row.get("spaces") or [True] * len(row["tokens"])
        gaps = [0] + [1 if s else 0 for s in spaces[:-1]]
        names = _allowed(row["tokens"], row["tags"])
        out.append(Passage(tuple(row["tokens"]), tuple(gaps), names=tuple(names)))
    return out


def _allowed(words: Sequence[str], tags: Sequence[str]) -> list[frozenset[int]]:
    """The labels each word may have: a coarse tag leaves the finer type open, unless the name itself shows it."""
    out: list[frozenset[int]] = []
    for i, tag in enumerate(tags):
        if tag == "O":
            known = words[i][:1].isupper() and plain_word(words[i]) in peoples()
            types: Sequence[str] = ("NORP",) if known else _UNMARKED
            labels = [f"B-{t}" for t in types] if known else ["O", *(f"{b}-{t}" for b in "BI" for t in types)]
        else:
            first = i
            while tags[first][0] == "I" and first:
                first -= 1
            last = i + 1
            while last < len(tags) and tags[last][0] == "I":
                last += 1
            labels = [f"{tag[0]}-{t}" for t in _finer(tag[2:], " ".join(words[first:last]))]
        out.append(frozenset(NAME_LABELS.index(x) for x in labels))
    return out


def _finer(kind: str, name: str) -> tuple[str, ...]:
    if kind != "LOC":
        return (kind,)
    if plain_word(name) in places():
        return ("GPE",)
    if BUILDING.search(name):
        return ("FAC",)
    return ("LOC",) if NATURE.search(name) else _ANY_PLACE


# ── marked passages ──────────────────────────────────────────────────────────────────────────────────────


def kept_out(identity: str) -> bool:
    """Whether a marked passage is kept out of training."""
    return hashlib.sha256(identity.encode()).digest()[0] % KEPT_OUT == 0


def read_marked(path: Path) -> list[Passage]:
    """Passages with names, attributions and certainty, by our own guideline."""
    out = []
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        text = row["text"]
        tokens = find_tokens(text, Span(0, len(text)))
        names = ["O"] * len(tokens.words)
        for kind, words, n in row["entities"]:
            first, last = _covering(tokens.spans, *_place(text, words, n))
            names[first:last] = [f"B-{kind}"] + [f"I-{kind}"] * (last - first - 1)
        quotes = [
            Quote(
                _covering(tokens.spans, *_place(text, *a["source"])) if a.get("source") else None,
                _covering(tokens.spans, *_place(text, *a["cue"])) if a.get("cue") else None,
                tuple(_covering(tokens.spans, *_place(text, *c)) for c in a["content"]),
                anonymous=bool(a.get("anonymous")),
            )
            for a in row["attributions"]
        ]
        clauses = [(*_covering(tokens.spans, *_place(text, w, n)), label) for w, n, label in row["certainty"]]
        out.append(
            Passage(
                tokens.words,
                tokens.gaps,
                names=tuple(frozenset([NAME_LABELS.index(x)]) for x in names),
                quotes=tuple(quotes),
                clauses=tuple(clauses),
                key=row["id"],
            )
        )
    return out


def _place(text: str, words: str, n: int = 1) -> tuple[int, int]:
    at = -1
    for _ in range(n):
        at = text.index(words, at + 1)
    return at, at + len(words)


def _covering(spans: Sequence[Span], start: int, end: int) -> tuple[int, int]:
    """Indices `[first, last)` of the words that a stretch of text touches."""
    inside = [i for i, s in enumerate(spans) if s.start < end and s.end > start]
    return inside[0], inside[-1] + 1


def name_pool(passages: Sequence[Passage]) -> dict[str, list[tuple[str, ...]]]:
    """Names by type, as words, from passages whose labels are sure."""
    pool: dict[str, list[tuple[str, ...]]] = {t: [] for t in SWAPPED}
    for p in passages:
        for kind, first, last in _sure_names(p):
            if kind in pool:
                pool[kind].append(p.words[first:last])
    return pool


def swapped(passage: Passage, pool: dict[str, list[tuple[str, ...]]], rng: random.Random) -> Passage:
    """The passage with its names exchanged for others of their type: what a name looks like tells little."""
    words: list[str] = []
    gaps: list[int] = []
    names: list[frozenset[int]] = []
    moved = [0] * (len(passage.words) + 1)
    replaced = {a: (kind, b) for kind, a, b in _sure_names(passage) if kind in pool and rng.random() < SWAP}
    chosen: dict[tuple[str, ...], tuple[str, ...]] = {}
    i = 0
    while i < len(passage.words):
        moved[i] = len(words)
        if i in replaced:
            kind, end = replaced[i]
            old = passage.words[i:end]
            new = chosen.setdefault(old, rng.choice(pool[kind]))
            for j in range(i, end):
                moved[j] = len(words)
            words += new
            gaps += [passage.gaps[i]] + [1 if len(w) > 1 and w[0].isalnum() else 0 for w in new[1:]]
            names += [frozenset([NAME_LABELS.index(f"B-{kind}")])]
            names += [frozenset([NAME_LABELS.index(f"I-{kind}")])] * (len(new) - 1)
            i = end
        else:
            words.append(passage.words[i])
            gaps.append(passage.gaps[i])
            names.append((passage.names or ())[i])
            i += 1
    moved[-1] = len(words)

    def span(pair: tuple[int, int]) -> tuple[int, int]:
        return moved[pair[0]], max(moved[pair[0]] + 1, moved[pair[1]])

    return Passage(
        tuple(words),
        tuple(gaps),
        names=tuple(names),
        quotes=tuple(
            Quote(
                span(q.source) if q.source else None,
                span(q.cue) if q.cue else None,
                tuple(span(c) for c in q.content),
                q.anonymous,
            )
            for q in passage.quotes or ()
        ),
        clauses=tuple((*span((a, b)), label) for a, b, label in passage.clauses or ()),
        key=passage.key,
    )


def _sure_names(passage: Passage) -> list[tuple[str, int, int]]:
    labels = [NAME_LABELS[next(iter(n))] if len(n) == 1 else "O" for n in passage.names or ()]
    return stretches(labels)


def read_meantime(folder: Path) -> list[Passage]:
    """Wikinews with dates and amounts (names are left open): the sentences of an article as one passage."""
    out = []
    for path in sorted(folder.glob("*/*.xml")):
        root = ET.parse(path).getroot()  # noqa: S314  our own data
        tokens = [t for t in root.iter("token") if t.text]
        place = {t.get("t_id"): i for i, t in enumerate(tokens)}
        labels = ["?"] * len(tokens)
        for mark in root.find("Markables") or ():
            kind = {"TIMEX3": "DATE", "VALUE": "NUM"}.get(mark.tag)
            inside = sorted(place[a.get("t_id")] for a in mark.findall("token_anchor") if a.get("t_id") in place)
            if kind and inside and inside[-1] - inside[0] + 1 == len(inside):
                labels[inside[0] : inside[-1] + 1] = [f"B-{kind}"] + [f"I-{kind}"] * (len(inside) - 1)
        words = [t.text or "" for t in tokens]
        numbers = [t.get("sentence") for t in tokens]
        read = [i for i, n in enumerate(numbers) if int(n or 0) <= MEANTIME_SENTENCES]
        if not read:
            continue
        gaps = [0] + [
            2 if numbers[i] != numbers[i - 1] and numbers[i] in {"1", "2"} else gap_before(words[i])
            for i in read[1:]
        ]
        out.append(
            Passage(
                tuple(words[i] for i in read)[: 2 * LONGEST],
                tuple(gaps)[: 2 * LONGEST],
                names=tuple(_timed(labels[i]) for i in read)[: 2 * LONGEST],
            )
        )
    return out


def _timed(label: str) -> frozenset[int]:
    if label != "?":
        return frozenset([NAME_LABELS.index(label)])
    return frozenset(i for i, x in enumerate(NAME_LABELS) if x[2:] not in {"DATE", "NUM"})
