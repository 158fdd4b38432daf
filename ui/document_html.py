"""Documents as HTML: the list, what became of an upload, how a document was understood."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from pathlib import PurePosixPath
from typing import Any

from markupsafe import Markup

from indexing.records import Document
from rag.checking import Finding
from rag.service.bin import Binned
from rag.service.entries import Entry, Status
from rag.store.records import LOCAL
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
#: Orders of the list: what is compared, and whether the greatest comes first.
ORDERS: dict[str, tuple[Callable[[Entry], Any], bool]] = {
    "按文件夹和文件名": (lambda entry: entry.path, False),
    "按标题": (lambda entry: entry.title, False),
    "按种类": (lambda entry: (entry.kind, entry.title), False),
    "最近更新的在前": (lambda entry: entry.updated.timestamp() if entry.updated else 0.0, True),
    "段落多的在前": (lambda entry: entry.chunks, True),
    "没有读成的在前": (lambda entry: entry.status is Status.FAILED, True),
}
_HEADINGS = 120
#: Deleted documents listed; the older ones follow when these have gone.
_BINNED = 50
_TABLES = 30


def list_html(entries: Sequence[Entry], order: str = "") -> Markup:
    """Return the list of documents with what can be done to each, in one of :data:`ORDERS`."""
    if not entries:
        return render(
            "parts",
            "empty",
            "还没有资料",
            "把课程标准、教案、教学大纲拖到上面，读好后就能提问和备课。",
        )
    ready = sum(entry.status is Status.READY for entry in entries)
    passages = sum(entry.chunks for entry in entries)
    key, greatest_first = ORDERS.get(order) or next(iter(ORDERS.values()))
    ordered = sorted(entries, key=key, reverse=greatest_first)
    rows = [(e, e.status in _BUSY, e.status is Status.FAILED) for e in ordered]
    return render("documents", "list", rows, KINDS, _STATUS, ready, passages)


def bin_html(binned: Sequence[Binned], working: Container[str]) -> Markup:
    """Return the deleted documents that can be brought back; nothing where there are none.

    Args:
        binned: what is in the bin.
        working: paths of what is still being deleted, and of what is coming back.
    """
    removed = [one for one in binned if one.path not in working]
    if not removed:
        return Markup()
    return render("documents", "bin", removed[:_BINNED], len(removed) - _BINNED, LOCAL)


def detail_html(
    entry: Entry,
    document: Document | None,
    findings: Sequence[Finding],
    folders: Sequence[str] = (),
) -> Markup:
    """Return how a document was understood, what the check says of it, and its file.

    Args:
        entry: of the document in the list.
        document: what it was read as.
        findings: of the check.
        folders: to which it may be moved; others can be named.
    """
    if document is None:
        return render("parts", "note", f"《{entry.title}》还没有收入索引。")
    kind = KINDS.get(str(document.kind), KINDS["generic"])
    checks = checks_html(findings, jump=False)
    headings = document.sections[1:]
    file = render("documents", "file", entry, PurePosixPath(entry.name), folders)
    limits = (_HEADINGS, _TABLES)
    return render(
        "documents", "detail", document, kind, _PROPERTIES, headings, *limits, checks, file
    )
