"""The shipped corpus from end to end: what a first-time user does in the first minute."""

import pytest

from indexing.index import open_index
from indexing.records import document_id
from rag.answer.examples import MOST
from rag.types import Turn


@pytest.fixture(scope="module")
def examples(assistant):
    return assistant.examples()


def test_example_questions_are_offered(examples):
    assert 1 <= len(examples) == len(set(examples)) <= MOST


def test_every_example_is_answered_with_quotes_that_stand_in_the_documents(
    assistant, examples, shipped_index
):
    with open_index(shipped_index) as index:
        for question in examples:
            answer = assistant.ask(question)
            assert answer.status == "answered", question
            assert answer.citations
            for c in answer.citations:
                canonical = index.canonical(document_id(c.document))
                assert canonical[c.start : c.end] == c.quote != ""


def test_every_document_of_the_corpus_is_indexed(assistant, shipped_corpus):
    files = {path.name for path in shipped_corpus.iterdir() if path.suffix != ".md"}
    paths = {info.path for info in assistant.documents()}
    assert files <= paths
    assert "SOURCES.md" not in paths
    assert len(paths) >= 4


HOURS = ("《仓储管理》多少学时", "140学时。")


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        (HOURS, "那网店推广呢", "《网店推广》多少学时"),
        (("中级的专业编码", "0603-4。"), "不是中级，是高级", "高级的专业编码"),
        (("教案6.1的成果写多少字", "…"), "4.3呢", "教案4.3的成果写多少字"),
        # it has a subject of its own
        (HOURS, "《网店推广》由谁完成", ""),
    ],
)
def test_a_follow_up_is_understood_by_what_was_asked_before(
    assistant, before, question, understood
):
    answer = assistant.ask(question, history=[Turn(*before)])
    assert answer.understood == understood
    alone = assistant.ask(understood or question)
    assert (answer.status, answer.text) == (alone.status, alone.text)
