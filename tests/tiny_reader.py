"""A reader's network of a few kilobytes with random weights, for tests of reading and training."""

import json
import warnings
from contextlib import contextmanager
from pathlib import Path

import pytest

#: Pieces of the embedder's vocabulary; the last is of a language that no document is in.
PIECES = [
    *("<s>", "<pad>", "</s>", "<unk>", "▁"),
    *"锯刨凿磨换收片刀问题头每周月分学时。；=0123456789",
    "я",
]
LAYERS = 2


def embedder(folder: Path) -> Path:
    """Write an embedder of two layers that knows :data:`PIECES`, and return its folder."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
    from transformers import BertConfig, BertModel

    folder.mkdir(parents=True, exist_ok=True)
    scores = [0.0] * 4 + [-2.0 - 0.01 * number for number in range(len(PIECES) - 4)]
    tokenizer = Tokenizer(models.Unigram(list(zip(PIECES, scores, strict=True)), unk_id=3))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(PIECES),
        hidden_size=32,
        num_hidden_layers=LAYERS,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=288,
        pad_token_id=1,
        initializer_range=0.2,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


@contextmanager
def in_its_place(folder: Path):
    """Have training and export take the embedder of a folder for the packaged one."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("train", "export"):
            patch.setattr(f"eval.training.{module}.materialise", lambda *_: folder)
        yield


def network(folder: Path, relevance: float = 0.0, unit: float = 0.0) -> Path:
    """Write a network as the program loads it, with random weights, and return its folder."""
    import torch

    from eval.training import train
    from eval.training.export import export
    from eval.training.network import ReaderNetwork
    from eval.training.vocabulary import pruned
    from rag.read.network import CALIBRATION

    source, run, out = (embedder(folder / "embedder"), folder / "run", folder / "reader")
    run.mkdir()
    tokenizer, kept = pruned(source / "tokenizer.json")
    tokenizer.save(str(run / "tokenizer.json"))
    torch.manual_seed(8)
    made = ReaderNetwork.from_embedder(source, kept, LAYERS)
    torch.nn.init.normal_(made.evidence.weight)
    torch.nn.init.normal_(made.relevance.weight)
    torch.save(made.state_dict(), run / train.WEIGHTS)
    (run / train.PLAN).write_text(json.dumps({"layers": LAYERS}), encoding="utf-8")
    with in_its_place(source), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's own, of how it follows the network
        export(run, out)
    fitted = json.dumps({"relevance": relevance, "unit": unit})
    (out / CALIBRATION).write_text(fitted, encoding="utf-8")
    return out
