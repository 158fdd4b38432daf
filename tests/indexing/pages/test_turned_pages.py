"""Pages that lie on their side, and text set in columns from the right."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed_pages import (
    FONT,
    HEIGHT,
    WIDTH,
    Draw,
    columns,
    columns_in_type,
    lines,
    pdf,
    table,
    together,
    turned,
)

from indexing.readers import read_bytes
from indexing.readers.blocks import Line, TableBlock, TableCell

PLAN = (
    "学习任务一 更换轮胎",
    "先松开螺母，再举升车辆。",
    "拆下轮胎后检查制动盘。",
    "装好以后按对角拧紧螺母。",
)
#: A handout in Traditional characters, column by column from the right.
HANDOUT = (
    "國文科補充講義",
    "石匠問徒弟何謂好石徒弟答曰堅而已矣",
    "石匠曰堅者難雕鬆者易碎能受刀而不裂",
    "方為好石汝選材時先敲之聽其聲也",
)
#: Common ones: a page of rare characters is taken for one whose font tells the wrong ones.
HAN = "石匠問徒弟何謂好答曰堅而已者難雕鬆易碎能受刀不裂方為汝選材時先敲之聽其聲也，。"


def texts(data: bytes) -> list[str]:
    return [block.text for block in read_bytes(data, "a.pdf").blocks if isinstance(block, Line)]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_drawn_on_its_side_is_read_from_its_top(degrees: int) -> None:
    assert texts(pdf(turned(lines(PLAN), degrees))) == list(PLAN)


@pytest.mark.parametrize("shown", [90, 180, 270])
@pytest.mark.parametrize("drawn", [0, 90, 180, 270])
def test_how_a_viewer_turns_the_page_makes_no_difference(shown: int, drawn: int) -> None:
    page = turned(lines(PLAN), drawn) if drawn else lines(PLAN)
    assert texts(pdf(page, turned=shown)) == list(PLAN)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_ruled_table_on_its_side_has_its_rows_and_its_columns(degrees: int) -> None:
    def draw(canvas) -> None:
        top = canvas._pagesize[1]
        canvas.grid([100, 200, 300], [top - 200, top - 170, top - 140])
        for x, y, text in (
            (110, 160, "任务"),
            (210, 160, "学时"),
            (110, 190, "补胎"),
            (210, 190, "6"),
        ):
            canvas.drawString(x, top - y, text)

    (block,) = read_bytes(pdf(turned(together(draw), degrees)), "a.pdf").blocks
    assert isinstance(block, TableBlock)
    assert [[cell.text for cell in row] for row in block.rows] == [["任务", "学时"], ["补胎", "6"]]


def test_lines_on_their_side_follow_the_upright_text_of_the_page() -> None:
    def margin(canvas) -> None:
        canvas.translate(40, 200)
        canvas.rotate(90)
        canvas.drawString(0, 0, "装订线内不要答题")

    assert texts(pdf(together(lines(PLAN), margin))) == [*PLAN, "装订线内不要答题"]


@pytest.mark.parametrize("direction", ["up", "down", "glyph by glyph"])
def test_a_name_written_downwards_or_sideways_in_a_cell_is_one_word(direction: str) -> None:
    def draw(canvas) -> None:
        canvas.grid([100, 130, 300], [500, 560, 620])
        canvas.drawString(140, 600, "点名")
        canvas.drawString(140, 540, "讲授")
        canvas.drawString(110, 525, "课")
        if direction == "glyph by glyph":
            for at, char in enumerate("准备段"):
                canvas.drawString(110, 600 - 14 * at, char)
            return
        canvas.translate(*((120, 570) if direction == "up" else (110, 610)))
        canvas.rotate(90 if direction == "up" else -90)
        canvas.drawString(0, 0, "准备段")

    (block,) = read_bytes(pdf(draw), "a.pdf").blocks
    assert block == TableBlock(
        ((TableCell("准备段"), TableCell("点名")), (TableCell("课"), TableCell("讲授"))), page=1
    )


@pytest.mark.parametrize("draw", [columns(HANDOUT), columns_in_type(HANDOUT)])
def test_vertical_text_is_read_by_columns_from_the_right(draw: Draw) -> None:
    assert texts(pdf(draw)) == list(HANDOUT)


def test_a_running_head_and_a_page_number_stay_around_vertical_text() -> None:
    def edges(canvas) -> None:
        canvas.setFont(FONT, 10)
        canvas.drawString(250, HEIGHT - 40, "石雕學校")
        canvas.drawString(WIDTH / 2, 40, "12")

    assert texts(pdf(together(columns(HANDOUT), edges))) == ["石雕學校", *HANDOUT, "12"]


def test_vertical_text_in_two_tiers_is_read_tier_by_tier() -> None:
    upper = [f"上欄第{n}行之文字自右而左" for n in "一二三四五六"]
    lower = [f"下欄第{n}行之文字自右而左" for n in "一二三四五六"]
    page = together(columns(upper, top=90), columns(lower, top=90 + 14 * 14))
    assert texts(pdf(page)) == [*upper, *lower]


def test_a_list_of_single_characters_is_no_vertical_text() -> None:
    rows = [(str(n), name, "10") for n, name in enumerate("金木水火土日月星辰山川河", start=1)]
    (block,) = read_bytes(pdf(table(rows, (72, 120, 200), step=15)), "a.pdf").blocks
    assert isinstance(block, TableBlock)
    assert [cell.text for cell in block.rows[3]] == ["4", "火", "10"]


@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_vertical_text_of_any_type_in_any_order_of_drawing(data: st.DataObject) -> None:
    written = data.draw(st.lists(st.text(HAN, min_size=8, max_size=20), min_size=3, max_size=8))
    size = data.draw(st.sampled_from([9.0, 10.5, 12.0, 16.0, 22.0]))
    step = data.draw(st.sampled_from([1.3, 1.6, 2.0, 2.4]))
    order = data.draw(st.permutations(range(len(written))))
    parts = [columns([written[at]], size=size, right=540 - size * step * at) for at in order]
    assert texts(pdf(together(*parts))) == written
