"""Reading an index: one generation a request, and nothing loaded that is not asked for."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from small_corpus import GARDEN, KITCHEN, Workshop

from indexing.errors import IndexMissingError
from indexing.index import IndexHandle
from indexing.records import document_id


@pytest.fixture
def workshop(tmp_path):
    workshop = Workshop(tmp_path)
    workshop.write("garden.md", GARDEN)
    workshop.build()
    return workshop


def test_documents_and_chunks_can_be_looked_up(workshop):
    with workshop.open() as index:
        (info,) = index.documents()
        assert (info.path, info.id) == ("garden.md", document_id("garden.md"))
        document = index.document(info.id)
        assert document == index.document_by_path("garden.md")
        assert index.canonical(info.id) == document.canonical
        chunks = index.chunks_of(info.id)
        assert len(chunks) == info.chunks == index.manifest.chunks
        for chunk in chunks:
            assert index.chunk(chunk.id) == chunk
            assert document.canonical[chunk.start : chunk.end] == chunk.text
        assert index.neighbours(chunks[0]) == chunks[:2]
        assert index.chunk("nobody") is None


def test_the_nearest_vector_of_a_passage_is_its_own(workshop):
    workshop.write("kitchen.md", KITCHEN)
    workshop.build()
    with workshop.open() as index:
        for info in index.documents():
            for chunk in index.chunks_of(info.id):
                vector = workshop.encoder.vector(chunk.search_text)
                assert index.vector_search(vector, 1) == [(chunk.id, pytest.approx(1.0, abs=1e-5))]
                others = [i.id for i in index.documents() if i.id != info.id]
                found = index.chunks(i for i, _ in index.vector_search(vector, 50, others))
                assert {c.document_id for c in found} == set(others)


def test_one_index_is_searched_through_llama_index_and_another_without_it(workshop):
    code = f"""
import sys; from pathlib import Path; import numpy as np
from indexing.index import open_index
vector = np.eye(1, 8, dtype=np.float32)[0]
with open_index(Path({str(workshop.index)!r})) as index:
    documents = [info.id for info in index.documents()]
    plain = index.vector_search(vector, 3), index.vector_search(vector, 3, documents)
assert len(plain[0]) > 1 and "llama_index" not in sys.modules
from indexing.stores.vectors import FaissStore, llama_vectors
asked = []
query = FaissStore.query
FaissStore.query = lambda self, question: asked.append(question.doc_ids) or query(self, question)
with open_index(Path({str(workshop.index)!r}), open_vectors=llama_vectors) as index:
    through = index.vector_search(vector, 3), index.vector_search(vector, 3, documents)
for (name, score), (other, near) in zip(sum(plain, []), sum(through, []), strict=True):
    assert name == other and abs(score - near) < 1e-6
assert asked == [None, documents]
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_k_must_be_positive(workshop):
    with workshop.open() as index, pytest.raises(ValueError, match="k must be"):
        index.vector_search(workshop.encoder.vector("x"), 0)


def test_rare_terms_weigh_more_than_common_ones_and_unknown_ones_most(workshop):
    with workshop.open() as index:
        weights = index.term_weights(["校园", "修枝剪", "没有的词"])
    assert 0 < weights["校园"] < weights["修枝剪"] < weights["没有的词"]


def test_a_closed_index_is_of_no_use(workshop):
    index = workshop.open()
    index.close()
    index.close()
    with pytest.raises(ValueError, match="closed"):
        index.documents()


def test_searching_by_words_loads_neither_faiss_nor_a_model(workshop):
    code = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from pathlib import Path
from indexing.index import open_index
with open_index(Path({str(workshop.index)!r})) as index:
    assert index.lexical_search("浇水", 5)
print([m for m in ("torch", "faiss", "numpy", "llama_index", "transformers") if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_handle_swaps_between_requests_and_not_during_one(workshop):
    handle = IndexHandle(workshop.index)
    with handle.use() as under_way:
        workshop.write("kitchen.md", KITCHEN)
        workshop.build()
        with handle.use() as later:
            assert later.lexical_search("烤箱", 5) != []
        assert under_way.lexical_search("烤箱", 5) == []
        assert under_way.lexical_search("浇水", 5) != []
    with pytest.raises(ValueError, match="closed"):
        under_way.documents()
    with handle.use() as again:
        assert again is later
    handle.close()


def test_a_handle_lets_old_generations_go(workshop):
    handle = IndexHandle(workshop.index)
    for number in range(4):
        with handle.use():
            workshop.write("kitchen.md", f"{KITCHEN}\n第 {number} 稿。\n")
            workshop.build()
    with handle.use():
        workshop.write("kitchen.md", KITCHEN)
    workshop.build()
    assert len(list((workshop.index / "generations").iterdir())) == 2
    handle.close()


def test_a_handle_waits_for_the_first_index(tmp_path):
    workshop = Workshop(tmp_path)
    handle = IndexHandle(workshop.index)
    with pytest.raises(IndexMissingError), handle.use():
        pass
    workshop.write("garden.md", GARDEN)
    workshop.build()
    with handle.use() as index:
        assert index.lexical_search("浇水", 5) != []
    handle.close()


def test_many_threads_search_while_the_index_is_replaced(workshop):
    handle = IndexHandle(workshop.index)

    def ask(number):
        if number % 16 == 0:
            workshop.write("kitchen.md", f"{KITCHEN}\n第 {number} 稿。\n")
            workshop.build()
        with handle.use() as index:
            vector = workshop.encoder.vector("x")
            return len(index.lexical_search("浇水", 5)), len(index.vector_search(vector, 2))

    with ThreadPoolExecutor(1) as writer, ThreadPoolExecutor(6) as readers:
        writes = [writer.submit(ask, number * 16) for number in range(4)]
        reads = [readers.submit(ask, number) for number in range(1, 60) if number % 16]
        results = [future.result() for future in writes + reads]
    assert all(words >= 1 and near == 2 for words, near in results)
    handle.close()
