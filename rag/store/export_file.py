"""Exporting one user into a file, for the command line."""

from __future__ import annotations

from pathlib import Path

from rag.store.database import Database
from rag.store.personal import write_export
from rag.store.private_file import private_file
from rag.store.users import Users, local_user


def export_user(database: Database, name: str, path: Path) -> dict[str, int]:
    """Write everything of the user ``name`` into a zip that only its owner can read.

    Returns:
        How many conversations, drafts, feedback and documents there are.

    Raises:
        NotFoundError: there is no such user.
        BackupError: the file is there already or cannot be written.
    """
    from rag.drafting.export.markdown import to_markdown

    with database.read() as session:
        user = Users(session, local_user(session)).find(name)
        with private_file(path) as file:
            return write_export(session, user, file, to_markdown)
