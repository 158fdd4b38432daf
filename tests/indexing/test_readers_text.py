"""Plain text: every encoding of a Chinese file, and every character kept."""

import codecs

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indexing.errors import DocumentError
from indexing.readers.blocks import Line
from indexing.readers.encoding import decode
from indexing.readers.text import read

SIMPLIFIED = (
    "学习任务一　网店商品优化\n\t课时：90\t地点：实训室\n学生应能独立完成标题与主图的优化。\n"
)
TRADITIONAL = "課程目標與畢業要求的對應關係\r\n理論教學與實驗教學的學時分配，共四十八學時。\r\n"


def texts(data: bytes) -> list[str]:
    return [block.text for block in read(data, "a.txt").blocks]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL])
def test_unmarked_and_utf8_files(text, encoding):
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF8, "utf-8"),
    ],
)
def test_a_byte_order_mark_decides_and_is_taken_off(mark, encoding):
    assert decode(mark + "课时".encode(encoding), "a.txt") == "课时"


@pytest.mark.parametrize("encoding", ["big5", "cp950", "big5hkscs"])
def test_big5_is_told_from_gb18030(encoding):
    assert decode(TRADITIONAL.encode(encoding), "a.txt") == TRADITIONAL


def test_traditional_text_in_gbk_is_not_taken_for_big5():
    assert decode(TRADITIONAL.encode("gbk"), "a.txt") == TRADITIONAL


def test_a_short_gb_file():
    assert decode("教案".encode("gb18030"), "a.txt") == "教案"


def test_mostly_english_with_some_chinese_in_gbk():
    text = "SWOT, STP and 4P are tools. " * 20 + "市场营销"
    assert decode(text.encode("gbk"), "a.txt") == text


def test_english_in_unmarked_utf16():
    text = "Lesson plan: week 1\r\n"
    assert decode(text.encode("utf-16-le"), "a.txt") == text


def test_a_declared_encoding_is_used_where_it_fits_and_utf8_does_not():
    # Too short to guess: read as GB18030 these bytes are three ordinary characters.
    data = "恰".encode("big5") * 3
    assert decode(data, "a", declared="Big5") == "恰恰恰"
    assert decode("恰".encode(), "a", declared="gbk") == "恰"
    assert decode("教".encode("gbk"), "a", declared="iso-8859-1") == "教"


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe\x00",  # half a character after the mark
        b"\xef\xbb\xbf\xff",
        b"plain \0 text",
        "课时".encode() + b"\xff",
        "é".encode("latin-1") + b" and nothing else",
    ],
)
def test_what_fits_no_encoding_is_refused(data):
    with pytest.raises(DocumentError):
        decode(data, "a.txt")


def test_lines_keep_their_white_space():
    lines = texts("\t授课单元\t \r\n \n  正文　\n\t\n".encode())
    assert lines == ["\t授课单元\t ", " ", "  正文　", "\t"]


def test_all_three_line_breaks_and_no_others():
    assert texts("一\r\n二\r三\n\n四\v五\u2028六".encode()) == [
        "一",
        "二",
        "三",
        "",
        "四\v五\u2028六",
    ]


def test_lines_are_physical_lines_without_pages():
    document = read(SIMPLIFIED.encode(), "a.txt")
    assert document.wrapped
    assert document.pages == 0
    assert {block.page for block in document.blocks} == {None}


def test_form_feeds_divide_into_pages():
    document = read("第一页\n末行\n\f第二页\n同行\f第三页\n\f".encode(), "a.txt")
    assert document.blocks == (
        Line("第一页", page=1),
        Line("末行", page=1),
        Line("第二页", page=2),
        Line("同行", page=2),
        Line("第三页", page=3),
    )
    assert document.pages == 3


HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
ANY = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff") | st.just("\t"),
    min_size=1,
)


@given(ANY)
def test_any_text_survives_utf8_and_marked_utf16(text):
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert texts(text.encode(encoding)) == [text]


def _level1(character: str) -> bool:
    """Whether GB 2312 counts a character among its 3,755 frequent ones."""
    try:
        return 0xB0 <= character.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


COMMON = st.sampled_from([c for c in map(chr, range(0x4E00, 0x9FA6)) if _level1(c)])
CHINESE = st.lists(COMMON | st.sampled_from("，。；：、（）\n0aA ")).map("".join)


@given(CHINESE, st.sampled_from(["gb18030", "gbk", "gb2312"]))
def test_ordinary_chinese_survives_gb_encodings(text, encoding):
    data = ("本课共四节，" + text).encode(encoding)
    assert decode(data, "a.txt") == "本课共四节，" + text


@given(st.text(COMMON, max_size=60), st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_ordinary_chinese_survives_unmarked_utf16(text, encoding):
    # Without a line break there may be no sign: 乎 in UTF-16 is also the letters NN.
    text = "教学目标\n" + text
    assert decode(text.encode(encoding), "a.txt") == text


@given(st.text(HAN, max_size=60))
def test_rare_characters_survive_in_ordinary_gb18030_text(rare):
    text = SIMPLIFIED * 2 + rare
    assert decode(text.encode("gb18030"), "a.txt") == text


@given(st.binary(max_size=300))
def test_a_decoding_never_loses_a_byte(data):
    try:
        text = decode(data, "a.txt")
    except DocumentError:
        return
    marks = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    assume(not data.startswith((*marks, codecs.BOM_UTF32_BE)))
    encodings = ("utf-8", "gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")
    assert any(text.encode(encoding, "replace") == data for encoding in encodings)
