"""Fills the prompts: passages numbered and fenced, as many as the context window takes.

What stands in documents and questions is data. The fence cannot be closed from inside, but what
really keeps an injected instruction from a teacher is the check of every sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from prompts import prompt
from rag.answer.citations import without_marks
from rag.types import Passage, Turn

_HISTORY = 3
_FENCE = re.compile(r"</?\s*(?:资料|问题|对话)\s*>")


def answer_prompt(
    question: str,
    passages: Sequence[Passage],
    history: Sequence[Turn],
    room: int,
    *,
    unsure: bool = False,
) -> tuple[str, Sequence[Passage]]:
    """Return the prompt, and the passages that found room in it: the first ones, one at least.

    A character is counted as a token, which errs on the safe side for Chinese.

    Args:
        question: the question as asked.
        passages: the ranked passages.
        history: earlier exchanges; the last few are shown.
        room: most characters.
        unsure: whether the passages may well not answer; the model is then told so.
    """
    turns = "\n".join(
        f"问：{t.question}\n答：{without_marks(t.answer)}" for t in history[-_HISTORY:]
    )
    fields = {
        "history": inert(turns) or "（无）",
        "question": inert(question),
        "caution": prompt("answer_unsure") if unsure else "",
    }
    left = room - len(prompt("answer", evidence="", **fields))
    blocks: list[str] = []
    for number, passage in enumerate(passages, start=1):
        block = numbered(number, passage)
        left -= len(block) + 2
        if blocks and left < 0:
            break
        blocks.append(block)
    return prompt("answer", evidence="\n\n".join(blocks), **fields), passages[: len(blocks)]


def numbered(number: int, passage: Passage) -> str:
    """Return a passage as the model sees it."""
    path = " › ".join(passage.heading_path)
    return inert(f"[{number}]《{passage.title}》{path}\n{passage.text}")


def inert(text: str) -> str:
    """Return a text that cannot close the fence around it."""
    return _FENCE.sub("", text)
