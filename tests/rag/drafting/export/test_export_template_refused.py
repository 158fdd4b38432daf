"""Files that cannot be used as a form: a clear Chinese message, never a crash."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented_draft import PLAN
from invented_forms import one_table

from indexing.errors import DocumentError
from rag.drafting.export.template import fill_template

TYPES = "[Content_Types].xml"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in parts.items():
            container.writestr(name, data)
    return out.getvalue()


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def changed(**new):
    """The form with some parts replaced; ``/`` and ``.`` are written as ``__`` and ``_``."""
    return packed({**parts(one_table()), **new})


FORM = one_table()


def with_macro():
    return packed({**parts(FORM), "word/vbaProject.bin": b"\0" * 10})


def macro_enabled():
    types = parts(FORM)[TYPES].replace(
        MAIN.encode(), b"application/vnd.ms-word.document.macroEnabled.main+xml"
    )
    return packed({**parts(FORM), TYPES: types})


def strict():
    text = parts(FORM)["word/document.xml"].replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    return packed({**parts(FORM), "word/document.xml": text})


REFUSED = {
    "empty": (b"", "空的"),
    "text": ("任务名称：____".encode(), "Word"),
    "page": (b"<!DOCTYPE html><html><body>a</body></html>", "不是 Word 文档"),
    "pdf": (b"%PDF-1.7\n%%EOF", "不是 Word 文档"),
    "old word": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"),
        "另存为 .docx",
    ),
    "cut short": (FORM[: len(FORM) // 2], "损坏"),
    "another zip": (packed({"a.txt": b"a"}), "压缩包"),
    "a spreadsheet": (packed({"xl/workbook.xml": b"<a/>"}), "不是 Word 文档"),
    "no text": (packed({TYPES: b"<a/>", "_rels/.rels": b"<a/>", "word/a.xml": b"<a/>"}), "损坏"),
    "broken XML": (packed({**parts(FORM), "word/document.xml": b"<w:document"}), "损坏"),
    "no body": (packed({**parts(FORM), "word/document.xml": b"<a/>"}), "损坏"),
    "macro": (with_macro(), "宏"),
    "macro type": (macro_enabled(), "宏"),
    "strict": (strict(), "Strict"),
    "bomb": (packed({**parts(FORM), "word/big.bin": b"\0" * (65 << 20)}), "过大"),
    "many": (packed({**parts(FORM), **{f"word/{n}": b"" for n in range(2001)}}), "过大"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_its_name_and_a_way_out(name):
    data, word = REFUSED[name]
    with pytest.raises(DocumentError) as refused:
        fill_template(data, PLAN, name="学校模板.docx")
    assert "学校模板.docx" in refused.value.message
    assert word in str(refused.value)
    assert refused.value.hint


def test_entities_are_not_expanded():
    bomb = (
        b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b"<w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
    )
    data, _ = fill_template(packed({**parts(FORM), "word/document.xml": bomb}), PLAN)
    assert b"aaaaaaaaaaaaaaaaaaaa" not in parts(data)["word/document.xml"]


def test_a_word_template_becomes_a_document():
    template = parts(FORM)[TYPES].replace(b"document.main+xml", b"template.main+xml")
    data, _ = fill_template(packed({**parts(FORM), TYPES: template}), PLAN)
    assert MAIN.encode() in parts(data)[TYPES]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(FORM) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_filled_or_refused(at, garbage):
    try:
        fill_template(FORM[:at] + garbage + FORM[at + len(garbage) :], PLAN)
    except DocumentError as error:
        assert error.hint
