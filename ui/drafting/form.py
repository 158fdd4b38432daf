"""The form for a lesson plan: its fields, what they offer, and the request they make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr
from pydantic import ValidationError

from indexing.errors import BeikeError
from rag.drafting.courses import Offer
from rag.drafting.plan import DraftRequest
from rag.types import DocumentInfo

#: Between document, course and task in the value of a choice; stands in no name.
_APART = "\t"
_LEVELS = ("中级", "高级", "预备技师")
_FORMS = ("理实一体", "理论", "实训", "项目教学")
_PLACES = ("多媒体教室", "一体化教室", "实训室", "机房")
_NO_PLAN = "不参照"
#: What is wrong with a value, by pydantic's name for it.
_PROBLEMS = {
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "string_too_long": "最多写 {max_length} 个字",
}

#: A choice as Gradio takes it: what is shown and what it stands for.
Choices = list[tuple[str, str]]


class RequestError(BeikeError):
    """The form does not say enough yet, or a value cannot be."""


class Form:
    """The fields, in the order in which :meth:`values` gives them."""

    def __init__(self) -> None:
        """Place the fields."""
        with gr.Row():
            self.course = _choice("课程", "可以从课程标准里选，也可以自己写", min_width=220)
            self.task = _choice("任务", "选一个任务，或者写任务名称", min_width=220)
        with gr.Row():
            self.lessons = _number("课时", 2)
            self.minutes = gr.Radio([40, 45], value=45, label="每课时分钟", min_width=180)
            self.level = _choice("层级", choices=_LEVELS, scale=1)
            self.class_name = _text("授课班级", "例如：24 级 2 班")
            self.students = _number("人数", None)
            self.groups = _number("小组数", None)
        with gr.Row():
            self.form = _choice("授课形式", choices=_FORMS, scale=1)
            self.place = _choice("授课地点", choices=_PLACES, scale=1)
            self.deliverable = _text("成果名称", "学生交什么，例如：售后服务方案")
        self.learners = _text("学情", "您了解的学生情况：已学过什么，容易错在哪里", lines=2)
        with gr.Row():
            self.base_plan = _choice("参照的教案", choices=[(_NO_PLAN, "")], value="", own=False)
            self.notes = _text("自己的要求", "例如：多留练习时间；用本校的案例", lines=2)

    @property
    def fields(self) -> list[Any]:
        """The components."""
        return [
            *(self.task, self.course, self.level, self.class_name, self.students, self.groups),
            *(self.lessons, self.minutes, self.form, self.place, self.deliverable),
            *(self.learners, self.base_plan, self.notes),
        ]


_NAMES = (
    *("task", "course", "level", "class_name", "students", "groups"),
    *("lessons", "minutes_per_lesson", "form", "place", "deliverable"),
    *("learners", "base_plan", "notes"),
)
_LABELS = dict(zip(_NAMES, (
    *("任务", "课程", "层级", "授课班级", "人数", "小组数"),
    *("课时", "每课时分钟", "授课形式", "授课地点", "成果名称"),
    *("学情", "参照的教案", "自己的要求"),
), strict=True))  # fmt: skip


def request_of(values: Sequence[Any]) -> DraftRequest:
    """Return what the form asks for.

    Raises:
        RequestError: the task is missing, or a value cannot be.
    """
    given: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in zip(_NAMES, values, strict=True)
        if value not in (None, "")
    }
    document, course, task = _taken_apart(given.pop("task", ""), given.pop("course", ""))
    if len(task) < 2:
        raise RequestError("请先选一个任务，或者写上任务名称。")
    for name in ("students", "groups", "lessons"):
        if name in given:
            given[name] = int(given[name])
    try:
        return DraftRequest(task=task, course=course, course_document=document, **given)
    except ValidationError as error:
        first = error.errors()[0]
        label = _LABELS.get(str(first["loc"][0]), str(first["loc"][0]))
        problem = _PROBLEMS.get(first["type"], "填得不合适").format_map(first.get("ctx", {}))
        raise RequestError(f"“{label}”{problem}。", "请改一下再试。") from None


def values_of(request: DraftRequest) -> list[Any]:
    """Return the values of the form for a request, in the order of :attr:`Form.fields`."""
    values = request.model_dump()
    if request.course_document:
        values["course"] = _APART.join((request.course_document, request.course))
    return [values[name] for name in _NAMES]


def course_choices(offers: Sequence[Offer]) -> Choices:
    """Return the courses of the standards; where there are several, each with its standard."""
    several = len({offer.document for offer in offers}) > 1
    return [
        (
            f"{offer.course}（{offer.title}）" if several else offer.course,
            _APART.join((offer.document, offer.course)),
        )
        for offer in offers
    ]


def task_choices(offers: Sequence[Offer], course: str) -> Choices:
    """Return the tasks of a course, or of all courses where none of them is chosen."""
    chosen = [o for o in offers if _APART.join((o.document, o.course)) == course]
    return [
        (
            task.name if chosen else f"{task.name} — {offer.course}",
            _APART.join((offer.document, offer.course, task.name)),
        )
        for offer in chosen or offers
        for task in offer.tasks
    ]


def plan_choices(documents: Sequence[DocumentInfo]) -> Choices:
    """Return the indexed lesson plans that a new one can build on."""
    plans = [(d.title, d.path) for d in documents if d.kind == "lesson_plan"]
    return [(_NO_PLAN, ""), *plans]


def of_task(offers: Sequence[Offer], task: str) -> tuple[str, str]:
    """Return the course's value and the level that go with a task chosen from the list."""
    document, course, name = _taken_apart(task, "")
    for offer in offers:
        if name and (offer.document, offer.course) == (document, course):
            return _APART.join((document, course)), offer.level
    return "", ""


def _taken_apart(task: str, course: str) -> tuple[str, str, str]:
    """Return document, course and name of a task; what the teacher wrote has no document."""
    if _APART in task:
        document, its_course, name = task.split(_APART, 2)
        return document, its_course, name
    if _APART in course:
        document, name = course.split(_APART, 1)
        return document, name, task
    return "", course, task


def _choice(
    label: str,
    info: str | None = None,
    *,
    choices: Sequence[str | tuple[str, str]] = (),
    value: str | None = None,
    own: bool = True,
    scale: int = 2,
    min_width: int = 130,
) -> gr.Dropdown:
    return gr.Dropdown(
        list(choices),
        value=value,
        label=label,
        info=info,
        allow_custom_value=own,
        scale=scale,
        min_width=min_width,
    )


def _text(label: str, placeholder: str = "", lines: int = 1) -> gr.Textbox:
    return gr.Textbox(
        label=label, placeholder=placeholder, lines=lines, max_lines=8, min_width=150, scale=2
    )


def _number(label: str, value: int | None) -> gr.Number:
    # No bounds here: Gradio would complain of them in English; the request has them.
    return gr.Number(value=value, label=label, precision=0, min_width=84)
