"""What answers and drafts by the settings in force, for each user from what the user may see.

Some settings change while the service runs (:data:`LIVE`); others take a new start: they decide
what the service holds open. Nothing is closed when settings change: whatever is being answered
goes on with what it began with, and the index and the embedding model, which are big, are shared
by old and new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from indexing.errors import IndexMissingError
from rag.ask.scope import EVERYTHING, Scope
from rag.assistant import Assistant
from rag.drafting.workshop import Workshop
from rag.factory import make_model
from rag.settings import Settings
from rag.types import Answer, DocumentInfo, Passage, SourceView, Turn

#: Settings that change from one question to the next.
LIVE = frozenset(
    {
        "lexical_weight",
        "dense_weight",
        "late_weight",
        "heading_weight",
        "document_weight",
        "sheet_weight",
        "reranker_model",
        "skip",
        "llm_base_url",
        "llm_model",
        "llm_api_key",
        "llm_timeout_s",
        "llm_total_s",
        "llm_context_window",
        "llm_budget_requests",
        "llm_budget_characters",
    }
)


@dataclass(frozen=True, slots=True)
class Answering:
    """What answers and drafts, made from ``settings``."""

    settings: Settings
    assistant: Assistant
    workshop: Workshop

    def by(self, settings: Settings) -> Answering:
        """Return what answers and drafts by the :data:`LIVE` ones of other settings.

        It is closed with this one.
        """
        own = self.settings.model_copy(update={name: getattr(settings, name) for name in LIVE})
        return Answering(
            own, self.assistant.adjusted(own, make_model(own)), self.workshop.adjusted(own)
        )

    def close(self) -> None:
        """Let the index go."""
        self.workshop.close()
        self.assistant.close()


class SeenAssistant:
    """Fulfils :class:`rag.api.routing.AssistantPort`; what is hidden is looked up at every call.

    Args:
        assistant: over the whole index.
        hidden: returns the paths of documents that may not answer.
        answered: told ``answered``, ``refused`` or ``failed`` once an answer is over.
        scope: what it is limited to.
        building: returns how far the update at the start is, in Chinese; empty when it is over.
    """

    def __init__(
        self,
        assistant: Assistant,
        hidden: Callable[[], frozenset[str]],
        answered: Callable[[str], None] = lambda status: None,
        scope: Scope = EVERYTHING,
        building: Callable[[], str] = lambda: "",
    ) -> None:
        self._assistant = assistant
        self._hidden = hidden
        self._answered = answered
        self._scope = scope
        self._building = building

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
        """See :meth:`Assistant.stream`; while the first index is built a line says so."""
        if told := self.waits_for():
            line = f"正在读取资料、建立索引（{told}）。建好以后就能回答，请稍等再问一次。"
            yield line
            yield Answer(question=question, status="refused", text=line)
            return
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
        return [] if self.waits_for() else self._seen().examples()

    def ready(self) -> bool:
        """See :meth:`Assistant.ready`."""
        return self._assistant.ready()

    def as_typed(self) -> SeenAssistant:
        """See :meth:`Assistant.as_typed`."""
        literal = self._assistant.as_typed()
        return SeenAssistant(literal, self._hidden, self._answered, self._scope, self._building)

    def waits_for(self) -> str:
        """Return how far the first index is, in Chinese; empty where it is there or not begun."""
        told = self._building()
        return "" if told and self.ready() else told

    def within(self, scope: Scope) -> SeenAssistant:
        """See :meth:`Assistant.within`."""
        return SeenAssistant(self._assistant, self._hidden, self._answered, scope, self._building)

    def _seen(self) -> Assistant:
        if told := self.waits_for():
            raise IndexMissingError(f"正在建立索引：{told}。", "建好以后自动可用，请稍等。")
        hidden = self._hidden()
        seen = self._assistant.without(hidden) if hidden else self._assistant
        return seen.within(self._scope) if self._scope else seen
