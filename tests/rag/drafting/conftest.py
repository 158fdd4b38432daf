"""Fixtures of the tests of drafting: workshops over the three corpora."""

import pytest
from invented_bakery import DOCUMENTS
from invented_school import StubEncoder
from invented_workshop import build

from indexing.index import open_index
from indexing.pipeline import build_index
from rag.drafting.plan import DraftRequest, Plan
from rag.drafting.workshop import Workshop
from rag.settings import Settings


@pytest.fixture(scope="session")
def bakery_settings(tmp_path_factory):
    """Settings of the baking corpus, searched by words only."""
    return build(tmp_path_factory.mktemp("bakery"), DOCUMENTS)


@pytest.fixture(scope="session")
def bakery(bakery_settings):
    """The workshop over the baking corpus; it keeps nothing between drafts."""
    workshop = Workshop(bakery_settings, StubEncoder())
    yield workshop
    workshop.close()


@pytest.fixture(scope="session")
def bakery_index(bakery_settings):
    """The index of the baking corpus, open."""
    with open_index(bakery_settings.index) as index:
        yield index


def drafted(workshop, request, **more) -> Plan:
    """Return the whole plan for a request, or for the name of a task."""
    asked = DraftRequest(task=request) if isinstance(request, str) else request
    *_, plan = workshop.draft(asked, **more)
    return plan


@pytest.fixture(scope="session")
def draft():
    """Drafts a whole plan: ``draft(workshop, request or task)``."""
    return drafted


@pytest.fixture(scope="session")
def toast(bakery):
    """The plan for a reference task of the baking standard, whose course the teacher chose."""
    return drafted(bakery, DraftRequest(task="吐司面包制作", course="面包制作"))


@pytest.fixture(scope="session")
def shipped_workshop(shipped_settings, shipped_index, embedder):
    """The workshop over the shipped corpus."""
    workshop = Workshop(shipped_settings, embedder)
    yield workshop
    workshop.close()


@pytest.fixture(scope="session")
def original_workshop(shared, tmp_path_factory):
    """The workshop over the original documents, by words only."""
    folder = tmp_path_factory.mktemp("originals")
    settings = Settings(corpus=shared / "corpus", index=folder / "index", dense_weight=0)
    build_index(settings.corpus, settings.index, settings.for_index(), encoder=StubEncoder())
    workshop = Workshop(settings, StubEncoder())
    yield workshop
    workshop.close()
