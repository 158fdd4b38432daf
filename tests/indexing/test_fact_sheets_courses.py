"""Fact sheets of tables of courses, weeks and marks in documents without records of their own."""

import invented_programme
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.chunking import chunk_document
from indexing.fact_sheets.table_columns import ordinal, percent, semesters, weeks, whole_number
from indexing.kinds import understand
from indexing.readers import read_bytes
from indexing.records import Chunk, ChunkKind, Document, DocumentKind


def _sheets(document: Document) -> dict[str, Chunk]:
    chunks = chunk_document(document, len, 300)
    sheets = [chunk for chunk in chunks if chunk.kind is ChunkKind.FACT_SHEET]
    return {chunk.text.split("\n")[0]: chunk for chunk in sheets}


@pytest.fixture
def programme(understood) -> Document:
    return understood(invented_programme.word(), "方案.docx")


def test_a_programme_without_heading_styles(programme: Document) -> None:
    assert programme.kind is DocumentKind.PROGRAMME
    assert programme.title == invented_programme.TITLE
    assert [table.name for table in programme.tables] == [
        "表1 职业面向",
        "学生毕业须达到的要求",
        "四、课程设置与教学安排",
        "五、选修课程",
    ]
    assert programme.tables[2].columns == (
        *("课程类别", "序号", "课程名称", "学分", "总学时", "学时·理论", "学时·实践"),
        *(f"各学期周学时·第{'一一二二三三'[n]}学年·{n + 1}" for n in range(6)),
    )


def test_hours_and_credits_of_every_course_with_their_sums(programme: Document) -> None:
    sheets = _sheets(programme)
    assert sheets["四、课程设置与教学安排：各门课程的学时"].text.split("\n")[1:] == [
        "应用数学：64 学时",
        "职业英语：40 学时",
        "航线规划：48 学时",
        "影像拼接：80 学时",
        "机体维护：48 学时",
        "合计：5 门，280 学时",
    ]
    credits = sheets["四、课程设置与教学安排：各门课程的学分"].text.split("\n")
    assert credits[2] == "职业英语：2.5 学分"
    assert credits[-1] == "合计：5 门，17.5 学分"  # 4 + 2.5 + 3 + 5 + 3
    group = sheets["专业核心课：各门课程的学时"].text.split("\n")
    assert group[-1] == "合计：3 门，176 学时"


def test_a_total_printed_alike_is_a_source_and_another_is_told(understood) -> None:
    table = "| 课程 | 学时 |\n|---|---|\n| 刨削 | 8 |\n| 凿孔 | 4 |\n| 合计 | {} |\n"
    alike = _sheets(understood("# 方案\n\n" + table.format(12), "a.md"))["方案：各门课程的学时"]
    assert alike.text.endswith("合计：2 门，12 学时")
    assert [source.quote for source in alike.sources][-1].endswith("12")
    other = _sheets(understood("# 方案\n\n" + table.format(16), "b.md"))["方案：各门课程的学时"]
    assert other.text.endswith("合计：2 门，12 学时（表中印的合计是 16 学时）")
    assert len(other.sources) == 2


def test_the_semester_of_every_course_and_the_courses_of_every_semester(
    programme: Document,
) -> None:
    sheets = _sheets(programme)
    told = sheets["四、课程设置与教学安排：各门课程的开课学期"]
    assert told.text.split("\n")[3:5] == ["航线规划：第三学期", "影像拼接：第三、四学期"]
    assert told.sources[2].quote == "航线规划\t3\t48\t20\t28\t4"
    named = sheets["五、选修课程：各门课程的开课学期"].text.split("\n")
    assert named[1:-1] == ["航空摄影：第五学期", "沙盘制作：第三、四学期"]
    whole = [
        chunk.text.split("\n")
        for chunk in chunk_document(programme, len, 300)
        if chunk.text.startswith("各学期开设的课程\n第一学期")
    ]
    assert [line for line in whole[0] if line.startswith("第三学期")] == [
        "第三学期·航线规划：48 学时",
        "第三学期·影像拼接：第三、四学期都开，共 80 学时",
        "第三学期·机体维护：48 学时",
    ]


def test_quotes_of_the_sheets_are_verbatim(programme: Document) -> None:
    for sheet in _sheets(programme).values():
        for source in sheet.sources:
            assert programme.canonical[source.start : source.end] == source.quote


WEEKS = """\
<html><head><title>西點裝飾教學大綱 | 課程網</title></head><body>
<p>西點裝飾教學大綱</p>
<p>課程資訊</p>
<table><tr><td>課程名稱</td><td>西點裝飾</td></tr><tr><td>學分</td><td>3</td></tr></table>
<p>每週進度</p>
<table><tr><th>週次</th><th>單元主題</th><th>作業</th></tr>
<tr><td>1</td><td>衛生規範</td><td>無</td></tr>
<tr><td>第二週</td><td>霜飾：打發</td><td>記錄</td></tr>
<tr><td>3-4</td><td>擠花</td><td>照片</td></tr></table>
<p>評分方式</p>
<table><tr><th>項目</th><th>比例</th></tr><tr><td>出席</td><td>20%</td></tr>
<tr><td>作品</td><td>80%</td></tr><tr><td>合計</td><td>100%</td></tr></table>
<p>教科書</p><p>自編講義。</p></body></html>
"""


@pytest.mark.parametrize("marked", [False, True])
def test_a_syllabus_of_weeks(understood, marked: bool) -> None:
    page = WEEKS
    if marked:
        page = page.replace("<p>西點裝飾教學大綱</p>", "<h1>西點裝飾教學大綱</h1>")
        for part in ("課程資訊", "每週進度", "評分方式", "教科書"):
            page = page.replace(f"<p>{part}</p>", f"<h2>{part}</h2>")
    document = understood(page, "大綱.html")
    assert (document.kind, document.title) == (DocumentKind.SYLLABUS, "西點裝飾教學大綱")
    parts = ["課程資訊", "每週進度", "評分方式", "教科書"]
    assert [s.heading for s in document.sections[1 + marked :]] == parts
    assert [table.name for table in document.tables] == parts[:3]
    sheets = _sheets(document)
    assert sheets["每週進度：各周的教学内容"].text.split("\n")[1:] == [
        "第一周：衛生規範",
        "第二周：霜飾 打發",
        "第三周：擠花",
        "第四周：擠花",
        "合计：4 周",
    ]
    assert sheets["每週進度：各周的教学内容"].sources[1].quote == "第二週\t霜飾：打發"
    shares = sheets["評分方式：各部分的权重"].text.split("\n")
    assert shares[1:] == ["出席：20%", "作品：80%", "合计：2 项"]


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("3", [3]),
        ("第三学期", [3]),
        ("一、三", [1, 3]),
        ("2-4", [2, 3, 4]),
        ("第1～2学期", [1, 2]),
        ("十二", [12]),
        ("第Ⅱ学期", [2]),
        ("Ⅰ～Ⅲ", [1, 2, 3]),
        ("⑤", [5]),
        ("", []),
        ("13", []),
        ("春季", []),
        ("1.5学分", []),
    ],
)
def test_semesters_of_a_cell(cell: str, numbers: list[int]) -> None:
    assert semesters(cell) == numbers


@given(st.lists(st.integers(1, 30), min_size=1, max_size=4))
def test_weeks_are_read_back_from_their_names(numbers: list[int]) -> None:
    assert weeks(ordinal(numbers, "周")) == numbers


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("64", 64),
        ("1 360", 1360),
        ("4学分", 4),
        ("2.5", None),
        ("√", None),
        ("九十六", 96),
        ("六", 6),
        ("七十二学时", 72),
        ("七八", None),
        ("一个半", None),
    ],
)
def test_whole_numbers_of_a_cell(cell: str, number: int | None) -> None:
    assert whole_number(cell) == number


def test_per_cent_of_a_cell() -> None:
    assert (percent("20%"), percent("30％"), percent("约 20%"), percent("")) == (20, 30, None, None)
    assert (percent("百分之四十"), percent("四成"), percent("三十")) == (40, 40, 30)


def test_how_many_weeks_each_thing_takes_is_no_schedule(understood) -> None:
    table = (
        "| 环节 | 周数 | 地点 |\n|---|---|---|\n| 刨削轮岗 | 4 | 车间 |\n| 凿孔实习 | 2 | 库房 |\n"
    )
    sheets = _sheets(understood("# 方案\n\n## 集中实践\n\n" + table, "a.md"))
    assert list(sheets) == ["集中实践：各项的周数"]
    assert sheets["集中实践：各项的周数"].text.split("\n")[1:] == [
        "刨削轮岗：4 周",
        "凿孔实习：2 周",
        "合计：2 项，6 周",
    ]


def test_a_short_row_is_quoted_from_its_name_and_not_from_the_row_before(understood) -> None:
    table = (
        "| 环节 | 周数 | 成绩 |\n|---|---|---|\n| 刨削轮岗 | 3 | 日志三成 |\n| 跟岗 | 4 | 评分 |\n"
    )
    sheet = _sheets(understood("# 集中实践\n\n" + table, "a.md"))["集中实践：各项的周数"]
    assert sheet.text.split("\n")[1:-1] == ["刨削轮岗：3 周", "跟岗：4 周"]
    assert [source.quote for source in sheet.sources] == ["刨削轮岗\t3", "跟岗\t4"]


def test_a_standard_whose_form_is_its_own_keeps_the_credits_of_its_table() -> None:
    """Its kind is told by its title; its table is still read as any table of courses is."""
    text = (
        "# 木工专业教学标准\n\n## 一、课程设置\n\n| 课程名称 | 学时 | 学分 |\n| --- | --- | --- |\n"
        "| 榫卯制作 | 64 | 4 |\n| 家具打磨 | 32 | 2 |\n"
    )
    document = understand(read_bytes(text.encode(), "标准.md"), "标准.md", "0" * 64)
    assert document.kind is DocumentKind.STANDARD
    assert document.layout is DocumentKind.GENERIC
    sheets = _sheets(document)
    assert sheets["一、课程设置：各门课程的学分"].text.split("\n")[1:] == [
        "榫卯制作：4 学分",
        "家具打磨：2 学分",
        "合计：2 门，6 学分",
    ]
