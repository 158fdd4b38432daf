"""A number has one value however it is written, and what only looks like one has none."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexing.numerals import spelt, value_of
from indexing.searchtext import fold
from indexing.tokenize import Tokenizer
from indexing.values import exact, in_figures, in_one_unit, quantities

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚"
_ROMAN = ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ", "Ⅶ", "Ⅷ", "Ⅸ", "Ⅹ", "Ⅺ", "Ⅻ"]
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
#: What is no numeral, and no word a numeral could be read together with.
_WORDS = st.sampled_from(["", "讲什么", "内容：", "，", "和", "（备注）", "\n", "數控", " "])


def writings(value: int) -> list[str]:
    """Return every way to write a whole number."""
    out = [str(value), str(value).translate(_FULL_WIDTH), spelt(value)]
    out += [_CIRCLED[value - 1]] if 0 < value <= len(_CIRCLED) else []
    out += [_ROMAN[value - 1], fold(_ROMAN[value - 1])] if 0 < value <= len(_ROMAN) else []
    return out


# --- numerals and values -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "numeral"),
    [
        (0, "零"),
        (10, "十"),
        (16, "十六"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1010, "一千零一十"),
        (1360, "一千三百六十"),
        (10_000, "一万"),
        (10_500, "一万零五百"),
        (100_000, "十万"),
        (120_015, "十二万零一十五"),
        (100_000_000, "一亿"),
    ],
)
def test_how_a_number_is_spelt(value, numeral):
    assert spelt(value) == numeral
    assert value_of(numeral) == value


@given(st.integers(0, 10**12 - 1))
def test_every_number_is_read_back(value):
    assert value_of(spelt(value)) == value
    assert exact(spelt(value)) == value


@pytest.mark.parametrize("value", [-1, 10**12])
def test_what_has_no_numeral(value):
    with pytest.raises(ValueError, match="no numeral"):
        spelt(value)


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("两百", 200), ("二〇二三", 2023), ("一九九八", 1998), ("零点二五", "0.25"), ("1,360", 1360),
     ("xii", 12), ("iv", 4), ("一十六", 16)],
)  # fmt: skip
def test_exact_values(numeral, value):
    assert exact(numeral) == Decimal(value)


@pytest.mark.parametrize(
    "numeral", ["七八", "一百二", "二三十", "万", "十十", "iiii", "vx", "零零"]
)
def test_what_has_no_exact_value(numeral):
    assert exact(numeral) is None


# --- one value in running text -----------------------------------------------------------------


@given(st.integers(1, 30), st.sampled_from("周章节课讲"), _WORDS, _WORDS)
def test_a_place_is_the_same_in_every_writing(value, unit, before, after):
    texts = {in_figures(fold(f"{before}第{n}{unit}{after}")) for n in writings(value)}
    assert texts == {fold(f"{before}第{value}{unit}{after}")}


@given(st.integers(2, 2000), st.sampled_from(["学时", "课时", "分钟", "学分", "周"]), _WORDS)
def test_an_amount_is_the_same_in_every_writing(value, unit, after):
    plain = (w for w in writings(value) if not set(fold(w)) & set("IVX"))
    texts = {in_figures(fold(f"共{n}{unit}{after}")) for n in plain}
    assert texts == {fold(f"共{value}{unit}{after}")}


@given(st.integers(0, 100))
def test_per_cent(value):
    assert (
        in_figures(f"占百分之{spelt(value)}。") == in_figures(f"占{value} %。") == f"占{value}%。"
    )


@given(st.integers(1, 12), st.booleans())
def test_hours_are_minutes(hours, half):
    number = spelt(hours).replace("二", "两") if hours == 2 else spelt(hours)
    said = [f"{number}个{'半' if half else ''}小时", f"{hours}{'.5' if half else ''}小时"]
    said.append(f"{number}小时{'三十分钟' if half else ''}")
    assert {in_one_unit(text) for text in said} == {f"{60 * hours + 30 * half}分钟"}


@pytest.mark.parametrize(
    ("written", "figures"),
    [
        ("半小时", "30分钟"),
        ("三刻钟", "45分钟"),
        ("一小时半", "90分钟"),
        ("百分之百", "100%"),
        ("四成", "40%"),
        ("1.2万元", "12000元"),
        ("1000 万", "10000000"),
        ("三十,一百人", "三十,100人"),
        ("三万五千元", "35000元"),
        ("九十 万一千", "90 万一千"),
        ("一九九八年", "1998年"),
        ("零点二厘米", "0.2厘米"),
        ("Ⅱ级", "2级"),
        ("任务三讲什么", "任务3讲什么"),
        ("第七至八周", "第7周至第8周"),
        ("三个月", "3个月"),
        ("二十多人", "20多人"),
    ],
)
def test_figures(written, figures):
    assert in_one_unit(fold(written)) == figures


@pytest.mark.parametrize(
    "text",
    [
        "十分重要",
        "万一",
        "一般",
        "统一",
        "一个",
        "七八个人",
        "十几个",
        "几十个",
        "好几百",
        "三分之一",
        "一百二",
        "一二三四",
        "第三方",
        "第二课堂",
        "第一线",
        "周三个班",
        "星期三次",
        "千克",
        "八成员",
        "任务一共",
        "活动一般",
        "V型槽",
        "XL型",
        "三点十分",
        "0603-3",
        "0三章",
        "0.十%",
        "0万万",
        "〇点零0周",
        "一万万万",
        "一十.0周",
        "图2三级标题",
        "gb/t 19001",
    ],
)
def test_words_and_codes_are_left_alone(text):
    assert in_one_unit(text) == text


def test_a_lesson_is_not_counted_in_minutes():
    assert in_one_unit("三节课") == "3节课"


def test_weeks_are_not_the_week():
    week, weeks = (next(quantities(text)) for text in ("第八周", "八周"))
    assert (week.name, weeks.name) == ("第8周", "8周")


@example("0三章")
@example("0.十%")
@given(
    st.text(
        alphabet="第零〇一二两三十百千万半点个小时分钟周章节课任务成之%0189.,-～ivxI①Ⅲ几",
        max_size=30,
    )
)
def test_spans_are_of_the_text_given_and_do_not_overlap(text):
    folded = fold(text)
    at = 0
    for found in quantities(folded):
        assert at <= found.start < found.end <= len(folded)
        assert Decimal(found.number) >= 0
        at = found.end
    once = in_one_unit(folded)
    assert in_one_unit(once) == once


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text):
    in_one_unit(fold(text))


# --- terms -------------------------------------------------------------------------------------


@given(st.integers(1, 30), st.sampled_from("周章节"))
def test_every_writing_has_the_same_terms(value, unit):
    tokenizer = Tokenizer()
    terms = {tuple(tokenizer.query_terms(f"第{n}{unit}讲什么")) for n in writings(value)}
    assert len(terms) == 1
    assert {str(value), f"第{value}{unit}"} <= set(*terms)


@pytest.mark.parametrize(
    ("asked", "written", "term"),
    [
        ("第8周", "第七至九周 焊接", "第8周"),
        ("第8周", "第5－10周 焊接", "第8周"),
        ("90分钟", "实训一个半小时", "90分钟"),
        ("40%", "平时成绩占百分之四十", "40%"),
        ("96学时", "总学时为九十六学时", "96学时"),
        ("任务3", "任务三 装配", "任务3"),
    ],
)
def test_a_question_meets_the_other_writing(asked, written, term):
    tokenizer = Tokenizer()
    assert term in tokenizer.query_terms(asked)
    assert term in tokenizer.query_terms(written)


def test_another_week_is_another_term():
    assert "第8周" not in Tokenizer().query_terms("第九至十二周，共8周，8学时")
