"""Keeps of a model's text only what the passages it cites support."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.citations import MARK, CitationBook, best_quote, marks, without_marks
from rag.sentences import Sentence, without_marker
from rag.types import Citation, Passage, SourceQuote

#: A sentence with the marks after it. Semicolons do not end it: its mark stands for all parts.
_SENTENCE = re.compile(rf"[^。！？!?]*[。！？!?]?[”’」』）)》]*(?:\s*(?:{MARK}))*")
_PART = re.compile(rf"[^；;]+[；;]?(?:\s*(?:{MARK}))*")


def verified(text: str, passages: Sequence[Passage]) -> tuple[str, tuple[Citation, ...], int]:
    """Keep the sentences that a passage they cite supports.

    Args:
        text: what the model wrote; its marks are 1-based positions in ``passages``.
        passages: what the model was shown.

    Returns:
        The text with its marks renumbered, the citations, and how many sentences were left out.
    """
    book = CitationBook()
    lines: list[str] = []
    dropped = 0
    for line in text.splitlines():
        kept: list[str] = []
        for sentence in _SENTENCE.findall(line):
            for part in _PART.findall(sentence):
                said = without_marks(part).strip()
                if not re.search(r"\w", said):
                    continue
                numbers = _cited(said, marks(part) or marks(sentence), passages, book)
                if numbers:
                    kept.append(said + "".join(f"[{n}]" for n in numbers))
                else:
                    dropped += 1
        if kept:
            lines.append("".join(kept))
    return "\n".join(lines), book.all(), dropped


def _cited(
    said: str, cited: Sequence[int], passages: Sequence[Passage], book: CitationBook
) -> list[int]:
    """Return the numbers of the new citations for those passages that support what is said."""
    # The number of a list item is no figure to be found, and markup no text.
    claim = without_marker(said.lstrip("*#> "))
    numbers: list[int] = []
    for mark in dict.fromkeys(cited):
        if not 1 <= mark <= len(passages):
            continue
        passage = passages[mark - 1]
        quote = best_quote(claim, passage)
        if quote is not None and passage.derived:
            numbers += [book.cite_source(passage, s).n for s in _sources(passage, quote)]
        elif quote is not None:
            numbers.append(book.cite(passage, quote.start, quote.end).n)
    return list(dict.fromkeys(numbers))


def _sources(sheet: Passage, quote: Sentence) -> Sequence[SourceQuote]:
    """Return what the quoted rows of a fact sheet were read from: all of it for the total.

    A sheet has a title line, a line for each source, and the line of the total.
    """
    first = sheet.text.count("\n", 0, quote.start) - 1
    last = sheet.text.count("\n", 0, quote.end) - 1
    if last >= len(sheet.sources):
        return sheet.sources
    return sheet.sources[max(0, first) : last + 1]
