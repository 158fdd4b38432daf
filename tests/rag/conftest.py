"""Fixtures of the tests of questions: a small corpus with tables of hours."""

import pytest
from invented_workshop import DOCUMENTS, assistant_over, build

from indexing.index import open_index
from rag.retrieval import Retrieval


@pytest.fixture(scope="session")
def workshop_settings(tmp_path_factory):
    """Settings of the carpentry corpus, indexed and searched by words only."""
    return build(tmp_path_factory.mktemp("workshop"), DOCUMENTS)


@pytest.fixture(scope="session")
def workshop(workshop_settings):
    """The assistant over the carpentry corpus; it keeps nothing between questions."""
    assistant = assistant_over(workshop_settings)
    yield assistant
    assistant.close()


@pytest.fixture(scope="session")
def workshop_index(workshop_settings):
    """The index of the carpentry corpus, open."""
    with open_index(workshop_settings.index) as index:
        yield index


@pytest.fixture(scope="session")
def retrieval(workshop_settings):
    """Retrieval over the carpentry corpus, by words only: the encoder may not be used."""
    return Retrieval(workshop_settings, encoder=None)


@pytest.fixture
def understood(retrieval, workshop_index):
    """A question as understood against the carpentry corpus."""
    return lambda text: retrieval.understand(workshop_index, text)


@pytest.fixture
def found(retrieval, workshop_index):
    """The ranked chunks for a question, its parts included."""

    def search(text, k=10):
        question = retrieval.understand(workshop_index, text)
        parts = retrieval.parts(workshop_index, question)
        return [f.chunk for f in retrieval.search(workshop_index, question, k, parts)]

    return search
