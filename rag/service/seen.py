"""The assistant as one user sees it: without the documents that are not for this user."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rag.assistant import Assistant
from rag.types import Answer, DocumentInfo, Passage, SourceView, Turn


class SeenAssistant:
    """Fulfils :class:`rag.api.routing.AssistantPort`; what is hidden is looked up at every call.

    Args:
        assistant: over the whole index.
        hidden: returns the paths of documents that may not answer.
        answered: told ``answered``, ``refused`` or ``failed`` once an answer is over.
    """

    def __init__(
        self,
        assistant: Assistant,
        hidden: Callable[[], frozenset[str]],
        answered: Callable[[str], None] = lambda status: None,
    ) -> None:
        self._assistant = assistant
        self._hidden = hidden
        self._answered = answered

    def search(self, question: str, k: int = 10) -> list[Passage]:
        """See :meth:`Assistant.search`."""
        return self._seen().search(question, k)

    def ask(self, question: str, k: int = 10, history: Sequence[Turn] = ()) -> Answer:
        """See :meth:`Assistant.ask`."""
        *_, last = self.stream(question, k, history)
        assert isinstance(last, Answer)
        return last

    def stream(
        self, question: str, k: int = 10, history: Sequence[Turn] = ()
    ) -> Iterator[str | Answer]:
        """See :meth:`Assistant.stream`."""
        try:
            for piece in self._seen().stream(question, k, history):
                if isinstance(piece, Answer):
                    self._answered(piece.status)
                yield piece
        except Exception:
            self._answered("failed")
            raise

    def source(self, chunk_id: str, context: int = 600) -> SourceView:
        """See :meth:`Assistant.source`."""
        return self._seen().source(chunk_id, context)

    def documents(self) -> list[DocumentInfo]:
        """See :meth:`Assistant.documents`."""
        return self._seen().documents()

    def examples(self) -> list[str]:
        """See :meth:`Assistant.examples`."""
        return self._seen().examples()

    def ready(self) -> bool:
        """See :meth:`Assistant.ready`."""
        return self._assistant.ready()

    def _seen(self) -> Assistant:
        hidden = self._hidden()
        return self._assistant.without(hidden) if hidden else self._assistant
