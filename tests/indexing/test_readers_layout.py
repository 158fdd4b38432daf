"""Text that stands apart from the flow: boxes, notes, columns, forms, lists made of tables."""

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from indexing.readers import read_bytes
from indexing.readers.blocks import Line, TableBlock

FONT = "STSong-Light"
BOX = "<w:txbxContent><w:p><w:r><w:t>{0}</w:t></w:r></w:p></w:txbxContent>"
COMPATIBILITY = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def texts(data: bytes | str, name: str) -> list[str]:
    content = data.encode() if isinstance(data, str) else data
    return [b.text for b in read_bytes(content, name).blocks if isinstance(b, Line)]


def saved(file, parts: dict[str, str] | None = None) -> bytes:
    """A Word file, with further parts put into its package."""
    stream = io.BytesIO()
    file.save(stream)
    if parts:
        with zipfile.ZipFile(stream, "a") as package:
            for name, xml in parts.items():
                package.writestr(name, xml)
    return stream.getvalue()


def run(xml: str):
    return parse_xml(f"<w:r {nsdecls('w')} {COMPATIBILITY}>{xml}</w:r>")


def test_a_text_box_of_word_is_read_once_behind_its_paragraph() -> None:
    file = docx.Document()
    shape, old = (f"<w:{tag}>{BOX.format('戴手套')}</w:{tag}>" for tag in ("drawing", "pict"))
    both = f"<mc:AlternateContent><mc:Choice>{shape}</mc:Choice><mc:Fallback>{old}</mc:Fallback>"
    file.add_paragraph("先看提示。")._p.append(run(f"{both}</mc:AlternateContent>"))
    file.add_paragraph("收尾。")._p.append(run(f"<w:pict>{BOX.format('擦干')}</w:pict>"))
    assert texts(saved(file), "a.docx") == ["先看提示。", "戴手套", "收尾。", "擦干"]


def test_a_footnote_of_word_follows_the_paragraph_with_its_mark() -> None:
    file = docx.Document()
    paragraph = file.add_paragraph("水温要准")
    paragraph._p.append(run('<w:footnoteReference w:id="2"/>'))
    paragraph.add_run("。")
    file.add_paragraph("然后注水。")
    notes = "".join(
        f'<w:footnote w:id="{n}"><w:p><w:r>{text}</w:r></w:p></w:footnote>'
        for n, text in (
            (0, "<w:separator/>"),
            (2, "<w:t>八十度。</w:t>"),
            (3, "<w:t>无处引用</w:t>"),
        )
    )
    part = {"word/footnotes.xml": f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>"}
    assert texts(saved(file, part), "a.docx") == ["水温要准①。", "①八十度。", "然后注水。"]


def test_the_look_of_word_is_that_of_most_of_a_paragraph() -> None:
    file = docx.Document()
    file.styles["Normal"].font.size = Pt(10.5)
    heading = file.add_paragraph().add_run("实习安排")
    heading.font.size, heading.font.bold = Pt(16), True
    mixed = file.add_paragraph("到岗以后先签到")
    mixed.add_run("！").font.size = Pt(30)
    found = read_bytes(saved(file), "a.docx").blocks
    assert [(line.size, line.bold) for line in found if isinstance(line, Line)] == [
        (16, True),
        (10.5, False),
    ]


def test_a_cell_merged_over_rows_is_told_from_one_over_columns() -> None:
    file = docx.Document()
    table = file.add_table(3, 3)
    table.cell(2, 2).text = "庚"
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(2, 0).merge(table.cell(2, 1))
    web = (
        "<table><tr><td rowspan=2>甲<td>乙<td>丙<tr><td>丁<td>戊<tr><td colspan=2>己<td>庚</table>"
    )
    for data, name in ((saved(file), "a.docx"), (web.encode(), "a.html")):
        (block,) = (b for b in read_bytes(data, name).blocks if isinstance(b, TableBlock))
        merged = [[(cell.merged, cell.hanging) for cell in row] for row in block.rows]
        assert merged == [
            [(False, False)] * 3,
            [(True, True), (False, False), (False, False)],
            [(False, False), (True, False), (False, False)],
        ]


def page(form: str) -> str:
    return f"<html><body><div>某校</div>{form}</body></html>"


def test_a_form_with_the_content_of_the_page_is_kept_and_a_search_box_is_not() -> None:
    content = "<form><h1>电梯维修</h1><p>总学时一百。</p><input value=存></form>"
    assert texts(page(content), "a.html") == ["某校", "电梯维修", "总学时一百。"]
    search = "<form><label>站内搜索</label><input><select><option>全部<option>新闻</select></form>"
    assert texts(page(search), "a.html") == ["某校"]


@pytest.mark.parametrize(
    "path",
    ["首页 > 教务 > 木工", "首頁 &gt; 學與教 &gt;", "当前位置：首页 > 木工", "Home › Courses"],
)
def test_the_path_through_a_site_is_left_out(path: str) -> None:
    assert texts(page(f"<ul><li>{path}</li></ul><p>正文。</p>"), "a.html") == ["某校", "正文。"]


def test_a_table_of_items_set_apart_is_a_list() -> None:
    rows = "".join(f"<tr><td>&nbsp;</td><td>◇</td><td>{t}</td></tr>" for t in ("堂課", "家課"))
    found = read_bytes(page(f"<table>{rows}</table>").encode(), "a.html").blocks
    assert [block.text for block in found if isinstance(block, Line)] == [
        "某校",
        "◇ 堂課",
        "◇ 家課",
    ]
    assert len(found) == 3


def test_lines_of_markdown_that_are_paragraphs_and_lines_that_are_wrapped() -> None:
    plan = "木工教案\n一、目标\n会开榫\n二、重点\n榫眼的位置"
    assert texts(plan, "a.md") == plan.split("\n")
    wrapped = "学生能按图样完成\n榫眼的画线"
    assert texts(wrapped, "a.md") == ["学生能按图样完成榫眼的画线"]


def columns_page(left: list[str], right: list[str], between: float = 40) -> bytes:
    """A page with a heading over two columns of text 12 points high, 200 wide."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, A4, invariant=True)
    canvas.setFont(FONT, 18)
    canvas.drawString(150, 800, "烹饪教研简报第十二期全校刊物")
    canvas.setFont(FONT, 12)
    for x, lines in ((60, left), (60 + 12 * 16 + between, right)):
        for at, text in enumerate(lines):
            canvas.drawString(x, 760 - 20 * at, text)
    canvas.save()
    return stream.getvalue()


def test_columns_of_a_pdf_are_read_one_after_the_other() -> None:
    left = [f"左边第{n}行的文字一直写到边为止" for n in "一二三四五六"]
    right = [f"右边第{n}行的文字一直写到边为止" for n in "一二三四五六"]
    found = texts(columns_page(left, right), "a.pdf")
    assert found == ["烹饪教研简报第十二期全校刊物", *left, *right]


def test_short_entries_side_by_side_are_no_columns() -> None:
    left = [f"第{n}组" for n in "一二三四五六"]
    right = [f"{n}号" for n in "一二三四五六"]
    right[0] = "十六个字的一行使这一栏显得很宽啊"
    left[0] = "十六个字的一行使这一栏显得很宽呀"
    _, table = read_bytes(columns_page(left, right), "a.pdf").blocks
    assert isinstance(table, TableBlock)
    assert [tuple(cell.text for cell in row) for row in table.rows[1:]] == [
        (f"第{n}组", f"{n}号") for n in "二三四五六"
    ]


def test_the_type_of_a_pdf_is_given() -> None:
    found = read_bytes(columns_page(["正文一行"], ["正文一行"]), "a.pdf").blocks
    assert [line.size for line in found if isinstance(line, Line)] == [18, 12]
