"""A build that was stopped at any moment: the next one does not do its work again."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from invented_school import LetteredEncoder
from small_corpus import CountingEncoder, Workshop

from indexing.errors import IndexMissingError
from indexing.index import open_index
from indexing.reading import read_document
from indexing.settings import IndexSettings
from indexing.unfinished import NAME

#: Passages of each document; a document is more than the first slice that is encoded.
PASSAGES = 20
NAMES = ["甲.md", "乙.md", "丙.md"]


def text_of(name, passages=PASSAGES):
    parts = [f"## {name}第{n}节\n\n{name}讲的是第{n}件事情，要记住。\n" for n in range(passages)]
    return f"# {name}\n\n" + "\n".join(parts)


class StoppedError(Exception):
    """Stands for the end of the process."""


class StoppingEncoder(CountingEncoder):
    """Encodes so many texts and then ends the process, in the middle of a slice."""

    def __init__(self, most):
        super().__init__()
        self.most = most

    def encode_documents(self, texts, progress=None):
        if len(self.encoded) + len(texts) > self.most:
            raise StoppedError
        return super().encode_documents(texts, progress)


@pytest.fixture
def workshop(tmp_path):
    workshop = Workshop(tmp_path)
    for name in NAMES:
        workshop.write(name, text_of(name))
    return workshop


@pytest.fixture
def read():
    """Reads files, and lists which."""

    def reader(corpus, file):
        reader.paths.append(file.path)
        return read_document(corpus, file)

    reader.paths = []
    return reader


def files(workshop):
    return sorted(path.name for path in workshop.index.iterdir() if path.name.startswith(NAME))


def vectors(workshop, encoder):
    with workshop.open() as index:
        chunks = [c for info in index.documents() for c in index.chunks_of(info.id)]
        return {
            chunk.text: index.vector_search(encoder.vector(chunk.search_text), 1)[0]
            == (chunk.id, pytest.approx(1.0, abs=1e-5))
            for chunk in chunks
        }


KILLED = """
import signal, sys, time
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background ignores it
sys.path[:0] = [{tests!r}, {root!r}]
from small_corpus import CountingEncoder
from indexing.pipeline import build_index
from indexing.reading import read_document
from indexing.settings import IndexSettings

def hang():
    print("here", flush=True)
    time.sleep(60)

class Encoder(CountingEncoder):
    def encode_documents(self, texts, progress=None):
        if {stage!r} == "embed" and self.encoded:
            hang()
        return super().encode_documents(texts, progress)

def read(corpus, file):
    if {stage!r} == "read" and file.path == "甲.md":
        hang()
    return read_document(corpus, file)

build_index(Path({corpus!r}), Path({index!r}), IndexSettings(chunk_tokens=64),
            encoder=Encoder(), read=read)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("number", ["SIGKILL", "SIGINT"])
@pytest.mark.parametrize(("stage", "documents"), [("read", 2), ("embed", 3)])
def test_a_stopped_build_is_gone_on_with(workshop, read, number, stage, documents):
    here = Path(__file__).parent
    code = KILLED.format(
        tests=str(here), root=str(here.parents[1]), stage=stage,
        corpus=str(workshop.corpus), index=str(workshop.index),
    )  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout.readline() == b"here\n"
        process.send_signal(getattr(signal, number))
        process.wait()
    with pytest.raises(IndexMissingError):
        open_index(workshop.index)
    # The files are read in the order of their names: 丙, 乙, 甲.
    report = workshop.build(read=read)
    assert read.paths == {"read": ["甲.md"], "embed": []}[stage]
    assert report.resumed_documents == documents
    assert report.resumed_vectors == {"read": 0, "embed": 16}[stage]
    assert report.embedded == len(workshop.encoder.encoded)
    assert report.embedded + report.resumed_vectors == report.chunks
    assert all(vectors(workshop, workshop.encoder).values())
    assert files(workshop) == []
    assert sorted(path.name for path in (workshop.index / "generations").iterdir()) == [
        report.generation
    ]


def stopped(workshop, encoder, **options):
    with pytest.raises(StoppedError):
        workshop.build(encoder=encoder, **options)


def test_every_run_goes_on_where_the_one_before_was_stopped(workshop):
    for _ in range(2):
        stopped(workshop, StoppingEncoder(16))
    report = workshop.build()
    assert report.resumed_vectors == 32
    assert report.embedded == report.chunks - 32


def test_a_file_that_changed_since_is_read_and_encoded_again(workshop, read):
    stopped(workshop, StoppingEncoder(48))
    workshop.write("乙.md", text_of("丁"))
    workshop.build(read=read)
    assert read.paths == ["乙.md"]
    assert workshop.found("丁讲的是第3件事情")
    assert workshop.found("乙讲") == []


def test_a_file_that_is_to_be_read_again_is(workshop, read):
    stopped(workshop, StoppingEncoder(48))
    workshop.build(read=read, again=["乙.md"])
    assert read.paths == ["乙.md"]


def test_another_recipe_uses_nothing_of_it(workshop, read):
    stopped(workshop, StoppingEncoder(48))
    workshop.settings = IndexSettings(chunk_tokens=65)
    report = workshop.build(read=read)
    assert (report.resumed_documents, report.resumed_vectors) == (0, 0)
    assert len(read.paths) == 3


def test_a_full_build_trusts_only_what_a_full_build_left(workshop):
    stopped(workshop, StoppingEncoder(16))
    stopped(workshop, StoppingEncoder(16), full=True)
    with closing(sqlite3.connect(workshop.index / NAME)) as kept:
        assert kept.execute("SELECT count(*) FROM vectors").fetchone() == (16,)
    assert workshop.build(full=True).resumed_vectors == 16


def test_any_build_trusts_what_a_full_build_left(workshop):
    stopped(workshop, StoppingEncoder(16), full=True)
    assert workshop.build().resumed_vectors == 16


def test_a_build_without_changes_clears_what_was_left(workshop):
    workshop.build()
    workshop.write("丁.md", text_of("丁"))
    stopped(workshop, StoppingEncoder(16))
    assert files(workshop) == [NAME]
    (workshop.corpus / "丁.md").unlink()
    assert not workshop.build().published
    assert files(workshop) == []


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 100])
def test_what_is_damaged_is_made_anew_and_stops_nothing(workshop, damage):
    stopped(workshop, StoppingEncoder(48))
    (workshop.index / NAME).write_bytes(damage)
    report = workshop.build()
    assert (report.resumed_documents, report.published) == (0, True)
    assert files(workshop) == []


def test_a_place_that_cannot_be_written_stops_nothing(workshop):
    (workshop.index / NAME).mkdir(parents=True)
    report = workshop.build()
    assert (report.documents, report.published) == (3, True)


def test_tokens_that_were_kept_are_the_same_as_tokens_made_at_once(workshop, tmp_path):
    class Stopping(LetteredEncoder):
        calls = 0

        def encode_documents(self, texts, progress=None):
            self.calls += 1
            if self.calls == 3:  # after the first slice and the sample of the directions
                raise StoppedError
            return super().encode_documents(texts, progress)

    def nearness(workshop):
        with workshop.open() as index:
            ids = sorted(c.id for i in index.documents() for c in index.chunks_of(i.id))
            return index.nearness(LetteredEncoder().encoded("第3件").tokens, ids)

    (tmp_path / "anew").mkdir()
    anew = Workshop(tmp_path / "anew")
    anew.corpus = workshop.corpus
    anew.build(encoder=LetteredEncoder())
    stopped(workshop, Stopping())
    with closing(sqlite3.connect(workshop.index / NAME)) as kept:
        assert kept.execute("SELECT count(*) FROM vectors").fetchone() == (16,)
    report = workshop.build(encoder=LetteredEncoder())
    assert report.resumed_vectors == 16
    whole, resumed = nearness(anew), nearness(workshop)
    assert whole.keys() == resumed.keys()
    np.testing.assert_allclose([*resumed.values()], [whole[i] for i in resumed], atol=1e-6)
