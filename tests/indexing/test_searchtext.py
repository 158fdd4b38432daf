"""Search text: what is compared, and the way back to what the teacher reads."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexing import searchtext
from indexing.searchtext import fold, to_search_text

#: Characters that NFKC or OpenCC change, among ordinary ones.
MIXED = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "課程標準學時關係頭發后裡面麵㎡①½ﬁＡ１２％（）　…ﾊﾟがe\u0301\u0307\u1100\u1161"
        ),
        st.characters(codec="utf-8"),
    ),
    max_size=80,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("課程標準", "课程标准"),
        ("１６０学时", "160学时"),
        ("（一）网店", "(一)网店"),
        ("ＣＲＭ　①", "CRM 1"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert to_search_text(text).text == folded


def test_a_span_of_the_search_text_leads_to_the_printed_characters() -> None:
    printed = "㈠電商…１２學時"
    search = to_search_text(printed)
    assert search.text == "(一)电商...12学时"
    at = search.text.index("12学时")
    start, end = search.original(at, at + 3)
    assert printed[start:end] == "１２學"
    start, end = search.original(at, len(search.text))
    assert printed[start:end] == "１２學時"


def test_a_part_of_an_expanded_character_leads_to_the_whole_of_it() -> None:
    search = to_search_text("甲㎡乙")
    assert search.text == "甲m2乙"
    assert search.original(2, 3) == (1, 2)


def test_a_letter_and_its_accent_stay_together() -> None:
    search = to_search_text("e\u0301學")
    assert search.text == "é学"
    assert search.offsets == (0, 2, 3)
    assert search.original(0, 1) == (0, 2)


def test_an_empty_span_stays_empty() -> None:
    assert to_search_text("甲乙").original(2, 2) == (2, 2)


def test_a_phrase_whose_conversion_changes_its_length_is_converted_by_character(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Shorter:
        def convert(self, text: str) -> str:
            return text.replace("甲乙", "丙").replace("學", "学")

    monkeypatch.setattr(searchtext, "_converter", Shorter)
    search = to_search_text("甲乙學")
    assert search.text == "甲乙学"
    assert search.offsets == (0, 1, 2, 3)


@given(MIXED)
@example("e\u0301")
@example("\u1100\u1161\u11a8")
def test_every_character_has_a_place_in_the_original(text: str) -> None:
    search = to_search_text(text)
    assert len(search.offsets) == len(search.text) + 1
    assert search.offsets[-1] == len(text)
    assert list(search.offsets) == sorted(search.offsets)
    assert all(0 <= offset < len(text) for offset in search.offsets[:-1])


@given(MIXED, st.data())
def test_every_span_maps_to_a_span(text: str, data: st.DataObject) -> None:
    search = to_search_text(text)
    start = data.draw(st.integers(0, len(search.text)))
    end = data.draw(st.integers(start, len(search.text)))
    a, b = search.original(start, end)
    assert 0 <= a <= b <= len(text)
    assert (a == b) == (start == end)


@given(MIXED, MIXED)
def test_what_is_found_in_the_search_text_is_found_in_the_original(left: str, right: str) -> None:
    # Blanks around the needle keep marks from combining and OpenCC from reading across it.
    search = to_search_text(f"{left} 電商課程 {right}")
    at = search.text.index(" 电商课程 ")
    start, end = search.original(at + 1, at + 5)
    assert fold(f"{left} 電商課程 {right}"[start:end]) == "电商课程"


@given(st.text(alphabet="課程標準學時ＡＢ１２（）　ab中文", max_size=40))
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
