"""What a reader makes of what the network says: order, parts, sides, evidence, thresholds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages_by_hand import question
from readers_by_hand import Says, candidates, found, read

from rag.ask.mentions import Mention
from rag.read.cross_encoder import CrossEncoderNetwork
from rag.read.nearest import NearestUnits
from rag.read.network import CALIBRATION, VOCABULARY, WEIGHTS, Calibration, Network
from rag.read.reader import Reader, backend_of, in_turns
from rag.retrieve.hits import Hits, Side
from rag.settings import Settings


@pytest.fixture(autouse=True)
def four_logits(monkeypatch):
    """What retrieval scores 0 is four logits behind its best here, whatever was fitted last."""
    monkeypatch.setattr("rag.read.reader.RETRIEVAL", 4.0)


def ids(reading):
    return [passage.chunk_id for passage in reading.passages]


def told(reading):
    return [(item.text, item.score) for item in reading.evidence]


# --- one question ------------------------------------------------------------------------------


def test_relevance_ranks_and_what_retrieval_puts_behind_its_best_is_behind_by_as_much():
    # 0 - 0, 2.5 - 4*(1 - 2/4), 2.75 - 4*(1 - 1/4)
    three = [found(0, 4.0), found(1, 2.0), found(2, 1.0)]
    reading = read(candidates("问", *three), Says({"第1": 2.5, "第2": 2.75}))
    assert ids(reading) == ["c1", "c0", "c2"]
    assert [p.score for p in reading.passages] == pytest.approx([0.5, 0.0, -0.25])
    assert [p.rank for p in reading.passages] == [1, 2, 3]


def test_what_is_as_good_stands_in_the_order_of_ids():
    reading = read(candidates("问", found(2, 1.0), found(1, 1.0)), Says())
    assert ids(reading) == ["c1", "c2"]


def test_the_first_16_are_read_and_what_is_not_read_stands_behind_them():
    many = [found(n, 20.0 - n) for n in range(18)]
    says = Says({"第15": 9.0, "第": -9.0, "第17": 99.0})
    reading = read(candidates("问", *many), says, k=20)
    assert len(says.asked) == 16
    assert ids(reading) == ["c15", *(f"c{n}" for n in range(15)), "c16", "c17"]
    scores = [p.score for p in reading.passages]
    assert scores == sorted(scores, reverse=True)
    assert {item.passage.chunk_id for item in reading.evidence} == {f"c{n}" for n in range(16)}


def test_the_network_is_given_question_head_and_the_views_of_the_units():
    says = Says()
    read(candidates("锯片呢", found(1, 1.0, "鋸片要磨。\n刨刀要換。")), says)
    assert says.asked == [("锯片呢", "木工 一、安排", ["锯片要磨。", "刨刀要换。"])]


def test_the_network_is_given_the_question_with_names_put_right_else_as_typed():
    says = Says()
    read(candidates(question("普物 KPI", folded="普通物理 kpi"), found(1, 1.0)), says)
    read(candidates(question("普通物理 KPI"), found(1, 1.0)), says)
    assert [asked for asked, _, _ in says.asked] == ["普通物理 kpi", "普通物理 KPI"]


def test_only_so_many_passages_and_only_their_units():
    two = [found(0, 2.0, "锯片要磨。"), found(1, 1.0, "锯片要收。")]
    reading = read(candidates("问", *two), Says({"收": 3.0}, {"磨": 5.0, "收": 1.0}), k=1)
    assert ids(reading) == ["c1"]
    assert told(reading) == [("锯片要收。", 1.0 - 2.0)]


def test_units_are_evidence_the_surest_first_and_as_they_are_printed():
    one, other = found(0, 4.0, "鋸片要磨。花瓶換水。"), found(1, 3.0, "刨刀要換。")
    reading = read(candidates("问", one, other), Says({}, {"锯片": 0.5, "花瓶": -2.0, "刨刀": 3.0}))
    # the second passage is a quarter, which is one logit, behind the first
    assert told(reading) == [("刨刀要換。", 2.0), ("鋸片要磨。", 0.5), ("花瓶換水。", -2.0)]
    assert reading.evidence[0].passage is reading.passages[1]


def test_logits_are_measured_from_where_they_begin_to_count():
    says = Says({"锯": 2.0, "刨": 1.0}, {"锯": 2.0, "刨": -1.0}, Calibration(1.5, -0.5))
    two = candidates("问", found(0, 1.0, "锯片要磨。"), found(1, 1.0, "刨刀要换。"))
    reading = read(two, says)
    assert reading.relevance == 0.5
    # of units the line stands beside them
    assert told(reading) == [("锯片要磨。", 2.0), ("刨刀要换。", -1.0)]
    assert reading.worth == -0.5


def test_the_surest_says_whether_it_is_answered_though_retrieval_puts_it_last():
    two = candidates("问", found(0, 4.0, "刨刀要换。"), found(1, 1.0, "锯片要磨。"))
    reading = read(two, Says({"锯": 1.0, "刨": -1.0}))
    assert ids(reading) == ["c0", "c1"]
    assert reading.relevance == 1.0


def test_where_nothing_was_found_nothing_answers():
    reading = read(candidates("问"), Says())
    assert (reading.passages, reading.evidence, reading.parts) == ((), (), ())
    assert reading.relevance == float("-inf")


# --- parts -------------------------------------------------------------------------------------


def test_of_each_part_the_two_best_come_first_in_turns():
    every = [found(n, 9.0 - n) for n in range(6)]
    hits = Hits(
        candidates("问锯和刨", *every),
        parts=(candidates("问锯", every[3], every[5], every[0]), candidates("问刨", every[4])),
    )
    says = Says({"第5": 4.0, "第4": 3.0, "第3": 2.0})
    # 第5: 4 - 4*5/9, 第3: 2 - 4*3/9, 第0: 0; 第4 is the only one of its part: 3
    reading = read(hits, says)
    assert ids(reading) == ["c4", "c5", "c3", "c0", "c1", "c2"]
    assert [ids(part) for part in reading.parts] == [["c5", "c3", "c0"], ["c4"]]
    assert [part.question.text for part in reading.parts] == ["问锯", "问刨"]
    assert [part.relevance for part in reading.parts] == [4.0, 3.0]
    assert [item.text for item in reading.parts[1].evidence] == ["第4句。"]


def test_each_part_is_read_against_its_own_question():
    class Asked(Says):
        """Finds what has the question's last letter."""

        def read(self, passages):
            self.asked += passages
            return [Says({q[-1]: 5.0}, {q[-1]: 3.0}).read([(q, h, v)])[0] for q, h, v in passages]

    both = found(0, 2.0, "锯片要磨。"), found(1, 1.0, "刨刀要换。")
    parts = tuple(candidates(text, *both) for text in ("怎么锯", "怎么刨"))
    says = Asked()
    reading = read(Hits(candidates("怎么锯刨", *both), parts=parts), says)
    assert [part.evidence[0].text for part in reading.parts] == ["锯片要磨。", "刨刀要换。"]
    assert len(says.asked) == 6


def test_of_a_question_with_parts_and_of_each_part_ten_are_read():
    many = [found(n, 30.0 - n) for n in range(20)]
    says = Says()
    read(Hits(candidates("问", *many), parts=(candidates("分", *many),)), says, k=20)
    assert [q for q, _, _ in says.asked] == ["问"] * 10 + ["分"] * 10


def test_no_pair_is_read_twice():
    says, every = Says(), [found(n, 3.0 - n) for n in range(3)]
    sides = (Side(candidates("一边", *every), document="d"),)
    read(Hits(candidates("问", *every), sides=sides), says)
    assert len(says.asked) == 3


# --- sides -------------------------------------------------------------------------------------
SAW = Mention("锯", frozenset({"锯"}), 1, 0)


PLANE = Mention("刨", frozenset({"刨"}), 1, 1)


def test_of_each_side_the_best_that_stands_on_it_comes_first():
    saw = [found(n, 9.0 - n, path=("锯",)) for n in range(3)]
    plane = [found(n, 9.0 - n, path=("刨",)) for n in (3, 4)]
    hits = Hits(
        candidates("比较锯和刨", *saw, *plane),
        sides=(
            Side(candidates("锯", *saw, *plane), mention=SAW),
            Side(candidates("刨", *saw, *plane), mention=PLANE),
        ),
    )
    reading = read(hits, Says({"第2": 5.0, "第4": 1.0}))
    # 5 - 4*2/9, then the best of the other side, measured by its own best: 1 - 4*1/6;
    # 第0 and 第3 are the best of their sides: 0
    assert ids(reading) == ["c2", "c4", "c0", "c3", "c1"]


def test_a_side_is_read_though_the_places_of_others_come_before_it():
    saw = [found(n, 50.0 - n, path=("锯",)) for n in range(20)]
    plane = found(20, 1.0, "刨刀要换。", path=("刨",))
    hits = Hits(
        candidates("比较锯和刨", *saw, plane),
        sides=(Side(candidates("刨", *saw, plane), mention=PLANE),),
    )
    reading = read(hits, Says({"刨刀": -1.0}, {"刨刀": 2.0}), k=3)
    assert "c20" in ids(reading)
    assert told(reading)[0] == ("刨刀要换。", 2.0)


# --- a text by itself --------------------------------------------------------------------------


@pytest.mark.parametrize(("relevance", "answers"), [(1.5, True), (1.4, False)])
def test_whether_a_text_answers_is_read_in_the_words_of_the_search_text(relevance, answers):
    says = Says({"锯片": relevance}, calibration=Calibration(1.5, 0.0))
    reader = Reader(says)
    assert reader.answers(question("锯片呢"), "鋸片每４周磨。") is answers
    assert says.asked == [("锯片呢", "", ["锯片每4周磨。"])]


# --- a follow-up -------------------------------------------------------------------------------


def test_how_surely_the_first_places_answer_is_that_of_the_surest_and_says_nothing_of_retrieval():
    three = candidates("问", found(0, 9.0), found(1, 1.0), found(2, 0.5))
    says = Says({"第0": -2.0, "第1": 1.5, "第2": 7.0})
    assert Reader(says).surest(three, 2) == 1.5
    assert len(says.asked) == 2
    assert Reader(says).surest(candidates("问"), 2) == float("-inf")


# --- what reads --------------------------------------------------------------------------------


def test_a_configured_cross_encoder_reads_else_the_network_and_without_its_files_the_embedder(
    tmp_path, monkeypatch
):
    encoder, plain, configured = None, Settings(), Settings(reranker_model="/models/some")
    monkeypatch.setattr("rag.read.reader.Network", lambda: Network(tmp_path))
    assert isinstance(backend_of(plain, encoder), NearestUnits)
    assert isinstance(backend_of(configured, encoder), CrossEncoderNetwork)
    for name in (WEIGHTS, VOCABULARY, CALIBRATION):
        assert isinstance(backend_of(plain, encoder), NearestUnits)
        (tmp_path / name).touch()
    assert isinstance(backend_of(plain, encoder), Network)
    assert isinstance(backend_of(configured, encoder), CrossEncoderNetwork)


# --- the sides of a comparison -----------------------------------------------------------------


def chunk_ids(ranking):
    return [item.chunk.id for item in ranking]


def test_the_group_with_the_best_begins_and_the_rest_keep_their_order():
    ranking = [found(0, 4.0), found(1, 3.0), found(2, 2.0), found(3, 1.0)]
    first, second = [ranking[1], ranking[3]], [ranking[0], ranking[2]]
    assert chunk_ids(in_turns(ranking, [first, second], 1)) == ["c0", "c1", "c2", "c3"]
    assert chunk_ids(in_turns(ranking, [[ranking[3]], [ranking[2]]], 1)) == ["c2", "c3", "c0", "c1"]
    assert chunk_ids(in_turns(ranking, [first, second], 2)) == ["c0", "c1", "c2", "c3"]


def test_without_groups_nothing_moves():
    ranking = [found(0, 2.0), found(1, 1.0)]
    assert in_turns(ranking, [], 2) == in_turns(ranking, [[], []], 2) == ranking


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=3), st.integers(0, 3))
def test_turns_lose_and_double_nothing(groups, depth):
    ranking = [found(i, 10.0 - i) for i in range(10)]
    turned = in_turns(ranking, [[ranking[i] for i in sorted(set(g))] for g in groups], depth)
    assert sorted(chunk_ids(turned)) == sorted(chunk_ids(ranking))
