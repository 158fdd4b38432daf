"""Documents that come back from the bin, go for good, or get an owner; for service and commands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from indexing.errors import BeikeError
from indexing.manifest import hash_file
from indexing.records import document_id
from rag.service.bin import Bin, Binned
from rag.service.document_files import DocumentFiles
from rag.service.file_names import corpus_path, owner_of, private_folder
from rag.store.database import Database
from rag.store.documents import Documents, Upload
from rag.store.errors import NameTakenError
from rag.store.personal import Taken, take_over
from rag.store.records import LOCAL, User
from rag.store.users import local_user


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


def take_over_local(database: Database, files: DocumentFiles, user: User) -> Taken:
    """Give ``user`` what belongs to the built-in user; the index has to be updated then.

    It is done altogether or not at all: where a file cannot be moved, those before it go back.

    Raises:
        BeikeError: a file cannot be moved.
        NotFoundError: ``user`` is the built-in one.
    """
    with database.write() as session:
        taken = take_over(
            session, local_user(session), user, lambda name: corpus_path(name, user.id)
        )
        files.hand_over(taken.moves)
    before, after = private_folder(LOCAL), private_folder(user.id)
    files.bin.rename(before, after)
    files.corrections.rename(before, after)
    return taken
