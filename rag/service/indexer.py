"""The one thread that puts uploaded files in place, takes deleted ones out, and updates the index.

Answers come from the generation in force meanwhile. Jobs that have gathered are done together, so
that ten uploads cost one update.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Literal

from indexing.errors import BeikeError, IndexBusyError
from indexing.report import BuildReport, Progress
from rag.data.database import Database
from rag.data.documents import Documents
from rag.data.errors import NotFoundError
from rag.data.records import StoredDocument, User
from rag.service.board import Board
from rag.service.entries import Status
from rag.service.reading import Reading
from rag.service.staging import Staging

logger = logging.getLogger(__name__)

#: Another program may be updating the index: so often, and so many seconds apart, it is tried.
_TRIES, _APART_S = 120, 5.0
_STAGES = {
    "read": "读取文件",
    "embed": "计算向量",
    "words": "建立词语索引",
    "publish": "启用新索引",
}


class _StoppingError(Exception):
    """The service ends; the update is left, the old generation stays in force."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done with the file at ``path``.

    ``user`` asked for it and was allowed to; ``staged`` is the received file of an ``add``.
    """

    what: Literal["add", "remove", "refresh"]
    path: str
    name: str
    user: User
    staged: Path | None = None


class Indexer:
    """Does jobs one after the other in the background.

    Args:
        corpus: folder of the documents.
        database: where documents are entered.
        staging: puts files in place.
        reading: tries files out.
        build: updates the index.

    Attributes:
        board: what is being done.
    """

    def __init__(
        self,
        corpus: Path,
        database: Database,
        staging: Staging,
        reading: Reading,
        build: Callable[[Progress], BuildReport],
    ) -> None:
        self._corpus = corpus
        self._database = database
        self._staging = staging
        self._reading = reading
        self._build = build
        self.board = Board()
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="beike-indexer", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Have a job done; what is to be removed answers nobody from now on."""
        self.board.queue(job.path, leaves=job.what == "remove")
        self._jobs.put(job)

    def close(self) -> None:
        """Leave the job in hand and end."""
        self._stop.set()
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            jobs = [job]
            try:
                while (more := self._jobs.get_nowait()) is not None:
                    jobs.append(more)
            except Empty:
                pass
            try:
                self._do(jobs)
            except _StoppingError:
                return
            except Exception:
                logger.exception("a job of the indexer failed")
                self._failed(jobs, "服务内部出错，没有处理完。")
            if self._stop.is_set():
                return

    def _do(self, jobs: list[Job]) -> None:
        kinds = {job: self._prepared(job) for job in jobs}
        jobs = [job for job in jobs if kinds[job] is not None]
        if not jobs:
            return
        for job in jobs:
            self.board.move(job.path, Status.INDEXING)
        try:
            report = self._updated()
        except BeikeError as error:
            self._failed(jobs, str(error))
            return
        problems = {path: f"{message}{hint}" for path, message, hint in report.failures}
        for job in jobs:
            self._settle(job, kinds[job] or "", problems.get(job.path))

    def _prepared(self, job: Job) -> str | None:
        """Do the files' part of a job; return the kind of document, ``None`` where it failed."""
        try:
            if job.what == "remove":
                (self._corpus / job.path).unlink(missing_ok=True)
                return ""
            self.board.move(job.path, Status.READING)
            file = job.staged or self._corpus / job.path
            kind = self._reading.kind_of(file, job.name, self._stop)
            if job.staged is not None:
                self._staging.place(job.staged, job.path)
        except BeikeError as error:
            self._failed([job], str(error))
        except OSError as error:
            self._failed([job], f"文件操作失败：{error.strerror}。")
        else:
            return kind
        if job.staged is not None:
            job.staged.unlink(missing_ok=True)
        return None

    def _updated(self) -> BuildReport:
        for _ in range(_TRIES):
            try:
                return self._build(self._progress)
            except IndexBusyError as error:
                busy = error
            if self._stop.wait(_APART_S):
                raise _StoppingError
        raise busy

    def _progress(self, stage: str, done: int, total: int, detail: str) -> None:
        if self._stop.is_set():
            raise _StoppingError
        told = f"{_STAGES.get(stage, '')} {done}/{total}" if total > 1 else _STAGES.get(stage, "")
        self.board.tell(told)

    def _settle(self, job: Job, kind: str, problem: str | None) -> None:
        if problem is not None and job.what != "remove":
            self._failed([job], problem)
            return
        with self._database.write() as session:
            documents = Documents(session, job.user)
            row = documents.at(job.path)
            if row is not None and job.what == "remove":
                documents.remove(row.id)
            elif row is not None:
                documents.indexed(row.id, kind)
        self.board.done(job.path, gone=job.what == "remove")

    def _failed(self, jobs: list[Job], problem: str) -> None:
        for job in jobs:
            try:
                with self._database.write() as session:
                    documents = Documents(session, job.user)
                    row: StoredDocument | None = documents.at(job.path)
                    if row is not None:
                        documents.failed(row.id, problem)
            except NotFoundError:  # the account was deleted meanwhile
                pass
            # A removal that failed half-way goes on being hidden: nobody wants it back.
            self.board.done(job.path, gone=False)
