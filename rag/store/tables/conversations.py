"""Conversations and their exchanges."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rag.store.tables.base import ID_LENGTH, Base, Id, Line, Moment, Owner, Words

TITLE_LENGTH = 120
#: Name of an index generation.
GENERATION_LENGTH = 64


class ConversationRow(Base):
    """A conversation.

    ``updated`` is the time of its last exchange, ``searchable`` its title folded.
    Searching compares folded text with folded words, so that both databases find the same.
    """

    __tablename__ = "conversations"
    __table_args__ = (Index(None, "owner_id", "updated"),)

    id: Mapped[Id]
    owner_id: Mapped[Owner]
    title: Mapped[str] = mapped_column(Line(TITLE_LENGTH))
    searchable: Mapped[str] = mapped_column(Words)
    created: Mapped[Moment]
    updated: Mapped[Moment]


class MessageRow(Base):
    """One question with its answer.

    ``answer`` is a :class:`rag.types.Answer` as JSON; ``searchable`` is what a search in the
    conversations looks through: question and answer, folded.
    """

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("conversation_id", "position"),)

    id: Mapped[Id]
    conversation_id: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("conversations.id", ondelete="CASCADE")
    )
    position: Mapped[int]
    question: Mapped[str] = mapped_column(Words)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    searchable: Mapped[str] = mapped_column(Words)
    generation: Mapped[str] = mapped_column(Line(GENERATION_LENGTH))
    created: Mapped[Moment]
