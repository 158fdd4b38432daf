"""What a question can name: documents by code, topic or kind, and headings."""

import pytest

from indexing.index import open_index
from indexing.tokenize import normalise_query
from rag.ask.catalogue import Catalogue
from rag.ask.mentions import Mention, heading_matches, heading_name


def catalogue():
    """Two plans and a standard, without an index."""
    found = Catalogue()
    found.kinds.update(p1="lesson_plan", p2="lesson_plan", s="standard")
    found.codes["4.3"].add("p1")
    found.codes["6.1"].add("p2")
    found.topics["盖碗的用法"].add("p1")
    for name, count in (("考核", 9), ("绿茶冲泡", 1), ("绿茶", 2), ("场地", 1)):
        found.headings[name].add(f"（一）{name}".replace("（一）", "(一)"))
        found.counts[name] = count
    return found


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("教案6.1的重点", ["p2"]),
        ("6.1和4.3有什么不同", ["p2", "p1"]),
        ("盖碗的用法怎么教", ["p1"]),
        ("两份教案的难点", ["p1", "p2"]),
        ("绿茶那份教案的难点", []),  # one of two, and which is a matter of ranking
        ("课标和教案4.3比", ["s", "p1"]),
        ("教案和课标比", ["p1", "p2", "s"]),
        ("比例是16.1吗", []),
        ("占4.3%吗", []),
        ("版本6.1.2", []),
        ("今天天气", []),
    ],
)
def test_documents_named(question, documents):
    assert catalogue().named_documents(question) == documents


def test_a_code_at_the_end_of_a_sentence_counts():
    assert catalogue().named_documents("我说的是4.3.") == ["p1"]


def test_a_document_named_twice_stands_where_it_is_named_first():
    assert catalogue().named_documents("盖碗的用法、6.1和4.3") == ["p1", "p2"]


def described():
    """Three documents of two schools."""
    found = Catalogue()
    found.documents.update(a="甲", b="乙", c="丙")
    found.kinds.update(a="programme", b="lesson_plan", c="generic")
    found.certainty.update(a=0.9, b=0.8, c=0.7)
    found.told.update(
        {
            "青岭木艺学校": {"a", "b"},
            "木工2401班": {"a"},
            "鲁班门": {"a", "c"},
            "木工部": {"a", "b", "c"},
            "考核": {"c"},
        }
    )
    found.headings["考核"].add("考核")
    return found


@pytest.mark.parametrize(
    ("question", "shares"),
    [
        ("青岭木艺学校怎么考", {"a": 1.0, "b": 1.0}),
        ("青岭木艺学校木工2401班怎么考", {"a": 1.0, "b": 0.5}),
        ("鲁班门教什么", {"a": 1.0, "c": 1.0}),
        ("木工部的安排", {}),  # all have it: it tells none from another
        ("考核怎么写", {}),  # a heading is named by its own
        ("今天天气", {}),
        ("培养方案怎么写", {"a": 1.0}),
        ("木工2401班的教案", {"a": 1.0, "b": 0.8}),
    ],
)
def test_documents_are_described_by_what_they_say_of_themselves(question, shares):
    assert described().described_documents(question) == shares


def names(question):
    return [mention.name for mention in catalogue().mentions(question)]


def test_the_longest_heading_is_the_one_that_is_named():
    assert names("绿茶冲泡怎么考核") == ["绿茶冲泡", "考核"]
    assert names("绿茶怎么考核") == ["绿茶", "考核"]


def test_headings_come_in_the_order_of_the_question_with_their_place():
    found = catalogue().mentions("考核和场地")
    assert [(m.name, m.start, m.count) for m in found] == [("考核", 0, 9), ("场地", 3, 1)]


def test_a_short_name_is_found_beside_a_longer_one_that_holds_it():
    assert names("绿茶冲泡之外的绿茶") == ["绿茶冲泡", "绿茶"]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("（十二）客户服务课程标准", "客户服务"),
        ("一、专业信息", "专业信息"),
        ("第三章 汤色（4学时）", "汤色"),
        ("第3节 汤色", "汤色"),
        ("4.3 盖碗的用法", "盖碗的用法"),
        ("2.3.1盖碗", "盖碗"),
        ("1. 课程目标：", "课程目标"),
        ("任务三 温壶（15分钟）", "任务三温壶"),
        ("2024年工作安排", "2024年工作安排"),
        ("45分钟课堂", "45分钟课堂"),
        ("一", "一"),
    ],
)
def test_the_name_of_a_heading(heading, name):
    assert heading_name(normalise_query(heading)) == name


def mention(name, count=1, start=0):
    return Mention(name, frozenset({name}), count, start)


def test_a_path_with_everything_named_matches_fully():
    path = ("绿茶冲泡", "考核")
    assert heading_matches(path, [mention("绿茶冲泡"), mention("考核", count=9)]) == 1.0


def test_a_rare_heading_weighs_more_than_a_common_one():
    # weights 1/(1+0.1·0) = 1 and 1/(1+0.1·10) = 0.5
    named = [mention("绿茶冲泡", count=1), mention("考核", count=11)]
    assert heading_matches(("绿茶冲泡", "场地"), named) == pytest.approx(1 / 1.5)
    assert heading_matches(("红茶冲泡", "考核"), named) == pytest.approx(0.5 / 1.5)


def test_without_mentions_nothing_matches():
    assert heading_matches(("考核",), []) == 0.0


def test_headings_are_compared_folded():
    assert heading_matches(("（一）考核",), [mention("(一)考核")]) == 1.0


def test_the_catalogue_of_an_index(school_settings):
    with open_index(school_settings.index) as index:
        found = Catalogue.of(index)
        paths = {info.id: info.path for info in index.documents()}
    assert {paths[i] for i in found.codes["3.2"]} == {"教案3.2.md"}
    assert {paths[i] for i in found.topics["盖碗的用法"]} == {"教案3.2.md"}
    assert found.counts["教学考核要求"] == 2
    assert found.headings["绿茶冲泡"] == {"二、绿茶冲泡课程标准"}
    # Traditional headings are named in Simplified script.
    assert found.counts["花材保鲜"] == 1
