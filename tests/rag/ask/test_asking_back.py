"""A question about what many courses have asks back which of them is meant."""

import pytest
from invented_workshop import build

from indexing.index import open_index
from rag.ask.asking_back import choices_of
from rag.retrieve.retrieval import Retrieval
from rag.types import Choice

COURSES = ("竹编起底", "竹编收口", "藤条弯曲", "漆面打磨")


def standard(courses):
    """A standard whose courses have the same three headings; one course has more."""
    text = "# 编织培训标准\n\n"
    for number, course in enumerate(courses, 1):
        text += f"## {number}. {course}课程标准\n\n### 1. 课程目标\n\n学员会{course}。\n\n"
        text += f"### 2. 师资要求\n\n任课教师做过{number}年{course}。\n\n"
        text += f"### 3. 安全守则\n\n{course}时戴手套。\n\n"
    return text


@pytest.fixture(scope="module")
def choices(tmp_path_factory):
    def of(courses, question):
        folder = tmp_path_factory.mktemp("weaving")
        settings = build(folder, {"标准.md": standard(courses)})
        retrieval = Retrieval(settings, encoder=None)
        with open_index(settings.index) as index:
            asked = retrieval.understand(index, question)
            return choices_of(asked, retrieval.catalogue(index))

    return of


@pytest.mark.parametrize("question", ["师资要求是什么？", "師資要求？", "请问师资要求有哪些"])
def test_a_heading_that_four_courses_have_is_offered_of_each(choices, question):
    assert [choice.name for choice in choices(COURSES, question)] == list(COURSES)


def test_a_choice_asks_the_same_of_one_course(choices):
    first = choices(COURSES, "师资要求是什么？")[0]
    assert first == Choice("竹编起底", "竹编起底的师资要求是什么？")


def test_three_courses_are_told_at_once(choices):
    assert choices(COURSES[:3], "师资要求是什么？") == ()


@pytest.mark.parametrize(
    "question",
    [
        "藤条弯曲的师资要求是什么？",
        "各门课的师资要求有什么不同？",
        "竹编起底和竹编收口的师资要求",
        "编织培训标准的师资要求",
        "师资要求里提到做过几年藤编的老师有补贴吗",
        "戴什么手套？",
    ],
)
def test_what_says_whose_or_asks_for_several_or_something_else_is_not_asked_back(choices, question):
    assert choices(COURSES, question) == ()
