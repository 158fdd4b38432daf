"""Old and open office files, made by LibreOffice from new ones, and what is told without it."""

import io
import os
import shutil
import subprocess

import docx
import pytest
from openpyxl import Workbook
from pptx import Presentation

from indexing.errors import DocumentError
from indexing.limits import Limits
from indexing.readers import converted, read_bytes
from indexing.readers.blocks import Line

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_WORD = OLE + b"\0" * 500 + "WordDocument".encode("utf-16-le")


def word() -> bytes:
    document = docx.Document()
    document.add_heading("木雕课程大纲", 1)
    document.add_paragraph("总学时四十八学时。")
    document.add_paragraph("学时分配")
    table = document.add_table(2, 2, "Table Grid")
    for cell, text in zip(table._cells, ("任务", "学时", "浮雕", "12"), strict=True):
        cell.text = text
    document.add_paragraph("以上为一学期。")  # LibreOffice writes no table at the end of a .doc
    return _saved(document)


def deck() -> bytes:
    presentation = Presentation()
    for title, text in (("选料", "看纹理"), ("开坯", "留余量")):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text_frame.text = title, text
    presentation.slides[0].notes_slide.notes_text_frame.text = "带一块样木。"
    return _saved(presentation)


def sheet() -> bytes:
    workbook = Workbook()
    for row in (
        ("木雕考核", None),
        ("项目", "占比"),
        ("出勤", 0.1),
        ("作品", 0.9),
        ("合计", "=B3+B4"),
    ):
        workbook.active.append(row)
    for place in ("B3", "B4", "B5"):
        workbook.active[place].number_format = "0%"
    workbook.active.merge_cells("A1:B1")
    return _saved(workbook)


def _saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Converts bytes with LibreOffice; the tests are skipped where there is none."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("BEIKE_REQUIRE_OFFICE") == "1":
            pytest.fail("BEIKE_REQUIRE_OFFICE=1, but there is no soffice")
        pytest.skip("there is no LibreOffice (soffice)")
    folder = tmp_path_factory.mktemp("office")

    def convert(data: bytes, suffix: str, to: str) -> bytes:
        (folder / f"a{suffix}").write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", to, "--outdir", str(folder)]
        subprocess.run([*command, str(folder / f"a{suffix}")], check=True, capture_output=True)
        return (folder / f"a.{to}").read_bytes()

    return convert


def told(document):
    return [
        (block.text, block.heading)
        if isinstance(block, Line)
        else [[cell.text for cell in row] for row in block.rows]
        for block in document.blocks
    ]


@pytest.mark.parametrize(("to", "name"), [("doc", "大纲.doc"), ("doc", "大纲.wps"),
                                          ("rtf", "大纲.rtf"), ("odt", "大纲.odt")])  # fmt: skip
def test_a_text_document_is_read_with_its_headings_and_tables(office, to, name):
    assert told(read_bytes(office(word(), ".docx", to), name)) == [
        ("木雕课程大纲", 1),
        ("总学时四十八学时。", 0),
        ("学时分配", 0),
        [["任务", "学时"], ["浮雕", "12"]],
        ("以上为一学期。", 0),
    ]


@pytest.mark.parametrize(("to", "name"), [("ppt", "课件.dps"), ("odp", "课件.odp")])
def test_a_deck_is_read_slide_by_slide(office, to, name):
    document = read_bytes(office(deck(), ".pptx", to), name)
    lines = [(block.text.lstrip("• "), block.page) for block in document.blocks]
    assert [line for line in lines if line[0] != "备注"] == [
        ("选料", 1), ("看纹理", 1), ("带一块样木。", 1), ("开坯", 2), ("留余量", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("to", "name"), [("xls", "考核.xls"), ("xls", "考核.et"), ("ods", "a.ods")]
)
def test_a_sheet_is_read_as_it_is_shown(office, to, name):
    rows = [["项目", "占比"], ["出勤", "10%"], ["作品", "90%"], ["合计", "100%"]]
    document = told(read_bytes(office(sheet(), ".xlsx", to), name))
    assert document[-1] == rows
    assert document[-2][0] == "木雕考核"


@pytest.mark.parametrize(
    ("name", "data", "what", "cure"),
    [
        ("旧教案.doc", OLD_WORD, "旧版 Word", ".docx"),
        ("旧教案.wps", OLD_WORD, "旧版 Word", ".docx"),
        ("旧.ppt", OLE + "PowerPoint Document".encode("utf-16-le"), "旧版 PowerPoint", ".pptx"),
        ("讲义.rtf", b"{\\rtf1\\ansi}", "RTF", ".docx"),
    ],
)
def test_without_libreoffice_the_remedy_is_told(monkeypatch, name, data, what, cure):
    monkeypatch.setattr(converted, "soffice", lambda: None)
    with pytest.raises(DocumentError) as caught:
        read_bytes(data, name)
    assert name in caught.value.message
    assert what in caught.value.message
    assert "安装 LibreOffice" in caught.value.hint
    assert f"另存为 {cure}" in caught.value.hint


@pytest.mark.parametrize("script", ["exit 0", "sleep 60"])
def test_a_conversion_that_makes_nothing_or_takes_too_long_is_told(monkeypatch, tmp_path, script):
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(converted, "soffice", lambda: str(program))
    with pytest.raises(DocumentError, match="转换不了"):
        read_bytes(OLD_WORD, "旧教案.doc", Limits(seconds=1))
