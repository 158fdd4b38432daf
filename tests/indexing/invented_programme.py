"""An invented programme of studies (人才培养方案) as a Word file: real tables, no heading styles.

The table of courses has a header of three rows, groups merged over their courses, and one column
a semester; a second table names the semester in a cell.
"""

import io

import docx
from docx.table import Table

TITLE = "无人机测绘技术专业人才培养方案"

#: Group, number, name, credits, hours, theory, practice, hours a week in six semesters.
COURSES = (
    ("公共基础课", "1", "应用数学", "4", "64", "64", "0", ("4", "", "", "", "", "")),
    ("", "2", "职业英语", "2.5", "40", "40", "0", ("", "3", "", "", "", "")),
    ("专业核心课", "3", "航线规划", "3", "48", "20", "28", ("", "", "4", "", "", "")),
    ("", "4", "影像拼接", "5", "80", "30", "50", ("", "", "3", "3", "", "")),
    ("", "5", "机体维护", "3", "48", "12", "36", ("", "", "4", "", "", "")),
)


def word() -> bytes:
    """The programme as a Word file."""
    document = docx.Document()
    for line in (
        "长岭航空职业学校",
        "无人机测绘技术专业",
        "人才培养方案",
        "一、专业名称与代码",
        "专业名称：无人机测绘技术；专业代码：760499。",
        "二、职业面向",
        "毕业生的去向见表1。",
        "表1 职业面向",
    ):
        document.add_paragraph(line)
    _filled(document, [["岗位类别", "主要岗位", "证书"], ["外业", "航测飞手", "驾驶员执照"]])
    document.add_paragraph("三、毕业要求")
    document.add_paragraph("学生毕业须达到的要求如下表：")
    _filled(document, [["项目", "要求"], ["学分", "修满 17.5 学分"], ["证书", "取得一本"]])
    document.add_paragraph("四、课程设置与教学安排")
    _courses(document)
    document.add_paragraph("五、选修课程")
    _filled(
        document,
        [
            ["课程名称", "学时", "学分", "开课学期"],
            ["航空摄影", "32", "2", "第五学期"],
            ["沙盘制作", "32", "2", "3-4"],
            ["合计", "64", "4", ""],
        ],
    )
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _filled(document: docx.document.Document, rows: list[list[str]]) -> Table:
    table = document.add_table(len(rows), len(rows[0]))
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            table.cell(i, j).text = text
    return table


def _courses(document: docx.document.Document) -> None:
    blank = [""] * 13
    head = [
        ["课程类别", "序号", "课程名称", "学分", "学时", "", "", "各学期周学时", *[""] * 5],
        ["", "", "", "", "总学时", "理论", "实践", "第一学年", "", "第二学年", "", "第三学年", ""],
        [*blank[:7], "1", "2", "3", "4", "5", "6"],
    ]
    body = [[*course[:7], *course[7]] for course in COURSES]
    last = ["合计", "", "", "17.5", "280", "166", "114", *[""] * 6]
    table = _filled(document, [*head, *body, last])
    for column in range(4):
        table.cell(0, column).merge(table.cell(2, column))
    for first, end in ((4, 6), (7, 12)):
        table.cell(0, first).merge(table.cell(0, end))
    for column in (4, 5, 6):
        table.cell(1, column).merge(table.cell(2, column))
    for column in (7, 9, 11):
        table.cell(1, column).merge(table.cell(1, column + 1))
    table.cell(3, 0).merge(table.cell(4, 0))
    table.cell(5, 0).merge(table.cell(7, 0))
    table.cell(8, 0).merge(table.cell(8, 2))
    for cell in {id(c._tc): c for row in table.rows for c in row.cells}.values():
        cell.text = cell.text.strip()  # merging leaves the empty paragraphs of the other cells
