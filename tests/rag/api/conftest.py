"""Fixtures of the tests of a whole service."""

from functools import cache

import pytest
from argon2 import PasswordHasher
from service_rig import rig, school

from rag.store import logins as logins_module


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    """Hash passwords with the same function at the least cost."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(logins_module, "_hasher", cache(lambda: quick))


@pytest.fixture
def school_rig(tmp_path):
    """A service over an invented school of its own."""
    with rig(school(tmp_path)) as opened:
        yield opened
