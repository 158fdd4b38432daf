"""One session's conversation: what was asked and answered, and asking the next question.

Nothing here knows Gradio and nothing is kept between calls: the exchanges travel in and out, and
the page keeps them in its per-session state.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from indexing.errors import BeikeError
from rag.api.models import MAX_QUESTION
from rag.api.routing import AssistantPort
from rag.types import Answer, SourceView, Turn
from ui.cards import CONTEXT

logger = logging.getLogger(__name__)

#: Exchanges handed on with a follow-up, the most recent ones.
HISTORY_TURNS = 6
#: Exchanges kept on the page; older ones scroll out for good.
KEPT_EXCHANGES = 30
#: Seconds between two updates of a growing answer; faster than this nobody reads.
_UPDATE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what became of it.

    Attributes:
        number: counts from 1 within the session and is never used twice.
        question: as asked.
        answer: ``None`` while unfinished, when stopped and when it failed.
        views: chunk id -> source view of the cited passages.
        problem: what a reader sees where there is no answer.
        hint: what to do about it.
        message_id: the kept exchange; empty while it is not kept.
        verdict: ``up``, ``down`` or empty.
        reason: why, in the teacher's words.
    """

    number: int
    question: str
    answer: Answer | None = None
    views: Mapping[str, SourceView] = field(default_factory=dict)
    problem: str = "已停止，这个问题没有回答完。"
    hint: str = ""
    message_id: str = ""
    verdict: str = ""
    reason: str = ""

    @property
    def is_small_talk(self) -> bool:
        """Whether it was no question to the documents; those were not even searched."""
        answer = self.answer
        return answer is not None and answer.status == "refused" and not answer.searched


def history(exchanges: Sequence[Exchange]) -> list[Turn]:
    """Return the last :data:`HISTORY_TURNS` answered exchanges, oldest first."""
    turns = [Turn(e.question, e.answer.text) for e in exchanges if e.answer is not None]
    return turns[-HISTORY_TURNS:]


def begin(exchanges: Sequence[Exchange], question: str) -> list[Exchange]:
    """Return the exchanges with a new unfinished one at the end."""
    number = exchanges[-1].number + 1 if exchanges else 1
    return [*exchanges, Exchange(number, question)][-KEPT_EXCHANGES:]


def again(exchanges: Sequence[Exchange]) -> list[Exchange]:
    """Return the exchanges with the last one to be answered anew."""
    *earlier, last = exchanges
    return [*earlier, Exchange(last.number, last.question, message_id=last.message_id)]


def answer(
    assistant: AssistantPort, exchanges: Sequence[Exchange]
) -> Generator[str | Exchange, None, None]:
    """Answer the last exchange.

    Args:
        assistant: asked with the earlier exchanges as history.
        exchanges: result of :func:`begin`.

    Yields:
        The text so far, each time it has grown, and last the finished exchange. Nothing is
        raised: a problem becomes the exchange's ``problem``.
    """
    *earlier, pending = exchanges
    if len(pending.question) > MAX_QUESTION:
        yield _failed(pending, f"问题太长，最多 {MAX_QUESTION} 字。", "请缩短后再问。")
        return
    try:
        yield from _stream(assistant, pending, history(earlier))
    except BeikeError as error:
        yield _failed(pending, error.message, error.hint)
    except Exception:
        logger.exception("answering failed")
        yield _failed(
            pending, "这个问题没能回答完，是程序出了问题。", "请再试一次；详情见服务日志。"
        )


def _stream(
    assistant: AssistantPort, pending: Exchange, turns: Sequence[Turn]
) -> Iterator[str | Exchange]:
    text = ""
    shown = 0.0
    for piece in assistant.stream(pending.question, history=turns):
        if isinstance(piece, Answer):
            yield replace(pending, answer=piece, views=views_of(assistant, piece), problem="")
            return
        text += piece
        if time.monotonic() - shown >= _UPDATE_SECONDS:
            shown = time.monotonic()
            yield text
    raise RuntimeError("the stream ended without an answer")


def views_of(assistant: AssistantPort, answer: Answer) -> dict[str, SourceView]:
    """Return the surroundings of what an answer cites, by chunk id; what is gone is left out."""
    views: dict[str, SourceView] = {}
    for chunk in dict.fromkeys(citation.chunk_id for citation in answer.citations):
        try:
            views[chunk] = assistant.source(chunk, CONTEXT)
        except (KeyError, BeikeError):
            # A new index was published in between: the card says so, the answer still stands.
            logger.warning("no source view for chunk %s", chunk)
    return views


def _failed(pending: Exchange, problem: str, hint: str) -> Exchange:
    return replace(pending, problem=problem, hint=hint)
