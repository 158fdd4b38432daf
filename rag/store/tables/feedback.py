"""What teachers thought of answers, and the gold questions made of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rag.store.tables.base import ID_LENGTH, Base, Id, Line, Moment, Words
from rag.store.tables.conversations import GENERATION_LENGTH

FINGERPRINT_LENGTH = 64


class FeedbackRow(Base):
    """A thumb up or down with its reason.

    Everything needed to ask the same again is copied, so that it outlives the conversation:
    ``answer`` is a :class:`rag.types.Answer` with its passages, ``history`` the exchanges before
    it. ``owner_id`` is empty once the user is gone and the row stays for its gold question.
    """

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("owner_id", "message_id"), Index(None, "created"))

    id: Mapped[Id]
    owner_id: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("users.id", ondelete="CASCADE")
    )
    message_id: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("messages.id", ondelete="SET NULL"), index=True
    )
    verdict: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(Words)
    question: Mapped[str] = mapped_column(Words)
    history: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    fingerprint: Mapped[str] = mapped_column(Line(FINGERPRINT_LENGTH))
    generation: Mapped[str] = mapped_column(Line(GENERATION_LENGTH))
    gold: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created: Mapped[Moment]
