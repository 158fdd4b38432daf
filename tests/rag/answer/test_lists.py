"""Whole lists and the steps of a procedure."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages_by_hand import passage, question, scorer

from rag.answer.lists import enumerates, list_around, steps
from rag.ask.question import Wanted

#: More than a short cell holds; the cells of a row of short ones are one sentence.
WIDE = "并说出它的用途和年代以及所用的木料和开榫的方法还有上漆的次数和每一次的间隔"
ITEMS = "1. 戴护目镜；\n2. 长发盘好；\n3. 检查锯片；"


def around(asked, text, containing=None, **more):
    """The texts of the list around the best sentence, or around the one with given words."""
    asked = question(asked, **more)
    ranked = scorer(asked).evidence([passage(text)])
    item = next(e for e in ranked if containing is None or containing in e.sentence.text)
    return [part.text for part in list_around(asked, item, scorer(asked))]


def told_steps(asked, *texts):
    asked = question(asked)
    found = steps(asked, scorer(asked).evidence([passage(t, n) for n, t in enumerate(texts, 1)]))
    return found and (found[0].rank, [part.text for part in found[1]])


# --- lists -------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", ["护目镜", "长发", "锯片"])
def test_a_list_is_whole_and_in_order_whichever_item_was_found(item):
    assert around("有哪些规定", ITEMS, item) == ITEMS.split("\n")


def test_the_line_that_introduces_a_list_is_no_item_of_it():
    text = f"规定如下：\n{ITEMS}\n违者停课。"
    assert around("规定有哪些", text, "规定如下") == ITEMS.split("\n")
    assert around("规定有哪些", text, "长发") == ITEMS.split("\n")


def test_an_item_of_several_sentences_stays_one_and_does_not_end_the_list():
    text = "1. 学员：锯路太宽。线没留住；\n2. 教师：示范太快；时间太紧。\n3. 场地：灯光暗。"
    assert around("有哪些问题", text, "教师") == text.split("\n")
    assert around("有哪些问题", text, "时间太紧") == text.split("\n")


def test_what_follows_a_list_in_its_line_is_no_part_of_it():
    text = "（1）戴护目镜；（2）盘好长发。违者停课。"
    assert around("有哪些要求", text, "长发") == ["（1）戴护目镜；", "（2）盘好长发。"]


def test_items_of_another_style_are_another_list():
    text = "1. 锯；\n2. 刨；\n（1）清漆；\n（2）生漆；"
    assert around("有哪些", text, "锯") == ["1. 锯；", "2. 刨；"]
    assert around("有哪些", text, "生漆") == ["（1）清漆；", "（2）生漆；"]


def test_a_list_ends_with_its_table_cell():
    text = f"导入\t1. 看家具{WIDE}；\n2. 画图；\t1. 提问{WIDE}；\n2. 记录；\t引起兴趣{WIDE}"
    assert around("有哪些", text, "画图") == [f"1. 看家具{WIDE}；", "2. 画图；"]
    assert around("有哪些", text, "记录") == [f"1. 提问{WIDE}；", "2. 记录；"]


def test_a_single_item_that_stands_out_is_meant_alone():
    assert around("长发怎么盘好", ITEMS, "长发") == []
    # found by the line above, all are meant
    assert len(around("长发怎么盘好", f"规定：\n{ITEMS}", "规定")) == 3


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("锯片有多少", ITEMS),  # a number is no list
        ("锯片是什么意思", ITEMS),
        ("锯片有哪些", "锯片要检查。刨刀要磨。"),  # no items
        ("锯片有哪些", "1. 检查锯片；\n另行通知。"),  # a list of one
        ("锯片有哪些", "1. 锯片：圆的、直的、弯的；\n2. 刨刀；"),  # the item is the list
    ],
)
def test_no_list_is_made_where_none_is_asked_for_or_none_is_there(asked, text):
    assert around(asked, text, "锯片") == []


def test_too_long_a_list_is_not_told_whole():
    fits = "\n".join(f"{n}. {'锯' * 97}。" for n in (1, 2, 3, 4))
    assert len(around("有哪些", fits, "1.")) == 4
    assert around("有哪些", fits + "\n5. " + "锯" * 90, "1.") == []


TEXTS = st.text("锯刨磨12.（）①【】；。：\n\t", min_size=1, max_size=60)


@given(TEXTS, st.sampled_from(["锯有哪些", "锯怎么做", "锯和刨"]))
def test_items_are_slices_in_order_in_one_cell(text, asked):
    asked = question(asked)
    source = passage(text)
    for item in scorer(asked).evidence([source]):
        run = list_around(asked, item, scorer(asked))
        assert len(run) != 1
        for part in run:
            assert part.text == text[part.start : part.end]
        for before, after in pairwise(run):
            assert before.end <= after.start
            assert not text[before.end : after.start].strip()
            assert "\t" not in text[before.end : after.start]


# --- steps -------------------------------------------------------------------------------------


def test_steps_are_the_clauses_of_the_paragraph_with_most_semicolons():
    short = "打磨的步骤：选砂纸；磨面板。"
    long = "打磨前看图；由粗到细选砂纸；顺木纹打磨；擦净面板。\n打磨后要登记。"
    assert told_steps("打磨的步骤", short, long) == (
        2,
        ["打磨前看图；", "由粗到细选砂纸；", "顺木纹打磨；", "擦净面板。"],
    )


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("打磨用什么砂纸", "打磨看图；选砂纸；磨面板。"),  # no procedure asked for
        ("打磨的步骤", "打磨看图；选砂纸。"),  # two clauses are a sentence
        ("打磨的步骤", "打磨看图。选砂纸。磨面板。擦净。"),  # sentences are no clauses
        ("打磨的步骤", "打磨要求：（1）看图；（2）选砂纸；（3）磨面板。"),  # a list
        ("打磨的步骤", "打磨看图→选砂纸→磨面板；擦净；登记。"),  # a chain says it in one
    ],
)
def test_no_steps(asked, text):
    assert told_steps(asked, text) is None


def test_steps_are_looked_for_in_one_cell():
    text = f"打磨\t看图{WIDE}；选砂纸；磨面板\t记录；提问；讨论；互评；打磨总结"
    assert told_steps("打磨的步骤", text)[1] == ["记录；", "提问；", "讨论；", "互评；", "打磨总结"]


@given(TEXTS)
def test_steps_are_slices_in_order_and_no_items(text):
    asked = question("锯的步骤")
    found = steps(asked, scorer(asked).evidence([passage(text)]))
    if found is None:
        return
    source, run = found
    assert asked.wanted is Wanted.PROCEDURE
    assert len(run) >= 3
    assert [source.text[part.start : part.end] for part in run] == [part.text for part in run]
    assert [part.start for part in run] == sorted(part.start for part in run)
    assert not any(part.item for part in run)


@pytest.mark.parametrize(
    ("text", "itself"),
    [
        ("四种工具：锯、刨、凿、锉", True),
        ("看图→选料→画线", True),
        ("先选料，再画线，最后锯开", True),
        ("两种工具：锯、刨", False),
        ("看图→选料", False),
        ("先选料；再画线", False),
        ("锯、刨、凿要收好", False),
    ],
)
def test_a_sentence_that_is_itself_the_list(text, itself):
    assert enumerates(text) is itself
