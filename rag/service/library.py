"""The documents of a service as its users manage them: list, upload, delete, index again."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from indexing.errors import BeikeError, DocumentError
from indexing.handle import IndexHandle
from indexing.readers.file_names import on_disk
from indexing.records import Document
from rag.data.database import Database
from rag.data.documents import Documents, Upload
from rag.data.errors import ForbiddenError, NameTakenError, NotFoundError
from rag.data.records import User
from rag.data.users import require_admin
from rag.service.entries import Entry, Status, entries
from rag.service.file_names import corpus_path, is_private_to_others, safe_name
from rag.service.indexer import Indexer
from rag.service.job import Job
from rag.service.staging import Staging

#: More documents than any school has; the list is put together from all of them.
_ALL = 1_000_000


class Library:
    """See the module. Safe to share by threads.

    Args:
        corpus: folder of the documents.
        handle: the index.
        database: where uploads are entered.
        staging: where uploads are received.
        indexer: does the work.
    """

    def __init__(
        self,
        corpus: Path,
        handle: IndexHandle,
        database: Database,
        staging: Staging,
        indexer: Indexer,
    ) -> None:
        self._corpus = corpus
        self._handle = handle
        self._database = database
        self._staging = staging
        self._indexer = indexer

    def hidden_from(self, user: User) -> frozenset[str]:
        """Return the paths of documents that may not answer a user: others' own, deleted ones."""
        with self._database.read() as session:
            hidden = Documents(session, user).hidden_paths()
        try:
            with self._handle.use() as index:
                paths = [info.path for info in index.documents()]
        except BeikeError:
            paths = []
        others = {path for path in paths if is_private_to_others(path, user.id)}
        return hidden | others | self._indexer.board.leaving()

    def all(self, user: User) -> list[Entry]:
        """Return the documents a user sees, by path."""
        hidden = self.hidden_from(user)
        # Before the index: what ends in between is then seen in it.
        steps = self._indexer.board.steps()
        with self._database.read() as session:
            rows = Documents(session, user).page(limit=_ALL)
        try:
            with self._handle.use() as index:
                found = entries(index, rows, steps, user, hidden)
        except BeikeError:
            found = entries(None, rows, steps, user, hidden)
        return [e for e in found if not is_private_to_others(e.path, user.id)]

    def get(self, user: User, document_id: str) -> Entry:
        """Return a document.

        Raises:
            NotFoundError: the user sees no such document.
        """
        for entry in self.all(user):
            if entry.id == document_id:
                return entry
        raise NotFoundError("没有这份资料。", "它可能已经删除。")

    def understood(self, user: User, document_id: str) -> Document | None:
        """Return what a document was read as, ``None`` while it is not indexed.

        Raises:
            NotFoundError: the user sees no such document.
            BeikeError: there is no usable index.
        """
        entry = self.get(user, document_id)
        with self._handle.use() as index:
            return index.document_by_path(entry.path)

    def upload(
        self, user: User, sent_name: str, source: BinaryIO, *, school: bool, replace: bool
    ) -> Entry:
        """Take a file in; it is read and indexed in the background.

        Args:
            user: whose it is.
            sent_name: its name as sent.
            source: its bytes.
            school: whether it is for everybody.
            replace: whether it may take the place of one of the same name.

        Raises:
            DocumentError: name, type or size cannot be taken.
            ForbiddenError: ``school`` is true and the user is no administrator.
            NameTakenError: there is one of this name and ``replace`` is false, or it is in work.
        """
        if school:
            require_admin(user)
        name = safe_name(sent_name)
        path = corpus_path(name, None if school else user.id)
        staged, sha256 = self._staging.receive(source, name)
        try:
            if path in self._indexer.board.steps():
                raise NameTakenError(f"{name} 正在处理。", "请等它处理完再上传。")
            with self._database.write() as session:
                documents = Documents(session, user)
                row = documents.at(path)
                failed = row is not None and not (self._corpus / path).exists()
                if not (replace or failed) and (row or (self._corpus / path).exists()):
                    raise NameTakenError(
                        f"已经有文件 {name}。", "请先删除原来的，或选择替换，或换一个文件名。"
                    )
                if row is None:
                    documents.add(Upload(path, name, sha256), school=school)
                else:
                    documents.replaced(row.id, sha256)
            # Only now: a file of one user must never be in the folder without its row.
            self._indexer.submit(Job("add", path, name, user, staged))
        except BaseException:
            staged.unlink(missing_ok=True)
            raise
        return next(entry for entry in self.all(user) if entry.path == path)

    def remove(self, user: User, document_id: str) -> Entry:
        """Remove a document: it answers nobody from now on, the index follows.

        Raises:
            NotFoundError: the user sees no such document.
            ForbiddenError: it is the school's, and the user is no administrator.
        """
        entry = self._changeable(user, document_id)
        self._indexer.submit(Job("remove", entry.path, entry.name, user))
        return entry

    def refresh(self, user: User, document_id: str) -> Entry:
        """Read a document again, changed or not, and bring the whole index up to date.

        Raises:
            NotFoundError: the user sees no such document.
            ForbiddenError: it is the school's, and the user is no administrator.
            DocumentError: its file is gone.
        """
        entry = self._changeable(user, document_id)
        if not on_disk(self._corpus, entry.path).is_file():
            raise DocumentError(f"{entry.name} 的文件不在资料文件夹里。", "请重新上传。")
        if entry.status in (Status.READY, Status.FAILED):
            self._indexer.submit(Job("refresh", entry.path, entry.name, user))
        return self.get(user, document_id)

    def close(self) -> None:
        """End the work in the background, and let the index go."""
        self._indexer.close()
        self._handle.close()

    def _changeable(self, user: User, document_id: str) -> Entry:
        entry = self.get(user, document_id)
        if not entry.may_change:
            raise ForbiddenError("这是全校的资料，只有管理员可以改动。", "请找学校的备课管理员。")
        return entry
