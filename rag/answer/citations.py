"""Citations: made only from passages retrieved for this very answer, and checked before shown.

A citation's quote is a slice of its passage, so it stands verbatim in the document. Support of a
sentence by a quote is measured as the share of the sentence's character bigrams that the quote
has, with every number of the sentence present, no negation on one side only, and no limit (at
least, at most) that the quote does not set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from indexing.freshness import Outdated
from rag.text.coverage import coverage, missing_numbers, same_polarity, unset_limit
from rag.types import Citation, Passage, SourceQuote

#: Share of a sentence's bigrams its citation must have.
SUPPORT = 0.5
#: A citation mark as models write it: ``[1]``, ``【1】``, ``[1, 2]``.
MARK = r"[\[【［]\s*\d{1,3}(?:\s*[,，、]\s*\d{1,3})*\s*[\]】］]"
_MARK = re.compile(MARK)


class CitationBook:
    """Numbers the citations of one answer from 1, in the order of their first use."""

    def __init__(self) -> None:
        self._citations: dict[tuple[str, int, int], Citation] = {}

    def cite(self, passage: Passage, start: int, end: int) -> Citation:
        """Return the citation of ``passage.text[start:end]``; the same place keeps its number.

        Raises:
            ValueError: the span is empty or not inside the passage, or the passage is derived.
        """
        if not 0 <= start < end <= len(passage.text):
            raise ValueError(f"no span {start}:{end} in a passage of {len(passage.text)}")
        if passage.derived:
            raise ValueError("a derived passage is cited by its sources")
        key = (passage.chunk_id, start, end)
        if key not in self._citations:
            self._citations[key] = Citation(
                n=len(self._citations) + 1,
                chunk_id=passage.chunk_id,
                document=passage.document,
                title=passage.title,
                heading_path=passage.heading_path,
                page=passage.page,
                quote=passage.text[start:end],
                start=passage.start + start,
                end=passage.start + end,
                page_label=passage.page_label,
                file_page=passage.file_page,
                also_in=passage.also_in,
            )
        return self._citations[key]

    def cite_source(self, passage: Passage, source: SourceQuote) -> Citation:
        """Return the citation of a place a derived passage was read from, or of a header.

        Raises:
            ValueError: the place is not among the passage's sources, nor its header.
        """
        if source not in (*passage.sources, passage.header):
            raise ValueError("a passage is cited by its own sources and header")
        key = (source.chunk_id, source.start, source.end)
        if key not in self._citations:
            self._citations[key] = Citation(
                n=len(self._citations) + 1,
                chunk_id=source.chunk_id,
                document=source.document,
                title=passage.title,
                heading_path=passage.heading_path,
                page=source.page,
                quote=source.quote,
                start=source.start,
                end=source.end,
                also_in=passage.also_in,
            )
        return self._citations[key]

    def has(self, passage: Passage, start: int, end: int) -> bool:
        """Whether any of ``passage.text[start:end]`` is cited already."""
        start, end = passage.start + start, passage.start + end
        return any(
            c.document == passage.document and c.start < end and start < c.end
            for c in self._citations.values()
        )

    def all(self) -> tuple[Citation, ...]:
        """Return the citations in order of their numbers."""
        return tuple(self._citations.values())


#: What is said of a cited document whose file is no longer what was indexed.
_OUTDATED = {
    Outdated.CHANGED: "“{}”在收入之后改动过，引文是改动前的，请以现在的文件为准；更新索引后再问。",
    Outdated.DELETED: "“{}”的文件已经不在了，引文是从前收入的；更新索引后就不再用它回答。",
}


def dated(
    citations: Sequence[Citation], outdated: Mapping[str, Outdated]
) -> tuple[tuple[Citation, ...], tuple[str, ...]]:
    """Return the citations with what became of their files, and a remark on each such file.

    Args:
        citations: of one answer.
        outdated: see :meth:`indexing.freshness.Freshness.outdated`.
    """
    cited = tuple(
        replace(c, outdated=outdated[c.document].value) if c.document in outdated else c
        for c in citations
    )
    paths = dict.fromkeys(c.document for c in cited if c.outdated)
    return cited, tuple(_OUTDATED[outdated[path]].format(path) for path in paths)


def marks(text: str) -> list[int]:
    """Return the numbers of all ``[n]`` in ``text``, in order; ``[1, 2]`` has two."""
    return [int(n) for match in _MARK.finditer(text) for n in re.findall(r"\d+", match.group())]


def without_marks(text: str) -> str:
    """Return ``text`` without its ``[n]``."""
    return _MARK.sub("", text)


def supported(sentence: str, quote: str) -> bool:
    """Whether ``quote`` supports ``sentence``: bigrams, numbers, negation, limits."""
    said = without_marks(sentence)
    if missing_numbers(said, quote) or unset_limit(said, quote):
        return False
    return same_polarity(said, quote) and coverage(said, quote) >= SUPPORT
