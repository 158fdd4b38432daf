"""Word files made with python-docx, and by hand where it cannot make the thing."""

import io
import zipfile

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Inches

from indexing.readers.blocks import Line, TableBlock, TableCell
from indexing.readers.word.docx import read
from indexing.readers.word.numbering import format_number

M = TableCell("", merged=True)
#: Content of a paragraph or a body, as XML with the ``w`` prefix declared.
W = nsdecls("w", "m")


@pytest.fixture
def document():
    return docx.Document()


def saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def blocks(document):
    return list(read(saved(document), "a.docx").blocks)


def texts(document) -> list[str]:
    return [block.text for block in blocks(document)]


def add(document, xml: str) -> None:
    """Append block-level XML before the section properties."""
    document.element.body.sectPr.addprevious(parse_xml(xml.replace(">", f" {W}>", 1)))


def cells(*row: str) -> tuple[TableCell, ...]:
    return tuple(map(TableCell, row))


def test_paragraphs_and_tables_in_reading_order(document):
    document.add_paragraph("表前")
    document.add_table(1, 2).cell(0, 1).text = "40"
    document.add_paragraph("表后")
    assert blocks(document) == [
        Line("表前"),
        TableBlock((cells("", "40"),)),
        Line("表后"),
    ]


def test_white_space_is_kept_and_empty_paragraphs_are_not(document):
    document.add_paragraph("　　缩进\t后 ")
    document.add_paragraph("")
    document.add_paragraph("末")
    assert texts(document) == ["　　缩进\t后 ", "末"]


def test_manual_breaks_make_lines_and_page_breaks_do_not(document):
    run = document.add_paragraph("前").add_run()
    run.add_break(WD_BREAK.LINE)
    run.add_text("中")
    run.add_break(WD_BREAK.PAGE)
    run.add_text("后")
    assert texts(document) == ["前", "中后"]


def test_heading_levels(document):
    document.add_heading("一级", 1)
    document.add_heading("三级", 3)
    derived = document.styles.add_style("章节名", 1)
    derived.base_style = document.styles["Heading 2"]
    document.add_paragraph("继承", style="章节名")
    document.styles.add_style("标题 4", 1)
    document.add_paragraph("中文样式", style="标题 4")
    add(document, "<w:p><w:pPr><w:outlineLvl w:val='1'/></w:pPr><w:r><w:t>大纲</w:t></w:r></w:p>")
    body = document.add_heading("降为正文", 1)._p.get_or_add_pPr()
    body.append(parse_xml(f"<w:outlineLvl {W} w:val='9'/>"))
    assert [(block.text, block.heading) for block in blocks(document)] == [
        ("一级", 1),
        ("三级", 3),
        ("继承", 2),
        ("中文样式", 4),
        ("大纲", 2),
        ("降为正文", 0),
    ]


def test_a_break_in_a_heading_does_not_divide_it(document):
    document.add_heading("教学\n目标", 1)
    assert blocks(document) == [Line("教学目标", heading=1)]


def test_title(document):
    document.add_paragraph("正文")
    assert read(saved(document), "a").title == ""
    document.core_properties.title = " 属性标题 "
    assert read(saved(document), "a").title == "属性标题"
    document.add_paragraph("网店推广 教案", style="Title")
    result = read(saved(document), "a")
    assert result.title == "网店推广 教案"
    assert result.blocks[-1] == Line("网店推广 教案")
    assert (result.pages, result.wrapped) == (0, False)


def test_what_is_not_body_text_is_left_out(document):
    section = document.sections[0]
    section.header.paragraphs[0].text = "页眉"
    section.footer.paragraphs[0].text = "页脚"
    paragraph = document.add_paragraph("正文")
    document.add_comment(paragraph.runs, text="批注", author="x")
    add(
        document,
        "<w:p><w:pPr><w:pStyle w:val='TOC1'/></w:pPr><w:r><w:t>目录项\t3</w:t></w:r></w:p>",
    )
    document.styles.add_style("toc 1", 1).element.set(docx.oxml.ns.qn("w:styleId"), "TOC1")
    assert texts(document) == ["正文"]


def test_tracked_changes_are_read_as_accepted(document):
    add(
        document,
        "<w:p><w:r><w:t>共</w:t></w:r><w:del><w:r><w:delText>40</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>48</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>学时</w:t></w:r></w:moveTo></w:p>",
    )
    add(
        document,
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>留</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>"
        "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>删</w:t></w:r></w:p></w:tc></w:tr>"
        "</w:tbl>",
    )
    assert blocks(document) == [Line("共48学时"), TableBlock((cells("留", ""),))]


def test_wrappers_fields_and_marks_within_a_paragraph(document):
    add(
        document,
        "<w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>"
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:t>7</w:t></w:r><w:r><w:footnoteReference w:id='1'/></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>可见</w:t></w:r>"
        "<w:r><w:sym w:font='Wingdings 2' w:char='F052'/><w:t>理论</w:t>"
        "<w:sym w:font='Wingdings' w:char='F0A8'/><w:t>实践</w:t><w:noBreakHyphen/></w:r>"
        "<w:r><w:ruby><w:rt><w:r><w:t>kè</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>课</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
    )
    assert texts(document) == ["链接控件7可见☑理论□实践-课"]


def test_a_formula_gives_its_letters_and_a_deleted_one_none(document):
    formula = "<m:oMath><m:r><m:t>{}</m:t></m:r></m:oMath>"
    add(
        document,
        "<w:p><w:r><w:t>由</w:t></w:r><w:del>" + formula.format("x") + "</w:del>"
        "<m:oMathPara>" + formula.format("a+b") + "</m:oMathPara></w:p>",
    )
    assert texts(document) == ["由a+b"]


def test_a_content_control_round_paragraphs_and_tables(document):
    add(
        document,
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>段</w:t></w:r></w:p><w:tbl><w:tr>"
        "<w:sdt><w:sdtContent><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt>"
        "<w:tc><w:p/></w:tc></w:tr></w:tbl></w:sdtContent></w:sdt>",
    )
    assert blocks(document) == [Line("段"), TableBlock((cells("a", ""),))]


def test_merged_cells(document):
    table = document.add_table(4, 3)
    for index in range(12):
        table.cell(index // 3, index % 3).text = str(index)
    for (top, left), (bottom, right), text in [
        ((0, 0), (1, 0), "环节"),
        ((0, 1), (0, 2), "活动"),
        ((2, 1), (3, 2), "方块"),
    ]:
        merged = table.cell(top, left).merge(table.cell(bottom, right))
        merged.text = text
    assert blocks(document) == [
        TableBlock(
            (
                (TableCell("环节"), TableCell("活动"), M),
                (M, TableCell("4"), TableCell("5")),
                (TableCell("6"), TableCell("方块"), M),
                (TableCell("9"), M, M),
            )
        )
    ]


def test_rows_that_start_late_or_end_early_are_padded(document):
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    add(
        document,
        "<w:tbl><w:tr>" + "".join(map(cell.format, "abc")) + "</w:tr>"
        "<w:tr><w:trPr><w:gridBefore w:val='1'/><w:gridAfter w:val='1'/></w:trPr>"
        + cell.format("d")
        + "</w:tr></w:tbl>",
    )
    assert blocks(document) == [TableBlock((cells("a", "b", "c"), cells("", "d", "")))]


def test_a_vertical_merge_that_continues_nothing_is_a_cell(document):
    add(
        document,
        "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr>"
        "<w:p><w:r><w:t>孤</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    )
    assert blocks(document) == [TableBlock((cells("", "孤"),))]


def test_paragraphs_and_tables_inside_a_cell(document):
    cell = document.add_table(1, 2).cell(0, 0)
    cell.text = "甲"
    cell.add_paragraph("乙")
    inner = cell.add_table(2, 2)
    for index, text in enumerate(["组", "分", "一组", "90"]):
        inner.cell(index // 2, index % 2).text = text
    assert blocks(document)[0].rows[0][0] == TableCell("甲\n乙\n组 分\n一组 90")


def test_a_frame_of_one_cell_is_taken_off(document):
    frame = document.add_table(1, 1).cell(0, 0)
    frame.paragraphs[0].text = "教学设计"
    frame.paragraphs[0].style = "Heading 1"
    frame.add_table(1, 2).cell(0, 0).text = "课时"
    assert blocks(document) == [
        Line("教学设计", heading=1),
        TableBlock((cells("课时", ""),)),
    ]


def numbered(document, levels: list[tuple[str, str]], suffix: str = "") -> None:
    """Add list 77 with these (format, pattern) levels."""
    root = document.part.numbering_part.element
    written = "".join(
        f"<w:lvl w:ilvl='{index}'><w:start w:val='1'/><w:numFmt w:val='{form}'/>{suffix}"
        f"<w:lvlText w:val='{pattern}'/></w:lvl>"
        for index, (form, pattern) in enumerate(levels)
    )
    abstract = f"<w:abstractNum {W} w:abstractNumId='77'>{written}</w:abstractNum>"
    root.insert(0, parse_xml(abstract))
    root.append(parse_xml(f"<w:num {W} w:numId='77'><w:abstractNumId w:val='77'/></w:num>"))


def item(document, text: str, level: int = 0, number: int = 77) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(
        parse_xml(f"<w:numPr {W}><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>")
    )


def test_chinese_numbers_start_again_under_each_heading(document):
    numbered(document, [("chineseCountingThousand", "%1、"), ("japaneseCounting", "（%2）")])
    for text, level in [("甲", 0), ("子", 1), ("丑", 1), ("乙", 0), ("寅", 1)]:
        item(document, text, level)
    assert texts(document) == ["一、甲", "（一）子", "（二）丑", "二、乙", "（一）寅"]


def test_numbers_of_several_levels_and_an_empty_item(document):
    numbered(document, [("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "%3)")])
    for text, level in [("甲", 0), ("乙", 1), ("", 1), ("丙", 1), ("丁", 2)]:
        item(document, text, level)
    assert texts(document) == ["1. 甲", "1.1 乙", "1.3 丙", "a) 丁"]


def test_a_list_of_the_same_kind_that_starts_at_its_own_number(document):
    numbered(document, [("decimal", "%1.")], suffix="<w:suff w:val='nothing'/>")
    document.part.numbering_part.element.append(
        parse_xml(
            f"<w:num {W} w:numId='78'><w:abstractNumId w:val='77'/><w:lvlOverride w:ilvl='0'>"
            "<w:startOverride w:val='5'/></w:lvlOverride></w:num>"
        )
    )
    for text, number in [("甲", 77), ("乙", 77), ("丙", 78), ("丁", 78)]:
        item(document, text, number=number)
    assert texts(document) == ["1.甲", "2.乙", "5.丙", "6.丁"]


def test_numbers_that_come_from_the_style(document):
    document.add_paragraph("步骤", style="List Number")
    document.add_paragraph("步骤", style="List Number")
    document.add_paragraph("要点", style="List Bullet")
    item(document, "无", number=0)
    assert texts(document) == ["1. 步骤", "2. 步骤", "- 要点", "无"]


def test_a_numbered_heading(document):
    numbered(document, [("chineseCounting", "%1、")])
    properties = document.add_heading("教学目标", 1)._p.get_or_add_pPr()
    properties.append(parse_xml(f"<w:numPr {W}><w:numId w:val='77'/></w:numPr>"))
    assert blocks(document) == [Line("一、教学目标", heading=1)]


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (10, "chineseCounting", "十"),
        (12, "taiwaneseCountingThousand", "十二"),
        (21, "chineseCountingThousand", "二十一"),
        (30, "japaneseCounting", "三十"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"),
        (28, "upperLetter", "BB"),
        (1994, "upperRoman", "MCMXCIV"),
        (2, "ideographTraditional", "乙"),
        (4, "none", ""),
        (4, "someFutureFormat", "4"),
    ],
)
def test_number_formats(number, form, shown):
    assert format_number(number, form) == shown


def rewritten(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The package with a change in one part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(stream, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            assert name != part or old in content
            after.writestr(name, content.replace(old, new) if name == part else content)
    return stream.getvalue()


def test_files_that_a_package_library_refuses_are_read(document, tmp_path):
    document.add_paragraph("正文")
    from PIL import Image

    picture = tmp_path / "x.png"
    Image.new("RGB", (4, 4)).save(picture)
    document.add_picture(str(picture), width=Inches(1))
    rels = "word/_rels/document.xml.rels"
    dangling = rewritten(saved(document), rels, b"media/image1.png", b"NULL")
    usual = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    for data in (dangling, rewritten(saved(document), "word/document.xml", usual, strict)):
        with pytest.raises((KeyError, AttributeError, TypeError)):
            _ = docx.Document(io.BytesIO(data)).paragraphs
        assert read(data, "a.docx").blocks == (Line("正文"),)


def test_senseless_numbers_in_the_file_do_no_harm(document):
    add(
        document,
        "<w:tbl><w:tr><w:trPr><w:gridBefore w:val='x'/></w:trPr><w:tc><w:tcPr>"
        "<w:gridSpan w:val='-3'/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:tcPr><w:gridSpan w:val='99999999'/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>",
    )
    assert blocks(document) == [TableBlock((cells("a", ""),))]


def test_external_entities_are_not_opened(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    xml = (
        f'<!DOCTYPE d [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
        f"<w:document {W}><w:body><w:p><w:r><w:t>甲&e;</w:t></w:r></w:p></w:body></w:document>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        container.writestr("word/document.xml", xml)
    assert read(stream.getvalue(), "a.docx").blocks == (Line("甲"),)
