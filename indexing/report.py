"""What a build tells while it runs and when it is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


class Progress(Protocol):
    """Called as a build goes on.

    ``stage`` is one of ``read`` (files), ``embed`` (passages), ``words`` (documents) and
    ``publish``; ``done`` counts up to ``total``; ``detail`` names the file in hand or is empty.
    """

    def __call__(self, stage: str, done: int, total: int, detail: str) -> None:
        """Show the progress; an exception raised here stops the build, nothing is published."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. Paths are inside the corpus, every list sorted.

    Attributes:
        documents: documents now in the index.
        chunks: chunks now in the index.
        added: new files, read and indexed.
        changed: files indexed again: changed ones, and all of them in a full build.
        unchanged: files carried over.
        deleted: files that can no longer answer: gone, or no longer readable (then among
            ``failures`` too).
        failures: path, message and hint of every file that is left out.
        embedded: vectors computed; fewer than chunks where texts repeat or were known.
        resumed_documents: documents that an unfinished build had read.
        resumed_vectors: texts that it had encoded.
        seconds: duration.
        generation: name of the generation in force.
        published: whether the build made it; false where nothing changed.
        reason: in Chinese, why everything was read again; ``""`` for an update.
    """

    documents: int
    chunks: int
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    failures: list[tuple[str, str, str]] = field(default_factory=list)
    embedded: int = 0
    resumed_documents: int = 0
    resumed_vectors: int = 0
    seconds: float = 0.0
    generation: str = ""
    published: bool = False
    reason: str = ""


def no_progress(stage: str, done: int, total: int, detail: str) -> None:
    """Show nothing."""
