"""Documents and chunks come back from the store as they went in."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import make_chunks, make_document

from indexing.json_records import from_json, to_json
from indexing.records import Chunk, ChunkKind, Document, Property, PropertyName, Source
from indexing.stores.chunks import ChunkStore


@pytest.fixture
def filled(tmp_path):
    """The path of a store with two documents, and the documents."""
    documents = [make_document("甲/b.md"), make_document("a.md", texts=("一。", "二。", "三。"))]
    with closing(ChunkStore(tmp_path / "chunks.sqlite", writable=True)) as store:
        for document in documents:
            store.add(document, make_chunks(document))
    return tmp_path / "chunks.sqlite", documents


@pytest.fixture
def store(filled):
    with closing(ChunkStore(filled[0])) as store:
        yield store


def test_a_document_comes_back_whole(store, filled):
    for document in filled[1]:
        assert store.document(document.id) == document
        assert store.document_by_path(document.path) == document
        assert store.canonical(document.id) == document.canonical
        assert store.chunks_of(document.id) == make_chunks(document)


def test_what_is_not_there_is_none(store):
    assert store.document("nobody") is None
    assert store.document_by_path("'; DROP TABLE documents; --") is None
    assert store.canonical("nobody") is None
    assert store.chunks(["nobody"]) == []


def test_chunks_come_in_the_order_asked_and_unknown_ids_are_left_out(store, filled):
    first, second, third = make_chunks(filled[1][1])
    assert store.chunks([third.id, "nobody", first.id]) == [third, first]
    assert store.chunks([second.id, second.id]) == [second, second]


def test_infos_are_sorted_by_path_and_count_chunks(store):
    assert [(info.path, info.chunks) for info in store.infos()] == [("a.md", 3), ("甲/b.md", 2)]
    assert store.counts() == (2, 5)


def test_infos_tell_how_certain_the_kind_is_and_what_the_document_says_of_itself(tmp_path):
    told = (
        Property(PropertyName.SCHOOL, "青岭木艺学校", 0, 0),
        Property(PropertyName.CLASS, "木工2401班", 3, 9),
    )
    document = replace(make_document("a.md"), kind_certainty=0.75, properties=told)
    with closing(ChunkStore(tmp_path / "chunks.sqlite", writable=True)) as store:
        store.add(document, make_chunks(document))
        (info,) = store.infos()
        assert store.document(document.id) == document
    assert info.kind_certainty == 0.75
    assert info.properties == {"school": "青岭木艺学校", "class": "木工2401班"}


def test_neighbours_stay_inside_the_document(store, filled):
    first, second, third = make_chunks(filled[1][1])
    assert store.neighbours(second) == [first, second, third]
    assert store.neighbours(first, before=5, after=1) == [first, second]
    assert store.neighbours(third, before=0, after=9) == [third]


def test_a_deleted_document_is_gone_with_its_chunks_and_words(filled):
    path, (gone, kept) = filled
    with closing(ChunkStore(path, writable=True)) as store:
        store.delete(gone.id)
        assert store.document(gone.id) is None
        assert store.chunks([c.id for c in make_chunks(gone)]) == []
        assert store.counts() == (1, 3)
        store.delete(kept.id)
        assert store.words() == []
        store.add(gone, make_chunks(gone))
        assert store.words() == ["工具一览表", "校园花圃养护", "浇水安排"]


def test_a_published_store_cannot_be_written(store, filled):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store.delete(filled[1][0].id)
    assert store.counts() == (2, 5)


def test_a_missing_or_foreign_file_is_an_error_and_is_not_created(tmp_path):
    with pytest.raises(sqlite3.DatabaseError):
        ChunkStore(tmp_path / "none.sqlite").counts()
    assert not (tmp_path / "none.sqlite").exists()


def test_a_chunk_of_another_document_is_refused(tmp_path):
    one, other = make_document("a.md"), make_document("b.md")
    with closing(ChunkStore(tmp_path / "c.sqlite", writable=True)) as store:
        with pytest.raises(ValueError, match=r"a\.md"):
            store.add(one, make_chunks(other))
        assert store.counts() == (0, 0)


def test_a_failed_addition_leaves_nothing_behind(tmp_path):
    document = make_document()
    chunk = make_chunks(document)[0]
    with closing(ChunkStore(tmp_path / "c.sqlite", writable=True)) as store:
        with pytest.raises(sqlite3.IntegrityError):
            store.add(document, [chunk, chunk])
        assert store.counts() == (0, 0)


def test_many_threads_read_the_same(store, filled):
    wanted = make_chunks(filled[1][1])
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: store.chunks_of(filled[1][1].id), range(64)))
    assert all(result == wanted for result in results)


@settings(deadline=None)
@given(
    texts=st.lists(st.text(min_size=1, max_size=12), max_size=4),
    page=st.none() | st.integers(0, 500),
    kind=st.sampled_from(ChunkKind),
)
def test_any_record_survives_json(texts, page, kind):
    chunk = Chunk(
        "id", "doc", kind, "".join(texts), "", tuple(texts), page, 0, 9, 1,
        sources=tuple(Source(text, 0, 1) for text in texts),
    )  # fmt: skip
    assert from_json(Chunk, to_json(chunk)) == chunk


def test_a_record_of_an_older_version_gets_the_defaults():
    document = make_document()
    text = to_json(document, without=frozenset({"canonical", "pages", "units"}))
    read = from_json(Document, text, canonical="正文", unknown="passed over")
    assert (read.canonical, read.pages, read.units) == ("正文", 0, ())
    assert read.sections == document.sections
