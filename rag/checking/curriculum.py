"""Rules for standards and syllabuses: hours that do not add up, tasks that are no courses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexing.kinds import Outline, Records
from indexing.kinds.shared.values import Value
from indexing.kinds.shared.vocabulary import label, vocabulary
from indexing.kinds.standard.course import Course
from indexing.kinds.standard.hours_tables import HoursTable
from indexing.kinds.syllabus.syllabus_table import ChapterHours
from indexing.records import Section, UnitKind
from indexing.searchtext import fold
from rag.checking.finding import Finding, Place, Severity, at, place

#: Fewer tasks or courses than this are an excerpt, not a programme.
_FEWEST = 2


def course_hours(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield hours that do not add up or that are given twice and differ."""
    for course in records.courses:
        yield from _tasks_of_course(outline, course)
    if records.programme is None:
        return
    for table in records.programme.tables:
        yield from _total_of_table(outline, table)
    yield from _hours_of_course(outline, records.courses, records.programme.tables)


def _tasks_of_course(outline: Outline, course: Course) -> Iterator[Finding]:
    """Compare a course with its tasks; optional tasks may or may not be counted."""
    hours = course.hours
    given = [task.hours for task in course.tasks if task.hours and task.hours.certain]
    if hours is None or not hours.certain or not given or len(given) < len(course.tasks):
        return
    everything = sum(value.number or 0 for value in given)
    optional = sum(t.hours.number or 0 for t in course.tasks if t.optional and t.hours)
    if hours.number in (everything, everything - optional):
        return
    name = course.name.text
    less = f"（不算可选任务为 {everything - optional}）" if optional else ""
    yield Finding(
        "task_hours",
        f"“{name}”基准学时为 {hours.number}，"
        f"各学习任务的学时合计为 {everything}{less}，两者不一致。",
        (at(outline, hours), *(at(outline, value) for value in given)),
        f"核对原件：基准学时应为 {everything}，或某个任务的学时印错了。",
    )


def _total_of_table(outline: Outline, table: HoursTable) -> Iterator[Finding]:
    values = [row.hours for row in table.rows]
    total = table.total
    if total is None or not values or not all(v.certain for v in (total, *values)):
        return
    added = sum(value.number or 0 for value in values)
    if added != total.number:
        yield Finding(
            "level_total",
            f"“{table.name.text}”印的总学时为 {total.number}，"
            f"表中 {len(values)} 门课程合计为 {added}，两者不一致。",
            (at(outline, total), at(outline, table.name)),
            f"核对原件：总学时应为 {added}，或某门课程的学时印错了。",
        )


def _hours_of_course(
    outline: Outline, courses: tuple[Course, ...], tables: tuple[HoursTable, ...]
) -> Iterator[Finding]:
    """Compare the hours of a course in the tables with those at the head of the course."""
    own = {label(c.name.text): c.hours for c in courses if c.hours and c.hours.certain}
    for table in tables:
        for row in table.rows:
            hours = own.get(label(row.name.text))
            if hours and row.hours.certain and hours.number != row.hours.number:
                yield Finding(
                    "course_hours",
                    f"“{row.name.text}”在课程表中为 {row.hours.number} 学时，"
                    f"在该课程的课程标准中为 {hours.number} 学时。",
                    (at(outline, row.hours), at(outline, hours)),
                    "核对原件，把两处改成同一个学时。",
                )


def syllabus_sums(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield hours that do not add up, or that heading and table give differently."""
    syllabus = records.syllabus
    if syllabus is None:
        return
    yield from _by_kind(outline, "课程基本信息", syllabus.hours)
    yield from _by_kind(outline, "学时分配表合计", syllabus.totals)
    for chapter in syllabus.chapters:
        name = f"第 {chapter.number} 章"
        yield from _by_kind(outline, name, chapter.plan)
        yield from _twice(outline, f"{name}标题", chapter.hours, "学时分配表", chapter.plan.total)
    total = syllabus.hours.total
    yield from _twice(outline, "课程基本信息", total, "学时分配表合计", syllabus.totals.total)
    chapters = [chapter.hours for chapter in syllabus.chapters]
    yield from _all_chapters(outline, total or syllabus.totals.total, chapters)


def _by_kind(outline: Outline, where: str, hours: ChapterHours) -> Iterator[Finding]:
    total, theory, practice = hours.total, hours.theory, hours.practice
    if total is None or theory is None or practice is None:
        return
    added = (theory.number or 0) + (practice.number or 0)
    if added != total.number and _certain(total, theory, practice):
        yield Finding(
            "theory_and_practice",
            f"{where}：总学时为 {total.number}，"
            f"理论 {theory.number} 与实践 {practice.number} 合计为 {added}。",
            (at(outline, total), at(outline, theory), at(outline, practice)),
            f"总学时改为 {added}，或调整理论、实践学时使合计为 {total.number}。",
        )


def _twice(
    outline: Outline, here: str, one: Value | None, there: str, other: Value | None
) -> Iterator[Finding]:
    if one and other and _certain(one, other) and one.number != other.number:
        yield Finding(
            "hours_twice",
            f"{here}为 {one.number} 学时，{there}为 {other.number} 学时。",
            (at(outline, one), at(outline, other)),
            "核对原件，把两处改成同一个学时。",
        )


def _all_chapters(
    outline: Outline, total: Value | None, chapters: Sequence[Value | None]
) -> Iterator[Finding]:
    """Compare the total with all chapters, if every one of them has its hours."""
    known = [value for value in chapters if value is not None]
    if total is None or not known or len(known) < len(chapters) or not _certain(total, *known):
        return
    added = sum(value.number or 0 for value in known)
    if added != total.number:
        yield Finding(
            "chapter_hours",
            f"课程总学时为 {total.number}，{len(known)} 章的学时合计为 {added}，两者不一致。",
            (at(outline, total), *(at(outline, value) for value in known)),
            f"总学时改为 {added}，或调整各章学时使合计为 {total.number}。",
        )


def _certain(*values: Value) -> bool:
    return all(value.certain and value.number is not None for value in values)


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
