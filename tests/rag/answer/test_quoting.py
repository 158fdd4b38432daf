"""How what was picked is quoted: on one line, a row with the names of its columns."""

import pytest
from passages_by_hand import passage, question, scorer

from rag.answer.citations import CitationBook
from rag.answer.quoting import quoted

PLACES = "环节\t周数\t学期\t地点\n跟岗\t4\t4\t合作工坊\n岗位实习\t22\t5～6\t门店"
COURSES = "序号\t课程\t学时\t其中实践\n1\t榫卯制作\t64\t40\n2\t家具打磨\t32\t20"


def told(asked, text):
    """The best sentence as quoted, and what its citation quotes."""
    book = CitationBook()
    about = scorer(question(asked))
    best = about.evidence([passage(text)])[:1]
    (line,) = quoted(question(asked), best, book)
    return line, book.all()[0].quote


@pytest.mark.parametrize(
    ("asked", "text", "line", "quote"),
    [
        (
            "跟岗的地点",
            PLACES,
            "跟岗：4 周，第 4 学期，地点 合作工坊[1][2]",
            "跟岗\t4\t4\t合作工坊",
        ),
        (
            "岗位实习的地点",
            PLACES,
            "岗位实习：22 周，第 5～6 学期，地点 门店[1][2]",
            "岗位实习\t22\t5～6\t门店",
        ),
        # a column that counts the rows tells nothing
        ("家具打磨的实践", COURSES, "家具打磨：32 学时，其中实践 20[1][2]", "2\t家具打磨\t32\t20"),
        # a row that has not the columns of the header is quoted as it stands
        ("家具打磨", f"{COURSES}\n家具打磨\t选修", "家具打磨｜选修[1]", "家具打磨\t选修"),
    ],
)
def test_a_row_is_read_with_its_columns_and_cited_as_it_stands(asked, text, line, quote):
    assert told(asked, text) == (line, quote)


def test_the_names_of_the_columns_are_cited_where_the_row_alone_says_too_little():
    book = CitationBook()
    about = scorer(question("跟岗的地点"))
    best = about.evidence([passage(PLACES)])[:1]
    (line,) = quoted(question("跟岗的地点"), best, book)
    assert line.endswith("[1][2]")
    assert [citation.quote for citation in book.all()] == [
        "跟岗\t4\t4\t合作工坊",
        "环节\t周数\t学期\t地点",
    ]
    long = "阶段\t班\t任务\n见习\t小班\t跟看一日流程，学做卫生消毒，记录幼儿的作息"
    assert told("见习的任务", long)[0].endswith("作息[1]")


def test_a_sentence_is_quoted_as_it_stands():
    text = "锯片每周检查一次。"
    assert told("锯片检查", f"车间每天打扫。{text}") == (f"{text}[1]", text)
