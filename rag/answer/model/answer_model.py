"""The answer written by a model behind an OpenAI-compatible endpoint, checked before it is shown.

The model sees the retrieved passages only. Each of its sentences must cite a passage that was
retrieved for this answer and that bears it out; what does not is mended once or left out, and the
teacher is told. Whether the model is asked at all is decided in
:mod:`rag.answer.model.with_model`.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence

from rag.answer.citations import marks
from rag.answer.model.endpoint import Endpoint
from rag.answer.model.prompting import answer_prompt
from rag.answer.model.repair import repaired
from rag.answer.model.splitting import Splitter
from rag.answer.model.thoughts import without_thoughts
from rag.answer.model.unnamed import Names, no_names
from rag.answer.model.verification import Checker, Draft
from rag.errors import EndpointError
from rag.settings import Settings
from rag.types import Citation, Passage, Turn

_NOTHING = "资料中没有"
#: Share of the context window for the prompt; the rest is for the answer.
_PROMPT_SHARE = 0.75

Text = tuple[str, tuple[Citation, ...]]
Result = Text | None
#: Pieces of text, and at the end the result with notes.
Answering = Generator[str, None, tuple[Result, tuple[str, ...]]]


class BrokenOffError(EndpointError):
    """The endpoint failed after ``shown`` went out; each sentence of that stands."""

    def __init__(self, error: EndpointError, shown: Text) -> None:
        super().__init__(error.message, error.hint)
        self.shown = shown


class AnswerModel:
    """Writes answers through LlamaIndex's ``OpenAILike``; the client is made on first use."""

    def __init__(self, settings: Settings) -> None:
        self._endpoint = Endpoint(settings)
        self._room = int(settings.llm_context_window * _PROMPT_SHARE)
        self._longest = settings.llm_total_s

    def stream(
        self,
        question: str,
        passages: Sequence[Passage],
        history: Sequence[Turn] = (),
        names: Names = no_names,
        *,
        unsure: bool = False,
    ) -> Answering:
        """Yield whole sentences that stand, as they come; return the answer and notes.

        The pieces together are the answer's text. The result is ``None`` where the model says
        that the passages do not answer.

        Args:
            question: the question as asked.
            passages: the ranked passages.
            history: earlier exchanges.
            names: finds names of the index in a text.
            unsure: the passages may well not answer: the model is told so, nothing is mended, and
                a single sentence that does not stand makes the result ``None``.

        Raises:
            EndpointError: the endpoint failed, or nothing of what it wrote stands.
            BrokenOffError: it failed after something was yielded.
        """
        deadline = time.monotonic() + self._longest
        filled, shown = answer_prompt(question, passages, history, self._room, unsure=unsure)
        checker = Checker(shown, names)
        draft, splitter, fed, text = Draft(checker), Splitter(), "", ""
        try:
            pieces = self._endpoint.stream(filled, deadline)
            while True:
                try:
                    text += next(pieces)
                except StopIteration as stop:
                    finished: bool = stop.value
                    break
                answer = without_thoughts(text)
                if not answer.startswith(fed):  # what seemed to be the answer was a thought
                    draft, splitter, fed = Draft(checker), Splitter(), ""
                for part in splitter.feed(answer[len(fed) :]):
                    yield from draft.add(part)
                fed = answer
            for part in splitter.close():
                yield from draft.add(part)
            if not fed.strip():
                raise EndpointError("模型服务没有写出内容。", "运行 beike doctor 检查。")
            if (_NOTHING in fed and not marks(fed)) or (unsure and (draft.faulty or draft.absent)):
                return None, ()
            faulty = draft.faulty
            mended = repaired(self._endpoint, faulty, shown, self._room, deadline) if faulty else {}
        except EndpointError as error:
            if not draft.text:
                raise
            raise BrokenOffError(error, (draft.text, draft.citations)) from error
        yield from draft.rest(mended)
        if not draft.citations:
            raise EndpointError("模型写的内容在资料里找不到依据，没有采用。")
        return (draft.text, draft.citations), _notes(draft, finished=finished)


def _notes(draft: Draft, *, finished: bool) -> tuple[str, ...]:
    """Return what the teacher is told of what became of the model's text."""
    notes = []
    if draft.mended:
        notes.append(f"模型有 {draft.mended} 句与资料不符，已照资料改正。")
    if draft.dropped:
        notes.append(f"模型有 {draft.dropped} 句在资料里找不到依据，已略去。")
    if draft.absent:
        notes.append("模型认为问题的一部分在资料里没有写到。")
    if not finished:
        notes.append("模型的回答没有写完，可能不完整。")
    return tuple(notes)
