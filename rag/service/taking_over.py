"""Giving an account what was kept without accounts: the rows, and the files of its documents."""

from __future__ import annotations

from pathlib import Path

from indexing.errors import BeikeError
from rag.data.database import Database
from rag.data.records import User
from rag.data.taking_over import Taken, take_over
from rag.data.users import local_user
from rag.service.file_names import corpus_path


def take_over_local(database: Database, corpus: Path, user: User) -> Taken:
    """Give ``user`` what belongs to the built-in user; the index has to be updated then.

    It is done altogether or not at all: where a file cannot be moved, those before it go back.

    Raises:
        BeikeError: a file cannot be moved.
        NotFoundError: ``user`` is the built-in one.
    """
    done: list[tuple[Path, Path]] = []
    try:
        with database.write() as session:
            taken = take_over(
                session, local_user(session), user, lambda name: corpus_path(name, user.id)
            )
            for old, new in taken.moves:
                _move(corpus / old, corpus / new)
                done.append((corpus / old, corpus / new))
    except BaseException:
        for before, after in reversed(done):
            _move(after, before)
        raise
    return taken


def _move(source: Path, target: Path) -> None:
    if not source.is_file():  # failed when it was uploaded, or was removed by hand
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
    except OSError as error:
        raise BeikeError(
            f"文件 {source} 移不动：{error.strerror}。", "请检查资料文件夹的权限。"
        ) from None
