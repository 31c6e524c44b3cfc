"""The model card, written from the run that made the weights."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .corpora import Passage
from .readers import NAMES, SAYINGS
from .train import FULL, OPEN, Stage

# What each corpus is and on what terms it is had.
CORPORA: Mapping[str, tuple[str, str]] = {
    "trees": ("UD English EWT; UD English GUM, open genres", "CC BY-SA 4.0; CC BY 4.0"),
    "names": ("WikiGold, CrossNER, GUM and part of the Broad Twitter Corpus, names", "CC BY 4.0, CC BY-SA"),
    "posts": ("Broad Twitter Corpus and WNUT 2017: names in posts", "CC BY 4.0"),
    "marked": ("passages marked for Stemma: names, attributions, certainty", "written for Stemma"),
    "swapped": ("the same passages, names exchanged for others of their type", "written for Stemma"),
    "discourse": ("GUM, open genres: attribution relations of the discourse treebank", "CC BY 4.0"),
    "dates": ("MEANTIME: dates and amounts in Wikinews", "CC BY 4.0"),
    "polnear": ("PolNeAR 1.0: attributions in political news", "no licence stated"),
}

# `open` ships if the linked F1 of its attributions is at most so much below that of `full`.
CLOSE_ENOUGH = 0.03


@dataclass(frozen=True, slots=True)
class Size:
    """How much a corpus gives."""

    passages: int
    words: int

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> Size:
        """The size of these passages."""
        return cls(len(passages), sum(len(p.words) for p in passages))


def write_card(
    out: Path, recipe: str, sizes: Mapping[str, Size], scores: Mapping[str, Mapping[str, Any]], date: str
) -> None:
    """Write the card: what the weights are, what they were trained on, what they score, where they end."""
    lines = [
        "# Model card: the language model of Stemma",
        "",
        f"Trained on {date}; recipe `{recipe}`. Weights under CC BY-SA 4.0.",
        "",
        "**What it is.** The all-MiniLM-L6-v2 encoder (6 layers, 384 wide; Apache-2.0), fine-tuned with a form",
        "(how a word is written, what stands before it) added to each word, and linear or bilinear heads: sentence ends,",
        "Penn tags, Universal Dependencies, nine kinds of names, attributions, certainty of clauses, withheld names.",
        "The readers of names and of attributions were trained on over the encoder, standing still: they see the words",
        "near by, and score whole sequences of labels.",
        "The encoder is kept with 8-bit weights for ONNX Runtime (`encoder.onnx`), the heads as half floats",
        "(`heads.npz`). Static vectors (`vectors.npz`) were distilled apart, from the untouched encoder.",
        "The judge of copies (`judge.npz`) was trained on top of it, on pairs of passages written for Stemma, with the",
        "encoder standing still; its figures are in `bench/results/judge.json`.",
        "",
        "**What for.** English news prose. Other languages are recognised and not read.",
        "",
        "## Trained on",
        "",
        "| corpus | terms | passages | words | batches `open` | batches `full` | names | attributions `open` | `full` |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, (what, terms) in CORPORA.items():
        size = sizes[name]
        shares = (round(s.steps * s.shares.get(name, 0)) for s in (OPEN, FULL, NAMES, *SAYINGS.values()))
        lines.append(
            f"| {what} | {terms} | {size.passages:,} | {size.words:,} | {' | '.join(str(n) if n else '–' for n in shares)} |"
        )
    lines += [
        "",
        f"Recipe `open`: {_stage(OPEN)}. Recipe `full`: that, and then {_stage(FULL)}. A batch is about 1,000 word",
        "pieces, of those of the readers of names and attributions about 1,500 words. One marked passage in five, chosen",
        "by a digest of its id, took no part.",
        "",
        "## Scores",
        "",
        "By `bench/language.py`, on data that took no part in training; both recipes.",
        "",
        *_rule(recipe, scores),
        "| | " + " | ".join(scores) + " |",
        "| --- |" + " --- |" * len(scores),
    ]
    flat = {recipe: dict(_flat(s)) for recipe, s in scores.items()}
    for key in dict.fromkeys(k for s in flat.values() for k in s):
        lines.append(f"| {key} | " + " | ".join(str(s.get(key, "–")) for s in flat.values()) + " |")
    lines += [
        "",
        "## Limits",
        "",
        "- The marked passages are few (about 400 took part): places that are no states, buildings and events are seldom",
        "  seen, and certainty is judged with the rules as one more voice.",
        "- Names from outside Europe and North America are rarer in the corpora than in the news, and more often missed.",
        "- Names in reviews, mails and forums are read less well than in news; UNER's guideline, by which shops and",
        "  restaurants are places, is not ours.",
        "- Attributions that run over more than one window of about 150 words are cut.",
        "- Chat, speech transcripts and headlines in capitals are read less well than news prose.",
        "",
    ]
    out.write_text("\n".join(lines), encoding="utf-8")


def _rule(recipe: str, scores: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What decides which recipe ships, and what it says."""
    linked = {r: s["marked, kept out"]["attribution"]["linked"]["f1"] for r, s in scores.items()}
    apart = 100 * (linked["full"] - linked["open"])
    return [
        f"`open` ships if its attributions on the marked passages kept out (linked, F1) are within {100 * CLOSE_ENOUGH:.0f} points of",
        f"those of `full`. They are {linked['open']:.3f} and {linked['full']:.3f}, {apart:.1f} points apart, each with its readers: `{recipe}` ships.",
        "",
    ]


def _stage(stage: Stage) -> str:
    return f"{stage.steps:,} batches, encoder rate {stage.rate:g} falling to nothing"


def _flat(scores: Mapping[str, Any], prefix: str = "") -> list[tuple[str, object]]:
    out: list[tuple[str, object]] = []
    for key, value in scores.items():
        if key in {"date", "commit", "model", "passages", "overlap"}:
            continue
        name = f"{prefix}{key}"
        out += _flat(value, f"{name} · ") if isinstance(value, dict) else [(name, value)]
    return out


def read_scores(path: Path) -> dict[str, Any]:
    """The scores that `bench/language.py` wrote."""
    scores: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return scores
