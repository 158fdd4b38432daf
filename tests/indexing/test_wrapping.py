"""Hard-wrapped lines back to paragraphs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.readers.blocks import Line
from indexing.wrapping import MARKER, ends_sentence, is_short, join, local_widths, unwrap, width

WORDS = st.text(
    alphabet="学生能按要求完成测量记录与上报甲乙丙，。；：“”（）、1234AB 图表",
    min_size=1,
    max_size=40,
).filter(str.strip)


def paragraphs(*lines: str) -> list[str]:
    return [line.text for line in unwrap([Line(line) for line in lines])]


def test_a_sentence_broken_inside_a_word_is_joined_without_a_space() -> None:
    assert paragraphs(
        "中级技能层级：面向社区卫生站和养老院，能独立完成体征监",
        "测、协助翻身、记录出入量等日常工作，知道什么时候必须叫",
        "医生。",
    ) == [
        "中级技能层级：面向社区卫生站和养老院，能独立完成体征监"
        "测、协助翻身、记录出入量等日常工作，知道什么时候必须叫医生。"
    ]


def test_latin_words_get_their_space_back() -> None:
    assert join("使用 Excel", "Office 软件") == "使用 Excel Office 软件"
    assert join("使用", "Excel") == "使用Excel"


def test_a_short_line_that_ends_a_sentence_ends_the_paragraph() -> None:
    assert paragraphs(
        "第一段写得很长，长到要换一行才能写完，所以这里要折到下",
        "一行去。",
        "第二段从这里开始，它也很长，长到也要换一行才能全部写完",
        "为止。",
    ) == [
        "第一段写得很长，长到要换一行才能写完，所以这里要折到下一行去。",
        "第二段从这里开始，它也很长，长到也要换一行才能全部写完为止。",
    ]


@pytest.mark.parametrize(
    "marker",
    [
        *("1. 甲", "2、乙", "（1）丙", "(2) 丁", "3）戊", "①己", "一、庚", "（二）辛", "第三章 壬"),
        *("・癸", "【情境】", "• 子", "- 丑"),
    ],
)
def test_a_marker_opens_a_paragraph(marker: str) -> None:
    long = "这一行很长，长到了右边的页边，看上去像是没有写完的样子"
    assert paragraphs(long, marker) == [long, marker]


@pytest.mark.parametrize("text", ["1.5 米长", "2031 年", "一共三人", "第三代", "（略）"])
def test_what_only_looks_like_a_marker_does_not(text: str) -> None:
    assert MARKER.match(text) is None


def test_a_label_after_a_sentence_opens_a_paragraph_even_where_all_lines_are_short() -> None:
    assert paragraphs("实践知识：", "食物软硬的判断。", "理论知识：", "吞咽的过程。") == [
        "实践知识：",
        "食物软硬的判断。",
        "理论知识：",
        "吞咽的过程。",
    ]


def test_a_label_opens_a_paragraph_even_where_it_is_nearly_as_long_as_a_line() -> None:
    full = "学生按照任务单逐项完成全部的测量。"
    assert paragraphs(full, "各组要做到的几件事情是：") == [full, "各组要做到的几件事情是："]


def test_full_stops_end_a_paragraph_where_all_lines_are_short() -> None:
    assert paragraphs("评估房间的地面。", "准备老人的药盒。") == [
        "评估房间的地面。",
        "准备老人的药盒。",
    ]


def test_items_of_a_narrow_column_are_joined() -> None:
    assert paragraphs("1. 领取测量任", "务；", "2. 测量并记录体", "征数据。") == [
        "1. 领取测量任务；",
        "2. 测量并记录体征数据。",
    ]


def test_entries_that_open_alike_stay_apart() -> None:
    assert paragraphs("护理专业中级：三年制班", "护理专业高级：五年制班") == [
        "护理专业中级：三年制班",
        "护理专业高级：五年制班",
    ]


def test_a_wrapped_list_of_terms_that_open_alike_is_one_paragraph() -> None:
    assert paragraphs(
        "CPM 的计费原理、展现位置、审核内容以及商品的各项要求、",
        "CPM 的审核规范和开通规则。",
    ) == ["CPM 的计费原理、展现位置、审核内容以及商品的各项要求、CPM 的审核规范和开通规则。"]


def test_a_heading_is_never_joined() -> None:
    lines = [Line("课程目标", heading=2), Line("学生能测量血压")]
    assert [line.text for line in unwrap(lines)] == ["课程目标", "学生能测量血压"]


def test_a_paragraph_keeps_the_page_it_began_on() -> None:
    lines = [Line("这一行很长，长到了右边的页边，看上去没有写", page=3), Line("完。", page=4)]
    (joined,) = unwrap(lines)
    assert joined.page == 3


def test_widths_count_half_width_characters_as_half() -> None:
    assert width("血压12") == 3.0
    assert is_short("课程目标", 20)
    assert not is_short("课程目标", 6)


def test_blank_lines_do_not_narrow_the_neighbourhood() -> None:
    long = "一" * 30
    lines = [Line(t) for t in ("目标", "", "", "", "", "", long)]
    assert local_widths(lines)[0] == 30.0


def test_closing_quotes_do_not_hide_the_end_of_a_sentence() -> None:
    assert ends_sentence("他说：“好。”")
    assert not ends_sentence("他说，")


@given(st.lists(WORDS, max_size=12))
def test_unwrapping_loses_and_moves_no_character(lines: list[str]) -> None:
    joined = "".join(line.text for line in unwrap([Line(line) for line in lines]))
    assert "".join(joined.split()) == "".join("".join(lines).split())


@given(st.lists(WORDS, max_size=12))
def test_every_paragraph_begins_where_a_line_begins(lines: list[str]) -> None:
    starts = {line.strip() for line in lines}
    for paragraph in unwrap([Line(line) for line in lines]):
        assert any(paragraph.text.startswith(start) for start in starts)
