"""Lead and shown: what counts as the answer itself, and what a teacher sees beside it."""

from eval.metrics.lead import answer_proper, lead, shown

ANSWER = "绿茶冲泡课程共 48 学时[1]\n另见：红茶冲泡 36 学时[2]"
BOTH = [["48学时"], ["36学时"]]


def test_lines_beside_an_answer_are_not_the_answer_proper():
    assert answer_proper(ANSWER) == "绿茶冲泡课程共 48 学时[1]"
    assert answer_proper("见另见：一栏") == "见另见：一栏"


def test_what_stands_beside_does_not_lead():
    assert lead(ANSWER, [["48学时"]], [], refused=False) == 1.0
    assert lead(ANSWER, BOTH, [], refused=False) == 0.0


def test_what_is_forbidden_does_not_harm_beside_the_answer():
    assert lead(ANSWER, [["48学时"]], ["36学时"], refused=False) == 1.0
    assert lead(ANSWER, [["48学时"]], ["48 学时"], refused=False) == 0.0


def test_a_refusal_leads_with_nothing_but_its_passages_are_shown():
    assert lead("48学时", [["48学时"]], [], refused=True) == 0.0
    assert shown("48学时", ["茶"], [["48学时"]], refused=True) == 0.0
    assert shown("没有", ["茶", "共48学时"], [["48学时"]], refused=True) == 1.0


def test_shown_is_the_whole_answer_and_the_first_three_passages():
    assert shown(ANSWER, [], BOTH, refused=False) == 1.0
    third, fourth = ["一", "二", "12 学时"], ["一", "二", "三", "12 学时"]
    assert shown(ANSWER, third, [*BOTH, ["12学时"]], refused=False) == 1.0
    assert shown(ANSWER, fourth, [*BOTH, ["12学时"]], refused=False) == 0.0


def test_without_facts_there_is_no_score():
    assert lead(ANSWER, [], [], refused=False) is None
    assert shown(ANSWER, [], [], refused=False) is None
