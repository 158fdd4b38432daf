"""Syllabi, on an invented one in Traditional script: scraped into one line, and as a web page."""

import pytest
from invented_syllabus import AROUND, BODY, CHAPTERS, FIELDS, TEXT
from outline import column, outline, section, text_of, verbatim

from indexing.kinds.syllabus.syllabus_parser import split_collapsed
from indexing.records import Document, DocumentKind


@pytest.fixture
def syllabus(understood) -> Document:
    return understood(TEXT, "花藝.txt")


def test_kind_title_and_script(syllabus: Document) -> None:
    assert syllabus.kind is DocumentKind.SYLLABUS
    assert syllabus.title == "《花藝設計》課程教學大綱"
    assert syllabus.script == "hant"


def test_the_sites_text_is_gone_and_the_body_is_whole(syllabus: Document) -> None:
    assert not [mark for mark in AROUND if mark in syllabus.canonical]
    assert "".join(syllabus.canonical.split()) == BODY


def test_chapters_with_their_hours_stand_under_their_part(syllabus: Document) -> None:
    found = [s for s in syllabus.sections if s.level == 3]
    assert [s.heading for s in found] == [f"{n}{name}({h}學時)" for n, name, h in CHAPTERS]
    assert [s.path[1] for s in found] == ["(一)理論教學部分"] * 3 + ["(二)實踐教學部分"]


def test_every_chapter_has_its_eight_fields(syllabus: Document) -> None:
    for numeral, name, hours in CHAPTERS:
        at = section(syllabus, f"{numeral}{name}({hours}學時)")
        fields = [s.heading for s in syllabus.sections if s.parent == at.id]
        assert fields[:8] == [f"{n}.{field}:" for n, field in enumerate(FIELDS, 1)]
        assert {s.level for s in syllabus.sections if s.parent == at.id} == {4}


def test_outer_headings(syllabus: Document) -> None:
    assert [heading for level, heading in outline(syllabus) if level == 1] == [
        "一、課程基本信息",
        "二、課程目標",
        "三、課程資源",
        "四、教學方法與手段",
        "五、教學內容及具體安排",
    ]


def test_the_fields_of_the_first_table_are_told_apart(syllabus: Document) -> None:
    assert text_of(syllabus, "一、課程基本信息").split("\n")[:10] == [
        "課程名稱花藝設計",
        "英文名稱FloralDesign",
        "課程代碼",
        "開課學期第3學期",
        "學分2",
        "學時24學時(12理論+12實踐)",
        "課程性質選修",
        "考核方式作品",
        "先修課程素描",
        "課程簡介《花藝設計》面向旅遊與園藝專業的學生,從一枝花講到一場婚禮的佈置。",
    ]


def test_rows_of_the_run_together_hours_table_are_lines(syllabus: Document) -> None:
    lines = text_of(syllabus, "(三)課程各章對課程目標的支撐及學時安排").split("\n")
    assert lines[2:] == [
        "第一章花藝設計的由來課程目標144",
        "第二章花材的辨識與保鮮課程目標1、266",
        "第三章花束與花籃的製作課程目標222",
        "第四章花藝綜合實作課程目標1、212",
        "合計241212",
    ]


def test_items_are_lines_of_their_own(syllabus: Document) -> None:
    chapter = section(syllabus, "第二章花材的辨識與保鮮(6學時)").path
    assert text_of(syllabus, *chapter, "8.思考作業:") == (
        "(1)第二章談到的工具有哪些?\n(2)怎樣延長鮮花的壽命?"
    )
    assert text_of(syllabus, *chapter, "6.閱讀材料:").count("\n") == 1


def test_a_table_after_the_last_field_is_no_part_of_it(syllabus: Document) -> None:
    chapter = section(syllabus, "第四章花藝綜合實作(12學時)").path
    assert "婚禮" not in text_of(syllabus, *chapter, "8.思考作業:")
    assert text_of(syllabus, "表3課內實踐教學安排一覽表").endswith("做一個拱")


def test_empty_headings_do_not_slip_under_the_next_chapter(syllabus: Document) -> None:
    chunks = verbatim(syllabus, len, 120)
    (method,) = [c for c in chunks if c.heading_path == ("四、教學方法與手段",)]
    assert method.text.startswith("四、")
    (empty,) = [c for c in chunks if "(二)教學參考資料" in c.text]
    assert empty.heading_path[0] == "三、課程資源"


def test_search_text_is_simplified_and_shown_text_is_not(syllabus: Document) -> None:
    chunk = next(c for c in verbatim(syllabus, len, 120) if "示範" in c.text)
    assert "以示範和實作為主" in chunk.text
    assert "以示范和实作为主" in chunk.search_text


def test_cutting_a_collapsed_text_loses_no_character() -> None:
    assert "".join(split_collapsed(BODY)) == BODY


def test_a_number_out_of_sequence_opens_no_item() -> None:
    assert split_collapsed("思考:(1)说出名称。(2)按式(7)计算。(3)写出结论。") == [
        "思考:",
        "(1)说出名称。",
        "(2)按式(7)计算。",
        "(3)写出结论。",
    ]


def test_a_web_page_with_real_tables(understood) -> None:
    rows = "".join(f"<tr><td>{n} {name}</td><td>{h}</td></tr>" for n, name, h in CHAPTERS)
    chapters = "".join(
        f"<h3>{n} {name}（{h}學時）</h3>"
        + "".join(f"<p>{i}. {field}：略述{field}。</p>" for i, field in enumerate(FIELDS, 1))
        for n, name, h in CHAPTERS
    )
    document = understood(
        "<html><body><h1>《花藝設計》課程教學大綱</h1><h2>一、課程基本信息</h2><p>先修課程：素描</p>"
        "<h2>二、課程目標</h2><p>表2 學時安排</p><table><tr><th>章次</th><th>學時</th></tr>"
        f"{rows}</table><h2>三、教學內容及具體安排</h2>{chapters}</body></html>",
        "花藝.html",
    )
    assert document.kind is DocumentKind.SYLLABUS
    assert document.title == "《花藝設計》課程教學大綱"
    (table,) = document.tables
    assert (table.name, column(table, 1)) == ("表2 學時安排", ["4", "6", "2", "12"])
    for n, name, h in CHAPTERS:
        at = section(document, f"{n} {name}（{h}學時）")
        fields = [s for s in document.sections if s.parent == at.id]
        assert [s.heading for s in fields] == [f"{i}. {f}：" for i, f in enumerate(FIELDS, 1)]
