"""An uploaded document as the repositories hand it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DocumentStatus(StrEnum):
    """How far an uploaded document is."""

    WAITING = "waiting"
    INDEXED = "indexed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """An uploaded document.

    Attributes:
        id: of the row.
        owner_id: whose it is; ``None`` for the whole school.
        path: inside the corpus.
        name: as uploaded.
        kind: as recognised; empty before it is read.
        status: how far it is.
        problem: why it failed; empty otherwise.
        sha256: of the file.
        uploaded_by: id of the user; ``None`` once that user is gone.
        created: when it was uploaded first.
        updated: when any of this last changed.
    """

    id: str
    owner_id: str | None
    path: str
    name: str
    kind: str
    status: DocumentStatus
    problem: str
    sha256: str
    uploaded_by: str | None
    created: datetime
    updated: datetime
