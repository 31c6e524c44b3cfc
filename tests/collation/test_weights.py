from __future__ import annotations

import os
import subprocess
import sys

# Bags of words whose weights are no round numbers; Python hashes words anew in every process unless it is told a seed.
SCRIPT = """
from types import SimpleNamespace
from stemma.collation.matching import Weights
bags = [frozenset(f"word{(7 * n * k) % 211}" for k in range(5 + n % 40)) for n in range(120)]
weights = Weights(SimpleNamespace(bag=lambda b=b: b) for b in bags)
print([weights.cosine(a, b).hex() for a in bags for b in bags[:9]])
print([weights.share(a, b).hex() for a in bags for b in bags[:9]])
"""


def said_with_seed(seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_likeness_does_not_depend_on_how_words_are_hashed():
    assert said_with_seed("1") == said_with_seed("2")
