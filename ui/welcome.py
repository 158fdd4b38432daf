"""What the page shows before the first question: what is indexed, or how to get there."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from indexing.errors import BeikeError
from rag.api.routing import AssistantPort
from rag.types import DocumentInfo
from ui.markup import escape

logger = logging.getLogger(__name__)

_KINDS = {
    "standard": "课程标准",
    "lesson_plan": "教案",
    "syllabus": "教学大纲",
    "generic": "文档",
}
#: Documents listed by name; the rest is counted.
_LISTED = 12


def welcome(assistant: AssistantPort) -> tuple[str, list[str]]:
    """Return the empty state and the example questions (none where nothing is indexed)."""
    try:
        if not assistant.ready():
            return _no_index(), []
        documents = assistant.documents()
        return (_indexed(documents), assistant.examples()) if documents else (_no_index(), [])
    except BeikeError as error:
        return _problem(error.message, error.hint), []
    except Exception:
        logger.exception("the start page could not be made")
        return _problem("暂时读不到索引。", "请运行 beike doctor 查看原因，然后刷新本页。"), []


def _indexed(documents: Sequence[DocumentInfo]) -> str:
    rows = "".join(_row(document) for document in documents[:_LISTED])
    rest = len(documents) - _LISTED
    more = f'<li class="bk-quiet">另有 {rest} 份文件</li>' if rest > 0 else ""
    passages = sum(document.chunks for document in documents)
    return (
        '<div class="bk-welcome"><h2>问问您的课程文件</h2>'
        "<p>回答只依据下面这些文件；每句话后的编号都能点开，看到它在原文中的位置。</p>"
        f'<p class="bk-quiet">已收录 {len(documents)} 份文件，{passages} 个段落</p>'
        f'<ul class="bk-docs">{rows}{more}</ul></div>'
    )


def _row(document: DocumentInfo) -> str:
    kind = _KINDS.get(str(document.kind), _KINDS["generic"])
    size = [f"{document.pages} 页"] if document.pages else []
    size.append(f"{document.chunks} 段")
    return (
        f'<li><span class="bk-kind">{kind}</span>'
        f'<span class="bk-doc" title="{escape(document.path)}">{escape(document.title)}</span>'
        f'<span class="bk-size">{" · ".join(size)}</span></li>'
    )


def _no_index() -> str:
    return (
        '<div class="bk-welcome"><h2>还没有收录文件</h2>'
        '<p>请在<a href="/documents">资料</a>页上传课程标准、教案、教学大纲；'
        "也可以把它们放进一个文件夹，然后在命令行运行：</p>"
        "<pre><code>beike index --corpus 文件夹</code></pre>"
        "<p>建好索引后刷新本页，就可以提问了。</p></div>"
    )


def _problem(message: str, hint: str) -> str:
    return (
        '<div class="bk-welcome"><h2>现在还不能提问</h2>'
        f'<p role="alert">{escape(message)}</p><p>{escape(hint)}</p></div>'
    )
