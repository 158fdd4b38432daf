"""What each column of a school's process table says of a step, whichever columns it has."""

from __future__ import annotations

from collections.abc import Sequence, Set

from rag.drafting.export.lines import TextLine, Wording, plain
from rag.drafting.plan import Step

_NAMES = {
    "step": "教学环节",
    "content": "教学内容",
    "teacher": "教师活动",
    "student": "学生活动",
    "design": "设计意图",
}
#: Where a text goes whose column the form does not have, nearest first.
_INSTEAD = {
    "step": ("content", "teacher", "group", "student", "design"),
    "content": ("group", "teacher", "student", "design", "step"),
    "teacher": ("group", "content", "student", "design", "step"),
    "student": ("group", "teacher", "content", "design", "step"),
    "design": ("content", "group", "student", "teacher", "step"),
}


def texts_of(step: Step, roles: Set[str], wording: Wording) -> dict[str, Sequence[TextLine]]:
    """Return the lines of each column; nothing of the step is left out.

    Args:
        step: the step.
        roles: the columns the form has.
        wording: how statements are said.
    """
    minutes = "" if step.minutes is None else f"{step.minutes}分钟"
    own: dict[str, tuple[TextLine, ...]] = {
        "step": plain(step.name) + (plain(minutes) if minutes and "time" not in roles else ()),
        "content": wording.cell_at_once(step.content),
        "teacher": wording.cell_at_once(step.teacher),
        "student": wording.cell_at_once(step.student),
        "design": wording.cell_at_once(step.design),
    }
    out: dict[str, Sequence[TextLine]] = {role: list(own[role]) for role in own if role in roles}
    if "time" in roles:
        out["time"] = list(plain(minutes))
    for role in (role for role in own if role not in roles and own[role]):
        place = next((other for other in _INSTEAD[role] if other in roles), None)
        if place is None:
            continue
        name = f"【{_NAMES[role]}】"
        named = own[role][0].text.startswith(name)
        lines = own[role] if named else (*plain(name), *own[role])
        held = out.get(place, ())
        out[place] = [*lines, *held] if role == "step" else [*held, *lines]
    return out
