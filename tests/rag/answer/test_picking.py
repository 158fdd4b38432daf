"""Which units are told: the surest, what else is evidence while there is room, lists whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages_by_hand import evidence, passage, question, sheet

from rag.answer.picking import ENOUGH, beside, pick
from rag.ask.mentions import Mention
from rag.text.sentences import is_item

ASKED = question("锯片")


def picked(scores, *texts, worth=0.0, **more):
    """The texts that are told, in the order in which they are picked."""
    passages = [passage(text, rank) for rank, text in enumerate(texts, 1)]
    ranked = evidence(*passages, scores=scores)
    return [item.text for item in pick(ASKED, ranked, worth, **more)]


# --- one by one --------------------------------------------------------------------------------


def test_what_is_evidence_is_told_the_surest_first():
    text = "锯片每周磨。凿子要收。刨刀每月换。"
    assert picked({"锯片每周磨。": 0.5, "刨刀每月换。": 2.0}, text) == [
        "刨刀每月换。",
        "锯片每周磨。",
    ]


@pytest.mark.parametrize(
    ("worth", "score", "told"),
    [(0.0, 0.0, True), (0.0, -0.01, False), (-3.0, -3.0, True), (-3.0, -3.01, False)],
)
def test_from_its_worth_on_a_unit_is_told(worth, score, told):
    scores = {"锯片每周磨。": 1.0, "刨刀每月换。": score}
    found = picked(scores, "锯片每周磨。刨刀每月换。", worth=worth)
    assert ("刨刀每月换。" in found) is told


def test_the_surest_is_told_though_it_is_not_sure():
    assert picked({"锯片每周磨。": -2.0}, "车间要打扫。锯片每周磨。") == ["锯片每周磨。"]
    assert picked({}) == []


def test_what_is_told_has_room_for_170_characters():
    first, fits, over = f"锯{'很' * 108}。", f"刨{'很' * 58}。", f"凿{'很' * 59}。"
    assert (ENOUGH, len(first), len(fits), len(over)) == (170, 110, 60, 61)
    assert picked({first: 3.0, fits: 1.0}, first + fits) == [first, fits]
    assert picked({first: 3.0, over: 1.0}, first + over) == [first]
    # what has no room stands in the way of nothing shorter
    assert picked({first: 3.0, over: 2.0, fits: 1.0}, first + over + fits) == [first, fits]
    assert picked({first: 3.0, fits: 1.0}, first + fits, characters=159) == [first]


def test_the_surest_is_told_however_long():
    long = f"锯{'很' * 200}。"
    assert picked({long: 2.0, "刨。": 1.0}, long + "刨。") == [long]


def test_a_heading_says_nothing_and_is_not_told():
    source = passage("一、安排\n锯片要磨。\n木工培训标准（试行）\n刨刀要换。")
    scores = {"一、安排": 3.0, "木工培训标准（试行）": 2.0, "锯片要磨。": 1.0}
    ranked = evidence(source, scores=scores)
    assert [item.text for item in pick(ASKED, ranked, 0.0)] == ["锯片要磨。"]


def test_the_names_of_columns_are_never_told():
    table = "工序\t工具\t时间\n开榫\t凿子\t两天"
    assert picked({"工序\t工具\t时间": 3.0, "开榫\t凿子\t两天": 1.0}, table) == ["开榫\t凿子\t两天"]


@pytest.mark.parametrize(
    ("asked", "number", "told"),
    [
        ("锯片怎么磨", "54", False),
        ("锯片磨多少分钟", "54", True),
        ("锯片要磨几次", "3.5", True),
        ("锯片怎么磨", "（3）", False),
        ("锯片的比重", "60%", True),
        ("锯片哪天磨", "2024.3.1", True),
    ],
)
def test_a_number_alone_is_told_only_where_a_number_is_asked_for(asked, number, told):
    text = f"锯片每周磨。\t{number}\t其余"
    ranked = evidence(passage(text), scores={"锯片每周磨。": 3.0, number: 2.0})
    found = [item.text for item in pick(question(asked), ranked, 0.0)]
    assert found == (["锯片每周磨。", number] if told else ["锯片每周磨。"])


# --- from elsewhere ------------------------------------------------------------------------------


def told_of(*scored, surest=5.0):
    """What is told of ``(path, document, score)`` beside 锯片每周磨。, which scores ``surest``."""
    first = passage("锯片每周磨。", 1, ("课程", "锯切", "维护"), document="木工.md")
    more = [
        passage(f"刨刀{'很' * number}。", number, path, document=document)
        for number, (path, document, _) in enumerate(scored, 2)
    ]
    scores = {p.text: score for p, (*_, score) in zip(more, scored, strict=True)}
    ranked = evidence(first, *more, scores={first.text: surest, **scores})
    return [item.passage.rank for item in pick(ASKED, ranked, 0.0)]


@pytest.mark.parametrize(
    ("path", "document", "score", "told"),
    [
        (("课程", "锯切", "考核"), "木工.md", 0.0, True),
        (("课程", "锯切"), "木工.md", 0.0, True),
        (("课程", "刨削", "维护"), "木工.md", 1.4, False),  # one of three headings shared
        (("课程", "刨削", "维护"), "木工.md", 1.5, True),  # 3.5 below the surest
        (("课程", "锯切", "维护"), "另一份.md", 1.4, False),
        (("课程", "锯切", "维护"), "另一份.md", 1.5, True),
    ],
)
def test_what_stands_elsewhere_is_told_only_where_it_is_nearly_as_sure(path, document, score, told):
    assert told_of((path, document, score)) == ([1, 2] if told else [1])


def test_a_place_that_is_told_already_is_no_longer_elsewhere():
    other = ("课程", "刨削", "维护")
    assert told_of((other, "木工.md", 0.5), (other, "木工.md", 0.4)) == [1]
    assert told_of((other, "木工.md", 2.0), (other, "木工.md", 0.4)) == [1, 2, 3]


# --- lists and tables --------------------------------------------------------------------------

ITEMS = ["1. 戴护目镜；", "2. 长发盘好；", "3. 检查锯片；", "4. 切断电源。"]
RULES = "\n".join(["进车间要守规定：", *ITEMS, "违者停课。"])


def test_a_list_is_told_whole_and_in_order_where_half_of_it_is_evidence():
    assert picked({ITEMS[2]: 2.0, ITEMS[0]: 0.5}, RULES) == ITEMS
    assert picked({ITEMS[2]: 2.0}, RULES) == [ITEMS[2]]
    five = RULES.replace("违者停课。", "5. 关灯。")
    assert picked({ITEMS[2]: 2.0, ITEMS[0]: 0.5}, five) == [ITEMS[2], ITEMS[0]]


def test_one_item_of_two_makes_no_list_of_the_other():
    two = "1. 戴护目镜；\n2. 长发盘好；"
    assert picked({"1. 戴护目镜；": 2.0}, two) == ["1. 戴护目镜；"]


def test_a_list_is_told_whole_up_to_420_characters():
    items = [f"{n}. {'锯' * 101}。" for n in (1, 2, 3, 4)]
    assert sum(map(len, items)) == 420
    assert picked(dict.fromkeys(items, 1.0), "\n".join(items)) == items
    longer = [*items[:3], f"4. {'锯' * 102}。"]
    assert picked(dict.fromkeys(longer, 1.0), "\n".join(longer)) == longer[:1]


def test_neither_the_line_above_a_list_nor_what_follows_it_is_of_it():
    told = picked(dict.fromkeys(ITEMS, 1.0), RULES)
    assert told == ITEMS
    # on the line of the last item, which does not open its line
    text = "（1）戴护目镜；（2）盘好长发。违者停课。"
    assert picked({"（1）戴护目镜；": 1.0, "（2）盘好长发。": 0.5}, text) == [
        "（1）戴护目镜；",
        "（2）盘好长发。",
    ]


def test_a_line_that_begins_with_a_number_is_no_item():
    text = "1. 戴护目镜；\n2. 长发盘好；\n24 学时内完成。"
    assert picked({"1. 戴护目镜；": 1.0, "2. 长发盘好；": 0.5}, text) == [
        "1. 戴护目镜；",
        "2. 长发盘好；",
    ]


def test_an_item_of_several_sentences_does_not_end_a_list():
    units = [
        "1. 学员：锯路太宽。",
        "线没留住；",
        "2. 教师：示范太快；",
        "时间太紧。",
        "3. 场地：灯光暗。",
    ]
    text = f"{units[0]}{units[1]}\n{units[2]}{units[3]}\n{units[4]}"
    scores = {units[0]: 2.0, units[2]: 1.0, units[4]: 0.5}
    assert picked(scores, text) == units


def test_items_of_another_style_are_another_list():
    text = "1. 锯；\n2. 刨；\n（1）清漆；\n（2）生漆；"
    assert picked({"1. 锯；": 1.0, "2. 刨；": 0.5}, text) == ["1. 锯；", "2. 刨；"]
    assert picked({"（2）生漆；": 1.0, "（1）清漆；": 0.5}, text) == ["（1）清漆；", "（2）生漆；"]


def test_a_list_ends_with_its_table_cell():
    wide = "并说出它的用途和年代以及所用的木料和开榫的方法还有上漆的次数和每一次的间隔"
    text = f"导入\t1. 看家具{wide}；\n2. 画图；\t1. 提问{wide}；\n2. 记录；"
    assert picked({f"1. 提问{wide}；": 2.0, "2. 记录；": 1.0}, text) == [
        f"1. 提问{wide}；",
        "2. 记录；",
    ]


def test_a_list_is_of_one_passage():
    one, other = "1. 锯；\n2. 刨；", "1. 凿；\n2. 锉；\n3. 钻；"
    assert picked({"1. 锯；": 2.0, "2. 刨；": 1.0}, one, other) == ["1. 锯；", "2. 刨；"]


TABLE = "阶段\t班级\t周数\n见习\t小班\t4\n助理\t中班\t8\n顶岗\t大班\t10"
ROWS = TABLE.split("\n")[1:]


def test_a_table_is_told_whole_where_half_of_its_rows_are_evidence_and_never_its_header():
    assert picked({ROWS[2]: 2.0, ROWS[0]: 1.0}, TABLE) == ROWS
    assert picked({ROWS[2]: 2.0}, TABLE) == [ROWS[2]]


@pytest.mark.parametrize(("text", "units"), [(RULES, ITEMS), (TABLE, ROWS)])
def test_from_1_below_0_on_an_item_or_row_is_evidence_enough_for_its_list(text, units):
    assert picked({units[0]: 2.0, units[-1]: -1.0}, text) == units
    assert picked({units[0]: 2.0, units[-1]: -1.01}, text) == units[:1]


def test_a_list_leaves_no_room_for_what_is_less_sure():
    text = "\n".join([f"1. {'锯' * 100}；", f"2. {'刨' * 100}。", "另行通知。"])
    first, second, other = text.split("\n")
    assert picked({first: 3.0, second: 2.0, other: 1.0}, text) == [first, second]


def test_rows_of_a_fact_sheet_are_no_list():
    rows = sheet([("榫卯制作", 24), ("打磨", 36)])
    ranked = evidence(rows, scores={"打磨：36 学时": 1.0, "榫卯制作：24 学时": 0.5})
    assert [e.text for e in pick(ASKED, ranked, 0.0)] == ["打磨：36 学时", "榫卯制作：24 学时"]


# --- names -------------------------------------------------------------------------------------

SAW, PLANE = (Mention(name, frozenset({name}), 1, at) for at, name in enumerate(("锯片", "刨刀")))


def of_names(mentions, *passages, scores):
    asked = question("锯片和刨刀", mentions=mentions)
    return [item.text for item in pick(asked, evidence(*passages, scores=scores), 0.0)]


def test_what_stands_under_another_name_than_the_surest_is_not_told():
    saw = passage("每周磨。", path=("锯片", "保养"))
    plane, other = passage("每月换。", 2, path=("刨刀", "保养")), passage("锯片每天擦。", 3)
    scores = {"每周磨。": 3.0, "每月换。": 2.0, "锯片每天擦。": 1.0}
    # the other has the name in its own words
    assert of_names((SAW,), saw, plane, other, scores=scores) == ["每周磨。", "锯片每天擦。"]
    assert of_names((SAW, PLANE), saw, plane, other, scores=scores) == ["每周磨。", "锯片每天擦。"]


def test_where_the_surest_has_no_name_all_is_told():
    saw, plane = passage("每周磨。", path=("锯片",)), passage("每月换。", 2, path=("刨刀",))
    scores = {"每周磨。": 2.0, "每月换。": 1.0}
    assert of_names((PLANE,), saw, plane, scores=scores) == ["每周磨。", "每月换。"]


# --- beside ------------------------------------------------------------------------------------


def stands_beside(scores, *passages, worth=0.0):
    ranked = evidence(*passages, scores=scores)
    return [item.text for item in beside(ASKED, ranked, ranked[:1], worth)]


FIRST, SECOND, THIRD = (
    passage("锯片要磨。"),
    passage("锯片要收。擦油。", 2),
    passage("锯片要买。", 3),
)


def test_the_next_best_place_stands_beside_and_no_other():
    scores = {"锯片要磨。": 2.0, "锯片要买。": 0.1, "锯片要收。": 0.2, "擦油。": 0.0}
    assert stands_beside(scores, FIRST, SECOND, THIRD) == ["锯片要收。", "擦油。"]


@pytest.mark.parametrize(("score", "told"), [(-1.0, ["锯片要收。"]), (-1.01, [])])
def test_what_stands_beside_is_worth_telling(score, told):
    scores = {"锯片要磨。": 2.0, "锯片要收。": score}
    assert stands_beside(scores, FIRST, SECOND, worth=-1.0) == told


def test_a_bare_number_does_not_stand_beside():
    scores = {"锯片要磨。": 2.0, "58": 1.0}
    assert stands_beside(scores, FIRST, passage("58", 2)) == []


def test_what_stands_beside_has_a_hundred_characters():
    first, fits, over = f"锯{'很' * 58}。", f"刨{'很' * 38}。", f"刨{'很' * 39}。"
    for second, told in ((fits, [first, fits]), (over, [first])):
        scores = {"锯片要磨。": 3.0, first: 2.0, second: 1.0}
        assert stands_beside(scores, FIRST, passage(first + second, 2)) == told


def test_neither_the_place_that_is_told_nor_a_fact_sheet_nor_a_header_stands_beside():
    same = passage("锯片要磨。锯片要收。")
    assert stands_beside({"锯片要磨。": 2.0, "锯片要收。": 1.0}, same) == []
    rows = sheet([("榫卯制作", 24)], rank=2)
    assert stands_beside({"锯片要磨。": 2.0, "榫卯制作：24 学时": 1.0}, FIRST, rows) == []
    table = passage(TABLE, 2)
    assert stands_beside({"锯片要磨。": 2.0, "阶段\t班级\t周数": 1.0}, FIRST, table) == []


# --- always ------------------------------------------------------------------------------------

TEXTS = st.lists(
    st.text("锯刨磨3。；：，（）①\n\t1.", min_size=1, max_size=60), min_size=1, max_size=3
)


@st.composite
def scored(draw):
    """Evidence of some passages, with scores drawn unit by unit."""
    passages = [passage(text, rank) for rank, text in enumerate(draw(TEXTS), 1)]
    units = {item.text for item in evidence(*passages)}
    return evidence(*passages, scores={u: draw(st.floats(-3, 3)) for u in sorted(units)})


@given(scored(), st.integers(1, 60))
def test_each_unit_once_the_surest_among_them_and_no_more_than_there_is_room_for(ranked, room):
    told = pick(ASKED, ranked, 0.0, room)
    best = next((item for item in ranked if not item.unit.header), None)
    assert (best in told) if best else not told
    places = [(item.passage.rank, item.unit.start) for item in told]
    assert len(places) == len(set(places))
    assert not any(item.unit.header for item in told)
    alone = [item for item in told if not is_item(item.text) and not item.unit.cells]
    if alone == told:
        assert all(item.score >= 0 for item in told if item is not best)
        assert sum(len(item.text) for item in told) <= max(room, len(best.text) if best else 0)


@given(scored())
def test_what_stands_beside_is_of_one_other_place(ranked):
    told = pick(ASKED, ranked, 0.0)
    also = beside(ASKED, ranked, told, 0.0)
    assert len({item.passage.rank for item in also}) <= 1
    assert not {item.passage.rank for item in also} & {item.passage.rank for item in told}
    assert all(item.passage.text[item.unit.start : item.unit.end] == item.text for item in also)
