"""Fixtures of the tests of questions: the command line, and a small corpus with tables of hours."""

import os

import pytest
from click.testing import CliRunner
from invented_school import DOCUMENTS
from invented_workshop import DOCUMENTS as WORKSHOP
from invented_workshop import assistant_over, build
from model_answers import QUESTION, with_model
from readers_by_hand import Says
from scripted_endpoint import serving

from indexing.index import open_index
from rag.cli import main
from rag.read.reader import Reader
from rag.retrieve.retrieval import Retrieval

TIMETABLE = """# 茶艺课程表

## 各门课程

| 课程名称 | 学时 |
| --- | --- |
| 绿茶冲泡 | 48 |
| 红茶冲泡 | 36 |
| 茶席布置 | 24 |
"""


class Command:
    """Runs ``beike`` in this process, in an environment of its own."""

    def __init__(self, folder, environ):
        self.folder = folder
        self.environ = environ

    def __call__(self, *arguments, **environ):
        return CliRunner().invoke(
            main, [str(a) for a in arguments], env={**self.environ, **environ}
        )


def clean():
    """Return what takes every setting of the tests' own environment away."""
    return {name: None for name in os.environ if name.startswith("BEIKE_")}


@pytest.fixture(scope="session", autouse=True)
def no_lines_of_progress():
    """Keep a slow machine's lines of progress out of what commands print."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.cli.index.EVERY_S", 3600.0)
        yield


@pytest.fixture
def beike(tmp_path, monkeypatch):
    """The command in an empty folder, without any setting."""
    monkeypatch.chdir(tmp_path)
    return Command(tmp_path, clean())


@pytest.fixture(scope="session")
def indexed(tmp_path_factory, model_cache):
    """The folder of an invented corpus, indexed by ``beike index``, and what that printed."""
    folder = tmp_path_factory.mktemp("command")
    for name, text in {**DOCUMENTS, "课程表.md": TIMETABLE}.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    environ = {
        **clean(),
        "BEIKE_CONFIG": "",
        "BEIKE_CORPUS": str(folder / "corpus"),
        "BEIKE_INDEX": str(folder / "index"),
        "BEIKE_CACHE": str(model_cache),
    }
    command = Command(folder, environ)
    command.first = command("index", "--json")
    return command


@pytest.fixture
def school_cli(indexed, tmp_path, monkeypatch):
    """The command over the invented corpus, in an empty folder, searching by words only."""
    monkeypatch.chdir(tmp_path)
    return Command(indexed.folder, {**indexed.environ, "BEIKE_DENSE_WEIGHT": "0"})


@pytest.fixture(scope="session")
def workshop_settings(tmp_path_factory):
    """Settings of the carpentry corpus, indexed and searched by words only."""
    return build(tmp_path_factory.mktemp("workshop"), WORKSHOP)


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


@pytest.fixture(scope="session")
def reader():
    """Reads what that retrieval finds, and leaves it in its order: no network is loaded."""
    return Reader(Says())


@pytest.fixture
def understood(retrieval, workshop_index):
    """A question as understood against the carpentry corpus."""
    return lambda text: retrieval.understand(workshop_index, text)


@pytest.fixture
def found(retrieval, reader, workshop_index):
    """The chunks for a question, best first, those of its parts and sides among them."""

    def search(text, k=10):
        question = retrieval.understand(workshop_index, text)
        parts = retrieval.parts(workshop_index, question)
        hits = retrieval.retrieve(workshop_index, question, parts)
        passages = reader.read(workshop_index, hits, k).passages
        return [workshop_index.chunk(passage.chunk_id) for passage in passages]

    return search


@pytest.fixture
def endpoint():
    """A scripted OpenAI-compatible server on loopback."""
    with serving() as server:
        yield server


@pytest.fixture
def teacher(school_settings, endpoint):
    """The assistant over the invented school with the scripted endpoint."""
    assistant = with_model(school_settings, endpoint)
    yield assistant
    assistant.close()


@pytest.fixture
def offline(school):
    """The answer without a model."""
    return school.ask(QUESTION)
