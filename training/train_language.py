"""Train the language model that Stemma ships, by both recipes, and put the one worth shipping in its place.

    make model DATA=folder

does all the set-up (torch and the encoder in an environment of their own) and then runs

    python training/train_language.py DATA WORK [--batches N --out FOLDER]

which trains `open` and, on from it, `full`; exports both; trains their readers of names and attributions on the
encoders as they ship; scores both with `bench/language.py`; and copies the weights
with their card into `src/stemma/language/weights`: `open` if its attributions on the marked passages kept out of
training are within 3 points of those of `full`, else `full`. WORK keeps checkpoints, logs and scores. Seeded; the
numbers still differ a little from processor to processor.

`make model DATA=folder BATCHES=20` tries the whole way in minutes: so many batches of each stage at most, of the first
passages of each corpus, scored on names and marked passages alone; what comes out is good for nothing and is left in
`build/trial`.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from distil_vectors import encoder_folder, vocabulary
from encoder.card import CLOSE_ENOUGH, Size, read_scores, write_card
from encoder.export import write_encoder, write_heads
from encoder.network import Network
from encoder.readers import train_readers
from encoder.train import FULL, OPEN, label_sets, load, sources, train

from stemma.language.tokens import Pieces

HERE = Path(__file__).parent
WEIGHTS = HERE.parent / "src/stemma/language/weights"
# Parts of the bench that go into the card, and those that a trial looks at.
SCORED = ("trees", "sentences", "names", "sayings", "marked", "voices", "speed")
TRIED = ("names", "marked")
# Passages of each corpus that a trial reads, for each batch.
PASSAGES = 10


def train_recipes(data: Path, work: Path, say: Callable[[str], None], batches: int | None) -> None:
    """Train what has no checkpoint yet: `open` from the published encoder, `full` on from `open`."""
    pieces = Pieces(vocabulary())
    if not (work / "open.pt").exists():
        network = Network(encoder_folder(), *label_sets(data))
        train(network, OPEN.at_most(batches), data, pieces, work / "open.part", say)
        (work / "open.part").rename(work / "open.pt")
    if not (work / "full.pt").exists():
        network = load(work / "open.pt", encoder_folder())
        train(network, FULL.at_most(batches), data, pieces, work / "full.part", say)
        (work / "full.part").rename(work / "full.pt")


def export(checkpoint: Path, out: Path) -> None:
    """Write what ships of a checkpoint: `encoder.onnx` and `heads.npz`."""
    out.mkdir(parents=True, exist_ok=True)
    network = load(checkpoint, encoder_folder())
    write_encoder(network, out)
    write_heads(network, out)


def score(data: Path, weights: Path, out: Path, parts: Sequence[str]) -> dict[str, Any]:
    """The scores of these weights, by those parts of the bench."""
    bench = HERE.parent / "bench/language.py"
    given = ["--data", str(data), "--model", str(weights), "--out", str(out), "--parts", *parts]
    subprocess.run([sys.executable, str(bench), *given], check=True)
    return read_scores(out)


def main() -> None:
    """Train, export, score, choose."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder of development data")
    parser.add_argument("work", type=Path, help="folder for checkpoints, logs and scores")
    parser.add_argument("--batches", type=int, help="a trial: so many batches of each stage at most")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where the weights go (default: the package)")
    options = parser.parse_args()
    data, work, out, batches = options.data, options.work, options.out, options.batches
    if batches is not None and out == WEIGHTS:
        parser.error("--batches makes no weights that could ship: say where they go with --out")
    work.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)

    def say(line: str) -> None:
        print(line, flush=True)
        with (work / "log.txt").open("a", encoding="utf-8") as log:
            log.write(line + "\n")

    train_recipes(data, work, say, batches)
    scores = {}
    given = sources(data, None if batches is None else batches * PASSAGES)
    for recipe in ("open", "full"):
        export(work / f"{recipe}.pt", work / recipe)
        train_readers(work / recipe, recipe, given, say, batches)
        scores[recipe] = score(data, work / recipe, work / f"{recipe}.json", SCORED if batches is None else TRIED)
    linked = {r: s["marked, kept out"]["attribution"]["linked"]["f1"] for r, s in scores.items()}
    chosen = "open" if linked["open"] >= linked["full"] - CLOSE_ENOUGH else "full"
    for name in ("encoder.onnx", "heads.npz"):
        shutil.copy(work / chosen / name, out / name)
    (out / "vocabulary.txt").write_text("\n".join(vocabulary()) + "\n", encoding="utf-8")
    sizes = {name: Size.of(source(None)) for name, source in given.items()}
    write_card(out / "CARD.md", chosen, sizes, scores, datetime.now(UTC).date().isoformat())
    print(f"chosen: {chosen} (attributions linked: {linked})")


if __name__ == "__main__":
    main()
