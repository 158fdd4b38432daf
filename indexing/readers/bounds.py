"""What one file may hold, counted while it is read."""

from __future__ import annotations

from collections.abc import Iterable

from indexing.limits import Limits
from indexing.readers import problems
from indexing.readers.blocks import Block, Line


class Bounds:
    """The limits of one file.

    Args:
        name: the file's name, for messages.
        limits: how much it may hold.
    """

    def __init__(self, name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits

    def unpacked(self, size: int) -> None:
        """Check the size in bytes of a part that is about to be unpacked.

        Raises:
            DocumentError: it is too large.
        """
        if size > self._limits.megabytes << 20:
            raise problems.bomb(self._name)

    def pages(self, count: int) -> None:
        """Check the number of pages.

        Raises:
            DocumentError: there are too many.
        """
        self._check(count, self._limits.pages, "页")

    def cells(self, count: int) -> None:
        """Check the number of cells of one table.

        Raises:
            DocumentError: there are too many.
        """
        self._check(count, self._limits.cells, "个表格单元格")

    def blocks(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        """Return the blocks of the file, drawn one by one.

        Raises:
            DocumentError: they hold too many lines, cells or characters.
        """
        limits, kept = self._limits, []
        lines = cells = characters = 0
        for block in blocks:
            kept.append(block)
            if isinstance(block, Line):
                lines += 1
                characters += len(block.text)
            else:
                cells += sum(map(len, block.rows))
                characters += sum(len(cell.text) for row in block.rows for cell in row)
            self._check(lines, limits.lines, "行（段）")
            self._check(cells, limits.cells, "个表格单元格")
            self._check(characters, limits.characters, "个字")
        return tuple(kept)

    def _check(self, count: int, most: int, unit: str) -> None:
        if count > most:
            raise problems.too_much(self._name, most, unit)
