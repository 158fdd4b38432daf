"""The network that reads: what it says of a question beside each of some passages.

Made by ``eval/training``; shipped with its vocabulary, calibration and model card in
``rag/read/model``. How it is built and what it was trained on is in the card.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from indexing.errors import ModelError
from indexing.searchtext import fold
from indexing.values import in_figures
from rag.read.units import Window, Windows

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

#: Where the shipped network lies.
SHIPPED = Path(__file__).parent / "model"
#: Passages whose reading is kept, for the next question of the same conversation.
_KEPT = 256
WEIGHTS, VOCABULARY, CALIBRATION = "reader.onnx", "tokenizer.json", "calibration.json"


@dataclass(frozen=True, slots=True)
class Read:
    """What the network says of a passage.

    Attributes:
        relevance: logit that it answers, above 0 rather than not.
        units: for each unit the logit that it is evidence.
    """

    relevance: float
    units: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was fitted on collections that the network did not learn from.

    Attributes:
        relevance: logit of the best passage from which on a question is answered.
        unit: logit from which on a unit is told.
    """

    relevance: float
    unit: float


class Network:
    """A network in a folder; loaded when first asked. Safe to share by threads.

    Args:
        folder: with weights, vocabulary and calibration.
    """

    def __init__(self, folder: Path = SHIPPED) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        # A follow-up is read as typed and with what was talked of before, then one of them again.
        self._known = lru_cache(_KEPT)(self._read)

    @property
    def is_there(self) -> bool:
        """Whether its files are there."""
        return all((self._folder / name).is_file() for name in (WEIGHTS, VOCABULARY, CALIBRATION))

    @cached_property
    def calibration(self) -> Calibration:
        """What its logits mean.

        Raises:
            ModelError: the file is missing or damaged.
        """
        path = self._folder / CALIBRATION
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            return Calibration(float(found["relevance"]), float(found["unit"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _damaged(path) from error

    @cached_property
    def sha256(self) -> str:
        """Hash of the weights, for manifests and reports."""
        with (self._folder / WEIGHTS).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @property
    def fingerprint(self) -> str:
        """Hash of all that decides what it says: weights, vocabulary and thresholds."""
        digest = hashlib.sha256(self.sha256.encode())
        for name in (VOCABULARY, CALIBRATION):
            digest.update((self._folder / name).read_bytes())
        return digest.hexdigest()

    def read(self, passages: Sequence[tuple[str, str, Sequence[str]]]) -> list[Read]:
        """Return what it says of each passage.

        Args:
            passages: question, head and views of the units of each.

        Raises:
            ModelError: the network cannot be loaded.
        """
        return [self._known(text, head, tuple(views)) for text, head, views in passages]

    def _read(self, question: str, head: str, views: tuple[str, ...]) -> Read:
        relevance, units = float("-inf"), [float("-inf")] * len(views)
        # It compares letters: where a question has 第8周 and a row 第八周 it finds another row.
        head, views = in_figures(head), tuple(map(in_figures, views))
        for window in self._windows.of(in_figures(fold(question)), head, views):
            score, tokens = self._run(window)
            relevance = max(relevance, score)
            for unit, (first, last) in enumerate(window.places, start=window.first):
                found = float(tokens[first : max(last, first + 1)].mean())
                units[unit] = max(units[unit], found)  # a long unit stands in several windows
        return Read(relevance, tuple(units))

    def _run(self, window: Window) -> tuple[float, np.ndarray]:
        """Return the relevance of a window and the evidence of its tokens.

        Windows go through the network one by one: in int8 the steps of a batch depend on all that
        is in it, so that a passage would be judged by its neighbours.
        """
        ids = np.array([window.ids], np.int64)
        scores, tokens = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)})
        return float(scores[0]), tokens[0]

    @cached_property
    def _windows(self) -> Windows:
        from tokenizers import Tokenizer

        path = self._folder / VOCABULARY
        try:
            return Windows(Tokenizer.from_file(str(path)))
        except Exception as error:  # its exceptions have no other base in common
            raise _damaged(path) from error

    @cached_property
    def _session(self) -> InferenceSession:
        from indexing.onnx_session import open_session

        with self._lock:
            return open_session(self._folder / WEIGHTS)


def _damaged(path: Path) -> ModelError:
    return ModelError(f"阅读模型的文件 {path} 不存在或已损坏。", "请重新安装 beike。")
