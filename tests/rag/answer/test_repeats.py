"""What several parts of an answer tell alike is said once."""

from rag.answer.repeats import said_once


def test_the_same_words_from_the_same_place_are_told_where_they_come_first():
    assert said_once(["锯片每周检查。[1]", "1. 锯片每周检查[1]\n2. 关灯[2]"]) == (
        "锯片每周检查。[1]\n2. 关灯[2]"
    )
    assert said_once(["《木工》：共 2 项[1][2]", "共 2 项[1][2]"]) == "《木工》：共 2 项[1][2]"


def test_the_same_words_from_another_place_are_told_again():
    two = "《甲》：\n导入：5 分钟[1]\n《乙》：\n导入：5 分钟[2]"
    assert said_once([two]) == two


def test_what_stands_beside_gives_way_to_the_answer():
    assert said_once(["甲[1]\n另见：乙；[2]", "乙[2]"]) == "甲[1]\n乙[2]"
    assert said_once(["甲[1]\n另见：乙[2]", "另见：乙[2]"]) == "甲[1]\n另见：乙[2]"


def test_a_name_with_nothing_left_under_it_goes():
    assert said_once(["《甲》：\n导入：5 分钟[1]", "《甲》：\n导入：5 分钟[1]"]) == (
        "《甲》：\n导入：5 分钟[1]"
    )
    assert said_once(["甲[1]", "《乙》：\n甲[1]\n《丙》：\n丁[2]"]) == "甲[1]\n《丙》：\n丁[2]"
    assert said_once([]) == ""
