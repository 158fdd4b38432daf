"""A small invented corpus with gold questions, an index of it, and an assistant over it."""

import json

import pytest
from invented_gold import GOLD
from invented_school import DOCUMENTS, StubEncoder

from eval.fingerprints import models_of
from eval.gold_file import load_gold
from eval.lanes import Lanes
from eval.measured_corpus import MeasuredCorpus
from eval.measuring import Measurement, inputs_of, measure_subject
from eval.summary import summarise
from indexing.index import open_index
from indexing.pipeline import build_index
from rag.assistant import Assistant
from rag.settings import Settings


class QueryStub(StubEncoder):
    """The stand-in for the embedding model, for questions too."""

    def encode_query(self, text):
        return self.encoded(text)


@pytest.fixture(scope="session")
def small_settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("measured")
    for name, text in DOCUMENTS.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings = Settings(corpus=folder / "corpus", index=folder / "index", dense_weight=0.1)
    build_index(settings.corpus, settings.index, settings.for_index(), encoder=QueryStub())
    return settings


@pytest.fixture(scope="session")
def small_corpus(small_settings):
    with open_index(small_settings.index) as index:
        return MeasuredCorpus(index)


@pytest.fixture(scope="session")
def small_gold_path(tmp_path_factory):
    path = tmp_path_factory.mktemp("gold") / "small.jsonl"
    path.write_text(
        "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in GOLD), encoding="utf-8"
    )
    return path


@pytest.fixture(scope="session")
def small_gold(small_gold_path):
    return load_gold(small_gold_path)


@pytest.fixture(scope="session")
def small_run(small_settings, small_corpus, small_gold, tmp_path_factory):
    """A measurement of the real assistant over the small corpus."""
    assistant = Assistant(small_settings, QueryStub())
    with open_index(small_settings.index) as index:
        lanes = Lanes(small_settings, QueryStub(), index)
        scored = measure_subject(
            assistant, lanes, small_corpus, small_gold, small_settings, tmp_path_factory.mktemp("o")
        )
    assistant.close()
    return Measurement(
        settings=small_settings,
        gold=small_gold,
        corpus=small_corpus,
        inputs=inputs_of(small_settings, small_gold, small_corpus),
        models=models_of(small_settings, QueryStub()),
        scored=scored,
        summary=summarise(scored),
    )
