"""An encoder that embeds each question once; the lanes ask again for what the assistant asked."""

from __future__ import annotations

from indexing.embedding.encoding import Encoded
from rag.retrieve.searches import QueryEncoder


class RememberingEncoder:
    """Passes on to another encoder what it has not seen yet."""

    def __init__(self, encoder: QueryEncoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Encoded] = {}

    def encode_query(self, text: str) -> Encoded:
        """Return a question encoded."""
        if text not in self._known:
            self._known[text] = self._encoder.encode_query(text)
        return self._known[text]
