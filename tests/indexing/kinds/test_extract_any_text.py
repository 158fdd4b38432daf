"""Whatever a file says, its records are verbatim and making them never fails."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from invented_lesson_plan import FLAT, web
from invented_lesson_plan import word as plan_word
from invented_standard import TEXT as STANDARD
from invented_syllabus import TEXT as SYLLABUS
from record_texts import every_value, texts

from indexing.fact_sheets import fact_sheets
from indexing.kinds import Outline, records_of, to_json, understand
from indexing.readers.blocks import Line, RawDocument, TableBlock, TableCell
from indexing.records import DocumentKind

PIECES = sorted(
    {
        piece
        for text in (STANDARD, FLAT, SYLLABUS)
        for line in text.split("\n")
        for piece in (line[:60], line[:9], line[3:14])
    }
)
TEXT = st.one_of(st.sampled_from(PIECES), st.text(max_size=12))
LINE = st.builds(Line, TEXT, st.none() | st.integers(1, 3), st.sampled_from([0, 0, 0, 1, 2, 3]))
TABLE = st.integers(1, 5).flatmap(
    lambda width: st.builds(
        lambda rows, page: TableBlock(tuple(tuple(map(TableCell, row)) for row in rows), page),
        st.lists(st.lists(TEXT, min_size=width, max_size=width), min_size=1, max_size=4),
        st.none() | st.integers(1, 3),
    )
)
BLOCKS = st.lists(st.one_of(LINE, LINE, LINE, TABLE), max_size=40)
#: So that a document of each kind comes of it.
OPENINGS = {
    kind: tuple(Line(name, None, 3) for name in names)
    for kind, names in {
        DocumentKind.STANDARD: (
            "五、课程标准",
            "（一）木工课程标准",
            "典型工作任务描述",
            "工作内容分析",
            "课程目标",
            "学习内容",
            "参考性学习任务",
            "教学实施建议",
            "教学考核要求",
        ),
        DocumentKind.LESSON_PLAN: (
            "学情分析",
            "教学目标",
            "教学重难点",
            "教学资源",
            "教学方法",
            "考核评价",
            "课堂任务",
            "教学过程",
        ),
        DocumentKind.SYLLABUS: (
            "一、课程基本信息",
            "二、课程目标",
            "三、课程资源",
            "四、教学方法与手段",
            "五、教学内容及具体安排",
            "第一章 木工（4学时）",
        ),
    }.items()
}


def assert_verbatim(document, records):
    canonical = document.canonical
    for value in every_value(records):
        spans = [(value.start, value.end), *value.rest]
        assert all(0 <= start < end <= len(canonical) for start, end in spans), value
        printed = "".join(canonical[start:end] for start, end in spans)
        assert "".join(value.text.split()) == "".join(printed.split()), value
        if not value.rest:
            assert value.text == printed
        assert value.page == Outline(document).page_at(value.start)


@settings(max_examples=60)
@given(st.sampled_from(sorted(OPENINGS)), st.data(), st.booleans())
def test_records_of_any_blocks_are_verbatim(kind, data, wrapped):
    blocks = []
    for line in OPENINGS[kind]:
        blocks += [line, *data.draw(BLOCKS.map(lambda found: found[:6]))]
    document = understand(RawDocument(tuple(blocks), wrapped=wrapped), "a.docx", "0" * 64)
    records = records_of(document)
    assert_verbatim(document, records)
    json.dumps(to_json(records), ensure_ascii=False)
    for sheet in fact_sheets(document):
        assert len(sheet.sources) == sheet.text.count("\n") - 1
        for source in sheet.sources:
            assert document.canonical[source.start : source.end] == source.quote != ""


def test_records_of_the_invented_documents_are_verbatim(understood):
    for content, name in (
        (STANDARD, "a.txt"),
        (FLAT, "b.txt"),
        (SYLLABUS, "c.txt"),
        (plan_word(), "d.docx"),
        (web(), "e.html"),
    ):
        document = understood(content, name)
        records = records_of(document)
        assert len(list(every_value(records))) > 20, name
        assert_verbatim(document, records)
        assert texts(records_of(document)) == texts(records)


def test_a_generic_document_has_no_records(understood):
    document = understood("# 木工\n\n锯木头。\n", "a.md")
    assert document.kind is DocumentKind.GENERIC
    assert list(every_value(records_of(document))) == []
