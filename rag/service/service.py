"""A running service: everything its routes and pages share, and what of it each user may see."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from indexing.errors import BeikeError
from indexing.generations import MANIFEST, current_generation
from indexing.index import IndexHandle
from indexing.limited import LimitedReader
from indexing.pipeline import build_index
from indexing.reading import Reader
from indexing.report import BuildReport, Progress
from indexing.writer import Encoder
from rag.assistant import Assistant
from rag.drafting.workshop import Workshop
from rag.retrieve.searches import QueryEncoder
from rag.service.answering import Answering, SeenAssistant
from rag.service.document_files import DocumentFiles
from rag.service.indexer import Build, Indexer
from rag.service.library import Library
from rag.service.metrics import Metrics
from rag.service.staging import Staging
from rag.settings import Settings
from rag.store.database import Database, open_database
from rag.store.logins import Logins
from rag.store.records import Role, User
from rag.store.users import has_accounts, local_user

#: Sees what the whole school sees.
_NOBODY = User("", "", Role.TEACHER, datetime.fromtimestamp(0, UTC))


class ServiceEncoder(Encoder, QueryEncoder, Protocol):
    """Embeds documents and questions; :class:`indexing.embedding.Embedder` fulfils it."""


class Service:
    """Made by :func:`open_service`; close it after serving. Safe to share by threads.

    Attributes:
        database: accounts and what belongs to them.
        logins: who is who.
        library: the documents.
        metrics: of the application.
    """

    def __init__(
        self,
        answering: Answering,
        database: Database,
        library: Library,
    ) -> None:
        self.database = database
        self.logins = Logins(database)
        self.library = library
        self.metrics = Metrics(self._published)
        self._answering = answering

    @property
    def settings(self) -> Settings:
        """Return the settings in force."""
        return self._answering.settings

    def adopt(self, settings: Settings) -> None:
        """Answer and draft by other settings from the next question on.

        What is being answered goes on as it began. Of settings that are not in
        :data:`rag.service.answering.LIVE` the service keeps its own.
        """
        self._answering = self._answering.by(settings)

    def local(self) -> User | None:
        """Return the built-in user where there are no accounts, else ``None``."""
        with self.database.read() as session:
            return None if has_accounts(session) else local_user(session)

    def assistant_for(self, user: User | None) -> SeenAssistant:
        """Return the assistant for a user; ``None`` sees the documents of the school only."""
        who = user or _NOBODY
        return SeenAssistant(
            self._answering.assistant,
            lambda: self.library.hidden_from(who),
            self.metrics.answered,
            building=self.library.catching_up,
        )

    def workshop_for(self, user: User) -> Workshop:
        """Return the workshop as a user may use it now."""
        hidden, workshop = self.library.hidden_from(user), self._answering.workshop
        return workshop.without(hidden) if hidden else workshop

    def generation(self) -> str:
        """Return the name of the index generation in force, empty where there is none."""
        try:
            return current_generation(self.settings.index).name
        except BeikeError:
            return ""

    @property
    def gold_file(self) -> Path:
        """Where gold questions made of feedback go."""
        return self.settings.feedback_gold or self.settings.index.absolute().parent / "gold.jsonl"

    def close(self) -> None:
        """End the work in the background and let everything go."""
        self.library.close()
        self._answering.close()
        self.database.close()

    def _published(self) -> float | None:
        try:
            return (current_generation(self.settings.index) / MANIFEST).stat().st_mtime
        except (BeikeError, OSError):
            return None


def open_service(
    settings: Settings,
    encoder: ServiceEncoder,
    *,
    assistant: Assistant,
    reader: LimitedReader | None = None,
) -> Service:
    """Open everything a service needs.

    Args:
        settings: of the process.
        encoder: embeds documents and questions.
        assistant: answers; it is closed with the service.
        reader: tries uploads out; ``None`` for one by the settings.

    Raises:
        DatabaseError: the database cannot be used.
    """
    database = open_database(settings)
    files = DocumentFiles(settings)
    files.without_corpus()
    files.expire()
    staging = Staging(files.uploads, settings.max_upload_mb)
    staging.clear()
    handle = IndexHandle(settings.index, masked=settings.mask_personal_data)
    indexer = Indexer(
        files,
        database,
        staging,
        reader or LimitedReader(settings.for_reading()),
        _builder(settings, files, encoder),
    )
    library = Library(files, handle, database, staging, indexer)
    return Service(Answering(settings, assistant, Workshop(settings, encoder)), database, library)


def _builder(settings: Settings, files: DocumentFiles, encoder: Encoder) -> Build:
    def build(
        progress: Progress, read: Reader, again: Collection[str], *, starting: bool
    ) -> BuildReport:
        own = DocumentFiles(settings) if starting else files
        return build_index(
            settings.corpus,
            settings.index,
            settings.for_index(),
            uploads=own.for_index(),
            again=again,
            read=read,
            progress=progress,
            encoder=encoder,
            allow_empty=not starting,
        )

    return build
