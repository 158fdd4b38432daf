"""What a document says of itself: course, school, class, term and author, and where it says so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.kinds import understand
from indexing.readers.blocks import Block, Line, RawDocument, TableBlock, TableCell
from indexing.records import Document

TOLD = {"课程": "木工基础", "授课班级": "木工2401班（26人）", "授课教师": "鲁班门（主讲）、墨线清"}


def table(*rows: tuple[str, ...]) -> TableBlock:
    return TableBlock(tuple(tuple(map(TableCell, row)) for row in rows))


def read(*blocks: Block, author: str = "", path: str = "a.docx") -> Document:
    raw = RawDocument(tuple(blocks), author=author)
    return understand(raw, path, "0")


def told(*blocks: Block, author: str = "") -> dict[str, str]:
    return {str(one.name): one.text for one in read(*blocks, author=author).properties}


FORMS = {
    "lines": [Line(f"{name}：{value}") for name, value in TOLD.items()],
    "one line": [Line("　　".join(f"{name}：{value}" for name, value in TOLD.items()))],
    "table": [table(*TOLD.items())],
    "table, in pairs": [
        table(
            ("课程", TOLD["课程"], "授课班级", TOLD["授课班级"]),
            ("授课教师", TOLD["授课教师"], "地点", "木工房"),
        )
    ],
    "traditional": [
        Line("課程：木工基础"),
        Line("授課班級：木工2401班（26人）"),
        Line("授課教師：鲁班门（主讲）、墨线清"),
    ],
}


@pytest.mark.parametrize("form", FORMS)
def test_labels_tell_values_in_every_form(form: str) -> None:
    found = told(Line("燕尾榫教案"), *FORMS[form], Line("这里写一些内容。"))
    assert found == {
        "course": "木工基础",
        "class": "木工2401班（26人）",
        "author": "鲁班门（主讲）、墨线清",
    }


def test_a_property_stands_where_it_says() -> None:
    document = read(Line("燕尾榫教案"), *FORMS["table"], Line("这里写一些内容。"))
    for one in document.properties:
        assert document.canonical[one.start : one.end] == one.text
        assert one.end > one.start


def test_the_header_of_a_table_tells_no_value() -> None:
    header = ("班级", "人数", "课程", "学时", "教师")
    assert told(Line("一览"), table(header, ("木工2401班", "26", "画线", "4", "鲁班门"))) == {}


@pytest.mark.parametrize(
    ("line", "school"),
    [
        ("青岭木艺职业学校燕尾榫教案", "青岭木艺职业学校"),
        ("青岭木艺职业学校　木工系", "青岭木艺职业学校"),
        ("青嶺大學 建築系", "青嶺大學"),
        ("青岭镇第二初级中学 2025 年安排", "青岭镇第二初级中学"),
        ("中等职业学校木工专业教学要求", ""),
        ("本学校的木工房由学校管理", ""),
        ("××学校教案", ""),
        ("木艺工程学院，青岭木艺职业学校", "青岭木艺职业学校"),
    ],
)
def test_a_school_is_known_by_its_name(line: str, school: str) -> None:
    assert told(Line(line), Line("这里写一些内容。")).get("school", "") == school


def test_the_name_of_the_file_tells_what_the_text_does_not() -> None:
    found = read(Line("燕尾榫"), path="青岭木艺职业学校_2025秋.md").properties
    assert {str(one.name): (one.text, one.start, one.end) for one in found} == {
        "school": ("青岭木艺职业学校", 0, 0),
        "term": ("2025秋", 0, 0),
    }


@pytest.mark.parametrize(
    ("line", "term"),
    [
        ("2025—2026学年第一学期", "2025—2026学年第一学期"),
        ("木工课表（2025年春季学期）", "2025年春季学期"),
        ("114學年度上學期", "114學年度上學期"),
        ("本办法自2025年秋季学期起施行", ""),
        ("2025级木工", ""),
    ],
)
def test_a_term_is_known_by_its_form(line: str, term: str) -> None:
    assert told(Line("木工房"), Line(line)).get("term", "") == term


@pytest.mark.parametrize(
    ("author", "kept"), [("鲁班门", "鲁班门"), ("微软用户", ""), ("Administrator", ""), ("", "")]
)
def test_the_file_tells_the_author_unless_a_program_did(author: str, kept: str) -> None:
    assert told(Line("木工房"), author=author).get("author", "") == kept
    printed = told(Line("木工房"), Line("执笔：墨线清"), author=author)
    assert printed["author"] == "墨线清"


def test_the_title_of_a_syllabus_has_the_course_that_of_a_plan_the_text() -> None:
    assert told(Line("《木工基础》课程教学大纲"))["course"] == "木工基础"
    assert "course" not in told(Line("《燕尾榫之歌》教案"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text("课程班级教师：:\t　学校大年第期春 25、，（）木", max_size=40), max_size=12)
)
def test_any_text_has_at_most_one_of_each_at_its_place(lines: list[str]) -> None:
    document = read(*map(Line, lines), Line("木"))
    names = [one.name for one in document.properties]
    assert len(names) == len(set(names))
    for one in document.properties:
        assert one.start == one.end or document.canonical[one.start : one.end] == one.text
