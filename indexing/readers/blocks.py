"""What a reader hands on: the blocks of a file in reading order, nothing interpreted."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, or one physical line where the format has no paragraphs.

    Attributes:
        text: the text without its line break. Leading and trailing white space is kept: in
            flattened text it carries meaning.
        page: 1-based page the format itself gives (PDF), else ``None``.
        heading: 1–9 where the format marks a heading (Word style, ``#``, ``<h1>``), else 0.
        size: size of its type in points, 0 where the format does not say.
        bold: whether all of it is bold. Lines that only look different are equal.
    """

    text: str
    page: int | None = None
    heading: int = 0
    size: float = field(default=0.0, compare=False)
    bold: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class TableCell:
    r"""One cell; lines inside it are separated by ``\n``.

    A merged cell has its text in its first (top left) place; ``merged`` is true, and ``text``
    empty, in the other places it covers; ``hanging`` says that the cell starts in a row above.
    """

    text: str
    merged: bool = False
    hanging: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table; every row has the same number of cells."""

    rows: tuple[tuple[TableCell, ...], ...]
    page: int | None = None


Block = Line | TableBlock


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A file as read.

    Attributes:
        blocks: lines and tables in reading order.
        title: title from the file's own metadata, ``""`` where there is none.
        pages: number of pages where the format has pages, else 0.
        wrapped: whether lines are physical lines that may break a sentence (text, PDF).
        labels: what the file says a reader sees on each of its pages; empty where it does not say.
        unread: 1-based pages whose text could not be read.
        doubtful: texts that were recognised in a picture with little confidence, in reading order.
        author: who wrote it by the file's own metadata, ``""`` where it does not say.
        deck: whether the pages are slides.
    """

    blocks: tuple[Block, ...]
    title: str = ""
    pages: int = 0
    wrapped: bool = False
    doubtful: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    unread: tuple[int, ...] = ()
    author: str = ""
    deck: bool = False

    @property
    def has_text(self) -> bool:
        """Whether any block holds more than white space."""
        texts = (
            text
            for block in self.blocks
            for text in (
                [block.text]
                if isinstance(block, Line)
                else [cell.text for row in block.rows for cell in row]
            )
        )
        return any(text.strip(" \ufeff\u200b").strip() for text in texts)
