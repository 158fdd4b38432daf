"""The same structure of a course standard from Word, from a PDF and from a web page."""

import io

import docx
from invented_standard import NAME, PAGES
from outline import column, rows, section
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from indexing.records import DocumentKind

FIRST, SECOND = "（一）生命体征监测课程标准", "（二）老年居家照护课程标准"
FIELDS = [
    "典型工作任务描述",
    "工作内容分析",
    "课程目标",
    "学习内容",
    "参考性学习任务",
    "教学实施建议",
    "教学考核要求",
]


def _word() -> bytes:
    document = docx.Document()
    document.add_heading(NAME, 0)
    document.add_heading("四、课程安排", 1)
    document.add_paragraph("各校可以调整学期。")
    document.add_heading("五、课程标准", 1)
    for numeral, name, hours in (("一", "伤口护理", 40), ("二", "急救", 30)):
        document.add_heading(f"（{numeral}）{name}课程标准", 2)
        document.add_paragraph(f"工学一体化课程名称 {name} 基准学时 {hours}")
        for field in FIELDS:
            document.add_heading(field, 3)
            if field == "参考性学习任务":
                table = document.add_table(rows=0, cols=4, style="Table Grid")
                for cells in (
                    ("序号", "名称", "学习任务描述", "参考学时"),
                    ("1", f"{name}准备", "准备用物并核对。", str(hours - 12)),
                    ("2", f"{name}操作", "按步骤操作。", "12"),
                ):
                    for cell, text in zip(table.add_row().cells, cells, strict=True):
                        cell.text = text
            elif field == "学习内容":
                document.add_paragraph("一、用物准备")
                document.add_paragraph("实践知识：")
                document.add_paragraph(f"{name}用物的清点。")
            else:
                document.add_paragraph(f"{name}的{field}写在这里。")
    document.add_heading("六、实施建议", 1)
    document.add_paragraph("由两位教师同上。")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_the_same_structure_from_word(understood) -> None:
    document = understood(_word(), "护理.docx")
    assert document.kind is DocumentKind.STANDARD
    assert document.title == NAME
    for name in ("（一）伤口护理课程标准", "（二）急救课程标准"):
        at = section(document, name)
        assert at.level == 2
        assert [s.heading for s in document.sections if s.parent == at.id] == FIELDS
    first, second = document.tables
    assert column(first, 3) == ["28", "12"]
    assert rows(second) == [
        ("1", "急救准备", "准备用物并核对。", "18"),
        ("2", "急救操作", "按步骤操作。", "12"),
    ]
    assert section(document, "急救操作").path[1:] == (
        "（二）急救课程标准",
        "参考性学习任务",
        "急救操作",
    )
    assert section(document, "（一）伤口护理课程标准", "学习内容", "一、用物准备").level == 4


def test_pages_of_a_pdf_are_the_printed_ones(understood) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    for number, page in enumerate(PAGES, 1):
        canvas.setFont("STSong-Light", 10)
        canvas.drawString(72, 800, "护理专业课程标准")
        lines = [line for line in page if line != "续表" and not line.startswith("·")]
        for index, line in enumerate(lines):
            canvas.drawString(72, 770 - index * 14, line)
        if number > 2:
            canvas.drawString(290, 30, f"- {number - 2} -")
        canvas.showPage()
    canvas.save()
    document = understood(stream.getvalue(), "护理.pdf")
    assert document.kind is DocumentKind.STANDARD
    assert section(document, FIRST).page == 3
    assert section(document, SECOND).page == 5
    assert column(document.tables[1], 3) == ["20", "24", "16"]
    assert "护理专业课程标准\n" not in document.canonical
    assert "- 3 -" not in document.canonical


def test_the_same_structure_from_a_web_page(understood) -> None:
    body = "".join(f"<h3>{field}</h3><p>写在这里。</p>" for field in FIELDS)
    document = understood(
        f"<html><body><h1>{NAME}</h1><h2>五、课程标准</h2>"
        f"<h3>（一）急救课程标准</h3>{body}<h2>六、实施建议</h2><p>略。</p></body></html>",
        "护理.html",
    )
    assert document.kind is DocumentKind.STANDARD
    at = section(document, "（一）急救课程标准")
    assert [s.heading for s in document.sections if s.parent == at.id] == FIELDS
    assert section(document, "六、实施建议").level == 1
