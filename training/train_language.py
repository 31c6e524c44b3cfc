"""Train the language model that Stemma ships, by both recipes, and put the one worth shipping in its place.

    make model DATA=folder

does all the set-up (torch and the encoder in an environment of their own) and then runs

    python training/train_language.py DATA WORK

which trains `open` and, on from it, `full`; exports both; trains their readers of names and attributions on the
encoders as they ship; scores both with `bench/language.py`; and copies the weights
with their card into `src/stemma/language/weights`: `open` if its attributions on the marked passages kept out of
training are within 3 points of those of `full`, else `full`. WORK keeps checkpoints, logs and scores. Seeded; the
numbers still differ a little from processor to processor.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Callable
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


def train_recipes(data: Path, work: Path, say: Callable[[str], None]) -> None:
    """Train what has no checkpoint yet: `open` from the published encoder, `full` on from `open`."""
    pieces = Pieces(vocabulary())
    if not (work / "open.pt").exists():
        network = Network(encoder_folder(), *label_sets(data))
        train(network, OPEN, data, pieces, work / "open.part", say)
        (work / "open.part").rename(work / "open.pt")
    if not (work / "full.pt").exists():
        network = load(work / "open.pt", encoder_folder())
        train(network, FULL, data, pieces, work / "full.part", say)
        (work / "full.part").rename(work / "full.pt")


def export(checkpoint: Path, out: Path) -> None:
    """Write what ships of a checkpoint: `encoder.onnx` and `heads.npz`."""
    out.mkdir(parents=True, exist_ok=True)
    network = load(checkpoint, encoder_folder())
    write_encoder(network, out)
    write_heads(network, out)
    (out / "encoder.float.onnx").unlink()


def score(data: Path, weights: Path, out: Path) -> dict[str, Any]:
    """The scores of these weights, by the bench."""
    bench = HERE.parent / "bench/language.py"
    subprocess.run(
        [sys.executable, str(bench), "--data", str(data), "--model", str(weights), "--out", str(out)], check=True
    )
    return read_scores(out)


def main() -> None:
    """Train, export, score, choose."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder of development data")
    parser.add_argument("work", type=Path, help="folder for checkpoints, logs and scores")
    options = parser.parse_args()
    data, work = options.data, options.work
    work.mkdir(parents=True, exist_ok=True)

    def say(line: str) -> None:
        print(line, flush=True)
        with (work / "log.txt").open("a", encoding="utf-8") as log:
            log.write(line + "\n")

    train_recipes(data, work, say)
    scores = {}
    given = sources(data)
    for recipe in ("open", "full"):
        export(work / f"{recipe}.pt", work / recipe)
        train_readers(work / recipe, recipe, given, say)
        scores[recipe] = score(data, work / recipe, work / f"{recipe}.json")
    linked = {r: s["marked, kept out"]["attribution"]["linked"]["f1"] for r, s in scores.items()}
    chosen = "open" if linked["open"] >= linked["full"] - CLOSE_ENOUGH else "full"
    for name in ("encoder.onnx", "heads.npz"):
        shutil.copy(work / chosen / name, WEIGHTS / name)
    (WEIGHTS / "vocabulary.txt").write_text("\n".join(vocabulary()) + "\n", encoding="utf-8")
    sizes = {name: Size.of(source(None)) for name, source in given.items()}
    write_card(WEIGHTS / "CARD.md", chosen, sizes, scores, datetime.now(UTC).date().isoformat())
    print(f"chosen: {chosen} (attributions linked: {linked})")


if __name__ == "__main__":
    main()
