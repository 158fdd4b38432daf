"""What answers and drafts by the settings in force, and which settings a running service takes up.

Others take a new start: they decide what the service holds open. Nothing is closed when settings
change: whatever is being answered goes on with what it began with, and the index and the embedding
model, which are big, are shared by old and new.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.assistant import Assistant
from rag.drafting.workshop import Workshop
from rag.factory import make_model
from rag.settings import Settings

#: Settings that change from one question to the next.
LIVE = frozenset(
    {
        "lexical_weight",
        "dense_weight",
        "late_weight",
        "heading_weight",
        "document_weight",
        "sheet_weight",
        "reading_weight",
        "reranker_model",
        "reranker_weight",
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
