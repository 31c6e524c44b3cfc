"""Names and roles are scored by a word and by what stands near it."""

from __future__ import annotations

import numpy as np
import pytest

from stemma.language.heads import (
    DISTANCES,
    GUIDELINES,
    NAME_LABELS,
    ROLE_LABELS,
    SURER,
    Floats,
    Heads,
    distance_bucket,
)

WIDTH, INNER, REACH, LAYERS, MIX = 6, 4, 3, 2, 5


@pytest.fixture(scope="module")
def weights() -> dict[str, Floats]:
    draw = np.random.default_rng(5)
    roles = len(ROLE_LABELS) * len(GUIDELINES)
    shapes: dict[str, tuple[int, ...]] = {
        "root": (WIDTH,),
        "relation": (2, 3, 3),
        "role_distance.weight": (DISTANCES, MIX),
    }
    linear = {"name": (WIDTH, len(NAME_LABELS)), "role": (MIX, roles)}
    linear |= {f"role_{n}": (WIDTH, MIX) for n in ("anchor", "word", "left", "right")}
    for reader, before, after in (("name_near", WIDTH, len(NAME_LABELS)), ("role_near", MIX, roles)):
        linear |= {f"{reader}.down": (before, INNER), f"{reader}.up": (INNER, after)}
        for i in range(LAYERS):
            shapes[f"{reader}.layers.{i}.weight"] = (INNER, INNER, REACH)
            shapes[f"{reader}.layers.{i}.bias"] = (INNER,)
    for name, (before, after) in linear.items():
        shapes |= {f"{name}.weight": (after, before), f"{name}.bias": (after,)}
    return {k: draw.normal(size=s).astype(np.float32) for k, s in shapes.items()}


def linear(w: dict[str, Floats], name: str, x: Floats) -> Floats:
    return w[f"{name}.weight"] @ x + w[f"{name}.bias"]


def near(w: dict[str, Floats], reader: str, x: Floats) -> Floats:
    """Word by word and place by place."""
    h = [np.maximum(linear(w, f"{reader}.down", v), 0) for v in x]
    for i in range(LAYERS):
        weight, out = w[f"{reader}.layers.{i}.weight"], []
        for at, own in enumerate(h):
            more = w[f"{reader}.layers.{i}.bias"].copy()
            for place in range(REACH):
                other = at + (place - REACH // 2) * 2**i
                if 0 <= other < len(h):
                    more += weight[:, :, place] @ h[other]
            out.append(own + np.maximum(more, 0))
        h = out
    return np.array([linear(w, f"{reader}.up", v) for v in h])


@pytest.mark.parametrize("words", [1, 2, 9])
def test_names_are_scored_as_word_by_word(weights: dict[str, Floats], words: int):
    x = np.random.default_rng(words).normal(size=(words, WIDTH)).astype(np.float32)
    slow = near(weights, "name_near", x) + [linear(weights, "name", v) for v in x]
    slow[:, NAME_LABELS.index("O")] += SURER
    assert np.allclose(Heads(weights, ["T"], ["r"]).names(x), slow, atol=1e-4)


@pytest.mark.parametrize("guideline", range(len(GUIDELINES)))
def test_roles_are_scored_as_word_by_word(weights: dict[str, Floats], guideline: int):
    x = np.random.default_rng(7).normal(size=(8, WIDTH)).astype(np.float32)
    rows = []
    for anchor in (2, 7):
        mixed = [
            linear(weights, "role_anchor", x[anchor])
            + linear(weights, "role_word", v)
            + weights["role_distance.weight"][distance_bucket(i - anchor)]
            + linear(weights, "role_left", x[anchor]) * linear(weights, "role_right", v)
            for i, v in enumerate(x)
        ]
        bent = np.maximum(np.array(mixed), 0)
        rows.append(near(weights, "role_near", bent) + [linear(weights, "role", v) for v in bent])
    labels = slice(guideline * len(ROLE_LABELS), (guideline + 1) * len(ROLE_LABELS))
    found = Heads(weights, ["T"], ["r"]).roles(x, (2, 7), guideline)
    assert np.allclose(found, np.array(rows)[:, :, labels], atol=1e-3)
