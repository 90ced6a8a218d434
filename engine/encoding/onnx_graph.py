"""Writes the encoder as one ONNX graph, pooling and normalising included, and quantises it to int8."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.encoding.model_file import Array

if TYPE_CHECKING:
    import onnx

_CONTRIB = "com.microsoft"  # onnxruntime's own fused operators


@dataclass(frozen=True)
class BertShape:
    """Sizes of a BERT encoder."""

    layers: int
    heads: int
    hidden: int
    epsilon: float


def write_int8_onnx(weights: Mapping[str, Array], shape: BertShape, path: Path) -> None:
    """Write the encoder with int8 matrices (activations are quantised at run time) to `path`.

    Inputs of the graph: input_ids and attention_mask, int64 (batch, tokens). Output: embedding, fp32 (batch, hidden),
    rows of length 1. `weights` are named as in a Hugging Face BertModel.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.getLogger().addFilter(_is_not_preprocess_advice)
    try:
        quantize_dynamic(_Graph(weights, shape).model(), path, weight_type=QuantType.QInt8,
                         per_channel=True, reduce_range=True, op_types_to_quantize=["MatMul"],
                         extra_options={"DefaultTensorType": 1})  # 1 is fp32: fused operators have no shape inference
    finally:
        logging.getLogger().removeFilter(_is_not_preprocess_advice)


def _is_not_preprocess_advice(record: logging.LogRecord) -> bool:
    return "pre-processing before quantization" not in record.getMessage()


class _Graph:
    """Nodes and constants in the order of the computation; every method returns the name of its output."""

    def __init__(self, weights: Mapping[str, Array], shape: BertShape) -> None:
        self._weights, self._shape = weights, shape
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def model(self) -> onnx.ModelProto:
        from onnx import TensorProto, helper

        hidden = self._embeddings()
        mask32 = self._node("Cast", ["attention_mask"], to=TensorProto.INT32)
        for number in range(self._shape.layers):
            hidden = self._layer(hidden, mask32, f"encoder.layer.{number}.")
        self._pool(hidden)
        ids = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
               for name in ("input_ids", "attention_mask")]
        out = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", self._shape.hidden])
        graph = helper.make_graph(self._nodes, "encoder", ids, [out], self._constants)
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)

    def _embeddings(self) -> str:
        """Word plus position plus type, normalised. The word table is int8 with one scale a row: nearly exact."""
        from onnx import TensorProto

        table = self._weights["embeddings.word_embeddings.weight"]
        scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-9).astype(np.float32) / 127
        rows = self._node("Gather", [self._constant(np.rint(table / scale).astype(np.int8)), "input_ids"])
        scales = self._node("Gather", [self._constant(scale), "input_ids"])
        words = self._node("Mul", [self._node("Cast", [rows], to=TensorProto.FLOAT), scales])
        places = (self._weights["embeddings.position_embeddings.weight"]
                  + self._weights["embeddings.token_type_embeddings.weight"][:1])
        length = self._node("Gather", [self._node("Shape", ["input_ids"]), self._constant(np.array([1]))])
        first = self._constant(np.array([0]))
        here = self._node("Slice", [self._constant(places), first, length, first])
        both = self._node("Add", [words, here])
        norm = [self._weight("embeddings.LayerNorm.weight"), self._weight("embeddings.LayerNorm.bias")]
        return self._node("LayerNormalization", [both, *norm], epsilon=self._shape.epsilon)

    def _layer(self, hidden: str, mask: str, prefix: str) -> str:
        parts = [prefix + f"attention.self.{part}." for part in ("query", "key", "value")]
        joined = np.concatenate([self._weights[part + "weight"] for part in parts])
        bias = self._constant(np.concatenate([self._weights[part + "bias"] for part in parts]))
        mixed = self._node("MatMul", [hidden, self._constant(joined.T)])
        query, key, value = self._split(mixed)
        context = self._node("MultiHeadAttention", [query, key, value, bias, mask], domain=_CONTRIB,
                             num_heads=self._shape.heads)
        hidden = self._add_norm(self._matmul(context, prefix + "attention.output.dense"), hidden,
                                prefix + "attention.output.")
        inner = self._node("BiasGelu", [self._matmul(hidden, prefix + "intermediate.dense"),
                                        self._weight(prefix + "intermediate.dense.bias")], domain=_CONTRIB)
        return self._add_norm(self._matmul(inner, prefix + "output.dense"), hidden, prefix + "output.")

    def _add_norm(self, new: str, old: str, prefix: str) -> str:
        names = ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")
        return self._node("SkipLayerNormalization", [new, old, *(self._weight(prefix + name) for name in names)],
                          domain=_CONTRIB, epsilon=self._shape.epsilon)

    def _pool(self, hidden: str) -> None:
        """Mean over the tokens that are no padding, then length 1."""
        from onnx import TensorProto

        mask = self._node("Cast", ["attention_mask"], to=TensorProto.FLOAT)
        mask3 = self._node("Unsqueeze", [mask, self._constant(np.array([-1]))])
        total = self._node("ReduceSum", [self._node("Mul", [hidden, mask3]), self._constant(np.array([1]))], keepdims=0)
        # The number of tokens cancels out when the length is made 1, so the sum is as good as the mean.
        length = self._node("ReduceL2", [total], axes=[1], keepdims=1)
        self._node("Div", [total, length], output="embedding")

    def _matmul(self, value: str, layer: str) -> str:
        return self._node("MatMul", [value, self._constant(self._weights[layer + ".weight"].T)])

    def _weight(self, name: str) -> str:
        return self._constant(self._weights[name])

    def _constant(self, value: NDArray[Any]) -> str:
        from onnx import numpy_helper

        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _split(self, value: str) -> tuple[str, str, str]:
        from onnx import helper

        first, second, third = (f"split_{len(self._nodes)}_{i}" for i in range(3))
        sizes = self._constant(np.array([self._shape.hidden] * 3))
        self._nodes.append(helper.make_node("Split", [value, sizes], [first, second, third], axis=-1))
        return first, second, third

    def _node(self, kind: str, inputs: list[str], *, output: str = "", **attributes: Any) -> str:
        from onnx import helper

        output = output or f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], name=f"node_{len(self._nodes)}", **attributes))
        return output
