"""Score the language model: sentences, tags, trees, names, attributions, certainty, speed.

    python bench/language.py --data DATA [--scorer score_marked.py] [--parts PART...]

DATA is the folder of the development data. Prints a table and writes `bench/results/language.json` with the date and
the commit. Of the marked passages only the part kept out of training is scored, by the scorer that comes with the
data. Beside the model stand Punkt for the sentences and, in the part `peers`, a plain spaCy CNN that is trained here
for some minutes and the quotations of textacy over it. With `--parts` only those are measured; the others stay as they
were recorded.
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
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

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
from language_voices import score_voices

RESULTS = Path(__file__).parent / "results"
MARKS = '"“'
PLACES = {"GPE", "LOC", "FAC"}
SPEED_REPORTS = 120
STORY_FROM = 300
Quotation = tuple[tuple[int, int], tuple[int, int]]
"""Where a speaker and what he says stand."""
PARTS = ("trees", "sentences", "names", "sayings", "marked", "voices", "peers", "speed")


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
        kept.writelines(json.dumps(row) + "\n" for row in marked_rows(data))
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


def score_peers(model: LanguageModel, data: Path) -> dict[str, object]:
    """The plain CNN on the sets our model is scored on, and direct quotations by textacy and by our model.

    A quotation counts if at least half of it is found and the speaker's words overlap; those of the marked passages kept
    out of training, as far as all their content stands in marks and they name a speaker.
    """
    import language_peers  # noqa: PLC0415  spaCy is not where the model is trained

    trained = language_peers.train(data)
    out: dict[str, object] = {"training": {"steps": trained.steps, "processor seconds": trained.seconds}}
    for name in ("ewt", "gum"):
        path = data / f"language/ud/{name}-dev.conllu"
        text, truth = raw_text(path)
        found = language_peers.sentences(trained, text)
        out[f"{name} dev"] = language_peers.score_trees(trained, path)
        out[f"{name} dev sentences"] = f1(len(found & truth), len(found), len(truth))
    for name in ("uner_ewt_dev", "politics_dev"):
        lines = (data / f"language/ner/{name}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        gold = [{x for x in stretches(r["tags"]) if x[0] in {"PER", "ORG", "LOC"}} for r in rows]
        mine = language_peers.names(trained, rows)
        right = sum(len(a & b) for a, b in zip(mine, gold, strict=True))
        out[name] = f1(right, sum(map(len, mine)), sum(map(len, gold)))
    counts = {"textacy": [0, 0], "stemma": [0, 0]}
    true = 0
    for row in marked_rows(data):
        text = row["text"]
        gold_pairs = list(direct_quotations(row))
        true += len(gold_pairs)
        report = Report("r", "r", text, (Zone("body", Span(0, len(text))),), language="en")
        ours = [
            ((a.source.start, a.source.end), (c.start, c.end))
            for a in model.analyse(report).attributions
            if a.source
            for c in a.content
            if text[c.start] in MARKS
        ]
        for who, pairs in (("textacy", language_peers.quotations(trained, text)), ("stemma", ours)):
            counts[who][0] += sum(any(_agree(p, g) for p in pairs) for g in gold_pairs)
            counts[who][1] += len(pairs)
    out["direct quotations, with speaker"] = {who: f1(a, b, true) for who, (a, b) in counts.items()}
    return out


def _agree(one: Quotation, other: Quotation) -> bool:
    """Whether the speakers overlap and the contents share half of the longer."""
    speaker, content = (Span(*one[i]).overlap(Span(*other[i])) for i in (0, 1))
    return bool(speaker) and 2 * content >= max(len(Span(*one[1])), len(Span(*other[1])))


def direct_quotations(row: dict[str, Any]) -> Iterator[Quotation]:
    """Speaker and content of the quotations of a marked passage that stand in marks and name a speaker."""
    for one in row["attributions"]:
        if one["source"]:
            source = place(row["text"], *one["source"])
            for content in one["content"]:
                if content[0][0] in MARKS:
                    yield source, place(row["text"], *content)


def place(text: str, words: str, n: int = 1) -> tuple[int, int]:
    """Where the n-th occurrence of some words stands."""
    at = -1
    for _ in range(n):
        at = text.index(words, at + 1)
    return at, at + len(words)


def marked_rows(data: Path) -> Iterator[dict[str, Any]]:
    """The marked passages kept out of training."""
    for name in ("a", "b"):
        for line in (data / f"marked/{name}.jsonl").open(encoding="utf-8"):
            row = json.loads(line)
            if kept_out(row["id"]):
                yield row


def measure_speed(data: Path, name: str, *, story: bool) -> None:
    """In a process of its own: print words per second, on the clock and of the processor, and the peak of memory, in MiB.

    A story is the reports of the second half of the set, where copies of agency texts come in; else each report is of
    those that came first and the model meets few windows twice.
    """
    reports = []
    with (data / "stories/helsinki.jsonl").open(encoding="utf-8") as lines:
        for line in islice(lines, STORY_FROM if story else 0, None):
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
    begun, worked = time.perf_counter(), time.process_time()
    for report in reports[1:]:
        model.analyse(report)
    words = sum(len(r.text.split()) for r in reports[1:])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        json.dumps(
            {
                "words_per_second": round(words / (time.perf_counter() - begun)),
                "words_per_processor_second": round(words / (time.process_time() - worked)),
                "peak_mib": peak,
                "first_report_s": round(loading, 2),
            }
        )
    )


# In a process of its own: seconds for the imports, and from the model's name to the analysis of a first sentence.
LOADING = """
import json, time
begun = time.perf_counter(), time.process_time()
from stemma.language import load_model
from stemma.model import Report, Zone
from stemma.text.spans import Span
there = time.perf_counter(), time.process_time()
text = "Orla Venn met Pavel Stroud in Tallinn on Monday, officials said."
load_model({model!r}).analyse(Report("r", "r", text, (Zone("body", Span(0, len(text))),), language="en"))
done = time.perf_counter(), time.process_time()
names = ("clock", "processor")
print(json.dumps({{
    "imports_s": {{n: round(b - a, 2) for n, a, b in zip(names, begun, there)}},
    "loading_s": {{n: round(b - a, 2) for n, a, b in zip(names, there, done)}},
}}))
"""
LOADED = 5


def loading(model: str) -> dict[str, object]:
    """How long the first sentence takes: the middle of some runs, by the processor."""
    runs = []
    for _ in range(LOADED):
        done = subprocess.run(
            [sys.executable, "-c", LOADING.format(model=model)], capture_output=True, text=True, check=True
        )
        runs.append(json.loads(done.stdout))
    runs.sort(key=lambda r: r["loading_s"]["processor"])
    middle: dict[str, object] = runs[LOADED // 2]
    return middle


def speed(data: Path, threads: int, model: str, *, story: bool = False) -> dict[str, float]:
    """Words per second of whole analyses on so many cores."""
    cores = ",".join(map(str, sorted(os.sched_getaffinity(0))[:threads]))
    code = f"import os; os.sched_setaffinity(0, [{cores}]); import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import language; from pathlib import Path; language.measure_speed(Path({str(data)!r}), {model!r}, story={story})"
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
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="what to measure (default: all)")
    parser.add_argument("--scorer", type=Path, help="score_marked.py; beside the data if not given")
    options = parser.parse_args()
    data: Path = options.data
    if not (data / "language").is_dir():
        sys.exit(f"{data}: no such folder; name the folder of the development data with --data")
    scorer = options.scorer or data.parent / "tools/score_marked.py"
    model = load_model(options.model)
    encoder = Encoder.load(None if options.model == "embedded" else Path(options.model))
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    recorded = options.out.exists() and len(options.parts) < len(PARTS)
    results: dict[str, object] = json.loads(options.out.read_text(encoding="utf-8")) if recorded else {}
    results |= {"date": datetime.now(UTC).date().isoformat(), "commit": commit, "model": model.name}

    def note(name: str, value: object) -> None:
        results[name] = value
        print(f"{name:20} {json.dumps(value)}", flush=True)

    ud, ner = data / "language/ud", data / "language/ner"
    measures: list[tuple[str, str, Callable[[], object]]] = [
        ("trees", "EWT dev", lambda: score_trees(encoder, ud / "ewt-dev.conllu")),
        ("trees", "GUM dev", lambda: score_trees(encoder, ud / "gum-dev.conllu")),
        ("sentences", "EWT dev sentences", lambda: score_sentences(model, ud / "ewt-dev.conllu")),
        ("sentences", "GUM dev sentences", lambda: score_sentences(model, ud / "gum-dev.conllu")),
        ("names", "UNER EWT dev", lambda: score_names(encoder, ner / "uner_ewt_dev.jsonl")),
        ("names", "CrossNER politics dev", lambda: score_names(encoder, ner / "politics_dev.jsonl")),
        ("sayings", "CofeNet valid", lambda: score_cofenet(encoder, data / "attribution/cofenet/valid.txt")),
        ("marked", "marked, kept out", lambda: score_marked(data, scorer, options.model)),
        ("voices", "GUM, who is meant", lambda: score_voices(model, data / "language/coref/gum/tsv")),
        ("peers", "peers", lambda: score_peers(model, data)),
        ("speed", "loading", lambda: loading(options.model)),
        ("speed", "one core", lambda: speed(data, 1, options.model)),
        ("speed", "two cores", lambda: speed(data, 2, options.model)),
        ("speed", "a real story", lambda: speed(data, 1, options.model, story=True)),
    ]
    for part, name, measure in measures:
        if part in options.parts and (part != "marked" or scorer.exists()):
            note(name, measure())
    options.out.parent.mkdir(exist_ok=True)
    options.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
