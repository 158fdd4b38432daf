"""Fixtures that tests of several folders share.

``BEIKE_TEST_CACHE`` names a folder that keeps the embedding model and the index of the shipped
corpus between runs; without it both are made once a run, which takes about a minute.
``BEIKE_SHARED`` names the folder of the original documents (default: ``shared`` beside the
checkout); tests that need it are skipped where it is missing, and fail with
``BEIKE_REQUIRE_SHARED=1``.
"""

import os
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock
from invented_school import ANSWERS, DOCUMENTS, StubEncoder
from knowing_reader import knowing

from indexing.embedding import DEFAULT_MODEL, Embedder
from indexing.embedding.materialise import materialise
from indexing.pipeline import build_index
from rag.assistant import Assistant
from rag.settings import Settings

_CHECKOUT = Path(__file__).parents[1]

# A busy machine is no mistake of the code.
hypothesis.settings.register_profile("beike", deadline=None)
hypothesis.settings.load_profile("beike")


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory):
    """A cache folder that has the packaged embedding model, written out."""
    named = os.environ.get("BEIKE_TEST_CACHE")
    cache = Path(named) if named else tmp_path_factory.mktemp("cache")
    materialise(cache)
    return cache


@pytest.fixture(scope="session")
def embedder(model_cache):
    """The packaged embedding model."""
    return Embedder(DEFAULT_MODEL, model_cache)


@pytest.fixture(scope="session")
def shipped_corpus():
    """The sample documents that come with the project."""
    return _CHECKOUT / "corpus"


@pytest.fixture(scope="session")
def shipped_settings(shipped_corpus, model_cache):
    """Settings as they come, for the shipped corpus."""
    return Settings(corpus=shipped_corpus, index=model_cache / "shipped-index", cache=model_cache)


@pytest.fixture(scope="session")
def shipped_index(shipped_settings, embedder):
    """The folder of the index of the shipped corpus, made by the real pipeline and model."""
    index = shipped_settings.index
    with FileLock(index.with_suffix(".testlock")):
        build_index(shipped_settings.corpus, index, shipped_settings.for_index(), encoder=embedder)
    return index


@pytest.fixture(scope="session")
def assistant(shipped_settings, shipped_index, embedder):
    """The assistant over the shipped corpus, without an endpoint."""
    assistant = Assistant(shipped_settings, embedder)
    yield assistant
    assistant.close()


@pytest.fixture(scope="session")
def shared():
    """The folder of the original documents."""
    folder = Path(os.environ.get("BEIKE_SHARED") or _CHECKOUT.parent / "shared")
    if not (folder / "corpus").is_dir():
        if os.environ.get("BEIKE_REQUIRE_SHARED") == "1":
            pytest.fail(f"BEIKE_REQUIRE_SHARED=1, but there is no {folder / 'corpus'}")
        pytest.skip(f"the original documents are not in {folder}")
    return folder


@pytest.fixture(scope="session")
def originals(shared, model_cache, embedder):
    """Settings of the original documents, indexed by the real pipeline and model."""
    index = model_cache / "originals-index"
    settings = Settings(corpus=shared / "corpus", index=index, cache=model_cache)
    with FileLock(index.with_suffix(".testlock")):
        build_index(settings.corpus, index, settings.for_index(), encoder=embedder)
    return settings


@pytest.fixture(scope="session")
def school_settings(tmp_path_factory):
    """Settings of a small invented corpus, searched by words only: no model is ever loaded."""
    folder = tmp_path_factory.mktemp("school")
    for name, text in DOCUMENTS.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings = Settings(corpus=folder / "corpus", index=folder / "index", dense_weight=0)
    build_index(settings.corpus, settings.index, settings.for_index(), encoder=StubEncoder())
    return settings


@pytest.fixture
def school(school_settings):
    """The assistant over the invented corpus, with a reader that knows what answers."""
    assistant = knowing(ANSWERS, school_settings, StubEncoder())
    yield assistant
    assistant.close()
