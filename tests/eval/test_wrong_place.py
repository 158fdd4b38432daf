"""Answers from elsewhere than what was asked about, worked out by hand."""

import pytest

from eval.folding import squash_quote
from eval.metrics.wrong_place import places_of, wrong_place
from eval.relevance import Quote
from rag.types import Citation

GREEN = ("课程", "绿茶冲泡")
BLACK = ("课程", "红茶冲泡")


def citation(n, path, document="标准.md", also_in=()):
    return Citation(n, "c", document, "", path, None, "绿茶", 0, 2, also_in=also_in)


def judged(answer, *citations, places=(("标准.md", (*GREEN, "学时")),), refused=False):
    return wrong_place(answer, citations, places, refused=refused)


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ((*GREEN, "学时"), 0.0),
        ((*GREEN, "考核"), 0.0),  # another field of the same course
        ((*GREEN, "任务一", "步骤"), 0.0),  # deeper below the same course
        (GREEN, 0.0),
        ((), 0.0),  # before the first heading
        ((*BLACK, "学时"), 1.0),  # the same field of another course: 1 of 3 headings
        (BLACK, 0.0),  # 1 of 2 headings: the list of all courses
        (("附录",), 1.0),
    ],
)
def test_another_course_is_another_place(path, wrong):
    assert judged("48学时[1]", citation(1, path)) == wrong


def test_another_document_is_another_place_unless_it_is_a_copy():
    path = (*GREEN, "学时")
    assert judged("48[1]", citation(1, path, "大纲.md")) == 1.0
    assert judged("48[1]", citation(1, path, "大纲.md", ("标准.md",))) == 0.0


def test_one_line_from_elsewhere_is_enough():
    right, wrong = citation(1, (*GREEN, "学时")), citation(2, (*BLACK, "学时"))
    assert judged("48[1]\n36[2]", right, wrong) == 1.0
    assert judged("48[1]", right, wrong) == 0.0  # not cited


def test_what_stands_beside_says_so_itself():
    right, wrong = citation(1, (*GREEN, "学时")), citation(2, (*BLACK, "学时"))
    assert judged("48[1]\n另见：36[2]", right, wrong) == 0.0


def test_any_of_several_places_will_do():
    places = [("标准.md", (*GREEN, "学时")), ("标准.md", (*BLACK, "学时"))]
    lines = citation(1, (*GREEN, "学时")), citation(2, (*BLACK, "学时"))
    assert judged("48[1]\n36[2]", *lines, places=places) == 0.0


def test_nothing_to_judge():
    own = citation(1, (*BLACK, "学时"))
    assert judged("没有找到。", own, refused=True) is None
    assert judged("48学时", own) is None
    assert judged("36[1]", own, places=[]) is None


def test_places_are_those_of_the_passages_that_hold_the_evidence(small_corpus):
    of_a_passage, told = next(
        (p, p.text) for p in small_corpus.passages.values() if not p.derived and len(p.text) > 12
    )
    quote = Quote(of_a_passage.document, squash_quote(told), told)
    assert (of_a_passage.document, of_a_passage.heading_path) in places_of([quote], small_corpus)


def test_a_quote_that_no_passage_holds_says_its_document_only(small_corpus):
    document = next(iter(small_corpus.canonical))
    quote = Quote(document, "处处都没有这一句", "处处都没有这一句")
    assert places_of([quote], small_corpus) == {(document, ())}
    assert judged("48[1]", citation(1, GREEN, document), places=[(document, ())]) == 0.0
