"""Fit the weights by which pronouns and descriptions find who is meant, and write `src/stemma/language/antecedents.json`.

    python training/train_voices.py DATA

DATA is the folder of the development data. Of `language/coref` half of the documents take part, chosen by a digest of
their names (`encoder/coreference.py`), with every pronoun of the third person and every description with "the"; of
`marked` the passages that the language model was trained on, with their speakers. A report is gone through as it is when
it is read, but each mention that is learnt from is taken for who it is, so that one mistake does not make the next.
Prints how often the right one is chosen, beside the one mentioned last, on what was learnt from and on what was kept
out. Nothing is drawn: the fit has one solution.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from encoder.coreference import Document, learnt_from, read_document
from encoder.corpora import kept_out
from scipy.optimize import minimize

from stemma.language import antecedents
from stemma.language.antecedents import Asked, Referent, Said, choose, features, load_weights, nobody
from stemma.language.embedded import EmbeddedModel
from stemma.language.layers import Layers
from stemma.language.mentions import Ground
from stemma.language.quotations import find_quotations
from stemma.language.sayings import Saying
from stemma.language.voices import find_voices
from stemma.model import Analysis, Attribution, Report, Zone
from stemma.text.spans import Span
from stemma.text.words import find_words, plain_word

OUT = Path(antecedents.__file__).parent / "antecedents.json"
# What the squares of the weights cost, against the log likelihood of one choice: kept-out choices hardly change with it.
RESTRAINT = 1.0
# A mention in a speaker's place counts as much as so many others: speakers are what is asked for, and few.
SPEAKER = 6.0
# Words of a quotation that make two the same, and characters before a mention by which it is known from a copy's.
RUN = 6
# The share of the reports that name a speaker who must name the same one.
AGREED = 0.8
CONTEXT = 150
KINDS = ("he", "they", "it", "the")
_SMALL = frozenset("the a an of for in to and its his her their mr mrs ms dr".split())  # noqa: SIM905


@dataclass(frozen=True)
class Choice:
    """One mention with the features of all who may be meant, and which of them are right."""

    kind: str
    set: str
    speaks: bool
    values: tuple[dict[str, float], ...]
    right: tuple[bool, ...]


@dataclass(frozen=True)
class Read:
    """A document as it was read."""

    report: Report
    layers: Layers
    analysis: Analysis

    @property
    def ground(self) -> Ground:
        """Where its mentions stand."""
        return Ground(self.report.text, self.analysis.sentences, self.layers)


def read(model: EmbeddedModel, text: str) -> Read:
    """A text with its words and its analysis."""
    report = Report("r", "r", text, (Zone("body", Span(0, len(text))),), language="en")
    layers, parts = model.read_words(report)
    return Read(report, layers, model.conclude(report, layers, parts))


def learn(
    asked: Asked, among: Sequence[Referent], said: Said, *, right: Sequence[bool], name: str, out: list[Choice]
) -> Referent | None:
    """Note a choice and make it rightly."""
    values = [features(asked, one, said, i) for i, one in enumerate(among)]
    if asked.kind == "the":
        values.append(nobody(asked))
        right = [*right, not any(right)]
    if any(right) and len(values) > 1:
        out.append(Choice(asked.kind, name, asked.speaks, tuple(values), tuple(right)))
    return next((one for one, r in zip(among, right, strict=False) if r), None)


def choices_of_document(document: Document, doc: Read) -> list[Choice]:
    """The choices that a document of GUM gives."""
    out: list[Choice] = []
    name = "GUM, learnt from" if learnt_from(document.name) else "GUM, kept out"

    def entity(span: Span, *, whole: bool) -> int | None:
        holding = [
            m for m in document.mentions if m.span.contains(span) and (not whole or m.span.start == span.start)
        ]
        return min(holding, key=lambda m: len(m.span)).entity if holding else None

    def pick(asked: Asked, among: Sequence[Referent], said: Said) -> Referent | None:
        meant = entity(asked.place.span, whole=True)
        if meant is None:
            return None
        right = [one.last is not None and entity(one.last.span, whole=False) == meant for one in among]
        return learn(asked, among, said, right=right, name=name, out=out)

    find_voices(
        doc.ground,
        [Saying(a.source, a.cue, a.content) for a in doc.analysis.attributions],
        doc.analysis.entities,
        pick,
    )
    return out


def choices_of_passage(row: dict[str, Any], doc: Read) -> list[Choice]:
    """The choices that a marked passage gives."""
    out: list[Choice] = []
    text = row["text"]
    name = "marked, kept out" if kept_out(row["id"]) else "marked, learnt from"
    sayings = []
    voices: dict[Span, str] = {}
    for one in row["attributions"]:
        source = place(text, one["source"]) if one["source"] else None
        if source and one["voice"]:
            voices[source] = one["voice"]
        sayings.append(
            Saying(
                source,
                place(text, one["cue"]) if one["cue"] else None,
                tuple(place(text, c) for c in one["content"]),
            )
        )

    def pick(asked: Asked, among: Sequence[Referent], said: Said) -> Referent | None:
        voice = voices.get(asked.place.span)
        if voice is None:
            return choose(asked, among, said, load_weights())
        return learn(asked, among, said, right=[agree(one.voice, voice) for one in among], name=name, out=out)

    find_voices(doc.ground, sayings, doc.analysis.entities, pick)
    return out


def spoken_names(docs: Sequence[Read]) -> dict[str, Counter[str]]:
    """For each run of words that a report quotes, the last names of those who are named as its speakers in any report."""
    out: dict[str, Counter[str]] = defaultdict(Counter)
    for doc in docs:
        for one in doc.analysis.attributions:
            name = _last_name(doc, one)
            if name:
                for run in quoted_runs(doc.report.text, one):
                    out[run][name] += 1
    return out


def _last_name(doc: Read, one: Attribution) -> str:
    """The last name of a speaker who is called by name where he speaks, and by nothing before it but titles."""
    source = one.source
    people = [e for e in doc.analysis.entities if e.type == "PER" and source and source.contains(e.span)]
    return people[0].key.split()[-1] if len(people) == 1 and source and people[0].span.end == source.end else ""


def quoted_runs(text: str, one: Attribution) -> Iterator[str]:
    """Runs of words inside the quotation marks of what is said."""
    for content in one.content:
        for quotation in find_quotations(text, content):
            words = [w.plain for w in find_words(quotation.of(text))]
            yield from (" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def choices_of_story(docs: Sequence[Read]) -> list[Choice]:
    """The choices that reports of one event give: who is "he" is told by reports that quote the same words of a name.

    What one speaker says is learnt from or kept out as a whole, by a digest of its words.
    """
    known = spoken_names(docs)
    seen: set[str] = set()
    out: list[Choice] = []
    for doc in docs:
        text = doc.report.text
        meant: dict[Span, tuple[str, str]] = {}
        for one in doc.analysis.attributions:
            runs = sorted(r for r in quoted_runs(text, one) if r in known)
            names = sum((known[r] for r in runs), Counter[str]())
            name, votes = names.most_common(1)[0] if names else ("", 0)
            if one.source and votes >= AGREED * names.total() and name and not _last_name(doc, one):
                meant[one.source] = (name, runs[0])

        def pick(
            asked: Asked,
            among: Sequence[Referent],
            said: Said,
            meant: dict[Span, tuple[str, str]] = meant,
            text: str = text,
        ) -> Referent | None:
            name, run = meant.get(asked.place.span, ("", ""))
            context = text[max(0, asked.place.span.start - CONTEXT) : asked.place.span.end]
            if not name or context in seen:
                return choose(asked, among, said, load_weights())
            seen.add(context)
            right = [one.name is not None and plain_word(one.voice.split()[-1]) == name for one in among]
            part = "learnt from" if learnt_from(run) else "kept out"
            return learn(asked, among, said, right=right, name=f"story, {part}", out=out)

        find_voices(
            doc.ground,
            [Saying(a.source, a.cue, a.content) for a in doc.analysis.attributions],
            doc.analysis.entities,
            pick,
        )
    return out


def place(text: str, found: Sequence[Any]) -> Span:
    """Where the n-th occurrence of some words stands."""
    at = -1
    for _ in range(found[1]):
        at = text.index(found[0], at + 1)
    return Span(at, at + len(found[0]))


def agree(one: str, other: str) -> bool:
    """Whether two voices are one: the words of the one are among those of the other."""
    a, b = ({plain_word(w) for w in re.findall(r"\w+", v)} - _SMALL for v in (one, other))
    return bool(a and b) and (a <= b or b <= a)


def fit(choices: Sequence[Choice]) -> dict[str, float]:
    """The weights under which the right ones are likeliest."""
    names = sorted({n for c in choices for v in c.values for n in v})
    tables = [np.array([[v.get(n, 0.0) for n in names] for v in c.values]) for c in choices]
    rights = [np.array(c.right) for c in choices]
    counts = [SPEAKER if c.speaks else 1.0 for c in choices]

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope = RESTRAINT / 2 * float(w @ w), RESTRAINT * w
        for x, r, n in zip(tables, rights, counts, strict=True):
            p = np.exp(x @ w - (x @ w).max())
            p /= p.sum()
            q = np.where(r, p, 0) / p[r].sum()
            value -= n * float(np.log(p[r].sum()))
            slope = slope + n * (p - q) @ x
        return value, slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {n: round(float(w), 3) for n, w in zip(names, found, strict=True) if abs(w) >= 0.0005}  # noqa: PLR2004


def shares(choices: Sequence[Choice], weights: dict[str, float]) -> Iterator[str]:
    """By set, how many choices there are, and the shares in which the right one, and the one mentioned last, is chosen."""
    by: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for c in choices:
        scores = [sum(weights.get(n, 0) * x for n, x in v.items()) for v in c.values]
        by[c.set].append((c.right[int(np.argmax(scores))], c.right[0]))
    for name, found in sorted(by.items()):
        ours, last = np.mean(found, axis=0)
        yield f"{name}: {len(found)} choices, right {ours:.3f}, mentioned last {last:.3f}"


def main() -> None:
    """Read, fit, write, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder of development data")
    data: Path = parser.parse_args().data
    model = EmbeddedModel()
    choices: list[Choice] = []
    for path in sorted((data / "language/coref/gum/tsv").glob("*.tsv")):
        document = read_document(path)
        choices += choices_of_document(document, read(model, document.text))
    for name in ("a", "b"):
        for line in (data / f"marked/{name}.jsonl").open(encoding="utf-8"):
            row = json.loads(line)
            choices += choices_of_passage(row, read(model, row["text"]))
    report(choices)


def report(choices: Sequence[Choice]) -> None:
    """Fit, write the weights, print how good they are."""
    weights = {}
    for kind in KINDS:
        mine = [c for c in choices if c.kind == kind]
        weights[kind] = fit([c for c in mine if c.set.endswith("learnt from")])
        for line in shares(mine, weights[kind]):
            print(f"{kind}: {line}", flush=True)
    OUT.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
