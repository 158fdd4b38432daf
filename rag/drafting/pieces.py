"""Pieces of evidence: what a passage says, what it gives to which section, and its citation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.drafting.citing import Citer
from rag.drafting.located import Located
from rag.drafting.phrases import tidy
from rag.drafting.plan import EvidenceItem
from rag.types import Citation

#: The role of a passage that the teacher added.
ADDED = "教师补充"
#: The role of a passage of the earlier plan the teacher chose to build on.
BASE = "参照教案"
#: The role of the name that such a plan gives to a step.
STEP_NAME = "参照环节"

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage for one section.

    Attributes:
        section: the section it is for.
        role: what it gives (``理论知识``).
        text: what it says, tidied.
        citations: its places, numbered 0; more than one where it is printed in parts.
        stage: number of the stage of work it belongs to, from 0; ``None`` for the whole task.
        number: a figure it gives, such as hours or a percentage.
        label: the part of an earlier plan it comes from; else empty.
    """

    section: str
    role: str
    text: str
    citations: tuple[Citation, ...]
    stage: int | None = None
    number: int | None = None
    label: str = ""

    @property
    def keys(self) -> set[Key]:
        """What tells its evidence apart from other evidence, whatever the index generation."""
        return {(self.section, c.document, c.quote) for c in self.citations}


def piece(
    citer: Citer,
    section: str,
    role: str,
    text: Located,
    *,
    stage: int | None = None,
    number: int | None = None,
    label: str = "",
) -> Piece | None:
    """Return a piece, ``None`` where the passage says nothing or no chunk holds it.

    Where a chunk ends inside the passage, the piece says only what the citation quotes.
    """
    found = [c for span in text.spans if (c := citer.cite(*span))]
    said = text.text
    if sum(len(c.quote) for c in found) < len(said.strip()):
        said = "".join(c.quote for c in found)
    if not tidy(said) or not found:
        return None
    return Piece(section, role, tidy(said), tuple(found), stage, number, label)


def items_of(pieces: Iterable[Piece]) -> tuple[EvidenceItem, ...]:
    """Return pieces as the evidence shown to the teacher, each place once for a section."""
    out: dict[tuple[str, str, int, int], EvidenceItem] = {}
    for item in pieces:
        for citation in item.citations:
            key = (item.section, citation.document, citation.start, citation.end)
            shown = EvidenceItem(item.section, item.role, citation, added=item.role == ADDED)
            out.setdefault(key, shown)
    return tuple(out.values())


def with_ticks(
    found: Iterable[EvidenceItem], seen: Sequence[EvidenceItem] | None
) -> tuple[EvidenceItem, ...]:
    """Return what was found with the ticks of what the teacher saw, and what was added.

    Passages are told apart by section, document and quote, so that ticks outlive a rebuilt index;
    one that the teacher has not seen yet is ticked.
    """
    seen = seen or ()
    off = {_key(item) for item in seen if not item.used}
    return (
        *(replace(item, used=_key(item) not in off) for item in found),
        *(item for item in seen if item.added),
    )


def used_pieces(pieces: Iterable[Piece], evidence: Iterable[EvidenceItem]) -> tuple[Piece, ...]:
    """Return the pieces all of whose passages are ticked, and those the teacher added."""
    items = list(evidence)
    off = {_key(item) for item in items if not item.used}
    added = [
        Piece(i.section, ADDED, tidy(i.citation.quote), (replace(i.citation, n=0),))
        for i in items
        if i.used and i.added
    ]
    return (*(p for p in pieces if not p.keys & off), *added)


def _key(item: EvidenceItem) -> Key:
    return item.section, item.citation.document, item.citation.quote
