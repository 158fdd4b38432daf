"""A file may hold so much, and what it holds is read in steps that grow with it, not faster."""

import sys

import pytest
from hostile_files import paragraph, pdf, table, word

from indexing.chunking import chunk_document
from indexing.errors import DocumentError
from indexing.kinds import understand
from indexing.limits import Limits
from indexing.readers import html, markdown, read, read_bytes
from indexing.readers.blocks import Line, TableBlock, TableCell
from indexing.readers.word import styles as docx_styles
from indexing.splitting import pieces

M = TableCell("", merged=True)


def steps(function, *arguments):
    """The number of lines of our own code that run."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += event == "line"
        return trace if "/indexing/" in frame.f_code.co_filename else None

    sys.settrace(trace)
    try:
        function(*arguments)
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize(
    ("name", "data", "limits", "told"),
    [
        ("a.txt", "一\n二\n三".encode(), Limits(lines=2), "超过 2 行（段）"),
        ("a.md", "一\n\n二\n\n三".encode(), Limits(lines=2), "超过 2 行（段）"),
        ("a.html", b"<html><p>a<p>b<p>c</html>", Limits(lines=2), "超过 2 行（段）"),
        ("a.docx", word(paragraph("一") * 3), Limits(lines=2), "超过 2 行（段）"),
        ("a.txt", "一二三四".encode(), Limits(characters=3), "超过 3 个字"),
        ("a.docx", table(2, 3), Limits(cells=5), "超过 5 个表格单元格"),
        ("a.html", b"<html><table>" + b"<tr><td>a<td>b<td>c" * 2, Limits(cells=5), "超过 5 个"),
        ("a.md", b"|a|b|c|\n|-|-|-|\n|1|2|3|\n", Limits(cells=5), "超过 5 个表格单元格"),
        ("a.pdf", pdf(3), Limits(pages=2), "超过 2 页"),
        ("a.txt", "一\f二\f三".encode(), Limits(pages=2), "超过 2 页"),
    ],
)
def test_more_than_a_file_may_hold_is_refused_in_one_line(name, data, limits, told):
    with pytest.raises(DocumentError) as caught:
        read_bytes(data, name, limits)
    assert told in caught.value.message
    assert name in caught.value.message
    assert "拆成几个文件" in caught.value.hint
    assert read_bytes(data, name).has_text


def test_a_file_of_more_bytes_is_not_opened(tmp_path):
    file = tmp_path / "大.txt"
    with file.open("wb") as sparse:
        sparse.truncate((1 << 20) + 1)
    with pytest.raises(DocumentError, match=r"“大\.txt”太大，超过 1 MB"):
        read(file, Limits(megabytes=1))


def test_a_part_that_unpacks_to_more_is_not_unpacked():
    data = word(paragraph("一" * (1 << 20)))
    assert len(data) < 1 << 20
    with pytest.raises(DocumentError, match="解压后的内容过大"):
        read_bytes(data, "a.docx", Limits(megabytes=1))


def test_spans_cost_no_more_than_cells():
    def page(span):
        row = "<tr>" + f'<td colspan="{span:<4}">格</td>' * 5 + "</tr>"
        return f"<html><body><table>{row * 20}</table></body></html>".encode()

    narrow, wide = (html.read(page(span), "a.html").blocks for span in (2, 1000))
    assert narrow == wide
    assert len(wide[0].rows) == 20 and len(wide[0].rows[0]) == 5
    assert steps(html.read, page(1000), "a.html") == steps(html.read, page(2), "a.html")


def test_cells_that_hang_down_push_the_others_aside_and_overlap():
    page = (
        "<html><table>"
        "<tr><td rowspan=3>a<td>b<td rowspan=2 colspan=2>c"
        "<tr><td>d<td>e"
        "<tr><td colspan=3>f<td>g"
        "</table></html>"
    )
    (block,) = html.read(page.encode(), "a.html").blocks
    texts = [[cell.text or ("+" if cell.merged else ".") for cell in row] for row in block.rows]
    # Column 3 holds no start of a cell and is left out; e and g stand in column 4.
    assert texts == [
        ["a", "b", "c", "."],
        ["+", "d", "+", "e"],
        ["+", "f", "+", "g"],
    ]


def test_a_wide_span_in_word_costs_no_more_than_a_cell():
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="{}"/></w:tcPr>' + paragraph("格") + "</w:tc>"

    def rows(span):
        return word(f"<w:tbl>{('<w:tr>' + cell.format(span) * 4 + '</w:tr>') * 3}</w:tbl>")

    assert read_bytes(rows(30_000), "a.docx").blocks == read_bytes(rows(1), "a.docx").blocks
    assert steps(read_bytes, rows(30_000), "a.docx") == steps(read_bytes, rows(1), "a.docx")


def doubled(make, function):
    """How many times as many steps a file of twice the size takes."""
    small, large = make(200), make(400)
    return steps(function, *large) / steps(function, *small)


def ordered(count):
    return f"<html><body><ol>{'<li>甲</li>' * count}</ol></body></html>".encode(), "a.html"


def numbered(count):
    in_list = '<w:numPr><w:ilvl w:val="8"/><w:numId w:val="1"/></w:numPr>'
    levels = "".join(f'<w:lvl w:ilvl="{n + 9}"/>' for n in range(count))
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    return word(paragraph("甲", in_list) * count, numbering=numbering), "a.docx"


def styled(count):
    chain = "".join(
        f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>' for n in range(count)
    )
    return word(paragraph("甲", '<w:pStyle w:val="s0"/>') * count, styles=chain), "a.docx"


@pytest.mark.parametrize("make", [ordered, numbered, styled])
def test_a_file_of_twice_the_size_takes_twice_the_steps(make):
    assert doubled(make, read_bytes) < 2.2


def test_the_style_a_paragraph_is_based_on_is_still_found():
    chain = "".join(
        f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>' for n in range(9)
    )
    top = '<w:style w:styleId="s9"><w:name w:val="heading 2"/></w:style>'
    data = word(paragraph("目标", '<w:pStyle w:val="s0"/>'), styles=chain + top)
    assert read_bytes(data, "a.docx").blocks == (Line("目标", heading=2),)
    assert docx_styles._DEEPEST >= 10


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**要求：**完成", "要求：完成"),
        ("甲**乙，**丙__丁，__戊**己", "甲乙，丙丁，戊**己"),
        ("**甲 **乙，**丙", "甲 **乙，丙"),
        ("__甲 **乙，**丙", "__甲 乙，丙"),
    ],
)
def test_pairs_of_marks_are_taken_off_and_single_ones_stay(text, shown):
    assert markdown._without_marks(text) == shown


def test_a_mark_left_open_is_looked_for_once(monkeypatch):
    searches = []

    class Noted:
        def __init__(self, mark):
            self.mark, self.pattern = mark, markdown._CLOSER[mark]

        def search(self, line, at):
            searches.append(self.mark)
            return self.pattern.search(line, at)

    monkeypatch.setattr(markdown, "_CLOSER", {"**": Noted("**"), "__": Noted("__")})
    assert markdown._without_marks("**甲 __乙 " * 500) == "**甲 __乙 " * 500
    assert searches == ["**", "__"]


def test_a_line_without_end_is_cut_without_being_counted_again_and_again():
    counted = 0

    def count(text):
        nonlocal counted
        counted += len(text)
        return len(text)

    text = "学" * 20_000
    parts = pieces(text, count, 100)
    assert "".join(parts) == text
    assert max(map(len, parts)) <= 150
    # Twice the whole text, and for each of 200 pieces a search of a few times its size.
    assert counted < 2 * len(text) + 200 * 2500


def test_headings_without_text_are_packed_in_one_pass():
    def document(count):
        return understand(read_bytes(("# 章\n\n" * count).encode(), "a.md"), "a.md", "")

    small, large = (steps(chunk_document, document(n), len, 100) for n in (200, 400))
    assert large / small < 2.2


def test_a_heading_of_a_page_is_a_paragraph():
    document = understand(read_bytes(f"# {'学' * 501}\n\n正文\n".encode(), "a.md"), "a.md", "")
    assert [section.heading for section in document.sections[1:]] == []
    short = understand(read_bytes(f"# {'学' * 500}\n\n正文\n".encode(), "a.md"), "a.md", "")
    assert len(short.sections) == 2


def test_merged_cells_are_one_block():
    (block,) = read_bytes(b"<html><table><tr><td colspan=2>a<tr><td>b<td>c", "a.html").blocks
    assert block == TableBlock(((TableCell("a"), M), (TableCell("b"), TableCell("c"))))
