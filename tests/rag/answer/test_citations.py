"""Citations: numbering, quotes, and whether a quote supports a sentence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.citations import CitationBook, marks, supported, without_marks
from rag.cli.show import search_text
from rag.types import Passage, SourceQuote

TEXT = "绿茶冲泡共48学时。过程性考核占60%，终结性考核占40%。缺课三次的学员不得参加终结性考核。"


def passage(text=TEXT, rank=1, start=100, **more):
    return Passage(
        rank=rank,
        chunk_id=f"c{rank}",
        document="标准/茶艺.md",
        title="茶艺培训标准",
        heading_path=("考核",),
        page=7,
        text=text,
        score=1.0,
        start=start,
        end=start + len(text),
        kind="paragraph",
        **more,
    )


# --- the book ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "label", "shown"), [(4, "iv", "iv"), (7, "", "7"), (None, "", "")]
)
def test_a_citation_shows_the_page_as_its_reader_sees_it_and_keeps_the_one_that_opens(
    page, label, shown
):
    found = replace(passage(), page=page, page_label=label, file_page=12)
    citation = CitationBook().cite(found, 0, 10)
    assert (citation.page, citation.printed_page, citation.file_page) == (page, shown, 12)
    line = search_text([found]).split("\n")[0]
    assert line == f"1. 标准/茶艺.md{f' 第 {shown} 页' if shown else ''}  考核"


def test_a_citation_is_the_slice_with_its_place_in_the_document():
    citation = CitationBook().cite(passage(), 0, 10)
    assert (citation.n, citation.quote) == (1, "绿茶冲泡共48学时。")
    assert (citation.start, citation.end) == (100, 110)
    assert (citation.document, citation.page, citation.chunk_id) == ("标准/茶艺.md", 7, "c1")


def test_numbers_follow_first_use_and_the_same_place_keeps_its_number():
    book = CitationBook()
    used = [book.cite(passage(rank=2), 0, 4), book.cite(passage(rank=1), 0, 4)]
    used.append(book.cite(passage(rank=2), 0, 4))
    assert [c.n for c in used] == [1, 2, 1]
    assert [c.chunk_id for c in book.all()] == ["c2", "c1"]


def test_what_is_cited_already_in_part():
    book = CitationBook()
    book.cite(passage(), 10, 20)
    places = [(0, 10), (0, 11), (12, 15), (19, 30), (20, 30)]
    assert [book.has(passage(), *place) for place in places] == [False, True, True, True, False]
    # a chunk that overlaps the first has the same place under other offsets; a document its own
    assert book.has(passage(start=105), 5, 8)
    assert not book.has(replace(passage(), document="别的.md"), 12, 15)


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 2), (-1, 3), (0, len(TEXT) + 1)])
def test_there_is_no_citation_of_nothing_or_of_what_is_outside(start, end):
    with pytest.raises(ValueError, match="no span"):
        CitationBook().cite(passage(), start, end)


def test_a_derived_passage_is_cited_by_its_sources_only():
    source = SourceQuote("标准/茶艺.md", "共48学时", 4, 9, page=3, chunk_id="c9")
    sheet = passage("绿茶：48 学时", derived=True, sources=(source,))
    book = CitationBook()
    with pytest.raises(ValueError, match="by its sources"):
        book.cite(sheet, 0, 2)
    cited = book.cite_source(sheet, source)
    assert (cited.n, cited.quote, cited.start, cited.page) == (1, "共48学时", 4, 3)
    with pytest.raises(ValueError, match="its own sources"):
        book.cite_source(sheet, SourceQuote("x", "y", 0, 1, page=None, chunk_id=""))


@given(st.data())
def test_a_quote_is_always_what_stands_at_its_place(data):
    canonical = data.draw(st.text(alphabet="茶水学时48。\n\t", min_size=1, max_size=50))
    start = data.draw(st.integers(0, len(canonical) - 1))
    end = data.draw(st.integers(start + 1, len(canonical)))
    cut = passage(canonical[start:end], start=start)
    left = data.draw(st.integers(0, end - start - 1))
    right = data.draw(st.integers(left + 1, end - start))
    citation = CitationBook().cite(cut, left, right)
    assert canonical[citation.start : citation.end] == citation.quote != ""


# --- marks -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("共48学时[1]。考核[2][13]", [1, 2, 13]),
        ("共48学时【3】", [3]),
        ("两处[1, 2]和［4、5］", [1, 2, 4, 5]),
        ("[1234] [a] [] 【任务】 (1)", []),
        ("没有", []),
    ],
)
def test_marks(text, found):
    assert marks(text) == found


def test_without_marks():
    assert without_marks("共48学时[1]。考核【2】[3,4]") == "共48学时。考核"
    assert without_marks("【任务】[x]") == "【任务】[x]"


# --- support -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("绿茶冲泡共48学时[1]。", "绿茶冲泡共48学时。"),
        ("共 1 360 学时", "共1360学时"),
        ("绿茶冲泡课程共三门", "绿茶冲泡课程共3门"),
        ("每组不少于四人", "每组不得少于4人"),
        ("缺课的学员不能参加考核", "缺课的学员不得参加考核"),
    ],
)
def test_supported(sentence, quote):
    assert supported(sentence, quote)


@pytest.mark.parametrize(
    ("sentence", "quote", "why"),
    [
        ("绿茶冲泡共84学时", "绿茶冲泡共48学时", "another number"),
        ("绿茶冲泡课程共三门", "绿茶冲泡课程共五门", "another Chinese numeral"),
        ("学员可以参加终结性考核", "学员不得参加终结性考核", "the quote forbids"),
        ("学员不得参加终结性考核", "学员应参加终结性考核", "the quote does not forbid"),
        ("考核不计入总评成绩", "考核计入总评成绩", "denied by the sentence only"),
        ("每组不超过4人", "每组不少于4人", "a limit on the other side"),
        ("每组至少4人", "每组4人", "a limit nobody set"),
        ("红茶要用紫砂壶冲泡", "绿茶共48学时", "something else"),
    ],
)
def test_not_supported(sentence, quote, why):
    assert not supported(sentence, quote), why


def test_the_future_and_a_comparison_are_no_negation():
    assert supported("培养未来的茶艺师", "培养茶艺师，面向未来")
    assert supported("学员了解不同茶类的茶艺", "学员了解茶类和茶艺")
