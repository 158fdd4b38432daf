"""Lines that say what may answer instead stand back behind the answer's own, and are copied."""

from __future__ import annotations

import pytest
from test_cards import Page

from rag.types import Answer, Citation
from ui.conversation import Exchange
from ui.markup import answer_html
from ui.transcript import copied, live, transcript


def quiet(text: str) -> list[str]:
    """Return the text of every element that stands back."""
    parts = answer_html(text, lambda n: f"<b>{n}</b>").split('<span class="bk-beside">')[1:]
    return [Page(part.partition("</span>")[0]).text for part in parts]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("甲[1]", []),
        ("甲[1]\n另见：乙[2]", ["另见：乙2"]),
        ("甲[1]\n另见：乙**丙**[2]\n另见：丁[3]", ["另见：乙丙2", "另见：丁3"]),
        ("1. 甲\n2. 乙\n另见：丙[1]", ["另见：丙1"]),
        ("甲，另见：乙", []),
        ("另见：**甲\n乙**", []),
    ],
)
def test_only_whole_lines_that_begin_so_stand_back(text, told) -> None:
    assert quiet(text) == told


def test_they_stand_back_while_the_answer_grows_and_after_and_are_copied_as_text() -> None:
    text = "甲[1]\n另见：乙[2]"
    citations = tuple(
        Citation(n, f"c{n}", "a.txt", "甲文件", (), None, quote, n, n + 1)
        for n, quote in ((1, "甲"), (2, "乙"))
    )
    answer = Answer("问", "answered", text, citations, (), {"retrieve": 1.0})
    for html in (live("问", text), transcript([Exchange(1, "问", answer)])):
        (element,) = Page(html).find("bk-beside")
        assert element == {"class": "bk-beside"}
    assert copied(answer) == f"{text}\n\n出处：\n[1] 甲文件：“甲”\n[2] 甲文件：“乙”"
