"""Example questions: only what the program answers whole is offered, over any corpus."""

import pytest
from invented_workshop import build

from indexing.index import open_index
from rag.answer.citations import without_marks
from rag.answer.examples import MOST, Example, example_questions
from rag.assistant import Assistant

#: What the documents say, read by eye: facts that an answer to the question must have.
SHIPPED = {
    "《任务4.3 开展顾客精细化运营》里“教学重点及难点”写了什么？": [
        "以动态画像和标签体系为依据，开展精细化运营的路径、方法",
        "把标签体系接到运营模型上，写出真正能执行的精准运营策略",
    ],
    "《任务6.1 分析客户服务数据》的教学实施过程各环节各多少分钟？": [
        "查漏补缺：5 分钟",
        "任务导入：5 分钟",
        "任务探究一：15 分钟",
        "任务探究二：20 分钟",
        "任务探究三：20 分钟",
        "任务探究四：15 分钟",
        "学生互评：15 分钟",
        "总结升华：15 分钟",
    ],
    "《网店运营》的参考性学习任务各多少学时？": [
        "网店商品发布与维护：52 学时",
        "数据收集与整理：36 学时",
        "网店活动执行：36 学时",
        "网店用户推广：36 学时",
    ],
    "《客戶關係管理》課程教學大綱的总学时、理论学时和实践各多少学时？": [
        "48 学时",
        "32 学时",
        "16 学时",
    ],
}

#: What is offered of each of the documents, in their order, where everything is answered.
FIRST = [
    "《客戶關係管理》課程教學大綱的总学时、理论学时和实践各多少学时？",
    "《任务4.3 开展顾客精细化运营》里“教学重点及难点”写了什么？",
    "《任务6.1 分析客户服务数据》的教学实施过程各环节各多少分钟？",
]
CODES = "《电子商务专业工学一体化课程标准（备课示例版）》里“专业编码”写了什么？"


def test_a_question_of_each_document_is_offered_where_all_are_answered_whole(shipped_index):
    with open_index(shipped_index) as index:
        chunks = [chunk for info in index.documents() for chunk in index.chunks_of(info.id)]
        everything = "\n".join(chunk.text for chunk in chunks)
        assert example_questions(index, lambda _: everything) == [*FIRST, CODES]
        # of a document whose first question is refused the next is offered
        refused = {FIRST[1], CODES}
        assert example_questions(index, lambda q: "" if q in refused else everything) == [
            FIRST[0],
            "《任务4.3 开展顾客精细化运营》的教学实施过程各环节各多少分钟？",
            FIRST[2],
            "《网店运营》的参考性学习任务各多少学时？",
        ]


def test_what_is_offered_over_the_shipped_documents_is_answered_whole(assistant):
    offered = assistant.examples()
    assert offered
    for question in offered:
        answer = assistant.ask(question)
        assert answer.status == "answered"
        assert answer.citations
        told = without_marks(answer.text)
        assert [fact for fact in SHIPPED.get(question, ()) if fact not in told] == [], question


def test_the_examples_over_the_originals_are_answered_whole(originals, embedder):
    assistant = Assistant(originals, embedder)
    examples = assistant.examples()
    told = {question: without_marks(assistant.ask(question).text) for question in examples}
    assistant.close()
    assert 1 <= len(examples) <= MOST
    # The facts are those of the project's notes on the documents, not read by the program.
    minutes = [t for q, t in told.items() if "各环节各多少分钟" in q]
    assert all(t.count("：5 分钟") == 2 and t.count("：20 分钟") == 2 for t in minutes)
    hours = [t for q, t in told.items() if "总学时" in q]
    assert all("48 学时" in t and "32 学时" in t and "16 学时" in t for t in hours)


@pytest.mark.parametrize(
    ("answer", "whole"),
    [
        ("重点：三个手指放稳[1]\n难点：出汤留缝[2]", True),
        ("重点：三个手指放稳[1]", False),
        ("", False),
    ],
)
def test_an_answer_that_lacks_a_fact_is_not_whole(answer, whole):
    example = Example("重难点是什么？", ("三个手指放稳", "出汤留缝"))
    assert example.answered_by(answer) is whole


def test_what_is_not_answered_whole_is_not_offered(workshop_index):
    tried = []

    def refuse(question):
        tried.append(question)
        return ""

    assert example_questions(workshop_index, refuse) == []
    assert tried
    assert example_questions(workshop_index, lambda question: question) == []


def test_a_document_without_sections_or_sheets_gives_no_example(tmp_path):
    settings = build(tmp_path, {"a.txt": "车间里不准奔跑。\n"})
    with open_index(settings.index) as index:
        assert example_questions(index, lambda _: "车间里不准奔跑。") == []
