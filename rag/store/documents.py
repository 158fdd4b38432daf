"""Uploaded documents: those of one user, and those of the whole school.

Only what is known about a document is kept here; its file lies in the corpus folder, and adding
and removing that is the caller's.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rag.store.errors import NameTakenError, NotFoundError
from rag.store.records import Clock, DocumentStatus, StoredDocument, User, utc_now
from rag.store.tables import DocumentRow
from rag.store.users import require_admin


@dataclass(frozen=True, slots=True)
class Upload:
    """A file just put into the corpus: ``path`` there, ``name`` as uploaded, hash of its bytes."""

    path: str
    name: str
    sha256: str


class Documents:
    """The documents a user sees: the user's own, and the school's.

    Args:
        session: an open session; ``database.write()`` for what changes something.
        user: who asks.
        clock: the time.
    """

    def __init__(self, session: Session, user: User, clock: Clock = utc_now) -> None:
        self._session = session
        self._user = user
        self._clock = clock

    def add(self, upload: Upload, *, school: bool = False) -> StoredDocument:
        """Enter a document, waiting to be indexed.

        Args:
            upload: the file.
            school: for the whole school instead of for the user alone.

        Raises:
            ForbiddenError: ``school`` is true and the user is no administrator.
            NameTakenError: there is a document at this path.
        """
        if school:
            require_admin(self._user)
        now = self._clock()
        row = DocumentRow(
            owner_id=None if school else self._user.id,
            path=upload.path,
            name=upload.name,
            kind="",
            status=DocumentStatus.WAITING.value,
            problem="",
            sha256=upload.sha256,
            uploaded_by=self._user.id,
            created=now,
            updated=now,
        )
        try:
            with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError:
            raise NameTakenError(
                f"已经有文件 {upload.name}。", "请先删除原来的，或者换一个文件名。"
            ) from None
        return _document(row)

    def replaced(self, document_id: str, sha256: str) -> StoredDocument:
        """Note that a document's file has been replaced and waits to be indexed again.

        Raises:
            NotFoundError: the user sees no such document.
            ForbiddenError: it is the school's, and the user is no administrator.
        """
        row = self._changeable(document_id)
        row.sha256 = sha256
        return self._set(row, DocumentStatus.WAITING, row.kind, "")

    def moved(self, document_id: str, path: str, name: str) -> StoredDocument:
        """Note that a document's file lies at another path and waits to be indexed there.

        Raises:
            NotFoundError: the user sees no such document.
            ForbiddenError: it is the school's, and the user is no administrator.
            NameTakenError: there is a document at this path.
        """
        row = self._changeable(document_id)
        try:
            with self._session.begin_nested():
                row.path, row.name = path, name
        except IntegrityError:
            raise NameTakenError(f"已经有文件 {name}。", "请换一个文件名或文件夹。") from None
        return self._set(row, DocumentStatus.WAITING, row.kind, "")

    def indexed(self, document_id: str, kind: str) -> StoredDocument:
        """Note that a document answers now, and how it was understood.

        Raises:
            NotFoundError: the user sees no such document.
            ForbiddenError: it is the school's, and the user is no administrator.
        """
        return self._set(self._changeable(document_id), DocumentStatus.INDEXED, kind, "")

    def failed(self, document_id: str, problem: str) -> StoredDocument:
        """Note why a document could not be read.

        Raises:
            NotFoundError: the user sees no such document.
            ForbiddenError: it is the school's, and the user is no administrator.
        """
        row = self._changeable(document_id)
        return self._set(row, DocumentStatus.FAILED, row.kind, problem)

    def remove(self, document_id: str) -> StoredDocument:
        """Remove a document and return it, for its file to be removed.

        Raises:
            NotFoundError: the user sees no such document.
            ForbiddenError: it is the school's, and the user is no administrator.
        """
        row = self._changeable(document_id)
        document = _document(row)
        self._session.delete(row)
        self._session.flush()
        return document

    def get(self, document_id: str) -> StoredDocument:
        """Return a document.

        Raises:
            NotFoundError: the user sees no such document.
        """
        return _document(self._row(document_id))

    def at(self, path: str) -> StoredDocument | None:
        """Return the document at a path, ``None`` where the user sees none."""
        row = self._session.scalar(
            select(DocumentRow).where(DocumentRow.path == path, self._seen())
        )
        return None if row is None else _document(row)

    def page(self, *, limit: int = 200, offset: int = 0) -> list[StoredDocument]:
        """Return at most ``limit`` documents after ``offset`` others, by path."""
        rows = self._session.scalars(
            select(DocumentRow)
            .where(self._seen())
            .order_by(DocumentRow.path)
            .limit(limit)
            .offset(offset)
        )
        return [_document(row) for row in rows]

    def hidden_paths(self) -> frozenset[str]:
        """Return the paths of other users' documents, which may not answer this user."""
        rows = self._session.scalars(
            select(DocumentRow.path).where(
                DocumentRow.owner_id.is_not(None), DocumentRow.owner_id != self._user.id
            )
        )
        return frozenset(rows)

    def _seen(self) -> ColumnElement[bool]:
        return or_(DocumentRow.owner_id == self._user.id, DocumentRow.owner_id.is_(None))

    def _row(self, document_id: str) -> DocumentRow:
        row = self._session.scalar(
            select(DocumentRow).where(DocumentRow.id == document_id, self._seen())
        )
        if row is None:
            raise NotFoundError("没有这份资料。", "它可能已经删除。")
        return row

    def _changeable(self, document_id: str) -> DocumentRow:
        row = self._row(document_id)
        if row.owner_id is None:
            require_admin(self._user)
        return row

    def _set(
        self, row: DocumentRow, status: DocumentStatus, kind: str, problem: str
    ) -> StoredDocument:
        row.status = status.value
        row.kind = kind
        row.problem = problem
        row.updated = self._clock()
        self._session.flush()
        return _document(row)


def _document(row: DocumentRow) -> StoredDocument:
    return StoredDocument(
        id=row.id,
        owner_id=row.owner_id,
        path=row.path,
        name=row.name,
        kind=row.kind,
        status=DocumentStatus(row.status),
        problem=row.problem,
        sha256=row.sha256,
        uploaded_by=row.uploaded_by,
        created=row.created,
        updated=row.updated,
    )
