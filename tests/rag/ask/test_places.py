"""“哪一章”“哪门课”“哪个环节”: the heading is the answer."""

import pytest
from passages_by_hand import passage, question, reading, scorer

from rag.answer.extractive import answer
from rag.ask.places import asked_place, asks_one_place

BOOK = ("第二章 开榫（6学时）", "1. 主要内容")
COURSE = ("五、课程标准", "（二）榫卯制作 课程标准", "教学考核要求")
LESSON = ("课中", "示范（15分钟）")


def place(asked, path):
    asked = question(asked)
    item = scorer(asked).evidence([passage("锯路要留在线外。", path=path)])[0]
    return asked_place(asked, item.passage.heading_path)


@pytest.mark.parametrize(
    ("asked", "path", "heading"),
    [
        ("锯路在哪一章讲？", BOOK, "第二章 开榫（6学时）"),
        ("锯路是第几章的内容？", BOOK, "第二章 开榫（6学时）"),
        ("鋸路在哪一章講？", ("第二章 開榫",), "第二章 開榫"),
        # the course closest to the sentence, not the part of the document that has all courses
        ("哪门课讲锯路？", COURSE, "（二）榫卯制作 课程标准"),
        ("锯路放在哪个环节讲？", LESSON, "示范（15分钟）"),
        ("锯路安排在哪？", LESSON, "示范（15分钟）"),
        # asked for a chapter, there is none
        ("锯路在哪一章讲？", LESSON, ""),
        ("哪门课讲锯路？", LESSON, ""),
        ("锯路放在哪个环节？", (), ""),
        # asked for no place
        ("锯路留在哪些线外？", LESSON, ""),
        ("什么是锯路？", BOOK, ""),
    ],
)
def test_the_heading_asked_for(asked, path, heading):
    assert place(asked, path) == heading


@pytest.mark.parametrize(
    ("asked", "one"),
    [
        ("锯路在哪一章讲？", True),
        ("哪门课讲锯路？", True),
        ("锯路是第几章的内容？", True),
        ("锯路在哪几章讲？", False),
        ("哪两门课讲锯路？", False),
        ("锯路和榫头分别在哪一章讲？", False),
        ("锯路怎么留？", False),
    ],
)
def test_whether_one_place_is_asked_for(asked, one):
    assert asks_one_place(question(asked)) is one


def test_the_answer_carries_the_heading_and_the_sentence_of_one_place():
    passages = (
        passage("锯路要留在线外。", path=LESSON),
        passage("课前看锯路的环节录像。", rank=2, path=("课前",)),
    )
    asked = question("锯路留在线外放在哪个环节讲？")
    text, citations = answer(reading(passages, asked))
    assert text.split("\n")[0] == "示范（15分钟）：锯路要留在线外。[1]"
    assert citations[0].quote == "锯路要留在线外。"


def test_where_several_places_are_asked_for_each_is_told_with_its_heading():
    passages = (
        passage("锯路要留在线外。", path=("第一章 画线",)),
        passage("榫头要比榫眼略紧。", rank=2, path=("第二章 开榫",)),
    )
    text, _ = answer(reading(passages, question("锯路和榫头在哪几章讲？")))
    assert text.split("\n") == [
        "第一章 画线：锯路要留在线外。[1]",
        "第二章 开榫：榫头要比榫眼略紧。[2]",
    ]
