"""The searches of an index: which are made, what they say, and how often a question is encoded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_school import DOCUMENTS, LetteredEncoder

from indexing.index import open_index
from indexing.pipeline import build_index
from rag.retrieve.retrieval import Retrieval
from rag.retrieve.searches import Searches, fuse, scale
from rag.settings import Settings

PLAIN = Settings(dense_weight=1)
NAMES = st.sampled_from("abcdefgh")
SCORES = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))
RANKINGS = st.lists(st.tuples(NAMES, SCORES), max_size=12)
LANES = st.dictionaries(
    st.sampled_from(["lexical", "dense", "heading"]),
    st.dictionaries(NAMES, st.floats(0, 1)),
)
WEIGHTS = st.dictionaries(st.sampled_from(["lexical", "dense", "heading"]), st.floats(0, 2))


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


def test_a_question_is_encoded_once_however_often_it_is_looked_for(lettered, asked):
    encoder = LetteredEncoder()
    searches = Searches(PLAIN, encoder)
    assert searches.lanes(lettered, asked, ()) == searches.lanes(lettered, asked, ())
    assert encoder.asked == [asked.folded]


@pytest.mark.parametrize(("weight", "first"), [(0.4, True), (0.0, False)])
def test_what_shares_letters_and_no_word_is_found_first_by_its_meaning(lettered, weight, first):
    settings = PLAIN.model_copy(update={"late_weight": weight})
    retrieval = Retrieval(settings, LetteredEncoder())
    asked = retrieval.understand(lettered, "类同先色用，学初者")
    found = retrieval.retrieve(lettered, asked).whole.found
    assert ("初學者先用同類色" in found[0].chunk.text) is first


def test_scale_by_hand():
    assert scale([("a", 5.0), ("b", 3.0), ("c", 1.0)]) == {"a": 1.0, "b": 0.5, "c": 0.0}
    assert scale([("a", 4.0), ("b", 1.0)], floor=0.0) == {"a": 1.0, "b": 0.25}


def test_equal_scores_are_all_best():
    assert scale([("a", 2.0), ("b", 2.0)]) == {"a": 1.0, "b": 1.0}
    assert scale([("a", 2.0)], floor=0.0) == {"a": 1.0}


def test_what_is_not_above_the_floor_is_zero():
    assert scale([("a", -1.0), ("b", 0.0)], floor=0.0) == {"a": 0.0, "b": 0.0}


def test_an_id_seen_twice_keeps_its_better_score():
    assert scale([("a", 1.0), ("b", 2.0), ("a", 3.0)]) == {"a": 1.0, "b": 0.5}


def test_nothing_scales_to_nothing():
    assert scale([]) == {}


@given(RANKINGS, st.none() | SCORES)
def test_scaled_scores_lie_between_0_and_1(ranking, floor):
    scaled = scale(ranking, floor)
    assert scaled.keys() == {name for name, _ in ranking}
    assert all(0.0 <= score <= 1.0 for score in scaled.values())


@given(RANKINGS, st.none() | SCORES)
def test_scaling_keeps_the_order(ranking, floor):
    best = {}
    for name, score in ranking:
        best[name] = max(score, best.get(name, score))
    scaled = scale(ranking, floor)
    for left in best:
        for right in best:
            if best[left] <= best[right]:
                assert scaled[left] <= scaled[right]


def test_fuse_by_hand():
    lanes = {"lexical": {"a": 1.0, "b": 0.5}, "dense": {"b": 1.0, "c": 0.2}}
    # a 1·1; b 0.5 + 0.4; c 0.08
    assert fuse(lanes, {"lexical": 1.0, "dense": 0.4}) == [
        ("a", pytest.approx(1.0)),
        ("b", pytest.approx(0.9)),
        ("c", pytest.approx(0.08)),
    ]


def test_ties_are_ordered_by_id():
    lanes = {"lexical": {"c": 1.0, "a": 1.0, "b": 1.0}}
    assert [name for name, _ in fuse(lanes, {"lexical": 1.0})] == ["a", "b", "c"]


def test_a_lane_of_weight_zero_or_none_counts_nothing():
    lanes = {"lexical": {"a": 1.0}, "dense": {"b": 1.0}, "other": {"c": 1.0}}
    assert fuse(lanes, {"lexical": 1.0, "dense": 0.0}) == [("a", 1.0)]


def test_what_scored_nothing_is_left_out():
    assert fuse({"lexical": {"a": 0.0, "b": 0.1}}, {"lexical": 1.0}) == [("b", 0.1)]


@given(LANES, WEIGHTS)
def test_the_result_is_sorted_and_positive(lanes, weights):
    ranked = fuse(lanes, weights)
    assert ranked == sorted(ranked, key=lambda pair: (-pair[1], pair[0]))
    assert all(score > 0 for _, score in ranked)
    assert len({name for name, _ in ranked}) == len(ranked)


@given(LANES, WEIGHTS, st.sampled_from(["lexical", "dense"]), NAMES)
def test_a_better_score_in_a_lane_never_lowers_an_id(lanes, weights, lane, name):
    before = dict(fuse(lanes, weights)).get(name, 0.0)
    places = [n for n, _ in fuse(lanes, weights)]
    better = {**lanes, lane: {**lanes.get(lane, {}), name: 1.0}}
    ranked = fuse(better, weights)
    assert dict(ranked).get(name, 0.0) >= before - 1e-12
    after = [n for n, _ in ranked]
    if name in places:
        assert after.index(name) <= places.index(name)
