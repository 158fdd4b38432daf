"""Giving an account what was kept without accounts: the rows, and the files of its documents."""

from __future__ import annotations

from rag.service.document_files import DocumentFiles
from rag.service.file_names import corpus_path, private_folder
from rag.store.database import Database
from rag.store.personal import Taken, take_over
from rag.store.records import LOCAL, User
from rag.store.users import local_user


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
    files.bin.rename(private_folder(LOCAL), private_folder(user.id))
    return taken
