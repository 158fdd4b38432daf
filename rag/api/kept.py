"""What conversations and saved drafts have in common: an id, a title, and two times."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from rag.api.paging import Moment
from rag.store.records import Conversation, Draft


class TitleIn(BaseModel):
    """A title."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=200, description="标题。", examples=["绿茶课学时"])


class KeptOut(BaseModel):
    """Something kept, without its content."""

    id: str = Field(description="编号。", examples=["0123456789abcdef0123456789abcdef"])
    title: str = Field(description="标题。", examples=["绿茶课学时"])
    created: Moment
    updated: Moment


def kept_json(kept: Conversation | Draft, **counted: int) -> dict[str, Any]:
    """Return it as JSON, with the number of what is in it."""
    return {
        "id": kept.id,
        "title": kept.title,
        **counted,
        "created": kept.created.isoformat(),
        "updated": kept.updated.isoformat(),
    }
