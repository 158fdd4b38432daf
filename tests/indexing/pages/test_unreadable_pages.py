"""Pages whose fonts do not say what they show: recognised, or told by their numbers."""

import re

import pytest
from printed_pages import Draw, lines, pdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

from indexing.errors import DocumentError
from indexing.extras import how_to_install
from indexing.kinds import understand
from indexing.readers import read_bytes
from indexing.readers.blocks import Line, RawDocument
from indexing.readers.pages import pdf as reader

GOOD = [f"（{n}）卸下螺母以前先把汽车停稳，拉紧手刹。" for n in "一二三四"]
BAD = ["看得见而读不出来的一行字", "字体里没有文字对照信息"]
MOJIBAKE = "³ÌÐòÉè¼ÆÓëÊý¿Ø¼Ó¹¤µÄ¿Î³ÌÄ¿±ê"
SECOND = "HeiseiMin-W3"
pdfmetrics.registerFont(UnicodeCIDFont(SECOND))
RARE = "鼟鼠齉龖龘靐" * 12


def without_map(texts: list[str]) -> Draw:
    """Lines in a second Chinese type, which :func:`unmapped` takes the names of characters from."""

    def draw(canvas) -> None:
        canvas.setFont(SECOND, 12)
        for at, text in enumerate(texts):
            canvas.drawString(72, 700 - 20 * at, text)

    return draw


def unmapped(*pages: Draw) -> bytes:
    """The pages; what is set in the second type has glyphs, and no characters."""
    data = pdf(*pages)
    for old, new in ((b"/UniJIS-UCS2-H", b"/Identity-H"), (b"(Japan1)", b"(Id)")):
        assert old in data
        data = data.replace(old, new + b" " * (len(old) - len(new)))
    return data


@pytest.fixture
def recognised(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What stands for the recognition: tells its page, and which pages it was asked for."""
    asked: list[int] = []

    def pictures(data: bytes, numbers: list[int]) -> list[int]:
        asked.extend(numbers)
        return numbers

    monkeypatch.setattr(reader, "is_installed", lambda: True)
    monkeypatch.setattr(reader, "pictures_of_pdf", pictures)
    monkeypatch.setattr(
        reader, "page_blocks", lambda _, n: ([Line(f"识别出的第{n}页", page=n)], [])
    )
    return asked


def texts(document: RawDocument) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Line)]


@pytest.mark.usefixtures("recognised")
def test_one_page_of_many_is_recognised_in_its_place() -> None:
    pages = [lines([text]) for text in GOOD]
    found = read_bytes(unmapped(*pages[:2], without_map(BAD), *pages[2:]), "a.pdf")
    assert texts(found) == [*GOOD[:2], "识别出的第3页", *GOOD[2:]]
    assert found.unread == ()


@pytest.mark.usefixtures("without_recognition")
def test_without_the_extra_the_page_is_told_and_nothing_meaningless_is_shown() -> None:
    pages = [lines([text]) for text in GOOD]
    found = read_bytes(unmapped(*pages, without_map(BAD)), "a.pdf")
    assert texts(found) == GOOD
    assert found.unread == (5,)
    assert understand(found, "a.pdf", "0" * 64).unread_pages == (5,)


@pytest.mark.usefixtures("without_recognition")
def test_where_most_pages_are_so_the_file_is_refused_with_the_remedy() -> None:
    with pytest.raises(DocumentError, match="字体缺少文字对照信息") as caught:
        read_bytes(unmapped(lines(GOOD[:1]), without_map(BAD), without_map(BAD)), "a.pdf")
    assert how_to_install("ocr") in caught.value.hint


def test_bytes_of_chinese_taken_for_accented_letters_are_noticed(recognised: list[int]) -> None:
    def draw(canvas) -> None:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 700, MOJIBAKE)

    read_bytes(pdf(lines(GOOD), lines(GOOD), draw), "a.pdf")
    assert recognised == [3]


def test_characters_that_no_text_has_are_noticed_on_their_page(recognised: list[int]) -> None:
    rows = re.findall(".{24}", RARE)
    read_bytes(pdf(lines(GOOD), lines(GOOD), lines(rows)), "a.pdf")
    assert recognised == [3]


def test_a_foreign_language_is_a_language(recognised: list[int]) -> None:
    def draw(canvas) -> None:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(
            72, 700, "Der Schüler prüft die Schärfe des Hobels; le maître l'a montré."
        )

    assert "Schüler" in texts(read_bytes(pdf(draw), "a.pdf"))[0]
    assert recognised == []


def test_a_mark_without_a_character_is_shown_as_a_box_and_is_not_certain() -> None:
    """One that stands alone, as a bullet from a font of symbols does, is shown as a bullet."""

    def draw(canvas) -> None:
        lines([*GOOD, "戴好手套", "扳手"], x=96)(canvas)
        canvas.drawString(132, canvas._pagesize[1] - 180, "号")
        canvas.setFont(SECOND, 12)
        canvas.drawString(76, canvas._pagesize[1] - 160, "☆")
        canvas.drawString(120, canvas._pagesize[1] - 180, "★")

    found = read_bytes(unmapped(draw), "a.pdf")
    assert texts(found)[-2:] == ["• 戴好手套", "扳手□号"]
    assert found.doubtful == ("扳手□号",)
