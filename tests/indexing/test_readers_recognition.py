"""Text recognised on pictures: photographs, scanned PDFs, Word files of pictures."""

import io
import os
from pathlib import Path

import docx
import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont
from pypdfium2 import PdfiumError
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from indexing.errors import DocumentError
from indexing.extras import how_to_install
from indexing.kinds import understand
from indexing.limited import LimitedReader
from indexing.limits import Limits
from indexing.readers import read_bytes
from indexing.readers.blocks import Line, TableBlock, TableCell
from indexing.readers.pages import pdf, recognition
from indexing.readers.pages.recognition import Text

FONTS = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "C:/Windows/Fonts/simsun.ttc",
         "/System/Library/Fonts/PingFang.ttc")  # fmt: skip
LINES = (
    "木雕实训安全须知",
    "开机前检查刀具是否夹紧，砂轮有无裂纹。",
    "粗坯余量留三毫米，第6周完成。",
)
TABLE = (("任务", "学时"), ("浮雕", "12"), ("圆雕", "20"))


def need(condition, what):
    if not condition:
        if os.environ.get("BEIKE_REQUIRE_OCR") == "1":
            pytest.fail(f"BEIKE_REQUIRE_OCR=1, but there is no {what}")
        pytest.skip(f"there is no {what}")


@pytest.fixture(scope="module")
def page():
    """A page as a picture: three lines and a ruled table, as printed at about 100 dpi."""
    need(recognition.is_installed(), "extra ocr")
    font = next((path for path in FONTS if Path(path).is_file()), None)
    need(font, "Chinese font")
    picture = Image.new("RGB", (900, 520), "white")
    draw, face = ImageDraw.Draw(picture), ImageFont.truetype(font, 30)
    for row, text in enumerate(LINES):
        draw.text((60, 40 + 60 * row), text, "black", face)
    for row in range(4):
        draw.line((60, 260 + 70 * row, 760, 260 + 70 * row), "black", 3)
    for x in (60, 410, 760):
        draw.line((x, 260, x, 470), "black", 3)
    for row, cells in enumerate(TABLE):
        for column, text in enumerate(cells):
            draw.text((80 + 350 * column, 275 + 70 * row), text, "black", face)
    return picture


def encoded(picture, form):
    stream = io.BytesIO()
    picture.save(stream, form)
    return stream.getvalue()


def scanned(*pictures) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(432, 250))
    for picture in pictures:
        canvas.drawImage(ImageReader(picture), 0, 0, 432, 250)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def told(document):
    return [
        (block.text.replace(" ", ""), block.page)
        if isinstance(block, Line)
        else tuple(tuple(cell.text for cell in row) for row in block.rows)
        for block in document.blocks
    ]


def test_a_photograph_is_its_lines_and_its_ruled_table(page):
    document = read_bytes(encoded(page, "PNG"), "须知.png")
    assert told(document) == [*((text, 1) for text in LINES), TABLE]
    assert document.pages == 1
    assert document.doubtful == ()


def test_pages_of_a_scan_are_recognised_page_by_page_within_the_limits(page, tmp_path):
    file = tmp_path / "扫描.pdf"
    file.write_bytes(scanned(page, page))
    seen = []
    with LimitedReader(
        Limits(memory_mb=4096, seconds=300), told=lambda *progress: seen.append(progress)
    ) as reader:
        document = reader.document(file, file.name)
    assert seen == [("扫描.pdf", 1, 2), ("扫描.pdf", 2, 2)]
    assert document.pages == 2
    assert [table.page for table in document.tables] == [1, 2]
    assert LINES[1] in document.canonical


def test_a_word_file_of_pictures_is_recognised(page):
    document = docx.Document()
    document.add_picture(io.BytesIO(encoded(page, "JPEG")))
    stream = io.BytesIO()
    document.save(stream)
    assert told(read_bytes(stream.getvalue(), "讲义.docx"))[0] == (LINES[0], 1)


def test_a_picture_without_text_is_told(page):
    blank = Image.new("RGB", (200, 200), "white")
    with pytest.raises(DocumentError, match="没有识别出文字"):
        read_bytes(encoded(blank, "PNG"), "空.png")


def test_doubtful_texts_are_marked_in_the_document(monkeypatch):
    texts = [Text("雕刻要点", (0, 0, 80, 20)), Text("刀具夹紧", (0, 40, 80, 60), sure=False)]
    monkeypatch.setattr(recognition, "is_installed", lambda: True)
    monkeypatch.setattr(recognition, "_read", lambda picture: (texts, picture))
    monkeypatch.setattr(recognition, "_ruled", lambda picture: [])
    raw = read_bytes(encoded(Image.new("RGB", (90, 90)), "PNG"), "a.png")
    document = understand(raw, "a.png", "0" * 64)
    (place,) = document.doubtful
    assert document.canonical[place.start : place.end] == place.quote == "刀具夹紧"
    assert place.page == 1


def test_texts_side_by_side_are_one_line_and_a_text_over_two_cells_is_divided(monkeypatch):
    texts = [
        Text("右", (300, 12, 320, 32)), Text("左", (10, 10, 30, 30)),
        Text("任务学时", (10, 110, 90, 130), sure=False),
        Text("浮雕", (10, 160, 50, 180)), Text("12", (60, 160, 80, 180)),
    ]  # fmt: skip
    rows = [[(0, 100, 50, 150), (50, 100, 100, 150)], [(0, 150, 50, 200), (50, 150, 100, 200)]]
    monkeypatch.setattr(recognition, "_read", lambda picture: (texts, picture))
    monkeypatch.setattr(recognition, "_ruled", lambda picture: [rows])
    blocks, unsure = recognition.page_blocks(numpy.zeros((200, 400, 3), "uint8"), 3)
    cells = tuple(tuple(map(TableCell, row)) for row in (("任务", "学时"), ("浮雕", "12")))
    assert blocks == [Line("左 右", page=3), TableBlock(cells, page=3)]
    assert unsure == ["任务学时"]


@pytest.mark.parametrize("name", ["板书.jpg", "扫描.pdf"])
def test_without_the_extra_its_name_is_told(monkeypatch, name):
    for module in (recognition, pdf):
        monkeypatch.setattr(module, "is_installed", lambda: False)
    blank = Image.new("RGB", (200, 200), "white")
    data = encoded(blank, "JPEG") if name.endswith("jpg") else scanned(blank)
    with pytest.raises(DocumentError) as caught:
        read_bytes(data, name)
    assert name in caught.value.message
    assert how_to_install("ocr") in caught.value.hint


def test_a_pdf_that_cannot_be_drawn_is_damaged(monkeypatch):
    def refuses(data, numbers):
        raise PdfiumError("Data format error")

    monkeypatch.setattr(pdf, "is_installed", lambda: True)
    monkeypatch.setattr(pdf, "pictures_of_pdf", refuses)
    with pytest.raises(DocumentError, match="不是完整的 PDF 文件"):
        read_bytes(scanned(Image.new("RGB", (9, 9), "white")), "扫描.pdf")


def test_a_broken_picture_is_damaged(monkeypatch):
    monkeypatch.setattr(recognition, "is_installed", lambda: True)
    with pytest.raises(DocumentError, match="不是完整的 图片"):
        read_bytes(b"\x89PNG\r\n\x1a\n....", "a.png")


@pytest.mark.parametrize(
    ("text", "wrong"), [("学生能说明选品步骤" * 8, False), ("龘靐齉爩驫麤" * 10, True)]
)
def test_a_font_that_shows_other_characters_than_it_says_is_noticed(text, wrong):
    assert pdf._is_no_language(list(text)) is wrong
