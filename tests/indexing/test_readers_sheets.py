"""Spreadsheets made with openpyxl and as text: what is shown, tables, forms, captions, headers."""

import datetime as dt
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Font

from indexing.chunking import chunk_document
from indexing.errors import DocumentError
from indexing.kinds import understand
from indexing.limits import Limits
from indexing.readers import read_bytes
from indexing.readers.blocks import Line, TableBlock
from indexing.readers.sheets.formulas import result_of
from indexing.readers.sheets.number_formats import shown


def book(*sheets, merges=(), formats=None, bold=()):
    """A workbook of (name, rows); merges, formats and bold type are of the first sheet."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets:
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    first = workbook.worksheets[0]
    for merge in merges:
        first.merge_cells(merge)
    for place, code in (formats or {}).items():
        first[place].number_format = code
    for place in bold:
        first[place].font = Font(bold=True)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def told(data, name="表.xlsx"):
    """The blocks: lines as texts (a heading with #), tables as rows, ``…`` for a place covered."""
    return [
        f"{'#' * block.heading}{block.text}"
        if isinstance(block, Line)
        else [["…" if cell.merged else cell.text for cell in row] for row in block.rows]
        for block in read_bytes(data, name).blocks
    ]


def understood(data, name="表.xlsx"):
    return understand(read_bytes(data, name), name, "0" * 64)


PLAN = [
    ["《漆艺》授课进度表", None, None],
    ["周次", "内容", "学时"],
    ["第一周", "髹涂", 4],
    ["第二周", "打磨", 6],
    ["合计", None, "=SUM(C3:C4)"],
]


def test_a_merged_first_row_is_the_caption_and_a_sheet_a_section():
    data = book(("进度", PLAN), ("考核", [["项目", "占比"], ["作品", 0.6]]), merges=["A1:C1"])
    assert told(data) == [
        "#《漆艺》授课进度表",
        "##进度",
        [["周次", "内容", "学时"], ["第一周", "髹涂", "4"], ["第二周", "打磨", "6"],
         ["合计", "", "10"]],
        "##考核",
        [["项目", "占比"], ["作品", "0.6"]],
    ]  # fmt: skip


def test_captions_of_several_sheets_stay_with_their_tables():
    other = [["《陶艺》授课进度表", None, None], *PLAN[1:4]]
    blocks = told(book(("漆", PLAN[:4]), ("陶", other), merges=["A1:C1"]))
    assert blocks[:2] == ["#漆", "《漆艺》授课进度表"]
    assert blocks[3:5] == ["#陶", "《陶艺》授课进度表"]


def test_a_sheet_nobody_named_is_called_by_its_caption():
    assert told(book(("Sheet1", PLAN[:4])))[0] == "#《漆艺》授课进度表"
    assert told(book(("Sheet1", PLAN[1:4])))[0] == [["周次", "内容", "学时"],
                                                    ["第一周", "髹涂", "4"],
                                                    ["第二周", "打磨", "6"]]  # fmt: skip


def test_a_cell_merged_over_rows_holds_for_each_and_blank_cells_keep_their_column():
    rows = [["项目", "任务", "学时", "地点"], ["项目一 裁剪", "排料", 4, "一室"],
            [None, "划样", None, "二室"], ["项目二 缝制", "合缝", 8, None]]  # fmt: skip
    (table,) = understood(book(("任务", rows), merges=["A2:A3"])).tables
    assert table.columns == ("项目", "任务", "学时", "地点")
    assert [tuple(cell.text for cell in row) for row in table.rows] == [
        ("项目一 裁剪", "排料", "4", "一室"),
        ("项目一 裁剪", "划样", "", "二室"),
        ("项目二 缝制", "合缝", "8", ""),
    ]


@pytest.mark.parametrize("merges", [["A1:A2", "B1:C1", "D1:D2"], ["B1:C1"]])
def test_a_header_of_two_rows_is_joined(merges):
    rows = [["课程", "学时", None, "考核"], [None, "理论", "实训", None], ["制皂", 8, 24, "作品"],
            ["调香", 12, 12, "笔试"]]  # fmt: skip
    (table,) = understood(book(("计划", rows), merges=merges)).tables
    assert table.columns == ("课程", "学时·理论", "学时·实训", "考核")
    assert [cell.text for cell in table.rows[0]] == ["制皂", "8", "24", "作品"]


@pytest.mark.parametrize(
    ("rows", "bold"),
    [
        ([["课程名称：", "制皂"], ["学时：", 48], ["教师：", "某老师"]], ()),
        ([["课程名称", "制皂"], ["学时", 48], ["开课日期", dt.date(2031, 3, 2)]], ()),
        (
            [["课程名称", "制皂", "学时", 48], ["学分", 3, "场地", "二号楼"]],
            ("A1", "C1", "A2", "C2"),
        ),
    ],
)
def test_a_form_is_read_as_its_pairs(rows, bold):
    lines = told(book(("Sheet1", rows), bold=bold))
    assert lines[0] == "课程名称：制皂"
    assert "学时：48" in lines
    assert all(isinstance(line, str) for line in lines)


@pytest.mark.parametrize(
    "rows",
    [
        [["项目", "占比"], ["出勤", 10], ["作品", 60], ["笔试", 30]],
        [["组长", "组员"], ["甲", "乙"], ["丙", "丁"]],
        [["任务", "学时"], ["选料", 4], ["选料", 6], ["备注", "另定"]],
    ],
)
def test_a_table_of_two_columns_is_no_form(rows):
    (table,) = told(book(("Sheet1", rows)))
    assert table[0] == rows[0]


def test_facts_above_a_table_and_notes_below_it_are_no_rows():
    rows = [
        ["授课计划"],
        ["班级：31 级", None, "教师：某老师"],
        ["周次", "内容", "学时", "地点"],
        ["1", "制模", "4", "一室"],
        ["2", "翻模", "4", "一室"],
        ["注：节假日顺延。"],
    ]
    lines = told(book(("Sheet1", rows), merges=["A1:D1", "A6:D6"]))
    assert lines[:2] == ["#授课计划", "班级：31 级　教师：某老师"]
    assert lines[-1] == "注：节假日顺延。"
    assert lines[2][0] == ["周次", "内容", "学时", "地点"]
    assert len(lines[2]) == 3


def test_blank_rows_divide_tables_but_not_the_rows_of_one():
    rows = [["周次", "学时"], ["一", 4], [None, None], ["二", 6], [None, None],
            ["成绩", "比例"], ["作品", "全部"]]  # fmt: skip
    assert told(book(("Sheet1", rows))) == [
        [["周次", "学时"], ["一", "4"], ["二", "6"]],
        [["成绩", "比例"], ["作品", "全部"]],
    ]


def test_hidden_sheets_are_left_out():
    workbook = Workbook()
    workbook.active.append(["课程", "学时"])
    workbook.active.append(["制皂", 48])
    lists = workbook.create_sheet("选项")
    lists.append(["不要读"])
    lists.sheet_state = "hidden"
    stream = io.BytesIO()
    workbook.save(stream)
    assert told(stream.getvalue()) == [[["课程", "学时"], ["制皂", "48"]]]


@settings(max_examples=15, deadline=None)
@given(st.permutations(["周次", "内容", "学时", "地点"]), st.booleans(), st.integers(0, 2))
def test_a_row_has_its_values_whatever_the_order_of_the_columns(columns, titled, gap):
    values = {"周次": ["第1周", "第2周"], "内容": ["制模", "翻模"], "学时": [4, None],
              "地点": [None, "一室"]}  # fmt: skip
    rows = [[None]] * gap + ([["实训安排"]] if titled else [])
    rows += [list(columns), *([values[c][at] for c in columns] for at in range(2))]
    (table,) = understood(book(("安排", rows))).tables
    found = [
        dict(zip(table.columns, (cell.text for cell in row), strict=True)) for row in table.rows
    ]
    assert found == [
        {"周次": "第1周", "内容": "制模", "学时": "4", "地点": ""},
        {"周次": "第2周", "内容": "翻模", "学时": "", "地点": "一室"},
    ]
    document = understood(book(("安排", rows)))
    cells = [cell for row in document.tables[0].rows for cell in row if cell.text]
    assert all(document.canonical[cell.start : cell.end] == cell.text for cell in cells)


def test_a_passage_that_begins_inside_a_table_is_found_by_its_caption_and_columns():
    rows = [["雕刻排课"], ["周次", "内容"], *([f"第{n}周", f"练习{n}" * 4] for n in range(1, 20))]
    chunks = chunk_document(understood(book(("Sheet1", rows))), len, 120)
    later = [chunk for chunk in chunks if chunk.text.startswith("第")]
    assert len(later) > 1
    assert all("雕刻排课 周次 内容\n" in chunk.search_text for chunk in later)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.4, "0%", "40%"),
        (0.125, "0.0%", "12.5%"),
        (1 / 3, "General", "0.3333333333"),
        (72.0, "General", "72"),
        (1360, "#,##0", "1,360"),
        (3.5, "0.00", "3.50"),
        (2.5, "0.##", "2.5"),
        (2.0, "0.##", "2"),
        (7, "000", "007"),
        (-3, "0;(0)", "(3)"),
        (4, '0"学时"', "4学时"),
        (4, '"第"0"周"', "第4周"),
        (12.5, '"¥"#,##0.00', "¥12.50"),
        (0, "0;-0;;@", ""),
        (True, "General", "TRUE"),
        (dt.datetime(2031, 3, 2), "yyyy/m/d", "2031/3/2"),
        (dt.datetime(2031, 3, 2), 'yyyy"年"m"月"d"日"', "2031年3月2日"),
        (dt.datetime(2031, 3, 2), "[$-804]aaaa;@", "星期日"),
        (dt.datetime(2031, 3, 2, 14, 5), "yyyy-mm-dd hh:mm", "2031-03-02 14:05"),
        (dt.datetime(2031, 3, 2, 14, 5), "上午/下午h:mm", "下午2:05"),
        (dt.time(8, 20), "h:mm", "8:20"),
        (47909, "m/d", "3/2"),
        (1.5, "[h]:mm", "36:00"),
        ("#DIV/0!", "General", ""),
        (" 文字 ", "@", "文字"),
        (None, "General", ""),
    ],
)
def test_a_cell_is_read_as_it_is_shown(value, code, text):
    assert shown(value, code) == text


def test_formats_of_cells_are_those_of_the_workbook():
    rows = [["项目", "占比", "日期"], ["作品", 0.4, dt.date(2031, 3, 2)], ["笔试", 0.6, None]]
    data = book(("Sheet1", rows), formats={"B2": "0%", "B3": "0.0%", "C2": "mm-dd-yy"})
    assert told(data)[0][1:] == [["作品", "40%", "2031/3/2"], ["笔试", "60.0%", ""]]


CELLS = {"A1": 4, "A2": 6, "A3": "=A1+A2", "A4": "文字", "B1": None, "C1": "=C2", "C2": "=C1"}


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("=SUM(A1:A2)", 10),
        ("=SUM($A$1:$A$4)", 20),
        ("=A3*2-1", 19),
        ("=-A1+2^3", 4),
        ("=AVERAGE(A1,A2)", 5),
        ("=ROUND(A1/3,2)", 1.33),
        ("=COUNT(A1:A4)", 3),
        ("=A1*50%", 2),
        ("=SUM(其他!A1:A2)", 300),
        ("=B1+1", 1),
        ("=A1/0", None),
        ("=C1", None),
        ("=VLOOKUP(A1,A1:A4,1)", None),
        ("=A4+1", None),
        ("=SUM(A1:XFD1048576)", None),
    ],
)
def test_a_formula_without_a_result_is_computed_where_it_is_a_simple_one(formula, result):
    others = {"A1": 100, "A2": 200}
    assert result_of(formula, lambda sheet, ref: (others if sheet else CELLS).get(ref)) == result


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_a_table_as_text_in_any_encoding(encoding, sign):
    lines = [["课程", "学时", "备注"], ["制皂", "48", ""], ["调香", "", "停开"]]
    text = "\r\n".join(sign.join(line) for line in lines)
    assert told(text.encode(encoding), "学时.csv") == [lines]


def test_a_quoted_field_keeps_its_commas_and_breaks():
    data = '任务,要求\n备料,"软布擦干,\n不得用钢丝球"\n'.encode()
    assert told(data, "a.csv") == [[["任务", "要求"], ["备料", "软布擦干,\n不得用钢丝球"]]]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_any_sheet_is_read_without_losing_a_text(seed):
    """Cells, merges and gaps at random: every text of the sheet stands in some block."""
    chance = random.Random(seed)
    workbook = Workbook()
    sheet = workbook.active
    for row in range(1, 9):
        for column in range(1, 6):
            if chance.random() < 0.5:
                sheet.cell(row, column, f"文{row}字{column}")
    for _ in range(3):
        top, left = chance.randint(1, 7), chance.randint(1, 4)
        area = f"{chr(64 + left)}{top}:{chr(65 + left)}{top + 1}"
        if not any(set(m.cells) & {(top, left)} for m in sheet.merged_cells.ranges):
            sheet.merge_cells(area)
    texts = {cell.value for row in sheet for cell in row if getattr(cell, "value", None)}
    if not texts:
        return
    stream = io.BytesIO()
    workbook.save(stream)
    seen = " ".join(
        block if isinstance(block, str) else " ".join(text for row in block for text in row)
        for block in told(stream.getvalue())
    )
    assert [text for text in sorted(texts) if text not in seen] == []


def test_what_is_damaged_or_too_much_is_refused():
    data = book(("Sheet1", PLAN))
    with pytest.raises(DocumentError, match="不是完整的 Excel"):
        read_bytes(data[:1500], "表.xlsx")
    with pytest.raises(DocumentError, match="超过 5 个表格单元格"):
        read_bytes(data, "表.xlsx", Limits(cells=5))
    with pytest.raises(DocumentError, match="不是完整的 Excel"):
        read_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "表.et")


def test_a_table_is_one_block_of_the_reader():
    assert isinstance(read_bytes(book(("Sheet1", PLAN[1:4])), "a.xlsx").blocks[0], TableBlock)
