"""Plans in requests, whole ones only, so nothing behind has to doubt them; and plans as files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import Response
from pydantic import (
    AfterValidator,
    Base64Bytes,
    BaseModel,
    BeforeValidator,
    Field,
    WithJsonSchema,
    model_validator,
)

from rag.drafting.plan import PHASES, SECTIONS, Cell, DraftRequest, Grid, Plan, Section
from rag.drafting.workshop import findings_of

#: Control characters that neither a Word file nor a database takes.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LONGEST_TITLE = 200

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Header with what a school's form had no place for. A header holds ASCII only, so the notes are a
#: JSON array with escapes.
NOTES = "Beike-Notes"
#: Longest header, in bytes; many servers in between take 8 KiB for all of them.
_LONGEST_HEADER = 4096

#: What an OpenAPI document says of the file.
FILE: dict[str, Any] = {
    "description": "文件",
    "headers": {
        NOTES: {
            "description": (
                "填进本校模板时老师要知道的：哪一栏没有位置、哪一栏已有文字。"
                "字符串的 JSON 数组，汉字写成 \\u 转义；没有要说的就没有这个响应头。"
            ),
            "schema": {"type": "string"},
            "example": '["\\u8bf7\\u6838\\u5bf9\\u3002"]',
        }
    },
    "content": {
        _WORD: {"schema": {"type": "string", "format": "binary"}},
        "text/markdown": {"schema": {"type": "string"}},
    },
}


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


class CheckIn(BaseModel):
    """A draft to be checked; further fields, as of another version, are passed over."""

    plan: PlanIn


class ExportIn(CheckIn):
    """A draft to be written to a file."""

    format: Literal["docx", "md"] = Field("docx", description="docx 或 md。", examples=["docx"])
    citations: Literal["inline", "appendix", "none"] = Field(
        "appendix", description="inline 正文标注并列出，appendix 只在文末列出，none 不写。"
    )
    origins: bool = Field(True, description="是否标出〔建议〕〔教师提供〕〔推断〕。")
    report: bool = Field(False, description="是否附上检查报告（docx）。")
    template: Base64Bytes | None = Field(
        None, description="本校教案模板 .docx 的 Base64；按它的栏目填写。"
    )


class SaveIn(BaseModel):
    """A plan to be kept; further fields, as of another version, are passed over."""

    plan: PlanIn
    note: str = Field("", max_length=200, description="改了什么。", examples=["改了导入环节"])


def file_response(sent: ExportIn) -> Response:
    """Return the file, with the notes of a school's form in the header.

    Raises:
        DocumentError: the form cannot be filled in.
    """
    data, kind, notes = _exported(sent)
    name = f"{sent.plan.title or sent.plan.request.task}.{sent.format}"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    if notes:
        headers[NOTES] = notes_header(notes)
    return Response(data, media_type=kind, headers=headers)


def notes_header(notes: Sequence[str]) -> str:
    """Return notes as ASCII; where they are too many, how many more there are."""
    kept = len(notes)
    while kept >= 0:
        left = len(notes) - kept
        value = json.dumps([*notes[:kept], *([f"另有 {left} 条。"] if left else [])])
        if len(value) <= _LONGEST_HEADER:
            break
        kept -= 1
    return value


def _exported(sent: ExportIn) -> tuple[bytes, str, tuple[str, ...]]:
    if sent.format == "md":
        from rag.drafting.export.markdown import to_markdown

        text = to_markdown(sent.plan, citations=sent.citations, origins=sent.origins)
        return text.encode(), "text/markdown; charset=utf-8", ()
    from rag.drafting.export.docx import to_docx
    from rag.drafting.export.template import fill_template

    findings = findings_of(sent.plan) if sent.report else None
    more: dict[str, Any] = {"origins": sent.origins, "findings": findings}
    if sent.template is None:
        return to_docx(sent.plan, citations=sent.citations, **more), _WORD, ()
    data, notes = fill_template(sent.template, sent.plan, citations=sent.citations, **more)
    return data, _WORD, notes
