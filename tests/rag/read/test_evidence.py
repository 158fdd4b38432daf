"""Which sentence of the passages may answer, and which may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages_by_hand import passage, question, scorer, sheet

from indexing.records import document_id
from rag.ask.mentions import Mention
from rag.ask.words import question_words
from rag.read.evidence import Scorer


def ranked(asked, *passages):
    return scorer(asked).evidence(passages)


def best(asked, *passages):
    return ranked(asked, *passages)[0].sentence.text


def test_the_sentence_with_the_words_of_the_question_is_best():
    asked = question("锯片多久检查一次")
    text = "车间每天打扫。锯片每周检查一次。长发盘进帽子。"
    assert best(asked, passage(text)) == "锯片每周检查一次。"


def test_every_sentence_is_a_slice_of_its_passage_and_scores_fall():
    passages = [passage("锯片每周检查。\n1. 戴口罩；\n2. 断电源。"), passage("刨刀要磨。", rank=2)]
    found = ranked(question("锯片检查"), *passages)
    assert len(found) == 4
    for item in found:
        start, end = item.sentence.start, item.sentence.end
        assert item.passage.text[start:end] == item.sentence.text
    assert [e.score for e in found] == sorted((e.score for e in found), reverse=True)


def test_a_sentence_is_read_with_the_headings_above_it():
    asked = question("打磨课程怎么考核")
    under = passage("过程性占65%。", rank=2, path=("二、打磨课程", "考核"))
    other = passage("过程性占55%。", rank=1, path=("三、雕花课程", "考核"))
    found = ranked(asked, other, under)
    assert found[0].passage is under
    assert found[0].own < found[0].covered


def test_a_sentence_goes_on_with_what_the_one_before_it_tells_of():
    text = "锯片每周检查。记录交给组长。花瓶每天换水。"
    told, goes_on, apart = ranked(question("锯片检查"), passage(text))
    assert (told.sentence.text, goes_on.sentence.text) == ("锯片每周检查。", "记录交给组长。")
    assert told.score > goes_on.score > apart.score
    assert goes_on.own == set()


def test_the_same_sentence_in_a_better_passage_is_better():
    first, second = passage("锯片每周检查。"), passage("锯片每周检查。", rank=2)
    assert ranked(question("锯片检查"), second, first)[0].passage is first


def test_a_place_that_the_question_names_is_preferred():
    mention = Mention("打磨", frozenset({"三、打磨"}), 1, 0)
    asked = question("打磨的面板要求", mentions=(mention,))
    named = passage("面板要平。", rank=2, path=("三、打磨",))
    other = passage("面板要平。", rank=1, path=("二、装配",))
    assert ranked(asked, other, named)[0].passage is named


def test_who_asks_for_a_number_gets_the_sentence_with_one():
    asked = question("车间的锯片有多少")
    text = "车间的锯片由专人保管。车间的锯片共12片。"
    assert best(asked, passage(text)) == "车间的锯片共12片。"


def test_a_number_of_the_unit_asked_for_is_better_than_another():
    asked = question("锯片检查要几分钟")
    text = "锯片检查分3次。锯片检查要10分钟。"
    assert best(asked, passage(text)) == "锯片检查要10分钟。"


def test_who_asks_for_a_meaning_gets_the_sentence_that_defines():
    asked = question("什么是锯路")
    text = "锯路要留在线外。锯路是指锯片切出的缝。"
    assert best(asked, passage(text)) == "锯路是指锯片切出的缝。"


@pytest.mark.parametrize("line", ["木工培训标准", "木工培训标准 教案", "一、安排"])
def test_a_title_or_a_heading_is_no_answer(line):
    found = ranked(question("木工培训标准的安排"), passage(f"{line}\n每周两次。"))
    assert [item.sentence.text for item in found] == ["每周两次。"]


def test_a_heading_is_an_answer_where_it_tells_the_name_that_is_asked():
    heading = "考核任务案例：花窗雕刻"
    text = passage(f"{heading}\n某店订做花窗。", path=("雕花", heading))
    assert best(question("雕花的考核案例叫什么"), text) == heading
    assert best(question("雕花怎么考核"), text) == "某店订做花窗。"


def test_a_cell_that_is_a_bare_number_is_no_answer():
    found = ranked(question("课程有多少"), passage("12\n课程12门。\n１６\n(3)"))
    assert [item.sentence.text for item in found] == ["课程12门。"]


def test_a_sentence_that_opens_with_the_title_is_an_answer():
    text = "木工培训标准由三所学校合编。"
    assert best(question("木工培训标准谁编"), passage(text)) == text


def test_where_a_document_is_named_others_do_not_answer():
    asked = question("锯片检查", documents=(document_id("2.md"),))
    named, other = passage("锯片要磨。", rank=2), passage("锯片检查每周一次。", rank=1)
    assert {item.passage.document for item in ranked(asked, other, named)} == {"2.md"}
    # without a passage of that document the others are all there is
    assert [item.passage for item in ranked(asked, other)] == [other]


def test_rows_of_a_sheet_are_evidence_but_neither_its_name_nor_its_total():
    asked = question("榫卯制作和打磨多少学时", figures=True)
    found = ranked(asked, sheet([("榫卯制作", 24), ("打磨", 36)]))
    assert {item.sentence.text for item in found} == {"榫卯制作：24 学时", "打磨：36 学时"}


def test_a_sheet_is_no_evidence_where_no_hours_are_asked_for():
    assert ranked(question("榫卯制作怎么考核"), sheet([("榫卯制作", 24), ("打磨", 36)])) == []


def test_a_total_that_happens_to_be_the_number_asked_for_does_not_win():
    asked = question("哪些课程是60学时", figures=True)
    chance = sheet([("榫卯制作", 24), ("打磨", 36)], rank=1)
    right = sheet([("雕花", 60), ("漆面修复", 12)], rank=2)
    assert ranked(asked, chance, right)[0].sentence.text == "雕花：60 学时"


def test_words_that_only_ask_and_words_no_document_knows_do_not_count(workshop_index):
    from rag.retrieve.retrieval import Retrieval
    from rag.settings import Settings

    retrieval = Retrieval(Settings(dense_weight=0), encoder=None)
    asked = retrieval.understand(workshop_index, "请问砂纸和量子有哪些")
    score = Scorer.of(asked, workshop_index)
    assert {"请问", "哪些"} <= question_words()
    assert score.share({"砂纸"}) == 1.0
    assert score.share({"请问", "量子"}) == 0.0


def test_rare_words_weigh_more():
    asked = question("砂纸打磨")
    share = scorer(asked, {"砂纸": 3.0, "打磨": 1.0}).share
    assert (share({"砂纸"}), share({"打磨"}), share({"砂纸", "打磨"})) == (0.75, 0.25, 1.0)


def test_a_value_says_what_quantity_it_is_of():
    asked = question("锯片的文号是什么")
    text = "印发锯片的通知。\n木工〔2031〕7 号。\n〔2031〕见附件。"
    score = scorer(asked, {"锯片": 1.0, "文号": 1.0})
    own = {e.sentence.text: set(e.own) for e in score.evidence([passage(text)])}
    assert own == {
        "印发锯片的通知。": {"锯片"},
        "木工〔2031〕7 号。": {"文号"},
        "〔2031〕见附件。": set(),
    }
    assert not score.asks_only_a_value()
    assert scorer(question("课标的文号"), {"文号": 1.0}).asks_only_a_value()
    assert not scorer(question("课标的名字"), {"名字": 1.0}).asks_only_a_value()


@given(st.lists(st.floats(0.01, 20), min_size=1, max_size=12))
def test_all_terms_together_have_the_whole_share_in_whatever_order(weights):
    terms = {f"词{number}": weight for number, weight in enumerate(weights)}
    share = scorer(question("锯片"), terms).share
    assert share(dict(reversed(terms.items()))) == share(list(terms)) == 1.0


def test_a_question_without_words_that_count_shares_nothing():
    assert scorer(question("？"), {"锯": 0.0}).share({"锯"}) == 0.0
    assert ranked(question("？")) == []
