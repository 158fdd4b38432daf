"""Server-Sent Events: a stream of named JSON objects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any

from fastapi.sse import EventSourceResponse, format_sse_event
from starlette.responses import StreamingResponse

from rag.api.errors import problem

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
    """Return the response that sends events as they come.

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
