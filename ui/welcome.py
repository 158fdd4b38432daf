"""What the page shows before the first question: what is indexed, or how to get there."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from markupsafe import Markup

from indexing.errors import BeikeError
from rag.api.routing import AssistantPort
from rag.ask.scope import EVERYTHING, Scope
from rag.types import DocumentInfo
from ui.markup import render

logger = logging.getLogger(__name__)

_KINDS = {
    "standard": "课程标准",
    "programme": "人才培养方案",
    "lesson_plan": "教案",
    "syllabus": "教学大纲",
    "schedule": "授课计划、课表",
    "handbook": "手册",
    "regulation": "规章制度",
    "slides": "课件",
    "generic": "文档",
}
#: Documents listed by name; the rest is counted.
_LISTED = 12


def welcome(
    assistant: AssistantPort, scope: Scope = EVERYTHING, building: str = ""
) -> tuple[Markup, list[str]]:
    """Return the empty state and the example questions.

    There are none where nothing is indexed, and none of a scope: finding them takes seconds.

    Args:
        assistant: answers.
        scope: what is asked is limited to.
        building: how far the first index is; empty where none is being built.
    """
    if building:
        return render("shell", "building", building), []
    try:
        if not assistant.ready():
            return render("shell", "no_index"), []
        documents = assistant.within(scope).documents() if scope else assistant.documents()
        return (
            (_indexed(documents), [] if scope else assistant.examples())
            if documents
            else (render("shell", "no_index"), [])
        )
    except BeikeError as error:
        return render("shell", "unusable", error.message, error.hint), []
    except Exception:
        logger.exception("the start page could not be made")
        return render(
            "shell", "unusable", "暂时读不到索引。", "请运行 beike doctor 查看原因，然后刷新本页。"
        ), []


def _indexed(documents: Sequence[DocumentInfo]) -> Markup:
    passages = sum(document.chunks for document in documents)
    rest, count = len(documents) - _LISTED, len(documents)
    return render("shell", "indexed", documents[:_LISTED], _KINDS, rest, passages, count)
