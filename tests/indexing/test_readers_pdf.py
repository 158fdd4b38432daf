"""PDF files made with reportlab: text, ruled tables, and the ones that must be refused."""

import io
import logging

import pytest
from PIL import Image
from reportlab.lib import colors, pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

from indexing.errors import DocumentError
from indexing.extras import how_to_install
from indexing.readers.blocks import Line, TableBlock, TableCell
from indexing.readers.pages import pdf
from indexing.readers.pages.pdf import read

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
STYLE = ParagraphStyle("正文", fontName=FONT, fontSize=12, leading=18, wordWrap="CJK")
GRID = [("FONT", (0, 0), (-1, -1), FONT, 11), ("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
WIDTH, HEIGHT = A4
M = TableCell("", merged=True)
PICTURE = ImageReader(Image.new("L", (40, 60), 200))


@pytest.fixture(autouse=True)
def without_recognition(monkeypatch):
    """What is told where the extra is not installed; with it see test_readers_recognition.py."""
    monkeypatch.setattr(pdf, "is_installed", lambda: False)


def typeset(*parts, **options) -> bytes:
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=A4, **options).build(list(parts))
    return stream.getvalue()


def drawn(*pages, **options) -> bytes:
    """One page for each function, which is given the canvas."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, **options)
    for draw in pages:
        canvas.setFont(FONT, 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def text_at(x: float, y: float, text: str):
    return lambda canvas: canvas.drawString(x, y, text)


def picture(canvas) -> None:
    canvas.drawImage(PICTURE, 0, 0, WIDTH, HEIGHT)


def cells(*row: str) -> tuple[TableCell, ...]:
    return tuple(map(TableCell, row))


def refusal(data: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(data, "课标.pdf")
    assert "课标.pdf" in caught.value.message
    return caught.value


def test_lines_are_physical_lines_with_their_page():
    long = Paragraph("学习任务描述" * 10, STYLE)
    document = read(typeset(long, PageBreak(), Paragraph("SWOT tool 分析", STYLE)), "a.pdf")
    first, second, third = document.blocks
    assert first.text + second.text == "学习任务描述" * 10
    assert (first.page, second.page) == (1, 1)
    assert third == Line("SWOT tool 分析", page=2)
    assert document.pages == 2
    assert document.wrapped


def test_lines_come_in_reading_order_whatever_the_drawing_order():
    def draw(canvas):
        canvas.drawString(72, 600, "下")
        canvas.drawString(72, 700, "上")

    assert [block.text for block in read(drawn(draw), "a.pdf").blocks] == ["上", "下"]


def test_running_heads_and_page_numbers_are_left_in():
    def draw(canvas):
        canvas.drawString(72, 810, "课程标准")
        canvas.drawString(72, 700, "正文")
        canvas.drawString(290, 30, "— 1 —")

    assert [block.text for block in read(drawn(draw), "a.pdf").blocks] == [
        "课程标准",
        "正文",
        "— 1 —",
    ]


def test_a_ruled_table_in_its_place_with_merged_cells():
    table = Table(
        [["课程", "学时", ""], ["", "理论", "实践"], ["推广", "40", "80"], ["合计120", "", ""]],
        style=[
            *GRID,
            ("SPAN", (0, 0), (0, 1)),
            ("SPAN", (1, 0), (2, 0)),
            ("SPAN", (0, 3), (2, 3)),
        ],
    )
    document = read(typeset(Paragraph("表前", STYLE), table, Paragraph("表后", STYLE)), "a.pdf")
    assert document.blocks == (
        Line("表前", page=1),
        TableBlock(
            (
                (TableCell("课程"), TableCell("学时"), M),
                (M, TableCell("理论"), TableCell("实践")),
                cells("推广", "40", "80"),
                (TableCell("合计120"), M, M),
            ),
            page=1,
        ),
        Line("表后", page=1),
    )


def test_lines_in_a_cell_are_kept_apart_and_empty_cells_are_not_merged():
    table = Table([["甲\n乙", ""], ["丙", "丁"]], style=GRID)
    assert read(typeset(table), "a.pdf").blocks[0].rows == (cells("甲\n乙", ""), cells("丙", "丁"))


def test_a_table_over_a_page_break_is_two_tables():
    table = Table([[f"任务{n}", str(n)] for n in range(60)], style=GRID)
    first, second = read(typeset(table), "a.pdf").blocks
    assert (first.page, second.page) == (1, 2)
    assert [row[1].text for row in first.rows + second.rows] == [str(n) for n in range(60)]


def test_a_frame_and_a_boxed_note_are_text():
    def draw(canvas):
        canvas.rect(50, 50, WIDTH - 100, HEIGHT - 100)
        canvas.drawString(72, 700, "标题")
        canvas.rect(70, 590, 200, 40)
        canvas.drawString(72, 600, "提示")

    assert read(drawn(draw), "a.pdf").blocks == (Line("标题", page=1), Line("提示", page=1))


def test_a_table_in_a_page_frame_is_still_a_table():
    def draw(canvas):
        canvas.rect(50, 50, WIDTH - 100, HEIGHT - 100)
        canvas.grid([100, 200, 300], [600, 630, 660])
        canvas.drawString(110, 610, "甲")
        canvas.drawString(210, 640, "乙")
        canvas.drawString(110, 500, "文")

    assert read(drawn(draw), "a.pdf").blocks == (
        TableBlock((cells("", "乙"), cells("甲", "")), page=1),
        Line("文", page=1),
    )


def test_letter_spacing_and_word_spaces():
    def draw(canvas):
        canvas.drawString(72, 700, "要点提炼", charSpace=2)
        canvas.drawString(72, 650, "用户 画像")
        canvas.setFont(FONT, 24)
        canvas.drawString(72, 600, "教学大纲", charSpace=5)

    assert [block.text for block in read(drawn(draw), "a.pdf").blocks] == [
        "要点提炼",
        "用户 画像",
        "教学大纲",
    ]


def test_fake_bold_is_read_once():
    def draw(canvas):
        canvas.drawString(72, 700, "教学目标")
        canvas.drawString(72.3, 700, "教学目标")

    assert read(drawn(draw), "a.pdf").blocks == (Line("教学目标", page=1),)


def test_a_slanted_watermark_is_left_out():
    def draw(canvas):
        canvas.drawString(72, 700, "正文")
        canvas.translate(200, 400)
        canvas.rotate(45)
        canvas.drawString(0, 0, "内部资料")

    assert read(drawn(draw), "a.pdf").blocks == (Line("正文", page=1),)


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("网店推广课程标准", "网店推广课程标准"),
        ("Microsoft Word - 教案6.doc", "教案6"),
        ("untitled", ""),
        ("", ""),
    ],
)
def test_title(stated, title):
    data = typeset(Paragraph("文", STYLE), title=stated)
    assert read(data, "a.pdf").title == title


def test_a_file_that_needs_a_password_is_refused():
    error = refusal(drawn(text_at(72, 700, "密"), encrypt="secret"))
    assert "密码" in error.message
    assert "取消密码" in error.hint


def test_a_file_that_is_only_protected_against_changes_is_read():
    locked = pdfencrypt.StandardEncryption("", ownerPassword="owner", canModify=0)

    def draw(canvas):
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 700, "readable")

    assert read(drawn(draw, encrypt=locked), "a.pdf").blocks == (Line("readable", page=1),)


def test_scans_are_refused():
    def stamped(canvas):
        picture(canvas)
        canvas.drawString(72, 30, "扫描 1")

    def drawing_only(canvas):
        canvas.circle(300, 400, 100)

    mostly = drawn(stamped, stamped, text_at(72, 700, "后记"))
    for data in (drawn(picture), mostly, drawn(drawing_only)):
        error = refusal(data)
        assert "扫描件" in error.message
        assert how_to_install("ocr") in error.hint


def test_a_picture_on_the_cover_is_not_a_scan(caplog):
    pages = [text_at(72, 700, f"第{n}页") for n in (2, 3)]
    with caplog.at_level(logging.WARNING, logger="indexing.readers.pages.pdf"):
        document = read(drawn(picture, *pages), "a.pdf")
    assert [block.page for block in document.blocks] == [2, 3]
    assert document.pages == 3
    assert "[1]" in caplog.text


def test_text_over_a_background_picture_is_read():
    def draw(canvas):
        picture(canvas)
        canvas.drawString(72, 700, "每页都有底图的课件也有完整的文字层，应当照常读取")

    assert read(drawn(draw), "a.pdf").blocks[0].page == 1


def test_fonts_without_character_codes_are_refused():
    data = drawn(text_at(72, 700, "看得见读不出"), pageCompression=0)
    for old, new in [(b"/UniGB-UCS2-H", b"/Identity-H"), (b"(GB1)", b"(Id)")]:
        assert old in data
        data = data.replace(old, new + b" " * (len(old) - len(new)))
    error = refusal(data)
    assert "字体缺少文字对照信息" in error.message
    assert how_to_install("ocr") in error.hint


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9])
def test_a_file_cut_short_is_refused(keep):
    data = typeset(Paragraph("文", STYLE))
    assert "不是完整的 PDF" in refusal(data[: int(len(data) * keep)]).message


def test_a_file_with_broken_structure_is_refused():
    assert "不是完整的 PDF" in refusal(b"%PDF-1.4\n1 0 obj <<>>\n%%EOF").message


def test_padding_after_the_end_does_no_harm():
    data = drawn(text_at(72, 700, "文")) + b"\0" * 5000
    assert read(data, "a.pdf").blocks == (Line("文", page=1),)
