"""What the requests of several routes have in common, with the descriptions that OpenAPI shows.

What goes out is described by the records it is: :mod:`rag.types`, :mod:`rag.store.records`,
:mod:`rag.drafting.plan`. A route has a model of its own where it shows less, or something else.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rag.ask.scope import Scope

#: Longest question taken, in characters after stripping.
MAX_QUESTION = 2000
#: Most passages of one request.
MAX_K = 50
#: Most earlier exchanges of one request.
MAX_HISTORY = 20
#: Longest earlier answer taken, in characters.
MAX_HISTORY_ANSWER = 20_000
#: Most documents that a question is limited to by name.
MAX_DOCUMENTS = 200

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


#: The name of a document in a request.
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Strict(BaseModel):
    """A request; unknown fields are refused so that a misspelt one is not silently ignored."""

    model_config = ConfigDict(extra="forbid")


class Scoped(BaseModel):
    """A question that may be limited to some of the documents."""

    documents: list[Name] = Field(
        default_factory=list,
        max_length=MAX_DOCUMENTS,
        description="只查这些资料：路径、文件名或标题。与 collection 一起写时，两者的都查；"
        "都不写则查全部。没有的名称为错误。",
        examples=[["绿茶冲泡.docx"]],
    )
    collection: str = Field(
        default="",
        max_length=500,
        description="只查这个文件夹里的资料，包括下面各层。",
        examples=["茶艺课程"],
    )

    @property
    def scope(self) -> Scope:
        """Return what the question is limited to."""
        return Scope(tuple(self.documents), (self.collection,) if self.collection else ())


class SearchRequest(Scoped, Strict):
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
