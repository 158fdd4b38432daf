"""Typical tasks of a standard against its courses: one course rests on one typical task."""

from __future__ import annotations

from collections.abc import Iterator

from indexing.consistency.finding import Finding, Place, Severity, at, place
from indexing.extract import Outline, Records
from indexing.records import Section, UnitKind
from indexing.searchtext import fold
from indexing.structure.vocabulary import label, vocabulary

#: Fewer tasks or courses than this are an excerpt, not a programme.
_FEWEST = 2


def tasks_and_courses(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield the difference if there are more or fewer typical tasks than courses."""
    names = {label(course.name.text) for course in records.courses}
    tasks = _of_tables(outline) or _of_headings(outline, names)
    if min(len(tasks), len(names)) < _FEWEST or len(tasks) == len(names):
        return
    found = {name for name, _ in tasks}
    odd = [where for name, where in tasks if name not in names]
    without = [c for c in records.courses if label(c.name.text) not in found]
    if not odd and not without:
        odd = [where for _, where in tasks]
    yield Finding(
        "tasks_and_courses",
        f"培养要求列出 {len(tasks)} 个典型工作任务，课程标准有 {len(names)} 门课程；"
        f"以下是名称对不上的任务（{len(odd)} 个）和课程（{len(without)} 门）。",
        (*odd, *(at(outline, course.name) for course in without)),
        "引用时注明这一差别，不要自行增减任务或课程。",
        Severity.ADVICE,
    )


def _of_tables(outline: Outline) -> list[tuple[str, Place]]:
    """Return the tasks in tables of abilities, each once in a level."""
    level, task, _ = vocabulary()["standard"]["ability_columns"]
    found: dict[tuple[str, str], Place] = {}
    for table in outline.document.tables:
        columns = [label(column) for column in table.columns]
        if level not in columns or task not in columns:
            continue
        for row in table.rows:
            cell, above = row[columns.index(task)], label(row[columns.index(level)].text)
            if not cell.text.strip() or not cell.certain:
                return []
            name = label(cell.text.partition("（")[0])
            found.setdefault((above, name), place(outline, cell.start, cell.end))
    return [(name, where) for (_, name), where in found.items()]


def _of_headings(outline: Outline, courses: set[str]) -> list[tuple[str, Place]]:
    """Return the tasks of a flattened table: headings under those of the levels."""
    levels = {label(word) for word in vocabulary()["standard"]["ability_levels"]}
    tasks: list[tuple[str, Place]] = []
    for section in outline.document.sections[1:]:
        if label(section.heading) not in levels or not _under_header(outline, section):
            continue
        open_task = ""
        for child in outline.children(section.id):
            name = label(child.heading)
            # A merged cell: the task stands before each of its parts.
            whole = next((c for c in courses if name.startswith(c) and name != c), "")
            if whole and whole == open_task:
                continue
            follows = _next_name(outline, section, child)
            merged = bool(whole) and follows.startswith(whole) and follows != whole
            open_task = whole if merged else ""
            where = place(outline, child.start, child.start + len(child.heading))
            tasks.append((whole if merged else name, where))
    return tasks


def _next_name(outline: Outline, level: Section, child: Section) -> str:
    later = [s for s in outline.children(level.id) if s.start > child.start]
    return label(later[0].heading) if later else ""


def _under_header(outline: Outline, section: Section) -> bool:
    """Whether the header of a table of abilities stands right above the levels."""
    columns: list[str] = vocabulary()["standard"]["ability_columns"]
    rows = outline.units(section.parent or 0)
    headers = (fold(outline.text(unit)) for unit in rows if unit.kind is UnitKind.ROW)
    return any(all(column in header for column in columns) for header in headers)
