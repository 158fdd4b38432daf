"""Markdown to lines, headings, list items and tables."""

from indexing.readers.blocks import Line, TableBlock, TableCell
from indexing.readers.markdown import read


def blocks(text: str):
    return list(read(text.encode(), "a.md").blocks)


def texts(text: str) -> list[str]:
    return [block.text for block in blocks(text)]


def test_headings_of_both_kinds():
    assert blocks("# 课程标准\n\n### 三级 ###\n\n一级\n===\n\n二级\n---\n") == [
        Line("课程标准", heading=1),
        Line("三级", heading=3),
        Line("一级", heading=1),
        Line("二级", heading=2),
    ]


def test_a_paragraph_is_one_line_however_it_was_typed():
    assert texts("学生能完成\n选品分析\n\nuse the\nSWOT tool\n\n使用\nExcel\n完成") == [
        "学生能完成选品分析",
        "use the SWOT tool",
        "使用Excel完成",
    ]


def test_hard_breaks_make_lines():
    assert texts("第一行  \n第二行\\\n第三行<br>第四行") == ["第一行", "第二行", "第三行", "第四行"]


def test_inline_markup_is_taken_off():
    assert texts(
        "**重点**：_客户_`画像`，见[课标](http://x.cn '题')，~~旧~~ ![图示](a.png) 1 \\* 2"
    ) == ["重点：客户画像，见课标，旧 图示 1 * 2"]


def test_bold_that_commonmark_leaves_open_beside_chinese_punctuation():
    assert texts("**要求：**完成分析，__注意：__保存；2 ** 3 ** 4") == [
        "要求：完成分析，注意：保存；2 ** 3 ** 4"
    ]


def test_list_items_keep_their_numbers():
    assert texts(
        "3. 讨论\n4. 汇报\n   - 分组\n   - 计时\n5) 另一张表\n\n* 点\n\n  续段\n* - 深\n"
    ) == [
        "3. 讨论",
        "4. 汇报",
        "- 分组",
        "- 计时",
        "5) 另一张表",
        "- 点",
        "续段",
        "- 深",
    ]


def test_a_pipe_table():
    (table,) = blocks("| 课程 | 学时 |\n|---|:-:|\n| **推广** | 120 |\n| 甲<br>乙 |\n")
    assert table == TableBlock(
        (
            (TableCell("课程"), TableCell("学时")),
            (TableCell("推广"), TableCell("120")),
            (TableCell("甲\n乙"), TableCell("")),
        )
    )


def test_reading_order_around_a_table():
    found = blocks("前\n\n|a|\n|-|\n|b|\n\n后")
    assert [type(block) for block in found] == [Line, TableBlock, Line]


def test_code_and_quotes_are_lines():
    assert texts("```\n甲  = 1\n\n乙 = 2\n```\n\n> 引用\n> 继续\n\n    缩进") == [
        "甲  = 1",
        "乙 = 2",
        "引用继续",
        "缩进",
    ]


def test_html_leaves_its_text_only():
    assert texts(
        "<div>块<b>内</b></div>\n\n行<span class='x'>内</span><!-- 无 -->字\n\n<!-- 无 -->"
    ) == [
        "块内",
        "行内字",
    ]


def test_an_html_table_in_markdown():
    (table,) = blocks("<table><tr><td colspan=2>甲</td></tr><tr><td>1</td><td>2</td></tr></table>")
    assert table.rows[0] == (TableCell("甲"), TableCell("", merged=True))


def test_front_matter_gives_the_title_and_no_text():
    document = read("---\ntitle: '网店推广 教案'\ndate: 2024\n---\n正文\n".encode(), "a.md")
    assert document.title == "网店推广 教案"
    assert document.blocks == (Line("正文"),)


def test_a_rule_at_the_top_is_not_front_matter():
    document = read("---\n正文".encode(), "a.md")
    assert (document.title, document.blocks) == ("", (Line("正文"),))


def test_not_wrapped_and_any_encoding():
    document = read("\ufeff# 教学反思\r\n\r\n学生参与度提高".encode("utf-16"), "a.md")
    assert [block.text for block in document.blocks][-1] == "学生参与度提高"
    assert not document.wrapped
    assert document.pages == 0
