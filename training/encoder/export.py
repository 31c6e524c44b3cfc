"""From a trained network to what ships: an int8 ONNX graph of the encoder, half floats for the heads.

The graph is written node by node with the fused operators of ONNX Runtime (`Attention`, `SkipLayerNormalization`,
`BiasGelu`), so that no exporter or optimiser stands between the weights and what runs.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from .network import WIDTH, Network

ATTENTION_HEADS = 12
EPSILON = 1e-12
FUSED = "com.microsoft"


class _Graph:
    """Nodes and weights as they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, value: NDArray[np.generic]) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, inputs: list[str], output: str, *, domain: str = "", **attributes: object) -> str:
        self.nodes.append(
            helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes)  # type: ignore[arg-type]
        )
        return output


def write_encoder(network: Network, out: Path) -> None:
    """Write the encoder as `encoder.onnx` with 8-bit weights: pieces, mask, forms → hidden (batch, pieces, width)."""
    state = {k: v.detach().numpy() for k, v in network.encoder.state_dict().items()}
    graph = _Graph()
    x = _embed(graph, state, network.form.weight.detach().numpy())
    graph.add("Cast", ["mask"], "mask32", to=TensorProto.INT32)
    layers = 1 + max(int(k.split(".")[2]) for k in state if k.startswith("encoder.layer."))
    for n in range(layers):
        x = _layer(
            graph, {k.split(f"encoder.layer.{n}.")[1]: v for k, v in state.items() if f"layer.{n}." in k}, n, x
        )
    graph.add("Identity", [x], "hidden")
    shape = ["batch", "length"]
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, shape) for n in ("pieces", "mask", "forms")]
    outputs = [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [*shape, WIDTH])]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "encoder", inputs, outputs, graph.weights),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)],
        ir_version=9,
    )
    whole = out / "encoder.float.onnx"
    onnx.save(model, whole)
    quantize_dynamic(
        whole,
        out / "encoder.onnx",
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Attention", "Gather"],
        per_channel=True,
        reduce_range=True,  # processors without VNNI overflow on 8-bit weights
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )


def _embed(graph: _Graph, state: dict[str, NDArray[np.float32]], forms: NDArray[np.float32]) -> str:
    table = graph.weight("words", state["embeddings.word_embeddings.weight"])
    places = state["embeddings.position_embeddings.weight"] + state["embeddings.token_type_embeddings.weight"][0]
    graph.add("Gather", [table, "pieces"], "piece_vectors")
    graph.add("Gather", [graph.weight("form_table", forms), "forms"], "form_vectors")
    graph.add("Shape", ["pieces"], "shape")
    zero, one, two = (graph.weight(n, np.array([v], dtype=np.int64)) for n, v in (("0", 0), ("1", 1), ("2", 2)))
    graph.add("Slice", ["shape", one, two], "length")
    graph.add("Slice", [graph.weight("places", places), zero, "length", zero], "place_vectors")
    graph.add("Add", ["piece_vectors", "form_vectors"], "with_forms")
    graph.add("Add", ["with_forms", "place_vectors"], "with_places")
    scale = graph.weight("embed_gain", state["embeddings.LayerNorm.weight"])
    shift = graph.weight("embed_shift", state["embeddings.LayerNorm.bias"])
    return graph.add("LayerNormalization", ["with_places", scale, shift], "embedded", epsilon=EPSILON, axis=-1)


def _layer(graph: _Graph, state: dict[str, NDArray[np.float32]], n: int, x: str) -> str:
    def put(name: str, value: NDArray[np.float32]) -> str:
        return graph.weight(f"{name}{n}", value)

    parts = ("query", "key", "value")
    weight = put("qkv", np.concatenate([state[f"attention.self.{p}.weight"].T for p in parts], axis=1))
    bias = put("qkv_bias", np.concatenate([state[f"attention.self.{p}.bias"] for p in parts]))
    y = graph.add(
        "Attention", [x, weight, bias, "mask32"], f"attention{n}", domain=FUSED, num_heads=ATTENTION_HEADS
    )
    y = graph.add("MatMul", [y, put("attended", state["attention.output.dense.weight"].T)], f"attended_out{n}")
    x = _normalised(graph, state, "attention.output", [y, x], f"first_norm{n}")
    y = graph.add("MatMul", [x, put("inner", state["intermediate.dense.weight"].T)], f"inner_out{n}")
    y = graph.add("BiasGelu", [y, put("inner_bias", state["intermediate.dense.bias"])], f"gelu{n}", domain=FUSED)
    y = graph.add("MatMul", [y, put("outer", state["output.dense.weight"].T)], f"outer_out{n}")
    return _normalised(graph, state, "output", [y, x], f"second_norm{n}")


def _normalised(
    graph: _Graph, state: dict[str, NDArray[np.float32]], part: str, inputs: list[str], name: str
) -> str:
    scale = graph.weight(f"{name}_gain", state[f"{part}.LayerNorm.weight"])
    shift = graph.weight(f"{name}_shift", state[f"{part}.LayerNorm.bias"])
    bias = graph.weight(f"{name}_bias", state[f"{part}.dense.bias"])
    return graph.add("SkipLayerNormalization", [*inputs, scale, shift, bias], name, domain=FUSED, epsilon=EPSILON)


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
