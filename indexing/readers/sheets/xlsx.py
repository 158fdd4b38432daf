"""Excel workbooks (.xlsx and its macro-enabled and template kin), and those WPS writes alike.

Each cell is read as it is shown: results instead of formulas, numbers under their format. Sheets
that are hidden hold lists and settings and are left out.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from indexing.limits import USUAL, Limits
from indexing.readers import problems
from indexing.readers.blocks import RawDocument
from indexing.readers.bounds import Bounds
from indexing.readers.detect import ZIP_ERRORS
from indexing.readers.sheets.formulas import result_of
from indexing.readers.sheets.number_formats import CHINESE, shown
from indexing.readers.sheets.sheet import Sheet, blocks_of

_WHAT = "Excel(.xlsx)"


def read(data: bytes, name: str, limits: Limits = USUAL) -> RawDocument:
    """Read an Excel workbook.

    Args:
        data: the whole file.
        name: the file's name, for messages.
        limits: how much it may hold.

    Raises:
        DocumentError: the package is damaged, or it holds too much.
    """
    from lxml import etree

    bounds = Bounds(name, limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for entry in package.infolist():
                bounds.unpacked(entry.file_size)
        formulas = _opened(data, results=False)
        values = _opened(data, results=True)
        sheets = [
            _Sheet(formulas, sheet, values[sheet.title], bounds).read()
            for sheet in formulas.worksheets
            if sheet.sheet_state == "visible"
        ]
        title = (formulas.properties.title or "").strip()
        author = (formulas.properties.creator or "").strip()
    except (
        *(*ZIP_ERRORS, zlib.error, etree.XMLSyntaxError, RecursionError, SyntaxError),
        *(AttributeError, IndexError, TypeError),
    ) as error:
        raise problems.damaged(name, _WHAT) from error
    return RawDocument(bounds.blocks(blocks_of(sheets, bounds)), title=title, author=author)


def _opened(data: bytes, *, results: bool) -> Any:  # noqa: ANN401 - not typed
    import openpyxl

    with warnings.catch_warnings():
        # About colours, validation and other things that are not read.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data), data_only=results)


class _Sheet:
    """Reads one sheet; ``values`` is the same sheet with the results that the file keeps."""

    def __init__(self, book: Any, sheet: Any, values: Any, bounds: Bounds) -> None:  # noqa: ANN401
        self._book = book
        self._sheet = sheet
        self._values = values
        self._bounds = bounds

    def read(self) -> Sheet:
        found = Sheet(self._sheet.title)
        for cell in self._cells():
            place = (cell.row - 1, cell.column - 1)
            if text := shown(self._value(cell), _format(cell)):
                found.cells[place] = text
                if cell.font is not None and cell.font.b:
                    found.strong.add(place)
                self._bounds.cells(len(found.cells))
        found.merges = [
            (merge.min_row - 1, merge.min_col - 1, merge.max_row - 1, merge.max_col - 1)
            for merge in self._sheet.merged_cells.ranges
        ]
        return found

    def _cells(self) -> Iterator[Any]:
        """Yield the cells that have something, in order."""
        return (cell for _, cell in sorted(self._sheet._cells.items()) if cell.value is not None)

    def _value(self, cell: Any) -> object:  # noqa: ANN401
        if cell.data_type != "f":
            return cell.value
        kept = self._values.cell(cell.row, cell.column).value
        if kept is not None or not isinstance(cell.value, str):
            return kept
        return result_of(cell.value, self._looked_up)

    def _looked_up(self, sheet: str, ref: str) -> object:
        if not sheet:
            return self._sheet[ref].value
        return self._book[sheet][ref].value


def _format(cell: Any) -> str:  # noqa: ANN401
    """Return the code of a cell's number format, those that differ by language as in Chinese."""
    return CHINESE.get(cell._style.numFmtId) or str(cell.number_format or "General")
