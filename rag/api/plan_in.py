"""Plans that come back from a program: whole ones only, so nothing behind has to doubt them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    WithJsonSchema,
    model_validator,
)

from rag.drafting.plan import PHASES, SECTIONS, Cell, Grid, Plan, Section
from rag.drafting.request import DraftRequest

#: Control characters that neither a Word file nor a database takes.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LONGEST_TITLE = 200


def _whole(plan: Plan) -> Plan:
    """Return the plan if its parts fit together.

    Raises:
        ValueError: with the first thing that does not.
    """
    names = [section.name for section in plan.sections]
    if len(plan.title) > _LONGEST_TITLE:
        raise ValueError(f"标题最多 {_LONGEST_TITLE} 字")
    if len(set(names)) < len(names) or not set(names) <= set(SECTIONS):
        raise ValueError("有不认识的栏目，或同一栏目出现两次")
    if [c.n for c in plan.citations] != list(range(1, len(plan.citations) + 1)):
        raise ValueError("引文的编号应从 1 起依次排列")
    if any(item.section not in SECTIONS for item in plan.evidence):
        raise ValueError("依据所属的栏目不认识")
    numbers = set(range(1, len(plan.citations) + 1))
    for section in plan.sections:
        _fits(section)
        if any(not set(s.citations) <= numbers for cell in _cells(section) for s in cell):
            raise ValueError("语句引用了列表里没有的引文")
    return plan


def _printable(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return JSON with control characters taken out of its texts; nobody typed those."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)
    if isinstance(value, list):
        return [_printable(item) for item in value]
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    return value


def _section_name(name: str) -> str:
    if name not in SECTIONS:
        raise ValueError("没有这个栏目")
    return name


def _fits(section: Section) -> None:
    if any(step.phase not in PHASES for step in section.steps):
        raise ValueError(f"环节只能在 {'、'.join(PHASES)}")
    for block in section.blocks:
        if isinstance(block, Grid) and (
            not block.header or any(len(row) != len(block.header) for row in block.rows)
        ):
            raise ValueError("表格的行要与表头一样长")


def _cells(section: Section) -> Iterator[Cell]:
    for block in section.blocks:
        if isinstance(block, Grid):
            yield from (cell for row in block.rows for cell in row)
        else:
            yield block.statements
    for step in section.steps:
        yield from (step.content, step.teacher, step.student, step.design)


#: A plan in a request.
PlanIn = Annotated[
    Plan,
    BeforeValidator(_printable),
    AfterValidator(_whole),
    Field(description="草稿，`/v1/draft` 返回的 plan，改过也行。"),
]


#: The name of a section in a request.
SectionName = Annotated[
    str, AfterValidator(_section_name), WithJsonSchema({"type": "string", "enum": list(SECTIONS)})
]


class DraftIn(DraftRequest):
    """The form, and what of it is wanted."""

    sections: list[SectionName] | None = Field(
        None, max_length=len(SECTIONS), description="只起草这些栏目；不写则全部。"
    )
    stream: bool = Field(False, description="为 true 时以 Server-Sent Events 返回，一栏一个事件。")

    @model_validator(mode="before")
    @classmethod
    def _tidy(cls, sent: Any) -> Any:  # noqa: ANN401 - whatever was sent
        return _printable(sent)

    def asked(self) -> DraftRequest:
        """Return the form alone."""
        return DraftRequest(**self.model_dump(include=set(DraftRequest.model_fields)))


class SectionIn(BaseModel):
    """A section of a plan, to be written anew."""

    plan: PlanIn
    section: SectionName = Field(description="栏目。", examples=["教学目标"])
