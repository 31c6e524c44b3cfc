"""From a trained network to what ships: an int8 ONNX graph of the encoder, half floats for the heads.

The graph is written node by node with the operators of ONNX Runtime that were quickest (`QAttention`,
`DynamicQuantizeMatMul` with its bias, `Gelu`; a sum and `LayerNormalization`, which take a fifth of the time of the
fused `SkipLayerNormalization`), so that no exporter or optimiser stands between the weights and what runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from .network import Network

ATTENTION_HEADS = 12
EPSILON = 1e-12
FUSED = "com.microsoft"
# Half the range of 8 bits: products of full bytes overflow where a processor adds them in pairs of 16 bits.
LARGEST = 64


class _Graph:
    """Nodes and weights as they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, value: NDArray[np.generic]) -> str:
        self.weights.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def quantised(self, name: str, value: NDArray[np.float32]) -> tuple[str, str, str]:
        """Names of a matrix in whole numbers of 8 bits, of the scales of its columns and of their zeros."""
        largest = np.abs(value).max(axis=0)
        scale = np.maximum(largest / np.float32(LARGEST), np.finfo(np.float32).tiny)
        return (
            self.weight(f"{name}_quantized", np.clip(np.rint(value / scale), -LARGEST, LARGEST).astype(np.int8)),
            self.weight(f"{name}_scale", scale),
            self.weight(f"{name}_zero_point", np.zeros(len(scale), dtype=np.int8)),
        )

    def quantised_rows(self, name: str, value: NDArray[np.float32]) -> tuple[str, str, str]:
        """Names of a table that is only looked up in whole numbers of 8 bits, of its scale and of its zero."""
        low, high = np.minimum(value.min(), 0), np.maximum(value.max(), 0)
        scale = np.asarray((high - low) / 255, dtype=np.float32)
        zero = np.rint(-low / scale).astype(np.uint8)
        return (
            self.weight(f"{name}_quantized", np.clip(np.rint(value / scale) + zero, 0, 255).astype(np.uint8)),
            self.weight(f"{name}_scale", scale),
            self.weight(f"{name}_zero_point", zero),
        )

    def add(self, kind: str, inputs: list[str], output: str, *, domain: str = "", **attributes: object) -> str:
        self.nodes.append(
            helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes)  # type: ignore[arg-type]
        )
        return output


def write_encoder(network: Network, out: Path) -> None:
    """Write the encoder as `encoder.onnx` with 8-bit weights: pieces, forms → hidden (batch, pieces, width)."""
    state = {k: v.detach().numpy() for k, v in network.encoder.state_dict().items()}
    onnx.save(encoder_graph(state, network.form.weight.detach().numpy()), out / "encoder.onnx")


def encoder_graph(state: Mapping[str, NDArray[np.float32]], forms: NDArray[np.float32]) -> onnx.ModelProto:
    """The graph of an encoder, from its weights by the names of BERT and the vectors of the forms."""
    graph = _Graph()
    x = _embed(graph, state, forms)
    layers = 1 + max(int(k.split(".")[2]) for k in state if k.startswith("encoder.layer."))
    for n in range(layers):
        x = _layer(
            graph, {k.split(f"encoder.layer.{n}.")[1]: v for k, v in state.items() if f"layer.{n}." in k}, n, x
        )
    graph.add("Identity", [x], "hidden")
    shape = ["batch", "length"]
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, shape) for n in ("pieces", "forms")]
    outputs = [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [*shape, forms.shape[1]])]
    return helper.make_model(
        helper.make_graph(graph.nodes, "encoder", inputs, outputs, graph.weights),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)],
        ir_version=9,
    )


def _embed(graph: _Graph, state: Mapping[str, NDArray[np.float32]], forms: NDArray[np.float32]) -> str:
    places = state["embeddings.position_embeddings.weight"] + state["embeddings.token_type_embeddings.weight"][0]
    _look_up(graph, "words", state["embeddings.word_embeddings.weight"], "pieces", "piece_vectors")
    _look_up(graph, "form_table", forms, "forms", "form_vectors")
    graph.add("Shape", ["pieces"], "shape")
    zero, one, two = (graph.weight(n, np.array([v], dtype=np.int64)) for n, v in (("0", 0), ("1", 1), ("2", 2)))
    graph.add("Slice", ["shape", one, two], "length")
    graph.add("Slice", [graph.weight("places", places), zero, "length", zero], "place_vectors")
    graph.add("Add", ["piece_vectors", "form_vectors"], "with_forms")
    graph.add("Add", ["with_forms", "place_vectors"], "with_places")
    scale = graph.weight("embed_gain", state["embeddings.LayerNorm.weight"])
    shift = graph.weight("embed_shift", state["embeddings.LayerNorm.bias"])
    return graph.add("LayerNormalization", ["with_places", scale, shift], "embedded", epsilon=EPSILON, axis=-1)


def _look_up(graph: _Graph, name: str, table: NDArray[np.float32], rows: str, output: str) -> None:
    """Rows of a table of vectors that is kept in 8 bits."""
    whole, scale, zero = graph.quantised_rows(name, table)
    graph.add("Gather", [whole, rows], f"{output}_quantized")
    graph.add("DequantizeLinear", [f"{output}_quantized", scale, zero], output)


def _layer(graph: _Graph, state: dict[str, NDArray[np.float32]], n: int, x: str) -> str:
    parts = ("query", "key", "value")
    weight, scale, zero = graph.quantised(
        f"qkv{n}",
        np.concatenate([state[f"attention.self.{p}.weight"].T for p in parts], axis=1),
    )
    bias = graph.weight(f"qkv_bias{n}", np.concatenate([state[f"attention.self.{p}.bias"] for p in parts]))
    x_whole, x_scale, x_zero = (f"{x}_quantized", f"{x}_scale", f"{x}_zero_point")
    graph.nodes.append(
        helper.make_node("DynamicQuantizeLinear", [x], [x_whole, x_scale, x_zero], name=f"{x}_quantize")
    )
    y = graph.add(
        "QAttention",
        [x_whole, weight, bias, x_scale, scale, "", x_zero, zero],
        f"attention{n}",
        domain=FUSED,
        num_heads=ATTENTION_HEADS,
    )
    y = _linear(graph, state, "attention.output.dense", y, f"attended{n}")
    x = _normalised(graph, state, "attention.output", [y, x], f"first_norm{n}")
    y = _linear(graph, state, "intermediate.dense", x, f"inner{n}")
    y = graph.add("Gelu", [y], f"gelu{n}", domain=FUSED)
    y = _linear(graph, state, "output.dense", y, f"outer{n}")
    return _normalised(graph, state, "output", [y, x], f"second_norm{n}")


def _linear(graph: _Graph, state: dict[str, NDArray[np.float32]], part: str, x: str, name: str) -> str:
    weight, scale, zero = graph.quantised(name, state[f"{part}.weight"].T)
    bias = graph.weight(f"{name}_bias", state[f"{part}.bias"])
    return graph.add("DynamicQuantizeMatMul", [x, weight, scale, zero, bias], f"{name}_out", domain=FUSED)


def _normalised(
    graph: _Graph, state: dict[str, NDArray[np.float32]], part: str, inputs: list[str], name: str
) -> str:
    graph.add("Add", inputs, f"{name}_sum")
    scale = graph.weight(f"{name}_gain", state[f"{part}.LayerNorm.weight"])
    shift = graph.weight(f"{name}_shift", state[f"{part}.LayerNorm.bias"])
    return graph.add("LayerNormalization", [f"{name}_sum", scale, shift], name, epsilon=EPSILON, axis=-1)


def write_heads(network: Network, out: Path) -> None:
    """Write everything outside the encoder as `heads.npz`, half floats, with the label sets."""
    arrays = {
        k: v.detach().numpy().astype(np.float16)
        for k, v in network.state_dict().items()
        if not k.startswith("encoder.") and k != "form.weight"
    }
    np.savez_compressed(
        out / "heads.npz",
        **arrays,  # type: ignore[arg-type]
        tag_names=np.array(network.tags),
        relation_names=np.array(network.relations),
    )
