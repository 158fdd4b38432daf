"""A cross-encoder over the best candidates, where one is configured; loaded on first use.

It reads question and passage together (Nogueira and Cho 2019, arXiv:1901.04085), which no lane
does, at the cost of one pass of the model a passage.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from indexing.errors import ModelError
from rag.retrieve.hits import Found

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

#: Candidates it reads.
DEPTH = 20
#: One question at a time is read, whoever asks.
_ONE = threading.Lock()


class Reranker:
    """Adds a cross-encoder's judgement to the scores of the best candidates. Safe to share.

    Args:
        model: a local directory, or the name of a model that lies in the local cache.
        weight: of its judgement, which is scaled to 0–1.
    """

    def __init__(self, model: str, weight: float) -> None:
        self._name, self._weight = model, weight

    def rerank(self, question: str, found: Sequence[Found]) -> list[Found]:
        """Return the candidates with the first :data:`DEPTH` ranked anew.

        Raises:
            ModelError: the model cannot be loaded.
        """
        first = found[:DEPTH]
        if not first:
            return []
        with _ONE:
            judged = _loaded(self._name).predict(
                [(question, " ".join((*f.chunk.heading_path, f.chunk.text))) for f in first],
                show_progress_bar=False,
                activation_fn=_sigmoid(),
            )
        read = [
            Found(item.chunk, item.score + self._weight * float(score))
            for item, score in zip(first, judged, strict=True)
        ]
        return [*sorted(read, key=lambda f: (-f.score, f.chunk.id)), *found[DEPTH:]]


@lru_cache(1)
def _loaded(name: str) -> CrossEncoder:
    """Return the model, loaded once however often settings are saved; another takes its place."""
    from sentence_transformers import CrossEncoder

    try:
        model: CrossEncoder = CrossEncoder(name, num_labels=1, device="cpu", local_files_only=True)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"重排模型 {name} 打不开。",
            "请检查设置 reranker_model：应是装有交叉编码器的文件夹；留空则不用。",
        ) from error
    return model


def _sigmoid() -> Callable[..., object]:
    from torch.nn import Sigmoid

    return Sigmoid()
