"""Headings by their numbers, their look and their place, in text, Word, web pages and Markdown.

The outlines are written by hand or come from a builder that knows them; the documents are made
from them.
"""

import io
from itertools import chain

import docx
import pytest
from docx.shared import Pt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from outline import outline

from indexing.kinds import understand
from indexing.readers import read_bytes
from indexing.readers.blocks import Line, RawDocument, TableBlock, TableCell

BODY = "学生分成小组，按照工单的顺序完成，每一步都由组长检查并在记录单上签字。"


def levels(*texts: str, wrapped: bool = False) -> list[tuple[int, str]]:
    """The outline of a document whose paragraphs are ``texts``; ``.`` stands for a paragraph."""
    lines = tuple(Line(BODY if text == "." else text) for text in texts)
    return outline(understand(RawDocument(lines, wrapped=wrapped), "某.txt", "0"))


def test_fields_of_the_same_name_stand_under_their_chapter() -> None:
    assert levels(
        *("《木工》教学大纲", "第一章 识图", "一、重点", ".", "二、难点", "."),
        *("第二章 开榫", "一、重点", ".", "二、难点", "."),
    ) == [
        (1, "第一章 识图"),
        (2, "一、重点"),
        (2, "二、难点"),
        (1, "第二章 开榫"),
        (2, "一、重点"),
        (2, "二、难点"),
    ]


def test_chapters_stay_inside_the_part_that_goes_on_behind_them() -> None:
    assert levels(
        *("一、简介", ".", "二、内容", "第一章 识图", ".", "第二章 开榫", ".", "三、考核", "."),
    ) == [
        (1, "一、简介"),
        (1, "二、内容"),
        (2, "第一章 识图"),
        (2, "第二章 开榫"),
        (1, "三、考核"),
    ]


def test_chapters_behind_a_preface_are_no_part_of_it() -> None:
    assert levels(
        *(
            "一、总学时",
            ".",
            "二、教材",
            ".",
            "第一章 识图",
            "一、目的",
            ".",
            "第二章 开榫",
            "一、目的",
            ".",
        ),
    ) == [
        (1, "一、总学时"),
        (1, "二、教材"),
        (1, "第一章 识图"),
        (2, "一、目的"),
        (1, "第二章 开榫"),
        (2, "一、目的"),
    ]


@pytest.mark.parametrize("word", ["实验", "项目", "任务", "模块", "Unit "])
def test_a_word_and_a_number_are_a_scheme_of_the_document(word: str) -> None:
    heads = [f"{word}{n} 甲乙丙" for n in (1, 2, 3)]
    texts = chain.from_iterable((head, "一、目的", ".", "二、步骤", ".") for head in heads)
    assert levels("指导书", *texts) == [
        pair for head in heads for pair in ((1, head), (2, "一、目的"), (2, "二、步骤"))
    ]


def test_items_of_a_list_are_no_headings() -> None:
    items = ("1. 班级和人数", "2. 要用的设备", "3. 开始的时间")
    assert levels("一、登记", *items, "二、离开", ".") == [(1, "一、登记"), (1, "二、离开")]
    long = ("1. 班级和人数", "2. 要用的设备，以及谁来保管、怎样归还。", "3. 时间")
    assert levels("一、登记", *long, "二、离开", ".") == [(1, "一、登记"), (1, "二、离开")]


def test_numbered_lines_with_text_between_them_are_headings() -> None:
    texts = ("一、任务", "1. 目的", ".", "2. 步骤", ".", "二、考核", ".")
    assert levels(*texts) == [(1, "一、任务"), (2, "1. 目的"), (2, "2. 步骤"), (1, "二、考核")]


def test_a_label_with_its_value_is_no_heading() -> None:
    texts = ("一、信息", "1. 编号：80L", "2. 学分：2", ".", "二、目标", ".")
    assert levels(*texts) == [(1, "一、信息"), (1, "二、目标")]


def test_a_heading_may_end_in_a_colon_and_have_nothing_below() -> None:
    assert levels("一、专业名称：", "二、专业代码：", "三、培养目标：", ".") == [
        (1, "一、专业名称："),
        (1, "二、专业代码："),
        (1, "三、培养目标："),
    ]


def test_lines_alike_but_for_their_number_open_the_lessons_of_a_collection() -> None:
    lesson = ("教学目标", ".", "教学过程", ".", "教学反思", ".")
    found = levels(*("教案（第5次课）", *lesson), *("教案（第6次课）", *lesson))
    assert [head for level, head in found if level == 1] == ["教案（第5次课）", "教案（第6次课）"]
    assert [level for level, head in found if head == "教学目标"] == [2, 2]


def test_rows_of_a_table_in_the_text_are_no_headings() -> None:
    rows = (
        "第一周 络筒 26 织造室 甲某",
        "第二周 上机 26 织造室 甲某",
        "第三周 退浆 26 染整室 乙某",
    )
    assert levels("一、日程", *rows, ".", "二、成绩", ".") == [(1, "一、日程"), (1, "二、成绩")]


def test_short_lines_over_long_ones_are_headings_where_nothing_is_numbered() -> None:
    assert levels("木工札记", ".", "为什么要学", ".", "上课地点", ".", "迟交怎么办", ".") == [
        (1, "为什么要学"),
        (1, "上课地点"),
        (1, "迟交怎么办"),
    ]
    # Here they are lines of a poem or of a board: nothing stands below.
    assert levels("木工札记", ".", "先量", "后锯", "再刨", "终检") == []


def test_a_part_behind_the_last_unit_is_no_part_of_it() -> None:
    units = ("单元一 识图", ".", "单元二 开榫", ".")
    assert levels("木工札记", ".", "使用说明", ".", *units, "成绩评定", ".") == [
        (1, "使用说明"),
        (1, "单元一 识图"),
        (1, "单元二 开榫"),
        (1, "成绩评定"),
    ]
    inside = ("单元一 识图", ".", "课后练习", ".", "单元二 开榫", ".", "课后练习", ".")
    assert [level for level, _ in levels("木工札记", ".", *inside)] == [1, 2, 1, 2]


def test_lines_between_rules_open_the_parts_of_a_volume() -> None:
    found = levels(
        "====== 甲册 石油 ======", "培养目标", ".", "====== 乙册 矿山 ======", "培养目标", "."
    )
    assert found == [(1, "甲册 石油"), (2, "培养目标"), (1, "乙册 矿山"), (2, "培养目标")]


def test_the_contents_are_left_out_and_name_the_headings() -> None:
    contents = ("目 录", "焊接准备…………1", "焊接操作…………3", "焊后检验…………9")
    body = ("焊接准备", "先看图样", ".", "焊接操作", "戴好面罩", ".", "焊后检验", "用放大镜看", ".")
    document = understand(
        RawDocument(tuple(Line(BODY if t == "." else t) for t in (*contents, *body))), "某.txt", "0"
    )
    assert outline(document) == [(1, "焊接准备"), (1, "焊接操作"), (1, "焊后检验")]
    assert "…" not in document.canonical
    assert document.canonical.startswith("焊接准备\n先看图样")


def test_in_a_narrow_column_a_heading_that_ends_before_the_margin_is_not_joined() -> None:
    lines = (
        *(
            "一、刀工训练的要求",
            "切丝长六厘米粗细一致每个",
            "学生每周练习三次，每次做",
            "四十分钟。",
        ),
        *("二、火候训练的要求", "炒青菜用旺火，出锅之前的", "十秒放盐，避免出水。"),
    )
    assert levels(*lines, wrapped=True) == [(1, "一、刀工训练的要求"), (1, "二、火候训练的要求")]


def test_larger_and_bolder_type_tells_headings_of_word() -> None:
    file = docx.Document()

    def add(text: str, size: float = 10.5, *, bold: bool = False) -> None:
        run = file.add_paragraph().add_run(text)
        run.font.size, run.font.bold = Pt(size), bold

    add("岗位手册", 22)
    for part in ("实习安排", "岗位要求"):
        add(part, 16)
        for topic in ("时间", "地点"):
            add(topic, bold=True)
            add(BODY)
            add(BODY)
    stream = io.BytesIO()
    file.save(stream)
    document = understand(read_bytes(stream.getvalue(), "手册.docx"), "手册.docx", "0")
    assert document.title == "岗位手册"
    assert outline(document) == [
        (1, "实习安排"),
        (2, "时间"),
        (2, "地点"),
        (1, "岗位要求"),
        (2, "时间"),
        (2, "地点"),
    ]


# Any outline in any format ----------------------------------------------------------------------

HAN = "一二三四五六七八九十"
SCHEMES = [
    [
        lambda n: f"第{HAN[n]}章 ",
        lambda n: f"第{HAN[n]}部分 ",
        lambda n: f"实验{HAN[n]} ",
        lambda n: f"项目{n + 1} ",
    ],
    [lambda n: f"{HAN[n]}、", lambda n: f"{HAN[n]}．"],
    [lambda n: f"（{HAN[n]}）", lambda n: f"({HAN[n]})"],
    [lambda n: f"{n + 1}. ", lambda n: f"{n + 1}、"],
]
NAMES = ("任务概述", "材料准备", "操作步骤", "质量检验", "安全须知", "成绩评定")


@st.composite
def outlines(draw: st.DrawFn) -> list[tuple[int, str]]:
    """Headings with their levels, at least two of each run; 0 is a paragraph."""
    depth = draw(st.integers(1, 3))
    first = draw(st.integers(0, len(SCHEMES) - depth))
    forms = [draw(st.sampled_from(SCHEMES[first + level])) for level in range(depth)]
    out: list[tuple[int, str]] = []

    def part(level: int) -> None:
        for number in range(draw(st.integers(2, 4))):
            out.append((level + 1, forms[level](number) + draw(st.sampled_from(NAMES))))
            out.extend((0, BODY) for _ in range(draw(st.integers(1, 2))))
            if level + 1 < depth:
                part(level + 1)

    part(0)
    return out


def as_text(parts: list[tuple[int, str]], pages: list[int]) -> tuple[bytes, str]:
    """Plain text broken at a margin, with a form feed before some paragraphs."""
    out = ["木工实训指导书\n"]
    for at, (_, text) in enumerate(parts):
        out.append("\f" if at in pages else "")
        out += [text[i : i + 30] + "\n" for i in range(0, len(text), 30)]
    return "".join(out).encode(), "某.txt"


def as_word(parts: list[tuple[int, str]], pages: list[int]) -> tuple[bytes, str]:
    """A Word file without a style, with page breaks."""
    file = docx.Document()
    file.add_paragraph("木工实训指导书")
    for at, (level, text) in enumerate(parts):
        paragraph = file.add_paragraph()
        paragraph.paragraph_format.page_break_before = at in pages
        paragraph.add_run(text).font.size = Pt(12 if level else 10.5)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue(), "某.docx"


def as_web(parts: list[tuple[int, str]], pages: list[int]) -> tuple[bytes, str]:
    """A web page of paragraphs, some of them bold."""
    tag = "b" if pages else "span"
    body = "".join(f"<p><{tag}>{t}</{tag}></p>" if level else f"<p>{t}</p>" for level, t in parts)
    return f"<html><body><p>木工实训指导书</p>{body}</body></html>".encode(), "某.html"


def as_lines(parts: list[tuple[int, str]], pages: list[int]) -> tuple[bytes, str]:
    """Markdown without marks, one line a paragraph."""
    between = "\n\n" if pages else "\n"
    escaped = (text.replace(". ", "\\. ") for _, text in parts)
    return between.join(("木工实训指导书", *escaped)).encode(), "某.md"


@pytest.mark.parametrize("make", [as_text, as_word, as_web, as_lines])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parts=outlines(), pages=st.lists(st.integers(1, 20), max_size=1))
def test_the_outline_of_any_document_is_found(make, parts, pages) -> None:
    data, name = make(parts, pages)
    document = understand(read_bytes(data, name), name, "0")
    assert outline(document) == [(level, text.strip()) for level, text in parts if level]
    assert document.title == "木工实训指导书"


def test_a_table_below_a_short_line_has_it_as_caption_and_not_as_heading() -> None:
    table = TableBlock(((TableCell("周"), TableCell("内容")), (TableCell("1"), TableCell("识图"))))
    blocks = (Line("一、安排"), Line(BODY), Line("各周内容"), table, Line("二、考核"), Line(BODY))
    document = understand(RawDocument(blocks), "某.txt", "0")
    assert outline(document) == [(1, "一、安排"), (1, "二、考核")]
    assert document.tables[0].name == "各周内容"
