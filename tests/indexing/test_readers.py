"""Choosing a reader, and what a teacher is told about a file that cannot be read."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen import canvas

from indexing.errors import DocumentError
from indexing.extras import how_to_install
from indexing.readers import SUPPORTED, problems, read
from indexing.readers.blocks import Line, RawDocument
from indexing.readers.pages import recognition

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def word(text: str = "学生能说明选品的步骤") -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf(text: str = "Teaching plan") -> bytes:
    stream = io.BytesIO()
    page = canvas.Canvas(stream, invariant=1)
    page.drawString(72, 700, text)
    page.save()
    return stream.getvalue()


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        for name in names:
            container.writestr(name, "x")
    return stream.getvalue()


def read_bytes(folder: Path, name: str, data: bytes) -> RawDocument:
    path = folder / name
    path.write_bytes(data)
    return read(path)


def refusal(folder: Path, name: str, data: bytes) -> DocumentError:
    """The error a file gives, checked for what every one of them must have."""
    with pytest.raises(DocumentError) as caught:
        read_bytes(folder, name, data)
    error = caught.value
    assert name in error.message
    assert error.hint
    assert "\n" not in str(error)
    return error


def texts(document: RawDocument) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Line)]


def test_supported_suffixes():
    assert {
        ".txt",
        ".md",
        ".docx",
        ".pptx",
        ".xlsx",
        ".xls",
        ".et",
        ".csv",
        ".pdf",
        ".html",
        ".htm",
    } <= SUPPORTED


def test_the_suffix_chooses_where_the_content_does_not(tmp_path):
    data = "# 教学目标\n".encode()
    assert read_bytes(tmp_path, "a.md", data).blocks == (Line("教学目标", heading=1),)
    assert read_bytes(tmp_path, "a.TXT", data).blocks == (Line("# 教学目标"),)


@pytest.mark.parametrize("name", ["plan.docx", "plan.txt", "plan.pdf", "plan.doc", "plan"])
def test_a_word_file_is_read_under_any_name(tmp_path, name):
    assert texts(read_bytes(tmp_path, name, word())) == ["学生能说明选品的步骤"]


@pytest.mark.parametrize("name", ["plan.pdf", "plan.docx", "plan.txt", "plan.html"])
def test_a_pdf_is_read_under_any_name(tmp_path, name):
    document = read_bytes(tmp_path, name, pdf())
    assert document.blocks == (Line("Teaching plan", page=1),)


def test_a_pdf_with_bytes_before_its_header_is_a_pdf(tmp_path):
    assert refusal(tmp_path, "a.txt", b"\r\n%PDF-1.7 cut").message.count("PDF") == 1


@pytest.mark.parametrize("name", ["page.html", "page.txt", "page.doc"])
def test_a_web_page_is_read_under_any_name(tmp_path, name):
    data = "<!-- x -->\n<!DOCTYPE html><html><body><p>课程目标</p></body></html>".encode()
    assert texts(read_bytes(tmp_path, name, data)) == ["课程目标"]


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", "　\n\u200b \n".encode(), b"\xef\xbb\xbf\n"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.docx", "a.html"])
def test_empty(tmp_path, name, data):
    if name == "a.docx" and data.strip():
        assert "不是完整的 Word" in refusal(tmp_path, name, data).message
    else:
        assert "是空的" in refusal(tmp_path, name, data).message


def test_a_word_file_without_text_is_empty(tmp_path):
    assert "是空的" in refusal(tmp_path, "a.docx", word(" ")).message


@pytest.mark.parametrize("name", ["a.log", "a.json", "a", "a.rar"])
def test_text_under_an_unsupported_suffix(tmp_path, name):
    assert "不支持" in refusal(tmp_path, name, "课程,课时".encode()).message


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (zipped("photo.bmp"), "压缩包"),
        (b"PK\x03\x04 cut short", "压缩包"),
    ],
)
def test_other_formats_are_named_in_the_refusal(tmp_path, data, what):
    error = refusal(tmp_path, "a.txt", data)
    assert what in error.message
    assert ".docx" in error.hint


def test_a_word_file_of_photographs_only_is_no_empty_one(tmp_path, monkeypatch):
    monkeypatch.setattr(recognition, "is_installed", lambda: False)
    document = docx.Document()
    stream = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(stream, "PNG")
    document.add_picture(stream)
    saved = io.BytesIO()
    document.save(saved)
    error = refusal(tmp_path, "讲义.docx", saved.getvalue())
    assert "只有图片的 Word 文件" in error.message
    assert how_to_install("ocr") in error.hint


@pytest.mark.parametrize(
    ("name", "what", "cure"),
    [
        ("板书.gif", "这种图片", "存成 .jpg"),
        ("资料.rar", "压缩包", "解压"),
        ("数据.log", "这种类型的文件", "转换成 .docx"),
    ],
)
def test_the_cure_is_told_by_the_name_alone(name, what, cure):
    error = problems.unsupported(name)
    assert error.message == f"不支持“{name}”：无法直接读取{what}。"
    assert cure in error.hint


def test_encrypted_word(tmp_path):
    error = refusal(tmp_path, "a.docx", OLE + b"\0" * 64 + "EncryptedPackage".encode("utf-16-le"))
    assert "密码" in error.message
    assert "取消密码" in error.hint


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_word_cut_short(tmp_path, keep):
    data = word()
    error = refusal(tmp_path, "a.docx", data[: int(len(data) * keep)])
    assert "不是完整的 Word" in error.message


def test_word_with_damaged_content(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        container.writestr("word/document.xml", "<w:document")
    assert "不是完整的 Word" in refusal(tmp_path, "a.docx", stream.getvalue()).message


@pytest.mark.parametrize(("name", "what"), [("a.pdf", "PDF"), ("a.docx", "Word")])
def test_text_under_the_name_of_a_binary_format(tmp_path, name, what):
    assert f"不是完整的 {what}" in refusal(tmp_path, name, "只是文字".encode()).message


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("indexing.readers.detect.MAX_UNPACKED", 1000)
    assert "过大" in refusal(tmp_path, "a.docx", word()).message


def test_binary_data_under_the_name_of_a_text_file(tmp_path):
    assert "二进制" in refusal(tmp_path, "a.txt", b"\x7fELF\x02\x01\x01\0\0\0" * 20).message
    assert "二进制" in refusal(tmp_path, "a.txt", bytes(range(1, 32)) * 3).message


def test_unknown_encoding(tmp_path):
    error = refusal(tmp_path, "a.txt", b"\xff\xff\x80\xfe\xff" * 11)
    assert "编码" in error.message
    assert "UTF-8" in error.hint


def test_folder_and_missing_file(tmp_path):
    with pytest.raises(DocumentError, match="不是文件"):
        read(tmp_path)
    with pytest.raises(DocumentError, match=r"找不到.*nowhere\.txt"):
        read(tmp_path / "nowhere.txt")


def test_no_permission(tmp_path, monkeypatch):
    path = tmp_path / "locked.txt"
    path.write_text("x")

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(DocumentError, match=r"无法打开.*locked\.txt"):
        read(path)


def test_no_parser_is_imported_before_it_is_needed():
    code = (
        "import sys, indexing.readers;"
        "print([m for m in ('lxml', 'pdfplumber', 'docx', 'markdown_it') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


VALID = {".docx": word(), ".pdf": pdf()}


@st.composite
def broken_files(draw) -> bytes:
    """A valid file with some bytes changed, a piece cut out, or its end missing."""
    data = bytearray(VALID[draw(st.sampled_from(sorted(VALID)))])
    for _ in range(draw(st.integers(0, 8))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    start = draw(st.integers(0, len(data)))
    del data[start : start + draw(st.integers(0, 300))]
    return bytes(data[: draw(st.integers(0, len(data)))]) if draw(st.booleans()) else bytes(data)


SIGNATURES = [b"", b"PK\x03\x04", b"%PDF-1.4\n", OLE, b"<html>", b"\xff\xfe", b"\xef\xbb\xbf"]
junk = st.builds(bytes.__add__, st.sampled_from(SIGNATURES), st.binary(max_size=200))


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=junk | broken_files(), suffix=st.sampled_from([*sorted(SUPPORTED), ".doc", ""]))
def test_any_bytes_are_read_or_refused(tmp_path, data, suffix):
    try:
        document = read_bytes(tmp_path, f"f{suffix}", data)
    except DocumentError as error:
        assert error.hint
    else:
        assert document.blocks
