"""The short fields at the top of a plan: what the form said, under the names of the vocabulary."""

from __future__ import annotations

from rag.drafting.export.lines import TAGS
from rag.drafting.plan import Origin, Plan


def basics(plan: Plan, *, origins: bool = True) -> dict[str, str]:
    """Return the short fields by name; empty where nobody said.

    The course and the level that the program inferred say so, unless ``origins`` is false.

    The names are those of ``lesson_plan.basics`` in the vocabulary of indexing, so that a form is
    filled and a plan is read back by the same words.
    """
    request = plan.request
    inferred = TAGS[Origin.INFERRED] if origins else ""
    lessons = (
        f"{request.lessons}（每课时{request.minutes_per_lesson}分钟，共{request.minutes}分钟）"
    )
    return {
        "课程名称": request.course or _tagged(plan.course, inferred),
        "授课单元": "",
        "任务名称": request.task,
        "授课班级": request.class_name,
        "学生人数": "" if request.students is None else f"{request.students}人",
        "授课形式": request.form,
        "授课地点": request.place,
        "课时数": lessons,
        "授课层级": request.level or _tagged(plan.level, inferred),
        "授课教师": "",
        "授课时间": "",
    }


def _tagged(text: str, tag: str) -> str:
    return f"{text}{tag}" if text else ""


#: How the usual form lays them out, row by row.
LAYOUT = (
    ("课程名称", "授课单元"),
    ("任务名称",),
    ("授课班级", "学生人数"),
    ("授课形式", "授课地点"),
    ("课时数", "授课层级"),
    ("授课教师", "授课时间"),
)
