"""Names abbreviated letter by letter."""

import pytest

from rag.ask.abbreviating import abbreviations, institution, score_of

NAMES = [
    "普通物理",
    "普通物理实验",
    "高等数学",
    "南京中医药大学",
    "南京医科大学",
    "教育学原理",
    "数据结构",
    "电工基础",
    "电子基础",
    "数学建模的方法",
]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("普物怎么考核", [("普物", "普通物理")]),
        ("南中医的学费", [("南中医", "南京中医药大学")]),
        ("高数和普物哪门难", [("高数", "高等数学"), ("普物", "普通物理")]),
        # two names fit alike
        ("电基怎么考", []),
        # words of the dictionary, though their letters stand in 教育学原理 and 数据结构
        ("教学怎么安排", []),
        ("数据有哪些", []),
        # not the first letter, not the order of the name
        ("中药大的学费", []),
        ("物普怎么考核", []),
        # a particle
        ("数的怎么分", []),
        # across two words
        ("今年高考数学多少分", []),
        ("", []),
    ],
)
def test_what_an_abbreviation_stands_for(question, found):
    assert [(f.said, f.name) for f in abbreviations(question, NAMES)] == found


def test_the_place_of_an_abbreviation():
    (found,) = abbreviations("请问普物几学时", NAMES)
    assert (found.start, found.end) == (2, 4)


@pytest.mark.parametrize(
    ("said", "name", "score"),
    [
        ("普物", "普通物理", 1.0),
        # 普通 物理 实验: two of three words
        ("普物", "普通物理实验", 2 / 3),
        # 南京 中医 医药 大学: 南 begins one, 中医 has the beginnings of two
        ("南中医", "南京中医药大学", 3 / 4),
        ("理普", "普通物理", 0.0),
        # it ends as the name does
        ("普理", "普通物理", 1.0),
        # 工 begins no word of it, and 电工 stands in the name as it is
        ("电础工", "电工基础", 0.0),
        ("普通", "普通物理", 0.0),
    ],
)
def test_how_well_an_abbreviation_fits(said, name, score):
    assert score_of(said, name) == pytest.approx(score)


@pytest.mark.parametrize(
    ("title", "school"),
    [
        ("南京中医药大学2023年招生章程", "南京中医药大学"),
        ("《云水职业技术学院》人才培养方案", "云水职业技术学院"),
        ("数字图像处理教学大纲", ""),
    ],
)
def test_the_school_that_a_title_begins_with(title, school):
    assert institution(title) == school
