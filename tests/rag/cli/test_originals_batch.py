"""The whole way over the original documents: index, gold questions, scores, changes.

The documents are not part of this repository; see ``tests/conftest.py``. The scorer is that of
the gold set, run as a program of its own, so that it judges our output and shares no code with it.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from indexing.index import open_index
from indexing.pipeline import build_index
from rag.assistant import Assistant
from rag.types import record_json

BOUNDS = ["recall@5>=0.80", "recall@10>=0.88", "mrr>=0.74", "quote_valid>=1.0"]
CHECKOUT = Path(__file__).parents[3]


class Remembering:
    """An embedder that embeds each question once, and no document."""

    def __init__(self, embedder):
        self.embedder = embedder
        self.known = {}

    def __getattr__(self, name):
        return getattr(self.embedder, name)

    def encode_documents(self, texts, progress=None):
        raise AssertionError(f"{len(texts)} chunks were embedded again")

    def encode_query(self, text):
        if text not in self.known:
            self.known[text] = self.embedder.encode_query(text)
        return self.known[text]


@pytest.fixture(scope="session")
def remembering(embedder):
    return Remembering(embedder)


@pytest.fixture(scope="session")
def gold(shared):
    lines = (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


@pytest.fixture(scope="session")
def answers(originals, remembering, gold):
    """The answer to every gold question."""
    assistant = Assistant(originals, remembering)
    yield {row["id"]: assistant.ask(row["question"]) for row in gold}
    assistant.close()


def test_the_scores_of_the_gold_questions(shared, answers, tmp_path):
    out = tmp_path / "out.jsonl"
    rows = [json.dumps({"id": i, **record_json(a)}, ensure_ascii=False) for i, a in answers.items()]
    out.write_text("\n".join(rows) + "\n", encoding="utf-8")
    folder = shared / "gold"
    command = [folder / "score.py", folder / "dev.jsonl", out, shared / "corpus", *BOUNDS]
    scored = subprocess.run(
        [sys.executable, *map(str, command)], capture_output=True, encoding="utf-8", check=False
    )
    assert scored.returncode == 0, scored.stdout + scored.stderr
    assert "recall@5=" in scored.stdout


@pytest.fixture(scope="session")
def canonical(originals, answers):
    """The canonical text of each document by its path, of the generation that answered."""
    with open_index(originals.index) as index:
        return {info.path: index.canonical(info.id) for info in index.documents()}


def test_every_quote_stands_at_its_place_in_its_document(canonical, answers):
    cited = [citation for answer in answers.values() for citation in answer.citations]
    assert len(cited) > len(answers) / 2
    for citation in cited:
        text = canonical[citation.document]
        assert text[citation.start : citation.end] == citation.quote != ""


def test_every_passage_stands_at_its_place_in_its_document(canonical, answers):
    for answer in answers.values():
        assert answer.passages
        for passage in answer.passages:
            text = canonical[passage.document]
            if not passage.derived:
                assert text[passage.start : passage.end] == passage.text
            for source in passage.sources:
                assert text[source.start : source.end] == source.quote


def test_a_deleted_document_answers_no_more(originals, remembering, gold, answers, tmp_path):
    gone = "course-standard.txt"
    asked = [row for row in gold if any(p.document == gone for p in answers[row["id"]].passages)][
        :20
    ]
    assert len(asked) == 20
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    shutil.copytree(originals.corpus, corpus)
    shutil.copytree(originals.index, index)
    (corpus / gone).chmod(0o644)
    (corpus / gone).unlink()
    settings = originals.model_copy(update={"corpus": corpus, "index": index})
    report = build_index(corpus, index, settings.for_index(), encoder=remembering)
    assert (report.deleted, report.embedded) == ([gone], 0)
    assistant = Assistant(settings, remembering)
    for row in asked:
        answer = assistant.ask(row["question"])
        assert answer.passages
        assert all(passage.document != gone for passage in answer.passages)
        assert all(citation.document != gone for citation in answer.citations)
        assert "技能人才培养" not in answer.text.split("查过的是")[-1]
    assistant.close()


def test_an_unchanged_corpus_is_neither_embedded_nor_loads_the_model(originals):
    program = """
import sys
from pathlib import Path
from indexing.pipeline import build_index
from rag.settings import Settings
corpus, index, cache = map(Path, sys.argv[1:])
settings = Settings(corpus=corpus, index=index, cache=cache)
report = build_index(corpus, index, settings.for_index())
heavy = [name for name in ("torch", "sentence_transformers", "faiss") if name in sys.modules]
print(report.embedded, report.published, report.documents, heavy, report.reason)
"""
    paths = map(str, (originals.corpus, originals.index, originals.cache))
    ran = subprocess.run(
        [sys.executable, "-c", program, *paths],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=CHECKOUT,
    )
    assert (ran.returncode, ran.stdout.strip()) == (0, "0 False 4 []"), ran.stderr
