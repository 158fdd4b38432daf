"""How a sentence is worded against the question."""

import pytest
from passages_by_hand import question

from rag.ask.mentions import Mention
from rag.read.wording import Wording


def fit(asked, sentence, **more):
    return Wording(question(asked, content=asked, **more)).shape(sentence)


def test_pairs_of_letters_count_where_words_are_cut_otherwise():
    wording = Wording(question("手工刨", content="手工刨"))
    assert wording.phrase("用手工刨刨平") == 1.0
    assert wording.phrase("手工艺") == 0.5
    assert wording.phrase("工艺") == 0.0


def test_a_list_of_as_many_as_the_question_counts():
    asked = "木材的三大缺陷是哪些"
    assert fit(asked, "缺陷有节子、裂纹和虫眼。") > fit(asked, "缺陷有节子、裂纹、虫眼和腐朽。")


def test_a_list_of_as_many_other_things_counts_less():
    asked = "木材有三方面的缺陷，都是什么"
    named = fit(asked, "木材的缺陷：节子、裂纹、虫眼")
    assert named == fit(asked, "节子缺陷、裂纹缺陷、虫眼缺陷。") > fit(asked, "轻、韧、直。") > 0


@pytest.mark.parametrize(
    "sentence",
    ["四大特点：轻、韧、直、匀", "特点4项：轻、韧、直、匀"],
)
def test_the_label_asked_for_is_better_than_its_mention(sentence):
    asked = "竹材的四大特点是哪几个"
    assert fit(asked, sentence) > fit(asked, "说出四大特点与用途。")


def test_who_does_it_is_told_by_whom_it_is_done():
    asked = "开榫谁来做"
    assert fit(asked, "开榫由中级木工完成。") > fit(asked, "开榫要先划线。")


@pytest.mark.parametrize(
    ("asked", "answers", "other"),
    [
        ("留长指甲能不能上车床", "指甲长于 2 毫米的不得上机。", "上机前检查指甲与衣袖。"),
        ("新生也要戴护目镜吗", "进车间必须戴护目镜。", "护目镜放在门口。"),
        ("上漆的先后顺序", "先打磨、后除尘、再刷底漆。", "刷漆用软毛刷。"),
        ("学徒迟到怎么罚", "学徒迟到一次扣 2 分。", "学徒每天签到。"),
        ("刨床借出去找谁签字", "刨床\t3天\t教研室主任", "刨床\t3天\t一台"),
        ("漆房的窗朝哪边", "漆房朝北。", "漆房要有窗。"),
        ("作业什么时候交", "周一早读前交。", "作业交给组长。"),
        ("课是哪个模块的", "模块三 榫卯", "榫卯模块化教学"),
        ("接缝拿什么量", "用塞尺量接缝。", "用户量接缝。"),
    ],
)
def test_a_sentence_of_the_kind_that_is_asked_for(asked, answers, other):
    assert fit(asked, answers) > fit(asked, other)


def test_a_count_asked_with_its_own_word():
    asked = "师傅教徒弟的五字口诀"
    assert fit(asked, "口诀：看、听、摸、闻、记。") > fit(asked, "口诀：看、听、摸、闻。")


def test_a_row_of_what_the_question_names():
    asked = "中级和高级由谁带"
    assert fit(asked, "高级\t企业师傅") > fit(asked, "技师\t企业师傅") == fit(asked, "高级的人")
    assert fit(asked, "高级\t24", figures=True) == 0.0  # a fact sheet has it


@pytest.mark.parametrize(
    ("asked", "heading", "told"),
    [
        ("雕花的考核案例叫什么", "考核任务案例：花窗雕刻", True),
        ("雕花怎么考核", "考核任务案例：花窗雕刻", False),
        ("雕花的考核案例叫什么", "考核要求", False),
        ("雕花的考核案例叫什么", "二、雕花", False),
    ],
)
def test_a_heading_that_tells_the_name_of_what_is_asked(asked, heading, told):
    assert Wording(question(asked)).names(heading) is told


def test_a_label_is_found_before_words_that_ask_how_it_is_put():
    asked = "雕花课的含义怎么写的"
    assert fit(asked, "含义：在面板上刻花") > fit(asked, "目标：在面板上刻花")


def test_a_row_with_the_label_a_question_implies():
    meant = (Mention("授课地点", frozenset({"授课地点"}), 1, -1),)
    asked = "在哪上课"
    assert fit(asked, "授课地点\t二号工坊", mentions=meant) > fit(asked, "授课班级\t木工一班")


def test_a_question_without_words_fits_nothing():
    assert fit("", "随便一句。") == 0.0
