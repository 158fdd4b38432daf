"""Writes a trained network as the program loads it: ONNX in int8, and its vocabulary.

``python -m eval.training.export --work FOLDER --name RUN [--out FOLDER]``
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import torch
from tokenizers import Tokenizer

from eval.training import train
from eval.training.network import ReaderNetwork
from eval.training.vocabulary import pruned
from indexing.embedding.materialise import materialise
from rag.read.network import SHIPPED, VOCABULARY, WEIGHTS
from rag.settings import load_settings

_OPSET = 17


def export(run: Path, out: Path) -> None:
    """Write the network of a run.

    Weights have 7 bits: with 8, processors without VNNI (most school laptops) overflow.

    Args:
        run: folder of the run.
        out: folder for weights and vocabulary.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    plan = json.loads((run / train.PLAN).read_text(encoding="utf-8"))
    folder = materialise(load_settings().for_index().cache_folder)
    _, kept = pruned(folder / "tokenizer.json")
    network = ReaderNetwork.from_embedder(folder, kept, plan["layers"]).eval()
    if (run / train.WEIGHTS).is_file():
        learnt = torch.load(run / train.WEIGHTS, weights_only=True)
    else:  # the run goes on
        learnt = torch.load(run / train.CHECKPOINT, weights_only=True)["network"]
    network.load_state_dict(learnt)
    ids = torch.randint(4, len(kept), (2, 16))
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        torch.onnx.export(
            network,
            (ids, torch.ones_like(ids)),
            str(whole),
            dynamo=False,
            input_names=["ids", "mask"],
            output_names=["relevance", "evidence"],
            dynamic_axes={
                "ids": {0: "windows", 1: "tokens"},
                "mask": {0: "windows", 1: "tokens"},
                "relevance": {0: "windows"},
                "evidence": {0: "windows", 1: "tokens"},
            },
            opset_version=_OPSET,
        )
        quantize_dynamic(
            whole, out / WEIGHTS, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
        )
    Tokenizer.from_file(str(run / VOCABULARY)).save(str(out / VOCABULARY), pretty=False)


def main() -> None:
    """Export as told on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", default="run")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    given = parser.parse_args()
    export(given.work / given.name, given.out)


if __name__ == "__main__":
    main()
