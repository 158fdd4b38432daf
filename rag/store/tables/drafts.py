"""Drafts of lesson plans, every saved version of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rag.store.tables.base import ID_LENGTH, Base, Id, Line, Moment, Owner
from rag.store.tables.conversations import TITLE_LENGTH

NOTE_LENGTH = 200


class DraftRow(Base):
    """A draft; its content is its versions."""

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "owner_id", "updated"),)

    id: Mapped[Id]
    owner_id: Mapped[Owner]
    title: Mapped[str] = mapped_column(Line(TITLE_LENGTH))
    created: Mapped[Moment]
    updated: Mapped[Moment]


class DraftVersionRow(Base):
    """A version, numbered from 1; ``plan`` is a :class:`rag.drafting.plan.Plan` as JSON."""

    __tablename__ = "draft_versions"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: Mapped[Id]
    draft_id: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("drafts.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Line(NOTE_LENGTH))
    created: Mapped[Moment]
