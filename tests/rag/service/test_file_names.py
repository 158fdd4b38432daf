"""Names of uploaded files: whatever is sent, the file stays where it belongs and is found."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.corpus_files import list_corpus
from indexing.errors import DocumentError
from indexing.readers import SUPPORTED
from rag.service.file_names import LONGEST, corpus_path, is_private_to_others, safe_name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("教案3.2.docx", "教案3.2.docx"),
        ("C:\\Users\\王\\教案.DOCX", "教案.docx"),
        ("../../etc/教案.md", "教案.md"),
        ('教案<1>:"终稿"?.pdf', "教案1终稿.pdf"),
        (" 教案 .txt ", "教案.txt"),
        ("教\u0000案\u202e.txt", "教案.txt"),
        ("...教案.md", "教案.md"),
        ("e\u0301tude.md", "étude.md"),
    ],
)
def test_the_words_of_a_name_stay(sent, kept):
    assert safe_name(sent) == kept


@pytest.mark.parametrize(
    "sent", ["", ".docx", "教案", "教案.exe", "~$教案.docx", "Sources.md", "nul.txt", "a/.md"]
)
def test_what_no_file_can_be_called_is_refused(sent):
    with pytest.raises(DocumentError):
        safe_name(sent)


def test_a_kind_no_reader_takes_is_refused_with_what_to_do_about_it():
    with pytest.raises(DocumentError, match="课件") as caught:
        safe_name("C:\\教学\\课件.rar")
    assert "解压" in caught.value.hint


@given(st.text(max_size=80), st.sampled_from(sorted(SUPPORTED)))
def test_any_name_that_is_taken_lies_in_the_corpus_and_is_listed(tmp_path_factory, stem, suffix):
    try:
        name = safe_name(stem + suffix)
    except DocumentError:
        return
    assert PurePosixPath(name).name == name
    assert len(name.encode()) <= LONGEST
    assert safe_name(name) == name
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / name).write_text("x")
    assert list(list_corpus(corpus, corpus / "index")) == [name]


def test_a_path_tells_whose_a_document_is():
    assert corpus_path("a.md", None) == "a.md"
    mine = corpus_path("a.md", "u1")
    assert not is_private_to_others(mine, "u1")
    assert is_private_to_others(mine, "u11")
    assert is_private_to_others(mine, "")
    assert not is_private_to_others("a.md", "u1")
