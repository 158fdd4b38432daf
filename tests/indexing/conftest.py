"""Fixtures of the indexing tests: a file's content to the document Beike makes of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indexing.kinds import understand
from indexing.readers import read
from indexing.records import Document

Understand = Callable[[str | bytes, str], Document]


@pytest.fixture
def understood(tmp_path: Path) -> Understand:
    """Write ``content`` to a file called ``name``, read it and understand it."""

    def make(content: str | bytes, name: str) -> Document:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return understand(read(path), name, "0" * 64)

    return make
