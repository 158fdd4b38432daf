"""What the requests of several routes have in common, with the descriptions that OpenAPI shows.

What goes out is described by the records it is: :mod:`rag.types`, :mod:`rag.store.records`,
:mod:`rag.drafting.plan`. A route has a model of its own where it shows less, or something else.
"""

from __future__ import annotations

from typing import Annotated

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


class Strict(BaseModel):
    """A request; unknown fields are refused so that a misspelt one is not silently ignored."""

    model_config = ConfigDict(extra="forbid")


class SearchRequest(Strict):
    """A question for ranked passages only."""

    question: Question
    k: Annotated[int, Field(ge=1, le=MAX_K, description="返回多少条检索段落。")] = 10


class StreamedRequest(SearchRequest):
    """A question for an answer, in a conversation where what was said before is known."""

    stream: bool = Field(default=False, description="为 true 时以 Server-Sent Events 返回。")


class TurnIn(Strict):
    """One earlier exchange."""

    question: Question
    answer: str = Field(default="", max_length=MAX_HISTORY_ANSWER, description="当时的回答。")


class TitleIn(Strict):
    """A title."""

    title: str = Field(min_length=1, max_length=200, description="标题。", examples=["绿茶课学时"])
