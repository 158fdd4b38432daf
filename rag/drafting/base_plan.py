"""Passages of the earlier plan that a teacher chose to build on; of no other plan, ever."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from indexing.errors import DocumentError
from indexing.index import Index
from indexing.kinds import records_of
from indexing.kinds.lesson_plan.lesson_plan import LessonPlan
from indexing.kinds.shared.values import Value
from rag.drafting.citing import Citer
from rag.drafting.located import Located
from rag.drafting.phrases import tidy
from rag.drafting.pieces import BASE, STEP_NAME, Piece, piece
from rag.drafting.request import DraftRequest
from rag.drafting.wording import words

_PROCESS = "教学实施过程"
_MOST = 4
_LONGEST_NAME = 10


def base_pieces(index: Index, request: DraftRequest) -> tuple[Piece, ...]:
    """Return what the chosen plan offers for each section, nothing where none was chosen.

    Raises:
        DocumentError: the index has no such plan.
    """
    if not request.base_plan:
        return ()
    document = index.document_by_path(request.base_plan)
    plan = records_of(document).lesson_plan if document else None
    if document is None or plan is None:
        raise DocumentError(
            f"没有找到要参照的教案：{request.base_plan}。", "请从已索引的教案里选择，或留空。"
        )
    citer = Citer(index, document)
    out = []
    for section, label, values in _offered(plan):
        for value in list(values)[:_MOST]:
            text = Located.of(value, document.canonical)
            found = piece(citer, section, BASE, text, label=label)
            if found is not None:
                out.append(found)
    for key, step in _frame(plan).items():
        found = piece(citer, _PROCESS, STEP_NAME, Located.of(step, document.canonical), label=key)
        if found is not None:
            out.append(found)
    return tuple(out)


def _frame(plan: LessonPlan) -> dict[str, Value]:
    """Return what the plan calls the steps that every lesson has."""
    out: dict[str, Value] = {}
    for key, expression in words("frame_of").items():
        named = [s.name for s in plan.steps if s.name and re.search(expression, s.label)]
        if len(named) == 1 and len(tidy(named[0].text)) <= _LONGEST_NAME:
            out[key] = named[0]
    return out


def _offered(plan: LessonPlan) -> Iterator[tuple[str, str, Iterable[Value]]]:
    """Yield section, part of it, and values of a plan that another lesson can build on."""
    for part in plan.learners:
        yield "学情分析", part.name, part.text
    for part in plan.goals:
        yield "教学目标", part.name, part.text
    yield "教学重点及难点", "", (*plan.key_points, *plan.difficult_points)
    for part in plan.ideology:
        yield "课程思政", part.name, part.text
    for part in plan.resources:
        yield "教学资源", part.name, part.text
    yield "教学方法", "", plan.methods
    yield "考核评价", "", plan.assessment
    for part in plan.reflection:
        # What another lesson achieved is no result of this one; what it wanted to mend is a hint.
        if "改进" in part.name:
            yield "教学反思", part.name, part.text
