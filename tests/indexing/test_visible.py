"""An index in which some documents do not exist."""

import pytest
from invented_school import DOCUMENTS, LetteredEncoder

from indexing.index import Index, IndexHandle, open_index
from indexing.pipeline import build_index
from indexing.records import document_id
from indexing.stores.faiss import FaissIndex
from indexing.visible import VisibleHandle, VisibleIndex, hiding
from indexing.writer import VECTORS
from rag.settings import Settings

FLOWERS = "花藝.md"
BOTH = (FLOWERS, "教案3.2.md")


@pytest.fixture
def whole(school_settings):
    with open_index(school_settings.index) as index:
        yield index


@pytest.fixture
def seen(whole):
    return VisibleIndex(whole, hiding([FLOWERS, "nowhere.md"]))


def test_a_hidden_document_is_found_in_no_way(whole, seen):
    hidden = document_id(FLOWERS)
    assert whole.document(hidden) is not None
    assert [info.path for info in seen.documents()] == ["教案3.2.md", "标准/茶艺.md"]
    assert seen.document(hidden) is None
    assert seen.document_by_path(FLOWERS) is None
    assert seen.canonical(hidden) is None
    assert seen.chunks_of(hidden) == []
    assert seen.chunk_at(hidden, 10) is None
    chunk = whole.chunks_of(hidden)[0]
    assert seen.chunk(chunk.id) is None
    assert seen.chunks([chunk.id]) == []
    assert seen.neighbours(chunk) == []


def test_a_hidden_document_answers_no_search(whole, seen):
    def documents(found):
        return {chunk.document_id for chunk in whole.chunks(identifier for identifier, _ in found)}

    hidden, plan = document_id(FLOWERS), document_id("教案3.2.md")
    store = FaissIndex.from_dir(whole.folder / VECTORS)
    (vector,) = store.vectors([whole.chunks_of(hidden)[0].id])
    assert hidden in documents(whole.lexical_search("花瓶的水", 50))
    assert hidden not in documents(seen.lexical_search("花瓶的水", 50))
    assert hidden in documents(whole.vector_search(vector, 50))
    assert plan in documents(seen.vector_search(vector, 50))
    assert hidden not in documents(seen.vector_search(vector, 50))
    assert documents(seen.vector_search(vector, 50, [hidden, plan])) == {plan}


def test_a_word_of_hidden_documents_only_is_unknown(whole, seen):
    (word,) = whole.known_terms(["花瓶"])
    assert seen.known_terms([word, "盖碗"]) == {"盖碗"}


def test_nothing_of_an_index_passes_a_view_by():
    """What it left out would look for files of its own, which a view has not."""
    public = {name for name in vars(Index) if not name.startswith("_")}
    # made of ``chunks``; nothing by itself, see :mod:`indexing.copies`
    assert public - vars(VisibleIndex).keys() == {"chunk", "copies"}


def test_words_of_a_hidden_document_are_near_to_nothing(tmp_path):
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    for name in BOTH:
        path = settings.corpus / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(DOCUMENTS[name], encoding="utf-8")
    encoder = LetteredEncoder()
    build_index(settings.corpus, settings.index, settings.for_index(), encoder=encoder)
    tokens = encoder.encode_query("花瓶").tokens
    with open_index(settings.index) as whole:
        seen = VisibleIndex(whole, hiding([FLOWERS]))
        hidden, shown = (whole.chunks_of(document_id(name))[0].id for name in BOTH)
        both = whole.nearness(tokens, [hidden, shown])
        assert both.keys() == {hidden, shown}
        assert seen.nearness(tokens, [hidden, shown]) == {shown: both[shown]}


def test_every_choice_of_documents_has_a_name_of_its_own(whole, seen):
    names = {
        whole.generation,
        seen.generation,
        VisibleIndex(whole, hiding(["教案3.2.md"])).generation,
    }
    assert len(names) == 3
    assert VisibleIndex(whole, hiding([FLOWERS])).generation == seen.generation


def test_a_handle_hides_in_every_generation_and_stays_open(school_settings):
    handle = IndexHandle(school_settings.index)
    seeing = VisibleHandle(handle, hiding([FLOWERS]))
    with seeing.use() as index:
        assert index.document_by_path(FLOWERS) is None
    seeing.close()
    with handle.use() as index:
        assert index.document_by_path(FLOWERS) is not None
    handle.close()


def test_an_assistant_without_a_document_refuses_what_only_that_one_says(school):
    question = "花瓶的水多久更换一次？"
    assert school.ask(question).status == "answered"
    blind = school.without(frozenset([FLOWERS]))
    assert blind.ask(question).status == "refused"
    assert FLOWERS not in [info.path for info in blind.documents()]
    assert school.ask(question).status == "answered"
