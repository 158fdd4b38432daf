"""Pages printed, then scanned or photographed: what is recognised against what was printed.

The page is set with reportlab, drawn at 200 dpi as a scanner sees it, and put into a PDF as a
picture. The character error rate is the edit distance to what was printed, in characters printed.
"""

import io
import os
from collections.abc import Sequence

import numpy
import pypdfium2
import pytest
from PIL import Image, ImageFilter
from printed_pages import HEIGHT, WIDTH, Draw, lines, pdf, table, together
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from indexing.readers import read_bytes
from indexing.readers.blocks import Line, RawDocument, TableBlock
from indexing.readers.pages import recognition

PLAN = (
    "汽车轮胎拆装实训教案",
    "授课班级：汽修二班　　授课教师：教研组　　学时：4",
    "一、教学目标",
    "1. 能说出轮胎规格 205/55 R16 中各数字的含义。",
    "2. 能按规程使用扒胎机，拆装时间不超过15分钟。",
    "3. 养成先检查、后操作的习惯，做到场地整洁。",
    "二、教学重点与难点",
    "重点：轮胎拆装的步骤；难点：胎唇的润滑与定位。",
    "三、教学过程",
    "（一）导入：展示一只鼓包的轮胎，请学生说明危险在哪里。",
    "（二）示范：教师边操作边讲解，学生记录每一步的要领。",
    "（三）练习：四人一组轮换操作，组长按评分表打分。",
    "（四）小结：各组说出一处错误和改正的办法。",
    "四、考核方式",
    "过程考核占百分之六十，实操考核占百分之四十，不合格者补考一次。",
    "五、课后作业",
    "写一份实训报告，不少于300字，下周一上课前交给课代表。",
)
WORST = 0.02


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    if not recognition.is_installed():
        if os.environ.get("BEIKE_REQUIRE_OCR") == "1":
            pytest.fail("BEIKE_REQUIRE_OCR=1, but the extra ocr is not installed")
        pytest.skip("the extra ocr is not installed")


def printed(page: Draw, dpi: int = 200) -> Image.Image:
    """A page as a picture; skipped where the drawing finds no Chinese type on this machine."""
    document = pypdfium2.PdfDocument(pdf(page))
    picture = document[0].render(scale=dpi / 72, grayscale=True).to_pil()
    document.close()
    if numpy.asarray(picture).min() > 128:
        pytest.skip("there is no Chinese font")
    return picture.convert("RGB")


def scanned(*pictures: Image.Image) -> bytes:
    """A PDF of nothing but pictures."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(WIDTH, HEIGHT), invariant=True)
    for picture in pictures:
        canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def photographed(picture: Image.Image) -> Image.Image:
    """The page turned by a degree and a half, from a slanted view, a little blurred and noisy."""
    width, height = picture.size
    turned = picture.rotate(1.5, resample=Image.Resampling.BICUBIC, fillcolor=(225, 222, 210))
    corners = ((0, 0), (0, height), (width, height), (width, 0))
    seen = ((0.03, 0.02), (-0.01, 1.01), (1.02, 0.99), (0.96, 0.01))
    places = [(x * width, y * height) for x, y in seen]
    slanted = turned.transform(
        picture.size,
        Image.Transform.PERSPECTIVE,
        _perspective(corners, places),
        resample=Image.Resampling.BICUBIC,
        fillcolor=(225, 222, 210),
    )
    blurred = numpy.asarray(slanted.filter(ImageFilter.GaussianBlur(0.8)), dtype=float)
    shade = numpy.linspace(0.75, 1.0, width)[None, :, None]
    noise = numpy.random.default_rng(7).normal(0, 6, blurred.shape)
    return Image.fromarray(numpy.clip(blurred * shade + noise, 0, 255).astype("uint8"))


def _perspective(
    corners: Sequence[tuple[float, float]], places: Sequence[tuple[float, float]]
) -> list[float]:
    """The eight coefficients that take each of the corners to its place."""
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, places, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return [float(value) for value in numpy.linalg.solve(numpy.array(rows), numpy.array(values))]


def bare(text: str) -> str:
    """A text as it is compared: without spaces, marks in the form that is recognised."""
    return "".join(text.split()).translate(str.maketrans("：；，（）！？", ":;,()!?"))


def text_of(document: RawDocument) -> str:
    return bare("".join(block.text for block in document.blocks if isinstance(block, Line)))


def error_rate(found: str, right: str) -> float:
    """Edit distance in characters of ``right``."""
    row = list(range(len(found) + 1))
    for at, char in enumerate(right, start=1):
        above, row = row, [at]
        for place, other in enumerate(found, start=1):
            row.append(min(above[place] + 1, row[-1] + 1, above[place - 1] + (char != other)))
    return row[-1] / len(right)


def test_the_error_rate_counts_what_is_wrong_missing_or_too_much() -> None:
    assert error_rate("轮胎拆装", "轮胎拆装") == 0
    assert error_rate("车胎拆", "轮胎拆装") == 0.5
    assert error_rate("轮胎拆装法", "轮胎拆装") == 0.25


def test_a_scanned_plan_is_read_with_two_errors_in_a_hundred_at_most() -> None:
    picture = printed(lines(PLAN, step=34))
    document = read_bytes(scanned(picture), "教案.pdf")
    assert error_rate(text_of(document), bare("".join(PLAN))) <= WORST


def test_a_photographed_page_is_read_as_well() -> None:
    picture = photographed(printed(lines(PLAN, step=34)))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=85)
    document = read_bytes(stream.getvalue(), "教案.jpg")
    assert error_rate(text_of(document), bare("".join(PLAN))) <= WORST


@pytest.mark.parametrize("degrees", [90, 180, 270, 3, -4])
def test_a_page_laid_on_the_scanner_in_any_way_is_read_from_its_top(degrees: int) -> None:
    upright = printed(lines(PLAN[:8], step=34)).crop((0, 0, 1654, 1000))
    picture = upright.rotate(
        degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(255, 255, 255)
    )
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    document = read_bytes(stream.getvalue(), "教案.png")
    assert error_rate(text_of(document), bare("".join(PLAN[:8]))) <= WORST


def test_a_scanned_page_in_two_columns_is_read_column_by_column() -> None:
    left = [f"左栏第{n}行说的是刀工训练的要求" for n in "一二三四五六七"]
    right = [f"右栏第{n}行说的是火候训练的要求" for n in "一二三四五六七"]
    page = together(lines(left, x=60, step=24), lines(right, x=320, step=24))
    document = read_bytes(scanned(printed(page)), "简报.pdf")
    assert error_rate(text_of(document), bare("".join([*left, *right]))) <= WORST


def test_a_scanned_table_without_rules_keeps_its_columns() -> None:
    rows = (
        ("序号", "课程名称", "学时", "考核"),
        ("1", "机械制图", "64", "考试"),
        ("2", "钳工实训", "", "考查"),
        ("3", "数控编程", "96", "考试"),
        ("4", "电工基础", "48", "考试"),
        ("5", "液压传动", "32", "考查"),
    )
    page = table(rows, (72, 150, 320, 420), step=30, size=13)
    (block,) = read_bytes(scanned(printed(page)), "计划.pdf").blocks
    assert isinstance(block, TableBlock)
    assert [tuple(cell.text for cell in row) for row in block.rows] == list(rows)
