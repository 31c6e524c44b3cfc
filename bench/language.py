"""Score the language model: sentences, tags, trees, names, attributions, certainty, speed.

    python bench/language.py --data DATA [--scorer score_marked.py]

DATA is the folder of the development data. Prints a table and writes `bench/results/language.json` with the date and
the commit. Of the marked passages only the part kept out of training is scored, by the scorer that comes with the
data. Beside the model stand Punkt for the sentences and, for names and attributions, what the rules alone find.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import nupunkt

from stemma.language import LanguageModel, load_model
from stemma.language.encoder import Encoder
from stemma.language.heads import NAME_LABELS
from stemma.language.layers import SaidWords, read_layers
from stemma.language.parsing import ROOT, best_labels, best_tree, stretches
from stemma.language.tokens import Tokens
from stemma.model import Report, Zone
from stemma.text.spans import Span

sys.path.insert(0, str(Path(__file__).parent.parent / "training"))

from encoder.corpora import kept_out, read_names, read_treebank
from encoder.speech import read_cofenet

RESULTS = Path(__file__).parent / "results"
PLACES = {"GPE", "LOC", "FAC"}
SPEED_REPORTS = 120


def f1(right: int, found: int, true: int) -> float:
    """F1 in percent."""
    return round(200 * right / max(1, found + true), 1)


def whole(rows: Iterable[tuple[Sequence[str], Sequence[int]]]) -> tuple[Tokens, list[tuple[int, int]]]:
    """Many rows of words and gaps as one run of words, with the place of each row."""
    words: list[str] = []
    gaps: list[int] = []
    parts = []
    for w, g in rows:
        parts.append((len(words), len(words) + len(w)))
        words.extend(w)
        gaps.extend(g)
    return Tokens(tuple(words), tuple(Span(i, i + 1) for i in range(len(words))), tuple(gaps)), parts


def score_trees(encoder: Encoder, path: Path) -> dict[str, float]:
    """Tags and labelled attachment on gold sentences and words; attachment leaves punctuation out."""
    trees = read_treebank(path)
    tokens, parts = whole((t.words, t.gaps) for t in trees)
    at = dict(zip(parts, trees, strict=True))
    tags = right = edges = labelled = 0
    for part, x in encoder.encode(tokens, parts):
        gold = at[part]
        heads = best_tree(encoder.heads.arcs(x))
        relations = [encoder.heads.relation_names[i] for i in encoder.heads.relations(x, heads)]
        right += sum(
            encoder.heads.tag_names[i] == t for i, t in zip(encoder.heads.tags(x), gold.tags, strict=True)
        )
        tags += len(gold.words)
        for i, relation in enumerate(gold.relations):
            if relation != "punct":
                edges += 1
                labelled += (heads[i] if heads[i] != ROOT else -1) == gold.heads[i] and relations[i] == relation
    return {"tag": round(100 * right / tags, 2), "las": round(100 * labelled / edges, 2)}


def raw_text(path: Path) -> tuple[str, set[tuple[int, int]]]:
    """A treebank as running text, paragraphs apart by a blank line, and where its sentences stand."""
    text, spans = "", set()
    ends_tight = False
    for tree in read_treebank(path):
        if text:
            text += "\n\n" if tree.opens > 1 else ("" if ends_tight else " ")
        start = len(text)
        text += "".join(
            (" " if g and i else "") + w for i, (w, g) in enumerate(zip(tree.words, tree.gaps, strict=True))
        )
        spans.add((start, len(text)))
        ends_tight = tree.tight
    return text, spans


def score_sentences(model: LanguageModel, path: Path) -> dict[str, float]:
    """F1 of sentences, both ends right, on running text; Punkt beside it."""
    text, truth = raw_text(path)
    report = Report("r", "r", text, (Zone("body", Span(0, len(text))),), language="en")
    ours = {(s.span.start, s.span.end) for s in model.analyse(report).sentences}
    punkt = set()
    for m in re.finditer(r"\S(?:.|\n(?!\n))*", text):
        for a, b in nupunkt.sent_spans(m.group()):
            piece = m.group()[a:b]
            punkt.add((m.start() + a + len(piece) - len(piece.lstrip()), m.start() + a + len(piece.rstrip())))
    return {
        "f1": f1(len(ours & truth), len(ours), len(truth)),
        "punkt": f1(len(punkt & truth), len(punkt), len(truth)),
    }


def score_names(encoder: Encoder, path: Path) -> dict[str, float]:
    """Exact F1 of people, organisations and places of all kinds, words given."""
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    passages = read_names(path)
    tokens, parts = whole((p.words, p.gaps) for p in passages)
    truth = {
        (kind, a + first, b + first)
        for row, (first, _) in zip(rows, parts, strict=True)
        for kind, a, b in stretches(row["tags"])
    }
    found = set()
    for (first, _), x in encoder.encode(tokens, parts):
        labels = best_labels(encoder.heads.names(x)[None], NAME_LABELS)[0]
        for kind, a, b in stretches([NAME_LABELS[i] for i in labels]):
            coarse = "LOC" if kind in PLACES else kind
            if coarse in {"PER", "ORG", "LOC"}:
                found.add((coarse, a + first, b + first))
    return {"f1": f1(len(found & truth), len(found), len(truth))}


def score_cofenet(encoder: Encoder, path: Path) -> dict[str, float]:
    """Exact F1 of source, cue and content on flat labels, as CofeNet (Wang et al. 2023) counts, by PolNeAR's guideline.

    Where attributions lie inside one another the flat labels keep the outermost.
    """
    passages = read_cofenet(path)
    tokens, parts = whole((p.words, p.gaps) for p in passages)
    layers = read_layers(encoder, tokens, parts, guideline=1)
    truth = {
        (kind, a + first, b + first)
        for p, (first, _) in zip(passages, parts, strict=True)
        for kind, a, b in stretches(json.loads(p.key))
    }
    found = set(flat(layers.sayings))
    out = {}
    for kind in ("source", "cue", "content"):
        mine, theirs = ({x for x in s if x[0] == kind} for s in (found, truth))
        out[kind] = f1(len(mine & theirs), len(mine), len(theirs))
    return out


def flat(sayings: Sequence[SaidWords]) -> Iterable[tuple[str, int, int]]:
    """Spans of attributions that stand inside no other's content."""
    contents = [c for s in sayings for c in s.content]
    for s in sayings:
        extent = [*s.content, *filter(None, (s.source, s.cue))]
        low, high = min(a for a, _ in extent), max(b for _, b in extent)
        if any(a <= low and high <= b and (a, b) not in s.content for a, b in contents):
            continue
        yield from (("content", *c) for c in s.content)
        if s.source:
            yield ("source", *s.source)
        if s.cue:
            yield ("cue", *s.cue)


def score_marked(data: Path, scorer: Path, model: str) -> dict[str, object]:
    """What the scorer says of the marked passages kept out of training, through the installed command."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as kept:
        for name in ("a", "b"):
            for line in (data / f"marked/{name}.jsonl").open(encoding="utf-8"):
                if kept_out(json.loads(line)["id"]):
                    kept.write(line)
        kept.flush()
        command = f"{Path(sys.executable).parent / 'stemma'} annotate --model {model} {{reports}}"
        done = subprocess.run(
            [sys.executable, str(scorer), kept.name, "--command", command],
            capture_output=True,
            text=True,
            check=True,
        )
    result: dict[str, object] = json.loads(done.stdout)
    return result


def measure_speed(data: Path, name: str) -> None:
    """In a process of its own: print words per second and the peak of memory, in MiB."""
    reports = []
    with (data / "stories/helsinki.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            reports.append(
                Report(str(len(reports)), "r", text, (Zone("body", Span(0, len(text))),), language="en")
            )
            if len(reports) == SPEED_REPORTS:
                break
    model = load_model(name)
    begun = time.perf_counter()
    model.analyse(reports[0])
    loading = time.perf_counter() - begun
    begun = time.perf_counter()
    for report in reports[1:]:
        model.analyse(report)
    words = sum(len(r.text.split()) for r in reports[1:])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        json.dumps(
            {
                "words_per_second": round(words / (time.perf_counter() - begun)),
                "peak_mib": peak,
                "first_report_s": round(loading, 2),
            }
        )
    )


def speed(data: Path, threads: int, model: str) -> dict[str, float]:
    """Words per second of whole analyses on so many cores."""
    cores = ",".join(map(str, sorted(os.sched_getaffinity(0))[:threads]))
    code = f"import os; os.sched_setaffinity(0, [{cores}]); import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import language; from pathlib import Path; language.measure_speed(Path({str(data)!r}), {model!r})"
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default="embedded", help="folder of other weights (default: those that ship)")
    parser.add_argument("--out", type=Path, default=RESULTS / "language.json")
    parser.add_argument("--scorer", type=Path, help="score_marked.py; beside the data if not given")
    options = parser.parse_args()
    data: Path = options.data
    if not (data / "language").is_dir():
        sys.exit(f"{data}: no such folder; name the folder of the development data with --data")
    scorer = options.scorer or data.parent / "tools/score_marked.py"
    model = load_model(options.model)
    encoder = Encoder.load(None if options.model == "embedded" else Path(options.model))
    results: dict[str, object] = {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
        ).stdout.strip(),
        "model": model.name,
    }

    def note(name: str, value: object) -> None:
        results[name] = value
        print(f"{name:20} {json.dumps(value)}", flush=True)

    ud, ner = data / "language/ud", data / "language/ner"
    note("EWT dev", score_trees(encoder, ud / "ewt-dev.conllu"))
    note("GUM dev", score_trees(encoder, ud / "gum-dev.conllu"))
    note("EWT dev sentences", score_sentences(model, ud / "ewt-dev.conllu"))
    note("GUM dev sentences", score_sentences(model, ud / "gum-dev.conllu"))
    note("UNER EWT dev", score_names(encoder, ner / "uner_ewt_dev.jsonl"))
    note("CrossNER politics dev", score_names(encoder, ner / "politics_dev.jsonl"))
    note("CofeNet valid", score_cofenet(encoder, data / "attribution/cofenet/valid.txt"))
    if scorer.exists():
        note("marked, kept out", score_marked(data, scorer, options.model))
    note("one core", speed(data, 1, options.model))
    note("two cores", speed(data, 2, options.model))
    options.out.parent.mkdir(exist_ok=True)
    options.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
