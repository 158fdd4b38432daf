"""A configured cross-encoder in the network's place: it reads passages, and their units one by one.

Any sentence-transformers ``CrossEncoder`` with one output will do (Nogueira and Cho 2019,
arXiv:1901.04085). Its logits are taken as they are: above 0 it says yes.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from indexing.errors import ModelError
from indexing.searchtext import fold
from rag.read.network import Calibration, Read

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

#: One question at a time is read, whoever asks.
_ONE = threading.Lock()


class CrossEncoderNetwork:
    """Reads with a cross-encoder; loaded on first use. Safe to share by threads.

    Args:
        model: a local directory, or the name of a model that lies in the local cache.
    """

    calibration = Calibration(relevance=0.0, unit=0.0)

    def __init__(self, model: str) -> None:
        self._name = model

    def read(self, passages: Sequence[tuple[str, str, Sequence[str]]]) -> list[Read]:
        """See :meth:`rag.read.network.Network.read`.

        Raises:
            ModelError: the model cannot be loaded.
        """
        pairs = [
            (fold(question), f"{head} {text}".strip())
            for question, head, units in passages
            for text in (" ".join(units), *units)
        ]
        if not pairs:
            return []
        with _ONE:
            scores = iter(_scores(self._name, pairs))
        return [Read(next(scores), tuple(next(scores) for _ in units)) for _, _, units in passages]


def _scores(name: str, pairs: Sequence[tuple[str, str]]) -> list[float]:
    import torch

    judged = _loaded(name).predict(
        list(pairs), show_progress_bar=False, activation_fn=torch.nn.Identity()
    )
    return [float(score) for score in judged]


@lru_cache(1)
def _loaded(name: str) -> CrossEncoder:
    """Return the model, loaded once however often settings are saved; another takes its place."""
    from sentence_transformers import CrossEncoder

    try:
        model: CrossEncoder = CrossEncoder(name, num_labels=1, device="cpu", local_files_only=True)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"阅读模型 {name} 打不开。",
            "请检查设置 reranker_model：应是装有交叉编码器的文件夹；留空则不用。",
        ) from error
    return model
