"""The database of the settings, open for one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.settings import Settings
    from rag.store.database import Database


@contextmanager
def opened(corpus: Path | None, index: Path | None) -> Iterator[tuple[Database, Settings]]:
    """Open the database and close it after the block.

    Raises:
        BeikeError: the settings are wrong, or the database cannot be used.
    """
    from rag.settings import load_settings
    from rag.store.database import open_database

    settings = load_settings({"corpus": corpus, "index": index})
    database = open_database(settings)
    try:
        yield database, settings
    finally:
        database.close()
