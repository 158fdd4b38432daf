"""The vectors: what FAISS gets wrong must be right here."""

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.errors import IndexDamagedError, IndexMissingError
from indexing.stores.faiss import FaissIndex

EAST, NORTH, WEST = [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]
NORTH_EAST = [math.sqrt(0.5), math.sqrt(0.5)]


def array(*rows):
    return np.array(rows, dtype=np.float32)


def compass():
    """Four directions in two documents."""
    index = FaissIndex(2)
    index.add_vectors(
        ["e", "n", "w", "ne"], ["d1", "d1", "d2", "d2"], array(EAST, NORTH, WEST, NORTH_EAST)
    )
    return index


def test_scores_are_inner_products_best_first():
    hits = compass().search(array(*EAST), 4)

    assert [id_ for id_, _ in hits] == ["e", "ne", "n", "w"]
    assert [score for _, score in hits] == pytest.approx([1, math.sqrt(0.5), 0, -1], abs=1e-7)


def test_more_than_there_are_brings_what_there_is():
    hits = compass().search(array(*EAST), 50)

    assert len(hits) == 4
    assert FaissIndex(2).search(array(*EAST), 3) == []
    assert compass().search(array(*EAST), 0) == []


def test_search_is_confined_to_the_allowed_ids():
    hits = compass().search(array(*EAST), 3, allowed={"w", "n", "unknown"})

    assert [id_ for id_, _ in hits] == ["n", "w"]
    assert compass().search(array(*EAST), 3, allowed=[]) == []


def test_equal_vectors_come_in_order_of_id_whatever_the_order_of_adding():
    rng = np.random.default_rng(7)
    noise = rng.normal(size=(40, 384)).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    same = np.repeat(noise[:1], 23, axis=0)
    names = [f"same{i:02}" for i in rng.permutation(23)]
    index = FaissIndex(384)
    index.add_vectors(names[:11], ["d"] * 11, same[:11])
    index.add_vectors([f"other{i}" for i in range(39)], ["d"] * 39, noise[1:])
    index.add_vectors(names[11:], ["d"] * 12, same[11:])

    hits = index.search(noise[0], 5)

    assert [id_ for id_, _ in hits] == ["same00", "same01", "same02", "same03", "same04"]
    assert len({score for _, score in hits}) == 1


def test_a_deleted_document_no_longer_answers():
    index = compass()

    assert index.delete_document("d1") == 2
    assert index.delete_document("d1") == 0

    assert [id_ for id_, _ in index.search(array(*EAST), 4)] == ["ne", "w"]
    assert index.documents() == ("d2",)
    assert "e" not in index
    assert len(index) == 2


def test_an_id_added_again_after_a_deletion_has_its_new_vector():
    index = compass()
    index.delete_vectors(["e", "unknown"])
    index.add_vectors(["x", "e"], ["d3", "d3"], array(NORTH, WEST))

    assert index.vectors(["e", "ne"]) == pytest.approx(array(WEST, NORTH_EAST))
    assert [id_ for id_, _ in index.search(array(*WEST), 2)] == ["e", "w"]
    assert index.ids_of("d1") == ("n",)
    assert index.ids_of("d3") == ("x", "e")


@pytest.mark.parametrize(
    ("ids", "documents", "vectors", "message"),
    [
        (["a"], ["d"], [[1.0, 0.0, 0.0]], r"shape \(1, 3\), expected \(1, 2\)"),
        (["a", "b"], ["d", "d"], [EAST], r"shape \(1, 2\), expected \(2, 2\)"),
        (["a", "b"], ["d"], [EAST, NORTH], "2 ids but 1 document ids"),
        (["a", "a"], ["d", "d"], [EAST, NORTH], "twice"),
        (["a", "e"], ["d", "d"], [EAST, NORTH], "already in the index: e"),
        (["a"], ["d"], [[3.0, 4.0]], "not of length 1"),
        (["a"], ["d"], [[math.nan, 1.0]], "not of length 1"),
    ],
)
def test_vectors_that_do_not_fit_are_refused_and_nothing_is_added(ids, documents, vectors, message):
    index = compass()

    with pytest.raises(ValueError, match=message):
        index.add_vectors(ids, documents, array(*vectors))

    assert len(index) == 4
    assert len(index.search(array(*EAST), 9)) == 4


def test_a_query_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"shape \(1, 3\)"):
        compass().search(array(1.0, 0.0, 0.0), 1)
    with pytest.raises(ValueError, match="k is -1"):
        compass().search(array(*EAST), -1)
    with pytest.raises(KeyError):
        compass().vectors(["unknown"])


def test_a_stored_index_is_the_same_after_reading(tmp_path):
    folder = tmp_path / "索引"
    index = compass()
    index.delete_vectors(["n"])
    index.persist(folder)

    again = FaissIndex.from_dir(folder)

    assert again.search(array(*EAST), 9) == index.search(array(*EAST), 9)
    assert again.ids_of("d1") == ("e",)
    assert sorted(path.name for path in folder.iterdir()) == ["vectors.faiss", "vectors.json"]
    again.add_vectors(["n"], ["d1"], array(NORTH))
    assert again.vectors(["n"]) == pytest.approx(array(NORTH))


def test_storing_writes_whole_files_or_keeps_the_old_ones(tmp_path, monkeypatch):
    compass().persist(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.setattr("os.fsync", lambda handle: (_ for _ in ()).throw(OSError("disk full")))

    with pytest.raises(OSError, match="disk full"):
        FaissIndex(2).persist(tmp_path)

    for name, content in before.items():
        assert (tmp_path / name).read_bytes() == content


def test_files_that_do_not_belong_together_are_refused(tmp_path):
    compass().persist(tmp_path)
    vectors = (tmp_path / "vectors.faiss").read_bytes()
    other = FaissIndex(2)  # the same ids and integers, other vectors
    other.add_vectors(["e", "n", "w", "ne"], ["d1", "d1", "d2", "d2"], array(*[NORTH] * 4))
    other.persist(tmp_path)
    (tmp_path / "vectors.faiss").write_bytes(vectors)

    with pytest.raises(IndexDamagedError, match="已损坏"):
        FaissIndex.from_dir(tmp_path)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "vectors.json").write_text("{", encoding="utf-8"),
        lambda folder: (folder / "vectors.json").write_text("[]", encoding="utf-8"),
        lambda folder: (folder / "vectors.faiss").write_bytes(b"IxM2"),
        lambda folder: _edit(folder, "format", 99),
        lambda folder: _edit(folder, "next", 0),
        lambda folder: _edit(folder, "documents", {"d": {"a": 0, "b": 0}}),
    ],
)
def test_a_damaged_index_is_refused(tmp_path, spoil):
    compass().persist(tmp_path)
    spoil(tmp_path)

    with pytest.raises(IndexDamagedError, match="beike index --full"):
        FaissIndex.from_dir(tmp_path)


def _edit(folder: Path, key, value):
    file = folder / "vectors.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**content, key: value}), encoding="utf-8")


def test_a_missing_index_says_what_to_run(tmp_path):
    with pytest.raises(IndexMissingError, match="beike index"):
        FaissIndex.from_dir(tmp_path / "nowhere")


# A small grid makes equal directions, and so ties, common.
GRID = st.tuples(*[st.integers(-2, 2)] * 3).filter(any)
NAMES = st.sampled_from([f"c{i}" for i in range(12)])
DOCUMENTS = st.sampled_from(["d0", "d1", "d2"])
STEPS = st.one_of(
    st.tuples(st.just("add"), NAMES, DOCUMENTS, GRID),
    st.tuples(st.just("delete document"), DOCUMENTS),
    st.tuples(st.just("delete"), st.sets(NAMES, max_size=4)),
    st.tuples(st.just("search"), GRID, st.integers(0, 15), st.none() | st.sets(NAMES)),
    st.tuples(st.just("reload")),
)


def unit(values):
    row = np.array(values, dtype=np.float32)
    return row / np.linalg.norm(row)


def oracle(store, query, k, allowed):
    """Score every vector by hand."""
    scored = [
        (id_, float((vector.astype(np.float64) * query).sum()))
        for id_, (_, vector) in store.items()
        if allowed is None or id_ in allowed
    ]
    return sorted(scored, key=lambda hit: (-hit[1], hit[0]))[:k]


@settings(deadline=None)
@given(steps=st.lists(STEPS, max_size=40))
def test_any_sequence_of_steps_agrees_with_plain_numpy(steps, tmp_path_factory):
    index, store = FaissIndex(3), {}
    for name, *arguments in steps:
        if name == "add":
            id_, document, values = arguments
            if id_ in store:
                with pytest.raises(ValueError, match="already"):
                    index.add_vectors([id_], [document], unit(values)[None])
            else:
                index.add_vectors([id_], [document], unit(values)[None])
                store[id_] = (document, unit(values))
        elif name == "delete document":
            gone = [id_ for id_, (document, _) in store.items() if document == arguments[0]]
            assert index.delete_document(arguments[0]) == len(gone)
            for id_ in gone:
                del store[id_]
        elif name == "delete":
            assert index.delete_vectors(arguments[0]) == len(arguments[0] & store.keys())
            for id_ in arguments[0]:
                store.pop(id_, None)
        elif name == "search":
            values, k, allowed = arguments
            assert index.search(unit(values), k, allowed) == oracle(store, unit(values), k, allowed)
        else:
            folder = tmp_path_factory.mktemp("index")
            index.persist(folder)
            index = FaissIndex.from_dir(folder)
        assert len(index) == len(store)
    assert set(index.documents()) == {document for document, _ in store.values()}
    assert np.array_equal(
        index.vectors(list(store)), np.array([v for _, v in store.values()]).reshape(-1, 3)
    )


def test_searching_does_not_import_llama_index():
    code = "import sys, indexing.stores.faiss; sys.exit('llama_index' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
