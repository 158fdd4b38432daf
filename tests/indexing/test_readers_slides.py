"""Presentations made with python-pptx: order, levels, tables, notes, and slides without a title."""

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.util import Inches

from indexing.errors import DocumentError
from indexing.fact_sheets import fact_sheets
from indexing.kinds import understand
from indexing.limits import Limits
from indexing.readers import read_bytes
from indexing.readers.blocks import Line, TableBlock, TableCell
from indexing.records import DocumentKind

TITLE_ONLY, TITLE_AND_BODY, BLANK = 5, 1, 6
M = TableCell("", merged=True)
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def saved(deck) -> bytes:
    stream = io.BytesIO()
    deck.save(stream)
    return stream.getvalue()


def box(slide, text, left, top, width=2, height=0.5):
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
    shape.text_frame.text = text
    return shape


def told(data: bytes, name="课件.pptx"):
    """The blocks as (text, page, heading), a table as the texts of its rows."""
    return [
        (block.text, block.page, block.heading)
        if isinstance(block, Line)
        else [[cell.text for cell in row] for row in block.rows]
        for block in read_bytes(data, name).blocks
    ]


def texts(data: bytes):
    return [line[0] for line in told(data) if isinstance(line, tuple)]


def deck_with(layout=BLANK):
    deck = Presentation()
    return deck, deck.slides.add_slide(deck.slide_layouts[layout])


def test_a_slide_is_its_title_its_list_by_levels_and_its_notes():
    deck, slide = deck_with(TITLE_AND_BODY)
    slide.shapes.title.text = "任务二 发酵控制"
    frame = slide.placeholders[1].text_frame
    frame.text = "面团"
    for text, level in (("温度 28 ℃", 1), ("湿度", 1), ("75 %", 2), ("烤箱", 0)):
        paragraph = frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
    slide.notes_slide.notes_text_frame.text = "先演示手感。\n再让学生试。"
    assert told(saved(deck)) == [
        ("任务二 发酵控制", 1, 1),
        ("• 面团", 1, 0),
        ("– 温度 28 ℃", 1, 0),
        ("– 湿度", 1, 0),
        ("▪ 75 %", 1, 0),
        ("• 烤箱", 1, 0),
        ("备注", 1, 2),
        ("先演示手感。", 1, 0),
        ("再让学生试。", 1, 0),
    ]


def test_the_page_of_a_slide_is_its_number_and_empty_slides_count():
    deck = Presentation()
    for title in ("第一讲 选材", "", "第二讲 下料"):
        slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
        slide.shapes.title.text = title
    assert told(saved(deck)) == [("第一讲 选材", 1, 1), ("第二讲 下料", 3, 1)]
    assert read_bytes(saved(deck), "课件.pptx").pages == 3


def test_numbers_that_stand_in_no_text_are_counted_level_by_level():
    deck, slide = deck_with(TITLE_AND_BODY)
    slide.shapes.title.text = "操作步骤"
    frame = slide.placeholders[1].text_frame
    steps = [("拆卸", 0), ("清洗", 0), ("粗洗", 1), ("精洗", 1), ("装配", 0)]
    kinds = ("arabicPeriod", "alphaLcParenR")
    plan = [(text, level, kinds[level]) for text, level in steps]
    plan += [("量", 0, "circleNumDbPlain"), ("记", 0, "circleNumDbPlain"), ("说明文字", 0, None)]
    for at, (text, level, kind) in enumerate(plan):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
        properties = paragraph._p.get_or_add_pPr()
        mark = etree.SubElement(properties, f"{_A}{'buAutoNum' if kind else 'buNone'}")
        if kind:
            mark.set("type", kind)
    assert texts(saved(deck))[1:] == [
        *("1. 拆卸", "2. 清洗", "a) 粗洗", "b) 精洗", "3. 装配", "①量", "②记", "说明文字"),
    ]


def test_a_table_keeps_its_blank_and_merged_cells():
    deck, slide = deck_with(TITLE_ONLY)
    slide.shapes.title.text = "评分"
    frame = slide.shapes.add_table(3, 3, Inches(1), Inches(2), Inches(6), Inches(1))
    rows = [["项目", "得分", ""], ["", "自评", "互评"], ["切配", "", "30"]]
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            frame.table.cell(at, column).text = text
    frame.table.cell(0, 1).merge(frame.table.cell(0, 2))
    frame.table.cell(0, 0).merge(frame.table.cell(1, 0))
    (table,) = (b for b in read_bytes(saved(deck), "a.pptx").blocks if isinstance(b, TableBlock))
    assert table.page == 1
    assert table.rows == (
        (TableCell("项目"), TableCell("得分"), M),
        (M, TableCell("自评"), TableCell("互评")),
        (TableCell("切配"), TableCell(""), TableCell("30")),
    )


def test_a_group_is_read_as_one_shape_at_its_place():
    deck, slide = deck_with()
    box(slide, "右", 5, 1)
    group = slide.shapes.add_group_shape()
    for text, top in (("左下", 1.4), ("左上", 1.0)):
        inner = group.shapes.add_textbox(Inches(1), Inches(top), Inches(2), Inches(0.3))
        inner.text_frame.text = text
    box(slide, "尾。", 1, 4)
    assert texts(saved(deck)) == ["幻灯片 1", "左上", "左下", "右", "尾。"]


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.text("甲乙丙丁戊己庚辛", min_size=2, max_size=6), min_size=2, max_size=6, unique=True
    ),
    st.randoms(use_true_random=False),
)
def test_shapes_are_read_from_top_to_bottom_whatever_the_order_they_were_drawn_in(names, random):
    deck, slide = deck_with()
    places = list(enumerate(names))
    random.shuffle(places)
    for row, name in places:
        box(slide, f"{name}。", 1 + random.random() * 4, 0.5 + row)
    assert texts(saved(deck))[1:] == [f"{name}。" for name in names]


def test_the_line_above_everything_names_a_slide_that_has_no_title():
    deck, slide = deck_with()
    box(slide, "安全距离应保持两米以上。", 1, 2)
    box(slide, "场地要求", 1, 0.3)
    assert told(saved(deck)) == [("场地要求", 1, 1), ("安全距离应保持两米以上。", 1, 0)]


def test_footers_dates_and_slide_numbers_are_no_text_of_the_slide():
    deck, slide = deck_with(TITLE_ONLY)
    slide.shapes.title.text = "量具"
    for place in slide.slide_layout.placeholders:
        if place.placeholder_format.idx in (10, 11, 12):
            copied = parse_xml(etree.tostring(place._element))
            slide.shapes._spTree.append(copied)
    for shape in list(slide.placeholders)[1:]:
        shape.text_frame.text = "某校 2031"
    assert len(slide.placeholders) == 4
    assert texts(saved(deck)) == ["量具"]


def test_slides_alike_are_no_running_lines():
    """PDF pages that begin alike have a running head; slides that begin alike have titles."""
    deck = Presentation()
    for number in range(1, 6):
        slide = deck.slides.add_slide(deck.slide_layouts[TITLE_AND_BODY])
        slide.shapes.title.text = f"工序{number}"
        slide.placeholders[1].text_frame.text = f"第{'甲乙丙丁戊'[number - 1]}道要点"
    document = understand(read_bytes(saved(deck), "工序.pptx"), "工序.pptx", "0" * 64)
    assert [section.heading for section in document.sections[1:]] == [f"工序{n}" for n in "12345"]
    assert [section.page for section in document.sections[1:]] == [1, 2, 3, 4, 5]
    assert document.kind is DocumentKind.SLIDES
    assert document.pages == 5


def test_the_data_of_a_chart_are_a_table():
    deck, slide = deck_with(TITLE_ONLY)
    slide.shapes.title.text = "学时分配"
    data = CategoryChartData()
    data.categories = ["理论", "实训"]
    data.add_series("学时", (24, 40.5))
    slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(2), Inches(4), Inches(3), data
    )
    assert told(saved(deck))[-1] == [["", "学时"], ["理论", "24"], ["实训", "40.5"]]


def test_what_stands_in_two_forms_is_read_once():
    """Shapes with formulas are kept in a new form and a fallback for old programs."""
    deck, slide = deck_with()
    shape = box(slide, "功率", 1, 1)
    tree, element = slide.shapes._spTree, shape._element
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    both = etree.SubElement(tree, f"{{{mc}}}AlternateContent")
    choice = etree.SubElement(both, f"{{{mc}}}Choice")
    etree.SubElement(both, f"{{{mc}}}Fallback").append(etree.fromstring(etree.tostring(element)))
    choice.append(element)
    assert texts(saved(deck)) == ["幻灯片 1", "功率"]


def test_a_show_is_read_like_a_deck():
    deck, slide = deck_with(TITLE_ONLY)
    slide.shapes.title.text = "开机检查"
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(deck))) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.infolist():
            part = old.read(entry)
            new.writestr(entry, part.replace(b"presentation.main+xml", b"slideshow.main+xml"))
    assert texts(stream.getvalue()) == ["开机检查"]


def test_a_program_s_own_title_is_none():
    deck, slide = deck_with(TITLE_ONLY)
    slide.shapes.title.text = "量具"
    for stated, title in (
        ("PowerPoint Presentation", ""),
        ("演示文稿1", ""),
        ("钳工课件", "钳工课件"),
    ):
        deck.core_properties.title = stated
        assert read_bytes(saved(deck), "a.pptx").title == title


@pytest.mark.parametrize("cut", [200, 2000])
def test_a_deck_cut_short_is_damaged(cut):
    deck, _ = deck_with(TITLE_ONLY)
    with pytest.raises(DocumentError, match=re.escape("不是完整的 PowerPoint(.pptx) 文件")):
        read_bytes(saved(deck)[:cut], "课件.pptx")


def test_a_deck_of_nothing_is_empty_and_one_beyond_the_limit_refused():
    deck, slide = deck_with(TITLE_ONLY)
    with pytest.raises(DocumentError, match="是空的"):
        read_bytes(saved(deck), "课件.pptx")
    slide.shapes.title.text = "一"
    deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    with pytest.raises(DocumentError, match="超过 1 页"):
        read_bytes(saved(deck), "课件.pptx", Limits(pages=1))


def test_points_are_no_hours_in_the_sheet_made_of_a_table():
    deck, slide = deck_with(TITLE_ONLY)
    slide.shapes.title.text = "评分"
    frame = slide.shapes.add_table(3, 2, Inches(1), Inches(2), Inches(6), Inches(1))
    texts = ("项目", "分值", "切配", "60", "装盘", "40")
    for cell, text in zip(frame.table.iter_cells(), texts, strict=True):
        cell.text = text
    document = understand(read_bytes(saved(deck), "a.pptx"), "a.pptx", "0" * 64)
    (sheet,) = fact_sheets(document)
    assert sheet.text == "评分的分值\n切配：60 分\n装盘：40 分\n合计：2 项，100 分"


def test_a_deck_says_that_it_is_one_and_who_wrote_it():
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_AND_BODY])
    slide.shapes.title.text = "燕尾榫"
    deck.core_properties.author = " 鲁班门 "
    raw = read_bytes(saved(deck), "a.pptx")
    assert (raw.deck, raw.author) == (True, "鲁班门")
