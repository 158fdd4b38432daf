"""Fact sheets: tables the program derives, so that totals and comparisons can be found and cited.

They rest on the records of a document (:mod:`indexing.kinds`); of tables that no record has read
every row with a name and a number counts. One line a row, each with the place its figure was read
from. The first line names the sheet, the last has the count and the sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from indexing.fact_sheets.of_lessons import plan_sheets, syllabus_sheets
from indexing.fact_sheets.of_standard import course_sheets, table_sheets
from indexing.fact_sheets.of_tables import sheet_of_headings, sheets_of_tables
from indexing.fact_sheets.sheet import Sheet, chunk
from indexing.kinds import Records, records_of
from indexing.kinds.shared.values import Value
from indexing.records import Chunk, Document

__all__ = ["fact_sheets"]


def fact_sheets(document: Document) -> list[Chunk]:
    """Return the fact sheets of a document; fewer than two lines are no sheet.

    ``sources[i]`` of a sheet is the place its line ``i + 1`` was read from. The name has none, and
    the total only where the document prints it.
    """
    sheets = _sheets(document, records_of(document))
    return [chunk(document, sheet) for sheet in sheets if len(sheet.facts) > 1]


def _sheets(document: Document, records: Records) -> Iterator[Sheet]:
    if records.programme is not None:
        yield from table_sheets(document, records.programme.tables)
    yield from course_sheets(document, records.courses)
    if records.lesson_plan is not None:
        yield from plan_sheets(document, records.lesson_plan)
    if records.syllabus is not None:
        yield from syllabus_sheets(document, records.syllabus)
    else:
        yield sheet_of_headings(document)
    yield from sheets_of_tables(document, set(_numbers(records)))


def _numbers(record: object) -> Iterator[int]:
    """Yield where the numbers in records stand."""
    if isinstance(record, Value):
        if record.number is not None:
            yield record.start
    elif isinstance(record, tuple):
        for item in record:
            yield from _numbers(item)
    elif is_dataclass(record):
        for field in fields(record):
            yield from _numbers(getattr(record, field.name))
