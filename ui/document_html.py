"""Documents as HTML: the list, what became of an upload, how a document was understood."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from indexing.records import Document
from rag.checking import Finding
from rag.service.entries import Entry, Status
from ui.drafting.side_html import checks_html
from ui.markup import render

KINDS = {
    "standard": "课程标准",
    "programme": "人才培养方案",
    "lesson_plan": "教案",
    "syllabus": "教学大纲",
    "schedule": "授课计划、课表",
    "handbook": "手册",
    "regulation": "规章制度",
    "slides": "课件",
    "generic": "其他文档",
}
_PROPERTIES = {
    "course": "课程",
    "school": "学校",
    "class": "班级",
    "term": "学期",
    "author": "作者",
}
_STATUS = {
    Status.QUEUED: "排队中",
    Status.READING: "正在读取",
    Status.INDEXING: "正在建索引",
    Status.READY: "可以提问",
    Status.FAILED: "没有读成",
}
_BUSY = (Status.QUEUED, Status.READING, Status.INDEXING)
_HEADINGS = 120
_TABLES = 30


def list_html(entries: Sequence[Entry]) -> Markup:
    """Return the list of documents with what can be done to each."""
    if not entries:
        return render(
            "parts",
            "empty",
            "还没有资料",
            "把课程标准、教案、教学大纲拖到上面，读好后就能提问和备课。",
        )
    ready = sum(entry.status is Status.READY for entry in entries)
    passages = sum(entry.chunks for entry in entries)
    rows = [(e, e.status in _BUSY, e.status is Status.FAILED) for e in entries]
    return render("documents", "list", rows, KINDS, _STATUS, ready, passages)


def detail_html(entry: Entry, document: Document | None, findings: Sequence[Finding]) -> Markup:
    """Return how a document was understood, and what the check says of it."""
    if document is None:
        return render("parts", "note", f"《{entry.title}》还没有收入索引。")
    kind = KINDS.get(str(document.kind), KINDS["generic"])
    checks = checks_html(findings, jump=False)
    headings = document.sections[1:]
    limits = (_HEADINGS, _TABLES)
    return render("documents", "detail", document, kind, _PROPERTIES, headings, *limits, checks)
