"""Sentences of a passage with their places, and its lines that tell nothing by themselves."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.sentences import by_column, is_item, sentences, table_header, without_marker

TEXTS = st.text(alphabet="茶水学时。！？；!?;”）】\n\t 　1.、（）①・-【a", max_size=60)


def texts(text):
    return [sentence.text for sentence in sentences(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("共48学时。缺课三次不得参加。", ["共48学时。", "缺课三次不得参加。"]),
        ("他说：“先温碗。”再投茶。", ["他说：“先温碗。”", "再投茶。"]),
        ("温碗的步骤。（教学难点）。再投茶。", ["温碗的步骤。（教学难点）。", "再投茶。"]),
        ("温碗。（先温碗，再投茶。）", ["温碗。", "（先温碗，再投茶。）"]),
        ("温碗；投茶；出汤", ["温碗；", "投茶；", "出汤"]),
        (
            "第一项：温碗投茶\t20学时\n第二项：分茶奉茶\t16学时",
            ["第一项：温碗投茶\t20学时", "第二项：分茶奉茶\t16学时"],
        ),
        ("导入\t1. 看图；2. 读图\t听讲", ["导入", "1. 看图；", "2. 读图", "听讲"]),
        ("水温 3.5 度，比例 1.2", ["水温 3.5 度，比例 1.2"]),
        ("真的吗？！是的。", ["真的吗？", "！", "是的。"]),
        (" \n\t ", []),
        ("", []),
    ],
)
def test_where_sentences_end(text, parts):
    assert texts(text) == parts


@given(TEXTS)
def test_every_sentence_is_a_slice_in_order_and_only_white_space_is_lost(text):
    found = sentences(text)
    at = 0
    for sentence in found:
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip() != ""
        assert not text[at : sentence.start].strip()
        at = sentence.end
    assert not text[at:].strip()
    assert "".join(re.sub(r"\s", "", s.text) for s in found) == re.sub(r"\s", "", text)


@given(TEXTS)
def test_items_are_marked_as_such(text):
    assert all(sentence.item is is_item(sentence.text) for sentence in sentences(text))


@pytest.mark.parametrize(
    "line",
    ["1. 温碗", "12、投茶", "（3）出汤", "(3)出汤", "①温碗", "・温碗", "- 温碗", "【要点】温碗"],
)
def test_lines_that_open_with_a_list_marker(line):
    assert is_item(line)
    assert without_marker(line)[-2:] in {"温碗", "投茶", "出汤"}
    assert len(without_marker(line)) == 2


@pytest.mark.parametrize("line", ["3.5 度的水", "48学时", "-3 度", "茶（1）", "一、温碗", ""])
def test_lines_that_do_not(line):
    assert not is_item(line)


def test_without_marker_takes_the_closing_punctuation_too():
    assert without_marker("2. 投茶；") == "投茶"
    assert without_marker("温碗。") == "温碗"


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("项目\t分值\n出勤\t20", "项目\t分值"),
        ("工序\t工具\t时间\n开榫\t凿子\t两天", "工序\t工具\t时间"),
        # a label with its value is no header, though the next line looks alike
        ("授课单元\t模块六 榫卯与打磨\n授课班级\t木工一班", None),
        ("授课班级\t2024级\n授课形式\t线下", None),
    ],
)
def test_the_header_of_a_table_is_no_label_with_its_value(text, header):
    found = table_header(sentences(text))
    assert (found.text if found else None) == header


def test_cells_have_the_names_of_their_columns():
    cells = by_column("环节\t周数\t地点", "跟岗\t4\t 工坊 ")
    assert cells == [("环节", "跟岗"), ("周数", "4"), ("地点", "工坊")]


@pytest.mark.parametrize("row", ["跟岗\t4", "跟岗", "跟岗\t4\t工坊\t无"])
def test_a_row_of_other_columns_has_no_names(row):
    assert by_column("环节\t周数\t地点", row) == []
