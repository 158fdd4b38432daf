"""Which quantity a question asks for, and which written values are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ask.quantities import asked_quantities


def says(asked, text):
    """Whether a text has a value of something the question asks for."""
    return any(quantity.written.search(text) for quantity in asked_quantities(asked))


@pytest.mark.parametrize(
    ("asked", "values", "others"),
    [
        ("院里发的几号文", ["教务〔2025〕17 号", "〔202 5〕43 号"], ["3月5日", "17 号楼"]),
        ("电池几伏以下要换", ["低于 1.45 v的判为应换", "1.5伏"], ["1.45 mm", "12只"]),
        ("第几个学期开", ["第 3 学期"], ["每学期 24 学时"]),
        ("占到多少", ["占 20%"], ["占多数"]),
        ("去年的取证率是多少", ["取证率 92%", "92% 的取证率"], ["四级证书", "占 20%"]),
        ("算几个学分", ["4 学分", "学分：4", "学分：待填写"], ["学分", "4学时"]),
        ("用的是哪家公司的窑", ["由青山窑业公司供货"], ["某第三方物流公司", "一家公司"]),
        ("卖到哪个国家", ["销往泰国", "出口日本"], ["所在国家法律", "符合国标", "我国"]),
        ("放在几号楼", ["3号楼", "b302室"], ["15 分钟", "楼道"]),
        ("奖金怎么发", ["实习津贴按月发"], ["奖励一面锦旗"]),
        ("那本教材叫什么名字", ["《陶艺基础》"], ["教材两本"]),
        ("行业平均值是多少", ["均值为 45", "占 20%"], ["指标4项", "2 天内完成"]),
        ("成型室有多大", ["220 平方米"], ["220 台"]),
        ("拉坯几学时", ["36学时", "36 课时", "学时：36"], ["36分钟", "学时见下表"]),
        ("要焖多久", ["焖3分钟", "焖三分钟", "半小时", "2天"], ["焖到出味", "第3次"]),
        ("坯体多长", ["30厘米", "30 毫米"], ["30人", "很长"]),
        ("烧几个小时", ["8小时", "两个小时", "2.5 h"], ["8学时", "8台"]),
        ("揉几分钟", ["20分钟", "二十分钟", "5 min"], ["20次", "20小时"]),
        ("蘸釉几秒", ["3秒"], ["3次", "3分钟"]),
        ("窑温几度", ["1280℃", "80 度", "八十度", "85°c"], ["窑温合适", "1280克"]),
        ("泥团多重", ["500克", "3 kg", "2斤"], ["500人", "很重"]),
        ("坯体多高", ["30厘米", "三厘米", "30mm"], ["30分钟", "30克"]),
        ("一把壶多少钱", ["60元", "3万元", "60块"], ["60把", "钱款另付"]),
        ("在第几学期", ["第二学期", "第 3 学期"], ["两学期", "20学时"]),
        ("占百分之几", ["60%", "百分之六十", "六成"], ["6分", "六成绩"]),
        ("课标的文号", ["教务〔2025〕17 号", "[2023]152号"], ["2025年17号", "17 号楼"]),
        ("上几周", ["8周", "八周"], ["8天", "8周年"]),
        ("得几分", ["85分"], ["85分钟", "85人"]),
        ("借几天", ["3天", "三个工作日", "两周", "当天"], ["2030年", "白天", "第三"]),
        ("档案存几年", ["3年", "三学年", "6个月"], ["2031年", "2031 年", "每年"]),
        ("交几次作业", ["3次", "两次", "每周"], ["次日", "作业多"]),
        ("要考几级", ["三级", "4 级", "高级"], ["等级", "年级"]),
        ("周几开窑", ["周三", "星期天"], ["三周", "每周"]),
        ("专业的代码", ["0603", "B207"], ["代码待定", "第 3 项"]),
        ("教材第几版", ["第2版", "2030 年版"], ["出版社", "版权"]),
        ("写几千字", ["3000字", "三千字"], ["3000元"]),
        ("收几名徒弟", ["3名", "两位"], ["第3名次"]),
        ("写多少字", ["150字"], ["150页"]),
        ("联系方式", ["5551234567"], ["请打电话", "555"]),
        ("在几月", ["5月"], ["5次"]),
        ("哪天开窑", ["5月6日"], ["5月"]),
        ("几点开门", ["8:30", "8点", "八点"], ["830", "八个"]),
        ("几个人一组", ["4人", "四人", "4～6人"], ["分组练习", "4组"]),
        ("倒几毫升水", ["150毫升", "一百五十毫升"], ["150克", "升温"]),
        ("窑要几匹", ["3匹"], ["3台"]),
    ],
)
def test_values_of_what_is_asked_for(asked, values, others):
    assert [v for v in values if not says(asked, v)] == []
    assert [o for o in others if says(asked, o)] == []


@pytest.mark.parametrize(
    ("asked", "values", "others"),
    [
        ("有几辆推车", ["两辆", "2 辆推车"], ["推车若干", "2台"]),
        ("几台拉坯机", ["4台", "四台"], ["拉坯机", "4把"]),
        ("要几把修坯刀", ["两把", "3把"], ["修坯刀", "把手3个"]),
        ("几份教案", ["3份", "三份"], ["教案", "3本"]),
        ("由几部分组成", ["三部分", "3 部分"], ["三部", "部分学员"]),
        ("揉几遍", ["30遍", "三遍"], ["普遍"]),
        ("烧几次窑", ["两次", "2次"], ["2窑"]),
    ],
)
def test_things_are_counted_with_the_word_they_are_asked_with(asked, values, others):
    assert [v for v in values if not says(asked, v)] == []
    assert [o for o in others if says(asked, o)] == []


@pytest.mark.parametrize(
    ("asked", "not_said"),
    [
        # of two words that begin alike the longer is meant
        ("由几部分组成", "三部"),
        ("烧几个小时", "三个坯体"),
        ("几个课时", "三个坯体"),
        ("几个学生一组", "三个坯体"),
        ("倒几毫升水", "三杯水"),
        ("蘸几分钟", "85分作品"),
        # an adverb, an hour of the day, points of a list
        ("有哪几点要求", "8:30开门"),
    ],
)
def test_a_word_that_only_begins_alike_is_not_meant(asked, not_said):
    assert not says(asked, not_said)


@pytest.mark.parametrize(
    ("asked", "strict"),
    [
        ("拉坯几学时", [True]),
        ("窑温几度", [True]),
        ("几台拉坯机", [True]),
        ("倒几毫升水", [True]),
        # a list answers these as well as a number does
        ("要焖多久", [False]),
        ("考核占比多少", [False]),
        ("由几部分组成", [False]),
        ("几份教案", [False]),
        # asks for hours: only a number of hours will do, whatever else tells a time
        ("烧几个小时", [False, True]),
    ],
)
def test_whether_nothing_but_a_value_answers(asked, strict):
    assert [quantity.strict for quantity in asked_quantities(asked)] == strict


@pytest.mark.parametrize(
    "question", ["", "怎么揉泥", "什么是羊角揉法", "三门课讲什么", "哪些工具", "重点是什么"]
)
def test_who_asks_for_no_number_asks_for_no_quantity(question):
    assert asked_quantities(question) == ()


@given(
    st.integers(0, 9999),
    st.sampled_from(
        ["学时", "分钟", "秒", "度", "克", "毫米", "周", "毫升", "台", "把", "份", "次"]
    ),
    st.sampled_from(["", " "]),
    st.sampled_from(["几", "多少"]),
)
def test_a_number_with_the_unit_asked_for_answers(number, unit, space, how_many):
    assert says(f"练习要{how_many}{unit}", f"大约{number}{space}{unit}。")
    assert not says(f"练习要{how_many}{unit}", f"大约{number}{space}户。")


def test_a_question_may_ask_for_several():
    asked = "窑温几度、烧几个小时"
    assert says(asked, "1280℃")
    assert says(asked, "8小时")
    assert not says(asked, "8台")


# --- values that documents write otherwise -----------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        ("倒几毫升水", "150ml"),
        ("工坊几平方米", "80m2"),
        ("电机几瓦", "800w"),
        ("每份几克", "三克"),
        ("蘸釉几秒", "三秒"),
        ("写多少字", "三百字"),
        ("几号开窑", "6号"),
        ("几月开窑", "五月"),
        ("几个学生一组", "五个"),
        ("几门课", "共开5门"),
        ("晾几个月", "2个月"),
        ("一团泥几元", "6元"),
        ("写几字", "150字"),
        ("读几个学期", "3学期"),
    ],
)
def test_values_in_numerals_symbols_or_other_words(asked, value):
    assert says(asked, value)
