"""Passages and their surroundings, refusals, and filled prompts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.index import open_index
from prompts import prompt
from rag.retrieve.hits import source_view


@pytest.fixture(scope="module")
def index(school_settings):
    with open_index(school_settings.index) as index:
        yield index


def test_passages_are_ranked_from_one_with_falling_scores(school):
    passages = school.search("绿茶冲泡和红茶冲泡的考核", 5)
    assert [p.rank for p in passages] == [1, 2, 3, 4, 5]
    assert len({p.chunk_id for p in passages}) == 5
    assert all(p.end - p.start == len(p.text) for p in passages if not p.derived)


def test_no_more_passages_than_asked_for(school):
    assert len(school.search("冲泡", 1)) == 1


@pytest.mark.parametrize("context", [0, 1, 20, 10_000])
def test_a_source_is_one_unbroken_piece_of_its_document(school, index, context):
    passage = school.search("花瓶的水多久换一次", 1)[0]
    view = school.source(passage.chunk_id, context)
    chunk = index.chunk(passage.chunk_id)
    canonical = index.canonical(chunk.document_id)
    assert view.text == passage.text == canonical[view.start : view.end]
    assert len(view.before) == min(context, view.start)
    assert len(view.after) == min(context, len(canonical) - view.end)
    assert view.before + view.text + view.after in canonical
    assert (view.document, view.title) == ("花藝.md", "花藝基礎講義")


def test_an_unknown_source_is_a_key_error(index):
    with pytest.raises(KeyError, match="nobody"):
        source_view(index, "nobody", 10)


def test_a_refusal_names_what_was_searched_and_invents_nothing(school):
    answer = school.ask("量子计算机的比特数")
    assert answer.status == "refused"
    assert answer.citations == ()
    for title in ("《茶艺培训标准》", "教案3.2《盖碗的用法》", "《花藝基礎講義》"):
        assert title in answer.text


def test_a_refusal_about_one_document_names_only_that(school):
    answer = school.ask("教案3.2里量子比特、超导、退相干、纠缠")
    assert answer.status == "refused"
    searched = answer.text.partition("查过的是：")[2].partition("。")[0]
    assert searched == "教案3.2《盖碗的用法》"


EMPTY = {"history": "", "question": "问", "caution": ""}


def test_the_prompt_for_answers_has_every_field_filled():
    text = prompt("answer", evidence="[1]资料一", history="（无）", question="问一", caution="慎")
    assert "[1]资料一" in text
    assert "<问题>\n问一\n</问题>" in text
    assert text.rstrip().endswith("慎")
    assert "{" not in text


@given(st.text(alphabet="{}question%s茶\n\\"))
def test_what_is_filled_in_is_not_looked_at_again(value):
    filled = prompt("answer", evidence=value, **EMPTY)
    assert value in filled
    assert len(filled) == len(prompt("answer", evidence="", **EMPTY)) + len(value)


def test_a_field_that_is_not_given_and_an_unknown_prompt_are_errors():
    with pytest.raises(KeyError, match="evidence"):
        prompt("answer", history="", question="", caution="")
    with pytest.raises(FileNotFoundError):
        prompt("nothing")
