"""The searches of an index: which are made, what they say, and how often a question is encoded."""

import pytest
from invented_school import DOCUMENTS, LetteredEncoder

from indexing.index import open_index
from indexing.pipeline import build_index
from rag.read.reader import RuleReader
from rag.retrieve.retrieval import Retrieval
from rag.retrieve.searches import Searches
from rag.settings import Settings

PLAIN = Settings(dense_weight=1)


@pytest.fixture(scope="module")
def lettered(tmp_path_factory):
    """An index whose tokens are letters."""
    folder = tmp_path_factory.mktemp("lettered")
    for name, text in DOCUMENTS.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings = Settings(corpus=folder / "corpus", index=folder / "index")
    build_index(settings.corpus, settings.index, settings.for_index(), encoder=LetteredEncoder())
    with open_index(settings.index) as index:
        yield index


@pytest.fixture
def asked(lettered):
    return Retrieval(PLAIN, LetteredEncoder()).understand(lettered, "初學者先用同類色")


def lanes(index, question, encoder=None, **changes):
    settings = PLAIN.model_copy(update=changes)
    return Searches(settings, encoder or LetteredEncoder()).lanes(index, question, ())


def test_each_search_can_be_left_out(lettered, asked):
    assert set(lanes(lettered, asked)) == {"lexical", "dense", "late"}
    assert set(lanes(lettered, asked, late_weight=0)) == {"lexical", "dense"}
    assert set(lanes(lettered, asked, lexical_weight=0)) == {"dense", "late"}
    silent = LetteredEncoder()
    assert set(lanes(lettered, asked, silent, dense_weight=0)) == {"lexical"}
    assert silent.asked == []


def test_word_by_word_the_passage_with_all_words_is_nearest(lettered, asked):
    late = lanes(lettered, asked, lexical_weight=0)["late"]
    best = lettered.chunk(max(late, key=late.get))
    assert "初學者先用同類色" in best.text
    assert late[best.id] == 1.0
    assert min(late.values()) == 0.0
    # It tells of what was found by other searches, and finds nothing itself.
    assert set(late) <= set(lanes(lettered, asked, lexical_weight=0)["dense"])


def test_a_question_is_encoded_once_for_finding_and_for_reading(lettered, asked):
    encoder = LetteredEncoder()
    searches = Searches(PLAIN, encoder)
    searches.lanes(lettered, asked, ())
    assert searches.tokens(asked) is not None
    assert encoder.asked == [asked.folded]
    assert Searches(Settings(late_weight=0), encoder).tokens(asked) is None
    assert encoder.asked == [asked.folded]


@pytest.mark.parametrize(("weight", "told"), [(0.4, True), (0.0, False)])
def test_the_sentence_nearest_in_meaning_answers_what_shares_no_word(lettered, weight, told):
    """Its letters are those of the question; its words are not."""
    settings = PLAIN.model_copy(update={"late_weight": weight})
    retrieval = Retrieval(settings, LetteredEncoder())
    asked = retrieval.understand(lettered, "类同先色用，学初者")
    hits = retrieval.retrieve(lettered, asked)
    read = RuleReader(settings).read(lettered, retrieval.catalogue(lettered), hits, 10)
    best = read.whole.evidence(read.passages)[0]
    assert best.sentence.text.startswith("初學者先用同類色") is told
