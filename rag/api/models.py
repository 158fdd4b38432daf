"""Requests and responses of the HTTP service, with the descriptions that OpenAPI shows.

Answers, passages and sources go out as they are described in :mod:`rag.types`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rag.types import Passage

#: Longest question taken, in characters after stripping.
MAX_QUESTION = 2000
#: Most passages of one request.
MAX_K = 50
#: Most earlier exchanges of one request.
MAX_HISTORY = 20
#: Longest earlier answer taken, in characters.
MAX_HISTORY_ANSWER = 20_000

Question = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION),
    Field(
        description="老师的问题，去掉首尾空白后 1 到 2000 字。",
        examples=["网店运营课程多少学时？"],
        # White space alone is no question.
        json_schema_extra={"pattern": r"[^\s\x1c-\x1f\x85]"},
    ),
]
K = Annotated[int, Field(ge=1, le=MAX_K, description="返回多少条检索段落。")]


class _Request(BaseModel):
    """A request; unknown fields are refused so that a misspelt one is not silently ignored."""

    model_config = ConfigDict(extra="forbid")


class TurnIn(_Request):
    """One earlier exchange."""

    question: Question
    answer: str = Field(default="", max_length=MAX_HISTORY_ANSWER, description="当时的回答。")


class AskRequest(_Request):
    """A question for an answer with citations."""

    question: Question
    k: K = 10
    history: list[TurnIn] = Field(
        default_factory=list,
        max_length=MAX_HISTORY,
        description="此前的问答，最早的在前；追问靠它补全。",
    )
    stream: bool = Field(default=False, description="为 true 时以 Server-Sent Events 返回。")


class SearchRequest(_Request):
    """A question for ranked passages only."""

    question: Question
    k: K = 10


class SearchOut(BaseModel):
    """Ranked passages for a question."""

    question: str
    passages: list[Passage]


class HealthOut(BaseModel):
    """The process is up."""

    status: Literal["ok"] = "ok"


class ReadyOut(BaseModel):
    """The service can answer."""

    status: Literal["ready"] = "ready"
    documents: int = Field(description="已索引的文件数。")


class ErrorDetail(BaseModel):
    """What went wrong, for programs (``code``) and for people."""

    code: str = Field(examples=["invalid_request"])
    message: str = Field(examples=["字段 question：不能为空。"])
    hint: str = Field(default="", examples=["请检查请求内容后重试。"])


class ErrorBody(BaseModel):
    """The one shape of every error."""

    error: ErrorDetail
