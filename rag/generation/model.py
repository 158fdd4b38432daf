"""The answer written by a model behind an OpenAI-compatible endpoint, checked before it is shown.

The model sees the retrieved passages only. Each of its sentences must cite a passage that was
retrieved for this answer and supports it; what does not is left out, and the teacher is told.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

from prompts import prompt
from rag.citations import marks, without_marks
from rag.errors import EndpointError
from rag.generation.endpoint import Endpoint
from rag.generation.verification import verified
from rag.settings import Settings
from rag.types import Citation, Passage, Turn

_NOTHING = "资料中没有"
_HISTORY = 3
#: Share of the context window for the prompt; the rest is for the answer.
_PROMPT_SHARE = 0.75

Result = tuple[str, tuple[Citation, ...]] | None


class AnswerModel:
    """Writes answers through LlamaIndex's ``OpenAILike``; the client is made on first use."""

    def __init__(self, settings: Settings) -> None:
        self._endpoint = Endpoint(settings)
        self._room = int(settings.llm_context_window * _PROMPT_SHARE)

    def stream(
        self, question: str, passages: Sequence[Passage], history: Sequence[Turn] = ()
    ) -> Generator[str, None, tuple[Result, tuple[str, ...]]]:
        """Yield the model's text as it comes; return the checked answer and notes.

        The result is ``None`` where the model says that the passages do not answer.

        Raises:
            EndpointError: the endpoint failed, or nothing of what it wrote is supported.
        """
        filled, shown = _filled(question, passages, history, self._room)
        text, said = "", 0
        pieces = self._endpoint.stream(filled)
        while True:
            try:
                text += next(pieces)
            except StopIteration as stop:
                finished: bool = stop.value
                break
            answer = _without_thoughts(text)
            if len(answer) > said:
                yield answer[said:]
                said = len(answer)
        return _checked(_without_thoughts(text), shown, finished=finished)


def _checked(
    text: str, passages: Sequence[Passage], *, finished: bool
) -> tuple[Result, tuple[str, ...]]:
    """Return the answer that is left of a model's text, and notes on what is not."""
    if not text.strip():
        raise EndpointError("模型服务没有写出内容。", "运行 beike doctor 检查。")
    if _NOTHING in text and not marks(text):
        return None, ()
    answer, citations, dropped = verified(text, passages)
    if not citations:
        raise EndpointError("模型写的内容在资料里找不到依据，没有采用。")
    notes = []
    if dropped:
        notes.append(f"模型有 {dropped} 句在资料里找不到依据，已略去。")
    if not finished:
        notes.append("模型的回答没有写完，可能不完整。")
    return (answer, citations), tuple(notes)


def _filled(
    question: str, passages: Sequence[Passage], history: Sequence[Turn], room: int
) -> tuple[str, Sequence[Passage]]:
    """Return the prompt, and the passages that found room in it: the first ones, one at least.

    A character is counted as a token, which errs on the safe side for Chinese.
    """
    turns = "\n".join(
        f"问：{t.question}\n答：{without_marks(t.answer)}" for t in history[-_HISTORY:]
    )
    fields = {"history": turns or "（无）", "question": question}
    left = room - len(prompt("answer", evidence="", **fields))
    blocks: list[str] = []
    for number, passage in enumerate(passages, start=1):
        block = f"[{number}]《{passage.title}》{' › '.join(passage.heading_path)}\n{passage.text}"
        left -= len(block) + 2
        if blocks and left < 0:
            break
        blocks.append(block)
    return prompt("answer", evidence="\n\n".join(blocks), **fields), passages[: len(blocks)]


def _without_thoughts(text: str) -> str:
    """Return a reasoning model's text without what it wrote between think tags."""
    after = text.rpartition("</think>")[2]
    return after.partition("<think>")[0].lstrip()
