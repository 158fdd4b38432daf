"""What a person put right in how a document was read: title, kind, levels of headings."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.chunking import chunk_document
from indexing.corrections import Correction, HeadingCorrection
from indexing.errors import BeikeError
from indexing.kinds import records_of, understand
from indexing.kinds.correcting import correction_of, spots
from indexing.readers.blocks import Line, RawDocument, TableBlock, TableCell
from indexing.records import CorrectedHeading, DocumentKind, UnitKind

LINES = (
    "陶艺工作坊",
    "一、泥料",
    "泥料分陶泥和瓷泥两种，初学的人先用陶泥。",
    "二、成型 先做泥条，再上转盘。",
    "考核办法",
    "平时成绩占六成，作品占四成，缺课三次不计成绩。",
    "三、烧成",
    "素烧到八百度，釉烧到一千二百度。",
)
FILE = "a" * 64


def read(*lines, correction=None, sha256=FILE, path="某.txt"):
    raw = RawDocument(tuple(Line(line) for line in lines or LINES))
    return understand(raw, path, sha256, correction)


def tree(document):
    return [(s.level, s.heading) for s in document.sections[1:]]


def corrected(*headings, title="", kind=None, document=None):
    """Read the lines, put them right, and read them again."""
    return read(correction=correction_of(document or read(), title, kind, headings))


def test_without_a_correction_nothing_is_said_of_one():
    document = read()
    assert tree(document) == [(1, "一、泥料"), (1, "三、烧成")]
    assert document.corrected is None


def test_a_heading_stands_deeper_and_what_follows_belongs_to_it():
    document = corrected(("三、烧成", 1, 2))
    assert tree(document) == [(1, "一、泥料"), (2, "三、烧成")]
    below = document.sections[2]
    assert (below.path, below.parent) == (("一、泥料", "三、烧成"), 1)
    assert document.sections[1].end == below.end == len(document.canonical)
    last = chunk_document(document, len, 200)[-1]
    assert last.text.endswith("素烧到八百度，釉烧到一千二百度。")
    assert last.heading_path == ("一、泥料", "三、烧成")


def test_a_heading_that_is_none_is_a_paragraph_of_the_section_above():
    document = corrected(("三、烧成", 1, 0))
    assert tree(document) == [(1, "一、泥料")]
    *_, line, text = document.units
    assert (line.kind, line.section, text.section) == (UnitKind.PARAGRAPH, 1, 1)
    assert document.canonical[line.start : line.end] == "三、烧成"


def test_a_line_is_a_heading():
    document = corrected(("考核办法", 1, 1))
    assert tree(document) == [(1, "一、泥料"), (1, "考核办法"), (1, "三、烧成")]
    assert document.canonical == read().canonical
    chunk = next(c for c in chunk_document(document, len, 200) if "六成" in c.text)
    assert chunk.heading_path == ("考核办法",)
    first, second = document.sections[1:3]
    assert document.canonical[first.start : first.end].endswith("再上转盘。")
    assert document.canonical[second.start : second.end].endswith("不计成绩。")


def test_a_heading_that_ran_together_with_its_text_is_set_apart():
    document = corrected(("二、成型", 1, 1))
    assert tree(document) == [(1, "一、泥料"), (1, "二、成型"), (1, "三、烧成")]
    assert "\n二、成型\n先做泥条，再上转盘。\n" in document.canonical
    section = document.sections[2]
    assert document.canonical[section.start : section.end].startswith("二、成型\n先做泥条")
    kinds = [document.canonical[u.start : u.end] for u in document.units if u.section == 2]
    assert kinds[:2] == ["二、成型", "先做泥条，再上转盘。"]


def test_several_lines_of_one_paragraph_are_headings():
    lines = ("陶艺工作坊", "说明 泥料分两种。成型 先做泥条。烧成 两次。")
    document = read(*lines)
    wanted = [(line, 1, 1) for line in ("烧成", "说明", "成型")]
    found = read(*lines, correction=correction_of(document, "", None, wanted))
    assert found.canonical.split("\n")[1:] == [
        "说明",
        "泥料分两种。",
        "成型",
        "先做泥条。",
        "烧成",
        "两次。",
    ]
    assert tree(found) == [(1, "说明"), (1, "成型"), (1, "烧成")]


def test_the_second_of_two_equal_lines_is_meant():
    lines = ("陶艺", "一、泥料", "要求", "泥料要醒足一天。", "二、烧成", "要求", "素烧要慢升温。")
    document = read(*lines)
    found = read(*lines, correction=correction_of(document, "", None, [("要求", 2, 2)]))
    assert [s.path for s in found.sections[1:]] == [
        ("一、泥料",),
        ("二、烧成",),
        ("二、烧成", "要求"),
    ]


def test_what_was_read_and_what_was_put_right_are_told():
    document = corrected(("三、烧成", 1, 2), ("考核办法", 1, 1), title="陶艺手册")
    assert (document.title, document.sections[0].heading) == ("陶艺手册", "陶艺手册")
    assert document.corrected.title_read == "陶艺工作坊"
    assert document.corrected.kind_read is DocumentKind.GENERIC
    text = document.canonical
    assert document.corrected.headings == (
        CorrectedHeading(text.index("考核办法"), "考核办法", 1, 0, 1),
        CorrectedHeading(text.index("三、烧成"), "三、烧成", 1, 1, 2),
    )
    assert document.corrected.misfits == ()


def test_what_is_read_right_is_no_correction():
    assert correction_of(read(), "陶艺工作坊", DocumentKind.GENERIC, [("三、烧成", 1, 1)]).is_empty
    document = corrected(("三、烧成", 1, 2), title="手册")
    assert correction_of(document, "陶艺工作坊", None, [("三、烧成", 1, 1)]).is_empty
    kept = correction_of(document, "手册", None, [("三、烧成", 1, 2)])
    assert (kept.title, kept.title_read) == ("手册", "陶艺工作坊")
    assert kept.headings == (HeadingCorrection("三、烧成", 1, 1, 2),)


def test_another_kind_is_read_by_its_own_parser():
    lines = (
        "泡茶的课",
        *("教学目标", "会说水温。"),
        *("示范 5分钟", "教师演示温杯。"),
    )
    document = read(*lines)
    assert document.kind is DocumentKind.GENERIC
    assert records_of(document).lesson_plan is None
    wanted = correction_of(document, "", DocumentKind.LESSON_PLAN, [])
    found = read(*lines, correction=wanted)
    assert found.kind is DocumentKind.LESSON_PLAN
    assert records_of(found).lesson_plan is not None
    assert "教学目标" in [heading for _, heading in tree(found)]
    assert found.corrected.kind_read is DocumentKind.GENERIC


@pytest.mark.parametrize(
    ("line", "nth", "told"),
    [
        ("结业", 1, "没有这一行：“结业”。"),
        ("三、烧成", 2, "没有这一行：“三、烧成”（第 2 处）"),
        ("成绩", 1, "“成绩”在正文里有 2 处"),
    ],
)
def test_a_line_that_cannot_be_found_is_refused(line, nth, told):
    with pytest.raises(BeikeError, match=re.escape(told)):
        correction_of(read(), "", None, [(line, nth, 1)])


def test_in_a_changed_file_what_still_fits_is_applied_and_the_rest_told():
    wanted = correction_of(
        read(), "手册", None, [("三、烧成", 1, 2), ("考核办法", 1, 1), ("一、泥料", 1, 2)]
    )
    lines = [line for line in LINES if line != "考核办法"]
    document = read(
        *lines, "三、烧成", "另见附录里的烧成曲线。", correction=wanted, sha256="b" * 64
    )
    assert tree(document)[0] == (2, "一、泥料")
    assert document.title == "手册"  # the same title is read as then
    assert document.corrected.misfits == (
        "标题“三、烧成”：更正时文件里有 1 处，现在有 2 处，不知道是哪一处。",
        "标题“考核办法”：文件里已经没有这一行。",
    )


def test_a_title_and_a_kind_of_another_text_are_not_given_to_a_changed_file():
    wanted = correction_of(read(), "手册", DocumentKind.SYLLABUS, [])
    again = read(correction=replace(wanted, sha256="c" * 64))
    assert (again.title, again.kind) == ("手册", DocumentKind.SYLLABUS)
    other = (
        *("泡茶教案", "学情分析", "会烧水。", "教学目标", "会说水温。", "教学重难点", "水温。"),
        *("教学方法", "示范。", "教学资源", "茶具。", "教学反思", "待填。"),
    )
    document = read(*other, correction=wanted, sha256="b" * 64)
    assert document.kind is DocumentKind.LESSON_PLAN
    assert document.title != "手册"
    assert [told.split("：")[0] for told in document.corrected.misfits] == ["种类", "题名"]


TABLE = TableBlock(
    (
        (TableCell("名称"), TableCell("用量")),
        (TableCell("陶泥"), TableCell("两斤")),
        (TableCell("釉料"), TableCell("半斤")),
    )
)


def test_a_table_goes_with_the_heading_above_it():
    raw = RawDocument((Line("陶艺工作坊"), Line("材料"), TABLE, Line("用完要收好，盖上湿布。")))
    document = understand(raw, "某.docx", FILE)
    assert tree(document) == []
    wanted = correction_of(document, "", None, [("材料", 1, 1)])
    found = understand(raw, "某.docx", FILE, wanted)
    (table,) = found.tables
    assert found.sections[table.section].heading == "材料"
    assert [found.canonical[c.start : c.end] for row in table.rows for c in row] == [
        *("陶泥", "两斤"),
        *("釉料", "半斤"),
    ]


@given(st.data())
def test_whatever_is_put_right_no_character_is_lost_and_everything_has_its_place(data):
    raw = RawDocument((*map(Line, LINES), TABLE, Line("收尾 洗净转盘，关好窑门。")))
    before = understand(raw, "某.docx", FILE)
    inside = [("二、成型", 1), ("先做泥条，", 1), ("收尾", 1)]
    whole = [(spot.line, spot.nth) for spot in spots(before)]
    lines = [w for w in whole if not any(line in w[0] for line, _ in inside)] + inside
    chosen = data.draw(st.lists(st.sampled_from(lines), unique=True))
    wanted = [(*line, data.draw(st.integers(0, 4))) for line in chosen]
    document = understand(raw, "某.docx", FILE, correction_of(before, "", None, wanted))
    text = document.canonical
    assert re.sub(r"\s", "", text) == re.sub(r"\s", "", before.canonical)
    for line, nth, level in wanted:
        found = [s.level for s in spots(document) if (s.line, s.nth) == (line, nth)]
        assert found == [level] or (level == 0 and found == [])
    assert [u.start for u in document.units][1:] == [u.end + 1 for u in document.units][:-1]
    for unit in document.units:
        section = document.sections[unit.section]
        assert section.start <= unit.start < unit.end <= section.end
        if unit.kind is UnitKind.HEADING:
            assert section.heading == text[unit.start : unit.end]
    for section in document.sections[1:]:
        parent = document.sections[section.parent]
        assert parent.level < section.level
        assert parent.start <= section.start <= section.end <= parent.end
        assert section.path == (*parent.path, section.heading)
    for table in document.tables:
        assert all(text[c.start : c.end] == c.text for row in table.rows for c in row)
    again = correction_of(document, "", None, wanted)
    assert {(h.line, h.nth, h.level) for h in again.headings} == {
        (h.line, h.nth, h.level) for h in correction_of(before, "", None, wanted).headings
    }


def test_a_correction_of_no_heading_leaves_the_tree_as_it_is():
    document = read(correction=Correction(FILE, title="手册", title_read="陶艺工作坊"))
    plain = read()
    assert document.sections[1:] == plain.sections[1:]
    assert (document.units, document.canonical) == (plain.units, plain.canonical)
