"""The form for lesson plans: what it offers, and the request it makes."""

from __future__ import annotations

import pytest

from rag.drafting.courses import Offer, TaskOffer
from rag.drafting.plan import DraftRequest
from ui.drafting.form import (
    RequestError,
    course_choices,
    of_task,
    plan_choices,
    request_of,
    task_choices,
    values_of,
)

OFFERS = (
    Offer(
        "烘焙.md",
        "烘焙标准",
        "面包制作",
        90,
        "高级",
        (TaskOffer("吐司", 30), TaskOffer("欧包", 40)),
    ),
    Offer("烘焙.md", "烘焙标准", "裱花", 60, "", (TaskOffer("奶油花", 20),)),
)
EMPTY = ["", "", "", "", None, None, 2, 45, "", "", "", "", "", ""]


def filled(**places) -> list:
    names = ["task", "course", "level", "class_name", "students", "groups", "lessons", "minutes"]
    names += ["form", "place", "deliverable", "learners", "base_plan", "notes"]
    return [places.get(name, empty) for name, empty in zip(names, EMPTY, strict=True)]


def test_a_task_of_the_list_brings_its_course_and_level() -> None:
    choices = dict(task_choices(OFFERS, ""))
    assert list(choices) == ["吐司 — 面包制作", "欧包 — 面包制作", "奶油花 — 裱花"]
    course, level = of_task(OFFERS, choices["欧包 — 面包制作"])
    assert (course, level) == ("烘焙.md\t面包制作", "高级")
    request = request_of(filled(task=choices["欧包 — 面包制作"], course=course))
    assert (request.task, request.course, request.course_document) == (
        "欧包",
        "面包制作",
        "烘焙.md",
    )


def test_a_chosen_course_narrows_the_tasks() -> None:
    [first, second] = course_choices(OFFERS)
    assert (first[0], second[0]) == ("面包制作", "裱花")
    assert [shown for shown, _ in task_choices(OFFERS, second[1])] == ["奶油花"]


def test_what_the_teacher_wrote_is_taken_as_it_is() -> None:
    request = request_of(filled(task=" 烤箱清洗 ", course="设备维护", students=32.0, lessons=4))
    assert (request.task, request.course, request.course_document) == ("烤箱清洗", "设备维护", "")
    assert (request.students, request.lessons, request.minutes_per_lesson) == (32, 4, 45)
    assert of_task(OFFERS, "烤箱清洗") == ("", "")


def test_a_task_of_ones_own_in_a_chosen_course_keeps_its_document() -> None:
    request = request_of(filled(task="贝果", course="烘焙.md\t面包制作"))
    assert (request.course_document, request.course, request.task) == (
        "烘焙.md",
        "面包制作",
        "贝果",
    )


def test_reopening_gives_the_form_what_made_the_request() -> None:
    request = DraftRequest(
        task="吐司", course="面包制作", course_document="烘焙.md", lessons=3, notes="多练"
    )
    assert request_of(values_of(request)) == request


@pytest.mark.parametrize("places", [{}, {"task": "  "}, {"task": "包"}])
def test_without_a_task_it_asks_for_one(places) -> None:
    with pytest.raises(RequestError, match="任务"):
        request_of(filled(**places))


def test_a_value_that_cannot_be_is_named_in_chinese() -> None:
    with pytest.raises(RequestError, match="人数") as caught:
        request_of(filled(task="吐司", students=900))
    assert "200" in caught.value.message


def test_only_lesson_plans_can_be_built_on() -> None:
    from rag.types import DocumentInfo

    documents = [
        DocumentInfo("a.md", "标准", "standard", 0, 1),
        DocumentInfo("b.docx", "教案一", "lesson_plan", 0, 1),
    ]
    assert plan_choices(documents)[1:] == [("教案一", "b.docx")]
