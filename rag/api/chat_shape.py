"""From a chat in OpenAI's shape to a question with history, and from an answer back."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from rag.api.chat_models import MODEL, ChatMessage
from rag.api.models import MAX_HISTORY, MAX_QUESTION
from rag.types import Answer, Citation, Turn, record_json

#: What stands between an answer and its footnotes.
_SOURCES = "\n\n出处：\n"
#: What a stream says where something else than the answer went out.
_BEFORE_IS_VOID = "\n\n（前面有一段不是回答，它和它的编号请不要用；以最后这个完整的回答为准。）"
_ALL_IS_VOID = "\n\n（前面的文字和编号请不要用，以下面的回答为准。）\n\n"
_LONGEST_QUOTE = 120
#: A Chinese character, or a run of anything else without white space, is about a token.
_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")
_SENTENCE = re.compile(r"[^。！？；\n]*(?:[。！？；\n]|$)")


class UnansweredError(ValueError):
    """The messages do not end with a question; the text says so in Chinese."""


def question_of(messages: Sequence[ChatMessage]) -> tuple[str, list[Turn]]:
    """Return the question and the exchanges before it, oldest first, the last ones only.

    Raises:
        UnansweredError: the last message is none of the user's, or is empty or too long.
    """
    if messages[-1].role != "user":
        raise UnansweredError("最后一条消息应是 user 的问题。")
    question = _text(messages[-1]).strip()
    if not 1 <= len(question) <= MAX_QUESTION:
        raise UnansweredError(f"问题应有 1 到 {MAX_QUESTION} 字。")
    turns: list[Turn] = []
    asked = ""
    for message in messages[:-1]:
        text = _text(message)
        if message.role == "user":
            asked = text.strip()
        elif message.role == "assistant" and asked:
            turns.append(Turn(asked[:MAX_QUESTION], text.partition(_SOURCES)[0]))
            asked = ""
    return question, turns[-MAX_HISTORY:]


def text_of(answer: Answer) -> str:
    """Return an answer with its sources as footnotes, its remarks last."""
    parts = [answer.text]
    if answer.citations:
        parts.append(_SOURCES + "\n".join(_footnote(c) for c in answer.citations))
    if answer.notes:
        parts.append("\n\n" + "\n".join(f"（{note}）" for note in answer.notes))
    return "".join(parts)


def rest_of(answer: Answer, sent: str) -> str:
    """Return what a stream still lacks of :func:`text_of` once ``sent`` went out.

    Where something else than the answer went out, the reader is told what holds instead.
    """
    whole = text_of(answer)
    if answer.text.startswith(sent):
        return whole[len(sent) :]
    if sent.endswith(answer.text):
        return _BEFORE_IS_VOID + whole[len(answer.text) :]
    return _ALL_IS_VOID + whole


def usage_of(messages: Sequence[ChatMessage], text: str) -> dict[str, int]:
    """Return estimated tokens."""
    prompt = sum(len(_TOKEN.findall(_text(message))) for message in messages)
    completion = len(_TOKEN.findall(text))
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }


def head(kind: str) -> dict[str, Any]:
    """Return the fields that a completion and all chunks of a stream begin with."""
    return {
        "id": f"chatcmpl-{uuid4().hex}",
        "object": kind,
        "created": int(time.time()),
        "model": MODEL,
    }


def extras(answer: Answer) -> dict[str, Any]:
    """Return the fields that OpenAI does not know."""
    return {
        "status": answer.status,
        "citations": record_json(answer.citations),
    }


def pieces_of(text: str) -> Iterator[str]:
    """Yield a text sentence by sentence; joined they are the text."""
    return (piece for piece in _SENTENCE.findall(text) if piece)


def _text(message: ChatMessage) -> str:
    if isinstance(message.content, list):
        return "\n".join(part.text for part in message.content)
    return message.content or ""


def _footnote(citation: Citation) -> str:
    quote = " ".join(citation.quote.split())
    shown = quote if len(quote) <= _LONGEST_QUOTE else f"{quote[:_LONGEST_QUOTE]}…"
    page = "" if citation.page is None else f"，第 {citation.page} 页"
    # Many documents have their title as the first heading.
    path = dict.fromkeys((citation.title, *citation.heading_path))
    return f"[{citation.n}] {' › '.join(path)}{page}：“{shown}”"
