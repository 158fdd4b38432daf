"""Fixtures of the tests of pages: what is told where text recognition is not installed."""

import pytest

from indexing.readers.pages import pdf


@pytest.fixture
def without_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "is_installed", lambda: False)
