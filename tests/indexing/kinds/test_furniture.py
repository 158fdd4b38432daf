"""What is printed around a text and is not of it."""

import pytest

from indexing.kinds.shared.furniture import clean
from indexing.readers.blocks import Line, RawDocument, TableBlock, TableCell


def cleaned(*lines: str) -> list[str]:
    raw = RawDocument(tuple(map(Line, lines)), wrapped=True)
    return [block.text for block in clean(raw) if isinstance(block, Line)]


def pages(lines: list[str]) -> list[tuple[int | None, str]]:
    raw = RawDocument(tuple(map(Line, lines)), wrapped=True)
    return [(b.page, b.text.strip()) for b in clean(raw) if isinstance(b, Line)]


@pytest.mark.parametrize(
    "furniture",
    [
        "续表",
        " 續表 ",
        "护理课程标准-正文.indd   7 2031/12/4   16:57:09",
        "第 3 页",
        "第3页 共 20页",
        "— 12 —",
        "3 / 20",
    ],
)
def test_furniture_is_taken_out(furniture: str) -> None:
    assert cleaned("前一行", furniture, "后一行") == ["前一行", "后一行"]


@pytest.mark.parametrize(
    "text",
    ["续表是续前页的表", "第3页的练习要做", "见正文.indd文件", "2031/12/4", "52", "一、续表"],
)
def test_text_that_looks_like_furniture_stays(text: str) -> None:
    assert cleaned("前一行", text) == ["前一行", text]


def test_marks_of_a_converter_are_taken_out_of_a_line() -> None:
    assert cleaned("[bookmark: _GoBack]本课做得好。") == ["本课做得好。"]


@pytest.mark.parametrize(
    ("printed", "closed"),
    [
        ("要 点 提 炼 法", "要点提炼法"),
        ("要 点 提 炼 法、比 对 法。", "要点提炼法、比对法。"),
        ("说\u2003 明", "说明"),
        ("目　录", "目录"),
        ("网店 CPS 推广", "网店 CPS 推广"),
        ("名称 学时", "名称 学时"),
        ("甲 乙", "甲 乙"),
        ("1\u00a0360", "1 360"),
    ],
)
def test_letter_spaced_runs_are_closed_and_other_spaces_kept(printed: str, closed: str) -> None:
    assert cleaned(printed) == [closed]


def test_tabs_that_open_cells_are_kept() -> None:
    assert cleaned("\t\t要点  提炼") == ["\t\t要点 提炼"]


def test_table_cells_are_tidied_too() -> None:
    row = (TableCell("甲[bookmark: _GoBack]"), TableCell("续表\n\n 乙 "))
    (table,) = clean(RawDocument((TableBlock((row,)),)))
    assert isinstance(table, TableBlock)
    assert [cell.text for cell in table.rows[0]] == ["甲", "续表\n乙"]


def test_page_starts_give_printed_pages_calibrated_by_a_printed_number() -> None:
    body = [f"第{n}行" for n in range(8)]
    lines: list[str] = []
    for page in range(1, 7):  # the third page of the file is printed page 1
        if page == 5:
            lines += ["·3·", *body]
        else:
            lines += [f" 首{page}", *body]
    found = pages(lines)
    assert [page for page, text in found if text == "第0行"] == [None, None, 1, 2, 3, 4]
    assert not [text for _, text in found if "·" in text]


def test_a_text_whose_paragraphs_are_indented_by_a_space_has_no_pages() -> None:
    lines = [line for n in range(12) for line in (f" 第{n}段", "接着写")]
    assert {page for page, _ in pages(lines)} == {None}


def test_few_indented_lines_are_no_pages() -> None:
    lines = [f"{' ' if n % 10 == 0 else ''}第{n}行" for n in range(40)]
    assert {page for page, _ in pages(lines)} == {None}


def test_a_sites_text_before_and_after_is_cut() -> None:
    assert cleaned(
        "版權說明:本文檔由用戶提供", "文檔簡介", "正文一", "正文二", "溫馨提示", "- 1. 說明", "評論"
    ) == ["正文一", "正文二"]


def test_two_closing_words_are_enough_to_know_a_site() -> None:
    assert cleaned("正文", "最新文档", "- 买卖合同", "评论", "0/150") == ["正文"]


def test_one_closing_word_may_be_a_heading_of_the_text() -> None:
    assert cleaned("正文", "评论", "这一节讲怎样写评论") == ["正文", "评论", "这一节讲怎样写评论"]


def _paged(*pages_: list[str]) -> RawDocument:
    blocks = tuple(Line(t, page=n) for n, texts in enumerate(pages_, 1) for t in texts)
    return RawDocument(blocks, pages=len(pages_), wrapped=True)


def test_running_heads_and_page_numbers_of_a_pdf_are_taken_out() -> None:
    bodies = [[f"甲{n}", f"乙{n}", f"丙{n}", f"丁{n}", f"戊{n}"] for n in "一二三四"]
    raw = _paged(*(["某校课程标准", *body, f"- {n + 6} -"] for n, body in enumerate(bodies, 1)))
    found = [(b.page, b.text) for b in clean(raw) if isinstance(b, Line)]
    assert [text for _, text in found] == [text for body in bodies for text in body]
    assert [page for page, text in found if text.startswith("甲")] == [1, 2, 3, 4]


def test_a_number_in_the_middle_of_a_page_is_text() -> None:
    bodies = [["甲", "乙", "丙", "36", "丁", "戊", "己", str(n)] for n in (1, 2, 3, 4)]
    found = [b.text for b in clean(_paged(*bodies)) if isinstance(b, Line)]
    assert found.count("36") == 4
    assert found.count("1") == 0
