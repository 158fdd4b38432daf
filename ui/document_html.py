"""Documents as HTML: the list, how a document was read, and the form to put that right."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from markupsafe import Markup

from indexing.kinds.correcting import Spot, spots
from indexing.personal import Personal, by_kind
from indexing.records import Corrected, CorrectedHeading, Document, DocumentKind
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
#: Deleted documents listed; the older ones follow when these have gone.
_BINNED = 50
_HEADINGS, _TABLES, _DOUBTS = 120, 30, 40
#: Levels offered; a document may have deeper ones.
_LEVELS = 6
#: Fields of the form: a heading's level, by which line of its text it is, and its text.
_LEVEL = "level"


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


@dataclass(frozen=True, slots=True)
class _Outlined:
    """A line of the outline: a heading, or one that was put right to be none."""

    spot: Spot
    guessed: bool
    corrected: CorrectedHeading | None

    @property
    def field(self) -> str:
        """Name of the field of its level."""
        return f"{_LEVEL}:{self.spot.nth}:{self.spot.line}"


def detail_html(
    entry: Entry,
    document: Document | None,
    findings: Sequence[Finding],
    folders: Sequence[str] = (),
    personal: Sequence[Personal] = (),
) -> Markup:
    """Return how a document was read, what the check says of it, and its file.

    Args:
        entry: of the document in the list.
        document: what it was read as.
        findings: of the check.
        folders: to which it may be moved; others can be named.
        personal: places of it with personal data.
    """
    if document is None:
        return render("parts", "note", f"《{entry.title}》还没有收入索引。")
    return render(
        "documents",
        "detail",
        document,
        _told_of(document),
        _PROPERTIES,
        _outline(document),
        (_HEADINGS, _TABLES, _DOUBTS),
        checks_html(findings, jump=False),
        entry.may_change,
        render("documents", "file", entry, PurePosixPath(entry.name), folders),
        by_kind(personal),
    )


def correcting_html(document: Document) -> Markup:
    """Return the form to put right title, kind and headings."""
    outline = _outline(document)
    deepest = max([_LEVELS, *(line.spot.level for line in outline)])
    return render("documents", "correcting", document, _told_of(document), outline, KINDS, deepest)


def corrected_from(told: Mapping[str, object]) -> tuple[str, str, list[tuple[str, int, int]]]:
    """Return title, kind and headings (line, which of its text, level) from the fields of a form.

    Args:
        told: what the form of :func:`correcting_html` told.
    """
    headings = []
    for name, value in told.items():
        field, _, rest = name.partition(":")
        nth, _, line = rest.partition(":")
        if field == _LEVEL and nth.isdecimal() and str(value).isdecimal():
            headings.append((line, int(nth), int(str(value))))
    level = str(told.get("more_level") or "")
    for line in str(told.get("more") or "").splitlines():
        if line.strip() and level.isdecimal():
            headings.append((line, 1, int(level)))
    return str(told.get("title") or ""), str(told.get("kind") or ""), headings


def _outline(document: Document) -> list[_Outlined]:
    done = document.corrected.headings if document.corrected else ()
    corrected = {heading.start: heading for heading in done}
    guessed = set(document.guessed)
    return [
        _Outlined(spot, spot.section in guessed, corrected.get(spot.start))
        for spot in spots(document)
        if spot.level or spot.start in corrected
    ]


@dataclass(frozen=True, slots=True)
class _Told:
    """What the head of a document says: its kind, and what was put right."""

    kind: str
    was_kind: str
    was_title: str
    headings: int
    misfits: tuple[str, ...]

    @property
    def corrected(self) -> bool:
        """Whether anything is put right, or was."""
        return bool(self.was_kind or self.was_title or self.headings or self.misfits)


def _told_of(document: Document) -> _Told:
    done = document.corrected or Corrected(document.title, document.kind)
    return _Told(
        _kind(document.kind),
        _kind(done.kind_read) if done.kind_read is not document.kind else "",
        done.title_read if done.title_read != document.title else "",
        len(done.headings),
        done.misfits,
    )


def _kind(kind: DocumentKind) -> str:
    return KINDS.get(str(kind), KINDS["generic"])
