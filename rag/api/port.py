"""What the HTTP service and the pages need from an assistant, and nothing more.

``rag.assistant.Assistant`` fulfils it; tests use a small stand-in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from starlette.requests import Request

from rag.types import Answer, DocumentInfo, Passage, SourceView, Turn


class AssistantPort(Protocol):
    """Question to answer. Every method may be called from any thread, several at a time."""

    def search(self, question: str, k: int = 10) -> list[Passage]:
        """Return at most ``k`` passages, best first."""

    def ask(self, question: str, k: int = 10, history: Sequence[Turn] = ()) -> Answer:
        """Return an answer with citations, or a refusal."""

    def stream(
        self, question: str, k: int = 10, history: Sequence[Turn] = ()
    ) -> Iterator[str | Answer]:
        """Yield pieces of text and, last, the final answer; it replaces the pieces."""

    def source(self, chunk_id: str, context: int = 600) -> SourceView:
        """Return a passage with ``context`` characters on both sides.

        Raises:
            KeyError: no such chunk in the published index.
        """

    def documents(self) -> Sequence[DocumentInfo]:
        """Return the indexed documents."""

    def examples(self) -> list[str]:
        """Return questions that the indexed documents can answer."""

    def ready(self) -> bool:
        """Tell whether an index is published and can be opened."""


#: Returns the assistant for whoever sends a request: not everybody may see every document.
AssistantOf = Callable[[Request], AssistantPort]
