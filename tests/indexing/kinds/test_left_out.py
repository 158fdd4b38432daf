"""What of a file is told to be no part of its text, and which headings were guessed."""

from indexing.kinds import understand
from indexing.readers.blocks import Line, RawDocument, TableBlock, TableCell
from indexing.records import LeftOut

BODY = (
    "泥料分陶泥和瓷泥两种，初学的人先用陶泥。",
    "拉坯以前要把泥揉匀，里面不能有气泡。",
    "晾坯要放在阴凉的地方，不可以让太阳晒。",
    "素烧升温要慢，六百度以前不能超过每小时一百度。",
    "釉料调好以后过筛，放置一夜再用。",
)


def paged(pages):
    lines = []
    for page in range(1, pages + 1):
        lines += [Line("青石中学　陶艺讲义", page), Line(BODY[page - 1], page)]
        lines += [Line(BODY[page - 1][::-1], page), Line(f"- {page} -", page)]
    return RawDocument(tuple(lines), pages=pages, wrapped=True)


def test_running_heads_and_page_numbers_are_told_once_with_their_number():
    document = understand(paged(4), "讲义.pdf", "0")
    assert "青石中学" not in document.canonical
    assert document.left_out == (
        LeftOut("青石中学 陶艺讲义", 4, 1),
        LeftOut("- 1 -", 4, 1),
    )
    assert document.unread_pages == ()


def test_the_printed_contents_are_told_together():
    lines = ("目录", "一、泥料……1", "二、成型……3", "三、烧成……7")
    text = ("一、泥料", "泥料分两种。", "二、成型", "先做泥条。", "三、烧成", "要烧两次。")
    document = understand(RawDocument(tuple(map(Line, (*lines, *text)))), "讲义.docx", "0")
    assert document.left_out == (LeftOut("目录", 4, None, contents=True),)


def test_what_is_in_the_text_or_in_a_table_is_not_left_out():
    table = TableBlock(
        ((TableCell("工 具"), TableCell("数量")), (TableCell("转盘"), TableCell("2")))
    )
    lines = (Line("陶艺 讲义"), Line("陶艺 讲义"), table, Line("转盘要擦净，2 人一台。"))
    document = understand(RawDocument(lines), "讲义.docx", "0")
    assert document.left_out == ()


def test_pages_without_text_are_told():
    raw = paged(5)
    kept = tuple(block for block in raw.blocks if block.page not in (2, 5))
    document = understand(
        RawDocument((*kept, Line(" ", 5)), pages=5, wrapped=True), "讲义.pdf", "0"
    )
    assert document.unread_pages == (2, 5)


def test_a_heading_that_only_looks_like_one_was_guessed():
    text = "泥料分陶泥和瓷泥两种，初学的人先用陶泥，手感好了再换瓷泥。"
    lines = [
        *(Line("陶艺讲义", size=18, bold=True), Line("一、泥料"), Line(text)),
        *(Line("怎样醒泥", bold=True), Line(text), Line("怎样收泥", bold=True), Line(text)),
    ]
    document = understand(RawDocument(tuple(lines)), "讲义.docx", "0")
    headings = [section.heading for section in document.sections]
    assert headings[1:] == ["陶艺讲义", "一、泥料", "怎样醒泥", "怎样收泥"]
    guessed = [document.sections[at].heading for at in document.guessed]
    assert guessed == ["陶艺讲义", "怎样醒泥", "怎样收泥"]
