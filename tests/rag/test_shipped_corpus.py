"""The shipped corpus from end to end: what a first-time user does in the first minute."""

import pytest

from indexing.index import open_index
from indexing.records import document_id
from rag.types import Turn


@pytest.fixture(scope="module")
def examples(assistant):
    return assistant.examples()


def test_example_questions_are_offered_for_several_documents(examples):
    assert 3 <= len(examples) <= 5
    assert len(set(examples)) == len(examples)


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
    ("before", "question", "understood", "said", "not_said"),
    [
        # the subject changes, with no name of its own
        (HOURS, "中级的专业编码是多少", "", "0603-4", "140"),
        (("教案4.3的教学重点是什么", "…"), "中高级的师生比有什么要求", "", "1∶20", "画像"),
        (("网店推广由谁完成", "…"), "八个共同指哪些", "", "共建实训基地", "推广人员"),
        (HOURS, "粉丝维护技巧在哪门课里学", "", "图文短视频", "140"),
        # it goes on
        (HOURS, "由谁来做", "仓储管理 由谁来做", "仓管员", "客服"),
        (HOURS, "那网店推广呢", "《网店推广》多少学时", "120", "140"),
        (("中级的专业编码", "0603-4。"), "不是中级，是高级", "高级的专业编码", "0603-3", "学时"),
        (("教案6.1的成果写多少字", "…"), "4.3呢", "教案4.3的成果写多少字", "700", "600"),
    ],
)
def test_a_conversation_changes_its_subject_and_goes_on(
    assistant, before, question, understood, said, not_said
):
    answer = assistant.ask(question, history=[Turn(*before)])
    own = "\n".join(line for line in answer.text.splitlines() if not line.startswith("另见："))
    assert said in own
    assert not_said not in own
    assert answer.understood.startswith(understood)
    assert bool(answer.understood) is bool(understood)
