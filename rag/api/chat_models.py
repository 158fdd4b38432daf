"""Requests and responses of ``/v1/chat/completions`` and ``/v1/models``, in OpenAI's shape."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rag.api.models import MAX_HISTORY_ANSWER
from rag.types import Citation

#: The one model there is.
MODEL = "beike"

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


class ChatRequest(BaseModel):
    """A chat; ``temperature`` and its like are passed over: the same question, the same answer."""

    model: str = Field(max_length=100, description="模型名称，只有 beike。", examples=[MODEL])
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

    role: Literal["assistant"] = Field("assistant", description="总是 assistant。")
    content: str = Field(description="回答，带 [n]，后附出处。", examples=["48 学时[1]。"])


class ChatChoice(BaseModel):
    """The only choice."""

    index: int = Field(0, description="总是 0。")
    message: ChatMessageOut = Field(description="回答。")
    finish_reason: Literal["stop"] = Field("stop", description="总是 stop。")
    logprobs: None = Field(None, description="总是 null。")


class Usage(BaseModel):
    """Estimated tokens: nothing is billed by them."""

    prompt_tokens: int = Field(description="问题与历史的估计词元数。", examples=[12])
    completion_tokens: int = Field(description="回答的估计词元数。", examples=[30])
    total_tokens: int = Field(description="两者之和。", examples=[42])


class ChatCompletion(BaseModel):
    """An answer in OpenAI's shape; ``status`` and ``citations`` are ours."""

    id: str = Field(description="这次回答的编号。", examples=["chatcmpl-0f3a"])
    object: Literal["chat.completion"] = Field("chat.completion", description="对象类型。")
    created: int = Field(description="时间，Unix 秒。", examples=[1780000000])
    model: str = Field(MODEL, description="模型名称。")
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

    object: Literal["list"] = Field("list", description="对象类型。")
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
