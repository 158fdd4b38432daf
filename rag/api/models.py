"""Requests and responses of the HTTP service, with the descriptions that OpenAPI shows.

The responses mirror :mod:`rag.serialise`; a test keeps the two in step.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

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


class SourceQuoteOut(BaseModel):
    """A cell or sentence that a derived passage was read from."""

    document: str
    quote: str
    start: int
    end: int
    page: int | None = Field(description="印刷页码；文件没有页码时为 null。")
    chunk_id: str = Field(description="所在段落，用于 GET /v1/sources/{chunk}；可能为空。")


class CitationOut(BaseModel):
    """``[n]`` in the answer points here."""

    n: int = Field(description="回答里 [n] 的编号。")
    document: str = Field(description="文件在语料目录里的相对路径。")
    title: str = Field(description="文件标题。")
    heading_path: list[str] = Field(description="从上到下的各级标题。")
    page: int | None = Field(description="印刷页码；文件没有页码时为 null。")
    quote: str = Field(description="原文，一字不改。")
    start: int = Field(description="引文在文件规范文本中的起点（字符）。")
    end: int = Field(description="引文终点（不含）。")
    chunk_id: str = Field(description="用于 GET /v1/sources/{chunk}。")


class PassageOut(BaseModel):
    """One ranked passage."""

    rank: int = Field(description="从 1 开始的名次。")
    document: str
    title: str
    heading_path: list[str]
    page: int | None
    text: str = Field(description="原文，一字不改；derived 为 true 时是汇总文字。")
    score: float = Field(description="融合得分，只在同一问题内可比。")
    chunk_id: str
    kind: str = Field(description="段落的形态，如 paragraph、table_row、fact_sheet。")
    start: int
    end: int
    derived: bool = Field(description="是否由程序从表格汇总而来。")
    sources: list[SourceQuoteOut] = Field(description="汇总所依据的原文位置。")


class AnswerOut(BaseModel):
    """An answer or a refusal with everything it rests on."""

    question: str
    status: Literal["answered", "refused"] = Field(description="已回答，或文件中没有依据而不答。")
    answer: str = Field(description="老师读到的文字，带 [n]。")
    citations: list[CitationOut]
    passages: list[PassageOut]
    timings_ms: dict[str, float] = Field(examples=[{"retrieve": 12.5, "answer": 3.0}])
    notes: list[str] = Field(description="给读者的提示，例如模型服务不可用。")
    understood: str = Field(
        default="",
        description="追问补全后的说法，程序就是按它查的；问题照原样理解时为空。",
        examples=["仓储管理 由谁来做"],
    )


class SearchOut(BaseModel):
    """Ranked passages for a question."""

    question: str
    passages: list[PassageOut]


class SourceOut(BaseModel):
    """A passage in its surroundings; ``before + text + after`` is unbroken text."""

    chunk_id: str
    document: str
    title: str
    heading_path: list[str]
    page: int | None
    before: str
    text: str
    after: str
    start: int
    end: int


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
