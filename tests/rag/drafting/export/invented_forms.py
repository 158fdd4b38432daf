"""Forms of invented schools, made with python-docx: other orders and other labels."""

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def set_font(run, name, size, *, bold=False):
    run.font.size, run.font.name, run.font.bold = Pt(size), name, bold
    run._element.rPr.rFonts.set(qn("w:eastAsia"), name)


def _say(cell, text, name="楷体", size=12, *, bold=True):
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    set_font(paragraph.add_run(text), name, size, bold=bold)


def _room(cell, name="仿宋", size=11):
    """A blank cell whose paragraph mark has a font, as Word leaves it."""
    mark = cell.paragraphs[0].paragraph_format.element.get_or_add_pPr()
    properties = OxmlElement("w:rPr")
    fonts = OxmlElement("w:rFonts")
    for key in ("ascii", "hAnsi", "eastAsia"):
        fonts.set(qn(f"w:{key}"), name)
    height = OxmlElement("w:sz")
    height.set(qn("w:val"), str(size * 2))
    properties.extend((fonts, height))
    mark.append(properties)


def one_table():
    """One large table: a line of blanks above it, the process in the middle, a note at the end."""
    document = Document()
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    set_font(title.add_run("青川技工学校教学设计表"), "黑体", 18, bold=True)
    head = document.add_paragraph()
    set_font(
        head.add_run("课　题：____________________　班级：____________　周次：______"), "仿宋", 11
    )

    table = document.add_table(rows=0, cols=6, style="Table Grid")

    def row(*spans):
        cells = table.add_row().cells
        at, out = 0, []
        for span in spans:
            out.append(cells[at].merge(cells[at + span - 1]) if span > 1 else cells[at])
            at += span
        return out

    def labelled(name, hint=""):
        label, room = row(1, 5)
        _say(label, name)
        _room(room)
        if hint:
            set_font(room.paragraphs[0].add_run(hint), "仿宋", 11)

    for names in (("学科", "教学形式", "学时"), ("教学地点", "任课教师", "教材")):
        cells = row(1, 1, 1, 1, 1, 1)
        for label, room, name in zip(cells[::2], cells[1::2], names, strict=True):
            _say(label, name)
            _room(room)
    goals = []
    for name in ("知识与技能", "过程与方法", "情感态度与价值观"):
        first, label, room = row(1, 1, 4)
        goals.append(first)
        _say(label, name)
        _room(room)
    _say(goals[0].merge(goals[-1]), "教学目标")
    labelled("教学重点")
    labelled("教学难点")
    labelled("学生情况分析", "（请从知识、能力、态度三方面填写）")
    labelled("教学准备")
    labelled("教法与学法")
    for cell, name in zip(
        row(1, 1, 1, 1, 1, 1),
        ("时间", "教学步骤", "学生活动", "教师活动", "教学内容", "备注"),
        strict=True,
    ):
        _say(cell, name)
    for _ in range(3):
        for cell in row(1, 1, 1, 1, 1, 1):
            _room(cell, size=10)
    labelled("学习评价")
    labelled("板书设计")
    (whole,) = row(6)
    _say(whole, "教学后记")
    (below,) = row(6)
    _room(below)
    document.add_paragraph("教研室审核：__________")
    return saved(document)


def headings_and_columns():
    """Headings with room below them, and a process table with phases and a two-row header."""
    document = Document()
    document.add_paragraph("南溪职业学校教案", style="Title")
    document.add_paragraph("课程名称：\t\t授课教师：")
    for heading in ("一、教学课题", "二、学情", "三、学习目标", "四、重难点", "五、课堂任务"):
        document.add_paragraph(heading, style="Heading 1")
        document.add_paragraph()
        if heading == "三、学习目标":
            document.add_paragraph("（一）知识目标：")
            document.add_paragraph("（二）能力目标：")
            document.add_paragraph("（三）素养目标：")
    document.add_paragraph("六、教学过程", style="Heading 1")
    table = document.add_table(rows=5, cols=6, style="Table Grid")
    top = ("教学阶段", "教学环节", "教学内容", "教学活动", "", "设计意图")
    for column, text in enumerate(top):
        table.cell(0, column).text = text
    table.cell(0, 3).merge(table.cell(0, 4))
    table.cell(1, 3).text, table.cell(1, 4).text = "教师活动", "学生活动"
    for column in (0, 1, 2, 5):
        table.cell(0, column).merge(table.cell(1, column))
    document.add_paragraph("七、教学反思", style="Heading 1")
    document.add_paragraph()
    return saved(document)


def with_control():
    """A content control that names itself, a filled cell, labels above their blanks."""
    document = Document()
    paragraph = document.add_paragraph("任务：")
    control = OxmlElement("w:sdt")
    setup, content = OxmlElement("w:sdtPr"), OxmlElement("w:sdtContent")
    alias, hint = OxmlElement("w:alias"), OxmlElement("w:showingPlcHdr")
    alias.set(qn("w:val"), "任务名称")
    setup.extend((alias, hint))
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "单击或点击此处输入文字。"
    run.append(text)
    content.append(run)
    control.extend((setup, content))
    paragraph._element.append(control)
    table = document.add_table(rows=2, cols=3, style="Table Grid")
    for column, name in enumerate(("授课班级", "授课地点", "课时")):
        table.cell(0, column).text = name
    pairs = document.add_table(rows=1, cols=2, style="Table Grid")
    pairs.cell(0, 0).text, pairs.cell(0, 1).text = "教学方法", "讲授法"
    return saved(document)
