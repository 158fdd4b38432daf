"""Documents as HTML: the list, what became of an upload, how a document was understood."""

from __future__ import annotations

from collections.abc import Sequence

from indexing.records import Document
from rag.checking import Finding
from rag.service.entries import Entry, Status
from ui.drafting.side_html import checks_html
from ui.markup import escape
from ui.parts import button, when

KINDS = {
    "standard": "课程标准",
    "lesson_plan": "教案",
    "syllabus": "教学大纲",
    "generic": "其他文档",
}
_STATUS = {
    Status.QUEUED: "排队中",
    Status.READING: "正在读取",
    Status.INDEXING: "正在建索引",
    Status.READY: "可以提问",
    Status.FAILED: "没有读成",
}
#: Of a cell that says nothing; a phone leaves it out.
_NONE = ' class="bk-none"'
_HEADINGS = 120
_TABLES = 30


def list_html(entries: Sequence[Entry]) -> str:
    """Return the list of documents with what can be done to each."""
    if not entries:
        return (
            '<div class="bk-empty"><h2>还没有资料</h2>'
            "<p>把课程标准、教案、教学大纲拖到上面，读好后就能提问和备课。</p></div>"
        )
    ready = sum(entry.status is Status.READY for entry in entries)
    passages = sum(entry.chunks for entry in entries)
    rows = "".join(_row(entry) for entry in entries)
    return (
        f'<p class="bk-quiet">共 {len(entries)} 份，{ready} 份可以提问，{passages} 个段落</p>'
        '<div class="bk-table" tabindex="0"><table class="bk-documents"><thead><tr>'
        '<th scope="col">文件</th><th scope="col">种类</th><th scope="col">页</th>'
        '<th scope="col">段落</th><th scope="col">状态</th><th scope="col">'
        f'<span class="bk-hidden">操作</span></th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def detail_html(entry: Entry, document: Document | None, findings: Sequence[Finding]) -> str:
    """Return how a document was understood, and what the check says of it."""
    if document is None:
        return f'<p class="bk-note">《{escape(entry.title)}》还没有收入索引。</p>'
    kind = KINDS.get(str(document.kind), KINDS["generic"])
    pages = f"，{document.pages} 页" if document.pages else ""
    headings = document.sections[1:]
    outline = "".join(
        f'<li style="--level:{min(s.level, 6)}">{_place(document.id, s.start, s.end, s.heading)}'
        f"{_page(s.page)}</li>"
        for s in headings[:_HEADINGS]
    )
    more = len(headings) - _HEADINGS
    rest = f'<li class="bk-quiet">另有 {more} 个标题</li>' if more > 0 else ""
    return (
        f'<section class="bk-understood" tabindex="-1" aria-label="{escape(document.title)}">'
        f"<h3>{escape(document.title)}</h3>"
        f'<p class="bk-quiet">读成了{kind}{pages}，{len(document.canonical)} 字，'
        f"{len(headings)} 个标题，{len(document.tables)} 张表。"
        f'<a href="/read?d={document.id}">看读到的全文</a></p>'
        f'<div class="bk-two"><div><h4>目录</h4><ol class="bk-outline">{outline}{rest}</ol>'
        f"{_tables(document)}</div>"
        f'<div class="bk-check"><h4>检查</h4>{checks_html(findings, jump=False)}</div>'
        "</div></section>"
    )


def _row(entry: Entry) -> str:
    kind = KINDS.get(entry.kind, "") or "—"
    busy = entry.status in (Status.QUEUED, Status.READING, Status.INDEXING)
    dots = "<i></i><i></i><i></i>" if busy else ""
    failed = " bk-bad" if entry.status is Status.FAILED else ""
    detail = f"<small>{escape(entry.detail)}</small>" if entry.detail else ""
    own = "" if entry.school else '<span class="bk-badge">只有我用</span>'
    updated = f"，{when(entry.updated)}" if entry.updated else ""
    name = "" if entry.title == entry.name else f"<small>{escape(entry.name)}{updated}</small>"
    return (
        f'<tr data-path="{escape(entry.path)}">'
        f'<th scope="row">{escape(entry.title)}{own}{name}</th>'
        f'<td data-label="种类"{"" if entry.kind else _NONE}>{kind}</td>{_count("页", entry.pages)}'
        f"{_count('段落', entry.chunks)}"
        f'<td data-label="状态"><span class="bk-state{failed}{" bk-wait" if busy else ""}">'
        f"{_STATUS[entry.status]}{dots}</span>{detail}</td><td>{_acts(entry, busy)}</td></tr>"
    )


def _count(label: str, number: int) -> str:
    return f'<td data-label="{label}"{"" if number else _NONE}>{number or "—"}</td>'


def _acts(entry: Entry, busy: bool) -> str:
    title, parts = entry.title, []
    if entry.chunks:
        parts.append(button("show", "查看", kind="bk-plain", aria=f"查看：{title}", id=entry.id))
    if entry.may_change and not busy:
        parts.append(
            button("refresh", "重读", kind="bk-plain", aria=f"重新读取：{title}", id=entry.id)
        )
    if entry.may_change:
        parts.append(
            button(
                "remove",
                "删除",
                kind="bk-plain",
                aria=f"删除：{title}",
                confirm=f"删除《{title}》？删除后不再用它回答；放进回收站，可以恢复。",
                id=entry.id,
            )
        )
    return f'<div class="bk-tools">{"".join(parts)}</div>'


def _tables(document: Document) -> str:
    if not document.tables:
        return ""
    rows = "".join(
        f"<li>{escape(table.name or '（无题）')}：{escape('、'.join(table.columns[:8]))}"
        f"，{len(table.rows)} 行</li>"
        for table in document.tables[:_TABLES]
    )
    more = len(document.tables) - _TABLES
    rest = f'<li class="bk-quiet">另有 {more} 张</li>' if more > 0 else ""
    return (
        f'<details class="bk-found"><summary>表格（{len(document.tables)}）</summary>'
        f"<ul>{rows}{rest}</ul></details>"
    )


def _place(id: str, start: int, end: int, text: str) -> str:
    return f'<a href="/read?d={id}&s={start}&e={end}">{escape(text)}</a>'


def _page(page: int | None) -> str:
    return "" if page is None else f'<span class="bk-page">第 {page} 页</span>'
