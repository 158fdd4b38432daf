"""What a teacher is still asked for: questions about fields of the form left empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.drafting.request import DraftRequest
from rag.drafting.wording import said, words

#: Courses offered where the task may belong to several.
_OFFERED = 3


@dataclass(frozen=True, slots=True)
class Question:
    """A question; ``field`` is the field of the form that answers it.

    ``options`` are answers to choose from, the likeliest first; empty where there are none.
    """

    field: str
    text: str
    options: tuple[str, ...] = ()


def missing(
    request: DraftRequest, *, found: bool = True, near: Sequence[str] = ()
) -> tuple[Question, ...]:
    """Return the questions, the most important ones first.

    Args:
        request: the form.
        found: whether a course was found for the task; if not it is asked for too.
        near: names of the courses the task may belong to, where that was only inferred; the
            first :data:`_OFFERED` of them are offered.
    """
    asked: dict[str, str] = words("missing")
    out = []
    for field, text in asked.items():
        if field == "course":
            if not request.course and (near or not found):
                out.append(_course(text, tuple(near[:_OFFERED])))
            continue
        if not getattr(request, field):
            out.append(Question(field, text))
    return tuple(out)


def _course(text: str, names: tuple[str, ...]) -> Question:
    if not names:
        return Question("course", text)
    told = "、".join(f"“{name}”" for name in names)
    return Question("course", said("说明", "请选课程", courses=told), names)
