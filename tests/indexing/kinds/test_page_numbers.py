"""What number a reader sees on a page, and which page of the file that is."""

import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from indexing.chunking import chunk_document
from indexing.kinds import understand
from indexing.readers import read_bytes
from indexing.readers.blocks import Line, RawDocument
from indexing.records import Document

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
PAGES = [f"（{n}）砂轮的第{n}种用法：先检查有无裂纹，再装上砂轮罩。" for n in "一二三四五六"]


def written(texts: list[str], labels: dict[int, tuple[str, int, str]] | None = None) -> bytes:
    """Pages of one line; ``labels``: from which page on, the style, first number and prefix."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=True)
    for start, (style, first, prefix) in (labels or {}).items():
        canvas.addPageLabel(start, style, first, prefix or None)
    for text in texts:
        canvas.setFont(FONT, 12)
        for at, line in enumerate(text.split("\n")):
            canvas.drawString(72, 700 - 200 * at, line)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def understood(data: bytes) -> Document:
    return understand(read_bytes(data, "a.pdf"), "a.pdf", "0" * 64)


def leaves(document: Document) -> list[tuple[int, str]]:
    return [(leaf.page, leaf.label) for leaf in document.leaves]


def places(document: Document) -> list[tuple[int | None, str, int | None]]:
    """Page, label and page of the file of every chunk; each page of the text is one chunk."""
    chunks = chunk_document(document, len, 30)
    return [(chunk.page, chunk.page_label, chunk.file_page) for chunk in chunks]


def test_the_labels_of_a_file_are_what_a_reader_sees() -> None:
    front_then_body = {0: ("ROMAN_LOWER", 1, ""), 2: ("ARABIC", 1, ""), 5: ("ARABIC", 1, "附-")}
    document = understood(written(PAGES, front_then_body))
    assert leaves(document) == [
        (1, "i"),
        (2, "ii"),
        (3, "1"),
        (4, "2"),
        (5, "3"),
        (6, "附-1"),
    ]
    assert places(document) == [
        (1, "i", 1),
        (2, "ii", 2),
        (1, "", 3),
        (2, "", 4),
        (3, "", 5),
        (1, "附-1", 6),
    ]
    assert document.pages == 6


def test_labels_may_go_beyond_the_pages_of_an_excerpt() -> None:
    document = understood(written(PAGES[:2], {0: ("ARABIC", 57, "")}))
    assert places(document) == [(57, "", 1), (58, "", 2)]


def test_numbers_printed_after_a_cover_count_from_there() -> None:
    texts = ["砂轮安全手册", *(f"{text}\n— {n} —" for n, text in enumerate(PAGES[1:], start=1))]
    document = understood(written(texts))
    assert [page for page, _ in leaves(document)] == [1, 2, 3, 4, 5, 6]
    assert [unit.page for unit in document.units] == [None, 1, 2, 3, 4, 5]
    assert [leaf.label for leaf in document.leaves] == ["", "1", "2", "3", "4", "5"]


@pytest.mark.parametrize("first", [41, 2019])
def test_without_labels_no_page_is_above_their_count(first: int) -> None:
    document = understood(written([f"{t}\n{n}" for n, t in enumerate(PAGES, start=first)]))
    assert [unit.page for unit in document.units] == [1, 2, 3, 4, 5, 6]
    assert str(first) not in document.canonical


def test_labels_that_only_count_the_pages_leave_it_to_what_is_printed() -> None:
    texts = ["砂轮安全手册", *(f"{text}\n— {n} —" for n, text in enumerate(PAGES[1:], start=1))]
    document = understood(written(texts, {0: ("ARABIC", 1, "")}))
    assert [unit.page for unit in document.units] == [None, 1, 2, 3, 4, 5]


def test_a_table_over_two_kinds_of_labels_is_one_table() -> None:
    from indexing.readers.blocks import TableBlock, TableCell

    def part(page: int, *rows: tuple[str, str]) -> TableBlock:
        return TableBlock(tuple(tuple(map(TableCell, row)) for row in rows), page)

    raw = RawDocument(
        (
            Line("表1 学时", page=1),
            part(1, ("课程", "学时"), ("制图", "64")),
            part(2, ("钳工", "40")),
        ),
        pages=2,
        wrapped=True,
        labels=("iv", "1"),
    )
    (table,) = understand(raw, "a.pdf", "0" * 64).tables
    assert [[cell.text for cell in row] for row in table.rows] == [["制图", "64"], ["钳工", "40"]]
    assert table.page == 4
