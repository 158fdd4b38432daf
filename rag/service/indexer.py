"""The one thread that puts uploaded files in place, takes deleted ones out, and updates the index.

When the service starts it first brings the index up to date with the folders, so that the port is
open at once. Answers come from the generation in force meanwhile. Jobs that have gathered are done
together, so that ten uploads cost one update.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from queue import Empty, SimpleQueue
from typing import Protocol

from indexing.archives import archive_problem, is_archive
from indexing.errors import BeikeError, IndexBusyError
from indexing.limited import LimitedReader
from indexing.reading import Reader
from indexing.report import BuildReport, Progress
from rag.service.document_files import DocumentFiles
from rag.service.entries import Status
from rag.service.jobs import Board, Job, Readings
from rag.service.pace import Pace
from rag.service.staging import Staging
from rag.store.database import Database
from rag.store.documents import Documents
from rag.store.errors import NotFoundError
from rag.store.records import StoredDocument

logger = logging.getLogger(__name__)

#: Another program may be updating the index: so often, and so many seconds apart, it is tried.
_TRIES, _APART_S = 120, 5.0
_STAGES = {
    "read": "读取文件",
    "embed": "计算向量",
    "words": "建立词语索引",
    "publish": "启用新索引",
}


#: Told what came of the update at the start.
Told = Callable[[BuildReport | BeikeError], None]


class Build(Protocol):
    """Updates the index."""

    def __call__(
        self, progress: Progress, read: Reader, again: Collection[str], *, starting: bool
    ) -> BuildReport:
        """Update it.

        Args:
            progress: told how far it is.
            read: reads files.
            again: paths that are read again though unchanged.
            starting: nobody asked for it: an index without documents is not published, and a
                corpus folder that is not there is a problem.

        Raises:
            BeikeError: it cannot be updated.
        """


class _StoppingError(Exception):
    """The service ends; the update is left, the old generation stays in force."""


class Indexer:
    """Does jobs one after the other in the background.

    Args:
        files: of the documents.
        database: where documents are entered.
        staging: puts files in place.
        reader: reads files within limits; closed with this.
        build: updates the index.

    Attributes:
        board: what is being done.
    """

    def __init__(
        self,
        files: DocumentFiles,
        database: Database,
        staging: Staging,
        reader: LimitedReader,
        build: Build,
    ) -> None:
        self._files = files
        self._database = database
        self._staging = staging
        self._build = build
        self.board = Board()
        self._jobs: SimpleQueue[Job | Told | None] = SimpleQueue()
        self._stop = threading.Event()
        self._pace = Pace()
        self._readings = Readings(reader, files.corrections, self._stop)
        reader.told = self._recognised
        self._thread = threading.Thread(target=self._run, name="beike-indexer", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Have a job done; what is to be removed answers nobody from now on."""
        if job.before is not None:
            self.board.queue(job.before, leaves=True)
        self.board.queue(job.path, leaves=job.what == "remove")
        self._jobs.put(job)

    def catch_up(self, told: Told) -> None:
        """Bring the index up to date with the folders; ``told`` is called in the background."""
        self.board.tell_catching_up("正在检查资料文件夹")
        self._jobs.put(told)

    def close(self) -> None:
        """Leave the job in hand and end."""
        self._stop.set()
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            taken = [first]
            try:
                while (more := self._jobs.get_nowait()) is not None:
                    taken.append(more)
            except Empty:
                pass
            jobs = [job for job in taken if isinstance(job, Job)]
            try:
                for told in taken:
                    if not isinstance(told, Job):
                        self._catch_up(told)
                self._do(jobs)
            except _StoppingError:
                self._stop.set()
            except Exception:
                logger.exception("a job of the indexer failed")
                self._failed(jobs, "服务内部出错，没有处理完。")
            self._readings.clear()
            if self._stop.is_set():
                return

    def _catch_up(self, told: Told) -> None:
        try:
            told(self._updated((), starting=True))
        except BeikeError as error:
            told(error)
        finally:
            self.board.tell_catching_up("")

    def _do(self, jobs: list[Job]) -> None:
        jobs = [job for job in jobs if self._prepared(job)]
        if not jobs:
            return
        for job in jobs:
            self.board.move(job.path, Status.INDEXING)
        try:
            report = self._updated({job.path for job in jobs if job.what == "refresh"})
        except BeikeError as error:
            self._failed(jobs, str(error))
            return
        problems = {path: f"{message}{hint}" for path, message, hint in report.failures}
        for job in jobs:
            self._settle(job, problems.get(job.path))

    def _prepared(self, job: Job) -> bool:
        """Do the files' part of a job; return whether the index is to follow."""
        try:
            if job.what == "remove":
                self._remove(job)
                return True
            self.board.move(job.path, Status.READING)
            if job.binned is not None:
                self._files.restore(job.binned)
            file = job.staged or self._files.find(job.path)
            if file is None:  # gone by hand meanwhile: the index is to learn of it
                return True
            if is_archive(job.path):  # its files are read with the index, each for itself
                problem = archive_problem(file, job.title)
            else:
                problem = self._readings.try_out(file, job.path)
            # What is among the documents already goes on: the index is to tell the problem.
            if job.staged is not None:
                if problem is not None:
                    raise problem
                self._staging.place(job.staged, job.path)
        except BeikeError as error:
            self._failed([job], str(error))
        except OSError as error:
            self._failed([job], f"文件操作失败：{error.strerror}。")
        else:
            return True
        if job.staged is not None:
            job.staged.unlink(missing_ok=True)
        return False

    def _remove(self, job: Job) -> None:
        with self._database.read() as session:
            row = Documents(session, job.user).at(job.path)
        sha256 = None if row is None else row.sha256
        self._files.remove(job.path, title=job.title, by=job.user.name, sha256=sha256)
        if row is not None:
            with self._database.write() as session:
                Documents(session, job.user).remove(row.id)

    def _updated(self, again: Collection[str], *, starting: bool = False) -> BuildReport:
        for _ in range(_TRIES):
            try:
                return self._build(
                    self._catching_up if starting else self._progress,
                    self._readings.document,
                    again,
                    starting=starting,
                )
            except IndexBusyError as error:
                busy = error
            if self._stop.wait(_APART_S):
                raise _StoppingError
        raise busy

    def _catching_up(self, stage: str, done: int, total: int, detail: str) -> None:
        if self._stop.is_set():
            raise _StoppingError
        # Everybody sees it, and the name of a file may be nobody else's business.
        self._pace.at(stage, done, total, "")
        self.board.tell_catching_up(self._pace.line() or self._pace.name())

    def _progress(self, stage: str, done: int, total: int, detail: str) -> None:
        if self._stop.is_set():
            raise _StoppingError
        told = f"{_STAGES.get(stage, '')} {done}/{total}" if total > 1 else _STAGES.get(stage, "")
        self.board.tell(told)

    def _recognised(self, name: str, done: int, total: int) -> None:
        self.board.tell(f"识别文字 {done}/{total} 页", Status.READING)
        if self.board.catching_up():
            self._pace.page(done, total)
            self.board.tell_catching_up(self._pace.line())

    def _settle(self, job: Job, problem: str | None) -> None:
        if problem is not None and job.what != "remove":
            self._failed([job], problem)
            return
        with self._database.write() as session:
            documents = Documents(session, job.user)
            row = documents.at(job.path)
            if row is not None and (read := self._readings.of(job.path)):
                if read.sha256 != row.sha256:  # changed by hand since it was uploaded
                    documents.replaced(row.id, read.sha256)
                documents.indexed(row.id, str(read.kind))
            elif row is not None and is_archive(job.path):
                documents.indexed(row.id, "")
        if job.before is not None:
            self.board.done(job.before, gone=True)
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
            if job.before is not None:
                self.board.done(job.before, gone=False)
            self.board.done(job.path, gone=False)
