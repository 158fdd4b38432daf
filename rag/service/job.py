"""What the indexer is asked to do with one file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rag.service.bin import Binned
from rag.store.records import User


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done with the file at ``path``.

    ``user`` asked for it and was allowed to; ``staged`` is the received file of an ``add``, and
    ``binned`` what a ``restore`` brings back.
    """

    what: Literal["add", "remove", "refresh", "restore"]
    path: str
    title: str
    user: User
    staged: Path | None = None
    binned: Binned | None = None
