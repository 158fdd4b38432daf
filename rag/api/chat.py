"""``POST /v1/chat/completions`` and ``GET /v1/models``: any OpenAI client can use Beike as a model.

The stream carries sentences as they are checked. A client cannot take back what was sent to it:
where something went out that is no part of the answer, the stream says so.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rag.api.errors import Responses, error_body, problem, refuse
from rag.api.models import MAX_HISTORY, MAX_HISTORY_ANSWER, MAX_QUESTION, Scoped
from rag.api.routing import EVENT_STREAM, Assistant, AssistantPort, data_stream
from rag.types import BY_MODEL, Answer, Citation, Turn, record_json

router = APIRouter(prefix="/v1", tags=["OpenAI 兼容"])

#: The one model there is.
MODEL = "beike"
_K = 10
#: What stands between an answer and its footnotes.
_SOURCES = "\n\n出处：\n"
#: What a stream says where something else than the answer went out.
_BEFORE_IS_VOID = "\n\n（前面有一段不是回答，它和它的编号请不要用；以最后这个完整的回答为准。）"
_ALL_IS_VOID = "\n\n（前面的文字和编号请不要用，以下面的回答为准。）\n\n"
_LONGEST_QUOTE = 120
#: A Chinese character, or a run of anything else without white space, is about a token.
_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")
_SENTENCE = re.compile(r"[^。！？；\n]*(?:[。！？；\n]|$)")

Text = Annotated[str, StringConstraints(max_length=MAX_HISTORY_ANSWER)]


class TextPart(BaseModel):
    """A part of a message; there are no images here."""

    type: Literal["text"] = Field(description="只支持 text。", examples=["text"])
    text: Text = Field(description="文字。", examples=["绿茶冲泡多少学时？"])


class ChatMessage(BaseModel):
    """A message; what other clients add to it is passed over."""

    model_config = ConfigDict(title="ChatMessage")

    role: Literal["system", "developer", "user", "assistant"] = Field(
        description="user 是提问，assistant 是此前的回答；system 和 developer 不起作用，"
        "因为回答只依据资料。",
        examples=["user"],
    )
    content: Text | list[TextPart] | None = Field(
        default=None, description="文字，或若干段文字。", examples=["绿茶冲泡多少学时？"]
    )


class StreamOptions(BaseModel):
    """What a stream ends with."""

    include_usage: bool = Field(
        default=False, description="为 true 时最后多发一块，带 usage。", examples=[True]
    )


class ChatRequest(Scoped):
    """A chat; ``temperature`` and its like are passed over: the same question, the same answer."""

    model: str = Field(
        default=MODEL,
        max_length=100,
        description="模型名称。写什么都由 beike 回答：有的程序改不了这个名称。",
        examples=[MODEL],
    )
    messages: list[ChatMessage] = Field(
        min_length=1,
        max_length=400,
        description="对话，最早的在前，最后一条应是 user；追问靠前面的问答补全。",
        examples=[[{"role": "user", "content": "绿茶冲泡多少学时？"}]],
    )
    stream: bool | None = Field(
        default=False, description="为 true 时以 Server-Sent Events 返回，最后一行是 [DONE]。"
    )
    stream_options: StreamOptions | None = Field(default=None, description="流的选项。")
    n: Literal[1] | None = Field(default=1, description="只给一个回答。", examples=[1])


class ChatMessageOut(BaseModel):
    """The answer."""

    role: Literal["assistant"] = Field(default="assistant", description="总是 assistant。")
    content: str = Field(description="回答，带 [n]，后附出处。", examples=["48 学时[1]。"])


class ChatChoice(BaseModel):
    """The only choice."""

    index: int = Field(default=0, description="总是 0。")
    message: ChatMessageOut = Field(description="回答。")
    finish_reason: Literal["stop"] = Field(default="stop", description="总是 stop。")
    logprobs: None = Field(default=None, description="总是 null。")


class Usage(BaseModel):
    """Estimated tokens: nothing is billed by them."""

    prompt_tokens: int = Field(description="问题与历史的估计词元数。", examples=[12])
    completion_tokens: int = Field(description="回答的估计词元数。", examples=[30])
    total_tokens: int = Field(description="两者之和。", examples=[42])


class ChatCompletion(BaseModel):
    """An answer in OpenAI's shape; ``status`` and ``citations`` are ours."""

    id: str = Field(description="这次回答的编号。", examples=["chatcmpl-0f3a"])
    object: Literal["chat.completion"] = Field(default="chat.completion", description="对象类型。")
    created: int = Field(description="时间，Unix 秒。", examples=[1780000000])
    model: str = Field(default=MODEL, description="总是 beike。")
    choices: list[ChatChoice] = Field(description="只有一项。")
    usage: Usage = Field(description="估计的用量。")
    status: Literal["answered", "refused"] = Field(description="已回答，或资料里没有依据而不答。")
    citations: list[Citation] = Field(description="回答里 [n] 的出处。")


class ModelOut(BaseModel):
    """A model."""

    id: str = Field(default=MODEL, description="模型名称。")
    object: Literal["model"] = Field(default="model", description="对象类型。")
    created: int = Field(default=0, description="总是 0。")
    owned_by: str = Field(default="beike", description="提供者。")


class ModelsOut(BaseModel):
    """The models."""

    object: Literal["list"] = Field(default="list", description="对象类型。")
    data: list[ModelOut] = Field(description="只有 beike 一个。")


class OpenAIErrorDetail(BaseModel):
    """What went wrong, in OpenAI's shape; ``hint`` is ours."""

    message: str = Field(description="哪里不对。", examples=["没有模型 gpt-9。"])
    type: str = Field(description="错误的类别。", examples=["invalid_request_error"])
    param: None = Field(None, description="总是 null。")
    code: str = Field(description="供程序判断的代码。", examples=["model_not_found"])
    hint: str = Field("", description="怎样改正。", examples=["可用的模型见 /v1/models。"])


class OpenAIErrorBody(BaseModel):
    """An error in OpenAI's shape."""

    error: OpenAIErrorDetail = Field(description="错误。")


_RESPONSES: Responses = {
    status: {"model": OpenAIErrorBody, "description": description}
    for status, description in (
        (400, "请求不合要求"),
        (404, "没有这个模型"),
        (500, "服务内部出错"),
        (503, "索引或模型不可用"),
    )
}
Model = Annotated[str, Path(max_length=100, description="模型名称。", examples=[MODEL])]


@router.get("/models", summary="列出模型", description="只有一个：`beike`。")
def models() -> ModelsOut:
    """List the one there is."""
    return ModelsOut(data=[ModelOut()])


@router.get(
    "/models/{model}",
    response_model=ModelOut,
    summary="查看模型",
    description="除了 `beike` 都没有。",
    responses={404: _RESPONSES[404]},
)
def model(request: Request, model: Model) -> ModelOut | JSONResponse:
    """Show the one there is."""
    if model == MODEL:
        return ModelOut()
    body = error_body("model_not_found", f"没有模型 {model}。", "可用的模型见 /v1/models。")
    return refuse(404, body, request.url.path)


@router.post(
    "/chat/completions",
    response_model=ChatCompletion,
    summary="对话（OpenAI 兼容）",
    description=(
        "OpenAI 的客户端可以直接用。回答末尾附出处，"
        "`citations` 里是同样的内容，供程序使用。\n\n流里发的是核对过的句子，"
        "核对一句发一句；`citations` 和 `status` 在最后一块里。"
    ),
    responses={
        **_RESPONSES,
        200: {
            "description": "回答；`stream: true` 时为事件流，最后一行是 `[DONE]`",
            "content": EVENT_STREAM,
        },
    },
)
def chat(
    request: Request, assistant: Assistant, asked: ChatRequest
) -> ChatCompletion | JSONResponse | StreamingResponse:
    """Answer the last message."""
    path = request.url.path
    try:
        question, history = question_of(asked.messages)
    except UnansweredError as error:
        return refuse(400, error_body("invalid_request", str(error)), path)
    assistant = assistant.within(asked.scope)
    if asked.stream:
        return data_stream(_chunks(asked, assistant, question, history, path))
    answer = assistant.ask(question, _K, history)
    text = text_of(answer)
    return ChatCompletion(
        **_head("chat.completion"),
        choices=[ChatChoice(message=ChatMessageOut(content=text))],
        usage=_usage_of(asked.messages, text),
        status=answer.status,
        citations=[*answer.citations],
    )


def _chunks(
    asked: ChatRequest, assistant: AssistantPort, question: str, history: list[Turn], path: str
) -> Iterator[str]:
    """Yield the chunks of a stream as JSON, then ``[DONE]``; an error becomes a chunk."""
    common = {**_head("chat.completion.chunk"), "choices": []}

    def chunk(delta: dict[str, str], finish: str | None = None, **more: object) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _json({**common, "choices": [choice], **more})

    pieces = assistant.stream(question, _K, history)
    first = next(pieces)  # a failure at once keeps its status
    yield chunk({"role": "assistant", "content": ""})
    sent = ""
    try:
        for piece in chain([first], pieces):
            if isinstance(piece, Answer):
                answer, more = piece, rest_of(piece, sent)
            else:
                more = piece
            for sentence in pieces_of(more):
                yield chunk({"content": sentence})
            sent += more
    except Exception as error:
        yield bytes(refuse(*problem(error), path).body).decode()
        return
    yield chunk({}, "stop", status=answer.status, citations=record_json(answer.citations))
    if asked.stream_options is not None and asked.stream_options.include_usage:
        yield _json({**common, "usage": _usage_of(asked.messages, sent).model_dump()})
    yield "[DONE]"


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


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
    notes = (BY_MODEL, *answer.notes) if answer.by_model else answer.notes
    if notes:
        parts.append("\n\n" + "\n".join(f"（{note}）" for note in notes))
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


def _usage_of(messages: Sequence[ChatMessage], text: str) -> Usage:
    prompt = sum(len(_TOKEN.findall(_text(message))) for message in messages)
    completion = len(_TOKEN.findall(text))
    return Usage(
        prompt_tokens=prompt,
        completion_tokens=completion,
        total_tokens=prompt + completion,
    )


def _head(kind: str) -> dict[str, Any]:
    """Return the fields that a completion and all chunks of a stream begin with."""
    return {
        "id": f"chatcmpl-{uuid4().hex}",
        "object": kind,
        "created": int(time.time()),
        "model": MODEL,
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
    page = f"，第 {citation.printed_page} 页" if citation.printed_page else ""
    # Many documents have their title as the first heading.
    path = dict.fromkeys((citation.title, *citation.heading_path))
    also = f"（同样见 {'、'.join(citation.also_in)}）" if citation.also_in else ""
    return f"[{citation.n}] {' › '.join(path)}{page}{also}：“{shown}”"
