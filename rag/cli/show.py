"""Answers and passages as text for a terminal, and anything as JSON for a program."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # it loads pydantic, which no help text needs
    from rag.types import Answer, Citation, Passage

_QUOTE = 120
_OUTDATED = {"": "", "changed": "（文件已改动）", "deleted": "（文件已删除）"}
#: Stands above an answer to a question that was spelt out from its conversation.
UNDERSTOOD = "理解为：{}"


def json_text(value: Any, indent: int | None = 2) -> str:  # noqa: ANN401 - whatever json prints
    """Return ``value`` as JSON that survives standard output whatever its encoding."""
    unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    return json.dumps(value, ensure_ascii=not unicode, indent=indent, default=str)


def answer_text(answer: Answer) -> str:
    """Return an answer with its sources below it, and above it how a follow-up was understood."""
    from rag.types import BY_MODEL

    lines = [UNDERSTOOD.format(answer.understood), ""] if answer.understood else []
    lines.append(answer.text)
    if answer.choices:
        names = "、".join(choice.name for choice in answer.choices)
        lines += ["", f"有 {len(answer.choices)} 处都写了这一项，可以指明问哪一个：{names}"]
    if answer.citations:
        lines += ["", "出处："]
        lines += [
            f"[{c.n}] {_place(c)}{_OUTDATED[c.outdated]}\n    {_short(c.quote)}"
            for c in answer.citations
        ]
    notes = [BY_MODEL, *answer.notes] if answer.by_model else answer.notes
    lines += [f"（{note}）" for note in notes]
    return "\n".join(lines)


def search_text(passages: Sequence[Passage]) -> str:
    """Return ranked passages; a line that nothing was found where there are none."""
    if not passages:
        return "没有找到相关内容。"
    return "\n".join(f"{p.rank}. {_place(p)}\n    {_short(p.text)}" for p in passages)


def _place(item: Citation | Passage) -> str:
    page = f" 第 {item.printed_page} 页" if item.printed_page else ""
    path = " › ".join(item.heading_path)
    also = f"（同样见 {'、'.join(item.also_in)}）" if item.also_in else ""
    return f"{item.document}{page}{'  ' + path if path else ''}{also}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTE else f"{line[:_QUOTE]}…"
