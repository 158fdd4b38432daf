"""Documents that were uploaded; the files themselves lie in the corpus folder."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from rag.store.tables.base import ID_LENGTH, Base, Id, Line, Moment, Words

PATH_LENGTH = 500


class DocumentRow(Base):
    """A document of one user, or of the whole school where ``owner_id`` is empty.

    ``path`` is the path inside the corpus, by which the index knows the document.
    """

    __tablename__ = "documents"

    id: Mapped[Id]
    owner_id: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    path: Mapped[str] = mapped_column(Line(PATH_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(Line(PATH_LENGTH))
    kind: Mapped[str] = mapped_column(String(24))
    status: Mapped[str] = mapped_column(String(16))
    problem: Mapped[str] = mapped_column(Words)
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_by: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("users.id", ondelete="SET NULL")
    )
    created: Mapped[Moment]
    updated: Mapped[Moment]
