"""Real tables: lines broken inside cells, tables cut by a page break, columns of a field."""

from outline import column, rows, section, text_of

from indexing.kinds import understand
from indexing.readers.blocks import Line, RawDocument, TableBlock, TableCell
from indexing.records import DocumentKind


def table(*texts, page=None):
    return TableBlock(tuple(tuple(map(TableCell, row)) for row in texts), page)


def document(*blocks, wrapped=False):
    return understand(RawDocument(blocks, wrapped=wrapped), "a.pdf", "0" * 64)


HEADER = ("工种", "学时")


def test_lines_of_a_cell_are_joined_where_the_file_breaks_them():
    broken = table(HEADER, ("把木头锯成需要的长\n度，再把锯口刨平。\n1. 量尺寸；\n2. 下锯。", "4"))
    (read,) = document(broken, wrapped=True).tables
    whole = "把木头锯成需要的长度，再把锯口刨平。\n1. 量尺寸；\n2. 下锯。"
    assert rows(read) == [(whole, "4")]
    (kept,) = document(broken).tables  # a Word file breaks no lines: these are paragraphs
    assert rows(kept)[0][0].count("\n") == 3


def test_a_label_in_a_cell_opens_a_line_of_its_own():
    broken = table(HEADER, ("教学重点：看清纹路再下锯，不要急。\n教学难点：锯口要直。", "4"))
    (read,) = document(broken, wrapped=True).tables
    assert rows(read)[0][0].split("\n")[1] == "教学难点：锯口要直。"


def test_a_table_goes_on_on_the_next_page_with_or_without_its_header():
    first = table(HEADER, ("锯木", "4"), page=1)
    for rest in (table(HEADER, ("刨木", "6"), page=2), table(("刨木", "6"), page=2)):
        read = document(first, rest)
        (whole,) = read.tables
        assert rows(whole) == [("锯木", "4"), ("刨木", "6")]
        assert read.canonical.count("工种") == 1
        assert [unit.page for unit in read.units] == [1, 1, 2]


def test_a_row_of_totals_alone_on_the_next_page_keeps_its_columns():
    first = table(("序号", *HEADER), ("1", "锯木", "4"), page=1)
    (whole,) = document(first, table(("合计", "4"), page=2)).tables
    assert rows(whole)[-1] == ("合计", "", "4")


def test_other_tables_are_tables_of_their_own():
    first = table(HEADER, ("锯木", "4"), page=1)
    second = table(("工具", "件数"), ("锯子", "2"), page=2)
    assert len(document(first, Line("工具清单", 2), second).tables) == 2
    assert len(document(first, table(("工具", "件数", "价"), ("锯", "2", "9"), page=2)).tables) == 2
    assert len(document(first, table(("工具", "件数"), ("锯", "2"), page=4)).tables) == 2


COURSE = [
    *(
        Line(text, heading=level)
        for text, level in (("五、课程标准", 1), ("（一）锯木课程标准", 2))
    ),
    *(Line(text, heading=3) for text in ("典型工作任务描述", "课程目标", "学习内容")),
    Line("工作内容分析", heading=3),
]


def test_fields_of_an_analysis_by_the_columns_of_their_tables():
    read = document(
        *COURSE,
        table(
            ("工作对象：\n1. 领木料；", "工作方法：\n观察法。", "工作要求：\n1. 戴护目镜；"),
            page=1,
        ),
        table(("2. 锯木料。", "劳动组织方式：\n一人一锯。", "2. 收好锯子。"), page=2),
    )
    assert read.kind is DocumentKind.STANDARD
    parent = section(read, "工作内容分析").id
    parts = [(s.heading, s.page) for s in read.sections if s.parent == parent]
    assert parts == [
        *(("工作对象：", 1), ("工作方法：", 1), ("工作要求：", 1)),
        *(("工作对象：", 2), ("劳动组织方式：", 2), ("工作要求：", 2)),
    ]
    assert text_of(read, "劳动组织方式：") == "一人一锯。"


def test_labels_of_an_analysis_in_a_row_above_the_text():
    read = document(
        *COURSE,
        table(("工作对象", "工作方法", "工作要求"), ("领木料；", "观察法。", "戴护目镜。")),
    )
    parent = section(read, "工作内容分析").id
    below = [u for u in read.units if read.sections[u.section].parent == parent]
    texts = [(read.sections[u.section].heading, read.canonical[u.start : u.end]) for u in below]
    assert texts[3:] == [
        ("工作对象", "领木料；"),
        ("工作方法", "观察法。"),
        ("工作要求", "戴护目镜。"),
    ]


def test_other_names_for_the_columns_of_tasks():
    read = document(
        *COURSE,
        Line("参考性学习任务", heading=3),
        table(("序号", "学习任务名称", "任务描述", "建议学时"), ("1", "锯直线", "先划线。", "8")),
    )
    (tasks,) = read.tables
    assert column(tasks, 1) == ["锯直线"]
    assert section(read, "参考性学习任务", "锯直线").level == 4
