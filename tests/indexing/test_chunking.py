"""Chunks along the structure of a document."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from invented_lesson_plan import FLAT
from invented_standard import TEXT as STANDARD
from invented_syllabus import TEXT as SYLLABUS
from outline import verbatim

from indexing.chunking import search_text
from indexing.kinds import understand
from indexing.kinds.shared.builder import Builder, Piece
from indexing.readers.blocks import Line, RawDocument, TableBlock, TableCell
from indexing.records import Chunk, ChunkKind, Document, DocumentKind, chunk_id
from indexing.splitting import pieces

CLOSING = "。！？；：，、,.!?;:”’」』）)】》〉…"


def built(builder: Builder) -> Document:
    kind = DocumentKind.GENERIC
    return builder.finish(path="某.md", title="某课", kind=kind, sha256="0", pages=0)


def texts(chunks: list[Chunk]) -> list[str]:
    return [chunk.text for chunk in chunks]


def test_neighbours_of_one_section_are_packed_up_to_the_limit() -> None:
    builder = Builder()
    builder.heading("一、课程目标", 1, None)
    for item in ("1. 甲甲甲甲。", "2. 乙乙乙乙。", "3. 丙丙丙丙。"):
        builder.item(item, None)
    assert texts(verbatim(built(builder), len, 24)) == [
        "一、课程目标\n1. 甲甲甲甲。\n2. 乙乙乙乙。",
        "3. 丙丙丙丙。",
    ]


def test_sections_are_not_mixed() -> None:
    builder = Builder()
    for name in ("一、甲", "二、乙"):
        builder.heading(name, 1, None)
        builder.paragraph("写。", None)
    chunks = verbatim(built(builder), len, 200)
    assert texts(chunks) == ["一、甲\n写。", "二、乙\n写。"]
    assert [chunk.heading_path for chunk in chunks] == [("一、甲",), ("二、乙",)]


def test_headings_go_with_the_text_below_them() -> None:
    builder = Builder()
    builder.heading("一、甲", 1, 3)
    builder.heading("（一）乙", 2, 3)
    builder.paragraph("写。", 4)
    (chunk,) = verbatim(built(builder), len, 200)
    assert chunk.text == "一、甲\n（一）乙\n写。"
    assert chunk.heading_path == ("一、甲", "（一）乙")
    assert chunk.page == 4


def test_a_heading_without_text_stays_out_of_the_next_chapter() -> None:
    builder = Builder()
    builder.heading("一、甲", 1, None)
    builder.heading("（一）空", 2, None)
    builder.heading("二、乙", 1, None)
    builder.paragraph("写。", None)
    chunks = verbatim(built(builder), len, 200)
    assert texts(chunks) == ["一、甲\n（一）空", "二、乙\n写。"]


def test_a_lead_in_goes_with_its_list() -> None:
    builder = Builder()
    builder.paragraph("先说一段别的话。", None)
    builder.paragraph("内容包括：", None)
    builder.item("1. 甲甲甲甲甲甲。", None)
    builder.item("2. 乙乙乙乙乙乙。", None)
    chunks = verbatim(built(builder), len, 16)
    assert texts(chunks) == [
        "先说一段别的话。",
        "内容包括：\n1. 甲甲甲甲甲甲。",
        "2. 乙乙乙乙乙乙。",
    ]
    assert "内容包括:" in chunks[2].search_text  # searched with it, not shown
    assert chunks[1].kind is ChunkKind.LIST


def test_a_tables_header_is_searched_with_the_rows_of_the_next_chunk() -> None:
    builder = Builder()
    builder.table("学时", ("课程", "学时"), None)
    builder.row([Piece("课程"), Piece("学时")], None)
    for row in (("血压测量", "24"), ("体温测量", "20")):
        builder.row([Piece(text, column) for column, text in enumerate(row)], None)
    chunks = verbatim(built(builder), len, 14)
    assert texts(chunks) == ["课程\t学时\n血压测量\t24", "体温测量\t20"]
    assert "课程 学时" in chunks[1].search_text
    assert {chunk.kind for chunk in chunks} == {ChunkKind.TABLE_ROW}


def test_a_line_that_only_leads_to_a_subsection_goes_with_it() -> None:
    builder = Builder()
    builder.heading("学习内容", 1, None)
    builder.paragraph("主要内容包括：", None)
    builder.heading("一、领取任务", 2, None)
    builder.paragraph("看懂任务单。", None)
    (chunk,) = verbatim(built(builder), len, 200)
    assert chunk.heading_path == ("学习内容", "一、领取任务")
    assert chunk.kind is ChunkKind.PARAGRAPH


def test_steps_are_never_packed_together() -> None:
    builder = Builder()
    builder.heading("课中", 2, None)
    for name in ("导入", "新授"):
        builder.label(name, 3, None)
        builder.row([Piece(name), Piece("讲")], None, step=True)
    chunks = verbatim(built(builder), len, 200)
    assert texts(chunks) == ["课中\n导入\t讲", "新授\t讲"]
    assert {chunk.kind for chunk in chunks} == {ChunkKind.STEP}


def test_a_row_may_be_half_as_long_again_before_it_is_split() -> None:
    for size, count in ((29, 1), (31, 2)):
        builder = Builder()
        builder.row([Piece("甲" * (size // 2) + "。"), Piece("乙" * (size - size // 2 - 2))], None)
        assert len(verbatim(built(builder), len, 20)) == count


def test_a_long_paragraph_is_cut_at_sentence_ends_into_like_sizes() -> None:
    builder = Builder()
    builder.paragraph("一" * 9 + "。" + "二" * 9 + "。" + "三" * 9 + "。" + "四" * 9 + "。", None)
    assert [len(text) for text in texts(verbatim(built(builder), len, 30))] == [20, 20]


def test_closing_punctuation_stays_with_what_it_closes() -> None:
    assert pieces("甲" * 30 + "），" + "乙" * 20 + "。", len, 30) == [
        "甲" * 30 + "），",
        "乙" * 20 + "。",
    ]


def test_ids_depend_on_document_and_span_only() -> None:
    first, second = (verbatim(built(_two()), len, 200) for _ in range(2))
    assert [chunk.id for chunk in first] == [chunk.id for chunk in second]
    assert first[0].id == chunk_id(first[0].document_id, first[0].start, first[0].end)


def test_neighbours_are_linked() -> None:
    first, second = verbatim(built(_two()), len, 200)
    assert (first.previous, first.next) == (None, second.id)
    assert (second.previous, second.next) == (first.id, None)


def _two() -> Builder:
    builder = Builder()
    for name in ("一、甲", "二、乙"):
        builder.heading(name, 1, None)
        builder.paragraph("写。", None)
    return builder


def test_search_text_holds_title_path_lead_and_text_folded() -> None:
    found = search_text("《花藝》", ("二、課程目標",), "能說出１２種", "表2")
    assert found == "《花艺》 二、课程目标 表2\n能说出12种"


# Properties --------------------------------------------------------------------------------


def sound(document: Document, chunks: list[Chunk], limit: int) -> None:
    """Check what every list of chunks promises."""
    canonical = document.canonical
    covered = 0
    for chunk in chunks:
        assert canonical[chunk.start : chunk.end] == chunk.text
        assert covered <= chunk.start < chunk.end
        assert not canonical[covered : chunk.start].strip()
        covered = chunk.end
        section = document.sections[chunk.section]
        assert chunk.heading_path == section.path
        whole = chunk.kind in (ChunkKind.TABLE_ROW, ChunkKind.STEP)
        # Closing punctuation may go over the limit, but never by half of it.
        assert len(chunk.text) <= limit * 3 // 2, (whole, chunk.text)
    assert not canonical[covered:].strip()
    assert all(a.next == b.id and b.previous == a.id for a, b in pairwise(chunks))
    assert len({chunk.id for chunk in chunks}) == len(chunks)


@pytest.mark.parametrize("limit", [40, 120, 300])
@pytest.mark.parametrize("text", [STANDARD, FLAT, SYLLABUS])
def test_chunks_of_invented_documents_are_sound(text: str, limit: int) -> None:
    document = understand(
        RawDocument(tuple(map(Line, text.split("\n"))), wrapped=True), "某.txt", "0"
    )
    chunks = verbatim(document, len, limit)
    sound(document, chunks, limit)
    starts = {unit.start for unit in document.units}
    assert not [c for c in chunks if c.start not in starts and c.text[0] in CLOSING]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text("学生按要求完成，。；：、”）\n ab12", max_size=120),
            st.sampled_from(["一、甲", "（一）乙", "内容包括：", "1. 丙", "\t课前", "\t教学环节"]),
            st.text(max_size=60),
        ),
        max_size=25,
    ),
    st.integers(20, 80),
    st.booleans(),
)
@example(["。" * 300], 20, False)
@example(["a" * 300], 20, False)
@example(["甲" * 29 + "）" * 9], 30, False)
def test_chunks_of_any_text_are_sound(lines: list[str], limit: int, wrapped: bool) -> None:
    document = understand(RawDocument(tuple(map(Line, lines)), wrapped=wrapped), "某.txt", "0")
    sound(document, verbatim(document, len, limit), limit)


@given(
    st.text("学生按要求完成，。；：、”）\n ab12", max_size=300),
    st.integers(4, 60),
    st.sampled_from([len, lambda text: 2 * len(text), lambda text: len(text.encode()) // 3]),
)
@example("，" * 50, 4, len)
def test_pieces_add_up_and_fit(text: str, limit: int, count) -> None:
    found = pieces(text, count, limit)
    assert "".join(found) == text
    for piece in found:
        assert count(piece) <= limit * 3 // 2
    for before, piece in pairwise(found):
        if piece.strip() and piece.strip()[0] in CLOSING:
            assert count(before + piece) > limit


@given(st.lists(st.text("abcdefgh0123", min_size=1, max_size=12), min_size=1, max_size=30))
def test_latin_words_and_numbers_are_not_cut(words: list[str]) -> None:
    text = " ".join(words)
    ends = {len(text[:at]) for at in range(len(text) + 1) if not text[at - 1 : at + 1].isalnum()}
    at = 0
    for piece in pieces(text, len, 20):
        at += len(piece)
        assert at == len(text) or at in ends


@given(st.text("学生按要求完成测量", min_size=1, max_size=60), st.integers(10, 40))
def test_a_counter_that_counts_more_than_one_token_a_character_is_obeyed(
    text: str, limit: int
) -> None:
    for piece in pieces(text, lambda part: 3 * len(part), limit):
        assert 3 * len(piece) <= limit


def grid(*lines: tuple[str | None, ...]) -> Document:
    """A document of one table; ``None`` is a place that a cell above covers."""
    cells = tuple(
        tuple(TableCell("", merged=True, hanging=True) if c is None else TableCell(c) for c in line)
        for line in lines
    )
    return understand(RawDocument((Line("一、安排"), TableBlock(cells))), "a.docx", "0" * 64)


def named(chunk: Chunk) -> list[dict[str, str]]:
    return [{cell.column: cell.text for cell in row.cells} for row in chunk.rows]


def test_the_rows_of_a_table_keep_the_names_of_their_columns_in_every_chunk() -> None:
    days = [(f"第{n}周", "锯木" * 4, "", "2") for n in "一二三四"]
    chunks = verbatim(grid(("周次", "内容", "理论", "实践"), *days), len, 40)
    assert len(chunks) > 1
    rows = [row for chunk in chunks for row in named(chunk)]
    assert rows == [{"周次": d[0], "内容": d[1], "理论": "", "实践": "2"} for d in days]
    first, *others = chunks
    assert first.header is None
    for chunk in others:
        assert chunk.header is not None
        assert chunk.header.quote == "周次\t内容\t理论\t实践"
        assert first.text[chunk.header.start - first.start :].startswith(chunk.header.quote)
    for chunk in chunks:
        for row in chunk.rows:
            assert chunk.text[row.start : row.end] == "\t".join(
                cell.text for cell in row.cells if cell.text
            )


def test_a_merged_cell_is_of_all_its_rows_and_printed_in_the_first() -> None:
    (chunk,) = verbatim(
        grid(("类别", "课程", "学时"), ("基础课", "制图", "36"), (None, "材料", "18")), len, 200
    )
    assert named(chunk)[1] == {"类别": "基础课", "课程": "材料", "学时": "18"}
    first, second = chunk.rows
    assert [cell.printed for cell in first.cells] == [True, True, True]
    assert [cell.printed for cell in second.cells] == [False, True, True]
    assert chunk.text[second.start : second.end] == "材料\t18"


@pytest.mark.parametrize(
    "lines",
    [
        (("教师", "李木", "学分", "3学分"), ("教室", "工坊", "学期", "二上")),  # labels and values
        (("工具", "件数"), ("锯", "2"), ("刨", "3")),  # a pair needs no names
    ],
)
def test_labels_with_values_are_no_rows_with_columns(lines: tuple[tuple[str, ...], ...]) -> None:
    (chunk,) = verbatim(grid(*lines), len, 200)
    assert chunk.rows == ()
