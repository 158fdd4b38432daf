"""Chinese numbering."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.numerals import numbered, value_of

_DIGITS = "零一二三四五六七八九"


def numeral(value: int) -> str:
    """Write 1–99 the way headings do."""
    tens, ones = divmod(value, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "")


@pytest.mark.parametrize(
    ("text", "value"),
    [("一", 1), ("十", 10), ("十六", 16), ("二十", 20), ("三十一", 31), ("一百", 100),
     ("一百零五", 105), ("二百三十四", 234), ("7", 7), ("16", 16)],
)  # fmt: skip
def test_values(text: str, value: int) -> None:
    assert value_of(text) == value


@given(st.integers(1, 99))
def test_every_heading_number_is_read_back(value: int) -> None:
    assert value_of(numeral(value)) == value
    found = numbered(f"（{numeral(value)}）甲课程标准")
    assert found is not None
    assert (found.form, found.value) == ("paren_han", value)


@pytest.mark.parametrize(
    ("text", "form", "value", "rest"),
    [
        ("第一章 概述", "chapter", 1, "概述"),
        ("第3章 概述", "chapter", 3, "概述"),
        ("第二节 方法", "section", 2, "方法"),
        ("五、课程标准", "han", 5, "课程标准"),
        ("（十六）某某课程标准", "paren_han", 16, "某某课程标准"),
        ("(一)課程目標", "paren_han", 1, "课程目标"),
        ("2.  中级技能层级", "digit", 2, "中级技能层级"),
        ("３．甲", "digit", 3, "甲"),
        ("4、甲", "digit", 4, "甲"),
        ("（2）甲", "paren_digit", 2, "甲"),
        ("1.2 甲", "decimal", 2, "甲"),
    ],
)
def test_forms(text: str, form: str, value: int, rest: str) -> None:
    found = numbered(text)
    assert found is not None
    assert (found.form, found.value, found.rest) == (form, value, rest)


def test_depth_counts_the_parts_of_a_decimal_number() -> None:
    found = numbered("2.1.3 测量")
    assert found is not None
    assert found.depth == 3


@pytest.mark.parametrize("text", ["一次监测", "2031年", "1.5米", "第三代技术", "", "甲（一）"])
def test_lines_without_a_number(text: str) -> None:
    assert numbered(text) is None


@given(st.text(max_size=40))
def test_any_line_is_read_without_an_error(text: str) -> None:
    numbered(text)
