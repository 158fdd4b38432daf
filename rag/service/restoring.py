"""Bringing documents back from the bin, for the service and for the command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from indexing.errors import BeikeError
from indexing.manifest import hash_file
from indexing.records import document_id
from rag.service.bin import Bin, Binned
from rag.service.document_files import DocumentFiles
from rag.service.file_names import owner_of
from rag.store.documents import Documents, Upload
from rag.store.errors import NameTakenError
from rag.store.records import User


def enter_restored(session: Session, user: User, files: DocumentFiles, one: Binned) -> None:
    """Enter a document that is to come back from the bin; its file is to follow.

    Args:
        session: of ``database.write()``.
        user: whose it is, or an administrator for a document of the school.
        files: of the documents.
        one: what comes back.

    Raises:
        NameTakenError: there is another document at its place.
    """
    if files.find(one.path) is not None:
        raise NameTakenError(
            f"已经有文件 {one.name}，恢复不了删除的那份。", "请先删除现在这份，再恢复。"
        )
    if one.file is None:  # the school's own, which needs no entry
        return
    documents, sha256 = Documents(session, user), hash_file(one.file)
    if (row := documents.at(one.path)) is not None:
        documents.replaced(row.id, sha256)
    else:
        school = owner_of(one.path) is None
        documents.add(Upload(one.path, one.name, sha256), school=school)


def binned_json(one: Binned) -> dict[str, Any]:
    """Return a deleted document for programs."""
    return {
        "id": one.id,
        "document": document_id(one.path),
        "path": one.path,
        "title": one.title,
        "removed": one.removed.isoformat(),
        "by": one.by,
        "until": one.until and one.until.isoformat(),
    }


def discard(bin: Bin, chosen: Iterable[Binned]) -> int:
    """Delete the files of documents in the bin for good; return how many there were.

    Raises:
        BeikeError: one cannot be deleted.
    """
    count = 0
    for one in chosen:
        try:
            bin.discard(one)
        except OSError as error:
            raise BeikeError(
                f"回收站里的 {one.name} 删不掉：{error.strerror}。", "请检查文件夹的权限。"
            ) from None
        count += one.file is not None
    return count
