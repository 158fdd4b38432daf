"""Writes the packaged model's network as an ONNX graph over the weights that are there already.

The graph is some 50 kB: it names the places of its weights in ``model.safetensors`` beside it, so
nothing is stored twice and ONNX Runtime maps the file, of which a query touches a fifth. Building
it node by node takes 30 ms and no torch, which an export of the loaded model would need.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from indexing.embedding.model_files import WEIGHTS

#: Name of the graph's file in the model's folder.
GRAPH = "encoder.onnx"
# The first operator set with Gelu, and a format that ONNX Runtime has read since 1.18.
_OPERATORS, _FORMAT = 20, 10


def write_graph(folder: Path) -> None:
    """Write :data:`GRAPH` into the folder of a model that :mod:`materialise` wrote.

    Its input ``input_ids`` are the ids of one text, int64, shape ``(tokens,)``; its outputs are
    ``token_embeddings``, the last hidden states, shape ``(tokens, width)``, and
    ``sentence_embedding``, their mean scaled to length 1, shape ``(width,)``.

    Raises:
        OSError: the folder cannot be read or written.
    """
    data = _Encoder(folder).model().SerializeToString()
    partial = folder / f"{GRAPH}.partial"
    partial.write_bytes(data)
    partial.replace(folder / GRAPH)


class _Encoder:
    """BERT encoder, mean pooling and normalisation (Devlin et al. 2019, arXiv:1810.04805)."""

    def __init__(self, folder: Path) -> None:
        import onnx

        self._onnx: Any = onnx
        self._config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        with (folder / WEIGHTS).open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            self._header = json.loads(file.read(size))
        self._start = 8 + size
        self._constants: list[Any] = []
        self._nodes: list[Any] = []

    def model(self) -> Any:  # noqa: ANN401 - onnx is imported lazily
        width = self._config["hidden_size"]
        heads = self._config["num_attention_heads"]
        number, helper = self._onnx.TensorProto, self._onnx.helper
        self._constant("scale", number.FLOAT, [], [(width // heads) ** -0.5])
        self._constant("from", number.INT64, [1], [0])
        self._constant("one", number.INT64, [1], [1])
        self._constant("by_head", number.INT64, [3], [0, heads, width // heads])
        self._constant("joined", number.INT64, [2], [0, width])
        states = self._embeddings()
        for layer in range(self._config["num_hidden_layers"]):
            states = self._layer(states, f"encoder.layer.{layer}")
        self._node("Identity", states, output="token_embeddings")
        mean = self._node("ReduceMean", states, "from", keepdims=0)
        self._node("LpNormalization", mean, axis=0, p=2, output="sentence_embedding")
        value = helper.make_tensor_value_info
        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [value("input_ids", number.INT64, ["tokens"])],
            [
                value("token_embeddings", number.FLOAT, ["tokens", width]),
                value("sentence_embedding", number.FLOAT, [width]),
            ],
            self._constants,
        )
        operators = [helper.make_opsetid("", _OPERATORS)]
        return helper.make_model(graph, opset_imports=operators, ir_version=_FORMAT)

    def _embeddings(self) -> str:
        table = "embeddings.{}_embeddings.weight"
        words = self._node("Gather", self._weight(table.format("word")), "input_ids")
        size = self._node("Shape", "input_ids")
        places = self._node("Slice", self._weight(table.format("position")), "from", size)
        first = self._node("Slice", self._weight(table.format("token_type")), "from", "one")
        placed = self._node("Add", words, places)
        return self._norm(self._node("Add", placed, first), "embeddings.LayerNorm")

    def _layer(self, states: str, name: str) -> str:
        mixed = self._linear(
            self._attend(states, f"{name}.attention.self"), f"{name}.attention.output.dense"
        )
        states = self._norm(self._node("Add", states, mixed), f"{name}.attention.output.LayerNorm")
        inner = self._node("Gelu", self._linear(states, f"{name}.intermediate.dense"))
        outer = self._linear(inner, f"{name}.output.dense")
        return self._norm(self._node("Add", states, outer), f"{name}.output.LayerNorm")

    def _attend(self, states: str, name: str) -> str:
        query, key, value = (
            self._node("Reshape", self._linear(states, f"{name}.{part}"), "by_head")
            for part in ("query", "key", "value")
        )
        query = self._node("Transpose", query, perm=[1, 0, 2])
        key = self._node("Transpose", key, perm=[1, 2, 0])
        value = self._node("Transpose", value, perm=[1, 0, 2])
        scores = self._node("Mul", self._node("MatMul", query, key), "scale")
        weights = self._node("Softmax", scores, axis=-1)
        mixed = self._node("Transpose", self._node("MatMul", weights, value), perm=[1, 0, 2])
        return self._node("Reshape", mixed, "joined")

    def _linear(self, states: str, name: str) -> str:
        weight, bias = self._weight(f"{name}.weight"), self._weight(f"{name}.bias")
        return self._node("Gemm", states, weight, bias, transB=1)

    def _norm(self, states: str, name: str) -> str:
        weight, bias = self._weight(f"{name}.weight"), self._weight(f"{name}.bias")
        epsilon = self._config["layer_norm_eps"]
        return self._node("LayerNormalization", states, weight, bias, axis=-1, epsilon=epsilon)

    def _node(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:  # noqa: ANN401
        """Add a node and return the name of its output."""
        output = output or f"{kind}_{len(self._nodes)}"
        self._nodes.append(self._onnx.helper.make_node(kind, inputs, [output], **attributes))
        return output

    def _constant(self, name: str, kind: int, shape: list[int], values: list[Any]) -> None:
        self._constants.append(self._onnx.helper.make_tensor(name, kind, shape, values))

    def _weight(self, name: str) -> str:
        """Add a tensor of the weights file by its place there and return its name."""
        number, entry = self._onnx.TensorProto, self._header[name]
        begin, end = entry["data_offsets"]
        tensor = number(
            name=name,
            data_type=number.FLOAT,
            dims=entry["shape"],
            data_location=number.EXTERNAL,
        )
        place = {"location": WEIGHTS, "offset": self._start + begin, "length": end - begin}
        for key, value in place.items():
            tensor.external_data.add(key=key, value=str(value))
        self._constants.append(tensor)
        return name
