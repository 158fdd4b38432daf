"""Old Excel workbooks (.xls) and those of WPS (.et), which are inside what the old Excel's are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from indexing.errors import DocumentError
from indexing.limits import USUAL, Limits
from indexing.readers import problems
from indexing.readers.blocks import RawDocument
from indexing.readers.bounds import Bounds
from indexing.readers.sheets.number_formats import CHINESE, is_date, shown
from indexing.readers.sheets.sheet import Sheet, blocks_of

_WHAT = "Excel(.xls)"
_BOLD = 700


def read(data: bytes, name: str, limits: Limits = USUAL) -> RawDocument:
    """Read an old Excel workbook.

    Args:
        data: the whole file.
        name: the file's name, for messages.
        limits: how much it may hold.

    Raises:
        DocumentError: encrypted, damaged, or it holds too much.
    """
    import xlrd

    bounds = Bounds(name, limits)
    try:
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=nowhere)
        sheets = [_sheet(book, sheet, bounds) for sheet in book.sheets() if not sheet.visibility]
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # the library trusts what a broken file says of its own offsets
        if isinstance(error, xlrd.XLRDError) and "encrypted" in str(error):
            raise problems.encrypted(name) from error
        raise problems.damaged(name, _WHAT) from error
    return RawDocument(bounds.blocks(blocks_of(sheets, bounds)))


def _sheet(book: Any, sheet: Any, bounds: Bounds) -> Sheet:  # noqa: ANN401 - not typed
    found = Sheet(sheet.name)
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            text = _shown(book, cell)
            if text:
                found.cells[row, column] = text
                font = book.font_list[book.xf_list[cell.xf_index].font_index]
                if font.weight >= _BOLD:
                    found.strong.add((row, column))
        bounds.cells(len(found.cells))
    found.merges = [
        (top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells
    ]
    return found


def _shown(book: Any, cell: Any) -> str:  # noqa: ANN401
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
        return ""
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value).strip()
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(cell.value), "General")
    key = book.xf_list[cell.xf_index].format_key
    form = CHINESE.get(key) or str(book.format_map[key].format_str)
    # Some workbooks count their days from 1904.
    return shown(cell.value + 1462 if book.datemode and is_date(form) else cell.value, form)
