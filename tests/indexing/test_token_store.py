"""Token vectors of chunks: kept on few directions, compared word by word, carried over."""

import sqlite3
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import GARDEN, KITCHEN, CountingEncoder, Workshop

from indexing.embedding.encoding import Encoded
from indexing.generations import current_generation
from indexing.stores.tokens import SIZE, Basis, TokenStore, sample
from indexing.writer import TOKENS

#: Four directions, one apart from the other, as tokens of 4 numbers.
SAW, GLUE, PAINT, WAX = np.eye(4, dtype=np.float32)
#: Directions that leave those as they are.
PLAIN = Basis(np.zeros(4, np.float32), np.eye(4, dtype=np.float32))


def encoded(*tokens):
    """Return a text of these tokens."""
    return Encoded(np.zeros(4, np.float32), np.array(tokens, np.float32).reshape(-1, 4))


@pytest.fixture
def store(tmp_path):
    store = TokenStore(tmp_path / "tokens.sqlite", writable=True)
    store.set_basis(PLAIN)
    texts = {"cut": (SAW, GLUE), "coat": (PAINT, PAINT, WAX), "blank": ()}
    packed = [store.pack(encoded(*tokens)) for tokens in texts.values()]
    store.add(list(texts), ["one", "two", "two"], packed)
    yield store
    store.close()


def near(store, *question, ids=("cut", "coat", "blank", "unknown")):
    tokens = np.array(question, np.float32).reshape(-1, 4)
    return {name: round(value, 2) for name, value in store.nearness(tokens, ids).items()}


def test_each_word_of_a_question_finds_its_best_match(store):
    assert near(store, SAW) == {"cut": 1.0, "coat": 0.0}
    assert near(store, SAW, PAINT) == {"cut": 0.5, "coat": 0.5}
    assert near(store, PAINT, WAX) == {"cut": 0.0, "coat": 1.0}
    assert near(store, -SAW) == {"cut": 0.0, "coat": 0.0}
    assert near(store) == {}


def test_what_is_deleted_is_gone_and_what_is_closed_is_kept(store, tmp_path):
    store.delete_document("two")
    with closing(TokenStore(tmp_path / "tokens.sqlite")) as again:
        assert near(again, SAW) == {"cut": 1.0}


def test_an_id_is_added_once(store):
    with pytest.raises(sqlite3.IntegrityError):
        store.add(["cut"], ["three"], [store.pack(encoded(WAX))])
    assert near(store, WAX)["cut"] == 0.0


def test_directions_come_first_and_once(tmp_path):
    store = TokenStore(tmp_path / "t.sqlite", writable=True)
    assert store.pack(encoded()) == b""
    with pytest.raises(ValueError, match="no directions"):
        store.pack(encoded(SAW))
    store.set_basis(PLAIN)
    with pytest.raises(ValueError, match="already"):
        store.set_basis(PLAIN)
    store.close()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(2, 12))
def test_directions_keep_what_tells_tokens_apart(seed, count, width):
    """Where no direction is left out, cosines are those of the centred vectors."""
    tokens = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    unit = tokens / np.linalg.norm(tokens, axis=1, keepdims=True)
    basis = Basis.of(tokens)
    assert basis.directions.shape == (min(count, width, SIZE), width)
    centred = unit - unit.mean(axis=0)
    lengths = np.linalg.norm(centred, axis=1)
    apart = lengths > 1e-3
    expected = (centred @ centred.T)[apart][:, apart] / np.outer(lengths[apart], lengths[apart])
    found = basis.project(tokens)[apart]
    assert found @ found.T == pytest.approx(expected, abs=1e-2)


def test_no_tokens_have_no_directions():
    with pytest.raises(ValueError, match="no token"):
        Basis.of(np.empty((0, 4), np.float32))


def test_a_model_has_a_sample_to_find_its_directions_in():
    lines = sample()
    assert len(lines) > 30
    assert all(len(line) > 15 for line in lines)


# --- in a built index ----------------------------------------------------------------------------


@pytest.fixture
def workshop(tmp_path):
    workshop = Workshop(tmp_path)
    workshop.encoder = Lettered()
    return workshop


class Lettered(CountingEncoder):
    """Tokens are letters; each has its own vector wherever it stands."""

    def encode_documents(self, texts, progress=None):
        return [
            Encoded(plain.vector, np.stack([self.vector(letter) for letter in text]))
            for text, plain in zip(texts, super().encode_documents(texts), strict=True)
        ]


def nearest(workshop, word):
    tokens = np.stack([workshop.encoder.vector(letter) for letter in word])
    with workshop.open() as index:
        chunks = [c for info in index.documents() for c in index.chunks_of(info.id)]
        found = index.nearness(tokens, [chunk.id for chunk in chunks])
        assert len(found) == len(chunks)
        return {chunk.search_text: round(found[chunk.id], 4) for chunk in chunks}


def test_an_index_knows_the_tokens_of_its_chunks(workshop):
    workshop.write("garden.md", GARDEN)
    workshop.build()

    found = nearest(workshop, "修枝剪")

    assert max(found, key=found.get).endswith("使用修枝剪。")
    assert max(found.values()) > 0.95


def test_tokens_are_carried_over_as_a_fresh_build_would_make_them(workshop):
    workshop.write("garden.md", GARDEN)
    workshop.write("kitchen.md", KITCHEN)
    workshop.build()
    workshop.write("garden.md", GARDEN.replace("每周一", "每周二"))
    (workshop.corpus / "kitchen.md").unlink()
    asked = len(workshop.encoder.encoded)
    report = workshop.build()
    assert len(workshop.encoder.encoded) == asked + report.embedded  # no sample again
    updated = nearest(workshop, "浇水值日")

    workshop.build(full=True)

    assert nearest(workshop, "浇水值日") == updated
    with sqlite3.connect(current_generation(workshop.index) / TOKENS) as file:
        (rows,) = file.execute("SELECT count(*) FROM tokens").fetchone()
    assert rows == len(updated)
