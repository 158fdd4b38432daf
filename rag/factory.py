"""Makes an assistant from settings; nothing heavy is loaded until it is asked."""

from __future__ import annotations

from collections.abc import Callable

from indexing.embedding import DEFAULT_MODEL, Embedder
from indexing.index import OpenVectors, faiss_vectors
from rag.answer.model.answer_model import AnswerModel
from rag.assistant import Assistant
from rag.settings import Settings


def make_encoder(settings: Settings, progress: Callable[[str], None] | None = None) -> Embedder:
    """Return the embedder of ``settings``; ``progress`` is told of slow first steps."""
    return Embedder(
        settings.embedding_model or DEFAULT_MODEL,
        settings.for_index().cache_folder,
        allow_download=settings.allow_download,
        progress=progress,
    )


def make_model(settings: Settings) -> AnswerModel | None:
    """Return what writes answers, ``None`` where no endpoint is configured."""
    return AnswerModel(settings) if settings.llm_base_url and settings.llm_model else None


def make_assistant(settings: Settings, open_vectors: OpenVectors = faiss_vectors) -> Assistant:
    """Return an assistant over the index of ``settings``; see :class:`Assistant`."""
    return Assistant(settings, make_encoder(settings), make_model(settings), open_vectors)
