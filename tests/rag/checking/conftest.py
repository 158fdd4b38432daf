"""Fixtures of the tests of rules: the content of a file to the document Beike makes of it."""

import pytest

from indexing.kinds import understand
from indexing.readers import read


@pytest.fixture
def understood(tmp_path):
    """Write ``content`` to a file called ``name``, read it and understand it."""

    def make(content, name):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return understand(read(path), name, "0" * 64)

    return make
