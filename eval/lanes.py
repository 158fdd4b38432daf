"""The lanes besides the product's own ranking: dense alone, words alone, the two added up.

None of the product's rules on top (headings, documents, fact sheets, sides of a comparison) plays a
part here; ``full`` is what the assistant itself returns.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexing.index import Index
from rag.retrieve.retrieval import Retrieval
from rag.retrieve.searches import QueryEncoder, fuse
from rag.settings import Settings
from rag.types import Turn


class Lanes:
    """Ranks chunks by each lane.

    Args:
        settings: their weights of words and of meaning fuse the two; a lane of weight 0 is still
            reported on its own.
        encoder: embeds questions.
        index: stays the caller's to close.
    """

    def __init__(self, settings: Settings, encoder: QueryEncoder, index: Index) -> None:
        both = settings.model_copy(
            update={"lexical_weight": 1.0, "dense_weight": 1.0, "late_weight": 0}
        )
        self._weights = {"lexical": settings.lexical_weight, "dense": settings.dense_weight}
        self._retrieval = Retrieval(both, encoder)
        self._index = index

    def search(
        self, question: str, k: int, history: Sequence[Turn] = ()
    ) -> dict[str, tuple[str, ...]]:
        """Return the ids of the ``k`` best chunks by lane; a follow-up with what it follows."""
        text = f"{history[-1].question} {question}" if history else question
        scores = self._retrieval.lanes(self._index, self._retrieval.understand(self._index, text))
        weights = {
            "dense": {"dense": 1.0},
            "lexical": {"lexical": 1.0},
            "fused": self._weights,
        }
        return {
            lane: tuple(identifier for identifier, _ in fuse(scores, weight)[:k])
            for lane, weight in weights.items()
        }
