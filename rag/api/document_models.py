"""Responses of ``/v1/documents``."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from indexing.records import Document
from rag.api.paging import PageOut
from rag.service.entries import Entry

Kind = Literal["standard", "lesson_plan", "syllabus", "generic", ""]


class DocumentOut(BaseModel):
    """A document in the list."""

    id: str = Field(
        description="编号，由路径算出。", examples=["6f1c0a52-8d0a-5e0b-9a5e-2f7f0f1d3c44"]
    )
    path: str = Field(description="在资料文件夹里的路径。", examples=["标签课.docx"])
    name: str = Field(description="文件名。", examples=["标签课.docx"])
    title: str = Field(description="文件自己的标题。", examples=["标签课教案"])
    kind: Kind = Field(
        description="课程标准 standard，教案 lesson_plan，教学大纲 syllabus，一般文件 generic；"
        "还没读时为空。",
        examples=["lesson_plan"],
    )
    pages: int = Field(description="印刷页数；没有页码时为 0。", examples=[6])
    chunks: int = Field(description="可以用来回答的片段数。", examples=[42])
    status: Literal["queued", "reading", "indexing", "ready", "failed"] = Field(
        description="queued 排队，reading 读取，indexing 建索引，ready 可以提问，failed 失败。",
        examples=["ready"],
    )
    detail: str = Field(description="进度；失败时是原因和办法。", examples=["计算向量 12/40"])
    scope: Literal["school", "own"] = Field(description="school 全校可见，own 只有自己可见。")
    may_change: bool = Field(description="自己能不能替换、重读和删除它。")
    updated: datetime | None = Field(description="最近一次上传或处理的时间；手工放入的为 null。")


class DocumentsOut(PageOut):
    """A page of documents."""

    items: list[DocumentOut] = Field(description="这一页的资料。")


class HeadingOut(BaseModel):
    """A heading of the outline."""

    path: list[str] = Field(description="从上到下的各级标题。", examples=[["考核", "比例"]])
    level: int = Field(description="级别，从 1 开始。", examples=[2])
    page: int | None = Field(description="印刷页码；没有时为 null。", examples=[7])


class TableOut(BaseModel):
    """A table that was found."""

    name: str = Field(description="表名；没有时为空。", examples=["课程表"])
    columns: list[str] = Field(description="各列的名称。", examples=[["课程", "学时"]])
    rows: int = Field(description="行数，不算表头。", examples=[12])
    page: int | None = Field(description="印刷页码；没有时为 null。", examples=[3])


class DocumentDetailOut(DocumentOut):
    """A document with how it was understood."""

    sections: list[HeadingOut] = Field(description="读出的各级标题；还没收入索引时为空。")
    tables: list[TableOut] = Field(description="读出的表格。")


class PlaceOut(BaseModel):
    """A place in the document."""

    quote: str = Field(description="原文。", examples=["过程性考核占 60%"])
    page: int | None = Field(description="印刷页码；没有时为 null。", examples=[7])
    start: int = Field(description="在文件规范文本中的起点（字符）。", examples=[120])
    end: int = Field(description="终点（不含）。", examples=[131])
    path: list[str] = Field(description="所在的各级标题。", examples=[["考核"]])


class FindingOut(BaseModel):
    """Something that a check found."""

    name: str = Field(description="规则的名称。", examples=["权重合计"])
    rule: str = Field(description="规则，供程序用。", examples=["weights_sum"])
    message: str = Field(description="哪里不对。", examples=["各项权重合计 90%，不是 100%。"])
    mend: str = Field(description="办法。", examples=["请补上缺的 10%。"])
    severity: Literal["error", "advice"] = Field(description="error 要改，advice 供斟酌。")
    places: list[PlaceOut] = Field(description="位置。")


class ReportOut(BaseModel):
    """A check's report."""

    document: str = Field(description="文件。", examples=["标签课.docx"])
    title: str = Field(description="标题。", examples=["标签课教案"])
    kind: Kind = Field(description="文件的种类；规则因种类而异。", examples=["lesson_plan"])
    errors: int = Field(description="错误的条数。", examples=[1])
    advice: int = Field(description="建议的条数。", examples=[3])
    findings: list[FindingOut] = Field(description="逐条的结果。")


def entry_json(entry: Entry) -> dict[str, Any]:
    """Return a document for the list."""
    return {
        "id": entry.id,
        "path": entry.path,
        "name": entry.name,
        "title": entry.title,
        "kind": entry.kind,
        "pages": entry.pages,
        "chunks": entry.chunks,
        "status": entry.status.value,
        "detail": entry.detail,
        "scope": "school" if entry.school else "own",
        "may_change": entry.may_change,
        "updated": None if entry.updated is None else entry.updated.isoformat(),
    }


def detail_json(entry: Entry, read: Document | None) -> dict[str, Any]:
    """Return a document with its outline; empty while it is not indexed."""
    sections = read.sections[1:] if read else ()
    tables = read.tables if read else ()
    return {
        **entry_json(entry),
        "sections": [{"path": list(s.path), "level": s.level, "page": s.page} for s in sections],
        "tables": [
            {"name": t.name, "columns": list(t.columns), "rows": len(t.rows), "page": t.page}
            for t in tables
        ],
    }
