"""What users do with the documents of a service: list, upload, move, delete, restore, reread."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from indexing.archives import lies_in
from indexing.corrections import Correction
from indexing.errors import BeikeError, DocumentError
from indexing.index import IndexHandle
from indexing.kinds.correcting import correction_of
from indexing.personal import Personal
from indexing.records import Document, DocumentKind
from rag.service.bin import Binned
from rag.service.document_files import DocumentFiles
from rag.service.entries import Entry, Status, entries
from rag.service.file_names import (
    corpus_path,
    is_private_to_others,
    new_name,
    owner_of,
    safe_folder,
    safe_name,
)
from rag.service.indexer import Indexer, Told
from rag.service.jobs import Job
from rag.service.restoring import discard, enter_restored
from rag.service.staging import Staging
from rag.store.database import Database
from rag.store.documents import Documents, Upload
from rag.store.errors import ForbiddenError, NameTakenError, NotFoundError
from rag.store.records import User
from rag.store.users import require_admin

#: More documents than any school has; the list is put together from all of them.
_ALL = 1_000_000


class Library:
    """See the module. Safe to share by threads.

    Args:
        files: of the documents.
        handle: the index.
        database: where uploads are entered.
        staging: where uploads are received.
        indexer: does the work.
    """

    def __init__(
        self,
        files: DocumentFiles,
        handle: IndexHandle,
        database: Database,
        staging: Staging,
        indexer: Indexer,
    ) -> None:
        self._files = files
        self._handle = handle
        self._database = database
        self._staging = staging
        self._indexer = indexer

    def hidden_from(self, user: User) -> frozenset[str]:
        """Return the paths of documents that may not answer a user: others' own, deleted ones."""
        # Before the bin: what comes back ends in between, and then has left it.
        coming = self._indexer.board.steps().keys()
        deleted = self._files.deleted()
        with self._database.read() as session:
            documents = Documents(session, user)
            hidden = documents.hidden_paths()
            if deleted:  # one uploaded anew, even if it cannot be read, is none of them
                deleted -= {row.path for row in documents.page(limit=_ALL)} | coming
        try:
            with self._handle.use() as index:
                paths = [info.path for info in index.documents()]
        except BeikeError:
            paths = []
        others = {path for path in paths if is_private_to_others(path, user.id)}
        hidden = hidden | others | self._indexer.board.leaving() | deleted
        return hidden | {path for path in paths if lies_in(path, hidden)}

    def in_work(self) -> frozenset[str]:
        """Return the paths of documents with which something is being done, anybody's."""
        return frozenset(self._indexer.board.steps())

    def catch_up(self, told: Told) -> None:
        """Bring the index up to date with the folders, in the background.

        Args:
            told: called there with what came of it.
        """
        self._indexer.catch_up(told)

    def catching_up(self) -> str:
        """Return how far that is, in Chinese, with the time left; empty when it is over."""
        return self._indexer.board.catching_up()

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

    def personal(self, user: User, document_id: str) -> list[Personal]:
        """Return the places of a document with personal data; none while it is not indexed.

        Raises:
            NotFoundError: the user sees no such document.
            BeikeError: there is no usable index.
        """
        entry = self.get(user, document_id)
        with self._handle.use() as index:
            return index.personal(entry.id)

    def correction(self, user: User, document_id: str) -> Correction | None:
        """Return what was put right in how a document was read, applied by now or not.

        Raises:
            NotFoundError: the user sees no such document.
            BeikeError: the corrections cannot be read.
        """
        return self._files.corrections.of(self.get(user, document_id).path)

    def correct(
        self,
        user: User,
        document_id: str,
        *,
        title: str = "",
        kind: DocumentKind | None = None,
        headings: Iterable[tuple[str, int, int]] = (),
    ) -> Entry:
        """Put right how a document is read; it takes the place of what was put right before.

        The document is read again in the background. Without title, kind and headings it is read
        as the program reads it.

        Args:
            user: who does it.
            document_id: of the document.
            title: its title.
            kind: its kind.
            headings: lines, which of those of the same text each is (from 1), and its level as a
                heading, 0 for none.

        Raises:
            NotFoundError: the user sees no such document.
            ForbiddenError: it is the school's, and the user is no administrator.
            NameTakenError: it is in work.
            DocumentError: it is not in the index, or has no such line.
        """
        entry = self._changeable(user, document_id)
        if entry.status not in (Status.READY, Status.FAILED):
            raise NameTakenError(f"{entry.name} 正在处理。", "请等它处理完再更正。")
        document = self.understood(user, document_id)
        if document is None:
            raise DocumentError(f"{entry.name} 还没有收入索引，不能更正。", "请等它处理完。")
        self._files.corrections.put(entry.path, correction_of(document, title, kind, headings))
        self._indexer.submit(Job("refresh", entry.path, entry.title, user))
        return self.get(user, document_id)

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
                there = self._files.find(path) is not None
                failed = row is not None and not there
                if not (replace or failed) and (row or there):
                    raise NameTakenError(
                        f"已经有文件 {name}。", "请先删除原来的，或选择替换，或换一个文件名。"
                    )
                if row is None:
                    documents.add(Upload(path, name, sha256), school=school)
                else:
                    documents.replaced(row.id, sha256)
            # Only now: a file of one user must never be in the folder without its row.
            self._indexer.submit(Job("add", path, name, user, staged=staged))
        except BaseException:
            staged.unlink(missing_ok=True)
            raise
        return next(entry for entry in self.all(user) if entry.path == path)

    def original(self, user: User, document_id: str) -> tuple[Entry, Path]:
        """Return a document and its file.

        Raises:
            NotFoundError: the user sees no such document.
            DocumentError: its file is gone.
        """
        entry = self.get(user, document_id)
        return entry, self._file(entry)

    def move(
        self, user: User, document_id: str, *, name: str | None = None, folder: str | None = None
    ) -> Entry:
        """Give an uploaded document another name or folder, or both; the index follows.

        Under its former path it answers nobody from now on.

        Args:
            user: who moves it.
            document_id: of the document.
            name: its file's new name; ``None`` leaves it. The suffix stays.
            folder: below the corpus, or below the user's own documents for one of those; empty for
                none, ``None`` leaves it.

        Raises:
            NotFoundError: the user sees no such document.
            ForbiddenError: it is the school's, and the user is no administrator.
            DocumentError: name or folder cannot be used, or the file was not uploaded.
            NameTakenError: there is one at this place, or it is in work.
            BeikeError: the corrections cannot be read or written.
        """
        entry = self._changeable(user, document_id)
        named = entry.name if name is None else new_name(name, entry.name)
        inside = entry.folder if folder is None else safe_folder(folder)
        path = corpus_path(f"{inside}/{named}".lstrip("/"), owner_of(entry.path))
        if path == entry.path:
            return entry
        if self._indexer.board.steps().keys() & {entry.path, path}:
            raise NameTakenError(f"{entry.name} 正在处理。", "请等它处理完再改。")
        with self._database.write() as session:
            documents = Documents(session, user)
            row = documents.at(entry.path)
            if row is None or not self._files.is_uploaded(entry.path):
                raise DocumentError(
                    f"{entry.name} 是资料文件夹里的原件，程序不改动它。",
                    "请在文件夹里改名或移动，再更新索引。",
                )
            if self._files.find(path) is not None:
                raise NameTakenError(f"已经有文件 {named}。", "请换一个文件名或文件夹。")
            documents.moved(row.id, path, named)
            self._files.hand_over([(entry.path, path)])
            self._files.corrections.rename(entry.path, path)
        self._indexer.submit(Job("move", path, entry.title, user, before=entry.path))
        return next(one for one in self.all(user) if one.path == path)

    def remove(self, user: User, document_id: str) -> Entry:
        """Move a document to the bin: it answers nobody from now on, the index follows.

        The school's own file in the corpus folder stays where it is, and is passed over.

        Raises:
            NotFoundError: the user sees no such document.
            ForbiddenError: it is the school's, and the user is no administrator.
        """
        entry = self._changeable(user, document_id)
        self._indexer.submit(Job("remove", entry.path, entry.title, user))
        return entry

    def removed(self, user: User) -> list[Binned]:
        """Return the deleted documents that a user may bring back, the latest first."""
        found = self._files.bin.all()
        return [
            one
            for one in found
            if (owner_of(one.path) == user.id or (user.is_admin and owner_of(one.path) is None))
        ]

    def restore(self, user: User, binned_id: str) -> Entry:
        """Bring a deleted document back; it is read and indexed in the background.

        Raises:
            NotFoundError: there is no such one in the bin that the user may bring back.
            NameTakenError: there is another one at its place, or it is still being deleted.
        """
        one = self._binned(user, binned_id)
        if one.path in self._indexer.board.steps():
            raise NameTakenError(f"{one.name} 正在处理。", "请等它处理完再恢复。")
        with self._database.write() as session:
            enter_restored(session, user, self._files, one)
        self._indexer.submit(Job("restore", one.path, one.title, user, binned=one))
        return next(entry for entry in self.all(user) if entry.path == one.path)

    def discard(self, user: User, binned_id: str | None = None) -> int:
        """Delete one document in the bin for good, or all that the user may bring back.

        What lies in the corpus folder stays there and stays hidden.

        Returns:
            How many files were deleted.

        Raises:
            NotFoundError: there is no such one in the bin that the user may bring back.
            BeikeError: a file cannot be deleted.
        """
        chosen = self.removed(user) if binned_id is None else [self._binned(user, binned_id)]
        count = discard(self._files.bin, chosen)
        self._files.forget_corrections()
        return count

    def refresh(self, user: User, document_id: str) -> Entry:
        """Read a document again, changed or not, and bring the whole index up to date.

        Raises:
            NotFoundError: the user sees no such document.
            ForbiddenError: it is the school's, and the user is no administrator.
            DocumentError: its file is gone.
        """
        entry = self._changeable(user, document_id)
        self._file(entry)
        if entry.status in (Status.READY, Status.FAILED):
            self._indexer.submit(Job("refresh", entry.path, entry.title, user))
        return self.get(user, document_id)

    def close(self) -> None:
        """End the work in the background, and let the index go."""
        self._indexer.close()
        self._handle.close()

    def _file(self, entry: Entry) -> Path:
        if (file := self._files.find(entry.path)) is None:
            raise DocumentError(f"{entry.name} 的文件不在了。", "请重新上传。")
        return file

    def _binned(self, user: User, binned_id: str) -> Binned:
        for one in self.removed(user):
            if one.id == binned_id:
                return one
        raise NotFoundError("回收站里没有这份资料。", "它可能已经恢复，或者已经清除。")

    def _changeable(self, user: User, document_id: str) -> Entry:
        entry = self.get(user, document_id)
        if not entry.may_change:
            raise ForbiddenError("这是全校的资料，只有管理员可以改动。", "请找学校的备课管理员。")
        return entry
