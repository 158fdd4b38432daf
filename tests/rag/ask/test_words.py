"""What teachers say and what documents say."""

import re
import tomllib
from importlib.resources import files

import pytest

from indexing.records import DocumentKind
from indexing.tokenize import normalise_query
from rag.ask.words import asks_tables, expansions, kind_words, spelt_out

TABLES = tomllib.loads(files("rag.ask").joinpath("words.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("question", "written"),
    [
        ("这门课多少课时", ["学时"]),
        ("客服管理学什么", ["客户服务"]),
        ("crm是什么", ["客户关系管理"]),
        ("高级班能拿啥证", ["高级技能层级", "职业技能等级", "证书"]),
        ("要用哪两本书", ["教材"]),
        ("天气怎么样", []),
    ],
)
def test_the_written_form_of_what_was_said(question, written):
    assert sorted(expansions(question)) == sorted(written)


def test_a_form_that_the_question_has_already_is_not_added():
    assert expansions("课时就是学时吗") == []
    assert expansions("客服也就是客户服务") == []


def test_a_book_inside_a_longer_word_is_no_textbook():
    assert expansions("分析完任务书之后做什么") == []
    assert "教材" not in expansions("能拿什么证书")


def test_the_longest_word_said_is_taken_and_each_form_given_once():
    # 机房 and 上机 both ask for 实训; the forms of one are not repeated for the other.
    found = expansions("上机课在哪个机房")
    assert len(found) == len(set(found))
    assert {"实操", "实训", "实训室"} <= set(found)


@pytest.mark.parametrize(
    ("question", "full"),
    [
        ("客服管理这门课", "客户服务管理这门课"),
        ("客户服务就是客服", "客户服务就是客服"),
        ("crm大纲", "客户关系管理大纲"),
        ("没有短说法", "没有短说法"),
    ],
)
def test_short_forms_are_spelt_out_unless_the_full_form_is_there(question, full):
    assert spelt_out(question) == full


def test_the_tables_are_written_as_the_code_needs_them():
    for table in TABLES.values():
        for said in table:
            if table is not TABLES["kinds"]:
                assert normalise_query(said) == said, f"{said} would never be found"
    for pattern in TABLES["tables"]["asked"]:
        assert asks_tables().search("x") is None and not re.compile(pattern).search("")
    assert set(TABLES["kinds"]) <= {str(kind) for kind in DocumentKind}
    assert kind_words()["课标"] == "standard"
    for said, forms in TABLES["synonyms"].items():
        assert said not in forms
