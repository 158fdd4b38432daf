"""Web pages to lines and tables, without the furniture of the site."""

import pytest

from indexing.errors import DocumentError
from indexing.readers.blocks import Line, TableBlock, TableCell
from indexing.readers.html import read

M = TableCell("", merged=True)


def blocks(body: str):
    return list(read(f"<html><body>{body}</body></html>".encode(), "a.html").blocks)


def texts(body: str) -> list[str]:
    return [block.text for block in blocks(body)]


def cells(*row: str) -> tuple[TableCell, ...]:
    return tuple(map(TableCell, row))


def test_headings_paragraphs_and_breaks():
    assert blocks("<h2>课程<br>目标</h2><p>甲<br/>乙</p>散<b>文</b><div>丙<p>丁</p>戊</div>") == [
        Line("课程目标", heading=2),
        Line("甲"),
        Line("乙"),
        Line("散文"),
        Line("丙"),
        Line("丁"),
        Line("戊"),
    ]


def test_a_heading_broken_between_latin_words_keeps_a_space():
    assert blocks("<h1>Course<br>Syllabus</h1>") == [Line("Course Syllabus", heading=1)]


def test_source_line_breaks_are_not_the_writers():
    assert texts("<p>学生能\n   完成\n分析 报告</p><p>the\n SWOT</p>") == [
        "学生能完成分析 报告",
        "the SWOT",
    ]


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav>首页</nav>",
        "<header>校徽</header>",
        "<footer>版权</footer>",
        "<aside>推荐</aside>",
        "<form>搜索<input value=x></form>",
        "<script>var a='字'</script>",
        "<style>p{}</style>",
        "<noscript>请开启</noscript>",
        "<template><p>模板</p></template>",
        "<p hidden>藏</p>",
        "<p style='display: none'>藏</p>",
        "<!-- 注释 -->",
        "<?php echo 1 ?>",
    ],
)
def test_furniture_is_dropped_and_the_text_after_it_kept(furniture):
    assert texts(f"<p>前</p>{furniture}后") == ["前", "后"]


def test_the_main_part_is_used_where_there_is_one():
    assert texts("<p>站点</p><main><header><h1>题</h1></header>正文</main><p>站点</p>") == [
        "题",
        "正文",
    ]
    assert texts("<p>站点</p><article>一</article><article>二</article>") == ["一", "二"]
    assert texts("<main></main><p>其实在这里</p>") == ["其实在这里"]


def test_a_page_wrapped_in_a_form_is_not_lost():
    assert texts("<form id='aspnetForm'><h1>教学大纲</h1><nav>首页</nav></form>") == ["教学大纲"]


def test_lists_are_numbered_as_a_browser_would():
    assert texts(
        "<ol start=3><li>甲<li value=7><p>乙</p><p>续</p></li><li>丙<ul><li>丁</ul></ol>"
        "<ol reversed><li>二<li>一</ol>"
    ) == ["3. 甲", "7. 乙", "续", "8. 丙", "- 丁", "2. 二", "1. 一"]


def test_an_empty_item_gives_its_marker_to_nobody():
    assert texts("<ul><li></li></ul><p>正文</p>") == ["正文"]


def test_pre_keeps_its_lines():
    assert texts("<pre>\n甲  1\n\n乙  2\n</pre>") == ["甲  1", "乙  2"]


def test_a_table_with_both_spans():
    (table,) = blocks(
        "<table><thead><tr><th rowspan=2>课程<th colspan=2>学时</tr>"
        "<tr><th>理论<th>实践</tr></thead>"
        "<tr><td>推广<td>40<td><p>80</p><p>选修</p></table>"
    )
    assert table == TableBlock(
        (
            (TableCell("课程"), TableCell("学时"), M),
            (M, TableCell("理论"), TableCell("实践")),
            cells("推广", "40", "80\n选修"),
        )
    )


def test_a_cell_spanning_both_ways_pushes_the_others_right():
    (table,) = blocks("<table><tr><td>a<td rowspan=2 colspan=2>b<tr><td>c<td>d<tr><td>e</table>")
    assert table.rows == (
        # The second column of b is dropped: no cell starts in it.
        cells("a", "b", ""),
        (TableCell("c"), M, TableCell("d")),
        cells("e", "", ""),
    )


def test_spans_wider_or_longer_than_the_table_are_cut():
    (table,) = blocks(
        "<table><tr><td colspan=100>总表<tr><td>a<td rowspan=0>b<tr><td>c</table><p>后</p>"
    )[:1]
    assert table.rows == ((TableCell("总表"), M), cells("a", "b"), (TableCell("c"), M))


def test_the_foot_comes_last_and_the_caption_first():
    caption, table = blocks(
        "<table><caption>表1</caption><tfoot><tr><td>合计<td>3</tfoot>"
        "<tbody><tr><td>甲<td>3</tbody></table>"
    )
    assert caption == Line("表1")
    assert table.rows == (cells("甲", "3"), cells("合计", "3"))


def test_layout_tables_are_taken_apart():
    assert texts("<table><tr><td><h1>题</h1><p>文</p></td></tr></table>") == ["题", "文"]
    outer = "<table><tr><td>左栏<td><table><tr><td>a<td>b</table></table>"
    assert blocks(outer) == [Line("左栏"), TableBlock((cells("a", "b"),))]


def test_an_empty_table_is_nothing():
    assert texts("<table><tr><td><td></table><p>文</p>") == ["文"]


def test_title_and_what_it_is_not():
    document = read("<head><title> 教学\n大纲 </title></head><body>文".encode(), "a.html")
    assert document.title == "教学大纲"
    assert document.blocks == (Line("文"),)
    assert not document.wrapped


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("gb2312", "gbk"),
        ("GBK", "gb18030"),
        ("big5", "cp950"),
        ("utf-8", "utf-8"),
        ("gb2312", "utf-8"),  # converted by the server, old declaration kept
        ("iso-8859-1", "gbk"),
        ("x-no-such", "gbk"),
    ],
)
def test_encodings(declared, encoding):
    text = "課程目標與學時分配" if encoding == "cp950" else "课程目标与学时分配，囍镕"
    page = f"<meta http-equiv=Content-Type content='text/html; charset={declared}'><p>{text}"
    assert read(page.encode(encoding), "a.html").blocks == (Line(text),)


def test_xhtml_with_a_declaration():
    page = "<?xml version='1.0' encoding='gb2312'?><html><body><p>课时</p></body></html>"
    assert read(page.encode("gbk"), "a.html").blocks == (Line("课时"),)


def test_nesting_beyond_reason_is_refused_not_a_crash():
    with pytest.raises(DocumentError):
        read(b"<div>" * 5000 + "深".encode(), "a.html")
