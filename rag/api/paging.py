"""Lists that come in pages, and what their routes share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import Path, Query
from pydantic import BaseModel, Field

from rag.api.errors import ERROR_RESPONSES
from rag.api.models import ErrorBody

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=200, description="最多返回多少项。", examples=[50])]
Offset = Annotated[
    int, Query(ge=0, le=1_000_000, description="跳过多少项；取下一页用 next_offset。", examples=[0])
]
Id = Annotated[
    str, Path(pattern=r"^[0-9A-Za-z-]{1,64}$", description="编号。", examples=["0123456789abcdef"])
]
Moment = Annotated[datetime, Field(description="时间（UTC）。", examples=["2026-09-01T08:00:00Z"])]

#: Errors of routes that need a user.
SIGNED_IN: dict[int | str, dict[str, Any]] = {
    **ERROR_RESPONSES,
    401: {"model": ErrorBody, "description": "需要登录"},
    403: {"model": ErrorBody, "description": "没有权限，或请求来自别的网站"},
}
#: The same for a route that names something by its id.
BY_ID: dict[int | str, dict[str, Any]] = {
    **SIGNED_IN,
    404: {"model": ErrorBody, "description": "没有这一项，或者它属于别人"},
}

#: Further errors of routes that take a file or a whole draft.
TOO_LARGE: dict[int | str, dict[str, Any]] = {
    413: {"model": ErrorBody, "description": "内容太大"},
}
CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {"model": ErrorBody, "description": "已经有了，或正在处理"},
}


class PageOut(BaseModel):
    """What every page of a list has besides its items."""

    total: int = Field(description="一共多少项。", examples=[120])
    limit: int = Field(description="这一页最多多少项。", examples=[50])
    offset: int = Field(description="前面跳过了多少项。", examples=[0])
    next_offset: int | None = Field(description="下一页的 offset；没有下一页时为 null。")


def page_of(
    found: Iterable[T], shown: Callable[[T], Any], *, total: int, limit: int, offset: int
) -> dict[str, Any]:
    """Return the JSON of a page, which :class:`PageOut` describes.

    Args:
        found: what is on the page.
        shown: returns an item as JSON.
        total: items on all pages together.
        limit: most items on a page.
        offset: items passed over.
    """
    return {
        "items": [shown(item) for item in found],
        "total": total,
        "limit": limit,
        "offset": offset,
        "next_offset": offset + limit if offset + limit < total else None,
    }


def part_of(
    everything: Sequence[T], shown: Callable[[T], Any], *, limit: int, offset: int
) -> dict[str, Any]:
    """Return the JSON of a page of a list that is known as a whole."""
    found = everything[offset : offset + limit]
    return page_of(found, shown, total=len(everything), limit=limit, offset=offset)
