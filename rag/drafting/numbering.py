"""Numbers the citations of a plan while its sections are written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rag.types import Citation


class Numbering:
    """Citations in use; the same place keeps its number."""

    def __init__(self, citations: Iterable[Citation] = ()) -> None:
        """Begin with citations that have numbers already."""
        self._found = {(c.document, c.start, c.end): c for c in citations}
        self._last = max((c.n for c in self._found.values()), default=0)

    def numbers(self, citations: Iterable[Citation]) -> tuple[int, ...]:
        """Return the numbers of citations, new ones behind those in use."""
        return tuple(dict.fromkeys(self._number(citation) for citation in citations))

    def all(self) -> tuple[Citation, ...]:
        """Return the citations by number."""
        return tuple(sorted(self._found.values(), key=lambda citation: citation.n))

    def _number(self, citation: Citation) -> int:
        key = (citation.document, citation.start, citation.end)
        if key not in self._found:
            self._last += 1
            self._found[key] = replace(citation, n=self._last)
        return self._found[key].n
