"""Citations of an answer: what they must hold, worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.calculation import sum_supported, terms_of
from eval.metrics.citation_support import citation_support
from eval.metrics.citation_validity import citation_validity
from eval.metrics.statements import statements
from rag.types import Citation

TEXT = "绿茶冲泡课程共48学时。红茶冲泡课程共36学时。缺课三次的学员不得参加考核。"
CANONICAL = {"茶艺.md": TEXT}


def citation(n, quote, heading=(), start=None, document="茶艺.md"):
    at = TEXT.find(quote) if start is None else start
    return Citation(n, "c", document, "茶艺标准", tuple(heading), None, quote, at, at + len(quote))


GREEN = citation(1, "绿茶冲泡课程共48学时。")
RED = citation(2, "红茶冲泡课程共36学时。")


def said(answer, *citations):
    return [(s.text, [c.n for c in s.citations]) for s in statements(answer, citations)]


def test_a_mark_belongs_to_what_stands_before_it():
    assert said("绿茶48学时[1]；红茶36学时[2]。茶席24学时。", GREEN, RED) == [
        ("绿茶48学时", [1]),
        ("红茶36学时", [2]),
        ("茶席24学时", []),
    ]
    assert said("一共两门。都要上。[1][2]", GREEN, RED) == [
        ("一共两门。", [1, 2]),
        ("都要上", [1, 2]),
    ]


def test_lead_ins_numbers_and_headings_are_no_statements():
    answer = "两门课：\n1. 绿茶48学时[1]\n2. 红茶36学时[2]\n"
    assert said(answer, GREEN, RED) == [("绿茶48学时", [1]), ("红茶36学时", [2])]
    under = citation(1, "绿茶冲泡课程共48学时。", heading=["一、课程安排"])
    assert said("课程安排：共48学时[1]", under) == [("共48学时", [1])]
    assert said("师资要求：共48学时[1]", under) == [("师资要求：共48学时", [1])]


def test_a_mark_without_a_citation_stands_for_nothing():
    assert said("绿茶48学时[7]", GREEN) == [("绿茶48学时", [])]


def test_recall_and_precision_by_hand():
    answer = (
        "绿茶冲泡课程共48学时[1]\n红茶冲泡课程共36学时[1]\n红茶冲泡课程共36学时[1][2]\n没有根据的话"
    )
    support = citation_support(answer, [GREEN, RED], refused=False)
    assert support.recall == 2 / 4  # the first and the third statement
    assert support.precision == 2 / 4  # of four marks the first and the last help
    assert support.unsupported == ("红茶冲泡课程共36学时", "没有根据的话")


def test_citations_that_support_only_together_all_count():
    both = citation_support("绿茶冲泡48学时，红茶冲泡36学时[1][2]", [GREEN, RED], refused=False)
    assert (both.recall, both.precision) == (1.0, 1.0)


def test_a_wrong_number_or_negation_is_not_supported():
    for answer in ("绿茶冲泡课程共58学时[1]", "绿茶冲泡课程不得共48学时[1]"):
        support = citation_support(answer, [GREEN], refused=False)
        assert (support.recall, support.precision) == (0.0, 0.0)


def test_refusals_and_empty_answers():
    assert citation_support("资料里没有。", [], refused=True) is None
    empty = citation_support("", [], refused=False)
    assert (empty.recall, empty.precision) == (0.0, None)


def test_a_statement_of_one_character():
    lone = citation(1, "48")
    assert citation_support("8[1]", [lone], refused=False).recall == 1.0
    assert citation_support("9[1]", [lone], refused=False).recall == 0.0


def test_sums_are_added_up():
    assert terms_of("共 2 项，48+36=84 学时") == ["48", "36"]
    assert terms_of("48 + 36 = 84") == ["48", "36"]
    assert terms_of("共 3 项，48+36=84 学时") is None
    assert terms_of("48+36=85 学时") is None
    assert terms_of("共84学时") is None


def test_each_term_of_a_sum_needs_a_quote_of_its_own():
    assert sum_supported("4+4=8", ["第一章4", "第二章4"])
    assert not sum_supported("4+4=8", ["第一章4"])
    assert not sum_supported("4+4=8", ["第一章4", "第二章6"])
    support = citation_support("共 2 项，48+36=84 学时[1][2]", [GREEN, RED], refused=False)
    assert (support.recall, support.precision) == (1.0, 1.0)


def valid(answer, citations, *, refused=False):
    return citation_validity(answer, citations, CANONICAL, refused=refused)


def test_validity_by_hand():
    assert valid("甲[1]乙[2]", [GREEN, RED]) == 1.0
    assert valid("甲[1]乙[3]", [GREEN, RED]) == 3 / 4  # mark 3 has no citation
    shifted = citation(1, GREEN.quote, start=1)
    assert valid("甲[1]", [shifted]) == 1 / 2
    assert valid("甲[1]", [citation(1, "绿茶冲泡课程共58学时。", start=0)]) == 1 / 2
    assert valid("甲[1]", [citation(1, GREEN.quote, document="无.md")]) == 1 / 2
    assert valid("甲[1]", [citation(1, "", start=0)]) == 1 / 2
    assert valid("甲[1]", [GREEN, citation(1, RED.quote)]) == 2 / 3  # two citations of one number


def test_only_a_refusal_may_do_without_citations():
    assert valid("没有出处的话", []) == 0.0
    assert valid("资料里没有", [], refused=True) is None


@given(st.text(alphabet="绿茶48学时[]12。：\n+=", max_size=60))
def test_bounds(answer):
    support = citation_support(answer, [GREEN, RED], refused=False)
    assert 0.0 <= support.recall <= 1.0
    assert support.precision is None or 0.0 <= support.precision <= 1.0
    assert 0.0 <= valid(answer, [GREEN, RED]) <= 1.0


@pytest.mark.parametrize("answer", ["绿茶冲泡课程共48学时[1]", "綠茶沖泡課程共 48 學時 [1]"])
def test_script_and_spaces_do_not_matter(answer):
    assert citation_support(answer, [GREEN], refused=False).recall == 1.0
