"""What the routes share: who asks, what answers, where it is kept, lists in pages, event streams.

No route is given an open session: a dependency gets its thread back before the route runs, and a
transaction that waits for another thread, while those wait for its lock, would hold up everybody.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Any, Generic, Protocol, TypeVar

from fastapi import Depends, Path, Query, Request
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel, Field
from starlette.responses import StreamingResponse

from rag.api.errors import problem
from rag.ask.scope import Scope
from rag.service.service import Service
from rag.store.database import Database
from rag.store.records import User
from rag.types import Answer, DocumentInfo, Passage, SourceView, Turn

T = TypeVar("T")


class AssistantPort(Protocol):
    """Question to answer: what the routes and the pages need of an assistant, and nothing more.

    :class:`rag.assistant.Assistant` fulfils it. Every method may be called from any thread,
    several at a time.
    """

    def search(self, question: str, k: int = 10) -> list[Passage]:
        """Return at most ``k`` passages, best first."""

    def ask(self, question: str, k: int = 10, history: Sequence[Turn] = ()) -> Answer:
        """Return an answer with citations, or a refusal."""

    def stream(
        self, question: str, k: int = 10, history: Sequence[Turn] = ()
    ) -> Iterator[str | Answer]:
        """Yield pieces of text and, last, the final answer; it replaces the pieces."""

    def source(self, chunk_id: str, context: int = 600) -> SourceView:
        """Return a passage with ``context`` characters on both sides.

        Raises:
            KeyError: no such chunk in the published index.
        """

    def documents(self) -> Sequence[DocumentInfo]:
        """Return the indexed documents."""

    def examples(self) -> list[str]:
        """Return questions that the indexed documents can answer."""

    def ready(self) -> bool:
        """Tell whether an index is published and can be opened."""

    def as_typed(self) -> AssistantPort:
        """Return one that puts nothing right in a question and adds nothing from before it."""

    def within(self, scope: Scope) -> AssistantPort:
        """Return one to which nothing outside of the scope exists.

        What it is asked raises :class:`~rag.errors.ScopeError` where the scope names what is not
        there.
        """


#: Returns the assistant of a user: not everybody may see every document.
AssistantFor = Callable[[User | None], AssistantPort]


async def _assistant(request: Request) -> AssistantPort:
    assistant_for: AssistantFor = request.app.state.assistant_for
    return assistant_for(getattr(request.state, "user", None))


async def _service(request: Request) -> Service:
    found: Service = request.app.state.service
    return found


async def _store(request: Request) -> Database:
    found: Database = request.app.state.service.database
    return found


async def _user(request: Request) -> User:
    user = request.state.user
    assert isinstance(user, User)  # the middleware lets nobody else through
    return user


#: The assistant for whoever sends the request.
Assistant = Annotated[AssistantPort, Depends(_assistant)]
#: The running service, and its database.
Served = Annotated[Service, Depends(_service)]
Store = Annotated[Database, Depends(_store)]
#: The user who asks.
Asking = Annotated[User, Depends(_user)]
#: The id of what a route is about.
Id = Annotated[
    str, Path(pattern=r"^[0-9A-Za-z-]{1,64}$", description="编号。", examples=["0123456789abcdef"])
]


class Items(BaseModel, Generic[T]):
    """A list."""

    items: list[T] = Field(description="各项，次序见接口的说明。")


class Page(Items[T], Generic[T]):
    """A page of a list."""

    total: int = Field(description="一共多少项。", examples=[120])
    limit: int = Field(description="这一页最多多少项。", examples=[50])
    offset: int = Field(description="前面跳过了多少项。", examples=[0])
    next_offset: int | None = Field(description="下一页的 offset；没有下一页时为 null。")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The part of a list that is asked for: at most ``limit`` items after ``offset`` others."""

    limit: int
    offset: int

    def page(self, items: Iterable[T], total: int) -> Page[T]:
        """Return the page that ``items`` are, of ``total`` on all pages together."""
        after = self.offset + self.limit
        return Page(
            items=[*items],
            total=total,
            limit=self.limit,
            offset=self.offset,
            next_offset=after if after < total else None,
        )

    def of(self, everything: Sequence[T]) -> Page[T]:
        """Return the page of a list that is known as a whole."""
        return self.page(everything[self.offset : self.offset + self.limit], len(everything))


async def _part(
    limit: Annotated[int, Query(ge=1, le=200, description="最多返回多少项。", examples=[50])] = 50,
    offset: Annotated[
        int,
        Query(
            ge=0,
            le=1_000_000,
            description="跳过多少项；取下一页用 next_offset。",
            examples=[0],
        ),
    ] = 0,
) -> PageRequest:
    return PageRequest(limit, offset)


Paged = Annotated[PageRequest, Depends(_part)]

#: A proxy must neither store nor collect a stream.
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}

#: What an OpenAPI document says of a stream.
EVENT_STREAM: dict[str, Any] = {
    "text/event-stream": {
        "itemSchema": {
            "type": "object",
            "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
        }
    }
}

Event = tuple[str, dict[str, Any]]


def event_stream(events: Iterator[Event]) -> StreamingResponse:
    """Return the response that sends named JSON objects as Server-Sent Events, as they come.

    The first one is fetched at once, so that an early failure still gets its own status; a later
    one becomes an ``error`` event, never a broken line.

    Raises:
        Exception: whatever the first event raises.
    """
    first = next(events, None)
    rest = events if first is None else chain([first], events)
    return EventSourceResponse(_encoded(rest), headers=_HEADERS)


def data_stream(lines: Iterator[str]) -> StreamingResponse:
    """Return the response that sends unnamed data, each a line; the first is fetched at once."""
    first = next(lines, None)
    rest = lines if first is None else chain([first], lines)
    return EventSourceResponse((format_sse_event(data_str=line) for line in rest), headers=_HEADERS)


def _encoded(events: Iterator[Event]) -> Iterator[bytes]:
    try:
        for name, data in events:
            yield format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False))
    except Exception as error:
        # The status line is gone by now; only an event can tell.
        body = json.dumps(problem(error)[1]["error"], ensure_ascii=False)
        yield format_sse_event(event="error", data_str=body)
